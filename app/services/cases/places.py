"""The city, province or the like an organisation stands for, and how many residents it has, where that is on record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.person import Person
from app.services.people.organisations import reaches
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import ORGANISATION_KINDS, Organisation

MOST_RESIDENTS = 100_000_000
_BODIES = ("ministry", "province", "city")


@dataclass(frozen=True)
class Place:
    """One place. `level`: how many organisations stand above it; `residents`: None where nobody put them on record."""

    organisation_id: str
    name: Mapping[str, str]
    kind: str
    residents: int | None
    level: int


class Places:
    """Finds the places of organisations, every organisation looked up once."""

    def __init__(self, session: Session) -> None:
        self._bodies = {row.id: row for row in session.scalars(select(Organisation))}
        self._residents = {row.id: row.residents for row in self._bodies.values() if row.residents}

    def of(self, organisation_id: str) -> Place:
        """The nearest at or above it whose residents are on record; else the nearest city, province or ministry; else the top."""
        way = self._way(organisation_id)
        counted = next((at for at, one in enumerate(way) if one.id in self._residents), None)
        body = next((at for at, one in enumerate(way) if one.kind in _BODIES), len(way) - 1)
        at = body if counted is None else counted
        one = way[at]
        return Place(one.id, one.name, one.kind, self._residents.get(one.id), len(way) - at - 1)

    def _way(self, organisation_id: str) -> list[Organisation]:
        way: list[Organisation] = []
        at = self._bodies.get(organisation_id)
        while at is not None and at not in way:
            way.append(at)
            at = self._bodies.get(at.parent_id or "")
        return way


def kinds_apart(one: Place, other: Place) -> int:
    """How many kinds lie between two places: none between two cities."""
    return abs(ORGANISATION_KINDS.index(one.kind) - ORGANISATION_KINDS.index(other.kind))


def own_place(person: Person, platform: Platform) -> Place:
    """The place of who asks."""
    with platform.records.reading() as session:
        return Places(session).of(person.organisation_id)


def may_count(person: Person, platform: Platform, organisation_id: str) -> bool:
    """Whether somebody puts the residents of an organisation on record: its administrators."""
    with platform.records.reading() as session:
        return not person.must_change and reaches(session, person, "manage_people", organisation_id)


def count_residents(person: Person, platform: Platform, organisation_id: str, residents: int | None) -> None:
    """Puts the residents of an organisation on record, for it and all below; None takes them off. Problems: not_found.organisation,
    cases.residents_wrong."""
    if residents is not None and not 0 < residents <= MOST_RESIDENTS:
        raise Problem("cases.residents_wrong", most=MOST_RESIDENTS)
    if not may_count(person, platform, organisation_id):
        raise Problem("not_found.organisation")
    with platform.records.session() as session:
        session.get_one(Organisation, organisation_id).residents = residents
        ledger.record(
            session, ledger.ATTRIBUTE_CHANGED, person_id=person.id, organisation_id=organisation_id,
            subject=("organisation", organisation_id), at=platform.now(),
        )  # fmt: skip
