"""How much of what is seen chance would give: many tests at once, and rates of small places."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class Shrunk:
    """Rates drawn towards their mean: `rate` of each place, its `weight` on its own count (0 … 1), the `mean`, the variance between."""

    rate: NDArray[np.float64]
    weight: NDArray[np.float64]
    mean: float
    between: float


@dataclass(frozen=True)
class Trend:
    """Mann & Kendall's S, its variance with ties, the deviate Z and the two-sided p-value."""

    s: int
    variance: float
    z: float
    p: float


def false_discovery(p: ArrayLike, rate: float = 0.05) -> NDArray[np.bool_]:
    """Which hypotheses are rejected with a false discovery rate of at most `rate`; NaN never is.

    Benjamini & Hochberg 1995, Controlling the false discovery rate. Example: their fifteen p-values at .05: the first four.
    """
    given = np.asarray(p, dtype=float)
    known = np.flatnonzero(~np.isnan(given))
    if known.size and (given[known].min() < 0 or given[known].max() > 1):
        raise ValueError("p-values lie between 0 and 1")
    ordered = known[np.argsort(given[known], kind="stable")]
    passed = np.flatnonzero(given[ordered] <= rate * np.arange(1, ordered.size + 1) / max(1, ordered.size))
    found = np.zeros(given.shape, dtype=np.bool_)
    if passed.size:
        found[ordered[: passed[-1] + 1]] = True
    return found


def two_sided(z: ArrayLike) -> NDArray[np.float64]:
    """The p-value of a standard deviate on either side; NaN stays. Example: 1.959964 → .05."""
    from scipy.special import ndtr

    return np.asarray(2 * ndtr(-np.abs(np.asarray(z, dtype=float))))


def empirical_bayes(events: ArrayLike, at_risk: ArrayLike) -> Shrunk:
    """Rates shrunk to the mean of all places by how few are at risk (Marshall 1991, Mapping disease and mortality rates using empirical
    Bayes estimators, global). ValueError unless every place has somebody at risk.

    Example: 3 10 60 40 of 50 400 2000 5000 → .02662 .02237 .02899 .00820.
    """
    y, n = np.asarray(events, dtype=float), np.asarray(at_risk, dtype=float)
    if y.shape != n.shape or not y.size or not (np.isfinite(y).all() and np.isfinite(n).all()) or y.min() < 0 or n.min() <= 0:
        raise ValueError("events of 0 or more and places with somebody at risk are needed")
    raw, mean = y / n, float(y.sum() / n.sum())
    between = max(0.0, float((n * (raw - mean) ** 2).sum() / n.sum() - mean / n.mean()))
    with np.errstate(invalid="ignore"):
        weight = np.where(between + mean / n > 0, between / (between + mean / n), 0.0)
    return Shrunk(mean + weight * (raw - mean), weight, mean, between)


def mann_kendall(values: ArrayLike) -> Trend:
    """Whether values in their order rise or fall (Mann 1945, Nonparametric tests against trend; Kendall 1975, Rank correlation methods).

    Ties are allowed for in the variance, Z is corrected for continuity. Example: 1 3 2 5 4 6 8 7 9 10 → S 39, Z 3.3988.
    """
    from statistics import NormalDist

    x = np.asarray(values, dtype=float).reshape(-1)
    n = x.size
    if n < 3 or not np.isfinite(x).all():
        raise ValueError("three finite values or more are needed")
    s = int(np.sign(x[None, :] - x[:, None])[np.triu_indices(n, 1)].sum())
    _, ties = np.unique(x, return_counts=True)
    variance = float(n * (n - 1) * (2 * n + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18
    z = 0.0 if s == 0 or variance == 0 else (s - np.sign(s)) / variance**0.5
    return Trend(s, variance, float(z), 2 * (1 - NormalDist().cdf(abs(float(z)))))
