"""Times two sides of one workload alternately and prints their ratio: the machine is noisy, the ratio is not."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Pair:
    """Median seconds of both sides, what each gave last, and median seconds of this process's processors (of all its threads; what a
    side does in processes of its own is not in them)."""

    ours_s: float
    peer_s: float
    ours: Any
    peer: Any
    ours_cpu_s: float = 0.0
    peer_cpu_s: float = 0.0

    @property
    def ratio(self) -> float:
        """How many times quicker ours was."""
        return self.peer_s / self.ours_s

    @property
    def cpu(self) -> str:
        """Both sides in processor seconds, which a busy machine leaves alone."""
        return f"CPU {self.peer_cpu_s:.3f} / {self.ours_cpu_s:.4f} s, {self.peer_cpu_s / max(self.ours_cpu_s, 1e-9):.1f} x"


def pair(ours: Callable[[], Any], peer: Callable[[], Any], *, runs: int = 3) -> Pair:
    """Both sides in turn, A B A B …, after one warm-up of ours (its compiled kernels are cached in the product too)."""
    ours()
    times: tuple[list[float], list[float]] = ([], [])
    worked: tuple[list[float], list[float]] = ([], [])
    given: list[Any] = [None, None]
    for _ in range(runs):
        for side, work in enumerate((ours, peer)):
            started, began = time.perf_counter(), time.process_time()
            given[side] = work()
            times[side].append(time.perf_counter() - started)
            worked[side].append(time.process_time() - began)
    ours_s, peer_s, ours_cpu_s, peer_cpu_s = (statistics.median(one) for one in (*times, *worked))
    return Pair(ours_s, peer_s, given[0], given[1], ours_cpu_s, peer_cpu_s)


def in_own_process(module: str, *words: str) -> dict[str, Any]:
    """A module run by itself: wall seconds from start to end, CPU seconds, peak memory, and the JSON of the last line it printed.

    What the JSON has under "own" takes the place of what was measured from outside. Sources stay compiled, as where they are installed.
    """
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", module, *words], stdout=subprocess.PIPE, text=True, env=surroundings)
    printed = process.stdout.read() if process.stdout else ""
    _, ended, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    if ended:
        raise SystemExit(f"{module} {' '.join(words)} ended with {ended}")
    said = json.loads(printed.strip().splitlines()[-1])
    own = said.pop("own", {}) if isinstance(said, dict) else {}
    return {"seconds": seconds, "cpu_s": used.ru_utime + used.ru_stime, "peak_mb": used.ru_maxrss / 1024, "said": said, **own}


def line(workload: str, peer: str, found: Pair, equal: str) -> None:
    """One row of the table: both sides, the ratio, and whether the answers agree."""
    print(f"| {workload} | {peer} {found.peer_s:.3f} s | {found.ours_s:.4f} s | {found.ratio:.1f} x | {equal} |", flush=True)


def head() -> None:
    """The table's first rows."""
    print("| workload | peer | Modu | ratio | same answer |\n|---|---|---|---|---|", flush=True)
