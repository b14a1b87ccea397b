"""One run from its row in the records to its result in the lake. Safe to begin again at any point."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from uuid import uuid4

from app.services.platform import Platform
from app.worker import bookkeeping, classmates, orders, supervise
from app.worker.bookkeeping import Hold
from app.worker.supervise import Ended
from connectors.problem import Problem
from data_catalog.personal import mask
from data_catalog.records.tables import Run

_LOG = logging.getLogger("modu.worker")


def run(platform: Platform, run_id: str, worker_id: str) -> str:
    """Takes the run, computes it in a child, writes how it ended and says it; "held elsewhere" when it is not ours."""
    taken = bookkeeping.take(platform, run_id, worker_id)
    if taken is None:
        return "nothing to do"
    row, hold = taken
    folder = platform.lake.run_folder(run_id) / f"attempt-{hold.attempt}"
    try:
        ended = _computed(platform, row, hold, folder)
        return _written(platform, hold, folder, ended)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fault_number(text: str) -> str:
    """Logs a fault that is ours under a number, which is all that a person is shown."""
    number = uuid4().hex[:8]
    # The child says it, and runs what packages bring: it is not believed to be bare.
    _LOG.error("fault %s\n%s", number, mask(text))
    return number


def _computed(platform: Platform, row: Run, hold: Hold, folder: Path) -> Ended:
    given_up = bookkeeping.give_up(hold.attempt)
    if given_up:
        return Ended("problem", given_up.to_json())
    if bookkeeping.unwanted(platform, hold):
        return Ended("cancelled", {})
    _clear(folder.parent)
    limits = orders.bounds()
    try:
        with platform.records.reading() as session:
            order = orders.order(session, platform, row, folder, limits)
    except Problem as problem:
        return Ended("problem", problem.to_json())
    ended = classmates.computed(platform, row, folder, order["provenance"]) or supervise.compute(
        order, limits,
        on_step=lambda progress: bookkeeping.note_step(platform, hold, progress),
        unwanted=lambda: bookkeeping.unwanted(platform, hold),
    )  # fmt: skip
    try:
        with platform.records.reading() as session:
            orders.need_open(session, platform, row, order)
    except Problem as problem:
        # What it read was taken back meanwhile: nothing of it is kept, and a fault is that its file went while it was read.
        return ended if ended.how == "cancelled" else Ended("problem", problem.to_json())
    return ended


def _clear(folder: Path) -> None:
    """Makes the run's folder, without what attempts that were cut short left in it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in folder.glob("attempt-*"):
        shutil.rmtree(left, ignore_errors=True)


def _written(platform: Platform, hold: Hold, folder: Path, ended: Ended) -> str:
    if ended.how == "done":
        ended = _published(folder, ended)
    if ended.how == "done":
        state, problem = "finished", None
    elif ended.how == "problem":
        state, problem = "failed", ended.facts
    elif ended.how == "cancelled":
        state, problem = "cancelled", None
    else:
        number = fault_number(f"run {hold.run_id}\n{ended.facts.get('text', '')}")
        state, problem = "failed", Problem("fault", number=number).to_json()
    # Before the records say it has ended: whoever reads that it was cancelled finds nothing of it left.
    shutil.rmtree(folder, ignore_errors=True)
    written = bookkeeping.end(platform, hold, state, problem, ended.facts)
    return state if written else "held elsewhere"


def _published(folder: Path, ended: Ended) -> Ended:
    """The end as it was said; a fault when there is no result where a run leaves one: the run must end all the same."""
    try:
        _publish(folder)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return Ended("fault", {"text": "the child left no result"})
    return ended


def _publish(folder: Path) -> None:
    """Gives the result its place, before the records say so; an attempt cut short between the two writes it anew."""
    for name in ("tables", "result.json"):
        made, place = folder / "result" / name, folder.parent / name
        if place.is_dir():
            shutil.rmtree(place)
        made.rename(place)
