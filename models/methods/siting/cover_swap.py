"""Greedy adding and swapping for maximal covering, on sparse covers.

Church & ReVelle (1974, The maximal covering location problem): greedy adding with substitution. A row counts once
however many sites cover it; per row the kernels keep how many open slots cover it and the sum of their numbers, which
names the slot when it is alone.
"""

from __future__ import annotations

import numpy as np

from models.methods.kernels import njit


@njit(cache=True, nogil=True)
def greedy_cover(ptr: np.ndarray, rows: np.ndarray, weights: np.ndarray, start: np.ndarray, count: int) -> np.ndarray:
    """Sites of `start` and then, one by one up to `count`, the site that adds most weight (lowest number on a tie)."""
    m = ptr.size - 1
    left = weights.copy()
    gain = np.zeros(m)
    stale = np.zeros(m, np.bool_)
    taken = np.zeros(m, np.bool_)
    sites = np.empty(count, np.int64)
    for j in range(m):
        for k in range(ptr[j], ptr[j + 1]):
            gain[j] += left[rows[k]]
    for s in range(count):
        pick = start[s] if s < start.size else _largest(ptr, rows, left, gain, stale, taken)
        sites[s] = pick
        taken[pick] = True
        gain[pick] = -1.0
        stale[pick] = False
        for k in range(ptr[pick], ptr[pick + 1]):
            left[rows[k]] = 0.0
        for j in range(m):
            stale[j] = not taken[j]
    return sites


@njit(cache=True, nogil=True)
def _largest(ptr: np.ndarray, rows: np.ndarray, left: np.ndarray, gain: np.ndarray, stale: np.ndarray, taken: np.ndarray) -> int:
    """The site with the largest gain; gains only fall, so only the leaders are counted anew."""
    while True:
        j = int(np.argmax(gain))
        if not stale[j]:
            return j
        total = 0.0
        for k in range(ptr[j], ptr[j + 1]):
            total += left[rows[k]]
        gain[j] = total
        stale[j] = False


@njit(cache=True, nogil=True)
def search_cover(
    ptr: np.ndarray, rows: np.ndarray, weights: np.ndarray, start: np.ndarray, fixed: np.ndarray, rounds: int, strength: int, seed: int
) -> tuple[np.ndarray, float]:
    """(sites, covered weight) of a local search from `start`, then `rounds` times shaken by up to `strength` swaps and searched.

    fixed: flag a site, never given up.
    """
    np.random.seed(seed)
    m = ptr.size - 1
    sites = start.copy()
    inside = np.zeros(m, np.bool_)
    times, slots = np.zeros(weights.size, np.int32), np.zeros(weights.size, np.int32)
    loss = np.zeros(sites.size)
    for s in range(sites.size):
        inside[sites[s]] = True
        _enter(ptr, rows, weights, times, slots, loss, s, sites[s])
    value = _climb(ptr, rows, weights, sites, inside, fixed, times, slots, loss)
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
            _exchange(ptr, rows, weights, sites, inside, times, slots, loss, s, j)
        value = _climb(ptr, rows, weights, sites, inside, fixed, times, slots, loss)
        if value > best_value * (1 + 1e-12):
            best[:] = sites
            best_value = value
        elif value < best_value * (1 - 1e-12):
            for s in range(sites.size):
                if sites[s] != best[s]:
                    _leave(ptr, rows, weights, times, slots, loss, s, sites[s])
                    inside[sites[s]] = False
            for s in range(sites.size):
                if sites[s] != best[s]:
                    sites[s] = best[s]
                    _enter(ptr, rows, weights, times, slots, loss, s, sites[s])
            for s in range(sites.size):
                inside[sites[s]] = True
    return best, best_value


@njit(cache=True, nogil=True)
def _climb(
    ptr: np.ndarray,
    rows: np.ndarray,
    weights: np.ndarray,
    sites: np.ndarray,
    inside: np.ndarray,
    fixed: np.ndarray,
    times: np.ndarray,
    slots: np.ndarray,
    loss: np.ndarray,
) -> float:
    """Swaps until a whole round over the candidates finds none that adds; returns the covered weight."""
    m = ptr.size - 1
    shared = np.zeros(sites.size)
    since, j = 0, 0
    while since < m:
        if not inside[j]:
            gain = 0.0
            shared[:] = 0.0
            for k in range(ptr[j], ptr[j + 1]):
                i = rows[k]
                if times[i] == 0:
                    gain += weights[i]
                elif times[i] == 1:
                    shared[slots[i]] += weights[i]
            out, least = -1, np.inf
            for s in range(sites.size):
                if loss[s] - shared[s] < least and not fixed[sites[s]]:
                    out, least = s, loss[s] - shared[s]
            if out >= 0 and gain - least > 1e-9 * max(1.0, gain):
                _exchange(ptr, rows, weights, sites, inside, times, slots, loss, out, j)
                since = 0
        since += 1
        j = j + 1 if j + 1 < m else 0
    total = 0.0
    for i in range(weights.size):
        if times[i] > 0:
            total += weights[i]
    return total


@njit(cache=True, nogil=True)
def _exchange(
    ptr: np.ndarray,
    rows: np.ndarray,
    weights: np.ndarray,
    sites: np.ndarray,
    inside: np.ndarray,
    times: np.ndarray,
    slots: np.ndarray,
    loss: np.ndarray,
    s: int,
    j: int,
) -> None:
    inside[sites[s]] = False
    _leave(ptr, rows, weights, times, slots, loss, s, sites[s])
    sites[s] = j
    inside[j] = True
    _enter(ptr, rows, weights, times, slots, loss, s, j)


@njit(cache=True, nogil=True)
def _enter(
    ptr: np.ndarray, rows: np.ndarray, weights: np.ndarray, times: np.ndarray, slots: np.ndarray, loss: np.ndarray, s: int, j: int
) -> None:
    """Slot s takes site j; loss[s] is the weight that only slot s covers."""
    own = 0.0
    for k in range(ptr[j], ptr[j + 1]):
        i = rows[k]
        if times[i] == 0:
            own += weights[i]
        elif times[i] == 1:
            loss[slots[i]] -= weights[i]
        times[i] += 1
        slots[i] += s
    loss[s] = own


@njit(cache=True, nogil=True)
def _leave(
    ptr: np.ndarray, rows: np.ndarray, weights: np.ndarray, times: np.ndarray, slots: np.ndarray, loss: np.ndarray, s: int, j: int
) -> None:
    for k in range(ptr[j], ptr[j + 1]):
        i = rows[k]
        times[i] -= 1
        slots[i] -= s
        if times[i] == 1:
            loss[slots[i]] += weights[i]
    loss[s] = 0.0
