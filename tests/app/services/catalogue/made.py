"""Datasets that are brought in for tests of what becomes of them."""

from __future__ import annotations

from app.identity.person import Person
from app.services.catalogue import datasets
from app.services.drafts import drafts
from app.services.uploads import uploads
from tests.app.services.conftest import City
from tests.app.services.uploads.test_uploads import map_columns, send

HEAD = "신고일시,현장도착일시,출동센터,환자\n"
MAPPED = {"call_at": "신고일시", "arrive_at": "현장도착일시", "center": "출동센터"}


def calls(rows: int, first: int = 0) -> str:
    """A file of so many calls, from three centres."""
    lines = [
        f"2024-01-{1 + n % 28:02d} {n % 24:02d}:{n % 60:02d},2024-01-{1 + n % 28:02d} {n % 24:02d}:{n % 60:02d},센터{n % 3},환자{n}"
        for n in range(first, first + rows)
    ]
    return HEAD + "\n".join(lines) + "\n"


def brought(city: City, person: Person, said: str, name: str = "출동.csv") -> str:
    """A kept dataset of a person; gives its id."""
    draft = drafts.start(person, city.platform, "golden_hour").id
    uploads.read(person, city.platform, send(city, person, draft, said, name=name))
    map_columns(city, person, draft, **MAPPED)
    kept = uploads.settle(person, city.platform, draft)["dispatch"].dataset_version_id
    return next(line.id for line in datasets.listed(person, city.platform) if line.version_id == kept)
