"""Trend and season: what was put in comes out, and short series are not taken apart."""

from __future__ import annotations

import numpy as np
import pytest

from models.methods.timing.seasons import NoSeasons, Seasons, seasons

WEEK = np.array([3.0, 2, 1, 0, -1, -2, -3])


def test_a_line_with_a_fixed_season_is_given_back() -> None:
    t = np.arange(70)
    found = seasons(10 + 0.2 * t + np.tile(WEEK, 10), 7)
    assert isinstance(found, Seasons)
    assert found.trend == pytest.approx(10 + 0.2 * t, abs=1e-6)
    assert found.season == pytest.approx(np.tile(WEEK, 10), abs=1e-6)
    assert (found.trend_strength, found.season_strength) == pytest.approx((1, 1), abs=1e-6)


def test_three_years_of_weeks_have_their_season_and_an_outbreak_stays_in_the_rest() -> None:
    rng = np.random.default_rng(0)
    t = np.arange(156)
    season = 15 * np.sin(2 * np.pi * t / 52)
    counts = rng.poisson(60 + 0.1 * t + season).astype(float)
    counts[100:102] += 200
    found = seasons(counts, 52)
    assert isinstance(found, Seasons)
    assert np.corrcoef(found.season, season)[0, 1] > 0.9
    assert (found.rest[100:102] > 150).all()
    assert found.trend + found.season + found.rest == pytest.approx(counts)
    assert found.season[:52] == pytest.approx(found.season[104:], abs=1e-4), "three cycles do not show a season changing"


def test_noise_has_neither() -> None:
    found = seasons(np.random.default_rng(1).normal(size=400), 7)
    assert isinstance(found, Seasons)
    assert (found.trend_strength, found.season_strength) < (0.3, 0.3)


@pytest.mark.parametrize("years", [2, 3, 5])
def test_a_few_years_of_noise_explain_themselves_but_nothing_beyond_chance(years: int) -> None:
    rng = np.random.default_rng(years)
    found = [seasons(rng.poisson(60, 52 * years).astype(float), 52) for _ in range(20)]
    assert all(isinstance(one, Seasons) for one in found)
    assert np.mean([one.season_strength for one in found]) == pytest.approx(1 / years, abs=0.06), "a mean of few values follows them"
    beyond = np.array([one.season_beyond_chance for one in found])
    assert beyond.mean() < 0.1
    assert (beyond < 0.3).mean() >= 0.9


def test_two_years_show_a_season_that_is_there_beyond_chance() -> None:
    t = np.arange(104)
    found = seasons(np.random.default_rng(2).poisson(60 + 15 * np.sin(2 * np.pi * t / 52)).astype(float), 52)
    assert isinstance(found, Seasons)
    assert found.season_beyond_chance > 0.4


def test_less_than_two_cycles_or_nothing_that_differs_is_said() -> None:
    assert seasons(np.arange(103.0), 52) == NoSeasons("short", 103, 104)
    assert isinstance(seasons(np.arange(104.0), 52), Seasons)
    assert seasons([5.0] * 20, 7) == NoSeasons("level", 20, 14)
    for values, cycle in (([1, np.nan], 2), ([1, 2, 3], 1)):
        with pytest.raises(ValueError, match="finite values"):
            seasons(values, cycle)


def test_a_series_of_mostly_zeros_keeps_its_few_cases() -> None:
    t = np.arange(156)
    found = seasons((t % 52 == 20) * 8.0, 52)
    assert isinstance(found, Seasons)
    assert found.season[20] > 5
