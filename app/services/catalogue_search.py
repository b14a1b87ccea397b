"""Finds datasets by what they are called, what is said of them, and what their columns mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.identity.person import Person
from app.services import datasets
from app.services.datasets import DatasetLine
from app.services.platform import Platform
from app.services.search import holds, words
from data_catalog import terms
from data_catalog.card import About, about
from data_catalog.records.tables import Dataset

_ALIKE = 0.8
_MOST = 1_000


@dataclass(frozen=True)
class Found:
    """A dataset that fits, and the column whose meaning made it fit, where that is why."""

    line: DatasetLine
    column: str | None = None


def find(person: Person, platform: Platform, query: str) -> tuple[Found, ...]:
    """The datasets the person may see that fit a query, best first; all, the newest first, for an empty one.

    Every word that carries meaning must be found: in title or keywords (3), in a column of that meaning (2), or in what is said (1).
    """
    lines = datasets.listed(person, platform, limit=_MOST)
    wanted = words(query)
    if not wanted:
        return tuple(Found(line) for line in lines)
    with platform.records.reading() as session:
        rows = session.execute(select(Dataset.id, Dataset.about).where(Dataset.id.in_([line.id for line in lines]))).all()
    said = {row.id: about(row.about) for row in rows}
    scored = [_scored(line, said[line.id], wanted, query) for line in lines]
    return tuple(found for score, found in sorted(scored, key=lambda item: -item[0]) if score > 0)


def _scored(line: DatasetLine, said: About, wanted: Sequence[str], query: str) -> tuple[float, Found]:
    whole = next((column for column in line.columns if terms.likeness(column, query) >= _ALIKE), None)
    if whole:
        return 2.5, Found(line, whole)
    weights = [_weight(word, line, said) for word in wanted]
    column = next((column for weight, column in weights if weight and column), None)
    found = all(weight for weight, _ in weights)
    return (sum(weight for weight, _ in weights) / len(weights) if found else 0.0), Found(line, column)


def _weight(word: str, line: DatasetLine, said: About) -> tuple[float, str | None]:
    if holds(line.title, word) or any(holds(key, word) for key in said.keywords):
        return 3.0, None
    column = next((column for column in line.columns if holds(column, word) or terms.likeness(column, word) >= _ALIKE), None)
    if column:
        return 2.0, column
    told = " ".join((said.description, said.grain, said.area))
    return (1.0 if holds(told, word) else 0.0), None
