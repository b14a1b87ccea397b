"""Surges: planted ones are found, chance is left alone, and each row says how it was reckoned."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse, stats

from models.methods.timing.surges import surges

YEAR = 365.25 / 7


def seasonal(rng: np.random.Generator, terms: int, weeks: int, mean: float = 12, swing: float = 0.7) -> np.ndarray:
    return rng.poisson(mean * np.exp(swing * np.sin(2 * np.pi * np.arange(weeks) / YEAR)), (terms, weeks))


def test_a_doubling_after_forty_level_weeks_is_worked_by_hand() -> None:
    row = surges([[10] * 40 + [20]]).row(0, named=True)
    size = 10 / (1 / 26)
    assert row["p"] == pytest.approx(stats.nbinom.sf(19, size, size / (size + 10)))
    assert (row["expected"], row["ratio"]) == pytest.approx((10, 2))
    assert (row["method"], row["surge"], row["tested"], row["limit"]) == ("trailing", True, 1, 19)


def test_with_three_years_behind_it_a_season_is_no_surge_and_without_it_may_be_taken_for_one() -> None:
    counts = seasonal(np.random.default_rng(0), 200, 167, mean=60, swing=1)
    long, short = surges(counts), surges(counts[:, 80:])
    assert set(long["method"]) == {"farrington"}
    assert set(short["method"]) == {"trailing"}
    assert not long["surge"].any()
    assert short["surge"].any()


def test_a_planted_surge_is_found_among_hundreds_of_words() -> None:
    counts = seasonal(np.random.default_rng(1), 400, 170)
    counts[17, -1] += 45
    found = surges(counts)
    assert found.filter("surge")["term"].to_list() == [17]
    assert found["tested"].unique().to_list() == [400]


def test_a_past_outbreak_does_not_hide_the_next() -> None:
    counts = np.random.default_rng(2).poisson(10, (1, 200)).astype(float)
    counts[0, -1] = 32
    clean = surges(counts).row(0, named=True)
    counts[0, 95:99] = 80
    stained = surges(counts).row(0, named=True)
    assert stained["surge"]
    assert stained["expected"] == pytest.approx(clean["expected"], rel=0.2)


@pytest.mark.parametrize(("weeks", "spread"), [(170, 1), (170, 2.5), (60, 1), (60, 2.5)])
def test_chance_alone_has_small_p_values_as_seldom_as_they_say(weeks: int, spread: float) -> None:
    rng = np.random.default_rng(4)
    mean = rng.uniform(8, 40, (3000, 1)) * np.ones(weeks)
    counts = rng.poisson(mean) if spread == 1 else rng.negative_binomial(mean / (spread - 1), 1 / spread)
    found = surges(counts)
    assert (found["p"] <= 0.01).mean() < 0.016
    assert (found["p"] <= 0.1).mean() > 0.05, "nor much more seldom"
    assert found["surge"].sum() <= 1


def test_a_word_that_grows_with_all_papers_is_no_surge() -> None:
    rng = np.random.default_rng(5)
    totals = np.full(60, 1000)
    totals[-1] = 3000
    counts = rng.binomial(totals, 0.02, (50, 60))
    assert not surges(counts, totals)["surge"].any()
    assert surges(counts)["surge"].all()


def test_a_new_word_can_surge_and_four_cases_never_do() -> None:
    counts = np.zeros((2, 100))
    counts[:, -1] = [6, 4]
    found = surges(counts)
    assert found.select("term", "surge", "tested").rows() == [(0, True, 2)]
    assert surges(counts, min_cases=1)["surge"].to_list() == [True, True]


def test_a_word_of_summer_that_never_came_in_winter_is_expected_each_summer() -> None:
    week = np.arange(220)
    summer = np.abs((week / YEAR) % 1 - 0.5) < 0.12
    counts = np.where(summer, 30, 0)[None, :] + np.zeros((1, 1))
    start = int(np.flatnonzero(summer & (week > 170))[4])
    found = surges(counts, tested=[start]).row(0, named=True)
    assert (found["season"], found["surge"]) == (True, False)
    counts[0, start - 20] = 12
    assert surges(counts, tested=[start - 20])["surge"].to_list() == [True]


def test_a_rising_word_is_measured_by_its_trend_unless_it_leads_beyond_what_was_ever_seen() -> None:
    week = np.arange(210)
    slow = np.round(20 * np.exp(0.15 * week / YEAR + 0.25 * np.sin(week)))
    steep = np.round(2 * np.exp(1.4 * week / YEAR))
    found = surges(np.stack([slow, steep]))
    assert found["trend"].to_list() == [True, False]


def test_each_period_is_tested_from_what_came_before_it_alone() -> None:
    counts = seasonal(np.random.default_rng(6), 5, 170)
    both = surges(counts, tested=[120, 169])
    assert both.filter(period=120).equals(surges(counts[:, :121]))
    assert both.filter(period=169).equals(surges(counts))


def test_sparse_tables_give_the_same_and_too_short_ones_say_so() -> None:
    counts = seasonal(np.random.default_rng(7), 30, 170)
    assert surges(sparse.csr_array(counts)).equals(surges(counts))
    assert surges(sparse.csc_matrix(counts)).equals(surges(counts))
    short = surges(counts[:, :9], min_cases=1)
    assert (set(short["method"]), short["p"].null_count(), short["surge"].any()) == ({"short"}, short.height, False)
    assert surges(counts, tested=[]).is_empty()


def test_days_have_weekdays_and_months_years() -> None:
    rng = np.random.default_rng(8)
    day = np.arange(4 * 365)
    daily = rng.poisson(np.where(day % 7 < 5, 20, 2), (40, day.size))
    on_weekdays = day.size - 2 - int((day[-1] - 1) % 7 > 4) * 2
    assert not surges(daily, per_year=365.25, tested=[on_weekdays])["surge"].any()
    monday = int(np.flatnonzero((day % 7 == 0) & (day < 200))[-1])
    assert not surges(daily, per_year=365.25, tested=[monday])["surge"].any()
    month = np.arange(49)
    monthly = np.round(100 * np.exp(0.8 * np.sin(2 * np.pi * month / 12)))[None, :]
    found = surges(monthly, per_year=12, tested=[39]).row(0, named=True)
    assert (found["method"], found["surge"]) == ("farrington", False)
    assert found["expected"] == pytest.approx(monthly[0, 39], rel=0.15)


def test_periods_without_papers_are_passed_over() -> None:
    counts, totals = np.random.default_rng(9).poisson(10, (3, 60)), np.full(60, 500)
    counts[:, 40], totals[40] = 0, 0
    assert surges(counts, totals)["method"].unique().to_list() == ["trailing"]
    assert surges(counts, totals, tested=[40]).is_empty()


def test_what_is_no_table_of_counts_is_refused() -> None:
    for counts in ([1, 2], [[-1, 2]], [[np.nan, 1]], np.empty((2, 0))):
        with pytest.raises(ValueError, match="counts of 0 or more"):
            surges(counts)
    with pytest.raises(ValueError, match="one a period"):
        surges([[1, 2]], [3])
    with pytest.raises(ValueError, match="can be tested"):
        surges([[1, 2]], tested=[2])
