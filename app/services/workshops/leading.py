"""What a trainer does for a class or one seat: beginning, pausing, handing out a prepared state, resetting, finishing, taking over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.identity import sessions
from app.identity.person import Person
from app.services import inbox, teaching
from app.services.platform import Platform
from app.services.workshops import copying, making, samples
from app.services.workshops.making import LONGEST_MIN
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import Draft, Seat, Workshop

MORE_SEATS = 5
_LATER_MIN = 15


def begin(person: Person, platform: Platform, workshop_id: str) -> None:
    """Begins it before its time: long before, it ends as much earlier. One that has begun stays so. Problems: not_found.workshop,
    workshop.over."""
    with platform.records.session() as session:
        row = _going(session, person, platform, workshop_id)
        if row.state == "ready":
            early = row.starts_at_utc - platform.now()
            if early > teaching.EARLY:
                row.ends_at_utc -= early
                row.purge_on = making.purge_on(session, row.ends_at_utc)
            row.starts_at_utc = min(row.starts_at_utc, platform.now())
            row.state = "open"
            teaching.note(session, platform, row, ledger.WORKSHOP_STARTED, person.id, models=len(row.models), seats=row.seats)
    samples.made(platform, workshop_id)


def pause(person: Person, platform: Platform, workshop_id: str, *, on: bool) -> None:
    """Asks everybody to look up, or lets them go on. Problems: not_found.workshop, workshop.over."""
    with platform.records.session() as session:
        row = _going(session, person, platform, workshop_id)
        teaching.begin_in_time(session, platform, row)
        state = "paused" if on else "open"
        if row.state != state:
            row.state = state
            _led(session, platform, row, person, "pause" if on else "go_on")


def later(person: Person, platform: Platform, workshop_id: str) -> datetime:
    """Lets it go on for a quarter of an hour more; gives when it ends now.

    Problems: not_found.workshop, workshop.over, workshop.length_wrong.
    """
    with platform.records.session() as session:
        row = _going(session, person, platform, workshop_id)
        ends = row.ends_at_utc + timedelta(minutes=_LATER_MIN)
        if ends - row.starts_at_utc > timedelta(minutes=LONGEST_MIN):
            raise Problem("workshop.length_wrong", least=making.SHORTEST_MIN, most=LONGEST_MIN)
        row.ends_at_utc = ends
        _led(session, platform, row, person, "later")
        return ends


def more_seats(person: Person, platform: Platform, workshop_id: str) -> int:
    """Adds a few seats, for whoever came besides; gives how many there are. Problems: not_found.workshop, workshop.over, .seats_wrong."""
    with platform.records.session() as session:
        row = _going(session, person, platform, workshop_id)
        if row.seats >= making.SEATS_MOST:
            raise Problem("workshop.seats_wrong", most=making.SEATS_MOST)
        row.seats = min(making.SEATS_MOST, row.seats + MORE_SEATS)
        _led(session, platform, row, person, "more_seats", seats=row.seats)
        return row.seats


def prepare(person: Person, platform: Platform, workshop_id: str, model: str) -> str:
    """The draft of a model that is handed out to catch up, the trainer's own to go through: made anew where there is none, or it is gone.
    Gives its id. Problems: not_found.workshop, workshop.over."""
    with platform.records.reading() as session:
        row = teaching.lead(session, person, workshop_id)
        teaching.need_going(row, platform.now())
        known = row.prepared.get(model)
        draft = session.get(Draft, known) if known else None
        if model not in row.models:
            raise Problem("not_found.workshop")
        if draft is not None and draft.person_id == person.id:
            return draft.id
    made = copying.copied(platform, workshop_id, person.id, model)
    with platform.records.session() as session:
        row = _going(session, person, platform, workshop_id)
        row.prepared = {**row.prepared, model: made}
        _led(session, platform, row, person, "prepare")
    return made


def catch_up(person: Person, platform: Platform, workshop_id: str, model: str, seats: Sequence[str]) -> int:
    """Hands the prepared state of a model out to some seats, to all where none is named; gives to how many.

    Problems: not_found.workshop, workshop.over, workshop.nothing_prepared.
    """
    with platform.records.reading() as session:
        row = teaching.lead(session, person, workshop_id)
        known = row.prepared.get(model)
        if known is None or session.get(Draft, known) is None:
            raise Problem("workshop.nothing_prepared")
    return _given(person, platform, workshop_id, [model], seats, known)


def reset(person: Person, platform: Platform, workshop_id: str, seats: Sequence[str]) -> int:
    """Gives some seats, or all where none is named, new copies of the sample; what they answered stays. Gives how many.

    Problems: not_found.workshop, workshop.over.
    """
    with platform.records.reading() as session:
        models = list(teaching.lead(session, person, workshop_id).models)
    return _given(person, platform, workshop_id, models, seats, None)


def lower_hand(person: Person, platform: Platform, workshop_id: str, seat_id: str) -> None:
    """Says that a seat was helped. Problem not_found.workshop."""
    with platform.records.session() as session:
        row = teaching.lead(session, person, workshop_id)
        seat = session.get(Seat, seat_id)
        if seat is None or seat.workshop_id != row.id:
            raise Problem("not_found.workshop")
        seat.hand_at_utc = None


def finish(person: Person, platform: Platform, workshop_id: str) -> None:
    """Ends it: seats read what they have until a day later, and change nothing. Problems: not_found.workshop, workshop.over."""
    with platform.records.session() as session:
        row = _going(session, person, platform, workshop_id)
        close(session, platform, row, person.id)


def close(session: Session, platform: Platform, row: Workshop, person_id: str | None) -> None:
    """The same in the session's transaction, by its trainer or by its time."""
    now = platform.now()
    row.state, row.finished_at_utc, row.ends_at_utc = "finished", now, min(row.ends_at_utc, now)
    # Sessions under way last as long as there is something to read.
    session.execute(update(Seat).where(Seat.workshop_id == row.id).values(hand_at_utc=None, shown=None, shown_at_utc=None))
    taken = len(session.scalars(select(Seat.id).where(Seat.workshop_id == row.id)).all())
    teaching.note(session, platform, row, ledger.WORKSHOP_FINISHED, person_id, models=len(row.models), seats=taken)


