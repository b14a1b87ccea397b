"""Many things compared at once: what chance alone gives is not told as news."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from models.civil_complaints import board, crowding, grounds, rising

FIRST = date(2024, 1, 1)


def papers(names: list[str], week: np.ndarray, area: str | None = "가동") -> pl.DataFrame:
    """Complaints of topics 0 … n - 1, each with its own name, in the weeks given for each."""
    rows = [
        (topic, FIRST + timedelta(weeks=at), f"{topic}-{at}-{turn}")
        for topic in range(len(names))
        for at, n in enumerate(week[topic])
        for turn in range(int(n))
    ]
    topic, days, people = zip(*rows, strict=True)
    return pl.DataFrame({"topic": topic, "week": days, "day": days, "person": people, "area": [area] * len(rows)})


def span(weeks: int) -> pl.DataFrame:
    last = FIRST + timedelta(weeks=weeks - 1)
    return pl.DataFrame({"first_day": [FIRST], "last_day": [last + timedelta(6)], "first_week": [FIRST], "last_week": [last],
                         "days": [7 * weeks]})  # fmt: skip


def listed(names: list[str]) -> pl.DataFrame:
    return pl.DataFrame({"topic": range(len(names)), "name": names})


NO_EXAMPLES = pl.DataFrame(schema={"name": pl.String, "place": pl.Int64, "example": pl.String})


def test_of_forty_steady_topics_none_is_said_to_have_risen() -> None:
    rng = np.random.default_rng(11)
    names = [f"주제{at:02d}" for at in range(40)]
    rows = papers(names, rng.poisson(8, (40, 20)))
    made = board.board(rows, span(20), listed(names), NO_EXAMPLES, 4)
    outside = made.filter((pl.col("low") > 1) | (pl.col("high") < 1)).height
    assert outside, "of forty intervals some leave 1 out by chance"
    assert not made.filter(pl.col("turn").is_in(["rose", "fell"])).height


def test_a_topic_that_tripled_is_said_to_have_risen_among_forty() -> None:
    week = np.full((40, 20), 8)
    week[7, 16:] = 24
    names = [f"주제{at:02d}" for at in range(40)]
    made = board.board(papers(names, week), span(20), listed(names), NO_EXAMPLES, 4)
    row = made.filter(pl.col("turn") == "rose").row(0, named=True)
    assert (row["name"], row["recent"], row["usual"]) == ("주제07", 96, 32.0)
    assert row["low"] < 3 < row["high"]


def test_a_topic_of_uneven_weeks_needs_more_to_have_risen() -> None:
    week = np.full((2, 20), 8)
    week[:, 16:] = 14
    week[1, 4:16] = [0, 24, 0, 0, 24, 0, 0, 24, 0, 0, 24, 0]
    made = board.board(papers(["고른", "들쭉날쭉"], week), span(20), listed(["고른", "들쭉날쭉"]), NO_EXAMPLES, 4)
    assert dict(made.select("name", "turn").rows()) == {"고른": "rose", "들쭉날쭉": "steady"}


def test_areas_are_above_or_below_all_only_outside_the_funnel() -> None:
    # 100 areas of 1,000 residents; 10 a year on average, one with 30.
    papers_of = np.random.default_rng(2).poisson(10, 100)
    papers_of[0] = 30
    rows = pl.DataFrame({"area": [f"동{at}" for at in range(100)], "papers": papers_of, "population": [1000.0] * 100})
    made = grounds._rated(rows, 365.25)
    assert made.filter(pl.col("against") == "above")["area"].to_list() == ["동0"]
    alone = made.filter((pl.col("low") > 10.2) | (pl.col("high") < 10.2))
    assert alone.height > 1, "by its own interval alone more than one would have been named"


def test_a_cluster_of_one_topic_in_twenty_is_no_news_at_5_percent_by_itself() -> None:
    one = pl.DataFrame({**dict.fromkeys(crowding.CLUSTERS), "p": 0.04}, schema=crowding.CLUSTERS)
    none = pl.DataFrame(schema=crowding.CLUSTERS)
    assert crowding._sure([one, *[none] * 19]).is_empty()
    strong = one.with_columns(p=pl.lit(0.001))
    assert crowding._sure([pl.concat([strong, one]), *[none] * 19])["p"].to_list() == [0.001]


def test_what_rose_says_how_much_where_and_by_how_many_people() -> None:
    week = np.full((1, 60), 10)
    week[0, 58] = 60
    names = ["악취"]
    local = papers(names, week)
    moved = local.with_columns(area=pl.when(pl.col("week") == FIRST + timedelta(weeks=58)).then(pl.lit("나동")).otherwise("area"))
    found = rising.rising(moved, span(60), listed(names), "week", 5, 2.0, 1.0)["surges"]
    row = found.filter(pl.col("area") == "all").row(0, named=True)
    assert (row["count"], row["mostly"], row["here"], row["mostly_share"], row["people"]) == (60, "나동", 60, 1.0, 60)
    assert row["ratio"] == pytest.approx(6.0, abs=0.05)
    assert row["low"] < 6 < row["high"]
    # In 나동 itself next to none was to be expected, and so many times of next to none say nothing.
    assert found.filter(pl.col("area") == "나동")["ratio"].to_list() == [None]


def test_few_complaints_over_a_year_are_no_short_past() -> None:
    rows = papers(["악취"], np.full((1, 52), 1))
    tests = rising.rising(rows, span(52), listed(["악취"]), "week", 5, 2.0, 1.0)["surge_tests"]
    assert tests["method"].to_list() == ["trailing"]
    few = rising.rising(papers(["악취"], np.full((1, 8), 1)), span(8), listed(["악취"]), "week", 5, 2.0, 1.0)["surge_tests"]
    assert few["method"].to_list() == ["short"]
