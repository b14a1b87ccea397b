"""What count a series lets expect next: quasi-Poisson regressions of many series on one design, past outbreaks weighed down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.methods.kernels import njit

# Anscombe residuals beyond this are weighed down, as Noufaily et al. 2013 recommend (Farrington et al. 1996 had 1).
OUTBREAK = 2.58
_STEPS = 50


@dataclass(frozen=True, eq=False)
class Expected:
    """Per series: the `mean` to expect, its `variance` (of the estimate), the `dispersion` of counts about their means (≥ 1) and how
    many periods were `free` to tell it."""

    mean: NDArray[np.float64]
    variance: NDArray[np.float64]
    dispersion: NDArray[np.float64]
    free: NDArray[np.float64]

    @property
    def spread(self) -> NDArray[np.float64]:
        """Variance over mean of the next count, the doubt about its mean within."""
        return self.dispersion + self.variance / self.mean

    def chance(self, count: NDArray[np.float64]) -> NDArray[np.float64]:
        """P(next count ≥ `count`). Where the dispersion was estimated, the normal deviate of the tail is taken for Student's: few
        periods tell a dispersion badly, and too small a one makes surges of nothing."""
        from scipy import special

        p = tail(count, self.mean, self.spread)
        return np.where(self.dispersion > 1, special.stdtr(self.free, special.ndtri(p)), p)

    def limit(self, share: float) -> NDArray[np.float64]:
        """The smallest count beyond which the next lies with a chance of at most `share`."""
        from scipy import special

        return upper(self.mean, self.spread, np.where(self.dispersion > 1, special.ndtr(special.stdtrit(self.free, share)), share))


def expected(counts: NDArray[np.float64], design: NDArray[np.float64], offset: NDArray[np.float64], then: NDArray[np.float64]) -> Expected:
    """The count to expect where the design's row is `then` and the offset 0.

    counts: (series × period); design: (period × column), shared; offset: log of what the counts are of, a period. Fitted twice, the
    second time with weights γ / s² for Anscombe residuals s > 2.58 and γ for others, adding up to the number of periods (Farrington,
    Andrews, Beale & Catchpole 1996, A statistical algorithm for the early detection of outbreaks of infectious disease; Noufaily et
    al. 2013, An improved algorithm for outbreak detection in multiple surveillance systems).
    """
    column, value = _sparse(design)
    counts, width = np.ascontiguousarray(counts), design.shape[1]
    weights = np.ones_like(counts)
    _, _, mean, leverage, dispersion = fit_series(counts, column, value, width, offset, weights)
    spread = np.sqrt(dispersion[:, None] * (1 - np.minimum(leverage, 0.999)))
    residual = 1.5 * (counts ** (2 / 3) - mean ** (2 / 3)) / (mean ** (1 / 6) * spread)
    weights = np.where(residual > OUTBREAK, np.maximum(residual, OUTBREAK) ** -2.0, 1.0)
    weights *= counts.shape[1] / weights.sum(axis=1, keepdims=True)
    slope, inverse, _, _, dispersion = fit_series(counts, column, value, width, offset, weights)
    mean_then = np.exp((slope * then).sum(axis=1))
    variance = mean_then**2 * dispersion * (inverse * then[:, None] * then).sum(axis=(1, 2))
    return Expected(mean_then, variance, dispersion, np.full(len(counts), max(1.0, len(design) - len(then))))


def _sparse(design: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """(columns, values) of each row that are not 0, as many as the fullest row has."""
    most = int((design != 0).sum(axis=1).max())
    column = np.argsort(design == 0, axis=1, kind="stable")[:, :most]
    return np.ascontiguousarray(column), np.ascontiguousarray(np.take_along_axis(design, column, axis=1))


@njit(cache=True, nogil=True)
def fit_series(
    counts: np.ndarray, column: np.ndarray, value: np.ndarray, width: int, offset: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """(coefficients, inverse information, means, leverages, dispersion) of each series by Fisher scoring. A row of the design has few
    columns that are not 0, so it is given by these."""
    series, periods = counts.shape
    slopes, inverses = np.zeros((series, width)), np.zeros((series, width, width))
    means, leverages, dispersion = np.zeros((series, periods)), np.zeros((series, periods)), np.ones(series)
    for s in range(series):
        y, weight, mean = counts[s], weights[s], means[s]
        level = np.log((weight * y).sum() / (weight * np.exp(offset)).sum())
        linear, slope = np.full(periods, level), slopes[s]
        mean[:] = np.exp(linear + offset)
        for _ in range(_STEPS):
            information, aim = _information(y, column, value, width, weight, mean, linear)
            new = np.linalg.solve(information, aim)
            moved = np.abs(new - slope).max()
            slope[:] = new
            for t in range(periods):
                linear[t] = 0.0
                for one in range(column.shape[1]):
                    linear[t] += value[t, one] * slope[column[t, one]]
                # Steps that would overflow come only from a first guess far off; the next ones bring it back.
                linear[t] = min(max(linear[t], level - 30), level + 30)
                mean[t] = np.exp(linear[t] + offset[t])
            if moved < 1e-9:
                break
        information, _ = _information(y, column, value, width, weight, mean, linear)
        inverse = np.linalg.inv(information)
        inverses[s] = inverse
        wide = 0.0
        for t in range(periods):
            wide += weight[t] * (y[t] - mean[t]) ** 2 / mean[t]
            for a in range(column.shape[1]):
                for b in range(column.shape[1]):
                    leverages[s, t] += value[t, a] * value[t, b] * inverse[column[t, a], column[t, b]]
            leverages[s, t] *= weight[t] * mean[t]
        dispersion[s] = max(1.0, wide / max(1, periods - width))
    return slopes, inverses, means, leverages, dispersion


@njit(cache=True, nogil=True)
def _information(
    y: np.ndarray, column: np.ndarray, value: np.ndarray, width: int, weight: np.ndarray, mean: np.ndarray, linear: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The left and right side of the equations of one step."""
    information, aim = np.zeros((width, width)), np.zeros(width)
    for t in range(y.size):
        heavy = weight[t] * mean[t]
        toward = heavy * linear[t] + weight[t] * (y[t] - mean[t])
        for a in range(column.shape[1]):
            aim[column[t, a]] += value[t, a] * toward
            for b in range(column.shape[1]):
                information[column[t, a], column[t, b]] += heavy * value[t, a] * value[t, b]
    for one in range(width):
        information[one, one] += 1e-10
    return information, aim


def tail(count: NDArray[np.float64], mean: NDArray[np.float64], spread: NDArray[np.float64]) -> NDArray[np.float64]:
    """P(Y ≥ count) of the negative binomial with this mean and variance `spread` · mean; Poisson where spread is 1."""
    from scipy import special

    over = spread - 1
    wide = over > 1e-9
    size = mean / np.where(wide, over, 1.0)
    beyond = np.where(wide, special.betainc(np.maximum(count, 1), size, over / spread), special.gammainc(np.maximum(count, 1), mean))
    return np.where(count > 0, beyond, 1.0)


def upper(mean: NDArray[np.float64], spread: NDArray[np.float64], share: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """The smallest count c with P(Y > c) ≤ `share`, of the distribution of `tail`."""
    low, high = np.full(mean.shape, -1.0), np.ceil(mean + 10 * np.sqrt(spread * mean) + 10)
    while (late := tail(high + 1, mean, spread) > share).any():
        high = np.where(late, 2 * high, high)
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        enough = tail(middle + 1, mean, spread) <= share
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high
