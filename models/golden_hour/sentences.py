"""The facts of every finding, taken from the tables of the result and from nowhere else."""

from __future__ import annotations

from typing import Any

import polars as pl

Finding = tuple[str, dict[str, Any]]
DAYS = {
    "mon": {"ko": "월요일", "en": "Mondays"}, "tue": {"ko": "화요일", "en": "Tuesdays"}, "wed": {"ko": "수요일", "en": "Wednesdays"},
    "thu": {"ko": "목요일", "en": "Thursdays"}, "fri": {"ko": "금요일", "en": "Fridays"}, "sat": {"ko": "토요일", "en": "Saturdays"},
    "sun": {"ko": "일요일", "en": "Sundays"},
}  # fmt: skip
THIN = {
    "posts": {"ko": "센터·시간대 표 {count}칸", "en": "{count} by post and band"},
    "hours": {"ko": "시각·요일 표 {count}칸", "en": "{count} by hour and weekday"},
    "months": {"ko": "달 {count}칸", "en": "{count} by month"},
}
"""How many groups of a table are hidden, in words."""


def of_performance(
    funnel: pl.DataFrame, city: pl.DataFrame, intervals: pl.DataFrame, by_hour: pl.DataFrame, target_min: float
) -> list[Finding]:
    """How many arrive in time, when it is worst, and what was left out."""
    counted = funnel.row(0, named=True)
    period = _period(funnel)
    cleaning = {name: counted[name] for name in ("records", "no_call", "no_arrival", "negative", "over_limit", "later_unit")}
    if not counted["usable"] or city.is_empty():
        return [("nothing_usable", {"records": counted["records"]}), ("cleaned", {**cleaning, "calls": 0})]
    row = city.filter(pl.col("limit_min") == target_min).row(0, named=True)
    said = {**period, "calls": row["calls"], "share": row["share"], "low": row["share_low"], "high": row["share_high"]}
    found: list[Finding] = [("cleaned", {**cleaning, "calls": counted["usable"]})]
    if row["departed"]:
        found.append(("within", {**said, "departed": row["departed"], "departed_share": row["departed_share"]}))
        parts = {item["turn"]: item for item in intervals.iter_rows(named=True)}
        ready, drive = parts[1], parts[2]
        found.append(("turnout", {
            **period, "turnout_median": ready["median_min"], "drive_median": drive["median_min"], "turnout_calls": ready["records"],
        }))  # fmt: skip
    else:
        found.append(("within_call_only", said))
    if counted["rolled"]:
        found.append(("rolled", {"rolled": counted["rolled"]}))
    return found + _worst_hour(by_hour, period)


def of_posts(funnel: pl.DataFrame, by_post: pl.DataFrame) -> list[Finding]:
    """The posts with the lowest and the highest share, when two can be told."""
    shown = by_post.filter(pl.col("share_target").is_not_null()).sort("share_target", "post")
    if shown.height < 2:
        return []
    worst, best = shown.row(0, named=True), shown.row(-1, named=True)
    facts = _period(funnel)
    for name, row in (("worst", worst), ("best", best)):
        facts |= {
            f"{name}_post": row["post"], f"{name}_share": row["share_target"], f"{name}_calls": row["calls"],
            f"{name}_low": row["share_target_low"], f"{name}_high": row["share_target_high"],
        }  # fmt: skip
    return [("posts_range", facts)]


def of_thin(by_post_band: pl.DataFrame | None, by_hour: pl.DataFrame, by_month: pl.DataFrame) -> list[Finding]:
    """How many groups were too small to show a share, of the tables in which some were."""
    tables = (("posts", by_post_band), ("hours", by_hour), ("months", by_month))
    counted = {name: int(rows["hidden"].sum()) for name, rows in tables if rows is not None}
    told = [(name, count) for name, count in counted.items() if count]
    where = {lang: ", ".join(THIN[name][lang].format(count=f"{count:,}") for name, count in told) for lang in ("ko", "en")}
    return [("thin", {"where": where})] if told else []


def _worst_hour(by_hour: pl.DataFrame, period: dict[str, Any]) -> list[Finding]:
    shown = by_hour.filter(pl.col("share_target").is_not_null()).sort("share_target", "weekday", "hour")
    if shown.height < 2:
        return []
    row = shown.row(0, named=True)
    return [("worst_hour", {
        **period, "day": DAYS[row["day"]], "hour": str(row["hour"]), "hour_calls": row["calls"],
        "hour_share": row["share_target"], "hour_low": row["share_target_low"], "hour_high": row["share_target_high"],
        "compared": shown.height,
    })]  # fmt: skip


def _period(funnel: pl.DataFrame) -> dict[str, Any]:
    first, last = funnel["first_at"][0], funnel["last_at"][0]
    return {"first": f"{first:%Y-%m-%d}" if first else "–", "last": f"{last:%Y-%m-%d}" if last else "–"}
