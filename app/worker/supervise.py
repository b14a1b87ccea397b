"""Starts the child of one run and watches over it: progress, memory, time, and whether it is still wanted."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Any

import psutil

from app.worker.birth import begin
from app.worker.said import understood
from connectors.held import surroundings
from connectors.problem import Problem
from connectors.watched import Watch

_LOOK_S = 0.1
_ASK_S = 0.4
_BLOCK_BYTES, _LONGEST_BYTES = 65_536, 4_000_000
PRELOAD = ["app.worker.tied", "app.worker.preload"]


@dataclass(frozen=True)
class Bounds:
    """What a run may use. The engine gets `memory_mb`; the whole process may reach `process_mb`."""

    memory_mb: int
    process_mb: int
    threads: int
    seconds: float


@dataclass(frozen=True)
class Ended:
    """How a child ended: `done` or `problem` with facts, `fault` with a text, `cancelled`."""

    how: str
    facts: dict[str, Any]


def prepare() -> None:
    """Starts the forkserver with a scrubbed environment, in the main thread, before any child is wanted; one that died begins anew so."""
    context().set_forkserver_preload(PRELOAD)
    server: Any = forkserver._forkserver
    begin_server, one_at_a_time = server.ensure_running, threading.Lock()

    def ensure_running() -> None:
        with one_at_a_time:
            if _runs(server._forkserver_pid):
                return
            with _scrubbed():
                begin_server()

    # Every child asks for it: what multiprocessing would start by itself has all that this process knows.
    server.ensure_running = ensure_running
    server.ensure_running()


def _runs(pid: int | None) -> bool:
    """Whether a child of this process is there and has not ended; its end is left for others to take."""
    if pid is None:
        return False
    try:
        return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
    except ChildProcessError:
        return False


def context() -> ForkServerContext:
    return multiprocessing.get_context("forkserver")


def compute(order: dict[str, Any], bounds: Bounds, on_step: Callable[[dict[str, Any]], None], unwanted: Callable[[], bool]) -> Ended:
    """Runs the order in a child until it ends, is unwanted, or takes more than it may. The child is gone on return."""
    heard, said = context().Pipe(duplex=False)
    alive, held = context().Pipe(duplex=False)
    process = context().Process(target=begin, args=(order, said, alive), daemon=True)
    process.start()
    said.close()
    alive.close()
    try:
        return _watch(process, heard, bounds, on_step, unwanted, Watch(Path(order["folder"]).parent))
    except Problem as problem:
        return Ended("problem", problem.to_json())
    finally:
        process.kill()
        process.join(5)
        heard.close()
        held.close()


def _watch(
    process: ForkServerProcess,
    heard: Connection,
    bounds: Bounds,
    on_step: Callable[[dict[str, Any]], None],
    unwanted: Callable[[], bool],
    watch: Watch,
) -> Ended:
    began = asked = time.monotonic()
    begun = b""  # a line that is not whole yet: waiting for its end would let a child outlast its bounds
    seen = psutil.Process(process.pid)
    while True:
        if heard.poll(_LOOK_S):
            block = os.read(heard.fileno(), _BLOCK_BYTES)
            if not block:
                process.join(2)
                return _silent(process.exitcode, bounds)
            *lines, begun = (begun + block).split(b"\n")
            for line in [*lines, begun] if len(begun) > _LONGEST_BYTES else lines:
                what, facts = _understood(line)
                if what != "step":
                    return Ended(what, facts)
                on_step(facts)
        if time.monotonic() - began > bounds.seconds:
            return Ended("problem", Problem("run.time", limit_min=round(bounds.seconds / 60)).to_json())
        watch.look([seen])
        with contextlib.suppress(psutil.Error):
            if seen.memory_info().rss > bounds.process_mb * 1_000_000:
                return Ended("problem", Problem("run.memory", limit_mb=bounds.process_mb).to_json())
        if time.monotonic() - asked > _ASK_S:
            asked = time.monotonic()
            if unwanted():
                return Ended("cancelled", {})


def _understood(message: bytes) -> tuple[str, dict[str, Any]]:
    """What a child said. It may run code of others: only plain JSON of a known form is taken, all else is its fault."""
    try:
        what, facts = json.loads(message)
        return what, understood(what, facts)
    except (ValueError, TypeError, KeyError, RecursionError):
        return "fault", {"text": "the child said what no run says"}


def _silent(code: int | None, bounds: Bounds) -> Ended:
    """A child that said nothing: the kernel ends one that takes the machine's last memory."""
    if code == -signal.SIGKILL:
        return Ended("problem", Problem("run.memory", limit_mb=bounds.process_mb).to_json())
    return Ended("fault", {"text": f"the child ended with {code} and said nothing"})


@contextlib.contextmanager
def _scrubbed() -> Iterator[None]:
    """The environment without anything a child need not know, such as the address of the records."""
    whole = dict(os.environ)
    for name in whole.keys() - surroundings().keys():
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(whole)
