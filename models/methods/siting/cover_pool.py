"""Maximal covering among a pool of sites while others stay: reduced as far as a known choice lets it, then exact."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.methods.siting.cover import Cover, merged_rows, part_of
from models.methods.siting.lagrange import CLOSED, ascend, fix_by_price
from models.methods.siting.milp import maximise, sparse_rows
from models.methods.siting.reduce import drop_sites
from models.methods.siting.solution import value_step
from models.methods.siting.work import Work

_NODES = 100  # branches after which merging anew does more


@dataclass(frozen=True, eq=False)
class Core:
    """What could still better a known choice: `cover` and `weights` over `sites` (old numbers), of which `known` are chosen."""

    cover: Cover
    weights: NDArray[np.float64]
    sites: NDArray[np.int64]
    known: NDArray[np.bool_]


def core_of(
    cover: Cover, w: NDArray[np.float64], pool: NDArray[np.int64], stay: NDArray[np.int64], known: NDArray[np.int64]
) -> Core | None:
    """The problem "as many sites of `pool` as `known`, beside `stay`", reduced; None when nothing better than `known` exists.

    Rows that `stay` covers are done, rows of equal cover are one, sites whose reduced price shows that no better choice
    has them are closed, and so are sites that cover no more than another. All sites of `known` are kept.
    """
    alive = (cover.counts(stay) == 0) & (w > 0)
    part, rows = part_of(cover, pool, alive)
    if rows.size == 0:
        return None
    part, weights, _ = merged_rows(part, w[rows])
    chosen = np.isin(pool, known)
    kept = _open_by_price(part, weights, np.flatnonzero(chosen))
    if kept is None:
        return None
    part, _ = part_of(part, np.flatnonzero(kept | chosen), np.ones(part.n_demand, np.bool_))
    pool, chosen = pool[kept | chosen], chosen[kept | chosen]
    kept = np.ones(pool.size, np.bool_)
    drop_sites(part.row_ptr, part.sites_of_row, part.site_ptr, part.rows_of_site, np.ones(part.n_demand, np.bool_), kept)
    kept |= chosen
    part, rows = part_of(cover, pool[kept], alive)
    part, weights, _ = merged_rows(part, w[rows])
    return Core(part, weights, pool[kept], chosen[kept])


def best_of(core: Core, work: Work, most_s: float) -> NDArray[np.int64] | None:
    """At most as many sites as the core's known ones that cover more; None when HiGHS finds none in its limits.

    min Σ_i w_i s_i  s.t.  s_i + Σ_{j covers i} y_j ≥ 1, Σ_j y_j ≤ p, y binary, s_i ≥ 0.
    """
    n, m, p = core.cover.n_demand, core.sites.size, int(core.known.sum())
    row = np.repeat(np.arange(n), np.diff(core.cover.row_ptr))
    r = np.concatenate([row, np.arange(n), np.full(m, n)])
    c = np.concatenate([core.cover.sites_of_row, m + np.arange(n), np.arange(m)])
    rows = sparse_rows(np.ones(r.size), r, c, n + 1)
    bare = core.cover.counts(np.flatnonzero(core.known)) == 0
    result = maximise(
        np.concatenate([np.zeros(m), -core.weights]), rows,
        np.append(np.ones(n), 0.0), np.append(np.full(n, np.inf), p),
        np.zeros(m + n), np.ones(m + n), np.arange(m + n) < m,
        start=np.concatenate([core.known, bare]).astype(float), step=value_step(core.weights), work=work, most_s=most_s, nodes=_NODES,
    )  # fmt: skip
    if result.x is None:
        return None
    found = result.x[:m] > 0.5
    uncovered = core.weights[core.cover.counts(np.flatnonzero(found)) == 0].sum()
    return core.sites[found] if uncovered < core.weights[bare].sum() * (1 - 1e-12) else None


def _open_by_price(cover: Cover, weights: np.ndarray, known: np.ndarray) -> np.ndarray | None:
    """Flags of the sites that a better choice than `known` may have; None when there is none."""
    served = cover.counts(known)
    upper = float(weights[served == 0].sum())
    step = value_step(weights)
    cutoff = upper - (step * (1 - 1e-6) if step else 1e-10 * max(1.0, upper))
    state = np.zeros(cover.n_sites, np.int8)
    cost, price = np.zeros(cover.rows_of_site.size), np.zeros(cover.n_sites)
    u, theta = np.where(served > 1, 0.0, weights), 1.0
    for _ in range(10):
        bound, rho, chosen, inside, outside, _, theta, _ = ascend(
            cover.site_ptr, cover.rows_of_site, cost, price, weights, state, known.size, upper, cutoff, u, 150, theta
        )
        if bound > cutoff:
            return None
        if theta < 1e-4:
            break
    fix_by_price(state, known.size, bound, cutoff, rho, chosen, inside, outside)
    return state != CLOSED
