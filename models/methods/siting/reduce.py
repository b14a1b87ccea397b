"""Set-cover reductions: rows implied by others, sites implied by others, sites that are forced."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.methods.kernels import njit
from models.methods.siting.cover import Cover, cover_from_pairs


@dataclass(frozen=True, eq=False)
class Reduced:
    """What is left of a set-cover problem: `cover` over `sites` (old numbers), with `forced` sites taken already."""

    cover: Cover | None
    sites: NDArray[np.int64]
    forced: NDArray[np.int64]


def reduced(cover: Cover, fixed: NDArray[np.int64]) -> Reduced:
    """Reduction until nothing changes (Toregas & ReVelle 1972, Optimal location under time or distance constraints).

    A row whose sites include all sites of another row is covered with it; a site whose rows all lie in another site's
    rows is not needed; a row with one site left forces that site. The least number of sites stays the same.
    """
    row_alive = np.diff(cover.row_ptr) > 0
    site_alive = np.diff(cover.site_ptr) > 0
    forced: list[int] = []
    _take(cover, fixed, row_alive, site_alive)
    while True:
        before = int(row_alive.sum()) + int(site_alive.sum())
        _drop_rows(cover.row_ptr, cover.sites_of_row, cover.site_ptr, cover.rows_of_site, row_alive, site_alive)
        drop_sites(cover.row_ptr, cover.sites_of_row, cover.site_ptr, cover.rows_of_site, row_alive, site_alive)
        single = _single_sites(cover.row_ptr, cover.sites_of_row, row_alive, site_alive)
        forced.extend(single.tolist())
        _take(cover, single, row_alive, site_alive)
        if int(row_alive.sum()) + int(site_alive.sum()) == before:
            break
    rows, sites = np.flatnonzero(row_alive), np.flatnonzero(site_alive)
    if rows.size == 0:
        return Reduced(None, sites[:0], np.array(forced, dtype=np.int64))
    new_site = np.full(cover.n_sites, -1)
    new_site[sites] = np.arange(sites.size)
    pair_rows = np.repeat(np.arange(cover.n_demand), np.diff(cover.row_ptr))
    kept = row_alive[pair_rows] & site_alive[cover.sites_of_row]
    new_row = np.cumsum(row_alive) - 1
    small = cover_from_pairs(new_row[pair_rows[kept]], new_site[cover.sites_of_row[kept]], rows.size, sites.size)
    return Reduced(small, sites, np.array(forced, dtype=np.int64))


def _take(cover: Cover, sites: np.ndarray, row_alive: np.ndarray, site_alive: np.ndarray) -> None:
    for site in sites:
        row_alive[cover.rows_of_site[cover.site_ptr[site] : cover.site_ptr[site + 1]]] = False
        site_alive[site] = False


@njit(cache=True, nogil=True)
def _drop_rows(
    row_ptr: np.ndarray,
    sites_of_row: np.ndarray,
    site_ptr: np.ndarray,
    rows_of_site: np.ndarray,
    row_alive: np.ndarray,
    site_alive: np.ndarray,
) -> None:
    """Drops each row whose living sites include all living sites of another living row (the later of two equal)."""
    n = row_alive.size
    size = np.zeros(n, np.int64)
    for i in range(n):
        for k in range(row_ptr[i], row_ptr[i + 1]):
            if site_alive[sites_of_row[k]]:
                size[i] += 1
    seen = np.zeros(n, np.int64)
    touched = np.empty(n, np.int64)
    for i in np.argsort(size, kind="mergesort"):
        if not row_alive[i] or size[i] == 0:
            continue
        n_touched = 0
        for k in range(row_ptr[i], row_ptr[i + 1]):
            j = sites_of_row[k]
            if not site_alive[j]:
                continue
            first = n_touched == 0
            for q in range(site_ptr[j], site_ptr[j + 1]):
                r = rows_of_site[q]
                if not row_alive[r]:
                    continue
                if first:
                    seen[r] = 1
                    touched[n_touched] = r
                    n_touched += 1
                elif seen[r] > 0:
                    seen[r] += 1
            if n_touched == 0:
                break
        for q in range(n_touched):
            r = touched[q]
            if seen[r] == size[i] and r != i:
                row_alive[r] = False
            seen[r] = 0


@njit(cache=True, nogil=True)
def drop_sites(
    row_ptr: np.ndarray,
    sites_of_row: np.ndarray,
    site_ptr: np.ndarray,
    rows_of_site: np.ndarray,
    row_alive: np.ndarray,
    site_alive: np.ndarray,
) -> None:
    """Drops each site whose living rows all lie in another living site's (the later of two equal)."""
    m = site_alive.size
    size = np.zeros(m, np.int64)
    for j in range(m):
        for k in range(site_ptr[j], site_ptr[j + 1]):
            if row_alive[rows_of_site[k]]:
                size[j] += 1
        if size[j] == 0:
            site_alive[j] = False
    shared = np.zeros(m, np.int64)
    touched = np.empty(m, np.int64)
    for j in np.argsort(-size, kind="mergesort")[::-1]:
        if not site_alive[j]:
            continue
        n_touched = 0
        started = False
        for k in range(site_ptr[j], site_ptr[j + 1]):
            i = rows_of_site[k]
            if not row_alive[i]:
                continue
            for q in range(row_ptr[i], row_ptr[i + 1]):
                other = sites_of_row[q]
                if not site_alive[other]:
                    continue
                if not started:
                    shared[other] = 1
                    touched[n_touched] = other
                    n_touched += 1
                elif shared[other] > 0:
                    shared[other] += 1
            started = True
        for q in range(n_touched):
            other = touched[q]
            includes = other != j and shared[other] == size[j] and (size[other] > size[j] or other < j)
            if includes and site_alive[j]:
                site_alive[j] = False
            shared[other] = 0


@njit(cache=True, nogil=True)
def _single_sites(row_ptr: np.ndarray, sites_of_row: np.ndarray, row_alive: np.ndarray, site_alive: np.ndarray) -> np.ndarray:
    """Sites that are the only living one of some living row."""
    needed = np.zeros(site_alive.size, np.bool_)
    for i in range(row_alive.size):
        if row_alive[i]:
            n_left, last = 0, -1
            for k in range(row_ptr[i], row_ptr[i + 1]):
                if site_alive[sites_of_row[k]]:
                    n_left += 1
                    last = sites_of_row[k]
            if n_left == 1:
                needed[last] = True
    return np.flatnonzero(needed)
