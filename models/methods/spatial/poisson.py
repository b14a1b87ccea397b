"""Poisson regression on whole counts of many like rows: maximum likelihood, and a path of non-negative L1 fits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.methods.kernels import njit

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows alike in `x` (columns × kinds) held once: how many there are (`size`), the sum of their counts and of the squares."""

    x: Array
    size: Array
    count: Array
    squares: Array

    def part(self, columns: list[int]) -> Rows:
        """The same rows seen by some columns only."""
        return Rows(self.x[columns], self.size, self.count, self.squares)


@dataclass(frozen=True, eq=False)
class Fit:
    """`log_rate` where all columns are 0, the coefficients, their covariance (with the log rate first), deviance of the counts and
    Pearson's dispersion (1 when counts spread as Poisson ones do)."""

    log_rate: float
    coefficients: Array
    covariance: Array
    deviance: float
    dispersion: float


def fit(rows: Rows) -> Fit:
    """Maximum likelihood by Newton's steps (McCullagh & Nelder 1989, Generalized linear models). ValueError where columns repeat one
    another or a coefficient runs away: no count stands where, or only where, a column is on.
    """
    design = np.concatenate([np.ones((1, rows.size.size)), rows.x])
    beta = np.zeros(len(design))
    beta[0] = np.log(rows.count.sum() / rows.size.sum())
    for _ in range(60):
        mean = rows.size * np.exp(beta @ design)
        try:
            step = np.linalg.solve((design * mean) @ design.T, design @ (rows.count - mean))
        except np.linalg.LinAlgError as error:
            raise ValueError("columns repeat one another") from error
        # A step of more than 2 in the logarithm is no step towards a maximum near by.
        step *= min(1.0, 2 / max(1e-12, np.abs(step).max()))
        beta += step
        if np.abs(step).max() < 1e-9:
            break
    else:
        raise ValueError("a coefficient has no finite value")
    expected = np.exp(beta @ design)
    covariance = np.linalg.inv((design * rows.size * expected) @ design.T)
    freedom = max(1.0, rows.size.sum() - beta.size)
    pearson = (rows.squares / expected - 2 * rows.count + rows.size * expected).sum() / freedom
    return Fit(float(beta[0]), beta[1:], covariance, _deviance(rows, rows.size * expected), float(pearson))


def path(rows: Rows, penalties: Array) -> Array:
    """Non-negative coefficients (penalties × columns) minimising −log likelihood / rows + penalty Σ sd_j β_j, penalties falling.

    Proximal Newton steps on the columns that matter, each solved by coordinate descent (Friedman, Hastie & Tibshirani 2010,
    Regularization paths for generalized linear models via coordinate descent). The log rate is not penalised.
    """
    n, spread = rows.size.sum(), _spread(rows)
    beta, level = np.zeros(len(rows.x)), float(np.log(rows.count.sum() / n))
    slope = rows.x @ (rows.count - rows.size * np.exp(level)) / n
    found = np.zeros((len(penalties), beta.size))
    for k, penalty in enumerate(penalties):
        used, more = np.flatnonzero(beta > 0), np.flatnonzero(slope > penalty * spread * (1 + 1e-6))
        while used.size + more.size:
            used = np.union1d(used, more)
            beta[used], level, left = _settled(rows, rows.x[used], beta[used], level, penalty * spread[used])
            slope = rows.x @ left / n
            # A column in use is settled as closely as steps go: only others can still matter.
            more = np.setdiff1d(np.flatnonzero(slope > penalty * spread * (1 + 1e-6)), used)
            if not more.size:
                break
        found[k] = beta
    return found


def largest_penalty(rows: Rows) -> float:
    """The penalty from which on no column is used."""
    mean = rows.size * (rows.count.sum() / rows.size.sum())
    slope = rows.x @ (rows.count - mean) / rows.size.sum()
    return float((slope / _spread(rows)).max(initial=0.0))


def held_out_deviance(rows: Rows, coefficients: Array, level_of: Rows) -> float:
    """Deviance of counts under coefficients found elsewhere, the log rate taken from the rows they were found on."""
    used = np.flatnonzero(coefficients)
    raised, learnt = (np.exp(coefficients[used] @ one.x[used]) for one in (rows, level_of))
    level = level_of.count.sum() / (level_of.size * learnt).sum()
    return _deviance(rows, rows.size * raised * level)


def _spread(rows: Rows) -> Array:
    share = rows.x @ rows.size / rows.size.sum()
    return np.sqrt(np.maximum(share * (1 - share), 1e-12))


def _deviance(rows: Rows, mean: Array) -> float:
    """Twice the log likelihood lost against the mean, up to a term that the counts alone decide."""
    return float(2 * (mean.sum() - (rows.count * np.log(np.maximum(mean, 1e-300) / np.maximum(rows.size, 1e-300))).sum()))


def _settled(rows: Rows, x: Array, beta: Array, level: float, penalty: Array) -> tuple[Array, float, Array]:
    """Newton's steps on the columns in use (columns × kinds) until they stand: coefficients, log rate, and counts less expected ones."""
    n = rows.size.sum()
    for _ in range(30):
        mean = rows.size * np.exp(level + beta @ x)
        left = rows.count - mean
        moved, shift = _step(x, mean / n, x @ left / n, left.sum() / n, beta, penalty)
        change = np.abs(moved - beta).max(initial=0.0) + abs(shift)
        beta, level = moved, level + shift
        if change < 1e-6:
            break
    return beta, level, rows.count - rows.size * np.exp(level + beta @ x)


def _step(x: Array, weight: Array, slope: Array, slope_level: float, beta: Array, penalty: Array) -> tuple[Array, float]:
    """One Newton step: where the quadratic about `beta` is least, no coefficient under 0, and how the level shifts."""
    total = weight.sum()
    weighted = x * weight
    mean = weighted.sum(axis=1) / total
    curve = weighted @ x.T - total * np.outer(mean, mean)
    moved = _descended(curve, slope - mean * slope_level, beta, penalty)
    shift = slope_level / total - mean @ (moved - beta)
    longest = max(np.abs(moved - beta).max(initial=0.0), abs(shift))
    shorter = min(1.0, 2 / max(longest, 1e-12))
    return beta + shorter * (moved - beta), float(shorter * shift)


@njit(cache=True, nogil=True)
def _descended(curve: np.ndarray, slope: np.ndarray, start: np.ndarray, penalty: np.ndarray) -> np.ndarray:
    beta = start.copy()
    left = slope.copy()
    for _ in range(1_000):
        widest = 0.0
        for j in range(beta.size):
            if curve[j, j] <= 1e-15:
                continue
            value = max(0.0, beta[j] + (left[j] - penalty[j]) / curve[j, j])
            moved = value - beta[j]
            if moved != 0.0:
                left -= moved * curve[j]
                beta[j] = value
                widest = max(widest, abs(moved))
        if widest < 1e-8:
            break
    return beta
