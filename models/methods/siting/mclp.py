"""The maximal covering problem: p sites that cover the most demand weight, with proof."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.methods.siting.branch import Effort, prove
from models.methods.siting.cover import Cover, merged_rows
from models.methods.siting.cover_merge import Stock
from models.methods.siting.cover_swap import greedy_cover, search_cover
from models.methods.siting.lagrange import OPEN, ascend
from models.methods.siting.serve import ServeModel
from models.methods.siting.solution import (
    Solution,
    checked_count,
    checked_fixed,
    checked_weights,
    proven,
    value_step,
)
from models.methods.siting.work import Work, work_of

_POLISHING = 4  # passes over all entries that a local search takes, about
_PRICE_ROUNDS = 3


def mclp(
    cover: Cover,
    weights: ArrayLike | None,
    p: int,
    fixed: Sequence[int] | NDArray[np.int64] = (),
    *,
    work_s: float = 60.0,
    wall_limit_s: float | None = None,
    seed: int = 0,
    near: Near | None = None,
) -> Solution:
    """The p sites that cover the most weight; `value` is the covered weight, fixed sites' share included.

    max Σ_i w_i x_i  s.t.  x_i ≤ Σ_{j covers i} y_j, Σ_j y_j = p, y binary, x_i ≤ 1
    (Church & ReVelle 1974, The maximal covering location problem). Rows with the same cover are one row; greedy adding
    and swapping give the sites, Lagrangian bounds and branch and bound prove them.

    weights: per demand row, ≥ 0 (None: ones); p counts the fixed sites too. `covered` counts the open sites in reach of
    each row. `near`: what `near` told of the same cover, p and fixed sites with other weights; it saves the search, not the
    proof. ValueError on wrong sizes or p outside its range.

    Example: demand 20, 30, 10, 25, 15; A covers rows 0 and 1, B rows 1, 2, 3, C rows 3, 4; p = 2: A and C, value 90.
    """
    begun, work = time.perf_counter(), work_of(work_s, wall_limit_s)
    w = checked_weights(weights, cover.n_demand)
    open_sites = checked_fixed(fixed, cover.n_sites)
    p = checked_count(p, open_sites.size, cover.n_sites)
    merged, merged_w = (cover, w) if near else merged_rows(cover, w)[:2]
    flags = np.zeros(cover.n_sites, np.bool_)
    flags[open_sites] = True
    if near:
        start, rounds = near.sites, 0
    else:
        start, rounds = greedy_cover(merged.site_ptr, merged.rows_of_site, merged_w, open_sites, p), 30
    sites, _ = search_cover(merged.site_ptr, merged.rows_of_site, merged_w, start, flags, rounds, _strength(p), seed)
    prices = merged_w * near.price_share if near else np.where(merged.counts(sites) > 1, 0.0, merged_w)
    model = _model(merged, merged_w, open_sites, p)
    sites, value, bound = _proof(merged, model, p, flags, sites, prices, work, seed)
    seconds = time.perf_counter() - begun
    return proven(sites, value, bound, seconds, step=model.step, stopped=work.stopped, covered=cover.counts(sites))


@dataclass(frozen=True, eq=False)
class Near:
    """Where the answer for other weights is looked for first: good sites, and the share of a row's weight that is its price."""

    sites: NDArray[np.int64]
    price_share: NDArray[np.float64]


def near(cover: Cover, weights: NDArray[np.float64], sites: NDArray[np.int64], fixed: NDArray[np.int64]) -> Near:
    """What the answer of a problem, its `sites`, tells of the same one with other weights: where the answer likely is, and prices
    that likely prove it. Whatever it tells, the answer of `mclp` is right.
    """
    w = checked_weights(weights, cover.n_demand)
    model = _model(cover, w, checked_fixed(fixed, cover.n_sites), sites.size)
    served = cover.counts(sites)
    uncovered = float(w[served == 0].sum())
    prices = np.where(served > 1, 0.0, w)
    for _ in range(_PRICE_ROUNDS):
        ascend(model.ptr, model.idx, model.cost, model.price, w, model.state, model.count, uncovered, np.inf, prices, 150, 0.5)
    share = np.divide(prices, w, out=np.ones(w.size), where=w > 0)
    return Near(np.sort(sites), share)


def _model(cover: Cover, w: np.ndarray, fixed: np.ndarray, p: int) -> ServeModel:
    """The uncovered weight is what the serve model makes least."""
    state = np.zeros(cover.n_sites, np.int8)
    state[fixed] = OPEN
    return ServeModel(
        ptr=cover.site_ptr, idx=cover.rows_of_site, cost=np.zeros(cover.rows_of_site.size), cap=w,
        price=np.zeros(cover.n_sites), state=state, count=p - fixed.size, step=value_step(w),
    )  # fmt: skip


def _proof(
    merged: Cover, model: ServeModel, p: int, flags: np.ndarray, sites: np.ndarray, prices: np.ndarray, work: Work, seed: int
) -> tuple[np.ndarray, float, float]:
    """(sites, covered weight, upper bound)."""
    w = model.cap
    total = float(w.sum())

    def improve(found: np.ndarray) -> tuple[np.ndarray, float]:
        if found.size < p:
            rest = np.setdiff1d(np.arange(merged.n_sites), found)
            found = np.concatenate([found, rest[: p - found.size]])
        work.spend(_POLISHING * merged.rows_of_site.size)
        better, covered = search_cover(merged.site_ptr, merged.rows_of_site, w, found, flags, 0, 1, 0)
        return better, total - covered

    stock = Stock(merged, w, flags, p, seed)

    def diversify(found: np.ndarray, turn: int, part: Work) -> list[np.ndarray]:
        return [stock.round(found, turn, part)]

    idle = 20 if merged.n_sites > 1000 else 2  # beyond that, nodes alone prove nothing
    nodes = int(np.clip(5e6 / max(1, merged.rows_of_site.size), 20, 200))
    effort = Effort(root_steps=3000, nodes_before_search=nodes, nodes_before_milp=300, rounds=100, idle_rounds=idle, round_share=0.8)
    uncovered = float(w[merged.counts(sites) == 0].sum())
    if uncovered == 0.0:
        return sites, total, total
    sites, uncovered, bound = prove(model, sites, uncovered, prices, improve, work, effort, diversify)
    value = float(w[merged.counts(sites) > 0].sum())
    return sites, value, max(value, min(total, total - bound))  # prices short of their best tell less than nothing


def _strength(p: int) -> int:
    """Swaps to shake by: enough to leave a local optimum, few enough to come back near it."""
    return max(1, min(8, p // 3))
