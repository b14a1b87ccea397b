"""The facts of the findings about texts, topics and rises, taken from the tables of the result and from nowhere else."""

from __future__ import annotations

import calendar
from datetime import timedelta
from typing import Any

import polars as pl

from models.civil_complaints.board import FEW, OTHER

Finding = tuple[str, dict[str, Any]]
Words = dict[str, str]
UNITS = {"week": {"ko": "주", "en": "week"}, "day": {"ko": "일", "en": "day"}}
METHODS = {
    "farrington": {"ko": "3년의 추세와 계절을 넣은 준포아송", "en": "quasi-Poisson with trend and season over three years"},
    "trailing": {"ko": "앞선 반년의 음이항 기준", "en": "the negative-binomial level of the half year before"},
    "short": {"ko": "지난 기간이 짧아 시험하지 못함", "en": "not tested, the past is too short"},
}
SHOWN_WORDS = 8
CLEAR_SEASON = 0.3


def of_board(board: pl.DataFrame, span: pl.DataFrame, recent_weeks: int, topics: pl.DataFrame) -> list[Finding]:
    """What there is most of, and what changed lately."""
    row = span.row(0, named=True)
    period = {"first": f"{row['first_day']:%Y-%m-%d}", "last": f"{row['last_day']:%Y-%m-%d}", "papers": row["papers"]}
    named = board.filter(pl.col("name") != OTHER)
    if named.is_empty():
        return [("summary_none", period)]
    top = named.sort("rank").row(0, named=True)
    found: list[Finding] = [
        ("summary", {**period, "topics": topics.height, "top": top["name"], "top_papers": top["papers"], "top_share": top["share"]})
    ]
    if row["days"] <= 1:
        return [*found, ("one_day", {"first": period["first"]}), *_untopiced(board)]
    return found + _changes(named, row["last_week"], recent_weeks) + _untopiced(board)


def _changes(named: pl.DataFrame, last_week: Any, recent_weeks: int) -> list[Finding]:
    window = {"from": f"{last_week - timedelta(weeks=recent_weeks - 1):%Y-%m-%d}", "to": f"{last_week + timedelta(days=6):%Y-%m-%d}"}
    keys = ("name", "recent", "usual", "change", "low", "high")
    rose = named.filter((pl.col("turn") == "rose") & (pl.col("recent") >= FEW)).sort("low", "name", descending=[True, False])
    fell = named.filter((pl.col("turn") == "fell") & (pl.col("recent") >= FEW)).sort("high", "name")
    known = named["change"].is_not_null().any()
    found: list[Finding] = []
    if rose.height:
        found.append(("rose", {**window, **{key: rose[key][0] for key in keys}}))
    elif known:
        found.append(("none_rose", {**window, "recent": int(named["recent"].sum()), "topics": named.height}))
    if fell.height:
        found.append(("fell", {key: fell[key][0] for key in keys}))
    return found


def _untopiced(board: pl.DataFrame) -> list[Finding]:
    other = board.filter(pl.col("name") == OTHER)
    return (
        [("untopiced", {"other": other["papers"][0], "other_share": other["share"][0]})]
        if other.height and other["papers"][0] >= FEW
        else []
    )


def of_counting(counting: pl.DataFrame, petitions: pl.DataFrame) -> list[Finding]:
    """Papers, texts and people, and what of the texts was hidden, empty or cut."""
    n = dict(counting.select("measure", "n").iter_rows())
    told = {key: n[key] for key in ("papers", "texts", "matters")}
    found: list[Finding] = [("counted_people", {**told, "people": n["people"]}) if n["people"] else ("counted", told)]
    if petitions.height:
        row = petitions.row(0, named=True)
        found.append(("petition", {
            "petition_papers": row["papers"], "petition_first": f"{row['first_day']:%Y-%m-%d}",
            "petition_last": f"{row['last_day']:%Y-%m-%d}",
        }))  # fmt: skip
    if n["masked"]:
        found.append(("masked", {"masked": n["masked"], "share": n["masked"] / n["papers"]}))
    elif n["written"]:
        found.append(("masked_none", {}))
    if n["empty"]:
        found.append(("empty", {"empty": n["empty"]}))
    if n["cut"]:
        found.append(("cut", {"cut": n["cut"]}))
    return found


def of_topics(topics: pl.DataFrame, labels_used: pl.DataFrame, topic_types: pl.DataFrame, examples: int) -> list[Finding]:
    """How topics are read and named."""
    if topics.is_empty():
        return []
    read = {"words": "topics_read", "texts": "topics_as_said", "titles": "topics_as_titled", "set": "topics_as_set"}[labels_used["by"][0]]
    found: list[Finding] = [(read, {"topics": topics.height, "examples": examples})]
    if labels_used["given"][0]:
        found.append(("topics_named", {"named": labels_used["named"][0], "unused": labels_used["unused"][0]}))
    told = topic_types.filter(pl.col("papers") >= FEW).sort("share", "papers", "name", descending=[True, True, False])
    if told.height and topic_types["category"].n_unique() > 1:
        row = told.row(0, named=True)
        types = topic_types["category"].n_unique()
        found.append(("topics_types", {"types": types, "name": row["name"], "type": row["category"], "share": row["share"]}))
    return found


