"""The departments: how much each has, how long things take while some are still open, and how old the open ones are."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from models.methods.timing.closing import closing

AGES = (7, 14, 30, 90)
NAMES = ("to_7", "to_14", "to_30", "to_90", "over_90")
CURVES, WITHIN = 6, 7
FEW = 5
LOAD = {
    "dept": pl.String, "papers": pl.Int64, "recent": pl.Int64, "open": pl.Int64, "overdue": pl.Int64, "late_share": pl.Float64,
    "median": pl.Float64, "median_low": pl.Float64, "median_high": pl.Float64, "within": pl.Float64,
}  # fmt: skip


def departments(tagged: pl.DataFrame, span: pl.DataFrame, recent_weeks: int) -> dict[str, pl.DataFrame | None]:
    """`dept_load`, `dept_ageing` and `dept_curve`; the last two only where it is known what is closed."""
    known = tagged.filter(pl.col("dept").is_not_null())
    if known.is_empty():
        return dict.fromkeys(("dept_load", "dept_ageing", "dept_curve"))
    told = bool(known["done"].any())
    as_of = _as_of(known, span)
    begin = span["last_week"][0] - timedelta(weeks=recent_weeks - 1)
    load = known.group_by("dept").agg(
        papers=pl.len().cast(pl.Int64), recent=(pl.col("week") >= begin).sum().cast(pl.Int64),
        open=(~pl.col("done")).sum().cast(pl.Int64), overdue=(~pl.col("done") & (pl.col("due") < as_of)).sum().cast(pl.Int64),
        due=(pl.col("due").is_not_null() & pl.col("closed").is_not_null()).sum(), late=(pl.col("closed") > pl.col("due")).sum(),
    )  # fmt: skip
    load = load.with_columns(late_share=pl.when(pl.col("due") > 0).then(pl.col("late") / pl.col("due")))
    if not told:
        load = load.with_columns(open=pl.lit(None, pl.Int64), overdue=pl.lit(None, pl.Int64))
    elif not known["due"].is_not_null().any():
        load = load.with_columns(overdue=pl.lit(None, pl.Int64))
    times, curve = _times(known, as_of) if told else (None, None)
    empty = pl.DataFrame(schema={"dept": pl.String, **{name: LOAD[name] for name in ("median", "median_low", "median_high", "within")}})
    load = load.join(empty if times is None else times, on="dept", how="left").sort(-pl.col("papers"), "dept").select(*LOAD)
    return {"dept_load": load, "dept_ageing": _ageing(known, as_of) if told else None, "dept_curve": curve}


def _as_of(known: pl.DataFrame, span: pl.DataFrame) -> date:
    """The day the file is of: the last thing that happened in it."""
    closed = known["closed"].max()
    last: date = span["last_day"][0]
    return max(last, closed) if isinstance(closed, date) else last


def _times(known: pl.DataFrame, as_of: date) -> tuple[pl.DataFrame | None, pl.DataFrame | None]:
    """Median days to closing and the share closed within a week, by department; the curves of the largest."""
    timed = known.filter(pl.col("closed").is_not_null() | ~pl.col("done"))
    if not timed["closed"].is_not_null().any():
        return None, None
    days = (timed["closed"].fill_null(as_of) - timed["day"]).dt.total_days().clip(0)
    found = closing(days.to_numpy(), timed["closed"].is_not_null().to_numpy(), timed["dept"])
    week = found.open_after([WITHIN]).select(pl.col("group").alias("dept"), within=1 - pl.col("open"))
    medians = found.medians.select(pl.col("group").alias("dept"), "median", median_low="lower", median_high="upper")
    largest = timed.group_by("dept").len().sort(-pl.col("len").cast(pl.Int64), "dept").filter(pl.col("len") >= FEW).head(CURVES)["dept"]
    shown = found.curve.filter(pl.col("group").is_in(largest.implode()) & (pl.col("time") <= 2 * AGES[-1]))
    curve = shown.select(pl.col("group").alias("dept"), days=pl.col("time"), open=pl.col("open"), low=pl.col("lower"), high=pl.col("upper"))
    return medians.join(week, on="dept", how="left"), curve.sort("dept", "days")


def _ageing(known: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Open complaints by how long they have been open."""
    waiting = known.filter(~pl.col("done")).with_columns(age=(pl.lit(as_of) - pl.col("day")).dt.total_days())
    limits = [-1, *AGES, np.inf]
    columns = [
        ((pl.col("age") > low) & (pl.col("age") <= high)).sum().cast(pl.Int64).alias(name)
        for name, low, high in zip(NAMES, limits, limits[1:], strict=False)
    ]
    found = waiting.group_by("dept").agg(pl.len().cast(pl.Int64).alias("open"), *columns, oldest=pl.col("age").max().cast(pl.Int64))
    return found.sort(-pl.col("open"), "dept")
