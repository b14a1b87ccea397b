"""Bursts: stretches of periods in which a topic's share of all is some times its usual share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from models.methods.kernels import njit


@dataclass(frozen=True, eq=False)
class Bursts:
    """`states` (topic × period): 1 in a burst. `found`: one row a burst: topic, start and end (periods, both within), count, weight
    (how much cheaper the burst explains its periods than the usual share does), heaviest first within a topic's own order of time."""

    states: NDArray[np.int8]
    found: pl.DataFrame


def bursts(counts: ArrayLike, totals: ArrayLike, *, times: float = 2.0, cost: float = 1.0) -> Bursts:
    """The cheapest path of two states a topic, batches of `counts` of `totals` (Kleinberg 2002, Bursty and hierarchical structure in
    streams, section 4).

    counts: (topic × period) or one topic; totals: a period, or as counts. The usual state has the topic's share of all, p₀, the other
    min(`times` · p₀, 1 − (1 − p₀) / times); a period costs −ln C(d, r) pʳ (1 − p)ᵈ⁻ʳ, each rise `cost` · ln n of n periods, a fall
    nothing; of equally cheap paths the lower. ValueError unless 0 ≤ counts ≤ totals. It has no p-value.

    Example: 4 5 3 6 14 16 15 5 4 5 of 100 each → 0000111000; 5 6 4 5 7 5 4 6 5 5 → all 0.
    """
    r = np.atleast_2d(np.asarray(counts, dtype=float))
    d = np.ascontiguousarray(np.broadcast_to(np.asarray(totals, dtype=float), r.shape))
    if not (np.isfinite(r).all() and np.isfinite(d).all()) or (r < 0).any() or (r > d).any():
        raise ValueError("counts must lie between 0 and the totals of their periods")
    if times <= 1 or cost < 0:
        raise ValueError("a burst is more than once the usual share, and a rise costs 0 or more")
    states, gain = burst_paths(np.ascontiguousarray(r), d, times, cost)
    topic, start, end = _runs(states)
    found = pl.DataFrame(
        {
            "topic": topic,
            "start": start,
            "end": end,
            "count": _between(r, topic, start, end),
            "weight": _between(gain, topic, start, end),
        }
    )
    return Bursts(states, found)


@njit(cache=True, nogil=True)
def burst_paths(counts: np.ndarray, totals: np.ndarray, times: float, cost: float) -> tuple[np.ndarray, np.ndarray]:
    """(state, what the higher state saves) per topic and period, by dynamic programming over both states."""
    topics, periods = counts.shape
    states, gain = np.zeros((topics, periods), np.int8), np.zeros((topics, periods))
    rose = np.zeros((periods, 2), np.int8)
    for topic in range(topics):
        seen, of = counts[topic].sum(), totals[topic].sum()
        if seen <= 0 or seen >= of:
            continue
        usual = seen / of
        high = times * usual
        if high >= 1.0:
            # So large a topic cannot have `times` its share: what is left of the whole is divided instead.
            high = 1.0 - (1.0 - usual) / times
        # Only what the states differ by decides, so the binomial coefficient is left out.
        more, less = np.log(high / usual), np.log((1.0 - high) / (1.0 - usual))
        step = cost * np.log(periods)
        low_cost, high_cost = 0.0, step
        for t in range(periods):
            if t:
                rose[t, 0] = 1 if high_cost < low_cost else 0
                rose[t, 1] = 0 if low_cost + step <= high_cost else 1
                low_cost, high_cost = min(low_cost, high_cost), min(low_cost + step, high_cost)
            gain[topic, t] = counts[topic, t] * more + (totals[topic, t] - counts[topic, t]) * less
            high_cost -= gain[topic, t]
        state = 1 if high_cost < low_cost else 0
        for t in range(periods - 1, -1, -1):
            states[topic, t] = state
            state = rose[t, state]
    return states, gain


def _runs(states: NDArray[np.int8]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """(row, first, last) of each unbroken run of ones."""
    edge = np.diff(np.pad(states, ((0, 0), (1, 1))), axis=1)
    row, start = np.nonzero(edge == 1)
    _, after = np.nonzero(edge == -1)
    return row, start, after - 1


def _between(values: NDArray[np.float64], row: NDArray[np.int64], start: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.float64]:
    """The sum of each run's values."""
    upto = np.pad(np.cumsum(values, axis=1), ((0, 0), (1, 0)))
    return upto[row, end + 1] - upto[row, start]