def of_words(words_top: pl.DataFrame | None, words_apart: pl.DataFrame | None, reading_used: pl.DataFrame) -> list[Finding]:
    """The commonest words, what stands out in one area, and how words were found."""
    found: list[Finding] = []
    if words_top is not None and words_top.height:
        found.append(("words_main", {"words": words_top["word"].head(SHOWN_WORDS).to_list()}))
    if words_apart is not None:
        rows = words_apart.filter(pl.col("kind") == "area").sort("z", "part", descending=[True, False])
        if rows.height:
            part = rows["part"][0]
            found.append(("words_apart_area", {"part": part, "words": rows.filter(pl.col("part") == part).sort("rank")["word"].to_list()}))
    row = reading_used.row(0, named=True)
    if row["way"] == "stripped":
        found.append(("read_stripped", {}))
    elif row["way"] == "cached" and row["f1"] is not None:
        found.append(("read_cached", {"f1": row["f1"]}))
    return found


def of_rises(
    surges: pl.DataFrame,
    tests: pl.DataFrame,
    span: pl.DataFrame,
    word_surges: pl.DataFrame | None,
    weekly: pl.DataFrame,
    unit: str,
    recent_weeks: int,
) -> list[Finding]:
    """The rise that matters now, else the clearest of the year; how it was tested; words; the season."""
    unit_said, test = UNITS[unit], tests.row(0, named=True)
    if not test["series"]:
        return _season(weekly, unit)
    if test["method"] == "short":
        return [("surge_short", {"unit": unit_said}), *_season(weekly, unit)]
    asked = {"unit": unit_said, "periods": test["periods"]}
    begin = span["last_week"][0] - timedelta(weeks=recent_weeks - 1)
    told = surges.filter(pl.col("count") >= FEW)
    now = told.filter(pl.col("start") >= begin)
    found: list[Finding] = []
    if now.height:
        found += [("surge_now", {**asked, **_rise(now.row(0, named=True))}), *_more_of(now.row(0, named=True), unit_said)]
    elif told.height:
        found += [("surge_year", {**asked, **_rise(told.row(0, named=True))}), *_more_of(told.row(0, named=True), unit_said)]
    else:
        found.append(("surge_none", asked))
    found.append(("surge_method", {"series": test["series"], "unit": unit_said, "found": surges.height, "method": METHODS[test["method"]]}))
    if word_surges is not None and word_surges.height:
        words = word_surges["word"].unique(maintain_order=True).head(SHOWN_WORDS).to_list()
        found.append(("words_rose", {"words": words}))
    return found + _season(weekly, unit)


def _rise(row: dict[str, Any]) -> dict[str, Any]:
    whole = row["area"] == "all"
    where = {"ko": "모든 지역을 합친" if whole else f"{row['area']}의", "en": "over all areas" if whole else f"at {row['area']}"}
    return {
        "start": f"{row['start']:%Y-%m-%d}", "where": where, "name": row["name"], "count": row["count"], "expected": row["expected"],
    }  # fmt: skip


def _more_of(row: dict[str, Any], unit: Words) -> list[Finding]:
    """How many times the usual, where it crowded and how many people wrote it, as far as that can be told."""
    same = {**_rise(row), "unit": unit}
    found: list[Finding] = []
    if row["ratio"] is not None:
        found.append(("surge_times", {**same, "ratio": row["ratio"], "low": row["low"], "high": row["high"]}))
    if row["mostly"] is not None and row["here"] >= FEW:
        found.append(("surge_where", {**same, "mostly": row["mostly"], "here": row["here"], "share": row["mostly_share"]}))
    if row["people"] is not None and row["people"] >= FEW:
        found.append(("surge_people", {**same, "people": row["people"]}))
    return found


def _season(weekly: pl.DataFrame, unit: str) -> list[Finding]:
    """The months of most and fewest, by the season of the weeks that begin in them."""
    if unit != "week":
        return []
    if not weekly["season"].is_not_null().any():
        return [("season_short", {})]
    if weekly["strength"][0] < CLEAR_SEASON:
        return [("season_none", {})]
    month = weekly.group_by(month=pl.col("start").dt.month()).agg(pl.col("season").mean()).sort("season", "month")
    low, peak = int(month["month"][0]), int(month["month"][-1])
    return [("season", {"peak": _month(peak), "low_month": _month(low)})]


def _month(number: int) -> Words:
    names = list(calendar.month_name)[1:]
    return {"ko": f"{number}월", "en": names[number - 1]}
