"""A platform with a city, its people and a clock that can be moved, once on SQLite and once on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.identity.person import Person, load
from app.services.platform import Platform, open_platform
from data_catalog.records.tables import Membership, Organisation, PersonRow, new_id

CSV = "신고일시,출동센터,메모,도착일시\n2024-01-01 10:00,노학,홍길동,2024-01-01 10:07\n2024-01-02 11:00,조양,김철수,2024-01-02 11:09\n"


@dataclass
class Clock:
    """The one fake: a clock that stands until it is moved."""

    at: datetime = field(default=datetime(2024, 5, 15, 3, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.at

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class City:
    """A city with two departments; `people` by a name: analyst and colleague (fire), supervisor, admin, steward, auditor."""

    platform: Platform
    clock: Clock
    root: str
    fire: str
    tax: str

    def person(self, roles: str, organisation: str | None = None, login: str | None = None) -> Person:
        """Makes a person with these roles (words) and gives them."""
        return make_person(self.platform, roles, organisation or self.fire, login)


def make_person(platform: Platform, roles: str, organisation_id: str, login: str | None = None) -> Person:
    with platform.records.session() as session:
        row = PersonRow(
            id=new_id(), login=login or f"p{new_id()[:8]}", name="아무개", organisation_id=organisation_id, must_change=False
        )  # fmt: skip
        session.add(row)
        session.flush()
        session.add_all(Membership(person_id=row.id, organisation_id=organisation_id, role=role) for role in roles.split())
        session.flush()
        made = load(session, row.id)
        assert made is not None
        return made


def make_city(home: Path, url: str) -> City:
    clock = Clock()
    platform = replace(open_platform(home, url), now=clock)
    ids = [new_id() for _ in range(3)]
    names = (("city", "한빛시", "Hanbit"), ("department", "소방본부", "Fire"), ("department", "세정과", "Tax"))
    with platform.records.session() as session:
        for own, parent, (kind, ko, en) in zip(ids, (None, ids[0], ids[0]), names, strict=True):
            session.add(Organisation(id=own, parent_id=parent, kind=kind, name_ko=ko, name_en=en, valid_from=date(2020, 1, 1)))
            session.flush()
    return City(platform, clock, *ids)


@pytest.fixture
def city(home: Path, records_url: str) -> Iterator[City]:
    made = make_city(home, records_url)
    yield made
    made.platform.records.close()


@pytest.fixture
def analyst(city: City) -> Person:
    return city.person("analyst")


@pytest.fixture
def steward(city: City) -> Person:
    return city.person("steward", city.fire)


@pytest.fixture
def admin(city: City) -> Person:
    return city.person("admin", city.root, "chief")


def files_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def bytes_anywhere(home: Path, needle: str) -> list[str]:
    """The files below a home whose bytes hold a text."""
    wanted = [needle.encode(), needle.encode("cp949", "backslashreplace"), needle.encode("utf-16-le"), ascii(needle).strip("'").encode()]
    return [path.name for path in files_below(home) if any(each in path.read_bytes() for each in wanted)]


Json = dict[str, Any]
