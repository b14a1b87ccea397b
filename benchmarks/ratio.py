"""Times two sides of one workload alternately and prints their ratio: the machine is noisy, the ratio is not."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Pair:
    """Median seconds of both sides, and what each gave last."""

    ours_s: float
    peer_s: float
    ours: Any
    peer: Any

    @property
    def ratio(self) -> float:
        """How many times quicker ours was."""
        return self.peer_s / self.ours_s


def pair(ours: Callable[[], Any], peer: Callable[[], Any], *, runs: int = 3) -> Pair:
    """Both sides in turn, A B A B …, after one warm-up of ours (its compiled kernels are cached in the product too)."""
    ours()
    times: tuple[list[float], list[float]] = ([], [])
    given: list[Any] = [None, None]
    for _ in range(runs):
        for side, work in enumerate((ours, peer)):
            started = time.perf_counter()
            given[side] = work()
            times[side].append(time.perf_counter() - started)
    return Pair(statistics.median(times[0]), statistics.median(times[1]), given[0], given[1])


def line(workload: str, peer: str, found: Pair, equal: str) -> None:
    """One row of the table: both sides, the ratio, and whether the answers agree."""
    print(f"| {workload} | {peer} {found.peer_s:.3f} s | {found.ours_s:.4f} s | {found.ratio:.1f} x | {equal} |", flush=True)


def head() -> None:
    """The table's first rows."""
    print("| workload | peer | Modu | ratio | same answer |\n|---|---|---|---|---|", flush=True)
