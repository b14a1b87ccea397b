"""Consults and training as both sides see them: wished for on some days, listed, cancelled with a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
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

MOST_DAYS, MOST_PEOPLE, LATEST_DAYS, TOPIC_MAX, REASON_MAX = 3, 500, 365, 500, 300
APART_MIN = 60
"""Two bookings of one supporter that begin less than this apart are at one time."""
_MOST, _BRIEF = 200, 60


@dataclass(frozen=True)
class Wanted:
    """What somebody wishes: a consult or a training, about what, on which days, for how many people; `at`: the time of day, if any."""

    kind: str
    topic: str
    wished: tuple[date, ...]
    people: int = 1
    at: time | None = None


@dataclass(frozen=True)
class Clash:
    """Another booking of the same supporter at the same time: when it begins, for which organisation, and where and with whom it is
    (`person` empty: for the whole organisation). `count`: how many there are that are told alike."""

    at: time
    organisation: Words
    place: str
    person: str
    count: int = 1


@dataclass(frozen=True)
class Booking:
    """One booking as its reader sees it. `wished` is empty where a supporter entered it; times are those of the office's clock; `reason`:
    why it was moved or cancelled last; `moved_from`: the day and time before; `off_by`: `asker` or `helper` who cancelled it. `owns`: the
    reader's own; `supports`: theirs to settle; `asker` (none: for the whole organisation), `helper` and `clashes` are told to supporters
    alone."""

    id: str
    kind: str
    topic: str
    people: int
    wished: tuple[date, ...]
    wished_at: time | None
    agreed: date | None
    agreed_at: time | None
    place: str
    note: str
    reason: str
    moved_from: str
    off_by: str
    state: str
    version: int
    organisation: Words
    asker: str
    helper: str
    asked_at_utc: datetime
    owns: bool
    supports: bool
    clashes: tuple[Clash, ...]


def ask(person: Person, platform: Platform, wanted: Wanted) -> str:
    """Asks for it; supporters are told. Gives the id.

    Problems: rights.password_first, policy.choice_unknown, booking.topic_missing, .days_wrong, .people_wrong.
    """
    steps.need_account(person)
    need_kind(wanted.kind, wanted.people)
    topic = steps.plain(wanted.topic, TOPIC_MAX)
    if not topic:
        raise Problem("booking.topic_missing")
    with platform.records.session() as session:
        today = reading.today_of(session, platform.now())
        days = sorted(set(wanted.wished))
        if not 1 <= len(days) <= MOST_DAYS or not all(is_near(day, today) for day in days):
            raise Problem("booking.days_wrong", most=MOST_DAYS)
        row = HelpBooking(
            id=new_id(), kind=wanted.kind, organisation_id=person.organisation_id, person_id=person.id, topic=topic, people=wanted.people,
            wished=[day.isoformat() for day in days], wished_at=wanted.at, asked_at_utc=platform.now(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        note(session, platform, row, ledger.BOOKING_MADE, person.id)
        tell(session, platform, row, steps.supporters(session, row.organisation_id), "asked", but=person.id)
        return row.id


def cancel(person: Person, platform: Platform, booking_id: str, seen: int, reason: str) -> None:
    """It does not take place: by who asked or by a supporter; the other side is told why.

    Problems: not_found.booking, booking.over, .reason_missing, support.changed.
    """
    why = steps.plain(reason, REASON_MAX)
    with platform.records.session() as session:
        row = needed(session, person, booking_id, seen)
        if not why:
            raise Problem("booking.reason_missing")
        row.reason, row.off_by = why, "asker" if row.person_id == person.id else "helper"
        end(session, platform, row, "cancelled", ledger.BOOKING_CANCELLED, person)
        helpers = (row.assigned_to,) if row.assigned_to else steps.supporters(session, row.organisation_id)
        tell(session, platform, row, [*askers(session, row), *helpers], "called_off", but=person.id)


def mine(person: Person, platform: Platform) -> tuple[Booking, ...]:
    """What one asked for and what is for one's whole organisation, as `queue` orders it."""
    whole = and_(HelpBooking.person_id.is_(None), HelpBooking.organisation_id == person.organisation_id)
    with platform.records.reading() as session:
        return _listed(session, person, or_(HelpBooking.person_id == person.id, whole))


