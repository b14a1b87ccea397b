"""The p-median problem: p sites so that the weighted cost to the nearest of them is least, with proof."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.methods.siting.branch import Effort, prove
from models.methods.siting.lagrange import OPEN
from models.methods.siting.median_swap import assign, greedy, search
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

_LARGE = 2e6  # entries of the table beyond which a swap search for every node is too dear


def p_median(
    cost: ArrayLike,
    p: int,
    weights: ArrayLike | None = None,
    fixed: Sequence[int] | NDArray[np.int64] = (),
    *,
    work_s: float = 60.0,
    wall_limit_s: float | None = None,
    seed: int = 0,
) -> Solution:
    """The p sites with the least Σ_i w_i · min over open j of cost[i, j]; `value` is that sum (divide by Σw for the mean).

    min Σ_ij w_i c_ij x_ij  s.t.  Σ_j x_ij = 1, x_ij ≤ y_j, Σ_j y_j = p, y binary
    (Hakimi 1964, Optimum locations of switching centers and the absolute centers and medians of a graph).
    Vertex substitution from several starts gives the sites; Lagrangian bounds, sites fixed by their reduced price, and
    branch and bound prove them (Beasley 1985, A note on solving large p-median problems).

    cost: demand rows × candidate sites, finite, minutes or metres; p counts the fixed sites too.
    `assignment` holds each row's nearest open site. ValueError on wrong sizes, negative weights, cost not finite.

    Example: three places on a line at 0, 1, 10 and p = 1: site 1, value 1 + 0 + 9 = 10; p = 2: sites 0 or 1, and 2, value 1.
    """
    begun, work = time.perf_counter(), work_of(work_s, wall_limit_s)
    matrix = np.asarray(cost, dtype=np.float64)
    if matrix.ndim != 2 or 0 in matrix.shape:
        raise ValueError(f"cost must be a table of demand rows × sites, got shape {matrix.shape}")
    if not np.isfinite(matrix).all():
        raise ValueError("every cost must be finite; put a penalty where a site cannot be reached")
    n, m = matrix.shape
    w = checked_weights(weights, n)
    open_sites = checked_fixed(fixed, m)
    p = checked_count(p, open_sites.size, m)
    kept = np.flatnonzero(w > 0)
    weighted = np.ascontiguousarray((matrix[kept] * w[kept, None]).T)
    sites, value = _heuristic(weighted, p, open_sites, seed)
    sites, value, bound, step = _proof(weighted, p, open_sites, sites, value, work, seed)
    nearest, _ = assign(np.ascontiguousarray(matrix.T), np.sort(sites))
    return proven(sites, value, bound, time.perf_counter() - begun, step=step, stopped=work.stopped, assignment=nearest)


def _heuristic(weighted: np.ndarray, p: int, fixed: np.ndarray, seed: int) -> tuple[np.ndarray, float]:
    m, n = weighted.shape
    flags = np.zeros(m, np.bool_)
    flags[fixed] = True
    if p - fixed.size <= 1 or p == m or n == 0:
        sites = greedy(weighted, fixed, p)
        return sites, float(assign(weighted, sites)[1].sum())
    rounds = int(min(20, 2e8 / (n * m)))
    sites, value = search(weighted, greedy(weighted, fixed, p), flags, rounds, max(1, min(6, p // 2)), seed)
    return sites, float(value)


def _proof(
    weighted: np.ndarray, p: int, fixed: np.ndarray, sites: np.ndarray, value: float, work: Work, seed: int
) -> tuple[np.ndarray, float, float, float]:
    m, n = weighted.shape
    if p == m or n == 0:
        return sites, value, value, 0.0
    model, first_prices = _serve_model(weighted, p, fixed, sites)
    flags = np.zeros(m, np.bool_)
    flags[fixed] = True

    def improve(found: np.ndarray) -> tuple[np.ndarray, float]:
        if found.size < p:
            rest = np.setdiff1d(np.arange(m), found)
            found = np.concatenate([found, rest[: p - found.size]])
        if p == 1:
            return found, float(weighted[found[0]].sum())
        work.spend(p * n if n * m > _LARGE else 2 * n * m)
        if n * m > _LARGE:
            return found, float(assign(weighted, found)[1].sum())
        return search(weighted, found, flags, 0, 1, 0)

    def diversify(found: np.ndarray, turn: int, part: Work) -> list[np.ndarray]:
        rounds = int(np.clip(1e8 / (n * m), 10, 200))
        if p - fixed.size <= 1:
            return [found]
        part.spend(2 * rounds * n * m)
        return [search(weighted, found, flags, rounds, max(1, min(6, p // 2)), seed + turn)[0]]

    # Where nodes will hardly prove it, better sites do more for the gap.
    effort = Effort() if n * m <= _LARGE else Effort(nodes_before_search=5, rounds=20)
    sites, value, bound = prove(model, sites, value, first_prices, improve, work, effort, diversify)
    return sites, value, bound, model.step


def _serve_model(weighted: np.ndarray, p: int, fixed: np.ndarray, sites: np.ndarray) -> tuple[ServeModel, np.ndarray]:
    """Sparse model: a row keeps its nearest sites only, its price capped at the nearest one left out."""
    m = weighted.shape[0]
    keep = min(m, max(20, int(np.ceil(6 * m / p))))
    beyond_all = weighted.max(axis=0) * (1 + 1e-9) + 1e-9
    cap = np.partition(weighted, keep, axis=0)[keep] if keep < m else beyond_all
    inside = weighted < cap
    ptr = np.concatenate([[0], np.cumsum(inside.sum(axis=1))]).astype(np.int64)
    _, rows = np.nonzero(inside)
    state = np.zeros(m, np.int8)
    state[fixed] = OPEN
    model = ServeModel(
        ptr=ptr, idx=rows.astype(np.int32), cost=weighted[inside], cap=cap, price=np.zeros(m),
        state=state, count=p - fixed.size, step=value_step(weighted.ravel()),
    )  # fmt: skip
    two = np.sort(np.partition(weighted[sites], min(1, p - 1), axis=0)[: min(2, p)], axis=0)
    return model, two.mean(axis=0)
