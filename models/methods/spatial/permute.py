"""What chance would put beside a place: its neighbours' values drawn anew from all other places, many times."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.methods.kernels import njit
from models.methods.spatial.neighbours import Neighbours

# So many sets of neighbours are drawn side by side, which the processor does in wide steps.
_SIDE_BY_SIDE = 64
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, eq=False)
class Drawn:
    """Per place, how many of the draws gave a neighbourhood at least and at most as high as its own; `permutations` were made."""

    at_least: NDArray[np.int64]
    at_most: NDArray[np.int64]
    permutations: int
    alone: NDArray[np.bool_]

    @property
    def p_high(self) -> NDArray[np.float64]:
        """Pseudo p-value (r + 1) / (n + 1) of being so high by chance; NaN for a place without neighbours."""
        return np.where(self.alone, np.nan, (self.at_least + 1) / (self.permutations + 1))

    @property
    def p_low(self) -> NDArray[np.float64]:
        """The same of being so low."""
        return np.where(self.alone, np.nan, (self.at_most + 1) / (self.permutations + 1))

    @property
    def p(self) -> NDArray[np.float64]:
        """The smaller side of the two."""
        return np.minimum(self.p_high, self.p_low)


def draw_neighbours(values: ArrayLike, near: Neighbours, *, permutations: int = 999, seed: int = 0, threads: int = 2) -> Drawn:
    """Conditional permutation (Anselin 1995, Local indicators of spatial association): a place keeps its value, its neighbours take
    those of other places, each place once, drawn independently for every place and every time.

    The weighted sum of neighbours is compared, which orders Gi, Gi* and the local Moran statistic of a place alike; draws that give
    the same sum count on both sides. The same seed gives the same counts on any number of threads. An index is drawn by 32 bits:
    with n places its chance is off by less than 2⁻³². Example: a 9 among 0 0 0 0, one neighbour: drawn for a 0 one time in four.
    """
    x = np.ascontiguousarray(values, dtype=float).reshape(-1)
    if x.size != near.size or not np.isfinite(x).all():
        raise ValueError(f"{near.size} finite values are needed, one a place")
    if near.size and near.counts.max(initial=0) > x.size - 1:
        raise ValueError("a place has more neighbours than there are others")
    at_least, at_most = np.zeros(x.size, np.int64), np.zeros(x.size, np.int64)
    weights = _plain(near)

    def work(part: tuple[int, int]) -> None:
        _draw(near.ptr, near.others, weights, x, permutations, seed, *part, at_least, at_most)

    edges = np.linspace(0, x.size, 4 * max(1, threads) + 1).astype(int).tolist()
    with ThreadPoolExecutor(max(1, threads)) as pool:
        list(pool.map(work, pairwise(edges)))
    return Drawn(at_least, at_most, permutations, near.counts == 0)


def _plain(near: Neighbours) -> NDArray[np.float64]:
    """Weights that are alike within a place stand for 1, so that sums of whole numbers stay whole and equal ones are seen as equal."""
    if not near.others.size:
        return near.weights
    first = near.weights[np.minimum(near.ptr[:-1], near.weights.size - 1)]
    unlike = np.bincount(np.repeat(np.arange(near.size), near.counts), near.weights != np.repeat(first, near.counts), near.size)
    alike = (unlike == 0) & (first > 0)
    return np.where(np.repeat(alike, near.counts), 1.0, near.weights)


@njit(cache=True, nogil=True)
def _draw(
    ptr: np.ndarray,
    others: np.ndarray,
    weights: np.ndarray,
    x: np.ndarray,
    permutations: int,
    seed: int,
    first: int,
    last: int,
    at_least: np.ndarray,
    at_most: np.ndarray,
) -> None:
    """Places first … last − 1, each with a stream of chance of its own."""
    highest = np.abs(x).max()
    largest = np.int64(0)
    for i in range(first, last):
        largest = max(largest, ptr[i + 1] - ptr[i])
    picked = np.empty((largest + 1, _SIDE_BY_SIDE), np.uint32)
    deck = np.empty(0)
    for i in range(first, last):
        w = weights[ptr[i] : ptr[i + 1]]
        own, width = 0.0, 0.0
        for k in range(w.size):
            own += w[k] * x[others[ptr[i] + k]]
            width += abs(w[k]) * highest
        state = _mixed(np.uint64(seed) + np.uint64(i) * _GOLDEN)
        if w.size == 0:
            continue
        if w.size <= 64 and w.size * (w.size - 1) <= x.size - 1:
            at_least[i], at_most[i] = _sets(w, x, i, own, 1e-12 * width, permutations, state, picked)
        else:
            if deck.size == 0:
                deck = x.copy()
            at_least[i], at_most[i] = _dealt(w, deck, i, own, 1e-12 * width, permutations, state)


@njit(cache=True, nogil=True)
def _sets(
    w: np.ndarray, x: np.ndarray, i: int, own: float, slack: float, permutations: int, state: np.uint64, picked: np.ndarray
) -> tuple[int, int]:
    """Few neighbours of many places: whole sets are drawn, and those that hold a place twice are thrown away."""
    rest, here = np.uint64(x.size - 1), np.uint64(i)
    low = np.uint64(0xFFFFFFFF)
    total, twice = np.empty(_SIDE_BY_SIDE), np.empty(_SIDE_BY_SIDE, np.bool_)
    done, above, below = 0, 0, 0
    while done < permutations:
        for k in range(0, w.size, 2):
            one, two = picked[k], picked[k + 1]
            for s in range(_SIDE_BY_SIDE):
                z = _mixed(state + np.uint64(s) * _GOLDEN)
                a, b = ((z & low) * rest) >> np.uint64(32), ((z >> np.uint64(32)) * rest) >> np.uint64(32)
                one[s], two[s] = a + np.uint64(a >= here), b + np.uint64(b >= here)
            state += np.uint64(_SIDE_BY_SIDE) * _GOLDEN
        total[:] = 0.0
        twice[:] = False
        for k in range(w.size):
            row = picked[k]
            for s in range(_SIDE_BY_SIDE):
                total[s] += w[k] * x[row[s]]
            for j in range(k):
                other = picked[j]
                for s in range(_SIDE_BY_SIDE):
                    twice[s] |= row[s] == other[s]
        for s in range(_SIDE_BY_SIDE):
            if not twice[s] and done < permutations:
                above += total[s] >= own - slack
                below += total[s] <= own + slack
                done += 1
    return above, below


@njit(cache=True, nogil=True)
def _dealt(w: np.ndarray, deck: np.ndarray, i: int, own: float, slack: float, permutations: int, state: np.uint64) -> tuple[int, int]:
    """Many neighbours of few places: values are dealt from a deck without the place's own, and laid back in order."""
    at = np.empty(w.size, np.int64)
    above, below = 0, 0
    for _ in range(permutations):
        total = 0.0
        for k in range(w.size):
            state += _GOLDEN
            left = np.uint64(deck.size - 1 - k)
            v = k + np.int64(((_mixed(state) >> np.uint64(32)) * left) >> np.uint64(32))
            v += v >= i
            f = k + (k >= i)
            deck[v], deck[f] = deck[f], deck[v]
            total += w[k] * deck[f]
            at[k] = v
        for k in range(w.size - 1, -1, -1):
            f = k + (k >= i)
            deck[at[k]], deck[f] = deck[f], deck[at[k]]
        above += total >= own - slack
        below += total <= own + slack
    return above, below


@njit(cache=True, nogil=True, inline="always")
def _mixed(z: np.uint64) -> np.uint64:
    """SplitMix64 (Steele, Lea & Flood 2014, Fast splittable pseudorandom number generators)."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
