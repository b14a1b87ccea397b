"""Travel time from distance, calibrated on the calls themselves, and the chance to arrive in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

CIRCUITY = 1.3  # road distance / straight distance where nothing better is known

Kind = Literal["kolesar", "log_linear"]


@dataclass(frozen=True)
class FitError:
    """Errors on rows the fit did not see, in minutes: bias = mean of (predicted − seen), mae = mean absolute error.

    bias_median is the median of (predicted − seen): near 0 when the median is predicted well, while `bias` is then
    below 0 because travel times are skewed.
    """

    n: int
    mae: float
    bias: float
    bias_median: float


@dataclass(frozen=True, eq=False)
class TravelFit:
    """A calibrated travel-time curve that predicts the median, not the mean.

    kind "kolesar": c·√d up to d0, then straight on with the slope there; level = log c, shape = d0 in km.
    kind "log_linear": log t = a + b·log d; level = a, shape = b. band_effect: added to log t, 0.0 for the first band.
    residuals: sorted log(seen / predicted) of the fitted rows, for the chance to arrive in time.
    holdout, holdout_by_band: errors on rows kept out of a first fit; the curve itself is fitted on all rows.
    """

    kind: Kind
    level: float
    shape: float
    band_effect: NDArray[np.float64]
    residuals: NDArray[np.float64]
    n: int
    holdout: FitError
    holdout_by_band: tuple[FitError, ...]

    def minutes(self, distance_km: ArrayLike, band: ArrayLike | int = 0) -> NDArray[np.float64]:
        """Median travel minutes over a road distance; band: number of the band, one for all or one each."""
        return np.exp(self._on_log_scale(distance_km) + self.band_effect[np.asarray(band)])

    def all_minutes(self, distance_km: ArrayLike, bands: Sequence[int]) -> Iterator[NDArray[np.float64]]:
        """`minutes` of the same distances in one band after another, what the bands share reckoned once."""
        shared = self._on_log_scale(distance_km)
        for band in bands:
            minutes = shared + self.band_effect[band]
            yield np.exp(minutes, out=minutes)

    def chance_within(self, distance_km: ArrayLike, limit_min: ArrayLike, band: ArrayLike | int = 0) -> NDArray[np.float64]:
        """P(travel ≤ limit_min), from the spread of the fitted rows round the curve; at the median it is one half."""
        with np.errstate(divide="ignore"):
            room = np.log(np.asarray(limit_min, dtype=np.float64)) - np.log(self.minutes(distance_km, band))
        return np.searchsorted(self.residuals, room, side="right") / self.residuals.size

    def _on_log_scale(self, distance_km: ArrayLike) -> NDArray[np.float64]:
        """The logarithm of the minutes in the first band."""
        with np.errstate(divide="ignore"):
            return np.asarray(self.level + _log_shape(self.kind, _distances(distance_km), self.shape))


def road_km(straight_km: ArrayLike, circuity: float = CIRCUITY) -> NDArray[np.float64]:
    """Road distance guessed from the straight line; circuity ≥ 1."""
    if not circuity >= 1:
        raise ValueError(f"circuity must be at least 1, got {circuity}")
    return _distances(straight_km) * circuity


def fit_travel(
    distance_km: ArrayLike,
    minutes: ArrayLike,
    band: ArrayLike | None = None,
    *,
    kind: Kind = "kolesar",
    holdout: ArrayLike | None = None,
    seed: int = 0,
) -> TravelFit:
    """Fits travel minutes to road distance by least absolute deviations of the logarithm: the median, robustly.

    "kolesar": Kolesar, Walker & Hausner 1975, Determining the relation between fire engine travel times and travel
    distances in New York City: speeding up costs time on short ways (square root), cruising follows (linear); the two
    parts meet with the same slope. Fitted to the median on the log scale as in Budge, Ingolfsson & Zerom 2010,
    Empirical analysis of ambulance travel times. "log_linear": log t = a + b·log d. Each band shifts log t.

    distance_km, minutes: one a trip; rows with a distance or time ≤ 0 or unknown are left out. band: 0, 1, … per trip.
    holdout: flags of trips kept out for the error (a later period); None takes a random quarter. ValueError below 8
    usable trips, or with none on one side of the holdout.

    Example: t = 2·√d for d = 0.25, 1, 4 and t = 4 + (d − 4)/2 beyond (d0 = 4): level log 2, shape 4.
    """
    d, t = np.asarray(distance_km, dtype=np.float64), np.asarray(minutes, dtype=np.float64)
    bands = np.zeros(d.shape, np.int64) if band is None else np.asarray(band, dtype=np.int64)
    if d.ndim != 1 or d.shape != t.shape or d.shape != bands.shape:
        raise ValueError("distance_km, minutes and band must be of one length")
    if bands.size and bands.min() < 0:
        raise ValueError("bands must be numbered 0, 1, …")
    n_bands = int(bands.max(initial=0)) + 1
    usable = np.isfinite(d) & np.isfinite(t) & (d > 0) & (t > 0)
    if usable.sum() < 8:
        raise ValueError(f"at least 8 trips with distance and time are needed, got {int(usable.sum())}")
    kept_out = np.random.default_rng(seed).random(d.size) < 0.25 if holdout is None else np.asarray(holdout, dtype=bool)
    seen, unseen = usable & ~kept_out, usable & kept_out
    if not seen.any() or not unseen.any():
        raise ValueError("the holdout must leave trips on both sides")
    trial = _fitted(kind, d[seen], t[seen], bands[seen], n_bands)
    error = _curve(kind, *trial, d[unseen], bands[unseen]) - t[unseen]
    level, shape, effect = _fitted(kind, d[usable], t[usable], bands[usable], n_bands)
    residuals = np.log(t[usable]) - np.log(_curve(kind, level, shape, effect, d[usable], bands[usable]))
    return TravelFit(
        kind, level, shape, effect, np.sort(residuals), int(usable.sum()), _error(error),
        tuple(_error(error[bands[unseen] == b]) for b in range(n_bands)),
    )  # fmt: skip


def _fitted(kind: Kind, d: np.ndarray, t: np.ndarray, bands: np.ndarray, n_bands: int) -> tuple[float, float, np.ndarray]:
    """(level, shape, band effects) with the least Σ |log t − log curve|, by shrinking a net over the shape."""
    low, high = (np.log(d.min()), np.log(d.max())) if kind == "kolesar" else (0.0, 2.0)
    log_t = np.log(t)
    rows = [np.flatnonzero(bands == b) for b in range(n_bands)]
    for _ in range(6):
        net = np.linspace(low, high, 21)
        losses = [_levels(kind, d, log_t, bands, rows, _shape(kind, x))[2] for x in net]
        best = int(np.argmin(losses))
        low, high = net[max(0, best - 1)], net[min(20, best + 1)]
    shape = _shape(kind, net[best])
    level, effect, _ = _levels(kind, d, log_t, bands, rows, shape)
    return level, float(shape), effect


def _shape(kind: Kind, x: float) -> float:
    return np.exp(x) if kind == "kolesar" else x


def _levels(
    kind: Kind, d: np.ndarray, log_t: np.ndarray, bands: np.ndarray, rows: Sequence[np.ndarray], shape: float
) -> tuple[float, np.ndarray, float]:
    """`rows` are those of each band."""
    rest = log_t - _log_shape(kind, d, shape)
    medians = np.array([_median(rest[these] if these.size else rest) for these in rows])
    return float(medians[0]), medians - medians[0], float(np.abs(rest - medians[bands]).sum())


def _median(values: np.ndarray) -> float:
    """numpy.median without its care for axes and missing values, which costs more than the median itself."""
    half = values.size // 2
    if values.size % 2:
        return float(np.partition(values, half)[half])
    middle = np.partition(values, (half - 1, half))
    return float((middle[half - 1] + middle[half]) / 2)


def _curve(kind: Kind, level: float, shape: float, effect: np.ndarray, d: np.ndarray, bands: np.ndarray) -> np.ndarray:
    return np.exp(level + _log_shape(kind, d, shape) + effect[bands])


def _log_shape(kind: Kind, d: np.ndarray, shape: float) -> np.ndarray:
    if kind == "log_linear":
        return shape * np.log(d)
    root = np.sqrt(shape)
    return np.log(np.where(d <= shape, np.sqrt(d), root + (d - shape) / (2 * root)))


def _error(error: NDArray[np.float64]) -> FitError:
    if error.size == 0:
        return FitError(0, float("nan"), float("nan"), float("nan"))
    return FitError(error.size, float(np.abs(error).mean()), float(error.mean()), float(np.median(error)))


def _distances(values: ArrayLike) -> NDArray[np.float64]:
    d = np.asarray(values, dtype=np.float64)
    if (d < 0).any():
        raise ValueError("distances must not be negative")
    return d
