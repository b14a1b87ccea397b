"""Calls a function of the product in a process of its own that is confined first: plain values in, plain values out."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from connectors.confine import confine, end_with_parent
from connectors.faults import Traced, traced
from connectors.problem import Problem
from connectors.watched import Watch

_ROOT = Path(__file__).resolve().parents[1]
_FLOORS = ("app", "models", "data_catalog", "connectors")
# Appended, never first: the folder a person stands in must not give the product its modules.
_PROGRAM = f"import sys; sys.path.append({str(_ROOT)!r}); from connectors.held import inside; inside()"
_LOOK_S = 0.1
_LONGEST_BYTES = 64_000_000
_BIGGEST_FILE_BYTES = 20_000_000_000
# What a confined process may know of its surroundings: where programs and packages are, and the language of the machine.
_KEPT = ("PATH", "HOME", "LANG", "LC_", "TZ", "PYTHON", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "MODU_MODELS", "OMP_",
         "NUMBA_", "OPENBLAS_", "POLARS_", "TMPDIR")  # fmt: skip


class Fault(Traced):
    """The function raised what is no Problem; the text is its traceback."""


@dataclass(frozen=True)
class Bounds:
    """What the process may use."""

    memory_mb: int
    seconds: float


def surroundings() -> dict[str, str]:
    """The environment without anything a confined process need not know, such as the address of the records."""
    return {name: value for name, value in os.environ.items() if name.startswith(_KEPT)}


def call(function: str, order: Any, folder: Path, *, reads: Iterable[Path] = (), bounds: Bounds) -> Any:
    """What `function` ("package.module:name", of the product) gives for the order, both as JSON knows them.

    The process writes in `folder` alone and reads `reads` beside it; it is gone on return. Raises the Problem the
    function raised, "run.time", "run.memory", "run.threads", "run.disk" and "run.silent" (it ended without an answer), and Fault.
    """
    place = folder.resolve()
    (place / "scratch").mkdir(parents=True, exist_ok=True)
    said = {"function": function, "order": order, "folder": str(place), "reads": [str(Path(path).resolve()) for path in reads]}
    with tempfile.TemporaryFile() as asked:
        asked.write(json.dumps(said).encode())
        asked.seek(0)
        process = subprocess.Popen(  # noqa: S603  the words are our own
            [sys.executable, "-P", "-c", _PROGRAM], stdin=asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=surroundings(), cwd=place,
        )  # fmt: skip
    try:
        answer = _heard(process, bounds, Watch(place))
    finally:
        process.kill()
        process.wait()
    return _understood(answer, process.returncode, bounds)


def inside() -> None:
    """The confined process itself: imports what is the product's, holds itself, and calls the function."""
    end_with_parent()
    said = json.loads(sys.stdin.buffer.read())
    for floor in _FLOORS:  # their own folder may not be searched afterwards
        importlib.import_module(floor)
    place, _, name = said["function"].partition(":")
    # Compiled kernels are only found by modules that are imported while their folder looks writable.
    function = getattr(importlib.import_module(place), name)
    # Engines began threads, which would not be held: a fork leaves them behind.
    born = os.fork()
    if born:
        os._exit(os.waitstatus_to_exitcode(os.waitpid(born, 0)[1]) & 0xFF)
    end_with_parent()
    with os.fdopen(os.dup(1), "wb") as pipe:
        os.dup2(os.open(os.devnull, os.O_RDWR), 1)
        os.dup2(1, 0)
        pipe.write(json.dumps(_answer(function, said), default=str).encode())
    os._exit(0)


def _answer(function: Callable[[Any], Any], said: dict[str, Any]) -> dict[str, Any]:
    folder = Path(said["folder"])
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder / "scratch")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_BIGGEST_FILE_BYTES, _BIGGEST_FILE_BYTES))
    confine(reads=[Path(path) for path in said["reads"]], writes=[folder])
    try:
        return {"done": function(said["order"])}
    except Problem as problem:
        return {"problem": problem.to_json()}
    except MemoryError:
        return {"problem": Problem("run.memory", limit_mb=0).to_json()}
    except BaseException as fault:
        return {"fault": traced(fault)}


def _heard(process: subprocess.Popen[bytes], bounds: Bounds, watch: Watch) -> bytes:
    """All the process writes until it ends. Raises Problem when it takes more than it may."""
    assert process.stdout is not None
    blocks: list[bytes] = []
    began, length, seen = time.monotonic(), 0, psutil.Process(process.pid)
    while True:
        if select.select([process.stdout], [], [], _LOOK_S)[0]:
            block = os.read(process.stdout.fileno(), 1 << 20)
            if not block:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(2)
                return b"".join(blocks)
            blocks.append(block)
            length += len(block)
        if time.monotonic() - began > bounds.seconds:
            raise Problem("run.time", limit_min=round(bounds.seconds / 60, 1))
        with contextlib.suppress(psutil.Error):
            held = seen.children()
            watch.look(held)
            taken = sum(one.memory_info().rss for one in held)
            if length > _LONGEST_BYTES or taken > bounds.memory_mb * 1_000_000:
                raise Problem("run.memory", limit_mb=bounds.memory_mb)


def _understood(answer: bytes, code: int, bounds: Bounds) -> Any:
    """What the process said. It may have run code of others: only an answer of a known form is one."""
    try:
        said = json.loads(answer)
        (how, what), *more = said.items()
        problem = Problem(str(what["code"]), **dict(what["facts"])) if how == "problem" else None
        if more or how not in ("done", "problem", "fault"):
            raise ValueError(how)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as wrong:
        if code in (-signal.SIGKILL, -signal.SIGKILL & 0xFF):  # the kernel ends one that takes the machine's last memory
            raise Problem("run.memory", limit_mb=bounds.memory_mb) from None
        raise Problem("run.silent", ended=code) from wrong
    if problem is not None:
        raise Problem("run.memory", limit_mb=bounds.memory_mb) if problem.code == "run.memory" else problem
    if how == "fault":
        raise Fault(str(what))
    return what
