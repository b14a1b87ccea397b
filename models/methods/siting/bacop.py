"""Covering demand once and again: sites that trade first coverage for a second view, solved with proof."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.methods.siting.cover import Cover
from models.methods.siting.milp import maximise, sparse_rows
from models.methods.siting.solution import Solution, checked_count, checked_fixed, checked_weights, proven
from models.methods.siting.work import work_of


def bacop2(
    cover: Cover,
    weights: ArrayLike | None,
    p: int,
    fixed: Sequence[int] | NDArray[np.int64] = (),
    *,
    first_share: float = 0.5,
    already: ArrayLike | None = None,
    start: ArrayLike | None = None,
    work_s: float = 30.0,
    seed: int = 0,
) -> Solution:
    """The p sites that most raise θ × (weight covered) + (1 − θ) × (weight covered twice), θ = `first_share`.

    max Σ w_i (θ x_i + (1 − θ) u_i)  s.t.  x_i + u_i ≤ a_i + Σ_{j covers i} y_j, Σ_j y_j = p (Hogan & ReVelle 1986,
    Concepts and applications of backup coverage, BACOP2). `already`: how often each row is covered by what stands (a_i, 0 if not
    said). `start`: sites to begin from. `value` and `bound` are of the objective, fixed sites and what stands included.

    Example: rows of weight 10, 10, 1, sites A: rows 0 and 1, B: row 0 and 1, C: row 2; p = 2: θ = 0.5 takes A and B
    (value 20), θ = 1 takes C and one of the others (value 21). ValueError as `mclp`,
    and unless ½ ≤ θ ≤ 1 (below, a second view would be worth more than a first).
    """
    begun, work = time.perf_counter(), work_of(work_s, None)
    if not 0.5 <= first_share <= 1:
        raise ValueError(f"first_share must be from 0.5 to 1, got {first_share}")
    w = checked_weights(weights, cover.n_demand)
    open_sites = checked_fixed(fixed, cover.n_sites)
    p = checked_count(p, open_sites.size, cover.n_sites)
    stand = np.zeros(cover.n_demand) if already is None else np.asarray(already, dtype=float).reshape(-1)
    if stand.size != cover.n_demand:
        raise ValueError(f"already: {cover.n_demand} expected, one per demand row")
    n, m = cover.n_demand, cover.n_sites
    row = np.repeat(np.arange(n), np.diff(cover.row_ptr))
    # Columns: sites, first and second coverage. Rows: x + u − Σ y ≤ a for each demand row, then Σ y = p. With θ ≥ ½ a second view is
    # never worth more than a first, so u ≤ x holds of itself, and x and u are whole where y is.
    entry = np.concatenate([np.ones(2 * n), -np.ones(row.size), np.ones(m)])
    at_row = np.concatenate([np.arange(n), np.arange(n), row, np.full(m, n)])
    column = np.concatenate([m + np.arange(n), m + n + np.arange(n), cover.sites_of_row, np.arange(m)])
    gain = np.concatenate([np.zeros(m), first_share * w, (1 - first_share) * w])
    lower, upper = np.zeros(m + 2 * n), np.ones(m + 2 * n)
    lower[open_sites] = 1.0
    rows = sparse_rows(entry, at_row.astype(np.int64), column.astype(np.int64), n + 1)
    row_upper, row_lower = np.append(stand, float(p)), np.append(np.full(n, -np.inf), float(p))
    whole = np.concatenate([np.ones(m, np.bool_), np.zeros(2 * n, np.bool_)])
    first = None if start is None else _whole_start(cover, np.asarray(start, dtype=np.int64), stand)
    found = maximise(gain, rows, row_lower, row_upper, lower, upper, whole, start=first, work=work, most_s=work_s, seed=seed)
    y = np.zeros(m) if found.x is None else found.x[:m]
    sites = np.sort(np.argsort(-y, kind="stable")[:p])
    counts = cover.counts(sites)
    value = backup_value(w, counts + stand, first_share)
    return proven(sites, value, max(found.bound, value), time.perf_counter() - begun, stopped=work.stopped, covered=counts)


def backup_value(weights: ArrayLike, counts: ArrayLike, first_share: float) -> float:
    """Σ w (θ where covered + (1 − θ) where covered twice)."""
    w, seen = np.asarray(weights, dtype=float), np.asarray(counts, dtype=float)
    return float(first_share * w[seen >= 1].sum() + (1 - first_share) * w[seen >= 2].sum())


def _whole_start(cover: Cover, sites: NDArray[np.int64], stand: NDArray[np.float64]) -> NDArray[np.float64]:
    seen = cover.counts(sites) + stand
    y = np.zeros(cover.n_sites)
    y[sites] = 1.0
    return np.concatenate([y, np.minimum(seen, 1.0), np.clip(seen - 1, 0.0, 1.0)])