def take_over(person: Person, platform: Platform, workshop_id: str) -> None:
    """Makes it one's own: its trainer left, or asked for it. Who led it is told. Problems: rights.*, not_found.workshop."""
    with platform.records.session() as session:
        row = teaching.lead(session, person, workshop_id, held=True)
        before = row.trainer_id
        if before == person.id:
            return
        row.trainer_id = person.id
        teaching.note(session, platform, row, ledger.WORKSHOP_HANDED, person.id, **{"to": person.id})
        inbox.add(
            session, before, "inbox.workshop_taken_over", {"title": row.title, "name": person.name}, link=f"/workshops?workshop={row.id}",
            at=platform.now(),
        )  # fmt: skip


def send_away(person: Person, platform: Platform, workshop_id: str, seat_id: str) -> None:
    """Ends the sessions of a seat: whoever has its word comes back. For a seat that somebody else sits in. Problem not_found.workshop."""
    with platform.records.session() as session:
        row = teaching.lead(session, person, workshop_id)
        seat = session.get(Seat, seat_id)
        if seat is None or seat.workshop_id != row.id or seat.own or seat.person_id is None:
            raise Problem("not_found.workshop")
        sessions.end_all(session, seat.person_id, platform.now())
        _led(session, platform, row, person, "send_away")


def _given(
    person: Person, platform: Platform, workshop_id: str, models: Sequence[str], seats: Sequence[str], prepared: str | None
) -> int:  # fmt: skip
    with platform.records.session() as session:
        row = _going(session, person, platform, workshop_id)
        wanted = select(Seat.id).where(Seat.workshop_id == row.id, Seat.person_id.is_not(None)).order_by(Seat.number)
        chosen = [one for one in session.scalars(wanted) if not seats or one in seats]
        if seats and not chosen:
            raise Problem("not_found.workshop")
        _led(session, platform, row, person, "catch_up" if prepared else "reset", seats=len(chosen))
    for seat in chosen:
        for model in models:
            copying.give(platform, workshop_id, seat, model, prepared)
    return len(chosen)


def _going(session: Session, person: Person, platform: Platform, workshop_id: str) -> Workshop:
    row = teaching.lead(session, person, workshop_id, held=True)
    teaching.need_going(row, platform.now())
    return row


def _led(session: Session, platform: Platform, row: Workshop, person: Person, what: str, **facts: int) -> None:
    teaching.note(session, platform, row, ledger.WORKSHOP_LED, person.id, what=what, **facts)
