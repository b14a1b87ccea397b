"""Intervals for shares, their changes and counts, rates of areas, funnel limits, and the split of a change into rate and mix."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.methods.spatial.chance import empirical_bayes


def wilson(successes: ArrayLike, n: ArrayLike, confidence: float = 0.95) -> tuple[NDArray, NDArray]:
    """(lower, upper) limits of a share, 0 … 1; NaN where n is 0.

    (p̂ + z²/2n ± z √(p̂(1 − p̂)/n + z²/4n²)) / (1 + z²/n) (Wilson 1927, Probable inference, the law of succession, and
    statistical inference). ValueError unless 0 ≤ successes ≤ n.

    Example: 9 of 10 → 0.5958 … 0.9821; 0 of 10 → 0 … 0.2775.
    """
    return wilson_at(successes, n, NormalDist().inv_cdf(0.5 + _checked(confidence) / 2))


def wilson_at(successes: ArrayLike, n: ArrayLike, z: float) -> tuple[NDArray, NDArray]:
    """The limits of `wilson` for a deviate z, where that is Student's and not the normal one. Example: 9 of 10, z 2.2: .5542 … .9849."""
    x, size = _counts(successes, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = x / size
        centre = (share + z**2 / (2 * size)) / (1 + z**2 / size)
        half = z * np.sqrt(share * (1 - share) / size + z**2 / (4 * size**2)) / (1 + z**2 / size)
        lower = np.where(x == 0, 0.0, centre - half)
        upper = np.where(x == size, 1.0, centre + half)
    empty = size == 0
    return np.where(empty, np.nan, lower), np.where(empty, np.nan, upper)


def byar(count: ArrayLike, confidence: float = 0.95) -> tuple[NDArray, NDArray]:
    """(lower, upper) limits of a Poisson mean by Byar's approximation; divide by the exposure for a rate.

    O(1 − 1/9O − z/3√O)³ and (O + 1)(1 − 1/9(O+1) + z/3√(O+1))³ (Breslow & Day 1987, Statistical methods in cancer
    research, volume 2). Example: 10 → 4.79 … 18.39.
    """
    o = _non_negative(count)
    z = NormalDist().inv_cdf(0.5 + _checked(confidence) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        lower = np.where(o > 0, o * (1 - 1 / (9 * o) - z / (3 * np.sqrt(o))) ** 3, 0.0)
    high = o + 1
    return np.maximum(lower, 0.0), high * (1 - 1 / (9 * high) + z / (3 * np.sqrt(high))) ** 3


def poisson_exact(count: ArrayLike, confidence: float = 0.95) -> tuple[NDArray, NDArray]:
    """(lower, upper) exact limits of a Poisson mean; divide by the exposure for a rate.

    ½χ²(α/2; 2O) and ½χ²(1 − α/2; 2O + 2) (Garwood 1936, Fiducial limits for the Poisson distribution).
    Example: 0 → 0 … 3.6889; 10 → 4.7954 … 18.3904.
    """
    # Takes a third of a second to import, and most runs ask for nothing of it.
    from scipy import stats

    o = _non_negative(count)
    alpha = 1 - _checked(confidence)
    lower = np.where(o > 0, stats.chi2.ppf(alpha / 2, np.maximum(2 * o, 1e-9)) / 2, 0.0)
    return lower, stats.chi2.ppf(1 - alpha / 2, 2 * o + 2) / 2


def funnel_limits(target: float, n: ArrayLike, confidence: float = 0.998) -> tuple[NDArray, NDArray]:
    """(lower, upper) shares between which a unit of size n lies with `confidence` when its true share is `target`.

    Exact binomial quantiles r/n: the smallest r with P(X ≤ r) ≥ α/2 and ≥ 1 − α/2 (Spiegelhalter 2005, Funnel plots for
    comparing institutional performance). NaN where n is 0. Example: 0.05, 400, 99.8 % → 0.020 … 0.0875.
    """
    from scipy import stats

    if not 0 <= target <= 1:
        raise ValueError(f"target must be a share of 0 … 1, got {target}")
    size = _non_negative(n)
    alpha = 1 - _checked(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        lower = stats.binom.ppf(alpha / 2, size, target) / size
        upper = stats.binom.ppf(1 - alpha / 2, size, target) / size
    return np.where(size == 0, np.nan, lower), np.where(size == 0, np.nan, upper)


def rate_funnel_limits(target: float, at_risk: ArrayLike, confidence: float = 0.998) -> tuple[NDArray, NDArray]:
    """(lower, upper) rates between which an area with so many at risk lies with `confidence` when its true rate is `target`.

    As `funnel_limits`, of a Poisson count with mean target × at_risk: for events a person may have more than once
    (Spiegelhalter 2005). NaN where nobody is at risk. Example: 0.05, 400, 99.8 % → 0.020 … 0.0875.
    """
    from scipy import stats

    if not (np.isfinite(target) and target >= 0):
        raise ValueError(f"target must be a rate of 0 or more, got {target}")
    size = _non_negative(at_risk)
    alpha = 1 - _checked(confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        # At a mean of 0 the quantile asked for is −1 there.
        lower = np.maximum(stats.poisson.ppf(alpha / 2, size * target), 0) / size
        upper = np.maximum(stats.poisson.ppf(1 - alpha / 2, size * target), 0) / size
    return np.where(size == 0, np.nan, lower), np.where(size == 0, np.nan, upper)


def share_difference(
    successes_before: ArrayLike, n_before: ArrayLike, successes_after: ArrayLike, n_after: ArrayLike, confidence: float = 0.95
) -> tuple[NDArray, NDArray]:
    """(lower, upper) limits of the change of a share, after − before, from two independent samples; NaN where an n is 0.

    With the Wilson limits l, u of each share p: d − √((p₂ − l₂)² + (u₁ − p₁)²) and d + √((u₂ − p₂)² + (p₁ − l₁)²)
    (Newcombe 1998, Interval estimation for the difference between independent proportions, method 10). ValueError as `wilson`.

    Example: 48 of 80 → 56 of 70, a change of 0.2: 0.0524 … 0.3339.
    """
    (l1, u1), (l2, u2) = wilson(successes_before, n_before, confidence), wilson(successes_after, n_after, confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        p1 = np.asarray(successes_before, dtype=np.float64) / np.asarray(n_before, dtype=np.float64)
        p2 = np.asarray(successes_after, dtype=np.float64) / np.asarray(n_after, dtype=np.float64)
    return p2 - p1 - np.hypot(p2 - l2, u1 - p1), p2 - p1 + np.hypot(u2 - p2, p1 - l1)


@dataclass(frozen=True, eq=False)
class AreaRates:
    """Per area: the count, how many are at risk, the crude rate with its exact limits, the rate shrunk to the mean of all areas, and
    which side of the funnel the area lies on (1 above, −1 below, 0 within). Rates are per `per` at risk, NaN where nobody is.
    """

    count: NDArray[np.float64]
    at_risk: NDArray[np.float64]
    rate: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    smoothed: NDArray[np.float64]
    outside: NDArray[np.int8]
    mean: float
    per: float


def area_rates(count: ArrayLike, at_risk: ArrayLike, *, per: float = 1.0, confidence: float = 0.95, funnel: float = 0.998) -> AreaRates:
    """What is to be said of areas of different size: never a count without its rate, never a rate without its limits.

    Limits are exact (`poisson_exact`), smoothing is `empirical_bayes`, the funnel stands at the rate of all areas together with
    `funnel` between its limits (`rate_funnel_limits`). Areas where nobody is at risk have no rate and count in no mean.
    ValueError on differing sizes and on counts that are not finite or negative.

    Example: 3 10 60 40 of 50 400 2000 5000 → crude .06 .025 .03 .008, smoothed .02662 .02237 .02899 .00820, the third above, the
    fourth below.
    """
    y, n = _non_negative(count), _non_negative(at_risk)
    if y.shape != n.shape or y.ndim != 1:
        raise ValueError("counts and people at risk must name the same areas")
    some = n > 0
    rate, lower, upper, smoothed = (np.full(y.size, np.nan) for _ in range(4))
    outside, mean = np.zeros(y.size, np.int8), float("nan")
    if some.any():
        mean = float(y[some].sum() / n[some].sum())
        rate[some] = y[some] / n[some]
        lower[some], upper[some] = (limit / n[some] for limit in poisson_exact(y[some], confidence))
        smoothed[some] = empirical_bayes(y[some], n[some]).rate
        low, high = rate_funnel_limits(mean, n[some], funnel)
        outside[some] = np.where(rate[some] > high, 1, np.where(rate[some] < low, -1, 0))
    return AreaRates(y, n, rate * per, lower * per, upper * per, smoothed * per, outside, mean * per, per)


@dataclass(frozen=True)
class Decomposition:
    """A change of a mean: difference = rate_effect + mix_effect."""

    before: float
    after: float
    difference: float
    rate_effect: float
    mix_effect: float


def kitagawa(share_before: ArrayLike, rate_before: ArrayLike, share_after: ArrayLike, rate_after: ArrayLike) -> Decomposition:
    """Splits the change of Σ share × rate over groups into changed rates and a changed mix of groups.

    rate effect Σ ½(s₁ + s₂)(r₂ − r₁), mix effect Σ ½(r₁ + r₂)(s₂ − s₁) (Kitagawa 1955, Components of a difference
    between two rates). Counts may be given for shares. ValueError on differing sizes or negative or empty shares.

    Example: shares (.5, .5) → (.8, .2), 5 and 10 minutes unchanged: 7.5 → 6.0, rate effect 0, mix effect −1.5.
    """
    s1, s2 = _shares(share_before), _shares(share_after)
    r1, r2 = np.asarray(rate_before, dtype=np.float64), np.asarray(rate_after, dtype=np.float64)
    if not (s1.shape == s2.shape == r1.shape == r2.shape):
        raise ValueError("shares and rates must name the same groups")
    before, after = float(s1 @ r1), float(s2 @ r2)
    return Decomposition(before, after, after - before, float((s1 + s2) / 2 @ (r2 - r1)), float((r1 + r2) / 2 @ (s2 - s1)))


def _shares(values: ArrayLike) -> NDArray[np.float64]:
    shares = _non_negative(values)
    if shares.ndim != 1 or shares.sum() <= 0:
        raise ValueError("shares must be one-dimensional with a positive sum")
    return shares / shares.sum()


def _counts(successes: ArrayLike, n: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x, size = np.broadcast_arrays(_non_negative(successes), _non_negative(n))
    if (x > size).any():
        raise ValueError("more successes than cases")
    return x, size


def _non_negative(values: ArrayLike) -> NDArray[np.float64]:
    array = np.asarray(values, dtype=np.float64)
    if not np.isfinite(array).all() or (array < 0).any():
        raise ValueError("counts must be finite and not negative")
    return array


def _checked(confidence: float) -> float:
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, got {confidence}")
    return confidence
