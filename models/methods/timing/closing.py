"""How long until things are closed, where some are still open: the share open after each time, and the median, a group."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import polars as pl
from numba import njit
from numpy.typing import ArrayLike, NDArray


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
    names, number = _groups(group, days.size)
    order = np.lexsort((~done, days, number))
    rows = product_limit(number[order], days[order], done[order])
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    lower, upper = _limits(rows[:, 5], rows[:, 6], z)
    of = rows[:, 0].astype(np.int64)
    curve = pl.DataFrame(
        {
            "group": names.gather(of),
            "time": rows[:, 1],
            "at_risk": rows[:, 2].astype(np.int64),
            "closed": rows[:, 3].astype(np.int64),
            "censored": rows[:, 4].astype(np.int64),
            "open": rows[:, 5],
            "lower": lower,
            "upper": upper,
        }
    ).with_columns(pl.col("lower", "upper").fill_nan(None))
    at = np.searchsorted(of, np.arange(len(names) + 1))
    medians = pl.DataFrame(
        {
            "group": names,
            "size": np.bincount(number, minlength=len(names)),
            "closed": np.bincount(number, weights=done, minlength=len(names)).astype(np.int64),
            **{name: _first_half(rows[:, 1], share, at) for name, share in (("median", rows[:, 5]), ("lower", lower), ("upper", upper))},
        }
    ).with_columns(pl.col("median", "lower", "upper").fill_nan(None))
    return Closing(curve, medians)


@njit(cache=True, nogil=True)
def product_limit(group: np.ndarray, time: np.ndarray, closed: np.ndarray) -> np.ndarray:
    """Rows sorted by group and time → (group, time, at risk, closed, censored, share open, Greenwood's sum) a group and time."""
    n = time.size
    found = np.empty((n, 7))
    made = 0
    start = 0
    while start < n:
        end = start
        while end < n and group[end] == group[start]:
            end += 1
        share, doubt, i = 1.0, 0.0, start
        while i < end:
            j, gone = i, 0
            while j < end and time[j] == time[i]:
                gone += closed[j]
                j += 1
            left = end - i
            share *= 1.0 - gone / left
            doubt += gone / (left * (left - gone)) if gone < left else np.inf
            row = found[made]
            row[0], row[1], row[2], row[3], row[4] = group[i], time[i], left, gone, j - i - gone
            row[5], row[6] = share, doubt
            made += 1
            i = j
        start = end
    return found[:made]


def _groups(group: Any, size: int) -> tuple[pl.Series, NDArray[np.int64]]:
    """The groups in their order, null last, and each row's number among them."""
    given = pl.Series("group", ["all"] * size if group is None else group)
    if given.len() != size:
        raise ValueError("one group a row is needed")
    names = given.unique().sort(nulls_last=True)
    if given.dtype == pl.Categorical or given.dtype == pl.Enum:
        given, names = given.cast(pl.String), names.cast(pl.String)
    numbered = pl.DataFrame({"group": names, "number": np.arange(names.len())})
    joined = given.to_frame().join(numbered, on="group", how="left", nulls_equal=True, maintain_order="left")
    return names, joined["number"].to_numpy().astype(np.int64)


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
