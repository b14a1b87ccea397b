"""The Python steps of Golden Hour: each turns small tables into what the result shows."""

from __future__ import annotations

import polars as pl

from models.golden_hour import sentences
from models.methods.performance import thin_hidden, with_shares

WEEK = {False: "월–금 Mon–Fri", True: "토·일 Sat–Sun"}
DAYS = {1: "월 Mon", 2: "화 Tue", 3: "수 Wed", 4: "목 Thu", 5: "금 Fri", 6: "토 Sat", 7: "일 Sun"}
HITS = {"share_short": "within_short", "share_target": "within_target", "share_long": "within_long"}


def performance(
    grouped: pl.DataFrame, short_min: float, target_min: float, long_min: float, min_calls: int
) -> dict[str, pl.DataFrame | None]:
    """The share in time of the city, of each post, by hour and weekday, and by month."""
    shared = with_shares(grouped, HITS, "calls")
    values = ["median_min", "p90_min", *(f"{name}{tail}" for name in HITS for tail in ("", "_low", "_high"))]
    shown = thin_hidden(shared, "calls", min_calls, values)
    parts = {kind: shown.filter(pl.col("kind") == kind) for kind in ("post", "post_band", "hour", "month")}
    named = parts["post"].filter(pl.col("post").is_not_null())
    return {
        "city": _city(grouped.filter(pl.col("kind") == "all"), (short_min, target_min, long_min)),
        "by_post": named.select("post", "calls", *values, "hidden").sort("share_target", "post", nulls_last=True)
        if named.height
        else None,
        "by_post_band": parts["post_band"]
        .filter(pl.col("post").is_not_null())
        .with_columns(pl.col("weekend").replace_strict(WEEK, return_dtype=pl.Utf8).alias("week"))
        .select("post", "band", "week", "calls", *values, "hidden")
        if named.height
        else None,
        "by_hour": parts["hour"]
        .with_columns(pl.col("weekday").replace_strict(DAYS, return_dtype=pl.Utf8).alias("day"))
        .select("hour", "weekday", "day", "calls", *values, "hidden")
        .sort("weekday", "hour"),
        "by_month": parts["month"].select("month", "calls", *values, "hidden").sort("month"),
    }


def findings(
    funnel: pl.DataFrame | None = None,
    intervals: pl.DataFrame | None = None,
    city: pl.DataFrame | None = None,
    by_hour: pl.DataFrame | None = None,
    by_month: pl.DataFrame | None = None,
    by_post: pl.DataFrame | None = None,
    by_post_band: pl.DataFrame | None = None,
    target_min: float = 7,
) -> list[sentences.Finding]:
    """Every finding that the tables of this run can tell."""
    found: list[sentences.Finding] = []
    if funnel is not None and city is not None and intervals is not None and by_hour is not None and by_month is not None:
        found += sentences.of_performance(funnel, city, intervals, by_hour, target_min)
        found += sentences.of_thin(by_post_band, by_hour, by_month)
    if funnel is not None and by_post is not None:
        found += sentences.of_posts(funnel, by_post)
    return found


def _city(all_calls: pl.DataFrame, limits: tuple[float, float, float]) -> pl.DataFrame:
    """One row a threshold: the share from the call, and beside it the share from departure."""
    if all_calls.is_empty():
        return pl.DataFrame(schema=CITY)
    row = all_calls.row(0, named=True)
    rows = pl.DataFrame([
        {
            "limit_min": float(limit), "calls": row["calls"], "within": row[f"within_{name}"],
            "departed": row["departed"], "driven": row[f"driven_{name}"],
        }
        for name, limit in zip(("short", "target", "long"), limits, strict=True)
    ])  # fmt: skip
    from_call = with_shares(rows, {"share": "within"}, "calls")
    return with_shares(from_call, {"departed_share": "driven"}, "departed").select(*CITY)


CITY = {
    "limit_min": pl.Float64, "calls": pl.Int64, "within": pl.Int64, "share": pl.Float64, "share_low": pl.Float64,
    "share_high": pl.Float64, "departed": pl.Int64, "driven": pl.Int64, "departed_share": pl.Float64,
    "departed_share_low": pl.Float64, "departed_share_high": pl.Float64,
}  # fmt: skip
