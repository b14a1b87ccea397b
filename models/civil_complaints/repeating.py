"""Places that keep recurring: the same topic again and again within metres and days."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from models.methods.coverage import to_degrees
from models.methods.spatial.chance import false_discovery
from models.methods.spatial.knox import knox
from models.methods.spatial.recurrences import recurrences

TESTED_WEEKS, SHOWN = 52, 200
STANDING_DAYS = 30
# Of places with fewer neither the number nor the point is shown: before others they would be gaps in list and map.
_SHOWN_FROM = 5
FEWEST, TOPICS, LIKELY = 10, 20, 0.05
RECURRING = {
    "rank": pl.Int64, "name": pl.String, "area": pl.String, "count": pl.Int64, "days": pl.Int64, "people": pl.Int64, "first": pl.Date,
    "last": pl.Date, "last_closed": pl.Date, "open": pl.Int64, "reach": pl.Float64, "dept": pl.String, "standing": pl.Boolean,
    "lon": pl.Float64, "lat": pl.Float64,
}  # fmt: skip

KNOX = {
    "name": pl.String, "pairs": pl.Int64, "expected": pl.Float64, "ratio": pl.Float64, "p": pl.Float64, "cases": pl.Int64,
}  # fmt: skip


def places(points: pl.DataFrame, span: pl.DataFrame, metres: float, days: float, least: int) -> pl.DataFrame:
    """Standing problems first, then those with most complaints; places of too few to be shown last. `points` name their topic."""
    found = recurrences(np.column_stack([points["x"], points["y"]]), points["day"], points["name"], metres=metres, days=days, least=least)
    # Many at one place on one day are a crowd, no recurrence.
    again = found.found.filter(pl.col("days") > 1)
    if again.is_empty():
        return pl.DataFrame(schema=RECURRING)
    cases = points.with_columns(problem=pl.Series(found.problem)).filter(pl.col("problem") >= 0)
    about = cases.group_by("problem").agg(
        pl.col("area").drop_nulls().mode().sort().first(),
        pl.col("dept").drop_nulls().mode().sort().first(),
        last_closed=pl.col("closed").max(),
        open=(~pl.col("done")).sum().cast(pl.Int64),
        people=pl.col("person").drop_nulls().n_unique().cast(pl.Int64),
    )
    lon, lat = to_degrees(points["crs"][0], again["x"].to_numpy(), again["y"].to_numpy())
    rows = again.rename({"topic": "name"}).with_columns(lon=pl.Series(lon), lat=pl.Series(lat)).join(about, on="problem", how="left")
    told = bool(points["done"].any())
    rows = rows.with_columns(
        standing=pl.col("last") >= span["last_day"][0] - timedelta(days=STANDING_DAYS), people=pl.when(pl.col("people") > 0).then("people"),
        open=pl.col("open") if told else pl.lit(None, pl.Int64),
    )  # fmt: skip
    by = (pl.col("count") < _SHOWN_FROM, ~pl.col("standing"), -pl.col("count"), "first", "lon", "lat")
    ordered = rows.sort(*by).with_row_index("rank", offset=1)
    return ordered.with_columns(pl.col("rank").cast(pl.Int64), pl.col("first", "last").cast(pl.Date)).select(*RECURRING)


def test(points: pl.DataFrame, span: pl.DataFrame, recurring: pl.DataFrame, metres: float, days: float, seed: int) -> pl.DataFrame | None:
    """Whether complaints of a topic follow each other near one place more than by chance, over the last year: one row a topic, that
    which recurs most first, then the largest. All are tested, for the one that recurs most would seem to do so by chance alone;
    `more`: of those called so at most 5 % wrongly (Benjamini-Hochberg). None without a topic of ten complaints."""
    recent = points.filter(pl.col("day") > span["last_day"][0] - timedelta(weeks=TESTED_WEEKS))
    size = recent.group_by("name").len().filter(pl.col("len") >= FEWEST).sort(-pl.col("len").cast(pl.Int64), "name")
    first = recurring["name"][0] if recurring.height else None
    names = sorted(size["name"].to_list(), key=lambda name: name != first)[:TOPICS]
    if first is None or not names:
        return None
    rows = []
    for name in names:
        cases = recent.filter(pl.col("name") == name)
        found = knox(np.column_stack([cases["x"], cases["y"]]), cases["day"], metres=metres, days=days, seed=seed)
        rows.append((name, found.pairs, found.expected, found.ratio, found.p, found.cases))
    frame = pl.DataFrame(rows, schema=KNOX, orient="row")
    more = false_discovery(frame["p"].to_numpy(), LIKELY)
    return frame.with_columns(more=pl.Series(np.where(more, "yes", "no"), dtype=pl.String))
