"""From class to work: the same analysis with own data afterwards, reminders, and how many did it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services import inbox, teaching
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.mapping import without_cells
from data_catalog.records.tables import Draft, DraftField, Run, Seat, SeatExercise, Workshop, new_id

SOON, LATE = timedelta(weeks=2), timedelta(weeks=6)
"""When people are reminded, and within which it counts."""
_GRACE = timedelta(weeks=1)


@dataclass(frozen=True)
class Share:
    """Of so many seats taken: how many went on with own data within two and within six weeks of the end, and how many finished a real
    analysis within six. Only who has an account, or claimed their seat with one, can be counted: `followed`."""

    taken: int
    followed: int
    soon: int
    late: int
    ran: int


@dataclass(frozen=True)
class Brought:
    """What an account has of a seat it claimed: by model the number of columns matched, how many runs finished and exercises were done
    there, and its certificate. The results stay the seat's: nobody else's sight of their data lets them be shown. Until `read_until`
    whoever comes back to the seat reads them (None: that is over); they are destroyed on `purge_on`, a local day."""

    number: int
    matched: dict[str, int]
    runs: int
    done: int
    certificate: str | None
    code: str
    read_until: datetime | None
    purge_on: date


def share(session: Session, row: Workshop, now: datetime) -> Share:
    """What came of a workshop, also when it is purged: its seats are kept without their people."""
    seats = session.scalars(select(Seat).where(Seat.workshop_id == row.id)).all()
    went = [seat.carried_at_utc - row.ends_at_utc for seat in seats if seat.carried_at_utc]
    ran = [seat.carried_run_at_utc - row.ends_at_utc for seat in seats if seat.carried_run_at_utc]
    return Share(
        len(seats), sum(seat.own or seat.claimed_by is not None or seat.carried_at_utc is not None for seat in seats),
        sum(one <= SOON for one in went), sum(one <= LATE for one in went), sum(one <= LATE for one in ran),
    )  # fmt: skip


def mine(person: Person, platform: Platform) -> tuple[tuple[Workshop, Seat], ...]:
    """The workshops an account was in, as itself or by a seat it claimed, the latest first."""
    with platform.records.reading() as session:
        wanted = select(Workshop, Seat).join(Seat, Seat.workshop_id == Workshop.id).where(_theirs(person.id))
        return tuple((row, seat) for row, seat in session.execute(wanted.order_by(Workshop.ends_at_utc.desc()).limit(20)))


def has_any(person: Person, platform: Platform) -> bool:
    """Whether an account was in a workshop, as itself or by a seat it claimed."""
    with platform.records.reading() as session:
        return session.scalar(select(Seat.id).where(_theirs(person.id)).limit(1)) is not None


def brought(platform: Platform, row: Workshop, seat: Seat) -> Brought:
    """What came along with a seat that an account claimed, one of `mine`."""
    matched = {}
    with platform.records.reading() as session:
        for model in row.models:
            matched[model] = len(_kept(session, session.get(Draft, seat.drafts.get(model, ""))))
        finished = (Run.person_id == seat.person_id, Run.kind == "training", Run.state == "finished")
        runs = session.scalar(select(func.count()).select_from(Run).where(*finished)) or 0
        right = (SeatExercise.seat_id == seat.id, SeatExercise.done_at_utc.is_not(None))
        done = session.scalar(select(func.count()).select_from(SeatExercise).where(*right)) or 0
    until = row.ends_at_utc + teaching.AFTERWARDS
    return Brought(seat.number, matched, runs, done, seat.certificate, row.code, until if until > platform.now() else None, row.purge_on)


def carry_over(person: Person, platform: Platform, workshop_id: str, model: str) -> str:
    """A new draft of the person's own for real data, with the columns they matched in class; gives its id. What was typed in or stood in
    cells stays behind, and so do settings: an exercise asks for values nobody would choose. Problems: rights.*, not_found.workshop."""
    rights.need(person, "analyse")
    now = platform.now()
    with platform.records.session() as session:
        found = session.execute(
            select(Workshop, Seat)
            .join(Seat, Seat.workshop_id == Workshop.id)
            .where(Workshop.id == workshop_id, _theirs(person.id))
            .order_by(Seat.number)
            .limit(1)
        ).one_or_none()
        if found is None or model not in found[0].models:
            raise Problem("not_found.workshop")
        row, seat = found
        old = session.get(Draft, seat.drafts.get(model, ""))
        made = Draft(
            id=new_id(), person_id=person.id, organisation_id=person.organisation_id, model=model, kind="real",
            copied_from=old.id if old else None, version=1, made_at_utc=now, saved_at_utc=now,
        )  # fmt: skip
        session.add(made)
        session.flush()
        for name, value in _kept(session, old).items():
            session.add(DraftField(draft_id=made.id, name=name, value=value, version=1, saved_at_utc=now))
        seat.carried_at_utc = seat.carried_at_utc or now
        ledger.record(
            session, ledger.DRAFT_STARTED, person_id=person.id, organisation_id=person.organisation_id, subject=("draft", made.id),
            facts={"model": model, "kind": "real", "again": True}, at=now,
        )  # fmt: skip
        ledger.record(
            session, ledger.CARRIED_OVER, person_id=person.id, organisation_id=person.organisation_id, subject=("draft", made.id),
            facts={"model": model, "workshop": row.id}, at=now,
        )  # fmt: skip
        return made.id


def ran(session: Session, run: Run, now: datetime) -> None:
    """Notes, when a real run has finished, that somebody who was in a workshop within six weeks before did one of their own: once."""
    if run.kind != "real":
        return
    wanted = select(Workshop, Seat).join(Seat, Seat.workshop_id == Workshop.id).where(_theirs(run.person_id))
    since = (Workshop.ends_at_utc <= now, Workshop.ends_at_utc >= now - LATE, Seat.carried_run_at_utc.is_(None))
    for row, seat in session.execute(wanted.where(*since)).all():
        seat.carried_run_at_utc = now
        facts = {"model": run.model, "workshop": row.id}
        ledger.record(
            session, ledger.CARRIED_RUN, person_id=run.person_id, organisation_id=run.organisation_id, subject=("run", run.id), facts=facts,
            at=now,
        )  # fmt: skip


def remind(platform: Platform) -> int:
    """Reminds, once after two and once after six weeks, who has an account and has not gone on yet; gives how many were."""
    now, told = platform.now(), 0
    with platform.records.session() as session:
        known = or_(Seat.claimed_by.is_not(None), Seat.own)
        wanted = select(Workshop, Seat).join(Seat, Seat.workshop_id == Workshop.id).where(known, Seat.carried_at_utc.is_(None))
        since = (Workshop.ends_at_utc <= now - SOON, Workshop.ends_at_utc >= now - LATE - _GRACE)
        for row, seat in session.execute(wanted.where(*since)).all():
            person = seat.claimed_by or seat.person_id
            when = "late" if row.ends_at_utc <= now - LATE else "soon"
            facts: dict[str, Any] = {"title": row.title, "weeks": (LATE if when == "late" else SOON).days // 7}
            once = f"workshop:{row.id}:{when}"
            if person and inbox.add(session, person, "inbox.workshop_carry", facts, link=f"/class?workshop={row.id}", once=once, at=now):
                told += 1
    return told


def _theirs(person_id: str) -> Any:
    return or_(Seat.claimed_by == person_id, and_(Seat.person_id == person_id, Seat.own))


def _kept(session: Session, old: Draft | None) -> dict[str, Any]:
    if old is None:
        return {}
    fields = {
        row.name: row.value for row in session.scalars(select(DraftField).where(DraftField.draft_id == old.id)) if row.value is not None
    }
    return {
        name: without_cells({part: said for part, said in source.items() if part != "value"})
        for name, source in fields.items()
        if name.startswith("mapping.") and isinstance(source, dict) and source.get("columns")
    }
