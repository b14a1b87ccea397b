"""The windows of days a scan looks at, in ranges of lengths that are passed over together."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Windows(NamedTuple):
    """Cases `upto` each day that is searched and `cases` of all days; `last` where only windows that end with the last day count.

    A tree of ranges of lengths, the root all of them: low … high, its halves (−1 where low = high), and lean[k, s]: the fewest cases of
    any window of the range within the `high` days from s on (1 where there are none), with their least and most."""

    upto: NDArray[np.int64]
    cases: int
    last: bool
    low: NDArray[np.int64]
    high: NDArray[np.int64]
    half: NDArray[np.int64]
    lean: NDArray[np.float32]
    leanest: NDArray[np.float64]
    richest: NDArray[np.float64]


def windows_of(upto: NDArray[np.int64], cases: int, longest: int, last: bool) -> Windows:
    """All windows of 1 to `longest` of the days."""
    ranges = [(1, longest)]
    half: list[tuple[int, int]] = []
    for low, high in ranges:
        if low == high:
            half.append((-1, -1))
            continue
        middle = (low + high) // 2
        half.append((len(ranges), len(ranges) + 1))
        ranges += [(low, middle), (middle + 1, high)]
    lean = np.ones((len(ranges), upto.size), np.float32)
    least, most = np.ones(len(ranges)), np.ones(len(ranges))
    for k, (low, high) in enumerate(ranges):
        fewest = np.maximum(_fewest(upto, low, high), 1)
        fewest = fewest[-1:] if last else fewest
        lean[k, : fewest.size] = fewest
        least[k], most[k] = fewest.min(), fewest.max()
    low_of, high_of = np.array(ranges, dtype=np.int64).T
    return Windows(upto, cases, last, low_of.copy(), high_of.copy(), np.array(half, dtype=np.int64), lean, least, most)


def _fewest(upto: NDArray[np.int64], low: int, high: int) -> NDArray[np.int64]:
    """The fewest cases of a window of `low` days within `high` days, from each day on."""
    within = upto[low:] - upto[:-low]
    return np.lib.stride_tricks.sliding_window_view(within, high - low + 1).min(axis=1)