def queue(person: Person, platform: Platform) -> tuple[Booking, ...]:
    """The bookings of the tree one supports: what is open first, by the day and time agreed or wished; then what is over, the latest
    first. Problem rights.role_needed."""
    rights.need(person, "support")
    with platform.records.reading() as session:
        return _listed(session, person, HelpBooking.organisation_id.in_(steps.tree(session, person)))


def need_kind(kind: str, people: int) -> None:
    """Passes for a kind there is and so many people. Problems: policy.choice_unknown, booking.people_wrong."""
    if kind not in BOOKING_KINDS:
        raise Problem("policy.choice_unknown", said=kind[:60], known=list(BOOKING_KINDS))
    if not 1 <= people <= MOST_PEOPLE:
        raise Problem("booking.people_wrong", most=MOST_PEOPLE)


def is_near(day: date, today: date) -> bool:
    """Whether something can be booked for the day."""
    return today <= day <= today + timedelta(days=LATEST_DAYS)


def needed(session: Session, person: Person, booking_id: str, seen: int) -> HelpBooking:
    """An open booking of the person's own or one they support, as they saw it, held. Problems: not_found.booking, booking.over,
    support.changed."""
    row = session.get(HelpBooking, booking_id, with_for_update=True)
    if row is None or not (row.person_id == person.id or steps.supports(session, person, row.organisation_id)) or person.must_change:
        raise Problem("not_found.booking")
    if row.version != seen:
        raise Problem("support.changed", version=row.version)
    if row.state not in BOOKING_OPEN:
        raise Problem("booking.over")
    return row


def end(session: Session, platform: Platform, row: HelpBooking, state: str, event: str, person: Person) -> None:
    """Takes a booking to a state in which it is over."""
    row.state, row.version, row.ended_at_utc = state, row.version + 1, platform.now()
    note(session, platform, row, event, person.id)


def askers(session: Session, row: HelpBooking) -> Sequence[str]:
    """Whom a booking is for: one person, or everybody with an account at its organisation."""
    if row.person_id:
        return (row.person_id,)
    return session.scalars(people_at(row.organisation_id, PersonRow.id)).all()


def people_at(organisation_id: str, *columns: Any) -> Any:
    """Selects of those who have an account at an organisation, by name; the seats of a workshop have none."""
    there = (PersonRow.organisation_id == organisation_id, PersonRow.disabled.is_(False), PersonRow.workshop_id.is_(None))
    return select(*columns).where(*there).order_by(PersonRow.name, PersonRow.id)


def tell(session: Session, platform: Platform, row: HelpBooking, whom: Sequence[str], what: str, *, but: str) -> None:
    """Leaves the news of a booking in inboxes: when and where it is, else the days wished for, what about, and why it was changed."""
    when = [stands(row), row.place] if row.agreed else row.wished
    about = [_brief(row.topic)] if row.topic else []
    facts = {"day": ", ".join(part for part in (*when, *about) if part), "reason": row.reason}
    theirs = set(askers(session, row))
    for one in dict.fromkeys(whom):
        if one != but:
            page = "help" if one in theirs else "support"
            inbox.add(session, one, f"inbox.{row.kind}_{what}", facts, link=f"/{page}?part=bookings", at=platform.now())


def stands(row: HelpBooking) -> str:
    """The day and time a booking is agreed for; empty without."""
    at = f" {row.agreed_at:%H:%M}" if row.agreed_at else ""
    return f"{row.agreed.isoformat()}{at}" if row.agreed else ""


def note(session: Session, platform: Platform, row: HelpBooking, event: str, person_id: str) -> None:
    """Puts on record what was done with a booking."""
    facts = {"booking": row.kind, "people": row.people}
    ledger.record(
        session, event, person_id=person_id, organisation_id=row.organisation_id, subject=("booking", row.id), facts=facts,
        at=platform.now(),
    )  # fmt: skip


