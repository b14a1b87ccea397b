"""How much work a solve may do, counted in steps and not by a clock: a busy machine takes longer for the same answer."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

ENTRIES_PER_S = 4e8  # entries of a cover or a table that the kernels touch in a second of an ordinary core
_CLOCK_TIMES, _CLOCK_MORE_S = 10.0, 20.0  # wall seconds allowed per second of work, and on top


@dataclass(eq=False)
class Work:
    """What is left to spend, in seconds of an ordinary core, and the wall clock as the net beneath.

    The counted seconds end a search at the same step on every machine. `deadline` (of time.perf_counter) is many times
    later; where it does end a search, `stopped` says so: the answer holds, but another run may give another one.
    """

    left_s: float
    deadline: float
    stopped: bool = False
    given_s: float = 0.0

    @property
    def over(self) -> bool:
        """Whether to end here."""
        return self.left_s <= 0 or self.late

    @property
    def late(self) -> bool:
        """Whether the clock says to end, however little was done."""
        if perf_counter() > self.deadline:
            self.stopped = True
        return self.stopped

    @property
    def clock_s(self) -> float:
        """Wall seconds left."""
        return self.deadline - perf_counter()

    def spend(self, entries: float) -> None:
        self.left_s -= entries / ENTRIES_PER_S

    def part(self, seconds: float) -> Work:
        """An account of its own, of at most `seconds`, for work in a thread or of a set size; `settle` books it."""
        given_s = max(0.0, min(seconds, self.left_s))
        return Work(given_s, self.deadline, self.stopped, given_s)

    def settle(self, part: Work) -> None:
        """Books what a part has spent."""
        self.left_s -= part.given_s - part.left_s
        self.stopped = self.stopped or part.stopped


def work_of(work_s: float, wall_limit_s: float | None = None) -> Work:
    """`work_s` counted seconds; wall_limit_s: of the net, None for one that only a machine many times slower meets."""
    wall = _CLOCK_TIMES * work_s + _CLOCK_MORE_S if wall_limit_s is None else wall_limit_s
    return Work(float(work_s), perf_counter() + wall)
