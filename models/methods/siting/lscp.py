"""The location set covering problem: the fewest sites that cover all demand, with proof."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.methods.siting.branch import Effort, prove
from models.methods.siting.cover import Cover, merged_rows
from models.methods.siting.reduce import reduced
from models.methods.siting.serve import ServeModel
from models.methods.siting.set_cover_search import cover_all
from models.methods.siting.solution import Solution, checked_fixed, proven
from models.methods.siting.work import Work, work_of


def lscp(
    cover: Cover,
    fixed: Sequence[int] | NDArray[np.int64] = (),
    *,
    work_s: float = 60.0,
    wall_limit_s: float | None = None,
    seed: int = 0,
) -> Solution:
    """The fewest sites that cover every demand row that can be covered; `value` counts them, fixed ones included.

    min Σ_j y_j  s.t.  Σ_{j covers i} y_j ≥ 1 for each row i, y binary
    (Toregas, Swain, ReVelle & Bergman 1971, The location of emergency service facilities). Rows and sites implied by
    others are dropped first; what is left is proven by Lagrangian bounds and branch and bound.

    Rows that no candidate reaches are left out; `covered` is 0 for them, so that the caller can name them.
    ValueError when a fixed site does not exist.

    Example: A covers rows 0, 1; B rows 1, 2; C rows 2, 3: A and C, value 2. With B fixed: A, B and C, value 3.
    """
    begun, work = time.perf_counter(), work_of(work_s, wall_limit_s)
    open_sites = checked_fixed(fixed, cover.n_sites)
    merged, _, _ = merged_rows(cover, np.ones(cover.n_demand))
    rest = reduced(merged, open_sites)
    taken = np.concatenate([open_sites, rest.forced])
    more, bound = np.empty(0, np.int64), 0.0
    if rest.cover is not None:
        found, bound = _solve(rest.cover, work, seed)
        more = rest.sites[found]
    sites = np.concatenate([taken, more])
    seconds = time.perf_counter() - begun
    return proven(sites, sites.size, taken.size + bound, seconds, step=1.0, stopped=work.stopped, covered=cover.counts(sites))


def _solve(cover: Cover, work: Work, seed: int) -> tuple[NDArray[np.int64], float]:
    """(sites, bound) of a reduced set-cover problem."""
    ptr, rows = cover.site_ptr, cover.rows_of_site
    steps = int(np.clip(1e8 / rows.size, 2_000, 50_000))
    nobody = np.empty(0, np.int64)
    sites = cover_all(ptr, rows, cover.row_ptr, cover.sites_of_row, nobody, steps, seed)
    model = ServeModel(
        ptr=ptr, idx=rows, cost=np.zeros(rows.size), cap=np.ones(cover.n_demand), price=np.ones(cover.n_sites),
        state=np.zeros(cover.n_sites, np.int8), count=-1, step=1.0,
    )  # fmt: skip

    def improve(start: np.ndarray) -> tuple[np.ndarray, float]:
        work.spend(2 * rows.size)
        found = cover_all(ptr, rows, cover.row_ptr, cover.sites_of_row, start.astype(np.int64), 0, seed)
        return found, float(found.size)

    sizes = np.diff(ptr)
    share = np.ones(cover.n_demand)
    owner = np.repeat(np.arange(cover.n_sites), sizes)
    np.minimum.at(share, rows, 1.0 / sizes[owner])
    sites, _, bound = prove(model, sites, float(sites.size), share, improve, work, Effort(900, 60, 0, 50))
    return sites, bound
