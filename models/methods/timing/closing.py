"""How long until things are closed, where some are still open: the share open after each time, and the median, a group."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from models.methods.kernels import njit


@dataclass(frozen=True, eq=False)
class Closing:
    """`curve`: one row a group and time at which something was closed or last seen open (at_risk, closed, censored, open, lower,
    upper; limits null where none of the group is left). `medians`: one row a group (size, closed, median, lower, upper; null where
    fewer than half were closed in the time seen, or the limit lies beyond it)."""

    curve: pl.DataFrame
    medians: pl.DataFrame

    def open_after(self, times: ArrayLike) -> pl.DataFrame:
        """One row a group and time: the share still open then, with its limits; null beyond the last time seen unless all are closed."""
        asked = pl.DataFrame({"time": np.asarray(times, dtype=float).reshape(-1)}).unique().sort("time")
        last = self.curve.group_by("group", maintain_order=True).agg(
            pl.col("time").max().alias("last"), pl.col("open").min().alias("least")
        )
        steps = self.curve.select("group", "time", "open", "lower", "upper").sort("time")
        found = last.join(asked, how="cross").sort("time").join_asof(steps, on="time", by="group", check_sortedness=False)
        beyond, before = (pl.col("time") > pl.col("last")) & (pl.col("least") > 0), pl.col("open").is_null()
        shown = [pl.when(beyond).then(None).when(before).then(1.0).otherwise(name).alias(name) for name in ("open", "lower", "upper")]
        return found.select("group", "time", *shown).sort("group", "time")


def closing(time: ArrayLike, closed: ArrayLike, group: Any = None, *, confidence: float = 0.95) -> Closing:
    """The product-limit estimate of the share still open after a time (Kaplan & Meier 1958, Nonparametric estimation from incomplete
    observations), all groups in one pass.

    time: 0 or more, any unit, to closing or, where `closed` is false, to when it was last seen open (censored; at equal times those
    closed come first); group: one value a row, null a group of its own. Limits by Greenwood's variance on the log-log scale
    (Kalbfleisch & Prentice 1980, The statistical analysis of failure time data); the median is the first time by which half or fewer
    are open, its limits where those of the curve come to a half (Brookmeyer & Crowley 1982, A confidence interval for the median
    survival time). ValueError for times that are none or sizes that differ.

    Example: 6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+ (+ open): .8571 at 6, .4482 at 23, median 23.
    """
    days, done = np.asarray(time, dtype=float).reshape(-1), np.asarray(closed, dtype=bool).reshape(-1)
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, got {confidence}")
    if days.size != done.size or not np.isfinite(days).all() or (days < 0).any():
        raise ValueError("as many times of 0 or more as answers whether closed are needed")
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    steps = _steps(group, days, done)
    number, seen, gone = (steps[name].to_numpy().astype(np.int64) for name in ("number", "seen", "closed"))
    at_risk, share, doubt = product_limit(number, seen, gone)
    lower, upper = _limits(share, doubt, z)
    found = {"at_risk": at_risk, "closed": gone, "censored": seen - gone, "open": share, "lower": lower, "upper": upper}
    curve = steps.select("group", "time").hstack(pl.DataFrame(found, nan_to_null=True))
    at = np.searchsorted(number, np.arange(int(number[-1]) + 2 if number.size else 1))
    first_half = {
        name: _first_half(steps["time"].to_numpy(), values, at) for name, values in (("median", share), ("lower", lower), ("upper", upper))
    }
    first = at[:-1]
    sizes = {"size": at_risk[first], "closed": np.add.reduceat(gone, first) if first.size else gone}
    medians = curve["group"].gather(first).to_frame().hstack(pl.DataFrame({**sizes, **first_half}, nan_to_null=True))
    return Closing(curve, medians)


def _steps(group: Any, days: NDArray[np.float64], done: NDArray[np.bool_]) -> pl.DataFrame:
    """One row a group and time in their order, null last: how many were seen until then, how many closed; groups numbered."""
    given = pl.Series("group", group) if group is not None else pl.repeat("all", days.size, eager=True).alias("group")
    if given.len() != days.size:
        raise ValueError("one group a row is needed")
    if given.dtype in (pl.Categorical, pl.Enum):
        given = given.cast(pl.String)
    return (
        pl.DataFrame({"group": given, "time": days, "closed": done})
        .group_by("group", "time")
        .agg(pl.len().alias("seen"), pl.col("closed").sum())
        .sort("group", "time", nulls_last=True)
        .with_columns(pl.col("group").rle_id().alias("number"))
    )


@njit(cache=True, nogil=True)
def product_limit(group: np.ndarray, seen: np.ndarray, closed: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(at risk, share open, Greenwood's sum) of each group and time, in their order."""
    at_risk, share, doubt = np.empty(seen.size, np.int64), np.empty(seen.size), np.empty(seen.size)
    start = 0
    while start < seen.size:
        end, left = start, 0
        while end < seen.size and group[end] == group[start]:
            left += seen[end]
            end += 1
        open_share, summed = 1.0, 0.0
        for i in range(start, end):
            open_share *= 1.0 - closed[i] / left
            summed += closed[i] / (left * (left - closed[i])) if closed[i] < left else np.inf
            at_risk[i], share[i], doubt[i] = left, open_share, summed
            left -= seen[i]
        start = end
    return at_risk, share, doubt


def _limits(share: NDArray[np.float64], doubt: NDArray[np.float64], z: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Limits of shares, exp(−exp(log(−log S) ± z √V / log S)); 1 before the first is closed, NaN where none is left."""
    with np.errstate(divide="ignore", invalid="ignore"):
        power = np.exp(z * np.sqrt(doubt) / -np.log(share))
        lower, upper = share**power, share ** (1 / power)
    certain = doubt == 0
    none = share <= 0
    return (
        np.where(certain, 1.0, np.where(none, np.nan, lower)),
        np.where(certain, 1.0, np.where(none, np.nan, upper)),
    )


def _first_half(time: NDArray[np.float64], share: NDArray[np.float64], at: NDArray[np.int64]) -> NDArray[np.float64]:
    """Per group, the first time at which the share is a half or less; NaN where it never is."""
    # A share that is a half by hand comes out a hair above it.
    under = np.where(share <= 0.5 + 1e-12, np.arange(share.size), share.size)
    first = np.minimum.reduceat(under, at[:-1]) if at.size > 1 else np.empty(0, np.int64)
    reached = first < at[1:]
    return np.where(reached, time[np.minimum(first, max(0, time.size - 1))], np.nan) if time.size else np.empty(0)
