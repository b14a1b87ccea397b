"""Annealing for maximal covering: many small moves of a site to a neighbour, worse ones at first allowed."""

from __future__ import annotations

import numpy as np
from numba import njit

from models.methods.siting.cover_swap import _enter, _exchange

_COLD = 0.001  # the last temperature, as a part of the mean weight a site covers alone


@njit(cache=True, nogil=True)
def anneal_cover(
    ptr: np.ndarray,
    rows: np.ndarray,
    row_ptr: np.ndarray,
    sites_of_row: np.ndarray,
    weights: np.ndarray,
    start: np.ndarray,
    fixed: np.ndarray,
    moves: int,
    heat: float,
    seed: int,
) -> np.ndarray:
    """Sites after `moves` tried moves from `start` (Kirkpatrick, Gelatt & Vecchi 1983, Optimization by simulated annealing).

    A move takes one open site away and opens one that shares a row with it (one time in fifty: any). The
    temperature falls from `heat` × the mean weight a site covers alone; the best of the cooler half is given, so that
    another seed gives another answer. fixed: flag a site, never given up.
    """
    np.random.seed(seed)
    m = ptr.size - 1
    sites = start.copy()
    inside = np.zeros(m, np.bool_)
    times, slots = np.zeros(weights.size, np.int32), np.zeros(weights.size, np.int32)
    loss = np.zeros(sites.size)
    movable = np.empty(sites.size, np.int64)
    n_movable = 0
    for s in range(sites.size):
        inside[sites[s]] = True
        _enter(ptr, rows, weights, times, slots, loss, s, sites[s])
        if not fixed[sites[s]]:
            movable[n_movable] = s
            n_movable += 1
    if n_movable == 0 or sites.size == m:
        return sites
    value = 0.0
    for i in range(weights.size):
        if times[i] > 0:
            value += weights[i]
    best, best_value = sites.copy(), value
    cooling = (_COLD / heat) ** (1.0 / max(1, moves))
    heat *= max(loss.mean(), 1e-12)
    for move in range(moves):
        heat *= cooling
        if move == moves // 2:
            best_value = -1.0
        s = movable[np.random.randint(n_movable)]
        j = _neighbour(ptr, rows, row_ptr, sites_of_row, sites[s], m)
        if inside[j]:
            continue
        change = -loss[s]
        for k in range(ptr[j], ptr[j + 1]):
            i = rows[k]
            if times[i] == 0 or (times[i] == 1 and slots[i] == s):
                change += weights[i]
        if change >= 0 or np.random.random() < np.exp(change / heat):
            _exchange(ptr, rows, weights, sites, inside, times, slots, loss, s, j)
            value += change
            if value > best_value * (1 + 1e-12):
                best_value = value
                best[:] = sites
    return best


@njit(cache=True, nogil=True)
def _neighbour(ptr: np.ndarray, rows: np.ndarray, row_ptr: np.ndarray, sites_of_row: np.ndarray, site: int, m: int) -> int:
    size = ptr[site + 1] - ptr[site]
    if size == 0 or np.random.randint(50) == 0:
        return np.random.randint(m)
    row = rows[ptr[site] + np.random.randint(size)]
    return int(sites_of_row[row_ptr[row] + np.random.randint(row_ptr[row + 1] - row_ptr[row])])
