"""What count a series lets expect next: quasi-Poisson regressions of many series on one design, past outbreaks weighed down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
    weights = np.ones_like(counts)
    squares = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    _, mean, inverse, dispersion = _fit(counts, design, offset, weights, squares)
    leverage = np.minimum(weights * mean * (inverse.reshape(len(counts), -1) @ squares.T), 0.999)
    residual = 1.5 * (counts ** (2 / 3) - mean ** (2 / 3)) / (mean ** (1 / 6) * np.sqrt(dispersion[:, None] * (1 - leverage)))
    weights = np.where(residual > OUTBREAK, np.maximum(residual, OUTBREAK) ** -2.0, 1.0)
    weights *= counts.shape[1] / weights.sum(axis=1, keepdims=True)
    slope, _, inverse, dispersion = _fit(counts, design, offset, weights, squares)
    mean_then = np.exp(slope @ then)
    variance = mean_then**2 * dispersion * np.einsum("i,sij,j->s", then, inverse, then)
    return Expected(mean_then, variance, dispersion, np.full(len(counts), max(1.0, len(design) - len(then))))


def _fit(
    counts: NDArray[np.float64],
    design: NDArray[np.float64],
    offset: NDArray[np.float64],
    weights: NDArray[np.float64],
    squares: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """(coefficients, means, inverse information, dispersion) by Fisher scoring, all series at once."""
    series, columns = len(counts), design.shape[1]
    level = np.log((weights * counts).sum(axis=1) / (weights * np.exp(offset)).sum(axis=1))
    slope = np.zeros((series, columns))
    mean = np.exp(level[:, None] + offset)
    linear = np.broadcast_to(level[:, None], counts.shape)
    for _ in range(_STEPS):
        heavy = weights * mean
        information = (heavy @ squares).reshape(series, columns, columns)
        information[:, np.arange(columns), np.arange(columns)] += 1e-10
        aim = (heavy * linear + weights * (counts - mean)) @ design
        before, slope = slope, np.linalg.solve(information, aim[..., None])[..., 0]
        # Steps that would overflow come only from a first guess far off; the next ones bring it back.
        linear = np.clip(slope @ design.T, level[:, None] - 30, level[:, None] + 30)
        mean = np.exp(linear + offset)
        if np.abs(slope - before).max() < 1e-9:
            break
    heavy = weights * mean
    information = (heavy @ squares).reshape(series, columns, columns)
    information[:, np.arange(columns), np.arange(columns)] += 1e-10
    free = max(1, len(design) - columns)
    dispersion = np.maximum(1.0, (weights * (counts - mean) ** 2 / mean).sum(axis=1) / free)
    return slope, mean, np.linalg.inv(information), dispersion


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
