"""What a period is compared with: the periods before it that are learned from, and what explains them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

YEARS_NEEDED = 3
"""Past years from which trend and season are told apart."""
_WEEK = 365.25 / 7
_LEAST = 8
_THIN = 5


@dataclass(frozen=True, eq=False)
class Baseline:
    """`periods` learned from, `design` (period × column: level, season, weekday, trend) and its row `then` at the period compared,
    `levels` (period × level) of season and weekday."""

    method: str
    periods: NDArray[np.int64]
    design: NDArray[np.float64]
    then: NDArray[np.float64]
    levels: NDArray[np.float64]

    @property
    def seasonal(self) -> bool:
        """Whether there is history enough for trend and season."""
        return self.method == "farrington"

    def lent(self, past: NDArray[np.float64]) -> NDArray[np.float64]:
        """The counts, half a case spread over each level that has fewer than five."""
        return lent(past, self.levels)


def lent(past: NDArray[np.float64], levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Half a case spread over each level with fewer than five: were none taken for none ever, any one case would be impossible."""
    size = levels.sum(axis=0)
    thin = past @ levels < _THIN
    return past + (thin * (0.5 / size)) @ levels.T


def baseline(period: int, per_year: float, of: NDArray[np.float64]) -> Baseline | None:
    """What comes before a period; None where it is too little. Periods without any paper (`of` 0) say nothing and are left out.

    With three years: all but the last half year, so that what is rising now does not hide itself (Noufaily et al. 2013, An improved
    algorithm for outbreak detection in multiple surveillance systems). Else the half year (12 periods or more) up to two weeks before.
    """
    window = round(3 * per_year / _WEEK)
    full = period >= YEARS_NEEDED * per_year - window
    gap = max(1, round((26 if full else 2) * per_year / _WEEK))
    start = 0 if full else period - gap - max(12, round(per_year / 2))
    known = np.arange(max(0, start), max(0, period - gap))
    known = known[of[known] > 0]
    if known.size < _LEAST:
        return None
    lag = (period - known).astype(float)
    factors = [_season(lag, per_year, window)] if full else []
    if per_year > 300 and known.size >= 4 * 7:
        factors.append(_levels((lag % 7).astype(int), 7))
    level = np.ones((known.size, 1))
    trend = [-lag[:, None] / per_year] if full else []
    design = np.hstack([level, *(factor[:, 1:] for factor in factors), *trend])
    then = np.eye(1, design.shape[1])[0]
    return Baseline("farrington" if full else "trailing", known, design, then, np.hstack(factors) if factors else level)


def _season(lag: NDArray[np.float64], per_year: float, window: int) -> NDArray[np.float64]:
    """Ten levels round the year: the weeks of the period compared with three before and after, and nine equal parts of the rest."""
    since = (-lag / per_year) % 1 * per_year
    own = np.minimum(since, per_year - since) <= window + 0.5
    part = np.clip(((since - window - 0.5) / (per_year - 2 * window - 1) * 9).astype(int), 0, 8) + 1
    return _levels(np.where(own, 0, part), 10)


def _levels(number: NDArray[np.int64], most: int) -> NDArray[np.float64]:
    """A column a level that occurs, the first that of the period compared."""
    table = (number[:, None] == np.arange(most)).astype(float)
    return table[:, table.any(axis=0)]
