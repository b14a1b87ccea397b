"""Annealing for maximal covering: very many small moves of a site to a neighbour, worse ones at first allowed."""

from __future__ import annotations

import numpy as np

from models.methods.kernels import njit

_ANYWHERE = 5  # one move in so many goes to any site
_STEADY = 64  # moves tried at one temperature
_MOVE = 12.0  # what a tried move costs, in entries read in order


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
    hot: float,
    cold: float,
    seed: int,
) -> tuple[np.ndarray, float]:
    """(sites, entries touched) after `moves` tried moves from `start`.

    Kirkpatrick, Gelatt & Vecchi (1983, Optimization by simulated annealing). A move takes one open site away and opens
    one that mostly shares a row with it. What every move would bring is kept up to date (Resende & Werneck 2007, A fast
    swap-based local search procedure for location problems): a tried move costs little and only a made one has work.
    The temperature, a weight, falls from `hot` to `cold`; the best of the cooler half is given, so that another seed
    gives another answer. fixed: flag a site, never given up.
    Memory: 8 bytes × sites to open × candidates.
    """
    m = ptr.size - 1
    sites, place = start.copy(), np.full(m, -1, np.int32)
    times, slots = np.zeros(weights.size, np.int32), np.zeros(weights.size, np.int32)
    loss, gain, shared = np.zeros(sites.size), np.zeros(m), np.zeros((sites.size, m))
    for j in range(m):
        for k in range(ptr[j], ptr[j + 1]):
            gain[j] += weights[rows[k]]
    touched = 3.0 * rows.size
    for s in range(sites.size):
        place[sites[s]] = s
        for k in range(ptr[sites[s]], ptr[sites[s] + 1]):
            touched += _counted(row_ptr, sites_of_row, weights, times, slots, loss, gain, shared, s, rows[k], 1)
    movable = np.flatnonzero(~fixed[sites])
    if movable.size == 0 or sites.size == m:
        return sites, touched
    state = np.full(1, np.uint64(2 * seed + 1) * np.uint64(0x9E3779B97F4A7C15), np.uint64)
    best, value, best_value = sites.copy(), 0.0, -np.inf
    cooling, heat = (cold / hot) ** (_STEADY / max(1, moves)), hot
    for move in range(moves):
        if move % _STEADY == 0:
            heat *= cooling
        s = movable[_below(state, movable.size)]
        j = _neighbour(state, ptr, rows, row_ptr, sites_of_row, sites[s])
        if place[j] >= 0:
            continue
        change = gain[j] + shared[s, j] - loss[s]
        if change >= 0 or change > heat * np.log(_share(state)):
            place[sites[s]], place[j] = -1, s
            touched += _exchange(ptr, rows, row_ptr, sites_of_row, weights, times, slots, loss, gain, shared, s, sites[s], j)
            sites[s] = j
            value += change
            if move >= moves // 2 and value > best_value:
                best_value = value
                best[:] = sites
    return best if best_value > -np.inf else sites, touched + _MOVE * moves


@njit(cache=True, nogil=True)
def _exchange(
    ptr: np.ndarray,
    rows: np.ndarray,
    row_ptr: np.ndarray,
    sites_of_row: np.ndarray,
    weights: np.ndarray,
    times: np.ndarray,
    slots: np.ndarray,
    loss: np.ndarray,
    gain: np.ndarray,
    shared: np.ndarray,
    s: int,
    old: int,
    new: int,
) -> int:
    """Slot s goes from the old site to the new one; rows of both stay as they are. Returns the entries touched."""
    touched = ptr[old + 1] - ptr[old] + ptr[new + 1] - ptr[new]
    a, b = ptr[old], ptr[new]
    while a < ptr[old + 1] or b < ptr[new + 1]:
        if b == ptr[new + 1] or (a < ptr[old + 1] and rows[a] < rows[b]):
            touched += _counted(row_ptr, sites_of_row, weights, times, slots, loss, gain, shared, s, rows[a], -1)
            a += 1
        elif a == ptr[old + 1] or rows[b] < rows[a]:
            touched += _counted(row_ptr, sites_of_row, weights, times, slots, loss, gain, shared, s, rows[b], 1)
            b += 1
        else:
            a += 1
            b += 1
    return touched


@njit(cache=True, nogil=True)
def _counted(
    row_ptr: np.ndarray,
    sites_of_row: np.ndarray,
    weights: np.ndarray,
    times: np.ndarray,
    slots: np.ndarray,
    loss: np.ndarray,
    gain: np.ndarray,
    shared: np.ndarray,
    s: int,
    i: int,
    by: int,
) -> int:
    """Slot s covers row i too (`by` 1) or no more (-1). Returns the entries touched.

    loss[s] is the weight that slot s covers alone, gain[j] what site j would add, shared[s, j] what both would cover and
    no other slot does.
    """
    if by < 0:
        times[i] -= 1
        slots[i] -= s
    w, others, alone = by * weights[i], times[i], slots[i]
    if others == 0:
        loss[s] += w
        for k in range(row_ptr[i], row_ptr[i + 1]):
            gain[sites_of_row[k]] -= w
            shared[s, sites_of_row[k]] += w
    elif others == 1:
        loss[alone] -= w
        for k in range(row_ptr[i], row_ptr[i + 1]):
            shared[alone, sites_of_row[k]] -= w
    if by > 0:
        times[i] += 1
        slots[i] += s
    return row_ptr[i + 1] - row_ptr[i] if others < 2 else 0


@njit(cache=True, nogil=True)
def _neighbour(state: np.ndarray, ptr: np.ndarray, rows: np.ndarray, row_ptr: np.ndarray, sites_of_row: np.ndarray, site: int) -> int:
    size = ptr[site + 1] - ptr[site]
    if size == 0 or _below(state, _ANYWHERE) == 0:
        return int(_below(state, ptr.size - 1))
    row = rows[ptr[site] + _below(state, size)]
    return int(sites_of_row[row_ptr[row] + _below(state, row_ptr[row + 1] - row_ptr[row])])


@njit(cache=True, nogil=True)
def _drawn(state: np.ndarray) -> np.uint64:
    """A number of 64 bits (Marsaglia 2003, Xorshift RNGs): three draws a move have to be quick."""
    x = state[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    state[0] = x
    return x


@njit(cache=True, nogil=True)
def _below(state: np.ndarray, n: int) -> np.int64:
    return np.int64(((_drawn(state) >> np.uint64(32)) * np.uint64(n)) >> np.uint64(32))


@njit(cache=True, nogil=True)
def _share(state: np.ndarray) -> float:
    """Above 0 and below 1."""
    return (float(_drawn(state) >> np.uint64(12)) + 0.5) / 4503599627370496.0
