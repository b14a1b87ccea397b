"""Which places are neighbours, held sparse, with their weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

# So many places may share one coordinate before it is asked whether they share a point.
_CROWD = 256


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
        total = self.totals()
        with np.errstate(divide="ignore"):
            factor = np.where(total > 0, 1 / total, 0.0)
        return Neighbours(self.ptr, self.others, self.weights * np.repeat(factor, self.counts))

    def only(self, places: ArrayLike) -> Neighbours:
        """The neighbours of the places that `places` says yes to; the others are there, without any."""
        kept = np.asarray(places, dtype=np.bool_)
        pairs = np.repeat(kept, self.counts)
        ptr = np.concatenate([[0], np.cumsum(np.where(kept, self.counts, 0))])
        return Neighbours(ptr, self.others[pairs], self.weights[pairs])

    def lag(self, values: ArrayLike) -> NDArray[np.float64]:
        """Per place, the weighted sum of its neighbours' values."""
        return self._added(self.weights * np.asarray(values, dtype=float)[self.others])

    def totals(self, power: int = 1) -> NDArray[np.float64]:
        """Per place, the sum of its weights, each raised to `power`."""
        return self._added(self.weights if power == 1 else self.weights**power)

    def _added(self, held: NDArray[np.float64]) -> NDArray[np.float64]:
        found = np.zeros(self.size)
        some = self.counts > 0
        if some.any():
            found[some] = np.add.reduceat(held, self.ptr[:-1][some])
        return found


def within_band(xy: ArrayLike, band: float) -> Neighbours:
    """Places at most `band` apart (straight line, the unit of `xy`), weight 1. ValueError for coordinates that are no numbers."""
    from scipy.spatial import cKDTree

    points = _points(xy)
    pairs = cKDTree(points).query_pairs(band, output_type="ndarray")
    both = np.concatenate([pairs, pairs[:, ::-1]]) if pairs.size else np.empty((0, 2), np.int64)
    return from_pairs(both[:, 0], both[:, 1], np.ones(len(both)), len(points))


def nearest(xy: ArrayLike, k: int, *, threads: int = 2) -> Neighbours:
    """The k nearest places of each, weight 1; of places equally near any, but the same each time. ValueError unless 1 ≤ k < places."""
    points = _points(xy)
    n = len(points)
    if not 1 <= k < n:
        raise ValueError(f"k must be from 1 to {n - 1}, got {k}")
    east = np.sort(points[:, 0])
    # A tree looks through all places of one point, for each of them: a crowd is taken by itself.
    crowded = bool((east[_CROWD:] == east[:-_CROWD]).any())
    others = _in_crowds(points, k, threads) if crowded else _by_tree(points, np.arange(n), np.arange(n), k, threads)
    others.sort(axis=1)
    return Neighbours(np.arange(n + 1) * k, others.ravel(), np.ones(n * k))


def _in_crowds(points: NDArray[np.float64], k: int, threads: int) -> NDArray[np.int64]:
    """Where more than k stand at one point, each has those that follow it there; the others need no more than k + 1 of such a crowd."""
    _, spot, many = np.unique(points, axis=0, return_inverse=True, return_counts=True)
    spot = spot.ravel()
    order = np.argsort(spot, kind="stable")
    first = np.cumsum(many) - many
    rank = np.empty_like(spot)
    rank[order] = np.arange(spot.size) - first[spot[order]]
    found = np.empty((spot.size, k), dtype=np.int64)
    crowd = many[spot] > k
    following = (rank[crowd, None] + np.arange(1, k + 1)) % many[spot[crowd], None]
    found[crowd] = order[first[spot[crowd], None] + following]
    rest = np.flatnonzero(~crowd)
    if rest.size:
        found[rest] = _by_tree(points, np.flatnonzero(rank <= k), rest, k, threads)
    return found


def _by_tree(points: NDArray[np.float64], kept: NDArray[np.int64], asked: NDArray[np.int64], k: int, threads: int) -> NDArray[np.int64]:
    """The k nearest of the places `kept` (which hold those asked about) for each of `asked`, itself left out."""
    from scipy.spatial import cKDTree

    tree = cKDTree(points[kept], compact_nodes=False, balanced_tree=False)
    at = np.searchsorted(kept, asked)
    wanted = np.zeros(kept.size, dtype=np.bool_)
    wanted[at] = True
    # Places that stand together are asked one after the other: a quarter quicker.
    order = tree.indices[wanted[tree.indices]]
    found = np.empty((kept.size, k + 1), dtype=np.int64)
    found[order] = kept[tree.query(points[kept[order]], k + 1, workers=threads)[1]]
    found = found[at]
    # A place may not come first among several at the same point: its own number is taken out wherever it stands.
    mine = found == asked[:, None]
    mine[~mine.any(axis=1), -1] = True
    return found[~mine].reshape(asked.size, k)


def on_lattice(held: ArrayLike, reach: int = 1) -> Neighbours:
    """Cells of a grid at most `reach` rows and columns apart (reach 1: the eight about a cell), weight 1.

    `held` (rows × columns) tells which cells there are: these are the places, numbered row by row.
    """
    there = np.asarray(held, dtype=np.bool_)
    rows, columns = there.shape
    number = np.where(there, np.cumsum(there).reshape(there.shape) - 1, -1)
    number = np.pad(number, reach, constant_values=-1)
    steps = [(r, c) for r in range(2 * reach + 1) for c in range(2 * reach + 1) if (r, c) != (reach, reach)]
    others = np.stack([number[r : r + rows, c : c + columns][there] for r, c in steps], axis=1)
    kept = others >= 0
    ptr = np.concatenate([[0], np.cumsum(kept.sum(axis=1))])
    return Neighbours(ptr, others[kept], np.ones(int(ptr[-1])))


def from_pairs(place: ArrayLike, other: ArrayLike, weight: ArrayLike, size: int) -> Neighbours:
    """Neighbours of pairs, each given once a direction. ValueError for numbers out of range or a place beside itself."""
    i, j = (np.asarray(one, dtype=np.int64).reshape(-1) for one in (place, other))
    w = np.asarray(weight, dtype=float).reshape(-1)
    if i.size and (min(i.min(), j.min()) < 0 or max(i.max(), j.max()) >= size or (i == j).any()):
        raise ValueError(f"pairs must lie in {size} places and join two of them")
    order = np.lexsort((j, i))
    ptr = np.zeros(size + 1, dtype=np.int64)
    np.cumsum(np.bincount(i, minlength=size), out=ptr[1:])
    return Neighbours(ptr, j[order], w[order])


def from_lists(others: Sequence[Sequence[int]], *, row_standardised: bool = False) -> Neighbours:
    """Neighbours of lists: per place (numbered from 0) the numbers of its neighbours; weight 1, or adding up to 1 a place.

    ValueError as `from_pairs`. Example: [[1], [0, 2], [1]] is a row of three.
    """
    place = np.repeat(np.arange(len(others)), [len(one) for one in others])
    found = from_pairs(place, [other for one in others for other in one], np.ones(place.size), len(others))
    return found.row_standardised() if row_standardised else found


def _points(xy: ArrayLike) -> NDArray[np.float64]:
    points = np.ascontiguousarray(xy, dtype=float)
    if points.ndim != 2 or points.shape[1] != 2 or not np.isfinite(points).all():
        raise ValueError("coordinates must be a table of two numbers a place")
    return points
