"""Which features of a place incidents gather near: a risk terrain of cells, each factor with its distance and relative risk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.methods.spatial.poisson import Fit, Rows, fit, held_out_deviance, largest_penalty, path

FEWEST_INCIDENTS = 200
_FOLDS = 5
_PENALTIES = 20
# A column that is on or off in fewer cells says nothing that other cells could confirm.
_FEWEST_CELLS = 10


@dataclass(frozen=True)
class Factor:
    """A factor that is kept: `near` (within `distance_m`) or `dense` (density at that bandwidth over mean + 2 standard deviations), in
    so many cells, with its relative risk and 95 % limits (too narrow by what choosing it used up)."""

    name: str
    kind: str
    distance_m: float
    relative_risk: float
    lower: float
    upper: float
    cells: int


@dataclass(frozen=True, eq=False)
class RiskTerrain:
    """The factors kept, highest relative risk first; per cell the product of theirs (1 where none is near); incidents a cell where
    none is; the spread of counts beyond Poisson's (1: none)."""

    factors: tuple[Factor, ...]
    relative_risk: NDArray[np.float64]
    base: float
    dispersion: float
    incidents: int


@dataclass(frozen=True)
class NoTerrain:
    """Why there is none: `too_few_incidents`, or `no_factor` that is near some cells and not near others."""

    reason: str
    incidents: int
    needed: int = FEWEST_INCIDENTS


def risk_terrain(
    cells: ArrayLike,
    incidents: ArrayLike,
    factors: Mapping[str, ArrayLike],
    *,
    distances_m: Sequence[float] = (50, 100, 150, 200, 300),
    seed: int = 0,
) -> RiskTerrain | NoTerrain:
    """Risk terrain modelling (Caplan, Kennedy & Miller 2011, Risk terrain modeling: brokering criminological theory and GIS methods).

    cells: centres (n × 2, metres); incidents: how many in each; factors: points (m × 2) by name. Each factor is tried as near and as
    dense at each distance. A non-negative L1 Poisson regression with its penalty chosen by five-fold cross-validation over blocks
    of cells leaves candidates; of these, one a factor at most is taken in and out while that lowers the BIC, the deviance divided by
    the spread beyond Poisson's (Burnham & Anderson 2002, Model selection and multimodel inference). Only what raises risk is
    looked for. Says `NoTerrain` under 200 incidents. ValueError for counts that are negative or not one a cell.
    """
    xy, counts = np.asarray(cells, dtype=float).reshape(-1, 2), np.asarray(incidents, dtype=float).reshape(-1)
    if counts.size != len(xy) or not (np.isfinite(counts).all() and np.isfinite(xy).all()) or (counts < 0).any():
        raise ValueError("each cell needs two finite coordinates and a count of 0 or more")
    total = int(counts.sum())
    if total < FEWEST_INCIDENTS:
        return NoTerrain("too_few_incidents", total)
    columns, table = _columns(xy, factors, distances_m)
    if not columns:
        return NoTerrain("no_factor", total)
    kinds, kind_of = _kinds(table)
    rows = _rows(kinds, kind_of, counts, np.ones(counts.size, np.bool_))
    candidates = _candidates(rows, kind_of, counts, _blocks(xy, seed))
    kept, found = _chosen(rows, columns, candidates)
    return _terrain(columns, table, kept, found, total)


def _columns(
    xy: NDArray[np.float64], factors: Mapping[str, ArrayLike], distances_m: Sequence[float]
) -> tuple[list[tuple[str, str, float]], NDArray[np.bool_]]:
    """Each way a factor may be told, and for each cell whether it is so (cells × ways); ways that tell nothing are left out."""
    names: list[tuple[str, str, float]] = []
    found: list[NDArray[np.bool_]] = []
    for name, points in factors.items():
        for kind, distance, on in _ways(xy, np.asarray(points, dtype=float).reshape(-1, 2), sorted(distances_m)):
            alike = any(np.array_equal(on, other) for other, (held, _, _) in zip(found, names, strict=True) if held == name)
            if _FEWEST_CELLS <= np.count_nonzero(on) <= len(xy) - _FEWEST_CELLS and not alike:
                names.append((name, kind, float(distance)))
                found.append(on)
    return names, np.array(found, dtype=np.bool_).reshape(len(names), len(xy)).T


def _ways(xy: NDArray[np.float64], points: NDArray[np.float64], distances: list[float]) -> Iterator[tuple[str, float, NDArray[np.bool_]]]:
    from scipy.spatial import cKDTree

    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return
    pairs = cKDTree(xy).sparse_distance_matrix(cKDTree(points), distances[-1], output_type="ndarray")
    cell, apart = pairs["i"], pairs["v"]
    for distance in distances:
        near = apart <= distance
        yield "near", distance, np.bincount(cell[near], minlength=len(xy)) > 0
        density = np.bincount(cell[near], (1 - (apart[near] / distance) ** 2) ** 2, len(xy))
        yield "dense", distance, density > density.mean() + 2 * density.std()


