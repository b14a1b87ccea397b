"""Trend and season of a series, where it is long enough to tell them apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

CYCLES_NEEDED = 2
_MANY_CYCLES = 7
_LONG_CYCLE = 24
_OUTLYING = 3.5


@dataclass(frozen=True, eq=False)
class Seasons:
    """values = trend + season + rest, one of each a period; strengths 0 … 1 (how much of what is left without the other part this part
    explains: Wang, Smith & Hyndman 2006, Characteristic-based clustering for time series data). A season of few cycles follows chance:
    `season_beyond_chance` is its strength less what as many free levels explain of noise (Theil 1961, Economic forecasts and policy)."""

    trend: NDArray[np.float64]
    season: NDArray[np.float64]
    rest: NDArray[np.float64]
    trend_strength: float
    season_strength: float
    season_beyond_chance: float


@dataclass(frozen=True)
class NoSeasons:
    """Why a series was not taken apart: "short" (`periods` of the `needed`) or "level" (values do not differ)."""

    reason: str
    periods: int
    needed: int


def seasons(values: ArrayLike, cycle: int) -> Seasons | NoSeasons:
    """Trend and season of `cycle` periods by loess (Cleveland, Cleveland, McRae & Terpenning 1990, STL: a seasonal-trend decomposition
    procedure based on loess).

    Two full cycles are needed. With seven or more the season may change and the fit is robust. With fewer it is the same in each
    cycle, and a single outbreak would be taken for the season of its weeks: in cycles of 24 periods or more, values far from the
    median of the quarter cycle round them (3.5 robust deviates) are replaced by it for the fit, and stand in `rest`. ValueError for
    values that are no numbers or a cycle below 2.

    Example: a straight line with a fixed season is given back as it was made.
    """
    x = np.asarray(values, dtype=float).reshape(-1)
    if not np.isfinite(x).all() or cycle < 2:
        raise ValueError("finite values and a cycle of two periods or more are needed")
    if x.size < CYCLES_NEEDED * cycle:
        return NoSeasons("short", x.size, CYCLES_NEEDED * cycle)
    if np.ptp(x) == 0:
        return NoSeasons("level", x.size, CYCLES_NEEDED * cycle)
    # Two seconds to import, and a run without a season does without.
    from statsmodels.tsa.seasonal import STL

    jumps = {"trend_jump": _jump(1.5 * cycle), "low_pass_jump": _jump(cycle)}
    if x.size >= _MANY_CYCLES * cycle:
        found = STL(x, period=cycle, seasonal=7, robust=True, **jumps).fit()
    else:
        found = STL(_calm(x, cycle), period=cycle, seasonal=10 * (x.size // 2) + 1, seasonal_deg=0, **jumps).fit()
    rest = x - found.trend - found.seasonal
    strength = _strength(found.seasonal, rest)
    beyond = max(0.0, 1 - (1 - strength) * (x.size - 1) / (x.size - cycle))
    return Seasons(found.trend, found.seasonal, rest, _strength(found.trend, rest), strength, beyond)


def _calm(x: NDArray[np.float64], cycle: int) -> NDArray[np.float64]:
    """The values without those that stand out from their neighbours, where neighbours are at nearly the same place of the cycle."""
    from scipy.ndimage import median_filter

    if cycle < _LONG_CYCLE:
        return x
    middle = median_filter(x, size=cycle // 4 | 1, mode="nearest")
    away = np.abs(x - middle)
    usual = float(np.median(away))
    return np.where(0.6745 * away > _OUTLYING * usual, middle, x) if usual > 0 else x


def _jump(window: float) -> int:
    """How many periods are bridged by a straight line between two smoothed ones: a tenth of the window, as the paper advises."""
    return max(1, int(np.ceil(window / 10)))


def _strength(part: NDArray[np.float64], rest: NDArray[np.float64]) -> float:
    both = float(np.var(part + rest))
    return max(0.0, 1 - float(np.var(rest)) / both) if both > 0 else 0.0
