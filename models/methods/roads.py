"""A directed road network with travel times, built from a node table and a link table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

TICKS_PER_MIN = 600  # times are whole tenths of a second


@dataclass(frozen=True, eq=False)
class RoadGraph:
    """Nodes 0 … n−1 in Morton order (near in the plane, near in memory), links by their starting node.

    node_id: the caller's id of each node; xy: metres. Links of node k: ptr[k]:ptr[k+1] of `to` and `ticks`
    (tenths of a second, whole, at least 1).
    """

    node_id: NDArray
    xy: NDArray[np.float64]
    ptr: NDArray[np.int64]
    to: NDArray[np.int32]
    ticks: NDArray[np.int32]

    @property
    def n_nodes(self) -> int:
        return self.node_id.size

    @property
    def n_links(self) -> int:
        return self.to.size

    def snap(self, xy: ArrayLike) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """(node number, metres to it) of the nearest node to each point; coordinates in the node table's projection."""
        from scipy.spatial import cKDTree

        points = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
        if not np.isfinite(points).all():
            raise ValueError("every coordinate must be a finite number")
        distance, node = cKDTree(self.xy).query(points)
        return node.astype(np.int64), distance

    def reversed(self) -> RoadGraph:
        """The same network with every link turned round: reach from a place becomes reach to it."""
        start = np.repeat(np.arange(self.n_nodes), np.diff(self.ptr))
        ptr, to, ticks = _by_start(self.to.astype(np.int64), start, self.ticks, self.n_nodes)
        return RoadGraph(self.node_id, self.xy, ptr, to, ticks)


def road_graph(
    node_id: ArrayLike,
    xy: ArrayLike,
    from_id: ArrayLike,
    to_id: ArrayLike,
    length_m: ArrayLike,
    speed_kmh: ArrayLike,
    speed_factor: ArrayLike = 1.0,
) -> RoadGraph:
    """The network of a node table (id, x, y in metres) and a table of one-way links (from, to, length, speed).

    speed_factor: real speed / given speed, one number or one a link (the band's factor on the legal speed).
    A two-way road is two links. Only the fastest of parallel links is kept, links from a node to itself are dropped.
    ValueError when an id stands twice or is unknown (its first case is named), or a length or speed is not positive.

    Example: 500 m at 60 km/h × 0.5 takes 60 s, 600 ticks.
    """
    ids, points = np.asarray(node_id), np.asarray(xy, dtype=np.float64)
    if points.shape != (ids.size, 2) or not np.isfinite(points).all():
        raise ValueError(f"xy: {ids.size} × 2 finite coordinates expected, got shape {points.shape}")
    order = morton_order(points)
    ids, points = ids[order], points[order]
    by_id = np.argsort(ids, kind="stable")
    ranked = ids[by_id]
    if (ranked[1:] == ranked[:-1]).any():
        raise ValueError(f"node {ranked[1:][ranked[1:] == ranked[:-1]][0]} stands twice")
    start, end = _numbers(ranked, by_id, from_id, "from"), _numbers(ranked, by_id, to_id, "to")
    length, speed = np.asarray(length_m, dtype=np.float64), np.asarray(speed_kmh, dtype=np.float64)
    if not (start.shape == end.shape == length.shape == speed.shape):
        raise ValueError("from, to, length_m and speed_kmh must be of one length")
    real = speed * np.asarray(speed_factor, dtype=np.float64)
    if not (np.isfinite(length).all() and np.isfinite(real).all() and (length >= 0).all() and (real > 0).all()):
        raise ValueError("lengths must be ≥ 0 and speeds positive")
    ticks = np.maximum(1, np.rint(length / 1000 / real * 60 * TICKS_PER_MIN))
    if ticks.max(initial=0) > 2**30:
        raise ValueError("a link takes longer than three years: look at its length and speed")
    kept = start != end
    ptr, to, ticks = _by_start(start[kept], end[kept], ticks[kept].astype(np.int32), ids.size)
    return RoadGraph(ids, points, ptr, to, ticks)


def morton_order(xy: NDArray[np.float64]) -> NDArray[np.int64]:
    """The order of points along a Z-curve (Morton 1966), 16 bits a side."""
    if xy.shape[0] == 0:
        return np.empty(0, np.int64)
    low = xy.min(axis=0)
    side = max(float((xy.max(axis=0) - low).max()), 1e-9)
    cells = ((xy - low) / side * 65535).astype(np.uint64)
    return np.argsort(_spread(cells[:, 0]) | (_spread(cells[:, 1]) << np.uint64(1)), kind="stable")


def _spread(v: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Bits 0 … 15 moved to the even places."""
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        v = (v | (v << np.uint64(shift))) & np.uint64(mask)
    return v


def _numbers(ranked: np.ndarray, by_id: np.ndarray, wanted: ArrayLike, end: str) -> np.ndarray:
    wanted = np.asarray(wanted)
    if ranked.size == 0:
        raise ValueError("the node table is empty")
    place = np.minimum(np.searchsorted(ranked, wanted), ranked.size - 1)
    unknown = ranked[place] != wanted
    if unknown.any():
        raise ValueError(f"{int(unknown.sum())} links name an unknown {end} node, first {wanted[unknown][0]}")
    return by_id[place]


def _by_start(start: np.ndarray, end: np.ndarray, ticks: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    order = np.lexsort((ticks, end, start))
    start, end, ticks = start[order], end[order], ticks[order]
    first = np.ones(start.size, bool)
    first[1:] = (start[1:] != start[:-1]) | (end[1:] != end[:-1])
    ptr = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(start[first], minlength=n), out=ptr[1:])
    return ptr, end[first].astype(np.int32), np.ascontiguousarray(ticks[first])
