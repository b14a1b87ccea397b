"""Replay of real calls: the nearest free unit goes to each call in time order, and what that gives is measured."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.methods.kernels import njit


@dataclass(frozen=True, eq=False)
class Replay:
    """One row per call, in the order given.

    unit: who went, −1 when the call was lost. wait_min: until a unit was free (0 when one was at once; NaN when lost).
    travel_min: the drive (NaN when lost). response_min: wait + turnout + travel (inf when lost).
    busy_share: per unit, busy minutes / minutes between the first call and the last.
    """

    unit: NDArray[np.int64]
    wait_min: NDArray[np.float64]
    travel_min: NDArray[np.float64]
    response_min: NDArray[np.float64]
    busy_share: NDArray[np.float64]

    @property
    def lost_share(self) -> float:
        """Share of the calls that found no unit (mode "lost")."""
        return float((self.unit < 0).mean())


def replay(
    call_s: ArrayLike,
    location: ArrayLike,
    travel_min: ArrayLike,
    unit_base: ArrayLike,
    after_arrival_min: ArrayLike,
    *,
    turnout_min: ArrayLike = 0.0,
    band: ArrayLike | None = None,
    when_all_busy: Literal["queue", "lost"] = "queue",
) -> Replay:
    """Sends the nearest free unit from its base to each call; a unit is busy for turnout + travel + after_arrival.

    Event simulation of dispatch to historical calls (the trace-driven way of Henderson & Mason 2004, Ambulance service
    planning: simulation and data visualisation). Equal travel: the unit with the lower number.

    call_s: seconds since any origin, in any order; location: column of travel_min per call.
    travel_min: bases × locations, or bands × bases × locations; inf where not reached.
    unit_base: base number per unit, or bands × units; −1 = off duty in that band.
    after_arrival_min: per call (or one number), arrival until free again; turnout_min: per call or one, call to departure.
    band: per call, its band (needed where travel or bases differ by band).
    when_all_busy: "queue" waits for the unit first free (first come, first served), "lost" loses the call.
    A call no unit on duty can reach is lost in both modes. ValueError on sizes, ranges or negative minutes.

    Example: one base, one unit, calls at 0 s and 60 s, travel 2, after arrival 5: response 2 and 6 + 2 = 8 minutes.
    """
    at = np.asarray(call_s, dtype=np.float64).reshape(-1)
    n = at.size
    place = np.asarray(location, dtype=np.int64).reshape(-1)
    travel = np.asarray(travel_min, dtype=np.float64)
    bases = np.asarray(unit_base, dtype=np.int64)
    bands = np.zeros(n, np.int64) if band is None else np.asarray(band, dtype=np.int64).reshape(-1)
    after = np.broadcast_to(np.asarray(after_arrival_min, dtype=np.float64), (n,))
    turnout = np.broadcast_to(np.asarray(turnout_min, dtype=np.float64), (n,))
    travel = travel[None] if travel.ndim == 2 else travel
    bases = bases[None] if bases.ndim == 1 else bases
    _check(at, place, travel, bases, bands, after, turnout)
    travel_band = bands if travel.shape[0] > 1 else np.zeros(n, np.int64)
    base_band = bands if bases.shape[0] > 1 else np.zeros(n, np.int64)
    order = np.argsort(at, kind="stable")
    unit, wait, drive, busy = _simulate(
        at / 60.0, order, place, np.ascontiguousarray(travel), travel_band, np.ascontiguousarray(bases), base_band,
        np.ascontiguousarray(after), np.ascontiguousarray(turnout), when_all_busy == "queue",
    )  # fmt: skip
    response = np.where(unit >= 0, wait + turnout + drive, np.inf)
    span = float(at.max() - at.min()) / 60.0 if n else 0.0
    return Replay(unit, wait, drive, response, busy / span if span > 0 else np.zeros(busy.size))


@dataclass(frozen=True)
class ShareWithin:
    """A share with its interval, 0 … 1, over n calls of `days` days."""

    share: float
    lower: float
    upper: float
    n: int
    days: int


def share_within(
    response_min: ArrayLike,
    limit_min: float,
    day: ArrayLike,
    *,
    confidence: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
) -> ShareWithin:
    """Share of calls with response ≤ limit_min, with a percentile interval from whole days drawn again.

    Calls of one day depend on each other, so days are the unit of the bootstrap (Efron & Tibshirani 1993, An
    introduction to the bootstrap). Lost calls (inf) count as late; calls of one day alone have no interval (NaN). ValueError
    without calls.
    """
    inside, _, counts = _by_day(response_min, limit_min, day)
    lower, upper = _limits(_day_draws(inside[None], counts, draws, seed)[0], counts.size, confidence)
    n = int(counts.sum())
    return ShareWithin(float(inside.sum() / n), lower, upper, n, counts.size)


@dataclass(frozen=True)
class GainWithin:
    """Calls brought within the limit and pushed out of it by a change, and the net share with its interval."""

    gained: int
    lost: int
    net_share: float
    lower: float
    upper: float


def gain_within(
    before_min: ArrayLike,
    after_min: ArrayLike,
    limit_min: float,
    day: ArrayLike,
    *,
    confidence: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
) -> GainWithin:
    """What a change does to the same calls: gained, lost, and the net share with a paired day-bootstrap interval."""
    before = np.asarray(before_min, dtype=np.float64) <= limit_min
    after = np.asarray(after_min, dtype=np.float64) <= limit_min
    was, _, counts = _by_day(before_min, limit_min, day)
    now, _, _ = _by_day(after_min, limit_min, day)
    shares = _day_draws(np.stack([was, now]), counts, draws, seed)
    lower, upper = _limits(shares[1] - shares[0], counts.size, confidence)
    net = float((now.sum() - was.sum()) / counts.sum())
    return GainWithin(int((after & ~before).sum()), int((before & ~after).sum()), net, lower, upper)


def _limits(drawn: np.ndarray, days: int, confidence: float) -> tuple[float, float]:
    """A day drawn again from itself is always the same: it tells nothing of how days differ."""
    if days < 2:
        return float("nan"), float("nan")
    lower, upper = np.quantile(drawn, [0.5 - confidence / 2, 0.5 + confidence / 2])
    return float(lower), float(upper)


def _by_day(response_min: ArrayLike, limit_min: float, day: ArrayLike) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    response = np.asarray(response_min, dtype=np.float64).reshape(-1)
    days = np.asarray(day).reshape(-1)
    if response.size == 0 or response.shape != days.shape:
        raise ValueError("one day is needed for each call, and one call at least")
    names, number = np.unique(days, return_inverse=True)
    counts = np.bincount(number, minlength=names.size).astype(np.float64)
    inside = np.bincount(number, weights=response <= limit_min, minlength=names.size)
    return inside, names, counts


def _day_draws(inside: np.ndarray, counts: np.ndarray, draws: int, seed: int) -> np.ndarray:
    times = _times_drawn(counts.size, draws, seed)
    return (times @ inside.T).T / (times @ counts)


@lru_cache(maxsize=1)
def _times_drawn(days: int, draws: int, seed: int) -> np.ndarray:
    """How often each day is drawn (draws × days): the same for every change of one replay."""
    times = np.random.default_rng(seed).multinomial(days, np.full(days, 1 / days), size=draws).astype(np.float64)
    times.flags.writeable = False
    return times


def _check(
    at: np.ndarray, place: np.ndarray, travel: np.ndarray, bases: np.ndarray, bands: np.ndarray, after: np.ndarray, turnout: np.ndarray
) -> None:
    n = at.size
    if place.shape != (n,) or bands.shape != (n,):
        raise ValueError(f"{n} calls need as many locations and bands")
    if travel.ndim != 3 or bases.ndim != 2 or bases.shape[1] == 0:
        raise ValueError("travel_min must be [bands ×] bases × locations, unit_base [bands ×] units")
    if not np.isfinite(at).all() or np.isnan(travel).any() or not (np.isfinite(after).all() and np.isfinite(turnout).all()):
        raise ValueError("times must be numbers")
    if (travel < 0).any() or (after < 0).any() or (turnout < 0).any():
        raise ValueError("minutes must not be negative")
    if n and (place.min() < 0 or place.max() >= travel.shape[2]):
        raise ValueError(f"locations must lie in 0 … {travel.shape[2] - 1}")
    if bases.min() < -1 or bases.max() >= travel.shape[1]:
        raise ValueError(f"unit_base must lie in −1 … {travel.shape[1] - 1}")
    n_bands = max(travel.shape[0], bases.shape[0])
    if n and (bands.min() < 0 or bands.max() >= n_bands) and n_bands > 1:
        raise ValueError(f"bands must lie in 0 … {n_bands - 1}")
    if travel.shape[0] > 1 and bases.shape[0] > 1 and travel.shape[0] != bases.shape[0]:
        raise ValueError("travel_min and unit_base have different numbers of bands")


@njit(cache=True, nogil=True)
def _simulate(
    at_min: np.ndarray,
    order: np.ndarray,
    place: np.ndarray,
    travel: np.ndarray,
    travel_band: np.ndarray,
    bases: np.ndarray,
    base_band: np.ndarray,
    after: np.ndarray,
    turnout: np.ndarray,
    queue: bool,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    n, n_units = at_min.size, bases.shape[1]
    unit = np.full(n, -1, np.int64)
    wait, drive = np.full(n, np.nan), np.full(n, np.nan)
    free_at = np.full(n_units, -np.inf)
    busy = np.zeros(n_units)
    for c in order:
        now = at_min[c]
        best, best_travel, soonest, soonest_at = -1, np.inf, -1, np.inf
        for v in range(n_units):
            base = bases[base_band[c], v]
            if base < 0:
                continue
            minutes = travel[travel_band[c], base, place[c]]
            if minutes == np.inf:
                continue
            if free_at[v] <= now:
                if minutes < best_travel:
                    best, best_travel = v, minutes
            elif free_at[v] < soonest_at:
                soonest, soonest_at = v, free_at[v]
        start = now
        if best < 0:
            if not queue or soonest < 0:
                continue
            best, start = soonest, soonest_at
            best_travel = travel[travel_band[c], bases[base_band[c], best], place[c]]
        unit[c] = best
        wait[c] = start - now
        drive[c] = best_travel
        length = turnout[c] + best_travel + after[c]
        free_at[best] = start + length
        busy[best] += length
    return unit, wait, drive, busy
