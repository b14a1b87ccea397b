"""Which places are neighbours, held sparse, with their weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class Neighbours:
    """others[ptr[i]:ptr[i+1]] are the neighbours of place i, rising, itself not among them; weights are as many."""

    ptr: NDArray[np.int64]
    others: NDArray[np.int64]
    weights: NDArray[np.float64]

    @property
    def size(self) -> int:
        """How many places there are."""
        return self.ptr.size - 1

    @property
    def counts(self) -> NDArray[np.int64]:
        """How many neighbours each place has."""
        return np.diff(self.ptr)

    def row_standardised(self) -> Neighbours:
        """The same neighbours with weights that add up to 1 at each place that has any."""
        total = self.lag(np.ones(self.size))
        with np.errstate(divide="ignore"):
            factor = np.where(total > 0, 1 / total, 0.0)
        return Neighbours(self.ptr, self.others, self.weights * np.repeat(factor, self.counts))

    def lag(self, values: ArrayLike) -> NDArray[np.float64]:
        """Per place, the weighted sum of its neighbours' values."""
        x = np.asarray(values, dtype=float)
        held = self.weights * x[self.others]
        if not held.size:
            return np.zeros(self.size)
        found = np.add.reduceat(held, np.minimum(self.ptr[:-1], held.size - 1))
        return np.where(self.counts > 0, found, 0.0)


def within_band(xy: ArrayLike, band: float) -> Neighbours:
    """Places at most `band` apart (straight line, the unit of `xy`), weight 1. ValueError for coordinates that are no numbers."""
    from scipy.spatial import cKDTree

    points = _points(xy)
    pairs = cKDTree(points).query_pairs(band, output_type="ndarray")
    both = np.concatenate([pairs, pairs[:, ::-1]]) if pairs.size else np.empty((0, 2), np.int64)
    return from_pairs(both[:, 0], both[:, 1], np.ones(len(both)), len(points))


def nearest(xy: ArrayLike, k: int) -> Neighbours:
    """The k nearest places of each, weight 1; of places equally near those that come first. ValueError unless 1 ≤ k < places."""
    from scipy.spatial import cKDTree

    points = _points(xy)
    if not 1 <= k < len(points):
        raise ValueError(f"k must be from 1 to {len(points) - 1}, got {k}")
    _, found = cKDTree(points).query(points, k + 1)
    own = np.arange(len(points))[:, None]
    # A place may not come first among several at the same point: its own number is taken out wherever it stands.
    others = np.where((found == own).any(axis=1)[:, None], found, np.concatenate([own, found[:, :-1]], axis=1))
    kept = others[others != own].reshape(len(points), k)
    return from_pairs(np.repeat(np.arange(len(points)), k), kept.ravel(), np.ones(kept.size), len(points))


def from_pairs(place: ArrayLike, other: ArrayLike, weight: ArrayLike, size: int) -> Neighbours:
    """Neighbours of pairs, each given once a direction. ValueError for numbers out of range or a place beside itself."""
    i, j, w = (np.asarray(one).reshape(-1) for one in (place, other, weight))
    if i.size and (min(i.min(), j.min()) < 0 or max(i.max(), j.max()) >= size or (i == j).any()):
        raise ValueError(f"pairs must lie in {size} places and join two of them")
    order = np.lexsort((j, i))
    ptr = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(i, minlength=size), out=ptr[1:])
    return Neighbours(ptr, j[order].astype(np.int64), w[order].astype(float))


def _points(xy: ArrayLike) -> NDArray[np.float64]:
    points = np.ascontiguousarray(xy, dtype=float)
    if points.ndim != 2 or points.shape[1] != 2 or not np.isfinite(points).all():
        raise ValueError("coordinates must be a table of two numbers a place")
    return points
