"""Sentences say what their numbers support: the mean of all areas, limits that are not known, tests chosen by what they test."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from models.civil_complaints import repeating
from models.civil_complaints import sentences_places as places
from models.civil_complaints.crowding import ROUNDED, clusters
from models.kit import library
from models.kit.wording import fill

RATES = pl.DataFrame({
    "area": ["가동", "나동", "다동"], "papers": [90, 40, 2], "rate": [9.0, 10.0, 20.0], "low": [7.2, 7.1, 2.4],
    "high": [11.1, 13.6, 72.2], "even": [9.1, 9.9, 9.5],
})  # fmt: skip


def test_both_sentences_of_rates_have_the_same_mean_of_all_areas() -> None:
    # 132 complaints of 10, 4 and .1 thousand residents.
    most = dict(places.of_areas(RATES, 132))["area_rate"]
    least = dict(places.of_writers(None, None, RATES))["equity_area"]
    assert most["mean"] == least["mean"] == pytest.approx(132 / 14.1)


def test_the_area_named_is_first_by_evened_rates_and_the_sentence_says_so() -> None:
    facts = dict(places.of_areas(RATES, 132))["area_rate"]
    assert facts["area"] == "나동"
    assert "고르게" in _text("area_rate", "ko"), "다동 has the highest rate as it is"
    assert "evened" in _text("area_rate", "en")


def test_a_rate_that_rests_on_few_complaints_is_told_with_their_number_so_that_it_may_be_hidden() -> None:
    spec = next(one for output in library.load("civil_complaints").outputs for one in output.findings if one.key == "equity_area")
    assert spec.counts == ("papers",)
    assert dict(places.of_writers(None, None, RATES.with_columns(even=pl.Series([9.1, 9.9, 1.0]))))["equity_area"]["papers"] == 2


@pytest.mark.parametrize(
    ("low", "high", "ko", "en"),
    [(12, 20, "12~20일", "12 to 20"), (12, None, "12일 이상", "12 or more"), (None, None, "알 수 없음", "not known")],
)
def test_limits_of_a_median_that_are_not_known_are_said(low: float | None, high: float | None, ko: str, en: str) -> None:
    load = pl.DataFrame(
        {"dept": ["갑과", "을과"], "papers": [50, 40], "median": [14.0, 5.0], "median_low": [low, 4.0], "median_high": [high, 6.0],
         "overdue": [None, None]},
        schema_overrides={"median_low": pl.Float64, "median_high": pl.Float64},
    )  # fmt: skip
    facts = dict(places.of_departments(load, None))["dept_slow"]
    assert facts["interval"] == {"ko": ko, "en": en}
    assert fill(_text("dept_slow", "ko"), {**facts, "interval": ko}).count("–") == 0


def test_agreement_of_groupings_is_told_as_mutual_information_and_not_as_a_share_of_texts() -> None:
    for key in ("stable_topics", "unstable_topics"):
        assert "%" not in _text(key, "ko") + _text(key, "en")
        assert "정규화한 상호정보" in _text(key, "ko")
        assert "mutual information" in _text(key, "en")


def test_the_topic_that_recurs_most_is_not_more_than_chance_because_it_was_chosen() -> None:
    # By itself its p-value is .05 or less in 12 of 100 towns without any repeating.
    wrong = sum(_called_so(seed) for seed in range(60))
    assert wrong <= 6


def _called_so(seed: int) -> bool:
    rng = np.random.default_rng([3, seed])
    spots = rng.uniform(0, 3e3, (10, 40, 2))
    xy = np.concatenate([one[rng.integers(0, 40, 120)] + rng.normal(0, 20, (120, 2)) for one in spots])
    day = [date(2023, 1, 1) + timedelta(days=int(one)) for one in rng.integers(0, 364, len(xy))]
    points = pl.DataFrame({"name": [f"주제 {at}" for at in np.repeat(np.arange(10), 120)], "x": xy[:, 0], "y": xy[:, 1], "day": day})
    again = repeating.recurrences(xy, points["day"], points["name"], metres=100, days=30, least=3).found.rename({"topic": "name"})
    test = repeating.test(points, pl.DataFrame({"last_day": [date(2023, 12, 31)]}), again, 100, 30, seed)
    assert test is not None
    assert test.height == 10
    assert test["name"][0] == again["name"][0]
    return test["more"][0] == "yes"


def test_a_crowd_at_one_spot_is_within_the_metres_to_which_places_are_taken() -> None:
    rng = np.random.default_rng(4)
    xy = np.concatenate([rng.uniform(0, 5e3, (60, 2)), np.full((15, 2), 1000.0)])
    day = [date(2023, 1, 1) + timedelta(days=int(one)) for one in (*rng.integers(0, 300, 60), *np.full(15, 100))]
    points = pl.DataFrame({"name": "악취", "area": "가동", "x": xy[:, 0], "y": xy[:, 1], "day": day, "crs": "EPSG:5179"}).sort("day")
    found = clusters(points, pl.DataFrame({"last_day": [date(2023, 10, 31)]}), 200.0, 14, 0)
    assert found["radius"][0] == ROUNDED


def _text(key: str, lang: str) -> str:
    return next(one for output in library.load("civil_complaints").outputs for one in output.findings if one.key == key).text[lang]
