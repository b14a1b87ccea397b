"""What the records say of a run while a worker has it: taken, at a step, ended. Each is written once, by its holder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.identity import house
from app.services import inbox
from app.services.platform import Platform
from app.services.workshops import carried
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import Run, StepTiming

MOST_ATTEMPTS = 3
"""A run that ended its worker that often is not tried again."""

_EVENTS = {"finished": ledger.RUN_FINISHED, "failed": ledger.RUN_FAILED, "cancelled": ledger.RUN_CANCELLED}


@dataclass(frozen=True)
class Hold:
    """A worker's hold on a run: the number of its attempt. Another's later hold ends it."""

    run_id: str
    worker_id: str
    attempt: int


def take(platform: Platform, run_id: str, worker_id: str) -> tuple[Run, Hold] | None:
    """The run, held; None when there is nothing to do: it has ended, or is gone."""
    with platform.records.session() as session:
        row = session.get(Run, run_id, with_for_update=True)
        if row is None or row.state not in ("queued", "running"):
            return None
        row.attempts += 1
        row.worker_id = worker_id
        row.state = "running"
        row.progress = None
        if row.started_at_utc is None:
            row.started_at_utc = platform.now()
            facts = {"model": row.model, "model_version": row.model_version, "kind": row.kind}
            _note(session, platform, row, ledger.RUN_STARTED, facts)
        session.flush()
        return row, Hold(run_id, worker_id, row.attempts)


def note_step(platform: Platform, hold: Hold, progress: dict[str, Any]) -> None:
    """The step the run is at, since when, and what is done."""
    said = {**progress, "since_utc": platform.now().isoformat()}
    with platform.records.session() as session:
        session.execute(update(Run).where(*_held(hold)).values(progress=said))


def unwanted(platform: Platform, hold: Hold) -> bool:
    """Whether the run is to stop: its person asked for it, or another worker holds it now."""
    with platform.records.reading() as session:
        asked = select(Run.cancel_asked_at_utc).where(*_held(hold))
        found = session.execute(asked).first()
    return found is None or found[0] is not None


def end(platform: Platform, hold: Hold, state: str, problem: dict[str, Any] | None, facts: dict[str, Any]) -> bool:
    """Writes how the run ended: records, ledger and inbox at once. False when it is not held any more."""
    with platform.records.session() as session:
        row = session.scalars(select(Run).where(*_held(hold)).with_for_update()).one_or_none()
        if row is None:
            return False
        row.state, row.problem, row.finished_at_utc = state, problem, platform.now()
        said: dict[str, Any] = {"model": row.model, "model_version": row.model_version, "kind": row.kind}
        if state == "finished":
            row.headline, row.limited, row.result_hash = facts["headline"], facts["limited"], facts["result_hash"]
            row.folder = f"lake/runs/{row.id}"
            said |= {"cache_key": row.cache_key, "rows_in": facts["rows_in"]}
            _time_steps(session, row, facts)
        elif problem:
            said["code"] = problem["code"]
        _note(session, platform, row, _EVENTS[state], said)
        if state == "finished":
            carried.ran(session, row, platform.now())
        if state != "cancelled" and row.person_id != house.ID:
            inbox.add(session, row.person_id, f"inbox.run_{state}", {"model": row.model}, link=f"/result?run={row.id}",
                      once=f"run:{row.id}")  # fmt: skip
        return True


def give_up(attempts: int) -> Problem | None:
    """The Problem of a run that was tried too often; None while it may be tried."""
    return Problem("run.given_up", attempts=MOST_ATTEMPTS) if attempts > MOST_ATTEMPTS else None


def _held(hold: Hold) -> tuple[Any, ...]:
    mine = (Run.worker_id == hold.worker_id, Run.attempts == hold.attempt)
    return (Run.id == hold.run_id, Run.state == "running", *mine)


def _time_steps(session: Session, row: Run, facts: dict[str, Any]) -> None:
    for step in facts["steps"]:
        timing = {"model": row.model, "model_version": row.model_version, "rows": facts["rows_in"]}
        session.add(StepTiming(**timing, step=step["step"], seconds=step["seconds"]))


def _note(session: Session, platform: Platform, row: Run, event: str, facts: dict[str, Any]) -> None:
    ledger.record(
        session, event, person_id=row.person_id, organisation_id=row.organisation_id, subject=("run", row.id),
        facts=facts, at=platform.now(),
    )  # fmt: skip
