"""The maximal expected covering problem: where to stand units that are sometimes busy, with proof."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.methods.siting.cover import Cover, merged_rows
from models.methods.siting.mexclp_prices import open_sites
from models.methods.siting.milp import maximise, sparse_rows
from models.methods.siting.solution import Solution, checked_weights, proven
from models.methods.siting.work import Work, work_of


def mexclp(
    cover: Cover,
    weights: ArrayLike | None,
    units: int,
    busy_fraction: float,
    existing: ArrayLike | None = None,
    max_per_site: int | ArrayLike | None = None,
    *,
    work_s: float = 60.0,
    wall_limit_s: float | None = None,
    seed: int = 0,
) -> Solution:
    """Where `units` units stand so that the expected weight met by a free unit is greatest; several a site allowed.

    max Σ_i w_i Σ_k (1 − q) q^(k−1) x_ik  s.t.  Σ_k x_ik ≤ Σ_{j covers i} z_j, Σ_j z_j = units, x_ik ≤ 1, z whole
    (Daskin 1983, A maximum expected covering location model). Each unit is busy with probability q, independently of
    the others; a row in reach of k units is met with probability 1 − q^k.

    units counts the existing ones too; existing: units that stay, per site (None: none); max_per_site: one number or one
    a site (None: no limit). `sites` holds a site once for each unit there. ValueError on wrong sizes, q outside [0, 1),
    or units that do not fit.

    Example: demand 20, 30, 10, 25, 15; A covers rows 0, 1, B 1, 2, 3, C 3, 4; three units, q = 0.3: A, B, C, 81.55.
    """
    begun, work = time.perf_counter(), work_of(work_s, wall_limit_s)
    w = checked_weights(weights, cover.n_demand)
    if not 0 <= busy_fraction < 1:
        raise ValueError(f"busy_fraction must lie in [0, 1), got {busy_fraction}")
    stay, most = _limits(cover.n_sites, units, existing, max_per_site)
    merged, merged_w, _ = merged_rows(cover, w)
    units_at = _local_search(merged, merged_w, units, busy_fraction, stay, most)
    units_at, bound = _exact(merged, merged_w, units, busy_fraction, stay, most, units_at, work, seed)
    sites = np.repeat(np.arange(cover.n_sites), units_at)
    value = expected_weight(merged, merged_w, units_at, busy_fraction)
    if bound - value <= 1e-7 * max(1.0, value):  # the solver's own feasibility tolerance
        bound = value
    return proven(sites, value, bound, time.perf_counter() - begun, stopped=work.stopped, covered=cover.counts(sites))


def expected_weight(cover: Cover, weights: NDArray[np.float64], units_at: ArrayLike, busy_fraction: float) -> float:
    """Σ_i w_i (1 − q^k_i), k_i the units in reach of row i; units_at: units per site."""
    at = np.asarray(units_at, dtype=np.float64)
    in_reach = np.zeros(cover.n_demand)
    np.add.at(in_reach, cover.rows_of_site, np.repeat(at, np.diff(cover.site_ptr)))
    return float(weights @ (1.0 - np.power(busy_fraction, in_reach)))


def _limits(n_sites: int, units: int, existing: ArrayLike | None, max_per_site: int | ArrayLike | None) -> tuple[np.ndarray, np.ndarray]:
    stay = np.zeros(n_sites, np.int64) if existing is None else np.asarray(existing, dtype=np.int64)
    if stay.shape != (n_sites,) or (stay < 0).any():
        raise ValueError(f"existing: {n_sites} counts expected, none negative")
    if max_per_site is None:
        most = np.full(n_sites, units, np.int64)
    else:
        most = np.broadcast_to(np.asarray(max_per_site, dtype=np.int64), (n_sites,)).copy()
    most = np.minimum(most, units)
    if int(units) != units or units < 1 or stay.sum() > units:
        raise ValueError(f"units must be a whole number, at least 1 and at least the {stay.sum()} existing ones")
    if (stay > most).any():
        raise ValueError("more units stand at a site than max_per_site allows")
    if most.sum() < units:
        raise ValueError(f"{units} units do not fit: the sites hold {most.sum()}")
    return stay, most


def _local_search(cover: Cover, w: np.ndarray, units: int, q: float, stay: np.ndarray, most: np.ndarray) -> np.ndarray:
    """Greedy adding, then moves of one unit while they gain."""
    row_of = np.repeat(np.arange(cover.n_sites), np.diff(cover.site_ptr))
    at = stay.copy()
    k = np.zeros(cover.n_demand)
    np.add.at(k, cover.rows_of_site, at[row_of].astype(float))

    def gains(k_now: np.ndarray) -> np.ndarray:
        return np.bincount(row_of, (w * (1 - q) * q**k_now)[cover.rows_of_site], cover.n_sites)

    def move(site: int, sign: int) -> None:
        at[site] += sign
        k[cover.rows_of_site[cover.site_ptr[site] : cover.site_ptr[site + 1]]] += sign

    for _ in range(units - int(stay.sum())):
        move(int(np.argmax(np.where(at < most, gains(k), -1.0))), 1)
    improved = True
    while improved:
        improved = False
        for site in np.flatnonzero(at > stay).tolist():
            move(site, -1)
            gain = np.where(at < most, gains(k), -1.0)
            best = int(np.argmax(gain))
            if gain[best] > gain[site] * (1 + 1e-12) + 1e-12:
                move(best, 1)
                improved = True
            else:
                move(site, 1)
    return at


def _exact(
    cover: Cover, w: np.ndarray, units: int, q: float, stay: np.ndarray, most: np.ndarray, start: np.ndarray, work: Work, seed: int
) -> tuple[np.ndarray, float]:
    """(units per site, bound): prices leave the sites where more could be better, HiGHS decides among those."""
    new, base = int(units - stay.sum()), cover.counts(np.repeat(np.arange(cover.n_sites), stay))
    known, total_fixed = expected_weight(cover, w, start, q), float(w @ (1.0 - np.power(q, base)))
    room, first = most - stay, w * (1 - q) * np.power(q, base)
    if new == 0 or not first.any():  # where nobody is left to reach, every place is as good
        return start, known
    may, bound = open_sites(cover, first, _spare(cover, room, new, base, q), q, room, new, known - total_fixed)
    bound = max(known, min(total_fixed + bound, float(w.sum())))
    if room[may].sum() < new:
        return start, known
    found, milp_bound = _by_highs(cover, w, new, q, stay, np.where(may, most, stay), start, work, seed)
    # What prices left out is no better than what is known.
    return found, min(bound, max(known, milp_bound))


def _spare(cover: Cover, room: np.ndarray, new: int, base: np.ndarray, q: float) -> np.ndarray:
    """How many of the new units could reach each row and be worth something there."""
    spare = np.minimum(np.add.reduceat(room[cover.sites_of_row], cover.row_ptr[:-1]), new)
    spare = np.where(np.diff(cover.row_ptr) > 0, spare, 0)
    return np.where(base > 0, 0, np.minimum(spare, 1)) if q == 0 else spare


def _by_highs(
    cover: Cover, w: np.ndarray, new: int, q: float, stay: np.ndarray, most: np.ndarray, start: np.ndarray, work: Work, seed: int
) -> tuple[np.ndarray, float]:
    """(units per site, bound) by HiGHS; existing units are taken out of the rows' pieces beforehand."""
    base = cover.counts(np.repeat(np.arange(cover.n_sites), stay))
    spare = _spare(cover, most - stay, new, base, q)
    total_fixed = float(w @ (1.0 - np.power(q, base)))
    row = np.repeat(np.arange(cover.n_demand), spare)
    piece = np.arange(row.size) - np.repeat(np.cumsum(spare) - spare, spare)
    gain_x = w[row] * (1 - q) * np.power(q, base[row] + piece)
    m, n_x = cover.n_sites, row.size
    live = np.flatnonzero(spare > 0)
    place = np.full(cover.n_demand, -1)
    place[live] = np.arange(live.size)
    pair_row = np.repeat(np.arange(cover.n_demand), np.diff(cover.row_ptr))
    used = (place[pair_row] >= 0) & (most > stay)[cover.sites_of_row]
    r = np.concatenate([place[row], place[pair_row[used]], np.full(m, live.size)])
    c = np.concatenate([m + np.arange(n_x), cover.sites_of_row[used], np.arange(m)])
    v = np.concatenate([np.ones(n_x), -np.ones(int(used.sum())), np.ones(m)])
    rows = sparse_rows(v, r, c, live.size + 1)
    extra = start - stay
    in_reach = cover.counts(np.repeat(np.arange(m), extra))
    begin = np.concatenate([extra.astype(float), (piece < in_reach[row]).astype(float)])
    result = maximise(
        np.concatenate([np.zeros(m), gain_x]), rows,
        np.concatenate([np.full(live.size, -np.inf), [new]]), np.concatenate([np.zeros(live.size), [new]]),
        np.zeros(m + n_x), np.concatenate([(most - stay).astype(float), np.ones(n_x)]),
        np.concatenate([np.ones(m, bool), np.zeros(n_x, bool)]),
        start=begin, work=work, most_s=work.left_s, seed=seed,
    )  # fmt: skip
    bound = min(total_fixed + result.bound, float(w.sum()))
    if result.x is None:
        return start, bound
    found = stay + np.rint(result.x[:m]).astype(np.int64)
    if expected_weight(cover, w, found, q) < expected_weight(cover, w, start, q):
        found = start
    return found, bound
