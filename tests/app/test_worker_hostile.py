"""What a package tries that it must not: one worker sees it all through, and none of it gets further than its own run."""

from __future__ import annotations

import time
from collections.abc import Iterator

import psutil
import pytest

from connectors.databases import sqlite_url
from tests.app.working import Works, works

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Works]:
    """One worker for all of them; what it prints goes to `worker.out` in its home."""
    home = tmp_path_factory.mktemp("hostile") / "home"
    home.mkdir()
    with works(home, sqlite_url(home / "records.db")) as made:
        made.worker_of("from app.worker.main import work; work()", out=home / "worker.out")
        yield made


def test_a_fault_of_a_package_is_a_number_for_the_person_and_a_traceback_in_the_log(one: Works) -> None:
    run_id = one.queue(then="fail")
    row = one.until_ended(run_id)
    assert row.state == "failed"
    assert row.problem is not None
    assert row.problem["code"] == "fault"
    assert "nobody outside" not in str(row.problem)
    log = (one.platform.home / "logs" / "worker.log").read_text("utf-8")
    assert row.problem["facts"]["number"] in log
    assert "nobody outside may read" in log
    assert "in step paused of slow" in log


def test_a_resident_number_in_the_message_of_a_fault_does_not_reach_the_log(one: Works) -> None:
    assert one.until_ended(one.queue(then="leak")).state == "failed"
    log = (one.platform.home / "logs" / "worker.log").read_text("utf-8")
    assert "is no number" in log
    assert "1234568" not in log


def test_a_package_that_says_it_is_done_without_a_result_ends_as_a_fault(one: Works) -> None:
    row = one.until_ended(one.queue(then="forge"), 60)
    assert row.problem is not None
    assert (row.state, row.problem["code"]) == ("failed", "fault")


def test_a_package_that_writes_on_every_pipe_ends_nothing_but_its_own_run(one: Works) -> None:
    one.until_ended(one.queue())
    server = one.forkserver()
    assert one.until_ended(one.queue(then="forge"), 60).state == "failed"
    assert one.forkserver() == server


def test_a_forkserver_that_died_begins_anew_and_knows_no_more_than_the_first(one: Works) -> None:
    one.until_ended(one.queue())
    server = one.forkserver()
    server.kill()
    while server.status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.05)
    row = one.until_ended(one.queue(then="look"))
    assert (row.state, row.problem) == ("finished", None)
    assert one.forkserver() != server


def test_a_package_writes_nothing_where_its_worker_writes(one: Works) -> None:
    assert one.until_ended(one.queue(then="shout")).state == "finished"
    assert b"what only the run may know" not in (one.platform.home / "worker.out").read_bytes()


def test_a_package_reaches_neither_files_nor_network_nor_processes_nor_secrets(one: Works) -> None:
    row = one.until_ended(one.queue(then="look"))
    assert (row.state, row.problem) == ("finished", None)
