"""What supporters do with consults and training: enter one agreed elsewhere, take one, settle or move it, and say that it was held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services import written
from app.services.platform import Platform
from app.services.support import bookings, steps
from app.services.support.bookings import REASON_MAX, TOPIC_MAX
from connectors.problem import Problem
from data_catalog import ledger, reading
from data_catalog.records.tables import HelpBooking, Organisation, PersonRow, new_id

PLACE_MAX, NOTE_MAX = 80, 500
BACK_DAYS = 31
"""So long afterwards one that took place can be entered."""


@dataclass(frozen=True)
class Settled:
    """When and where it is: a day (None: none was chosen) and a time on the office's clock, a place (an address, a room, online), and a
    note both sides read."""

    day: date | None
    at: time
    place: str
    note: str = ""


@dataclass(frozen=True)
class Entered:
    """A consult or a training agreed elsewhere, for an organisation or one of its people."""

    kind: str
    organisation_id: str
    settled: Settled
    person_id: str | None = None
    people: int = 1
    topic: str = ""


def enter(person: Person, platform: Platform, entered: Entered) -> str:
    """A supporter enters one, who sees to it; it is agreed at once, and whom it is for is told. One of a day that is past was held, and
    nobody is told. Gives the id.

    Problems: rights.role_needed, not_found.organisation, not_found.person, policy.choice_unknown, booking.people_wrong, day.missing,
    booking.day_long_ago, .place_missing, .place_long.
    """
    rights.need(person, "support")
    bookings.need_kind(entered.kind, entered.people)
    with platform.records.session() as session:
        _need_organisation(session, person, platform, entered.organisation_id)
        if entered.person_id and entered.person_id not in _people(session, entered.organisation_id):
            raise Problem("not_found.person")
        row = HelpBooking(
            id=new_id(), kind=entered.kind, organisation_id=entered.organisation_id, person_id=entered.person_id,
            topic=steps.plain(entered.topic, TOPIC_MAX), people=entered.people, wished=[], asked_at_utc=platform.now(),
        )  # fmt: skip
        _settle(session, person, platform, row, entered.settled, back_days=BACK_DAYS)
        past = row.agreed is not None and row.agreed < reading.today_of(session, platform.now())
        session.add(row)
        session.flush()
        for event in (ledger.BOOKING_MADE, ledger.BOOKING_AGREED):
            bookings.note(session, platform, row, event, person.id)
        if past:
            bookings.end(session, platform, row, "held", ledger.BOOKING_DONE, person)
        else:
            bookings.tell(session, platform, row, bookings.askers(session, row), "entered", but=person.id)
        return row.id


def people(person: Person, platform: Platform, organisation_id: str) -> dict[str, str]:
    """The people of an organisation one supports for whom something can be entered: names by id, in order. Problems:
    rights.role_needed, not_found.organisation."""
    rights.need(person, "support")
    with platform.records.reading() as session:
        _need_organisation(session, person, platform, organisation_id)
        return _people(session, organisation_id)


def agree(person: Person, platform: Platform, booking_id: str, settled: Settled, seen: int, reason: str = "") -> None:
    """A supporter takes it and settles it. One that was agreed is moved: whom it is for is told the reason, and who saw to it before.

    Problems: not_found.booking, booking.over, day.missing, booking.day_wrong, .place_missing, .place_long, .reason_missing,
    support.changed.
    """
    why = steps.plain(reason, REASON_MAX)
    with platform.records.session() as session:
        row = _supported(session, person, booking_id, seen)
        moves, before = row.state == "agreed", [row.assigned_to] if row.assigned_to else []
        if moves and not why:
            raise Problem("booking.reason_missing")
        stood = bookings.stands(row)
        _settle(session, person, platform, row, settled)
        row.moved_from = stood if moves and stood != bookings.stands(row) else ""
        row.reason, row.version = why if moves else "", row.version + 1
        bookings.note(session, platform, row, ledger.BOOKING_AGREED, person.id)
        whom = [*bookings.askers(session, row), *(before if moves else [])]
        bookings.tell(session, platform, row, whom, "moved" if moves else "agreed", but=person.id)


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
        bookings.end(session, platform, row, "held", ledger.BOOKING_DONE, person)


def _settle(session: Session, person: Person, platform: Platform, row: HelpBooking, settled: Settled, *, back_days: int = 0) -> None:
    today = reading.today_of(session, platform.now())
    if settled.day is None:
        raise Problem("day.missing")
    if not bookings.is_near(max(settled.day, today), today) or settled.day < today - timedelta(days=back_days):
        raise Problem("booking.day_long_ago" if back_days else "booking.day_wrong", back=back_days)
    place = written.line(settled.place, PLACE_MAX + 1)
    if not place:
        raise Problem("booking.place_missing")
    if len(place) > PLACE_MAX:
        raise Problem("booking.place_long", most=PLACE_MAX)
    row.state, row.assigned_to = "agreed", person.id
    row.agreed, row.agreed_at = settled.day, settled.at.replace(second=0, microsecond=0)
    row.place, row.note = place, steps.plain(settled.note, NOTE_MAX)


def _supported(session: Session, person: Person, booking_id: str, seen: int) -> HelpBooking:
    row = bookings.needed(session, person, booking_id, seen)
    if not steps.supports(session, person, row.organisation_id):
        raise Problem("not_found.booking")
    return row


def _need_organisation(session: Session, person: Person, platform: Platform, organisation_id: str) -> None:
    """Passes for an organisation the person supports, which is not over."""
    row = session.get(Organisation, organisation_id)
    if row is None or not steps.supports(session, person, organisation_id):
        raise Problem("not_found.organisation")
    if row.valid_to is not None and row.valid_to <= reading.today_of(session, platform.now()):
        raise Problem("not_found.organisation")


def _people(session: Session, organisation_id: str) -> dict[str, str]:
    return {row.id: row.name for row in session.execute(bookings.people_at(organisation_id, PersonRow.id, PersonRow.name))}
