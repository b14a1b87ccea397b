"""Whether things near in space are near in time more often than chance would have them: the near-repeat test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.methods.kernels import njit
from models.methods.spatial.moments import MINUTES_A_DAY, in_minutes, of_points

MOST_PAIRS = 20_000_000
"""Pairs of places kept in memory; beyond them a part of the cases is drawn."""
MOST_WORK = 2_500_000_000
"""Comparisons over all permutations; beyond them fewer permutations are made, 99 at least."""


@dataclass(frozen=True)
class Knox:
    """`pairs` near in both, beside what the permutations give on average (`expected`); `p`: share of permutations, the data among
    them, with as many pairs. `near_places`, `near_times`: pairs near in one; `cases` tested (of `given`), `permutations` made."""

    pairs: int
    expected: float
    ratio: float | None
    p: float
    near_places: int
    near_times: int
    cases: int
    given: int
    permutations: int


def knox(xy: ArrayLike, when: Any, *, metres: float = 100.0, days: float = 30.0, permutations: int = 999, seed: int = 0) -> Knox:
    """Pairs of cases at most `metres` and at most `days` apart, beside the same with the times dealt out anew (Knox 1964, The detection
    of space-time interactions; permuted as Besag & Diggle 1977, Simple Monte Carlo tests for spatial pattern).

    xy: (case × 2) in metres; when: days as numbers, dates or moments, to the minute. Cases at one spot are compared in order of time
    and cost no pair each; where places within reach are still more than `MOST_PAIRS`, cases are drawn at random (`cases` < `given`),
    and beyond `MOST_WORK` fewer permutations are made. ratio: pairs over expected, None where none are expected. ValueError for
    places or times that are none, fewer than two cases, or no permutation.

    Example: places 0, 0, 500, 500 on days 0, 1, 50, 51 within 100 m and 5 days: 2 pairs; the 24 orders give 2 · 2/6 on average, and
    2 in a third of them.
    """
    points = of_points(xy)
    minutes = in_minutes(when, len(points))
    if len(points) < 2 or permutations < 1 or metres < 0 or days < 0:
        raise ValueError("two cases, a permutation and reaches of 0 or more are needed")
    rng = np.random.default_rng(seed)
    given, span = len(points), round(days * MINUTES_A_DAY)
    place, ptr, others = _near_places(points, metres)
    while others is None:
        share = 0.9 * np.sqrt(MOST_PAIRS / ptr[-1])
        kept = np.sort(rng.permutation(len(points))[: max(2, int(share * len(points)))])
        points, minutes = points[kept], minutes[kept]
        place, ptr, others = _near_places(points, metres)
    size = np.bincount(place)
    near, work = _pairs(size, ptr, others)
    # So few at one spot are compared quicker one by one.
    alone = near <= min(2 * work, MOST_PAIRS)
    order = np.argsort(minutes, kind="stable")
    made = min(permutations, max(99, MOST_WORK // (near + len(points) if alone else work)))
    found = permuted_pairs(place[order], minutes[order], size, ptr, others, near if alone else 0, span, made, seed)
    expected = float(found[1:].mean())
    p = (1 + int((found[1:] >= found[0]).sum())) / (made + 1)
    ratio = float(found[0] / expected) if expected > 0 else None
    return Knox(int(found[0]), expected, ratio, p, near, _near_times(minutes[order], span), len(points), given, made)


@njit(cache=True, nogil=True)
def permuted_pairs(
    place: np.ndarray,
    minutes: np.ndarray,
    size: np.ndarray,
    ptr: np.ndarray,
    others: np.ndarray,
    near: int,
    span: int,
    permutations: int,
    seed: int,
) -> np.ndarray:
    """Pairs near in both as given, and for each dealing of the places over the cases in their order of time. `near`: how many pairs
    there are in space where each is to be compared, 0 where places are."""
    np.random.seed(seed)
    first = np.zeros(size.size + 1, np.int64)
    first[1:] = np.cumsum(size)
    here, there = _apart(first, ptr, others, near)
    dealt, times, fill = place.copy(), np.empty(place.size, np.int32), np.empty(size.size, np.int64)
    found = np.empty(permutations + 1, np.int64)
    for turn in range(permutations + 1):
        if turn and near:
            _shuffle(times)
        elif turn:
            _shuffle(dealt)
        if not (turn and near):
            # Filled in order of time, the cases of each place stand in order of time without sorting.
            fill[:] = first[:-1]
            for i in range(dealt.size):
                times[fill[dealt[i]]] = minutes[i]
                fill[dealt[i]] += 1
        found[turn] = _near_alone(times, here, there, span) if near else _near_both(times, first, ptr, others, span)
    return found


@njit(cache=True, nogil=True)
def _apart(first: np.ndarray, ptr: np.ndarray, others: np.ndarray, near: int) -> tuple[np.ndarray, np.ndarray]:
    """The two cases of each pair near in space, numbered by place."""
    here, there, pair = np.empty(near, np.int32), np.empty(near, np.int32), 0
    for a in range(ptr.size - 1 if near else 0):
        for i in range(first[a], first[a + 1]):
            for j in range(i + 1, first[a + 1]):
                here[pair], there[pair] = i, j
                pair += 1
            for k in range(ptr[a], ptr[a + 1]):
                for j in range(first[others[k]], first[others[k] + 1]):
                    here[pair], there[pair] = i, j
                    pair += 1
    return here, there


@njit(cache=True, nogil=True)
def _shuffle(values: np.ndarray) -> None:
    for i in range(values.size - 1, 0, -1):
        j = int(np.random.random() * (i + 1))
        values[i], values[j] = values[j], values[i]


@njit(cache=True, nogil=True)
def _near_alone(times: np.ndarray, here: np.ndarray, there: np.ndarray, span: int) -> int:
    """Of pairs near in space, those at most `span` apart."""
    pairs = 0
    for pair in range(here.size):
        pairs += abs(times[here[pair]] - times[there[pair]]) <= span
    return pairs


@njit(cache=True, nogil=True)
def _near_both(times: np.ndarray, first: np.ndarray, ptr: np.ndarray, others: np.ndarray, span: int) -> int:
    """Pairs at most `span` apart, at one place or at two that are near."""
    pairs = 0
    for a in range(ptr.size - 1):
        low, end = first[a], first[a + 1]
        start = low
        for i in range(low, end):
            while times[i] - times[start] > span:
                start += 1
            pairs += i - start
        for k in range(ptr[a], ptr[a + 1]):
            b = others[k]
            b0, b1 = first[b], first[b + 1]
            left, right = b0, b0
            for i in range(low, end):
                while left < b1 and times[left] < times[i] - span:
                    left += 1
                while right < b1 and times[right] <= times[i] + span:
                    right += 1
                pairs += right - left
    return pairs


def _pairs(size: NDArray[np.int64], ptr: NDArray[np.int64], others: NDArray[np.int32]) -> tuple[int, int]:
    """(pairs of cases near in space, what it takes to count those near in both)."""
    beside = np.repeat(size, np.diff(ptr))
    return int((size * (size - 1) // 2).sum() + (beside * size[others]).sum()), int(beside.sum() + size[others].sum() + size.sum())


def _near_places(points: NDArray[np.float64], metres: float) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int32] | None]:
    """(place of each case, pointers, others): the places near each that come after it; no others where they are too many."""
    side = metres if metres > 0 else 1.0
    column, row = np.floor((points - points.min(axis=0)) / side).T
    width = float(column.max()) + 3
    if width * (float(row.max()) + 3) > 2.0**62:
        raise ValueError("places lie too far apart to be in metres")
    key = row.astype(np.int64) * int(width) + column.astype(np.int64)
    order = np.lexsort((points[:, 1], points[:, 0], key))
    new = np.r_[True, (np.diff(points[order], axis=0) != 0).any(axis=1)]
    place = np.empty(len(points), np.int64)
    place[order] = np.cumsum(new) - 1
    at, cell = points[order][new], key[order][new]
    beside = np.searchsorted(cell, cell + 1, "right")
    above = np.searchsorted(cell, np.stack([cell + int(width) - 1, cell + int(width) + 2]))
    ptr = np.zeros(len(at) + 1, np.int64)
    np.cumsum(near_places(at, beside, above[0], above[1], metres, ptr, np.empty(0, np.int32)), out=ptr[1:])
    if ptr[-1] > MOST_PAIRS:
        return place, ptr, None
    others = np.empty(ptr[-1], np.int32)
    near_places(at, beside, above[0], above[1], metres, ptr, others)
    return place, ptr, others


@njit(cache=True, nogil=True)
def near_places(
    at: np.ndarray, beside: np.ndarray, above: np.ndarray, above_end: np.ndarray, metres: float, ptr: np.ndarray, others: np.ndarray
) -> np.ndarray:
    """How many of the places ahead in its own and the next row of cells are near each; filled into `others` where it has room."""
    counts = np.zeros(at.shape[0], np.int64)
    for a in range(at.shape[0]):
        for part in range(2):
            start, end = (a + 1, beside[a]) if part == 0 else (above[a], above_end[a])
            for b in range(start, end):
                x, y = at[a, 0] - at[b, 0], at[a, 1] - at[b, 1]
                if x * x + y * y <= metres * metres:
                    if others.size:
                        others[ptr[a] + counts[a]] = b
                    counts[a] += 1
    return counts


def _near_times(minutes: NDArray[np.int64], span: int) -> int:
    """Pairs at most `span` apart, of times in order."""
    return int((np.searchsorted(minutes, minutes + span, "right") - np.arange(minutes.size) - 1).sum())
