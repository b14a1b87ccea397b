"""Finds datasets by what they are called, what is said of them, and what their columns mean."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.identity.person import Person
from app.services import datasets
from app.services.datasets import DatasetLine
from app.services.platform import Platform
from app.services.search import words
from data_catalog import terms
from data_catalog.card import About, about
from data_catalog.records.tables import Dataset

_ALIKE = 0.8
_MOST = 1_000


def find(person: Person, platform: Platform, query: str) -> tuple[DatasetLine, ...]:
    """The datasets the person may see that fit a query, best first; all, the newest first, for an empty one.

    Every word that carries meaning must be found: in title or keywords (3), in a column of that meaning (2), or in what is said (1).
    """
    lines = datasets.listed(person, platform, limit=_MOST)
    wanted = words(query)
    if not wanted:
        return lines
    with platform.records.reading() as session:
        rows = session.execute(select(Dataset.id, Dataset.about).where(Dataset.id.in_([line.id for line in lines]))).all()
    said = {row.id: about(row.about) for row in rows}
    scored = [(score, line) for line in lines if (score := _score(line, said[line.id], wanted, query)) > 0]
    return tuple(line for _, line in sorted(scored, key=lambda item: -item[0]))


def _score(line: DatasetLine, said: About, wanted: Sequence[str], query: str) -> float:
    if any(terms.likeness(column, query) >= _ALIKE for column in line.columns):
        return 2.5
    weights = [_weight(word, line, said) for word in wanted]
    return sum(weights) / len(weights) if all(weights) else 0.0


def _weight(word: str, line: DatasetLine, said: About) -> float:
    if word in line.title.lower() or any(word in key.lower() for key in said.keywords):
        return 3.0
    if any(word in column.lower() or terms.likeness(column, word) >= _ALIKE for column in line.columns):
        return 2.0
    told = " ".join((said.description, said.grain, said.area)).lower()
    return 1.0 if word in told else 0.0
