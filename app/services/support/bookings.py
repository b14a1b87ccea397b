"""Consults and training: wished for on some days, taken by a supporter, agreed on one day, held or cancelled; and counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services import inbox
from app.services.people.organisations import names_in
from app.services.platform import Platform
from app.services.support import steps
from connectors.problem import Problem
from data_catalog import ledger, reading
from data_catalog.records.tables import BOOKING_KINDS, BOOKING_OPEN, HelpBooking, PersonRow, new_id
from models.kit.wording import Words

MOST_DAYS, MOST_PEOPLE, LATEST_DAYS, TOPIC_MAX = 3, 500, 365, 500
_MOST = 200


@dataclass(frozen=True)
class Wanted:
    """What somebody wishes: a consult or a training, about what, on which days, for how many people."""

    kind: str
    topic: str
    wished: tuple[date, ...]
    people: int = 1


@dataclass(frozen=True)
class Booking:
    """One wish as its reader sees it. `owns`: the reader's own; `supports`: theirs to settle; `asker` and `helper` by name, to supporters
    alone."""

    id: str
    kind: str
    topic: str
    people: int
    wished: tuple[date, ...]
    agreed: date | None
    state: str
    version: int
    organisation: Words
    asker: str
    helper: str
    asked_at_utc: datetime
    owns: bool
    supports: bool


def ask(person: Person, platform: Platform, wanted: Wanted) -> str:
    """Asks for it; supporters are told. Gives the id.

    Problems: rights.password_first, policy.choice_unknown, booking.topic_missing, .days_wrong, .people_wrong.
    """
    steps.need_account(person)
    if wanted.kind not in BOOKING_KINDS:
        raise Problem("policy.choice_unknown", said=wanted.kind[:60], known=list(BOOKING_KINDS))
    topic = steps.plain(wanted.topic, TOPIC_MAX)
    if not topic:
        raise Problem("booking.topic_missing")
    if not 1 <= wanted.people <= MOST_PEOPLE:
        raise Problem("booking.people_wrong", most=MOST_PEOPLE)
    with platform.records.session() as session:
        today = reading.today_of(session, platform.now())
        days = sorted(set(wanted.wished))
        if not 1 <= len(days) <= MOST_DAYS or not all(_is_near(day, today) for day in days):
            raise Problem("booking.days_wrong", most=MOST_DAYS)
        row = HelpBooking(
            id=new_id(), kind=wanted.kind, organisation_id=person.organisation_id, person_id=person.id, topic=topic, people=wanted.people,
            wished=[day.isoformat() for day in days], asked_at_utc=platform.now(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        _note(session, platform, row, ledger.BOOKING_MADE, person.id)
        _tell(session, platform, row, steps.supporters(session, row.organisation_id), "asked", but=person.id)
        return row.id


def agree(person: Person, platform: Platform, booking_id: str, day: date, seen: int) -> None:
    """A supporter takes it and settles its day, or another one than before; who asked is told.

    Problems: not_found.booking, booking.over, .days_wrong, support.changed.
    """
    with platform.records.session() as session:
        row = _supported(session, person, booking_id, seen)
        if not _is_near(day, reading.today_of(session, platform.now())):
            raise Problem("booking.days_wrong", most=MOST_DAYS)
        row.state, row.agreed, row.assigned_to, row.version = "agreed", day, person.id, row.version + 1
        _note(session, platform, row, ledger.BOOKING_AGREED, person.id)
        _tell(session, platform, row, [row.person_id], "agreed", but=person.id)


def take(person: Person, platform: Platform, booking_id: str, seen: int) -> None:
    """A supporter sees to it. Problems: not_found.booking, booking.over, support.changed."""
    with platform.records.session() as session:
        row = _supported(session, person, booking_id, seen)
        row.assigned_to, row.version = person.id, row.version + 1
        row.state = "assigned" if row.state == "asked" else row.state


def held(person: Person, platform: Platform, booking_id: str, seen: int) -> None:
    """It took place. Problems: not_found.booking, booking.over, .not_agreed, support.changed."""
    with platform.records.session() as session:
        row = _supported(session, person, booking_id, seen)
        if row.agreed is None or row.agreed > reading.today_of(session, platform.now()):
            raise Problem("booking.not_agreed")
        _end(session, platform, row, "held", ledger.BOOKING_DONE, person)


def cancel(person: Person, platform: Platform, booking_id: str, seen: int) -> None:
    """It does not take place: by who asked or by a supporter; the other is told. Problems: not_found.booking, booking.over, .changed."""
    with platform.records.session() as session:
        row = _needed(session, person, booking_id, seen)
        _end(session, platform, row, "cancelled", ledger.BOOKING_CANCELLED, person)
        _tell(session, platform, row, [row.person_id, *([row.assigned_to] if row.assigned_to else [])], "cancelled", but=person.id)


def mine(person: Person, platform: Platform) -> tuple[Booking, ...]:
    """What one asked for, the newest first."""
    with platform.records.reading() as session:
        wanted = select(HelpBooking).where(HelpBooking.person_id == person.id).order_by(HelpBooking.asked_at_utc.desc(), HelpBooking.id)
        return _bookings(session, person, session.scalars(wanted.limit(_MOST)).all())


def queue(person: Person, platform: Platform) -> tuple[Booking, ...]:
    """What is wished in the tree one supports: what is open first, by the day agreed or asked. Problem rights.role_needed."""
    rights.need(person, "support")
    with platform.records.reading() as session:
        whose = HelpBooking.organisation_id.in_(steps.tree(session, person))
        rows = session.scalars(
            select(HelpBooking).where(whose).order_by(HelpBooking.asked_at_utc.desc(), HelpBooking.id).limit(_MOST)
        ).all()
        found = _bookings(session, person, rows)
    return tuple(sorted(found, key=lambda one: (one.state not in BOOKING_OPEN, one.agreed or date.max)))


def _is_near(day: date, today: date) -> bool:
    return today <= day <= today + timedelta(days=LATEST_DAYS)


def _needed(session: Session, person: Person, booking_id: str, seen: int) -> HelpBooking:
    row = session.get(HelpBooking, booking_id, with_for_update=True)
    if row is None or not (row.person_id == person.id or steps.supports(session, person, row.organisation_id)) or person.must_change:
        raise Problem("not_found.booking")
    if row.version != seen:
        raise Problem("support.changed", version=row.version)
    if row.state not in BOOKING_OPEN:
        raise Problem("booking.over")
    return row


def _supported(session: Session, person: Person, booking_id: str, seen: int) -> HelpBooking:
    row = _needed(session, person, booking_id, seen)
    if not steps.supports(session, person, row.organisation_id):
        raise Problem("not_found.booking")
    return row


def _end(session: Session, platform: Platform, row: HelpBooking, state: str, event: str, person: Person) -> None:
    row.state, row.version, row.ended_at_utc = state, row.version + 1, platform.now()
    _note(session, platform, row, event, person.id)


def _bookings(session: Session, person: Person, rows: Sequence[HelpBooking]) -> tuple[Booking, ...]:
    bodies = names_in(session, (row.organisation_id for row in rows))
    ids = {own for row in rows for own in (row.person_id, row.assigned_to) if own}
    names: Mapping[str, str] = {
        one.id: one.name for one in session.execute(select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(ids)))
    }
    found = []
    for row in rows:
        supports = steps.supports(session, person, row.organisation_id)
        found.append(
            Booking(
                row.id, row.kind, row.topic, row.people, tuple(date.fromisoformat(day) for day in row.wished), row.agreed, row.state,
                row.version, bodies[row.organisation_id], names[row.person_id] if supports else "",
                names.get(row.assigned_to or "", "") if supports else "", row.asked_at_utc, row.person_id == person.id, supports,
            )
        )  # fmt: skip
    return tuple(found)


def _tell(session: Session, platform: Platform, row: HelpBooking, whom: Sequence[str], what: str, *, but: str) -> None:
    facts = {"day": row.agreed.isoformat()} if what == "agreed" and row.agreed else {}
    for one in dict.fromkeys(whom):
        if one != but:
            page = "help" if one == row.person_id else "support"
            inbox.add(session, one, f"inbox.booking_{what}", facts, link=f"/{page}?part=bookings", at=platform.now())


def _note(session: Session, platform: Platform, row: HelpBooking, event: str, person_id: str) -> None:
    facts = {"booking": row.kind, "people": row.people}
    ledger.record(
        session, event, person_id=person_id, organisation_id=row.organisation_id, subject=("booking", row.id), facts=facts,
        at=platform.now(),
    )  # fmt: skip
