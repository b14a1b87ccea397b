"""Where hotspots come and go: the trend of each place's Gi* over equal periods."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.methods.kernels import njit
from models.methods.spatial.chance import false_discovery, two_sided
from models.methods.spatial.gather import getis_ord
from models.methods.spatial.hotspots import FEWEST_PLACES
from models.methods.spatial.neighbours import Neighbours

# Under this many periods a rank trend of them cannot be told from chance among many places.
FEWEST_PERIODS = 8
KINDS = ("none", "new", "growing", "steady", "fading")


@dataclass(frozen=True, eq=False)
class Emerging:
    """Per place: Gi* by period (periods × places, 0 where a period's values do not differ), whether it was hot in each, the trend's
    deviate and two-sided p-value, and the kind as a position in `KINDS`. `judged` is false with too few places or periods: all none.
    """

    z: NDArray[np.float64]
    hot: NDArray[np.bool_]
    trend: NDArray[np.float64]
    p: NDArray[np.float64]
    kind: NDArray[np.int8]
    judged: bool


def emerging(counts: ArrayLike, near: Neighbours, *, rate: float = 0.05) -> Emerging:
    """Kinds of places by counts (periods × places, the oldest first), equal periods such as weeks.

    A place is hot in a period where its Gi* is high and passes Benjamini & Hochberg among all places of that period; its trend is
    Mann & Kendall's over its Gi*, judged among all places alike. The definition is our own and simple:
    new: hot in the last period and in none before; growing: hot in the last and before, the trend rises; steady: hot in the last and
    before, no trend either way; fading: hot at some time, the trend falls; none: all others.
    Gi* compares a place with the others of its period, so a rise of the whole area is no trend. Periods that hang together (a case
    that lasts over two weeks) make a trend look surer than it is. ValueError as `getis_ord`.
    """
    table = np.asarray(counts, dtype=float)
    if table.ndim != 2 or table.shape[1] != near.size:
        raise ValueError(f"counts must be a table of periods by {near.size} places")
    z = np.nan_to_num(np.array([getis_ord(period, near) for period in table])).reshape(table.shape)
    trend = trends(z)
    p = two_sided(trend)
    judged = len(z) >= FEWEST_PERIODS and near.size >= FEWEST_PLACES
    hot = np.zeros(z.shape, np.bool_)
    kind = np.zeros(near.size, np.int8)
    if judged:
        hot = np.array([false_discovery(two_sided(period), rate) & (period > 0) for period in z])
        turned = np.where(false_discovery(p, rate), np.sign(trend), 0)
        now, before = hot[-1], hot[:-1].any(axis=0)
        kind[now & ~before] = KINDS.index("new")
        kind[now & before & (turned == 0)] = KINDS.index("steady")
        kind[now & before & (turned > 0)] = KINDS.index("growing")
        kind[(now | before) & (turned < 0)] = KINDS.index("fading")
    return Emerging(z, hot, trend, p, kind, judged)


def trends(values: ArrayLike) -> NDArray[np.float64]:
    """Mann & Kendall's deviate Z of each column (times × places), as `mann_kendall` gives it for one: ties allowed for, continuity.

    0 with under three times. Example: a column 1 3 2 5 4 6 8 7 9 10 → 3.3988.
    """
    table = np.ascontiguousarray(np.asarray(values, dtype=float).T)
    if table.ndim != 2 or not np.isfinite(table).all():
        raise ValueError("a table of finite values is needed, times by places")
    return _deviates(table) if table.shape[1] >= 3 else np.zeros(len(table))


@njit(cache=True, nogil=True)
def _deviates(rows: np.ndarray) -> np.ndarray:
    found = np.zeros(len(rows))
    n = rows.shape[1]
    for i in range(len(rows)):
        x = rows[i]
        s, tied = 0, 0
        for a in range(n):
            alike, earlier = 0, 0
            for b in range(n):
                if x[b] == x[a]:
                    alike += 1
                    earlier += b < a
                elif b > a:
                    s += 1 if x[b] > x[a] else -1
            if earlier == 0:
                tied += alike * (alike - 1) * (2 * alike + 5)
        variance = (n * (n - 1) * (2 * n + 5) - tied) / 18
        if s != 0 and variance > 0:
            found[i] = (s - np.sign(s)) / np.sqrt(variance)
    return found
