"""Whom the requests of a tree wait for and for how long, what is late, and the register in figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.agreements import deletion, steps
from app.services.people.organisations import names_in, within
from app.services.platform import Platform
from data_catalog.records import settings
from data_catalog.records.tables import AGREEMENT_OPEN, Agreement
from models.kit.wording import Words

IS_OPEN = Agreement.state.in_(AGREEMENT_OPEN)


@dataclass(frozen=True)
class Counts:
    """The whole register in figures. `late_days`: from how many days on the same holder a request is late."""

    waiting: int
    late: int
    active: int
    ending: int
    owed: int
    late_days: int


@dataclass(frozen=True)
class Holder:
    """What waits for one organisation: how many requests, how many of them late, and the most days one has waited there."""

    organisation: Words
    waiting: int
    late: int
    longest_days: int


def counts(person: Person, platform: Platform, ending_days: int = 30) -> Counts:
    """The register in figures; `ending`: in force and over within so many days. Problems: rights.*."""
    rights.need(person, "see_agreements")
    with platform.records.reading() as session:
        calendar = Calendar.of(session, platform.now())
        soon = Agreement.ends <= calendar.today + timedelta(days=ending_days)
        active = Agreement.state == "active"
        sums = [
            func.sum(case((one, 1), else_=0))
            for one in (IS_OPEN, and_(IS_OPEN, calendar.is_late()), active, and_(active, soon), deletion.is_owed())
        ]
        found = session.execute(select(*sums).where(reached(person, session))).one()
        waiting, late, in_force, ending, owed = (one or 0 for one in found)
        return Counts(waiting, late, in_force, ending, owed, calendar.late_days)


def holders(person: Person, platform: Platform) -> tuple[Holder, ...]:
    """Whom the open requests of the register wait for, the one that has had one longest first. Problems: rights.*."""
    rights.need(person, "see_agreements")
    with platform.records.reading() as session:
        calendar = Calendar.of(session, platform.now())
        rows = session.scalars(select(Agreement).where(reached(person, session), IS_OPEN)).all()
        days: dict[str, list[int]] = {}
        for row in rows:
            days.setdefault(holder_of(session, row) or "", []).append(calendar.days_since(row.changed_at_utc))
        names = names_in(session, days)
    found = [
        Holder(names[own], len(held), sum(one >= calendar.late_days for one in held), max(held))
        for own, held in days.items()
        if own in names
    ]
    return tuple(sorted(found, key=lambda one: (-one.longest_days, -one.waiting, one.organisation["ko"])))


@dataclass(frozen=True)
class Calendar:
    """Today, the zone days are counted in, and from how many days on the same holder a request is late."""

    today: date
    zone: ZoneInfo
    late_days: int

    @classmethod
    def of(cls, session: Session, now: datetime) -> Calendar:
        """As the platform is set, at a moment."""
        zone = settings.local_zone(session)
        return cls(now.astimezone(zone).date(), zone, settings.value(session, "agreement_late_days"))

    def day(self, moment: datetime) -> date:
        """The local day of a moment."""
        return moment.astimezone(self.zone).date()

    def days_since(self, moment: datetime) -> int:
        """How many days ago that was."""
        return (self.today - self.day(moment)).days

    def is_late(self) -> ColumnElement[bool]:
        """Of open requests: that they were moved last so long ago that they are late today."""
        first = self.today - timedelta(days=self.late_days - 1)
        return Agreement.changed_at_utc < datetime.combine(first, time(), self.zone).astimezone(UTC)


def reached(person: Person, session: Session) -> ColumnElement[bool]:
    """Of agreements: that a side lies in the tree the person looks after, or that they asked for it."""
    tree = within(session, rights.spans(person, "see_agreements"))
    return or_(Agreement.asked_by == person.id, Agreement.owner_organisation_id.in_(tree), Agreement.receiver_organisation_id.in_(tree))


def holder_of(session: Session, row: Agreement) -> str | None:
    """The organisation whose turn it is; None when nothing is waited for, or when nobody stands above both."""
    if row.state == "asked":
        return row.owner_organisation_id
    if row.state == "offered":
        return row.receiver_organisation_id
    return next(iter(steps.between(session, row)), None) if row.state == "mediation" else None
