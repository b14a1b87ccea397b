"""Maximal covering bettered window by window: a dozen neighbouring sites are placed anew, exactly, the rest stays."""

from __future__ import annotations

import time

import numpy as np
from numba import njit
from numpy.typing import NDArray

from models.methods.siting.branch import Effort, prove
from models.methods.siting.cover import Cover, cover_from_pairs, merged_rows
from models.methods.siting.cover_swap import search_cover
from models.methods.siting.serve import ServeModel
from models.methods.siting.solution import value_step

_EFFORT = Effort(root_steps=300, nodes_before_milp=200)
_WINDOW_S = 3.0


def better_by_windows(
    cover: Cover, w: NDArray[np.float64], sites: np.ndarray, fixed: np.ndarray, size: int, deadline: float, seed: int
) -> np.ndarray:
    """Sites no worse than `sites`, after windows of `size` of them round each open site in turn, until none gains.

    A window is a smaller problem of the same kind (Shaw 1998, Using constraint programming and local search methods to
    solve vehicle routing problems: large neighbourhood search; here each neighbourhood is solved with proof where three
    seconds allow). fixed: flag a site, never moved. Ends at `deadline` (of time.perf_counter).
    """
    current = sites.copy()
    rng = np.random.default_rng(seed)
    waiting = rng.permutation(current).tolist()
    while waiting and time.perf_counter() < deadline:
        centre = waiting.pop()
        inside = np.zeros(cover.n_sites, np.bool_)
        inside[current] = True
        region = _region(cover.site_ptr, cover.rows_of_site, cover.row_ptr, cover.sites_of_row, centre, inside & ~fixed, size)
        moved = current[region[current] & ~fixed[current]]
        if moved.size == 0 or 2 * region.sum() > cover.n_sites:  # no neighbourhood: the window is the problem itself
            continue
        stay = np.setdiff1d(current, moved)
        found = _placed(cover, w, stay, moved, region & ~fixed, deadline)
        if found is not None:
            current = np.concatenate([stay, found])
            waiting = [site for site in waiting if inside[site] and site not in set(moved.tolist())]
            waiting = rng.permutation(np.concatenate([np.array(waiting, dtype=np.int64), found])).tolist()
    return current


def _placed(cover: Cover, w: np.ndarray, stay: np.ndarray, moved: np.ndarray, region: np.ndarray, deadline: float) -> np.ndarray | None:
    """As many sites as `moved` in the region that cover more of what `stay` leaves; None when there are none."""
    left = np.where(cover.counts(stay) > 0, 0.0, w)
    pool = np.flatnonzero(region)
    number = np.full(cover.n_sites, -1)
    number[pool] = np.arange(pool.size)
    owner = np.repeat(np.arange(cover.n_sites), np.diff(cover.site_ptr))
    kept = region[owner] & (left[cover.rows_of_site] > 0)
    small = cover_from_pairs(cover.rows_of_site[kept], number[owner[kept]], cover.n_demand, pool.size)
    merged, weights, _ = merged_rows(small, left)
    total = float(weights.sum())
    free = np.zeros(pool.size, np.bool_)

    def improve(found: np.ndarray) -> tuple[np.ndarray, float]:
        more = np.setdiff1d(np.arange(pool.size), found)[: moved.size - found.size]
        better, covered = search_cover(merged.site_ptr, merged.rows_of_site, weights, np.concatenate([found, more]), free, 0, 1, 0)
        return better, total - covered

    now = number[moved]
    served = merged.counts(now)
    uncovered = float(weights[served == 0].sum())
    model = ServeModel(
        ptr=merged.site_ptr, idx=merged.rows_of_site, cost=np.zeros(merged.rows_of_site.size), cap=weights,
        price=np.zeros(pool.size), state=np.zeros(pool.size, np.int8), count=moved.size, step=value_step(weights),
    )  # fmt: skip
    until = min(deadline, time.perf_counter() + _WINDOW_S)
    found, least, _ = prove(model, now, uncovered, np.where(served > 1, 0.0, weights), improve, until, _EFFORT)
    return pool[found] if least < uncovered * (1 - 1e-12) else None


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
    """Flags of the sites reached from the centre by shared rows, breadth first, until `size` movable open ones are in."""
    region = np.zeros(movable.size, np.bool_)
    queue = np.empty(movable.size, np.int64)
    region[centre] = True
    queue[0] = centre
    head, tail, n_open = 0, 1, 1
    while head < tail and n_open < size:
        j = queue[head]
        head += 1
        for k in range(site_ptr[j], site_ptr[j + 1]):
            i = rows_of_site[k]
            for q in range(row_ptr[i], row_ptr[i + 1]):
                other = sites_of_row[q]
                if not region[other] and (n_open < size or not movable[other]):
                    region[other] = True
                    queue[tail] = other
                    tail += 1
                    if movable[other]:
                        n_open += 1
    return region
