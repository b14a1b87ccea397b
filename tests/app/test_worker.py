"""Runs through real worker processes: finished, cancelled, killed, taken over, limited, confined."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psutil
import pytest

from app.services import inbox
from app.services.runs import runs
from app.services.runs.analysis import PREPARING
from connectors.databases import sqlite_url
from data_catalog.records.tables import utc_now
from tests.app.working import Works, all_gone, analyst, children, works

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def on_both(home: Path, records_url: str) -> Iterator[Works]:
    with works(home, records_url) as made:
        yield made


@pytest.fixture
def at_work(home: Path) -> Iterator[Works]:
    with works(home, sqlite_url(home / "records.db")) as made:
        yield made


def test_a_queued_run_finishes_and_is_on_record(on_both: Works) -> None:
    on_both.worker()
    run_id = on_both.queue()
    row = on_both.until_ended(run_id)
    assert (row.state, row.problem, row.attempts, row.limited) == ("finished", None, 1, False)
    assert row.headline is not None
    assert "2,000" in row.headline["en"]
    assert on_both.events(run_id) == ["run_queued", "run_started", "run_finished"]
    result = runs.result(on_both.person, on_both.platform, run_id)
    assert result.provenance["result_hash"] == row.result_hash
    assert result.table("by_desk").rows.height == 3
    assert [line.key for line in inbox.listed(on_both.person, on_both.platform)] == ["inbox.run_finished"]
    assert sorted(path.name for path in on_both.platform.lake.run_folder(run_id).iterdir()) == ["result.json", "tables"]


def test_a_run_whose_worker_is_killed_finishes_after_its_restart_once(on_both: Works) -> None:
    worker = on_both.worker()
    run_id = on_both.queue(pause_s=4)
    held = on_both.until_at(run_id, "paused").worker_id
    born = children(worker)
    assert len(born) >= 2, "the forkserver and the child of the run"
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert all_gone(born, 3), "no child outlives its worker"
    time.sleep(4)
    assert on_both.row(run_id).state == "running", "nobody works on it, and it is not lost"
    on_both.worker()
    row = on_both.until_ended(run_id)
    assert (row.state, row.attempts, row.worker_id) == ("finished", 2, held)
    assert on_both.events(run_id) == ["run_queued", "run_started", "run_finished"]


def test_a_worker_that_never_comes_back_leaves_its_run_to_another_which_ends_it_once(on_both: Works) -> None:
    first = on_both.worker()
    run_id = on_both.queue(pause_s=3)
    on_both.until_at(run_id, "paused")
    second = on_both.worker()
    first.send_signal(signal.SIGKILL)
    first.wait()
    row = on_both.until_ended(run_id)
    assert (row.state, row.attempts) == ("finished", 2)
    time.sleep(3)
    assert on_both.events(run_id) == ["run_queued", "run_started", "run_finished"]
    assert second.poll() is None


def test_a_cancelled_run_is_gone_within_three_seconds_and_on_record(on_both: Works) -> None:
    worker = on_both.worker()
    run_id = on_both.queue(pause_s=120)
    on_both.until_at(run_id, "paused")
    server = psutil.Process(worker.pid).children()
    computing = [one for one in children(worker) if one not in server]
    assert computing
    began = time.monotonic()
    runs.cancel(on_both.person, on_both.platform, run_id)
    row = on_both.until_ended(run_id, 3)
    assert row.state == "cancelled"
    assert all_gone(computing, 3 - (time.monotonic() - began))
    assert on_both.events(run_id) == ["run_queued", "run_started", "run_cancelled"]
    assert not list(on_both.platform.lake.run_folder(run_id).glob("attempt-*"))


def test_a_run_that_waits_is_cancelled_without_any_worker(at_work: Works) -> None:
    run_id = at_work.queue()
    runs.cancel(at_work.person, at_work.platform, run_id)
    assert at_work.row(run_id).state == "cancelled"
    at_work.worker()
    later = at_work.queue()
    assert at_work.until_ended(later).state == "finished"
    assert at_work.row(run_id).attempts == 0


def test_two_workers_share_what_is_queued_and_run_each_once(at_work: Works) -> None:
    at_work.worker()
    at_work.worker()
    queued = [at_work.queue(pause_s=1) for _ in range(4)]
    for run_id in queued:
        row = at_work.until_ended(run_id)
        assert (row.state, row.attempts) == ("finished", 1)
        assert at_work.events(run_id) == ["run_queued", "run_started", "run_finished"]


def test_somebody_who_queues_many_runs_keeps_nobody_else_waiting_for_all_of_them(at_work: Works) -> None:
    other = analyst(at_work.platform, "other")
    many = [at_work.queue() for _ in range(6)]
    one = at_work.queue(person=other)
    at_work.worker(at_once=1)
    ended = at_work.until_ended(one)
    assert ended.state == "finished"
    assert [at_work.until_ended(run_id).state for run_id in many] == ["finished"] * 6
    began = [row.started_at_utc for row in map(at_work.row, many)]
    assert sum(at < ended.started_at_utc for at in began) <= 1


def test_a_worker_told_to_stop_leaves_its_run_to_another(at_work: Works) -> None:
    worker = at_work.worker()
    run_id = at_work.queue(pause_s=3)
    at_work.until_at(run_id, "paused")
    at_work.worker()
    born = children(worker)
    worker.terminate()
    assert worker.wait(5) == 0
    assert all_gone(born, 3)
    row = at_work.until_ended(run_id)
    assert (row.state, row.attempts) == ("finished", 2)
    assert at_work.events(run_id) == ["run_queued", "run_started", "run_finished"]


def test_a_run_begun_in_an_older_form_of_the_workflow_ends_in_the_new_one(at_work: Works) -> None:
    # A worker of an older version: the same program with another name for its form.
    old = "from app.worker import durable, main; durable.VERSION = 'runs-0'; main.work()"
    worker = at_work.worker_of(old)
    run_id = at_work.queue(pause_s=3)
    at_work.until_at(run_id, "paused")
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    at_work.worker()
    row = at_work.until_ended(run_id)
    assert (row.state, row.attempts) == ("finished", 2)
    assert at_work.events(run_id) == ["run_queued", "run_started", "run_finished"]


def test_a_model_that_changed_while_its_run_waited_is_reported(at_work: Works) -> None:
    run_id = at_work.queue()
    manual = at_work.models / "slow" / "manual.en.md"
    manual.write_text(manual.read_text("utf-8") + "\nOne more line.\n", "utf-8")
    at_work.worker()
    row = at_work.until_ended(run_id)
    assert row.state == "failed"
    assert row.problem is not None
    assert row.problem["code"] == "run.model_changed"
    assert at_work.events(run_id) == ["run_queued", "run_started", "run_failed"]


def test_a_run_that_takes_too_much_memory_is_ended_and_the_worker_goes_on(at_work: Works) -> None:
    worker = at_work.worker(MODU_RUN_MEMORY_MB="900")
    run_id = at_work.queue(then="eat")
    row = at_work.until_ended(run_id)
    assert row.problem is not None
    assert (row.state, row.problem["code"]) == ("failed", "run.memory")
    assert worker.poll() is None
    assert at_work.until_ended(at_work.queue()).state == "finished"


_BREAKS = """
from app.worker import orders
whole, left = orders.order, [None] * {times}
def order(*asked):
    if left:
        left.pop()
        raise OSError("what was there a moment ago")
    return whole(*asked)