def _listed(session: Session, person: Person, whose: ColumnElement[bool]) -> tuple[Booking, ...]:
    """The open ones are all there: of those that are over, the latest."""
    is_open = HelpBooking.state.in_(BOOKING_OPEN)
    ahead = session.scalars(select(HelpBooking).where(whose, is_open).order_by(HelpBooking.asked_at_utc, HelpBooking.id)).all()
    over = select(HelpBooking).where(whose, ~is_open).order_by(HelpBooking.ended_at_utc.desc(), HelpBooking.id).limit(_MOST)
    return _bookings(session, person, [*sorted(ahead, key=_when), *session.scalars(over)])


def _when(row: HelpBooking) -> tuple[str, str]:
    """The first day it is agreed or wished for, and the time, as ISO texts."""
    day, at = (row.agreed.isoformat(), row.agreed_at) if row.agreed else (min(row.wished), row.wished_at)
    return day, at.isoformat() if at else ""


def _bookings(session: Session, person: Person, rows: Sequence[HelpBooking]) -> tuple[Booking, ...]:
    bodies = names_in(session, (row.organisation_id for row in rows))
    names = _names(session, (own for row in rows for own in (row.person_id, row.assigned_to)))
    found = []
    clashes = _clashes(session, person, [row for row in rows if steps.supports(session, person, row.organisation_id)])
    for row in rows:
        supports = steps.supports(session, person, row.organisation_id)
        found.append(
            Booking(
                row.id, row.kind, row.topic, row.people, tuple(date.fromisoformat(day) for day in row.wished), row.wished_at, row.agreed,
                row.agreed_at, row.place, row.note, row.reason, row.moved_from, row.off_by, row.state, row.version,
                bodies[row.organisation_id], names.get(row.person_id or "", "") if supports else "",
                names.get(row.assigned_to or "", "") if supports else "", row.asked_at_utc, row.person_id == person.id, supports,
                clashes.get(row.id, ()),
            )
        )  # fmt: skip
    return tuple(found)


def _clashes(session: Session, person: Person, rows: Sequence[HelpBooking]) -> dict[str, tuple[Clash, ...]]:
    """Of agreed bookings, the others of the same supporter at the same time, wherever they are; where and with whom those
    are the reader supports."""
    agreed = [row for row in rows if row.state == "agreed" and row.agreed_at]
    if not agreed:
        return {}
    theirs = (HelpBooking.assigned_to.in_({row.assigned_to for row in agreed}), HelpBooking.agreed.in_({row.agreed for row in agreed}))
    others = session.scalars(select(HelpBooking).where(HelpBooking.state == "agreed", *theirs).order_by(HelpBooking.agreed_at)).all()
    bodies, names = names_in(session, (row.organisation_id for row in others)), _names(session, (row.person_id for row in others))

    def told(other: HelpBooking) -> tuple[time | None, str, str, str]:
        theirs = steps.supports(session, person, other.organisation_id)
        return other.agreed_at, other.organisation_id, *((other.place, names.get(other.person_id or "", "")) if theirs else ("", ""))

    def beside(row: HelpBooking) -> tuple[Clash, ...]:
        there = Counter(
            told(other)
            for other in others
            if other.id != row.id
            and (other.assigned_to, other.agreed) == (row.assigned_to, row.agreed)
            and other.agreed_at
            and abs(_minute(other.agreed_at) - _minute(row.agreed_at)) < APART_MIN
        )
        return tuple(Clash(at, bodies[body], place, who, count) for (at, body, place, who), count in there.items() if at)

    return {row.id: beside(row) for row in agreed}


def _names(session: Session, ids: Iterable[str | None]) -> Mapping[str, str]:
    """What people are called, by id."""
    known = {own for own in ids if own}
    return {one.id: one.name for one in session.execute(select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(known)))}


def _brief(topic: str) -> str:
    """What it is about, short enough for a line of an inbox."""
    first = topic.partition("\n")[0]
    return first if len(first) <= _BRIEF else f"{first[:_BRIEF]}…"


def _minute(at: time | None) -> int:
    return at.hour * 60 + at.minute if at else 0
