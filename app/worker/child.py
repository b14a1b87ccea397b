"""The computation of one run, in a process of its own that ends with its worker.

Born from the forkserver: it holds no records, no secrets and no connection but the pipe to its worker.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
import tempfile
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from app.services.runs.analysis import PREPARING, Asked, Brings, Limits, analyse, protection_of
from app.worker.said import ended_facts
from connectors.confine import confine, end_with_parent
from connectors.faults import traced
from connectors.files import TableRead
from connectors.problem import Problem
from data_catalog.mapping import from_json
from data_catalog.places.book import Book
from models.kit.disclosing import PROTECTING
from models.kit.intake import AsRead
from models.kit.workflow import StepProgress
from models.methods.warm import use_unkept


def main(order: dict[str, Any], said: Connection, alive: Connection) -> None:
    """Computes what the order asks and leaves the result in its folder.

    Says on the pipe `["step", {...}]` as it goes and at the end one of `["done", {...}]`, `["problem", {...}]`,
    `["fault", {"text": …}]`, each a line of JSON. When `alive` closes, the worker is gone, and so is this process.
    """
    end_with_parent()
    if order.get("patient"):
        os.nice(10)
    folder = Path(order["folder"])
    _let_go({said.fileno(), alive.fileno()})
    _settle_in(folder)
    confine(reads=[Path(path) for path in order["reads"]], writes=[folder])
    # Only now: a thread that is there before is not held, and code of others could find its way into it.
    threading.Thread(target=_end_with, args=(alive,), daemon=True).start()
    try:
        watch = _Watch(said)
        result = analyse(
            _asked(order), folder / "scratch", limits=Limits(order["memory_mb"], order["threads"]),
            on_step=watch.step, on_prepare=watch.prepare,
        )  # fmt: skip
        result.save(folder / "result")
        _say(said, "done", _summary(result.to_json(), watch.preparing_s))
    except Problem as problem:
        _say(said, "problem", problem.to_json())
    except MemoryError:
        _say(said, "problem", Problem("run.memory", limit_mb=order["memory_mb"]).to_json())
    except BaseException as fault:
        _say(said, "fault", {"text": traced(fault)})
    said.close()


def _say(said: Connection, what: str, facts: dict[str, Any]) -> None:
    # Lines of JSON, never pickled: what code of a package could write here must not run in the worker, which is not confined.
    with open(said.fileno(), "wb", closefd=False) as pipe:
        pipe.write(json.dumps([what, facts], default=str).encode() + b"\n")


def _end_with(alive: Connection) -> None:
    with contextlib.suppress(EOFError, OSError):
        alive.recv_bytes()
    os._exit(70)


def _let_go(kept: set[int]) -> None:
    """Closes every pipe and socket born with but those kept: a word on the forkserver's would end it, and every other run with it.

    Files stay open: libraries loaded before the birth read on in theirs.
    """
    for number in [int(one) for one in os.listdir("/proc/self/fd")]:
        with contextlib.suppress(OSError):
            kind = os.fstat(number).st_mode
            if number > 2 and number not in kept and (stat.S_ISFIFO(kind) or stat.S_ISSOCK(kind)):
                os.close(number)


def _settle_in(folder: Path) -> None:
    """Temporary files go to its own folder; compiled kernels that cannot be kept on disk are used all the same."""
    # The worker's output is its log or its operator's terminal: code of others must neither write there nor type into it.
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.close(nothing)
    for name in ("scratch", "result"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    os.chdir(folder)
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder / "scratch")
    use_unkept()


def _asked(order: dict[str, Any]) -> Asked:
    inputs = {}
    for name, given in order["inputs"].items():
        table = TableRead.from_json(given["table"])
        as_read = AsRead(Path(given["parquet"]), table, given["shown_name"])
        inputs[name] = Brings(as_read=as_read, mapping=from_json(given["mapping"]))
    return Asked(
        model=order["model"], run_id=order["run_id"], inputs=inputs, settings=order["settings"], kind=order["kind"],
        provenance=order["provenance"], book=Book(Path(order["book"])), protection=protection_of(order["protection"]),
    )  # fmt: skip


class _Watch:
    """Tells the worker where the run is, and how long the preparing before the first step took."""

    def __init__(self, said: Connection) -> None:
        self._said = said
        self._began = time.monotonic()
        self.preparing_s = 0.0

    def prepare(self) -> None:
        _say(self._said, "step", {"step": PREPARING, "done": []})

    def step(self, progress: StepProgress) -> None:
        if progress.index == 0:
            self.preparing_s = round(time.monotonic() - self._began, 3)
        done = [{"step": one.name, "rows": one.rows, "seconds": one.seconds} for one in progress.done]
        told = {"step": progress.step, "index": progress.index, "of": progress.of, "rows": progress.rows, "done": done}
        _say(self._said, "step", told)


def _summary(result: dict[str, Any], preparing_s: float) -> dict[str, Any]:
    steps = [{"step": one["name"], "seconds": one["seconds"]} for one in result["method"] if one["name"] != PROTECTING]
    return ended_facts(result, [{"step": PREPARING, "seconds": preparing_s}, *steps])