orders.order = order
"""


@pytest.mark.parametrize(("times", "ends"), [(1, ("finished", None, 2)), (3, ("failed", "run.given_up", 4))])
def test_a_run_around_which_something_breaks_is_tried_again_and_never_left_running(
    at_work: Works, times: int, ends: tuple[str, str | None, int]
) -> None:
    at_work.worker(flaw=_BREAKS.format(times=times))
    run_id = at_work.queue()
    row = at_work.until_ended(run_id)
    assert (row.state, (row.problem or {}).get("code"), row.attempts) == ends
    assert at_work.events(run_id)[:2] == ["run_queued", "run_started"]
    assert len(at_work.events(run_id)) == 3
    assert at_work.until_ended(at_work.queue()).state == "finished", "the worker goes on"


def test_a_run_that_takes_too_long_is_ended(at_work: Works) -> None:
    at_work.worker(MODU_RUN_MINUTES="0.05")
    row = at_work.until_ended(at_work.queue(pause_s=100))
    assert row.problem is not None
    assert (row.state, row.problem["code"]) == ("failed", "run.time")


def test_the_progress_names_the_steps_and_estimates_from_earlier_runs(at_work: Works) -> None:
    at_work.worker()
    at_work.until_ended(at_work.queue(pause_s=3))
    run_id = at_work.queue(pause_s=3)
    begun = datetime.fromisoformat((at_work.until_at(run_id, "paused").progress or {})["since_utc"])
    asked = utc_now()
    told = runs.progress(at_work.person, at_work.platform, run_id)
    answered = utc_now()
    assert told.now is not None
    assert (told.now["en"], told.count, told.done) == ("Rest", 3, ())
    took = at_work.timings()
    whole = sum(seconds for step, seconds in took.items() if step != PREPARING)
    spent = [min((moment - begun).total_seconds(), took["paused"]) for moment in (asked, answered)]
    assert told.seconds_left is not None
    assert whole - spent[1] - 0.1 <= told.seconds_left <= whole - spent[0] + 0.1
    at_work.until_ended(run_id)
    assert runs.progress(at_work.person, at_work.platform, run_id).share == 1


def test_while_the_data_are_read_the_progress_says_so_and_once_known_how_long_all_will_take(at_work: Works) -> None:
    at_work.worker()
    at_work.until_ended(at_work.queue(pause_s=2))
    run_id = at_work.queue(pause_s=2)
    at_work.until(run_id, lambda row: (row.progress or {}).get("step") == "_preparing")
    told = runs.progress(at_work.person, at_work.platform, run_id)
    assert told.now is not None
    assert told.now["en"] in ("Reading and preparing the data", "Rest")
    assert told.seconds_left is not None
    assert told.seconds_left > 1
