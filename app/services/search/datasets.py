"""Finds datasets by what they are called, what is said of them, and what their columns mean."""

from __future__ import annotations

from sqlalchemy import select

from app.identity.person import Person
from app.services.catalogue import datasets
from app.services.catalogue.datasets import DatasetLine
from app.services.platform import Platform
from app.services.search.matching import Hit, Part, ranked
from data_catalog.card import About, about
from data_catalog.records.tables import Dataset

_MOST = 1_000


def hits(person: Person, platform: Platform, query: str) -> tuple[Hit[DatasetLine], ...]:
    """The datasets the person may see that fit a query, best first; of equals the newest. Every word of it must be found."""
    return ranked(seen(person, platform), query)


def find(person: Person, platform: Platform, query: str) -> tuple[DatasetLine, ...]:
    """The same without reasons; all the person may see, the newest first, for an empty query."""
    if not query.strip():
        return datasets.listed(person, platform, limit=_MOST)
    return tuple(hit.thing for hit in hits(person, platform, query))


def seen(person: Person, platform: Platform) -> list[tuple[DatasetLine, list[Part]]]:
    """The newest 1,000 datasets the person may see, each with what they may know of it: of another's, no columns."""
    lines = datasets.listed(person, platform, limit=_MOST)
    with platform.records.reading() as session:
        rows = session.execute(select(Dataset.id, Dataset.about).where(Dataset.id.in_([line.id for line in lines]))).all()
    said = {row.id: about(row.about) for row in rows}
    return [(line, _parts(line, said[line.id])) for line in lines if line.id in said]


def _parts(line: DatasetLine, said: About) -> list[Part]:
    told = [Part("said", text) for text in (said.description, said.grain, said.area) if text]
    keys = [Part("keyword", key) for key in said.keywords]
    return [Part("name", line.title), *keys, *(Part("column", column) for column in line.columns), *told]
