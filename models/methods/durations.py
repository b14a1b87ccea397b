"""How long something takes when some have not ended yet: the Kaplan-Meier curve with its interval, and its median."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

_Z95 = 1.959963984540054
_ROUNDING = 1e-12


@dataclass(frozen=True)
class Curve:
    """At each moment at which something ended (`times`, rising): the share that goes on after it, its interval of 95 %, and how many were
    at risk and ended then. The interval is NaN where nothing goes on. `until`: the longest that any was watched; the last share holds until
    then."""

    times: NDArray[np.float64]
    share: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    at_risk: NDArray[np.int64]
    ended: NDArray[np.int64]
    until: float

    @property
    def median(self) -> float | None:
        """The first moment after which no more than half go on; None when more do at the last."""
        return self._first(self.share)

    @property
    def median_interval(self) -> tuple[float | None, float | None]:
        """The first moments at which the lower and the upper end of the interval are no more than half (Brookmeyer & Crowley 1982)."""
        return self._first(self.low), self._first(self.high)

    def _first(self, values: NDArray[np.float64]) -> float | None:
        at = np.flatnonzero(values <= 0.5 + _ROUNDING)
        return float(self.times[at[0]]) if at.size else None


def going_on(times: ArrayLike, ended: ArrayLike) -> Curve:
    """The share S(t) = ∏ (1 - d / n) that goes on after each moment t at which d of the n still watched ended.

    `times`: how long each was watched, 0 or more; `ended`: whether it had ended then (what ends and what is last seen at the same moment
    were both at risk). Kaplan & Meier 1958, Nonparametric estimation from incomplete observations; variance by Greenwood 1926, interval on
    the scale log(-log S) (Kalbfleisch & Prentice 1980). The closed forms stand here and not behind scipy.stats.ecdf, which gives the same
    curve, because that import takes a second and its interval warns at both ends of the curve. ValueError on negative or missing times.

    Example: weeks in remission under 6-MP (Freireich and others 1963): S(6) = 0.857, S(10) = 0.753, S(23) = 0.448, median 23.
    """
    watched, over = np.asarray(times, dtype=np.float64).reshape(-1), np.asarray(ended, dtype=bool).reshape(-1)
    if watched.size != over.size or not (watched >= 0).all():
        raise ValueError("each needs a time of 0 or more, and whether it ended then")
    moments, deaths = np.unique(watched[over], return_counts=True)
    at_risk = watched.size - np.searchsorted(np.sort(watched), moments, side="left")
    share = np.cumprod(1.0 - deaths / at_risk, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(np.cumsum(deaths / (at_risk * (at_risk - deaths)))) / np.log(share)
        low, high = share ** np.exp(-_Z95 * spread), share ** np.exp(_Z95 * spread)
    goes_on = share > 0
    low, high = np.where(goes_on, low, np.nan), np.where(goes_on, high, np.nan)
    return Curve(moments, share, low, high, at_risk.astype(np.int64), deaths.astype(np.int64), float(watched.max(initial=0.0)))