def _kinds(table: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Cells of which the same is told are one kind: columns × kinds, and the kind of each cell."""
    packed = np.ascontiguousarray(np.packbits(table, axis=1))
    whole = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, first, kind_of = np.unique(whole, return_index=True, return_inverse=True)
    return np.ascontiguousarray(table[first].T, dtype=float), kind_of.astype(np.int64).ravel()


def _rows(kinds: NDArray[np.float64], kind_of: NDArray[np.int64], counts: NDArray[np.float64], use: NDArray[np.bool_]) -> Rows:
    size, count, squares = (np.bincount(kind_of[use], by, kinds.shape[1]).astype(float) for by in (None, counts[use], counts[use] ** 2))
    return Rows(kinds, size, count, squares)


def _blocks(xy: NDArray[np.float64], seed: int) -> NDArray[np.int64]:
    """The fold of each cell: whole blocks, about a hundred of them, since cells side by side are not independent (Roberts et al. 2017,
    Cross-validation strategies for data with temporal, spatial, hierarchical, or phylogenetic structure)."""
    side = max(float(np.sqrt(np.prod(np.ptp(xy, axis=0) + 1) / 100)), 1e-9)
    at = np.floor((xy - xy.min(axis=0)) / side).astype(np.int64)
    _, block = np.unique(at[:, 0] * (at[:, 1].max() + 1) + at[:, 1], return_inverse=True)
    order = np.random.default_rng(seed).permutation(block.max() + 1)
    return order[block.ravel()] % _FOLDS


def _candidates(rows: Rows, kind_of: NDArray[np.int64], counts: NDArray[np.float64], fold: NDArray[np.int64]) -> list[int]:
    """Columns with a coefficient at the penalty that predicts blocks left out best."""
    top = largest_penalty(rows)
    if top <= 0:
        return []
    penalties = np.geomspace(top, top / 50, _PENALTIES)
    lost = np.zeros(_PENALTIES)
    for out in range(_FOLDS):
        learnt, held = (_rows(rows.x, kind_of, counts, use) for use in (fold != out, fold == out))
        if learnt.count.sum() == 0 or held.size.sum() == 0:
            continue
        lost += [held_out_deviance(held, coefficients, learnt) for coefficients in path(learnt, penalties)]
    best = int(np.argmin(lost))
    return np.flatnonzero(path(rows, penalties[: best + 1])[-1] > 1e-6).tolist()


def _chosen(rows: Rows, columns: list[tuple[str, str, float]], candidates: list[int]) -> tuple[list[int], Fit]:
    """Takes columns in and out, one at a time, while the BIC falls; a factor stands once, and raises risk."""
    kept: list[int] = []
    found = fit(rows.part(kept))
    spread = _spread_beyond(rows, columns, candidates)
    best = _criterion(rows, found, spread)
    while True:
        tried = []
        for column in candidates:
            without = [one for one in kept if one != column]
            trial = without if column in kept else [one for one in without if columns[one][0] != columns[column][0]] + [column]
            with_it = _raising(rows, trial)
            if with_it is not None:
                tried.append((_criterion(rows, with_it, spread), trial, with_it))
        lowest = min(tried, key=lambda one: one[0], default=None)
        if lowest is None or lowest[0] >= best - 1e-9:
            return kept, found
        best, kept, found = lowest


def _raising(rows: Rows, trial: list[int]) -> Fit | None:
    """The fit, if it has one and every coefficient is above 0."""
    try:
        found = fit(rows.part(trial))
    except ValueError:
        return None
    return found if (found.coefficients > 0).all() else None


def _spread_beyond(rows: Rows, columns: list[tuple[str, str, float]], candidates: list[int]) -> float:
    """Pearson's dispersion where each factor is told in as many ways as the penalty left: what no factor explains."""
    try:
        return max(1.0, fit(rows.part(candidates)).dispersion)
    except ValueError:
        return max(1.0, fit(rows.part([])).dispersion)


def _criterion(rows: Rows, found: Fit, spread: float) -> float:
    return float(found.deviance / spread + np.log(rows.size.sum()) * (found.coefficients.size + 1))


def _terrain(columns: list[tuple[str, str, float]], table: NDArray[np.bool_], kept: list[int], found: Fit, incidents: int) -> RiskTerrain:
    spread = max(1.0, found.dispersion)
    wide = NormalDist().inv_cdf(0.975) * np.sqrt(np.diag(found.covariance)[1:] * spread)
    factors = [
        Factor(*columns[column], float(np.exp(b)), float(np.exp(b - w)), float(np.exp(b + w)), int(table[:, column].sum()))
        for column, b, w in zip(kept, found.coefficients, wide, strict=True)
    ]
    risk = np.exp(table[:, kept].astype(float) @ found.coefficients)
    by_risk = tuple(sorted(factors, key=lambda factor: -factor.relative_risk))
    return RiskTerrain(by_risk, risk, float(np.exp(found.log_rate)), found.dispersion, incidents)
