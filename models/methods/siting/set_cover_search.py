"""A small covering set of sites: greedy, with needless sites dropped, then partly torn down and rebuilt."""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def cover_all(site_ptr, rows_of_site, row_ptr, sites_of_row, start, rounds, seed):
    """Sites that cover every row: `start` completed greedily, then `rounds` times a random part rebuilt.

    Iterated greedy (Ruiz & Stützle 2007, A simple and effective iterated greedy algorithm): the rebuilt set is kept
    when it is no larger. Greedy picks by rows still uncovered, ties at random, then drops sites that have become needless.
    """
    np.random.seed(seed)
    m, n = site_ptr.size - 1, row_ptr.size - 1
    times = np.zeros(n, np.int32)
    inside = np.zeros(m, np.bool_)
    for s in range(start.size):
        _put(site_ptr, rows_of_site, times, inside, start[s], 1)
    _complete(site_ptr, rows_of_site, row_ptr, sites_of_row, times, inside)
    best = inside.copy()
    best_size = inside.sum()
    for _ in range(rounds):
        sites = np.flatnonzero(inside)
        away = np.random.randint(2, max(3, min(12, sites.size // 3 + 1)) + 1)
        _tear(site_ptr, rows_of_site, row_ptr, sites_of_row, times, inside, sites, min(away, sites.size))
        _complete(site_ptr, rows_of_site, row_ptr, sites_of_row, times, inside)
        size = inside.sum()
        if size <= best_size:
            best_size = size
            best[:] = inside
        else:
            for j in range(m):
                if inside[j] and not best[j]:
                    _put(site_ptr, rows_of_site, times, inside, j, -1)
                elif best[j] and not inside[j]:
                    _put(site_ptr, rows_of_site, times, inside, j, 1)
    return np.flatnonzero(best)


@njit(cache=True, nogil=True)
def _put(site_ptr, rows_of_site, times, inside, j, sign):
    inside[j] = sign > 0
    for k in range(site_ptr[j], site_ptr[j + 1]):
        times[rows_of_site[k]] += sign


@njit(cache=True, nogil=True)
def _tear(site_ptr, rows_of_site, row_ptr, sites_of_row, times, inside, sites, away):
    """Removes sites round a random row's neighbourhood, so that the rebuilding can differ."""
    centre = sites[np.random.randint(sites.size)]
    near = np.zeros(inside.size, np.int64)
    for k in range(site_ptr[centre], site_ptr[centre + 1]):
        i = rows_of_site[k]
        for q in range(row_ptr[i], row_ptr[i + 1]):
            j = sites_of_row[q]
            for z in range(site_ptr[j], site_ptr[j + 1], 3):
                i2 = rows_of_site[z]
                for q2 in range(row_ptr[i2], row_ptr[i2 + 1], 2):
                    near[sites_of_row[q2]] = 1
            near[j] = 1
    pool = np.empty(inside.size, np.int64)
    size = 0
    for j in range(inside.size):
        if inside[j] and near[j]:
            pool[size] = j
            size += 1
    np.random.shuffle(pool[:size])
    for s in range(min(away, size)):
        _put(site_ptr, rows_of_site, times, inside, pool[s], -1)


@njit(cache=True, nogil=True)
def _complete(site_ptr, rows_of_site, row_ptr, sites_of_row, times, inside):
    m = site_ptr.size - 1
    gain = np.zeros(m, np.int64)
    left = 0
    for i in range(times.size):
        if times[i] == 0:
            left += 1
            for q in range(row_ptr[i], row_ptr[i + 1]):
                gain[sites_of_row[q]] += 1
    while left > 0:
        most, ties, pick = 0, 0, -1
        for j in range(m):
            if gain[j] > most:
                most, ties, pick = gain[j], 1, j
            elif gain[j] == most and most > 0:
                ties += 1
                if np.random.randint(ties) == 0:
                    pick = j
        for k in range(site_ptr[pick], site_ptr[pick + 1]):
            i = rows_of_site[k]
            if times[i] == 0:
                left -= 1
                for q in range(row_ptr[i], row_ptr[i + 1]):
                    gain[sites_of_row[q]] -= 1
        _put(site_ptr, rows_of_site, times, inside, pick, 1)
    order = np.random.permutation(m)
    for j in order:
        if inside[j]:
            needed = False
            for k in range(site_ptr[j], site_ptr[j + 1]):
                if times[rows_of_site[k]] == 1:
                    needed = True
                    break
            if not needed:
                _put(site_ptr, rows_of_site, times, inside, j, -1)
