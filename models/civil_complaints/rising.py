"""What rose suddenly: topics, topics in one area, and words, each against its own past."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.civil_complaints.board import OTHER, named
from models.methods.timing.baselines import baseline
from models.methods.timing.bursts import bursts
from models.methods.timing.seasons import Seasons, seasons
from models.methods.timing.surges import surges

YEAR = {"week": 365.25 / 7, "day": 365.25}
TESTED = {"week": 52, "day": 56}
SHOWN_TOPICS, MONTHS_FROM = 5, 180
WHOLE = "all"
SURGES = {
    "name": pl.String, "area": pl.String, "start": pl.Date, "count": pl.Int64, "expected": pl.Float64, "ratio": pl.Float64,
    "low": pl.Float64, "high": pl.Float64, "p": pl.Float64, "method": pl.String,
}  # fmt: skip


def rising(
    tagged: pl.DataFrame, span: pl.DataFrame, topics: pl.DataFrame, unit: str, surge_min: int, times: float, cost: float
) -> dict[str, pl.DataFrame | None]:
    """`surges` (worst first), `surge_tests` (how many were tested), `bursts`, `topic_weeks` and `weekly`; None without whole periods."""
    periods = _periods(span, unit)
    if len(periods) < 2:
        return dict.fromkeys(("surges", "surge_tests", "bursts", "topic_weeks", "weekly"))
    at = pl.col("week" if unit == "week" else "day")
    rows = named(tagged, topics).with_columns(start=at).filter(at.is_between(periods[0], periods[-1]))
    topical = rows.filter(pl.col("name") != OTHER)
    every, series, method = _surging(topical, periods, unit, surge_min)
    ordered = every.sort("p", -pl.col("ratio"), "name", "area", "start", nulls_last=True)
    tested = {"series": [series], "periods": [min(TESTED[unit], len(periods) - 1)], "method": [method]}
    return {
        "surges": _whose(ordered, topical).with_columns(pl.col("area").fill_null(WHOLE)),
        "surge_tests": pl.DataFrame(tested),
        "bursts": _bursts(topical, rows, periods, times, cost),
        "topic_weeks": _topic_weeks(topical, periods),
        "weekly": _weekly(rows, periods, unit),
    }


def alarms(tagged: pl.DataFrame, span: pl.DataFrame, topics: pl.DataFrame, unit: str, surge_min: int) -> pl.DataFrame | None:
    """The surges alone; None without whole periods."""
    periods = _periods(span, unit)
    if len(periods) < 2:
        return None
    at = pl.col("week" if unit == "week" else "day")
    rows = named(tagged, topics).with_columns(start=at).filter(at.is_between(periods[0], periods[-1]) & (pl.col("name") != OTHER))
    return _surging(rows, periods, unit, surge_min)[0]


def word_surges(
    papers_words: pl.DataFrame, terms: pl.DataFrame, span: pl.DataFrame, unit: str, surge_min: int, recent_weeks: int
) -> pl.DataFrame | None:
    """Words that rose in the recent weeks. papers_words: one row a (term, start) with its papers."""
    periods = _periods(span, unit)
    tested = range(max(1, len(periods) - recent_weeks * (1 if unit == "week" else 7)), len(periods))
    if len(periods) < 2:
        return None
    if papers_words.is_empty():
        return pl.DataFrame(schema={"word": pl.String, **SURGES}).drop("name", "area")
    counts, keys = _table(papers_words, ["term"], periods)
    found = surges(counts, per_year=YEAR[unit], tested=tested, min_cases=surge_min).filter("surge")
    words = keys.join(terms.select("term", "word"), on="term", how="left", maintain_order="left")["word"]
    return (
        _said(found, periods)
        .with_columns(word=words.gather(found["term"]))
        .select("word", "start", "count", "expected", "ratio", "low", "high", "p", "method")
        .sort("p", "word", "start")
    )


def _periods(span: pl.DataFrame, unit: str) -> list[date]:
    """The whole weeks (or days) of the file: a week that began before it or goes on after it would look like a fall."""
    if span.is_empty():
        return []
    first, last = span["first_day"][0], span["last_day"][0]
    if unit == "day":
        return [first + timedelta(days=at) for at in range((last - first).days + 1)]
    begin = span["first_week"][0] + (timedelta(weeks=1) if first > span["first_week"][0] else timedelta())
    return [begin + timedelta(weeks=at) for at in range(max(0, (span["last_week"][0] - begin).days // 7 + 1))]


def _table(rows: pl.DataFrame, by: list[str], periods: list[date]) -> tuple[NDArray[np.float64], pl.DataFrame]:
    """(series × period counts, what each series is). Rows may hold their own count in `papers`."""
    weight = pl.col("papers").sum() if "papers" in rows.columns else pl.len()
    counted = rows.group_by(*by, "start").agg(n=weight)
    keys = counted.select(by).unique().sort(by, nulls_last=True).with_row_index("series")
    at = pl.DataFrame({"start": periods}).with_row_index("period")
    placed = counted.join(keys, on=by, nulls_equal=True).join(at, on="start")
    table = np.zeros((keys.height, len(periods)))
    table[placed["series"].to_numpy(), placed["period"].to_numpy()] = placed["n"].to_numpy()
    return table, keys


def _surging(rows: pl.DataFrame, periods: list[date], unit: str, least: int) -> tuple[pl.DataFrame, int, str]:
    """(what rose, how many series were tested, how); a topic over all areas has none. Topics and topics of areas are tested together:
    of all alarms of a period at most 5 % are expected to be false."""
    if rows.is_empty():
        return pl.DataFrame(schema=SURGES), 0, "short"
    both = pl.concat([rows.with_columns(area=pl.lit(None, pl.String)), rows.filter(pl.col("area").is_not_null())])
    counts, keys = _table(both, ["name", "area"], periods)
    tested = range(max(1, len(periods) - TESTED[unit]), len(periods))
    every = surges(counts, per_year=YEAR[unit], tested=tested, min_cases=least)
    found = every.filter("surge")
    series = found["term"]
    said = _said(found, periods).with_columns(name=keys["name"].gather(series), area=keys["area"].gather(series))
    return said.select(*SURGES), keys.height, str(every["method"].mode().sort()[0]) if every.height else _tested_by(len(periods), unit)


def _tested_by(periods: int, unit: str) -> str:
    """How the last period is tested, where none had cases enough to be fitted: too few complaints are no short past."""
    basis = baseline(periods - 1, YEAR[unit], np.ones(periods))
    return basis.method if basis else "short"


def _whose(found: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """With the people who wrote what rose and, of what rose over all areas, the area most of it is about and its share."""
    numbered = found.with_row_index("surge").with_columns(pl.col("surge").cast(pl.Int64))
    held = numbered.select("surge", "name", "start", of=pl.col("area")).join(rows, on=["name", "start"])
    held = held.filter(pl.col("of").is_null() | (pl.col("of") == pl.col("area")))
    people = held.group_by("surge").agg(people=pl.col("person").drop_nulls().n_unique().cast(pl.Int64), known=pl.col("area").count())
    local = held.filter(pl.col("of").is_null() & pl.col("area").is_not_null()).group_by("surge", "area").agg(here=pl.len().cast(pl.Int64))
    most = local.sort("surge", -pl.col("here"), "area").unique("surge", keep="first", maintain_order=True)
    joined = numbered.join(people, on="surge", how="left").join(most.select("surge", "here", mostly="area"), on="surge", how="left")
    return joined.sort("surge").select(
        *SURGES, people=pl.when(pl.col("people") > 0).then("people"), mostly="mostly", here="here",
        mostly_share=pl.when(pl.col("known") > 0).then(pl.col("here") / pl.col("known")),
    )  # fmt: skip


def _said(found: pl.DataFrame, periods: list[date]) -> pl.DataFrame:
    """With the day each period begins. Of less than one expected there is no ratio: it would say how little one is."""
    told = pl.when(pl.col("expected") >= 1).then(pl.col("ratio", "low", "high"))
    return found.with_columns(told, start=pl.Series(periods, dtype=pl.Date).gather(found["period"])).select(
        "start", "count", "expected", "ratio", "low", "high", "p", "method"
    )


def _bursts(rows: pl.DataFrame, every: pl.DataFrame, periods: list[date], times: float, cost: float) -> pl.DataFrame:
    counts, keys = _table(rows, ["name"], periods)
    totals, _ = _table(every.with_columns(all=pl.lit(1)), ["all"], periods)
    found = bursts(counts, totals[0], times=times, cost=cost).found if keys.height else pl.DataFrame()
    if found.is_empty():
        return pl.DataFrame(schema={"name": pl.String, "start": pl.Date, "end": pl.Date, "count": pl.Int64, "weight": pl.Float64})
    days = pl.Series(periods, dtype=pl.Date)
    last = days.gather(found["end"]) + (timedelta(days=6) if len(periods) > 1 and (periods[1] - periods[0]).days == 7 else timedelta())
    return (
        found.with_columns(name=keys["name"].gather(found["topic"]), start=days.gather(found["start"]), end=last)
        .select("name", "start", "end", pl.col("count").cast(pl.Int64), "weight")
        .sort(-pl.col("weight"), "name", "start")
    )


def _topic_weeks(rows: pl.DataFrame, periods: list[date]) -> pl.DataFrame:
    """The five largest topics a month (of less than half a year: a period), zeros too."""
    times = pl.DataFrame({"start": periods}, schema={"start": pl.Date})
    if (periods[-1] - periods[0]).days >= MONTHS_FROM:
        # A week belongs to the month it begins in; the last may be cut short and is left out.
        times = times.select(pl.col("start").dt.truncate("1mo")).unique().sort("start").head(-1)
        rows = rows.with_columns(pl.col("start").dt.truncate("1mo"))
    largest = rows.group_by("name").len().sort(-pl.col("len").cast(pl.Int64), "name").head(SHOWN_TOPICS)["name"]
    counted = rows.group_by("start", "name").agg(papers=pl.len().cast(pl.Int64))
    every = times.join(largest.to_frame(), how="cross")
    return every.join(counted, on=["start", "name"], how="left").with_columns(pl.col("papers").fill_null(0)).sort("start", "name")


def _weekly(rows: pl.DataFrame, periods: list[date], unit: str) -> pl.DataFrame:
    """All complaints a period, taken apart into trend and season where the file is long enough."""
    counts, _ = _table(rows.with_columns(all=pl.lit(1)), ["all"], periods)
    values = counts[0] if len(counts) else np.zeros(len(periods))
    found = seasons(values, 52 if unit == "week" else 7)
    rows = pl.DataFrame({"start": periods, "papers": values.astype(np.int64)})
    if isinstance(found, Seasons):
        return rows.with_columns(trend=pl.Series(found.trend), season=pl.Series(found.season), strength=pl.lit(found.season_beyond_chance))
    return rows.with_columns(pl.lit(None, pl.Float64).alias(name) for name in ("trend", "season", "strength"))
