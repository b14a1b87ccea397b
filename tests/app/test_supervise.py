"""What a child says is taken as plain lines only: nothing it writes runs in the worker, and nothing makes the worker wait."""

from __future__ import annotations

import os
import pickle
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.worker import supervise
from app.worker.supervise import Bounds
from connectors.problem import Problem
from connectors.watched import Watch

BOUNDS = Bounds(memory_mb=256, process_mb=4_000, threads=1, seconds=60)


class Trap:
    """Unpickled, it would leave a file."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (self.place,))


def _trap(said: Any, place: str) -> None:
    said.send_bytes(pickle.dumps(("done", Trap(Path(place)))))


def _half(said: Any, place: str) -> None:
    os.write(said.fileno(), b"\x00\x00\x00\x09[")
    time.sleep(60)


def _strange(said: Any, place: str) -> None:
    os.write(said.fileno(), b'["problem", {"code": ["x"]}]\n')


def _unmade(said: Any, place: str) -> None:
    os.write(said.fileno(), b'["done", {}]\n')


def _misshapen(said: Any, place: str) -> None:
    done = b'{"headline": "<b>", "limited": false, "result_hash": "", "rows_in": 1, "steps": []}'
    os.write(said.fileno(), b'["done", ' + done + b"]\n")


def _wordy(said: Any, place: str) -> None:
    name = b"x" * 100_000
    os.write(said.fileno(), b'["step", {"step": "' + name + b'", "index": 0, "of": 1, "rows": 1, "done": []}]\n')


def _countless(said: Any, place: str) -> None:
    os.write(said.fileno(), b'["step", {"step": "x", "index": 0, "of": 1, "rows": 1' + b"0" * 400 + b', "done": []}]\n')


def _fills(said: Any, place: str) -> None:
    for number in range(60):
        Path(place, str(number)).write_bytes(b"x" * 2_000_000)
    time.sleep(60)


def _endless(said: Any, place: str) -> None:
    while True:
        os.write(said.fileno(), b"x" * 65_536)


def _ended(says: Callable[[Any, str], None], place: Path, bounds: Bounds = BOUNDS) -> supervise.Ended:
    """How the watch over a process of its own ends that says something a run never says."""
    context = supervise.context()
    heard, said = context.Pipe(duplex=False)
    process = context.Process(target=says, args=(said, str(place)), daemon=True)
    process.start()
    said.close()
    try:
        return supervise._watch(process, heard, bounds, lambda _: None, lambda: False, Watch(place if place.is_dir() else place.parent))
    finally:
        process.kill()
        process.join()


@pytest.mark.parametrize("says", [_trap, _strange, _unmade, _misshapen, _countless, _wordy, _endless])
def test_what_is_no_line_of_a_run_is_a_fault_and_never_runs(says: Callable[[Any, str], None], tmp_path: Path) -> None:
    ended = _ended(says, tmp_path / "ran")
    assert ended.how == "fault"
    assert not (tmp_path / "ran").exists()


def test_a_child_that_says_half_a_line_is_ended_in_time(tmp_path: Path) -> None:
    ended = _ended(_half, tmp_path, replace(BOUNDS, seconds=1))
    assert (ended.how, ended.facts["code"]) == ("problem", "run.time")


def test_a_child_that_fills_the_disk_is_ended_with_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODU_RUN_DISK_MB", "50")
    with pytest.raises(Problem) as raised:
        _ended(_fills, tmp_path)
    assert (raised.value.code, raised.value.facts["limit_mb"]) == ("run.disk", 50)
