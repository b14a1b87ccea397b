"""Vertex substitution for the p-median: swap one open site for a closed one while that saves something.

Teitz & Bart (1968, Heuristic methods for estimating the generalized vertex median of a weighted graph), evaluated the
fast way of Whitaker (1983, A fast algorithm for the greedy interchange): with each row's nearest and second nearest open
site known, one pass over the rows tells for a candidate which open site is best given up for it.
"""

from __future__ import annotations

import numpy as np

from models.methods.kernels import njit


@njit(cache=True, nogil=True)
def search(cost: np.ndarray, start: np.ndarray, fixed: np.ndarray, rounds: int, strength: int, seed: int) -> tuple[np.ndarray, float]:
    """(sites, total cost) of a local search from `start`, then `rounds` times shaken by up to `strength` swaps and searched.

    cost: sites × rows, weighted and finite; start: at least two sites; fixed: flag a site, never given up.
    """
    np.random.seed(seed)
    m, n = cost.shape
    sites = start.copy()
    inside = np.zeros(m, np.bool_)
    first, d1, d2 = np.empty(n, np.int32), np.empty(n), np.empty(n)
    second = np.empty(n, np.int32)
    _restart(cost, sites, inside, first, second, d1, d2)
    value = _descend(cost, sites, inside, fixed, first, second, d1, d2)
    best, best_value = sites.copy(), value
    n_free = 0
    for s in range(sites.size):
        if not fixed[sites[s]]:
            n_free += 1
    if n_free == 0 or sites.size == m:
        return best, best_value
    for _ in range(rounds):
        for _ in range(np.random.randint(1, min(strength, n_free) + 1)):
            s = np.random.randint(sites.size)
            while fixed[sites[s]]:
                s = np.random.randint(sites.size)
            j = np.random.randint(m)
            while inside[j]:
                j = np.random.randint(m)
            _swap(cost, sites, inside, first, second, d1, d2, s, j)
        value = _descend(cost, sites, inside, fixed, first, second, d1, d2)
        if value < best_value * (1 - 1e-12):
            best[:] = sites
            best_value = value
        else:
            sites[:] = best
            _restart(cost, sites, inside, first, second, d1, d2)
    return best, best_value


@njit(cache=True, nogil=True)
def assign(cost: np.ndarray, sites: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Per row the nearest of `sites` (lowest number on a tie) and its cost; cost is sites × rows."""
    n = cost.shape[1]
    nearest, least = np.full(n, sites[0], np.int64), cost[sites[0]].copy()
    for s in range(1, sites.size):
        row = cost[sites[s]]
        for i in range(n):
            if row[i] < least[i]:
                least[i] = row[i]
                nearest[i] = sites[s]
    return nearest, least


@njit(cache=True, nogil=True)
def greedy(cost: np.ndarray, start: np.ndarray, count: int) -> np.ndarray:
    """Sites of `start` and then, one by one up to `count`, the site that saves most (lowest number on a tie)."""
    m, n = cost.shape
    chosen = np.zeros(m, np.bool_)
    sites = np.empty(count, np.int64)
    least = np.full(n, np.inf)
    for s in range(count):
        if s < start.size:
            pick = start[s]
        else:
            pick, lowest = -1, np.inf
            for j in range(m):
                if chosen[j]:
                    continue
                total = 0.0
                row = cost[j]
                for i in range(n):
                    total += min(row[i], least[i])
                if total < lowest:
                    lowest, pick = total, j
        sites[s] = pick
        chosen[pick] = True
        row = cost[pick]
        for i in range(n):
            least[i] = min(row[i], least[i])
    return sites


@njit(cache=True, nogil=True)
def _restart(
    cost: np.ndarray, sites: np.ndarray, inside: np.ndarray, first: np.ndarray, second: np.ndarray, d1: np.ndarray, d2: np.ndarray
) -> None:
    inside[:] = False
    for s in range(sites.size):
        inside[sites[s]] = True
    d1[:] = np.inf
    d2[:] = np.inf
    for s in range(sites.size):
        row = cost[sites[s]]
        for i in range(d1.size):
            c = row[i]
            if c < d1[i]:
                d2[i], second[i] = d1[i], first[i]
                d1[i], first[i] = c, s
            elif c < d2[i]:
                d2[i], second[i] = c, s


@njit(cache=True, nogil=True)
def _descend(
    cost: np.ndarray,
    sites: np.ndarray,
    inside: np.ndarray,
    fixed: np.ndarray,
    first: np.ndarray,
    second: np.ndarray,
    d1: np.ndarray,
    d2: np.ndarray,
) -> float:
    """Swaps until a whole round over the candidates finds none that saves; returns the total cost."""
    m, n = cost.shape
    p = sites.size
    base = np.empty(p)
    loss = np.empty(p)
    _base_loss(sites, fixed, first, d1, d2, base)
    since, j = 0, 0
    while since < m:
        if not inside[j]:
            gain = 0.0
            loss[:] = base
            row = cost[j]
            for i in range(n):
                c = row[i]
                if c < d2[i]:
                    if c < d1[i]:
                        gain += d1[i] - c
                        loss[first[i]] -= d2[i] - d1[i]
                    else:
                        loss[first[i]] -= d2[i] - c
            s = int(np.argmin(loss))
            if gain - loss[s] > 1e-9 * max(1.0, gain):
                _swap(cost, sites, inside, first, second, d1, d2, s, j)
                _base_loss(sites, fixed, first, d1, d2, base)
                since = 0
        since += 1
        j = j + 1 if j + 1 < m else 0
    return d1.sum()


@njit(cache=True, nogil=True)
def _base_loss(sites: np.ndarray, fixed: np.ndarray, first: np.ndarray, d1: np.ndarray, d2: np.ndarray, base: np.ndarray) -> None:
    for s in range(sites.size):
        base[s] = np.inf if fixed[sites[s]] else 0.0
    for i in range(d1.size):
        base[first[i]] += d2[i] - d1[i]


@njit(cache=True, nogil=True)
def _swap(
    cost: np.ndarray,
    sites: np.ndarray,
    inside: np.ndarray,
    first: np.ndarray,
    second: np.ndarray,
    d1: np.ndarray,
    d2: np.ndarray,
    s: int,
    j: int,
) -> None:
    """Slot s now holds site j."""
    inside[sites[s]] = False
    inside[j] = True
    sites[s] = j
    row = cost[j]
    for i in range(d1.size):
        if first[i] == s or second[i] == s:
            d1[i] = np.inf
            d2[i] = np.inf
            for t in range(sites.size):
                c = cost[sites[t], i]
                if c < d1[i]:
                    d2[i], second[i] = d1[i], first[i]
                    d1[i], first[i] = c, t
                elif c < d2[i]:
                    d2[i], second[i] = c, t
        elif row[i] < d1[i]:
            d2[i], second[i] = d1[i], first[i]
            d1[i], first[i] = row[i], s
        elif row[i] < d2[i]:
            d2[i], second[i] = row[i], s
