"""What every step of a workshop shares: finding it and a seat in it, whose it is to lead, when it is over, and putting it on record."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.people.organisations import within
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import Seat, Workshop

EARLY = timedelta(minutes=30)
"""So long before it begins seats can be taken."""
AFTERWARDS = timedelta(hours=24)
"""So long after its end a seat can be come back to, to read what is there."""
LAST_WORDS = timedelta(minutes=2)
"""So long after its end an answer that was being written can still be sent."""
RUNNING = ("ready", "open", "paused")


def lead(session: Session, person: Person, workshop_id: str, *, held: bool = False) -> Workshop:
    """A workshop that is the person's to lead: a trainer's of its organisation, or of one above. Problem not_found.workshop."""
    rights.need(person, "teach")
    row = session.get(Workshop, workshop_id, with_for_update=True if held else None)
    if row is None or row.organisation_id not in within(session, rights.spans(person, "teach")):
        raise Problem("not_found.workshop")
    return row


def seated(session: Session, person: Person, workshop_id: str, *, held: bool = False) -> tuple[Workshop, Seat]:
    """A workshop with the seat the person has in it. Problem not_found.workshop."""
    mine = select(Seat).where(Seat.workshop_id == workshop_id, Seat.person_id == person.id)
    seat = session.scalars(mine.with_for_update() if held else mine).one_or_none()
    row = session.get(Workshop, workshop_id)
    if row is None or seat is None or row.state == "purged":
        raise Problem("not_found.workshop")
    return row, seat


def step_of(step: str, run_state: str | None) -> str:
    """The step somebody is at whose draft stands at one: the result, once the draft's last run has finished."""
    return "result" if run_state == "finished" else step


def is_over(row: Workshop, now: datetime) -> bool:
    """Whether nothing is done in it any more: it was finished, or its time is up."""
    return row.state not in RUNNING or row.ends_at_utc <= now


def begun(row: Workshop, now: datetime) -> bool:
    """Whether it has begun: its trainer began it, or its time came."""
    return row.state != "ready" or row.starts_at_utc <= now


def stands(row: Workshop, now: datetime) -> str:
    """Its state as it is at this moment: one whose time came is open, one whose time is up is finished, whatever is on record yet."""
    if row.state != "purged" and is_over(row, now):
        return "finished"
    return "open" if row.state == "ready" and begun(row, now) else row.state


def begin_in_time(session: Session, platform: Platform, row: Workshop) -> None:
    """Puts on record that it began by itself, where its time came and nobody began it before."""
    if row.state == "ready" and begun(row, platform.now()):
        row.state = "open"
        note(session, platform, row, ledger.WORKSHOP_STARTED, None, models=len(row.models), seats=row.seats)


def need_going(row: Workshop, now: datetime) -> None:
    """Passes while a workshop is not over. Problem workshop.over."""
    if is_over(row, now):
        raise Problem("workshop.over", title=row.title)


def is_answerable(row: Workshop, now: datetime) -> bool:
    """Whether an answer can still be sent: until shortly after the end, which comes while people write."""
    return not is_over(row, now) or now < row.ends_at_utc + LAST_WORDS


def need_answerable(row: Workshop, now: datetime) -> None:
    """Passes while an answer can be sent. Problem workshop.over."""
    if not is_answerable(row, now):
        raise Problem("workshop.over", title=row.title)


def need_writable(session: Session, person: Person, now: datetime) -> None:
    """Passes for whoever has an account, and for a seat until its workshop is over: then it only reads. Problem workshop.over."""
    if person.workshop_id is None:
        return
    row = session.get(Workshop, person.workshop_id)
    if row is None or is_over(row, now):
        raise Problem("workshop.over", title=row.title if row else "–")


def note(session: Session, platform: Platform, row: Workshop, event: str, person_id: str | None, **facts: Any) -> None:
    """Puts on record what was done in or with a workshop, as done where it is held."""
    ledger.record(
        session, event, person_id=person_id, organisation_id=row.organisation_id, subject=("workshop", row.id), facts=facts,
        at=platform.now(),
    )  # fmt: skip
