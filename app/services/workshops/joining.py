"""Taking a seat by a code: without an account, with one's own, or coming back to the seat one has."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.identity import guards, rights
from app.identity.demo import Caller
from app.identity.guards import Rule
from app.identity.person import Person
from app.services import teaching, written
from app.services.people import accounts
from app.services.people.accounts import SignedIn
from app.services.platform import Platform
from app.services.workshops import codes, copying
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import Organisation, PersonRow, Seat, SessionRow, Workshop, new_id

NAME_MAX = 40
# A class shares one address, and each of fifty mistypes a few times; whoever guesses needs billions of tries.
_UNTIL_PURGED = timedelta(days=400)
GUESSES = Rule(failures=60, wait_min=2, longest_min=30, forgiven_per_min=6)


@dataclass(frozen=True)
class Joined:
    """A seat and the session in which its holder goes on. `word` brings them back; `back`: they had it already."""

    workshop_id: str
    signed_in: SignedIn
    word: str
    back: bool


@dataclass(frozen=True)
class Seen:
    """What a stranger who has a code is told of the workshop."""

    title: str
    starts_at_utc: datetime
    ends_at_utc: datetime
    language: str


def look(platform: Platform, code: str, caller: Caller) -> Seen:
    """What a code leads to. Problems: join.code_unknown, join.locked, workshop.over."""
    with platform.records.session() as session:
        row = _found(session, platform, code, caller)
    if row is None:
        raise Problem("join.code_unknown", said=codes.spaced(codes.read(code)[:8]).strip())
    return Seen(row.title, row.starts_at_utc, row.ends_at_utc, row.language)


def join(platform: Platform, code: str, name: str, caller: Caller, language: str | None = None) -> Joined:
    """A new seat for somebody without an account, under the name they want to be called by; in the language they joined in, else the
    workshop's.

    Problems: join.code_unknown, join.locked, join.name_missing, join.name_taken, join.full, workshop.over, workshop.not_begun.
    """
    called = written.line(name, NAME_MAX)
    if not called:
        raise Problem("join.name_missing")
    row = _needed(platform, code, caller)
    with platform.records.session() as session:
        row = _held(session, platform, row.id)
        same = select(PersonRow.name).join(Seat, Seat.person_id == PersonRow.id).where(Seat.workshop_id == row.id)
        if any(one.casefold() == called.casefold() for one in session.scalars(same)):
            raise Problem("join.name_taken", name=called)
        number = _next(session, row)
        demo = session.get_one(Organisation, row.sandbox_id).demo
        person = PersonRow(
            id=new_id(), login=f"seat-{new_id()}", name=called, organisation_id=row.sandbox_id, workshop_id=row.id, demo=demo,
            must_change=False, language=language or row.language, made_at_utc=platform.now(),
        )  # fmt: skip
        session.add(person)
        session.flush()
        seat = _seat(session, platform, row, number, person.id, own=False)
        signed = _begin(session, platform, row, person)
    _fill(platform, row, seat)
    return Joined(row.id, signed, seat.word, back=False)


def come_back(platform: Platform, code: str, word: str, caller: Caller) -> Joined:
    """The seat of a word, in a new session; also after the end, to read. Problems: join.code_unknown, join.locked, join.word_unknown,
    workshop.over."""
    row = _needed(platform, code, caller, after=teaching.AFTERWARDS)
    said = codes.read(word)
    with platform.records.session() as session:
        last = _counted(session, platform, caller)
        seat = session.scalars(select(Seat).where(Seat.workshop_id == row.id, Seat.word == said, Seat.own.is_(False))).one_or_none()
        if seat is not None and said and seat.person_id is not None:
            guards.take_back(session, _guard(caller), GUESSES, platform.now())
            person = session.get_one(PersonRow, seat.person_id)
            return Joined(row.id, _begin(session, platform, row, person), seat.word, back=True)
        ledger.record(session, ledger.SIGN_IN_LOCKED if last else ledger.SIGN_IN_FAILED, facts={"known": False}, at=platform.now())
    raise Problem("join.word_unknown")


def join_as(person: Person, platform: Platform, code: str, caller: Caller) -> str:
    """A seat for somebody signed in, as themselves; the one they have, where they have one. Gives the workshop's id.

    Problems: as `join`; rights.*.
    """
    if person.workshop_id is not None:
        row = _needed(platform, code, caller, after=teaching.AFTERWARDS)
        if row.id != person.workshop_id:
            raise Problem("join.other_seat")
        return row.id
    rights.need(person, "analyse")
    row = _needed(platform, code, caller, after=teaching.AFTERWARDS)
    with platform.records.session() as session:
        held = select(Seat.id).where(Seat.workshop_id == row.id, Seat.person_id == person.id)
        if session.scalar(held) is not None:
            return row.id
        row = _held(session, platform, row.id)
        seat = _seat(session, platform, row, _next(session, row), person.id, own=True)
    _fill(platform, row, seat)
    return row.id


def claim(person: Person, platform: Platform, code: str, word: str, caller: Caller) -> str:
    """Takes the work of a seat along to the account of whoever has its word, until the workshop is purged; gives the workshop's id.

    Problems: rights.*, join.code_unknown, join.locked, join.word_unknown, join.claimed.
    """
    rights.need(person, "analyse")
    row = _needed(platform, code, caller, after=_UNTIL_PURGED)
    said = codes.read(word)
    with platform.records.session() as session:
        _counted(session, platform, caller)
        mine = select(Seat).where(Seat.workshop_id == row.id, Seat.word == said, Seat.own.is_(False)).with_for_update()
        seat = session.scalars(mine).one_or_none() if said else None
        if seat is not None:
            guards.take_back(session, _guard(caller), GUESSES, platform.now())
            if seat.claimed_by not in (None, person.id):
                raise Problem("join.claimed")
            seat.claimed_by = person.id
            return row.id
    raise Problem("join.word_unknown")


def _needed(platform: Platform, code: str, caller: Caller, *, after: timedelta = timedelta()) -> Workshop:
    with platform.records.session() as session:
        row = _found(session, platform, code, caller, after=after)
    if row is None:
        raise Problem("join.code_unknown", said=codes.spaced(codes.read(code)[:8]).strip())
    return row


def _found(session: Session, platform: Platform, code: str, caller: Caller, *, after: timedelta = timedelta()) -> Workshop | None:
    """The workshop of a code, None where there is none: then the guess counts. Problems: join.locked, workshop.over."""
    now, said = platform.now(), codes.read(code)
    last = _counted(session, platform, caller)
    row = session.scalars(select(Workshop).where(Workshop.code == said)).one_or_none()
    if row is None:
        if last:
            ledger.record(session, ledger.SIGN_IN_LOCKED, facts={"known": False}, at=now)
        return None
    guards.take_back(session, _guard(caller), GUESSES, now)
    if row.state == "purged" or now >= row.ends_at_utc + after or (not after and teaching.is_over(row, now)):
        raise Problem("workshop.over", title=row.title)
    return row


def _held(session: Session, platform: Platform, workshop_id: str) -> Workshop:
    """The workshop, held until the seat is taken: of two that want the last one, one gets it. A seat taken early does not begin it."""
    row = session.get_one(Workshop, workshop_id, with_for_update=True, populate_existing=True)
    now = platform.now()
    teaching.need_going(row, now)
    if row.state == "ready" and now < row.starts_at_utc - teaching.EARLY:
        minutes = math.ceil((row.starts_at_utc - teaching.EARLY - now).total_seconds() / 60)
        raise Problem("workshop.not_begun", title=row.title, hours=minutes // 60, minutes=minutes % 60)
    teaching.begin_in_time(session, platform, row)
    return row


def _next(session: Session, row: Workshop) -> int:
    taken = session.scalar(select(func.max(Seat.number)).where(Seat.workshop_id == row.id)) or 0
    if taken >= row.seats:
        raise Problem("join.full", seats=row.seats, title=row.title)
    return taken + 1


def _seat(session: Session, platform: Platform, row: Workshop, number: int, person_id: str, *, own: bool) -> Seat:
    words = set(session.scalars(select(Seat.word).where(Seat.workshop_id == row.id)))
    word = next(one for one in iter(codes.seat_word, "") if one not in words)
    seat = Seat(
        id=new_id(), workshop_id=row.id, number=number, person_id=person_id, own=own, word=word, drafts={}, taken_at_utc=platform.now()
    )
    session.add(seat)
    session.flush()
    teaching.note(session, platform, row, ledger.SEAT_TAKEN, person_id, seat=number, own=own)
    return seat


def _begin(session: Session, platform: Platform, row: Workshop, person: PersonRow) -> SignedIn:
    """A session of a seat: it ends with what may be read afterwards, at the latest."""
    kept = accounts.begin(session, platform, person, how="seat")
    begun = session.get_one(SessionRow, kept.signed.session_id)
    begun.expires_at_utc = min(begun.expires_at_utc, row.ends_at_utc + teaching.AFTERWARDS)
    return kept


def _fill(platform: Platform, row: Workshop, seat: Seat) -> None:
    for model in row.models:
        copying.give(platform, row.id, seat.id, model)


def _counted(session: Session, platform: Platform, caller: Caller) -> bool:
    """Counts a guess before it is judged; True when it was the last before a wait. Problem join.locked."""
    try:
        return guards.attempt(session, _guard(caller), GUESSES, platform.now())
    except Problem as waits:
        raise Problem("join.locked", minutes=waits.facts["minutes"]) from None


def _guard(caller: Caller) -> str:
    return guards.key("join", caller.address)
