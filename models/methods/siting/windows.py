"""Maximal covering bettered window by window: neighbouring sites are placed anew, exactly, the rest stays."""

from __future__ import annotations

import time

import numpy as np
from numba import njit
from numpy.typing import NDArray

from models.methods.siting.cover import Cover
from models.methods.siting.cover_pool import Core, best_of, core_of

_SITES = 350  # candidates HiGHS mostly decides among within a second
_WINDOW_S = 5.0


def better_by_windows(
    cover: Cover, w: NDArray[np.float64], sites: np.ndarray, fixed: np.ndarray, windows: int, deadline: float, seed: int
) -> np.ndarray:
    """Sites no worse than `sites`, after at most `windows` windows round open sites; ends when none gains, or at `deadline`.

    A window is a smaller problem of the same kind (Shaw 1998, Using constraint programming and local search methods to
    solve vehicle routing problems: large neighbourhood search), as large as can be solved with proof. A window without
    gain speaks for its inner half, which is no centre again until a neighbour moves. fixed: flag a site, never moved;
    deadline: of time.perf_counter.
    """
    current = sites.copy()
    rng = np.random.default_rng(seed)
    waiting = rng.permutation(current[~fixed[current]])
    while waiting.size and windows > 0 and time.perf_counter() < deadline:
        moved, found = _window(cover, w, current, fixed, int(waiting[-1]), deadline)
        windows -= 1
        if found is None:
            waiting = np.setdiff1d(waiting, np.append(moved[: (moved.size + 1) // 2], waiting[-1]))
        else:
            current = np.concatenate([np.setdiff1d(current, moved), found])
            waiting = np.union1d(np.setdiff1d(waiting, moved), found)
        waiting = rng.permutation(waiting)
    return current


def _window(
    cover: Cover, w: np.ndarray, current: np.ndarray, fixed: np.ndarray, centre: int, deadline: float
) -> tuple[np.ndarray, np.ndarray | None]:
    """(open sites of the window, nearest the centre first; as many that cover more in their stead, None without any)."""
    inside = np.zeros(cover.n_sites, np.bool_)
    inside[current] = True
    size, shrunk, moved = 8, False, np.array([centre])
    core: Core | None = None
    while size > 1:
        reached = _region(cover.site_ptr, cover.rows_of_site, cover.row_ptr, cover.sites_of_row, centre, inside & ~fixed, size)
        pool = reached[~fixed[reached]]
        mine = pool[inside[pool]]
        wide = 2 * reached.size > cover.n_sites  # no neighbourhood: the window is the problem itself
        narrower = None if wide else core_of(cover, w, pool, np.setdiff1d(current, mine), mine)
        if wide or (narrower is not None and narrower.sites.size > _SITES):
            if moved.size > 1:
                break
            size, shrunk = size // 2, True
            continue
        moved, core = mine, narrower
        if shrunk or mine.size < size or (core is not None and core.sites.size > _SITES // 2):
            break
        size += size // 2
    found = None if core is None else best_of(core, min(_WINDOW_S, deadline - time.perf_counter()))
    if found is not None:
        found = np.concatenate([found, np.setdiff1d(moved, found)[: moved.size - found.size]])
    return moved, found


@njit(cache=True, nogil=True)
def _region(
    site_ptr: np.ndarray,
    rows_of_site: np.ndarray,
    row_ptr: np.ndarray,
    sites_of_row: np.ndarray,
    centre: int,
    movable: np.ndarray,
    size: int,
) -> np.ndarray:
    """The sites reached from the centre by shared rows, breadth first, until `size` movable open ones are in."""
    reached = np.zeros(movable.size, np.bool_)
    queue = np.empty(movable.size, np.int64)
    reached[centre] = True
    queue[0] = centre
    head, tail, n_open = 0, 1, 1
    while head < tail and n_open < size:
        j = queue[head]
        head += 1
        for k in range(site_ptr[j], site_ptr[j + 1]):
            i = rows_of_site[k]
            for q in range(row_ptr[i], row_ptr[i + 1]):
                other = sites_of_row[q]
                if not reached[other] and (n_open < size or not movable[other]):
                    reached[other] = True
                    queue[tail] = other
                    tail += 1
                    if movable[other]:
                        n_open += 1
    return queue[:tail].copy()
