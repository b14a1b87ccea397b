"""How far a run is, and when it will be through: from earlier runs of its steps, else from what the package says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.identity import house
from app.services.runs.analysis import PREPARING
from app.texts import words
from connectors.problem import Problem
from data_catalog.records.tables import Run, StepTiming
from models.kit import library
from models.kit.contract import Model, Step
from models.kit.wording import Words

# Runs of a size like this one's tell its time; others are used in proportion.
_ALIKE = 3.0
_REMEMBERED = 20


@dataclass(frozen=True)
class StepPassed:
    title: Words
    rows: int
    seconds: float


@dataclass(frozen=True)
class Progress:
    """One run as it stands. `ahead`: runs waiting before it; `seconds_left`: None while nothing honest can be said.

    `share` is of the time, not of the steps; `problem` says why a failed run failed.
    """

    run_id: str
    state: str
    share: float
    ahead: int
    seconds_left: float | None
    done: tuple[StepPassed, ...]
    now: Words | None
    count: int
    problem: Problem | None


def progress_of(session: Session, row: Run, now: datetime) -> Progress:
    """The progress of a run from its row. A package that is gone leaves the steps unnamed."""
    try:
        model = library.load(row.model)
    except Problem:
        model = None
    said = row.progress or {}
    steps = {step.name: step for step in model.steps} if model else {}
    passed = said.get("done", [])
    done = tuple(StepPassed(steps[one["step"]].title, one["rows"], one["seconds"]) for one in passed if one["step"] in steps)
    current = steps.get(said.get("step", ""))
    titled = words("run.preparing") if said.get("step") == PREPARING else current.title if current else None
    share, left = _time(session, row, model, said, now)
    return Progress(
        run_id=row.id, state=row.state, share=share, ahead=_ahead(session, row), seconds_left=left, done=done,
        now=titled, count=said.get("of", len(steps)), problem=_problem(row),
    )  # fmt: skip


def _time(session: Session, row: Run, model: Model | None, said: Mapping[str, Any], now: datetime) -> tuple[float, float | None]:
    if row.state == "finished":
        return 1.0, 0.0
    if row.state != "running" or model is None or not said:
        return 0.0, None
    past = {one["step"]: float(one["seconds"]) for one in said.get("done", ())}
    coming = _coming(session, row, model, said)
    if coming is None:
        return 0.0, None
    current = coming.get(said.get("step", ""), 0.0)
    under_way = (now - datetime.fromisoformat(said["since_utc"])).total_seconds()
    left = sum(coming.values()) - min(under_way, current)
    whole = sum(past.values()) + sum(coming.values())
    share = 1 - left / whole if whole else 0.0
    # A step that takes longer than ever before: nobody knows when it ends, and the bar must not say so.
    overdue = under_way > 2 * current + 5
    return min(0.99, max(0.0, share)), None if overdue else round(left, 1)


def _coming(session: Session, row: Run, model: Model, said: Mapping[str, Any]) -> dict[str, float] | None:
    """Seconds by what is still to come, the current one included; None when nothing is known of the preparing."""
    order = [step.name for step in model.steps]
    at = order.index(said["step"]) if said.get("step") in order else len(order)
    if said.get("step") != PREPARING:
        return {step.name: _seconds(session, row, step, said["rows"]) for step in model.steps[at:]}
    known = session.execute(_timings(row, PREPARING)).first()
    if known is None:
        return None
    # How many rows there are is known only after the preparing: the last run tells.
    return {PREPARING: known.seconds} | {step.name: _seconds(session, row, step, known.rows) for step in model.steps}


def _seconds(session: Session, row: Run, step: Step, rows: int) -> float:
    """How long a step will take on so many rows."""
    known = session.execute(_timings(row, step.name)).all()
    alike = [seconds for size, seconds in known if rows / _ALIKE <= size <= rows * _ALIKE]
    if alike:
        return float(median(alike))
    if known:
        return float(median(seconds * max(rows, 1) / max(size, 1) for size, seconds in known))
    return step.seconds_per_million_rows * rows / 1_000_000


def _timings(row: Run, step: str) -> Select[int, float]:
    same = (StepTiming.model == row.model, StepTiming.model_version == row.model_version, StepTiming.step == step)
    wanted = select(StepTiming.rows, StepTiming.seconds).where(*same)
    return wanted.order_by(StepTiming.id.desc()).limit(_REMEMBERED)


def _ahead(session: Session, row: Run) -> int:
    """How many waiting runs come first: my own, and of everybody else's as many as come in turn."""
    if row.state != "queued":
        return 0
    before = (Run.state == "queued", Run.person_id != house.ID, Run.queued_at_utc < row.queued_at_utc)
    counted = session.execute(select(Run.person_id, func.count()).where(*before).group_by(Run.person_id))
    waiting = {person_id: int(count) for person_id, count in counted}
    own = waiting.pop(row.person_id, 0)
    return own + sum(min(count, own + 1) for count in waiting.values())


def _problem(row: Run) -> Problem | None:
    return Problem(row.problem["code"], **row.problem.get("facts", {})) if row.problem else None
