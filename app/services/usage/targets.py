"""Targets of a year: how many of a count an organisation and what stands below it are to reach, set by its administrators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, select

from app.identity import rights
from app.identity.person import Person
from app.services.people.organisations import within
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import USAGE_TARGETS, UsageTarget

MOST = 1_000_000
_FIRST_YEAR, _LAST_YEAR = 2000, 2999


@dataclass(frozen=True)
class Target:
    """How many of a count an organisation is to reach in a year."""

    organisation_id: str
    year: int
    name: str
    wanted: int


def listed(person: Person, platform: Platform, year: int) -> tuple[Target, ...]:
    """Those of the person's tree. Problem rights.role_needed."""
    rights.need(person, "see_usage")
    with platform.records.reading() as session:
        tree = within(session, rights.spans(person, "see_usage"))
        wanted = select(UsageTarget).where(UsageTarget.year == year, UsageTarget.organisation_id.in_(tree))
        rows = session.scalars(wanted.order_by(UsageTarget.organisation_id, UsageTarget.name)).all()
    return tuple(Target(row.organisation_id, row.year, row.name, row.wanted) for row in rows)


def save(person: Person, platform: Platform, organisation_id: str, year: int, wanted: Mapping[str, int]) -> None:
    """Sets the targets of an organisation and a year: those named; none is set where 0 is wanted. The last to save wins.

    Problems: rights.role_needed, not_found.organisation, policy.choice_unknown, usage.target_wrong.
    """
    rights.need(person, "manage_platform")
    if unknown := sorted(wanted.keys() - set(USAGE_TARGETS)):
        raise Problem("policy.choice_unknown", said=unknown[0][:60], known=list(USAGE_TARGETS))
    if not _FIRST_YEAR <= year <= _LAST_YEAR or any(not 0 <= one <= MOST for one in wanted.values()):
        raise Problem("usage.target_wrong", most=MOST)
    with platform.records.session() as session:
        if organisation_id not in within(session, rights.spans(person, "manage_platform")):
            raise Problem("not_found.organisation")
        mine = (UsageTarget.organisation_id == organisation_id, UsageTarget.year == year)
        session.execute(delete(UsageTarget).where(*mine, UsageTarget.name.in_(wanted)))
        now = platform.now()
        for name, many in wanted.items():
            if many:
                session.add(
                    UsageTarget(organisation_id=organisation_id, year=year, name=name, wanted=many, set_by=person.id, set_at_utc=now)
                )  # fmt: skip
        session.flush()
        ledger.record(
            session, ledger.USAGE_TARGETS_SET, person_id=person.id, organisation_id=organisation_id, facts={"year": year, **wanted}, at=now
        )  # fmt: skip
