"""Branch and bound over sites with Lagrangian bounds: proves a value, or tells how far off it can be."""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.methods.siting.lagrange import CLOSED, FREE, OPEN, ascend, fix_by_price, node_caps

Improve = Callable[[NDArray[np.int64]], tuple[NDArray[np.int64], float]]


@dataclass(frozen=True, eq=False)
class ServeModel:
    """Rows served by sites at a cost, least total: entries by site, a cap a row, a price a site.

    `count` is the number of sites to open besides the open ones of `state`, or −1 when each site has its price.
    `step` is the smallest difference of two values (0.0 when unknown).
    """

    ptr: NDArray[np.int64]
    idx: NDArray[np.int32]
    cost: NDArray[np.float64]
    cap: NDArray[np.float64]
    price: NDArray[np.float64]
    state: NDArray[np.int8]
    count: int
    step: float


@dataclass(eq=False)
class _Incumbent:
    sites: NDArray[np.int64]
    value: float
    step: float

    @property
    def cutoff(self) -> float:
        """A bound above this leaves room for nothing better."""
        if self.step:
            return self.value - self.step * (1 - 1e-6)
        return self.value - 1e-10 * max(1.0, abs(self.value))


def prove(
    model: ServeModel,
    sites: NDArray[np.int64],
    value: float,
    u: NDArray[np.float64],
    improve: Improve,
    deadline: float,
    root_iterations: int = 600,
) -> tuple[NDArray[np.int64], float, float]:
    """(sites, value, bound) after branch and bound from a known solution; `improve` betters a set of sites.

    Ends with bound = value, or at `deadline` (of time.perf_counter) with the bound of the nodes still open.
    """
    best = _Incumbent(sites, value, model.step)
    root = (model.state.copy(), model.count, np.minimum(u, model.cap))
    bound, children = _explore(model, root, best, improve, root_iterations, 1.0, deadline)
    heap: list = []
    serial = 0
    for child in children:
        heapq.heappush(heap, (bound, serial, child))
        serial += 1
    while heap and heap[0][0] <= best.cutoff:
        if time.perf_counter() > deadline:
            return best.sites, best.value, _rounded_up(heap[0][0], best)
        _, _, node = heapq.heappop(heap)
        bound, children = _explore(model, node, best, improve, 60, 0.3, deadline)
        for child in children:
            heapq.heappush(heap, (bound, serial, child))
            serial += 1
    return best.sites, best.value, best.value


def _explore(model, node, best, improve, iterations, theta, deadline):
    """Bound of one node and its children (none when it is closed)."""
    state, count, u = node
    state, u = state.copy(), np.asarray(u, dtype=np.float64).copy()
    root = iterations > 100
    while True:
        if count == 0 or (count > 0 and (state == FREE).sum() == count) or not (state == FREE).any():
            _try_leaf(state, count, best, improve)
            return np.inf, []
        cap = node_caps(model.ptr, model.idx, model.cost, model.cap, state)
        np.minimum(u, cap, out=u)
        bound, rho, chosen, inside, outside, y_mean, theta = ascend(
            model.ptr, model.idx, model.cost, model.price, cap, state, count,
            best.value, best.cutoff, u, 150 if root else iterations, theta,
        )  # fmt: skip
        iterations -= 150
        if bound > best.cutoff:
            return bound, []
        if root:
            _better(np.flatnonzero((chosen == 1) | (state == OPEN)), best, improve)
        fixed, left = fix_by_price(state, count, bound, best.cutoff, rho, chosen, inside, outside)
        count = left
        free = int((state == FREE).sum())
        if count > free or (count < -1):
            return np.inf, []
        if iterations <= 0 or time.perf_counter() > deadline:
            break
    return bound, _children(state, count, u, y_mean)


def _children(state, count, u, y_mean):
    free = np.flatnonzero(state == FREE)
    if count == 0 or free.size == count:
        return [(state, count, u.astype(np.float32))]
    site = free[np.argmin(np.abs(y_mean[free] - 0.5))]
    kept = u.astype(np.float32)
    opened, closed = state.copy(), state.copy()
    opened[site], closed[site] = OPEN, CLOSED
    return [(opened, count - 1 if count > 0 else count, kept), (closed, count, kept)]


def _try_leaf(state, count, best, improve):
    sites = np.flatnonzero((state == OPEN) | ((state == FREE) & (count > 0)))
    _better(sites, best, improve)


def _better(sites, best, improve):
    found, value = improve(sites)
    if value < best.value:
        best.sites, best.value = found, value


def _rounded_up(bound: float, best: _Incumbent) -> float:
    if best.step:
        bound = np.ceil(bound / best.step - 1e-6) * best.step
    return min(float(bound), best.value)
