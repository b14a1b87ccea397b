"""The trainer's board: a tile a seat, who needs help first; and the workshops of one's organisations with what came of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services import teaching
from app.services.drafts.drafts import STEPS
from app.services.people.organisations import within
from app.services.platform import Platform
from app.services.workshops import carried, exercising
from app.services.workshops.carried import Share
from connectors.problem import Problem
from data_catalog.records.tables import Draft, PersonRow, Run, Seat, SeatExercise, Workshop, WorkshopCertificate

IDLE_MIN, STUCK_MIN = 5, 12
"""So long without a move, or at one step, and a seat is said to need help."""
_RECENT = timedelta(minutes=5)
_MOST = 100


@dataclass(frozen=True)
class Tile:
    """One seat as the trainer sees it. `opened`: it opened its analysis; `step`: of the draft worked on last, with the minutes on it;
    `idle_min`: since anything was done; `error_min`: since it met a problem that it has not gone on from; `needs`: why it is among those
    who need help first (hand, error, idle, stuck), empty where it is not."""

    seat_id: str
    number: int
    name: str
    own: bool
    model: str
    opened: bool
    step: str
    step_min: int
    idle_min: int
    errors: int
    last_error: str | None
    error_min: int | None
    hand_min: int | None
    done: int
    hints: int
    running: bool
    shown: Mapping[str, Any] | None
    shown_at_utc: datetime | None
    word: str
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Board:
    """A workshop as its trainer leads it. `prepared`: by model, the draft to hand out; `exercises`: how many a certificate waits for;
    `fixed`: its time stays, and it is not called off: somebody began it, or its time came and somebody is there. `purge_on`: the local
    day on which what its seats hold is destroyed."""

    id: str
    title: str
    trainer_id: str
    trainer: str
    state: str
    over: bool
    begun: bool
    fixed: bool
    code: str
    language: str
    models: tuple[str, ...]
    left_out: tuple[str, ...]
    seats: int
    starts_at_utc: datetime
    ends_at_utc: datetime
    purge_on: date
    exercises: int
    prepared: Mapping[str, str]
    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Line:
    """One workshop in a list, with what came of it."""

    id: str
    title: str
    state: str
    starts_at_utc: datetime
    ends_at_utc: datetime
    models: tuple[str, ...]
    seats: int
    taken: int
    done: int
    certificates: int
    feedback: Mapping[str, float]
    share: Share


def of(person: Person, platform: Platform, workshop_id: str) -> Board:
    """The board of a workshop the person leads. Problems: rights.*, not_found.workshop."""
    now = platform.now()
    with platform.records.reading() as session:
        row = teaching.lead(session, person, workshop_id)
        if row.state == "purged":
            raise Problem("not_found.workshop")
        trainer = session.get_one(PersonRow, row.trainer_id)
        tiles = _tiles(session, row, now)
    if teaching.is_over(row, now):
        tiles = [replace(one, needs=()) for one in tiles]  # nobody waits for help any more
    order = (
        sorted(tiles, key=lambda one: one.number)
        if teaching.is_over(row, now)
        else sorted(tiles, key=lambda one: (*(name not in one.needs for name in ("hand", "error", "idle", "stuck")), _first(one)))
    )
    return Board(
        row.id, row.title, row.trainer_id, trainer.name, teaching.stands(row, now), teaching.is_over(row, now), teaching.begun(row, now),
        row.state != "ready" or bool(tiles and teaching.begun(row, now)), row.code, row.language,
        tuple(row.models), tuple(row.left_out), row.seats, row.starts_at_utc, row.ends_at_utc, row.purge_on,
        len(exercising.required(row)), dict(row.prepared), tuple(order),
    )  # fmt: skip


def listed(person: Person, platform: Platform) -> tuple[Line, ...]:
    """The workshops of the organisations the person teaches for, the latest first. Problems: rights.*."""
    rights.need(person, "teach")
    now = platform.now()
    with platform.records.reading() as session:
        mine = Workshop.organisation_id.in_(within(session, rights.spans(person, "teach")))
        rows = session.scalars(select(Workshop).where(mine).order_by(Workshop.starts_at_utc.desc(), Workshop.id).limit(_MOST)).all()
        return tuple(_line(session, row, now) for row in rows)


def outcome(person: Person, platform: Platform, workshop_id: str) -> Line:
    """The line of one workshop, with what came of it so far. Problems: as `of`."""
    with platform.records.reading() as session:
        return _line(session, teaching.lead(session, person, workshop_id), platform.now())


def counts(session: Session, row: Workshop) -> dict[str, Any]:
    """What is counted of a workshop, and kept when the rest is purged: seats taken, exercises done, certificates, mean ratings."""
    if row.state == "purged":
        return dict(row.counts)
    seats = session.scalars(select(Seat).where(Seat.workshop_id == row.id)).all()
    ids = [seat.id for seat in seats]
    done = session.scalar(
        select(func.count()).select_from(SeatExercise).where(SeatExercise.seat_id.in_(ids), SeatExercise.done_at_utc.is_not(None))
    )
    certificates = session.scalar(select(func.count()).select_from(WorkshopCertificate).where(WorkshopCertificate.workshop_id == row.id))
    said = [seat.feedback for seat in seats if seat.feedback]
    ratings = {name: round(sum(one[name] for one in said) / len(said), 2) for name in said[0] if name != "sentence"} if said else {}
    return {"taken": len(seats), "done": done or 0, "certificates": certificates or 0, "answered": len(said), **ratings}


def sentences(person: Person, platform: Platform, workshop_id: str) -> tuple[str, ...]:
    """What seats wrote at the end, in the order of the letters so that no sentence tells whose it is. Problems: as `of`."""
    with platform.records.reading() as session:
        row = teaching.lead(session, person, workshop_id)
        said = session.scalars(select(Seat.feedback).where(Seat.workshop_id == row.id, Seat.feedback.is_not(None))).all()
    return tuple(sorted(one["sentence"] for one in said if one and one.get("sentence")))


def _line(session: Session, row: Workshop, now: datetime) -> Line:
    known = counts(session, row)
    feedback = {name: float(said) for name, said in known.items() if name not in ("taken", "done", "certificates", "answered")}
    return Line(
        row.id, row.title, teaching.stands(row, now), row.starts_at_utc, row.ends_at_utc, tuple(row.models), row.seats,
        int(known.get("taken", 0)), int(known.get("done", 0)), int(known.get("certificates", 0)), feedback,
        carried.share(session, row, now),
    )  # fmt: skip


def _tiles(session: Session, row: Workshop, now: datetime) -> list[Tile]:
    seats = session.scalars(select(Seat).where(Seat.workshop_id == row.id).order_by(Seat.number)).all()
    people = {
        one.id: one for one in session.scalars(select(PersonRow).where(PersonRow.id.in_([s.person_id for s in seats if s.person_id])))
    }
    named = {draft for seat in seats for draft in seat.drafts.values()}
    columns = select(Draft.id, Draft.model, Draft.step, Draft.step_since_utc, Draft.saved_at_utc, Draft.run_id).where(Draft.id.in_(named))
    drafts = {one.id: one for one in session.execute(columns)}
    runs = {
        one.id: one
        for one in session.execute(
            select(Run.id, Run.state, Run.finished_at_utc, Run.queued_at_utc).where(
                Run.id.in_([one.run_id for one in drafts.values() if one.run_id])
            )
        )
    }
    doing: dict[str, list[SeatExercise]] = {}
    for one in session.scalars(select(SeatExercise).where(SeatExercise.seat_id.in_([seat.id for seat in seats]))):
        doing.setdefault(one.seat_id, []).append(one)
    asked = exercising.required(row)
    return [_tile(seat, people, drafts, runs, doing.get(seat.id, []), asked, now) for seat in seats]


def _tile(
    seat: Seat, people: Mapping[str, PersonRow], drafts: Mapping[str, Any], runs: Mapping[str, Any], doing: list[SeatExercise],
    asked: set[tuple[str, str]], now: datetime,
) -> Tile:  # fmt: skip
    own = [drafts[draft] for draft in seat.drafts.values() if draft in drafts]
    draft = max(own, key=lambda one: one.step_since_utc or one.saved_at_utc, default=None)
    run = runs.get(draft.run_id) if draft is not None and draft.run_id else None
    running = run is not None and run.state in ("queued", "running")
    step = "data" if draft is None else teaching.step_of(draft.step, run.state if run is not None else None)
    moves = [seat.taken_at_utc, *(one.tried_at_utc for one in doing if one.tried_at_utc)]
    moves += [moment for one in own for moment in (one.saved_at_utc, one.step_since_utc) if moment]
    since = seat.taken_at_utc if draft is None else draft.step_since_utc or draft.saved_at_utc
    if run is not None:
        moves += [moment for moment in (run.queued_at_utc, run.finished_at_utc) if moment]
        since = run.finished_at_utc if step == "result" else since
    idle, on_step = _minutes(now - max(moves)), _minutes(now - since)
    done = sum(one.done_at_utc is not None and (one.model, one.exercise) in asked for one in doing)
    error = _stuck_since(seat, own, run, now)
    needs = {"hand": seat.hand_at_utc is not None, "error": error is not None and not running, "idle": idle >= IDLE_MIN and not running,
             "stuck": on_step >= STUCK_MIN and step not in ("run", "result")}  # fmt: skip
    holder = people.get(seat.person_id or "")
    return Tile(
        seat.id, seat.number, holder.name if holder else "–", seat.own, draft.model if draft is not None else "",
        step != "data" or any(one.step_since_utc for one in own), step, on_step, idle, seat.errors, seat.last_error, error,
        _minutes(now - seat.hand_at_utc) if seat.hand_at_utc else None, done, sum(one.hints for one in doing), running,
        seat.shown, seat.shown_at_utc, seat.word,
        tuple(name for name, holds in needs.items() if holds),
    )  # fmt: skip


def _stuck_since(seat: Seat, own: list[Any], run: Any, now: datetime) -> int | None:
    """The minutes since the last problem, where it is recent and the seat has gone to no other step and begun no run since."""
    met = seat.last_error_at_utc
    if met is None or now - met > _RECENT:
        return None
    gone_on = [one.step_since_utc for one in own if one.step_since_utc] + ([run.queued_at_utc] if run is not None else [])
    return None if any(moment > met for moment in gone_on) else _minutes(now - met)


def _first(tile: Tile) -> tuple[int, int, int, int]:
    """Among equals: the hand that is up longest, then who got least far, then who is idle longest."""
    far = STEPS.index(tile.step) if tile.step in STEPS else 0
    return -(tile.hand_min or 0), far, -tile.idle_min, tile.number


def _minutes(passed: timedelta) -> int:
    return max(0, int(passed.total_seconds() // 60))
