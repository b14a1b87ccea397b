"""Clusters in space and time: where and when a topic crowds more than its places and its days have it by themselves."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from models.methods.coverage import to_degrees
from models.methods.spatial.chance import false_discovery
from models.methods.spatial.scan import scan

LOOKED_DAYS, TOPICS, LIKELY, A_TOPIC = 364, 20, 0.05, 3
FEWEST, MOST = 20, 20_000
# Replicates as good as the data after which a topic is known to hold no cluster (sequential Monte Carlo).
ENOUGH = 20
# Places are taken to the nearest so many metres: complaints of one corner are one place, and no circle is told to be smaller.
ROUNDED = 10.0
CLUSTERS = {
    "name": pl.String, "area": pl.String, "from_day": pl.Date, "to_day": pl.Date, "radius": pl.Float64, "count": pl.Int64,
    "expected": pl.Float64, "p": pl.Float64, "interval_years": pl.Float64, "lon": pl.Float64, "lat": pl.Float64,
}  # fmt: skip


def clusters(points: pl.DataFrame, span: pl.DataFrame, radius_m: float, window_days: int, seed: int) -> pl.DataFrame:
    """Of the largest topics of the last year what crowded and chance would not explain, the surest first. `points` name their topic."""
    recent = points.filter(pl.col("day") > span["last_day"][0] - timedelta(days=LOOKED_DAYS))
    largest = recent.group_by("name").len().filter(pl.col("len") >= FEWEST).sort(-pl.col("len").cast(pl.Int64), "name").head(TOPICS)["name"]
    found = [_of_topic(recent.filter(pl.col("name") == name), radius_m, window_days, seed) for name in largest]
    return _sure(found).sort("p", -pl.col("count"), "name", "from_day")


def _sure(found: list[pl.DataFrame]) -> pl.DataFrame:
    """The clusters of the topics whose likeliest one is not chance, of all topics looked at at most 5 % wrongly (Benjamini-Hochberg);
    of these topics, clusters as likely by themselves."""
    least = np.array([float(one["p"].min()) if one.height else 1.0 for one in found])  # type: ignore[arg-type]
    sure = false_discovery(least, LIKELY)
    limit = float(least[sure].max()) if sure.any() else 0.0
    known = [one.filter(pl.col("p") <= limit) for one, kept in zip(found, sure, strict=True) if kept]
    return pl.concat(known) if known else pl.DataFrame(schema=CLUSTERS)


def _of_topic(cases: pl.DataFrame, radius_m: float, window_days: int, seed: int) -> pl.DataFrame:
    cases = cases.tail(MOST).with_columns((pl.col("x", "y") / ROUNDED).round() * ROUNDED)
    places = cases.select("x", "y").unique().sort("x", "y").with_row_index("place")
    at = cases.join(places, on=["x", "y"], how="left", maintain_order="left")
    xy = places.select("x", "y").to_numpy()
    made = scan(at["place"].to_numpy(), at["day"], xy, radius=radius_m, days=window_days, most=A_TOPIC, enough=ENOUGH, seed=seed)
    likely = made.clusters
    if likely.is_empty():
        return pl.DataFrame(schema=CLUSTERS)
    lon, lat = to_degrees(cases["crs"][0], likely["x"].to_numpy(), likely["y"].to_numpy())
    held = cases.with_columns(cluster=pl.Series(made.cluster))
    areas = held.group_by("cluster").agg(pl.col("area").drop_nulls().mode().sort().first())
    return (
        likely.with_columns(pl.col("cluster").cast(pl.Int64))
        .join(areas.with_columns(pl.col("cluster").cast(pl.Int64)), on="cluster", how="left", maintain_order="left")
        .select(
            pl.lit(cases["name"][0]).alias("name"), "area", from_day=pl.col("start").cast(pl.Date), to_day=pl.col("end").cast(pl.Date),
            radius=pl.col("radius").cast(pl.Float64).clip(ROUNDED), count=pl.col("count").cast(pl.Int64), expected="expected", p="p",
            interval_years=pl.col("recurrence_days") / 365.25, lon=pl.Series(lon), lat=pl.Series(lat),
        )
        .select(*CLUSTERS)
    )  # fmt: skip
