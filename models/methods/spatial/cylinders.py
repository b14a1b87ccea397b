"""The best cylinder of space and time among all: a search that passes over whole bands of radii and lengths that cannot hold it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from models.methods.kernels import njit
from models.methods.spatial.windows import Windows
from models.methods.spatial.zones import Zones

FEWEST = 2
"""Cases of a cluster: one alone is none, however little was expected."""
_GRID = 512
_STALE = 0.2


class Found(NamedTuple):
    """The log likelihood ratio, the centre (−1: none), how many places, the first day, how many days, how many cases it holds."""

    ratio: float
    centre: int
    places: int
    start: int
    length: int
    held: int


@njit(cache=True, nogil=True)
def log_ratio(count: float, expected: float, cases: float) -> float:
    """The log likelihood ratio of `count` of `cases` where `expected` are; 0 where there are no more than expected."""
    if count <= expected:
        return 0.0
    rest = (cases - count) * np.log((cases - count) / (cases - expected)) if count < cases else 0.0
    return count * np.log(count / expected) + rest


@njit(cache=True, nogil=True)
def best_cylinder(
    first: np.ndarray, day: np.ndarray, zones: Zones, windows: Windows, floor: float, met: np.ndarray, taken: np.ndarray
) -> Found:
    """The cylinder with the highest ratio above `floor` (day[first[p]:first[p+1]]: days of a place's cases, rising, from 0 on).

    met[k, c]: how many places round centre c are clear of cluster k, taken[k]: its first and last day; what shares a place and a day
    with one is passed over. Of a band of circles and a range of lengths no cylinder has more cases than the largest circle has in the
    longest window round it, nor fewer expected than the smallest circle in the leanest window: where that is not above the best known,
    none of them is looked at.
    """
    span = windows.upto.size - 1
    found = Found(floor, -1, 0, 0, 0, 0)
    needed, scale, known = np.zeros(_GRID + 1), _scale(zones, windows), -1.0
    daily = np.zeros(span, np.int64)
    inner, outer = np.zeros(span + 1, np.float32), np.zeros(span + 1, np.float32)
    waiting = np.empty(windows.low.size, np.int64)
    for centre in range(zones.ptr.size - 1):
        # A known best somewhat below the present one only passes over less.
        if found.ratio > known + _STALE or known < 0:
            known = found.ratio
            _counts_needed(needed, scale, known, windows.cases)
        daily[:] = 0
        outer[:] = 0
        at = zones.ptr[centre]
        for band in range(zones.band_ptr[centre], zones.band_ptr[centre + 1]):
            inner, outer = outer, inner
            end, least = zones.band_end[band], zones.band_least[band] / windows.cases
            _added(daily, outer, zones.near[at:end], first, day)
            depth, waiting[0] = 1, 0
            while depth:
                depth -= 1
                k = waiting[depth]
                base, slope = _chord(needed, scale, least, windows.leanest[k], windows.richest[k])
                high = windows.high[k]
                start = span - high if windows.last else 0
                if _above(outer[start:], windows.lean[k], high, base, slope) == 0:
                    continue
                if windows.half[k, 0] >= 0:
                    waiting[depth], waiting[depth + 1] = windows.half[k]
                    depth += 2
                    continue
                for one in range(start, span - high + 1):
                    count = outer[one + high] - outer[one]
                    if count - slope * windows.lean[k, one - start] > base:
                        within = windows.upto[one + high] - windows.upto[one]
                        if log_ratio(count, least * within, windows.cases) > found.ratio:
                            before = int(inner[one + high] - inner[one])
                            found = _along(found, centre, at, end, one, high, before, within, first, day, zones, windows.cases, met, taken)
            at = end
    return found


@njit(cache=True, nogil=True)
def _added(daily: np.ndarray, upto: np.ndarray, places: np.ndarray, first: np.ndarray, day: np.ndarray) -> None:
    """The cases of more places added a day, and all up to each day."""
    for place in places:
        case = first[place + 1] - 1
        while case >= first[place] and day[case] >= 0:
            daily[day[case]] += 1
            case -= 1
    total = 0
    for one in range(daily.size):
        total += daily[one]
        upto[one + 1] = total


@njit(cache=True, nogil=True, fastmath=True)
def _above(upto: np.ndarray, lean: np.ndarray, length: int, base: float, slope: float) -> np.float32:
    """How many windows of this length have more cases than `base` and `slope` times the fewest that lie in them.

    Counted rather than compared with the most of them: only so the loop becomes one of eight at a time."""
    late, low, steep = upto[length:], np.float32(base), np.float32(slope)
    above, one, none = np.float32(0), np.float32(1), np.float32(0)
    for start in range(late.size):
        above += one if late[start] - upto[start] - steep * lean[start] > low else none
    return above


@njit(cache=True, nogil=True)
def _scale(zones: Zones, windows: Windows) -> float:
    """Steps of the grid of `_counts_needed` a root of an expected case."""
    largest = 1.0
    for centre in range(zones.ptr.size - 1):
        if zones.ptr[centre + 1] > zones.ptr[centre]:
            largest = max(largest, zones.cases[zones.ptr[centre + 1] - 1])
    within = (windows.upto[windows.high[0] :] - windows.upto[: -windows.high[0]]).max()
    return _GRID / np.sqrt(max(1e-9, largest * max(1, within) / windows.cases))


@njit(cache=True, nogil=True)
def _counts_needed(needed: np.ndarray, scale: float, ratio: float, cases: float) -> None:
    """Per step i of the grid, a count that is not enough for more than `ratio` where (i / scale)² or more are expected."""
    count = 0.0
    for i in range(1, needed.size):
        expected = min((i / scale) ** 2, cases)
        low, high = max(count, expected), min(cases, max(count, expected) + 1)
        while high < cases and log_ratio(high, expected, cases) < ratio:
            low, high = high, min(cases, 2 * high - low)
        for _ in range(12):
            middle = (low + high) / 2
            if log_ratio(middle, expected, cases) <= ratio:
                low = middle
            else:
                high = middle
        count = low
        needed[i] = low


@njit(cache=True, nogil=True)
def _chord(needed: np.ndarray, scale: float, least: float, leanest: float, richest: float) -> tuple[float, float]:
    """(base, slope) of a line in the cases of a window, under the counts needed: these are concave in what is expected."""
    low = needed[int(np.sqrt(least * leanest) * scale)]
    if richest <= leanest:
        return low * (1 - 1e-6), 0.0
    slope = (needed[min(needed.size - 1, int(np.sqrt(least * richest) * scale))] - low) / (richest - leanest)
    return (low - slope * leanest) - 1e-5 * low, slope


@njit(cache=True, nogil=True)
def _along(
    found: Found,
    centre: int,
    at: int,
    end: int,
    start: int,
    length: int,
    count: int,
    within: int,
    first: np.ndarray,
    day: np.ndarray,
    zones: Zones,
    cases: int,
    met: np.ndarray,
    taken: np.ndarray,
) -> Found:
    """The better of what is known and each circle of a band with one window."""
    for rank in range(at, end):
        place = zones.near[rank]
        days = day[first[place] : first[place + 1]]
        count += int(np.searchsorted(days, start + length) - np.searchsorted(days, start))
        if zones.whole[rank] and count >= FEWEST:
            ratio = log_ratio(count, zones.cases[rank] * within / cases, cases)
            places = rank + 1 - zones.ptr[centre]
            if ratio > found.ratio and not _shares(centre, places, start, start + length - 1, met, taken):
                found = Found(ratio, centre, places, start, length, count)
    return found


@njit(cache=True, nogil=True)
def _shares(centre: int, places: int, start: int, end: int, met: np.ndarray, taken: np.ndarray) -> bool:
    """Whether a cylinder shares a place and a day with one that is taken."""
    shared = False
    for k in range(taken.shape[0]):
        shared |= places > met[k, centre] and start <= taken[k, 1] and end >= taken[k, 0]
    return shared


@njit(cache=True, nogil=True)
def best_of_replicates(
    place: np.ndarray,
    day: np.ndarray,
    size: np.ndarray,
    zones: Zones,
    windows: Windows,
    floor: float,
    replicates: int,
    best: float,
    enough: int,
    seed: int,
) -> np.ndarray:
    """The highest ratio (0 where none is above `floor`) with the days dealt out anew over the cases, `replicates` times or until `enough`
    of them are as high as `best`. place, day: of the cases in order of time."""
    np.random.seed(seed)
    first = np.zeros(size.size + 1, np.int64)
    first[1:] = np.cumsum(size)
    dealt, days, fill = place.copy(), np.empty(place.size, np.int64), np.empty(size.size, np.int64)
    met, taken = np.empty((0, 0), np.int64), np.empty((0, 2), np.int64)
    found, as_high = np.empty(replicates), 0
    for turn in range(replicates):
        for i in range(dealt.size - 1, 0, -1):
            j = int(np.random.random() * (i + 1))
            dealt[i], dealt[j] = dealt[j], dealt[i]
        fill[:] = first[:-1]
        for i in range(dealt.size):
            days[fill[dealt[i]]] = day[i]
            fill[dealt[i]] += 1
        one = best_cylinder(first, days, zones, windows, floor, met, taken)
        found[turn] = one.ratio if one.centre >= 0 else 0.0
        as_high += found[turn] >= best
        if as_high >= enough:
            return found[: turn + 1]
    return found
