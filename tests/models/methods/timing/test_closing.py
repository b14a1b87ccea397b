"""Time to close: the published 6-MP trial, a library as the oracle, groups and edges."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from statsmodels.duration.survfunc import SurvfuncRight

from models.methods.timing.closing import closing

WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_the_trial_of_6_mp_has_its_published_curve() -> None:
    shuffled = np.random.default_rng(0).permutation(21)
    found = closing(np.array(WEEKS)[shuffled], np.array(RELAPSED)[shuffled])
    steps = found.curve.filter(pl.col("closed") > 0)
    assert steps["time"].to_list() == [6, 7, 10, 13, 16, 22, 23]
    assert steps["open"].round(4).to_list() == [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert steps["at_risk"].to_list() == [21, 17, 15, 12, 11, 7, 6]
    assert found.curve["censored"].sum() == 12


def test_its_limits_and_median_are_those_that_are_published() -> None:
    found = closing(WEEKS + PLACEBO, RELAPSED + [1] * 21, ["6-MP"] * 21 + ["placebo"] * 21)
    first = found.curve.row(by_predicate=(pl.col("group") == "6-MP") & (pl.col("time") == 6), named=True)
    assert (round(first["lower"], 3), round(first["upper"], 3)) == (0.620, 0.952)
    assert found.medians.rows() == [("6-MP", 21, 9, 23.0, 13.0, None), ("placebo", 21, 21, 8.0, 4.0, 11.0)]


def test_each_of_many_groups_is_what_a_library_gives_it_alone() -> None:
    rng = np.random.default_rng(1)
    n = 600
    time, group = rng.integers(0, 40, n).astype(float), rng.integers(0, 7, n)
    closed = rng.random(n) < 0.7
    found = closing(time, closed, group)
    for one in range(7):
        mine = found.curve.filter(pl.col("group") == one)
        library = SurvfuncRight(time[group == one], closed[group == one])
        steps = mine.filter(pl.col("closed") > 0)
        assert steps["time"].to_list() == library.surv_times.tolist()
        assert steps["open"].to_numpy() == pytest.approx(library.surv_prob)
        left = library.surv_prob > 0
        assert (steps["open"].to_numpy() * np.sqrt(greenwood(mine)))[left] == pytest.approx(library.surv_prob_se[left])


def greenwood(curve: pl.DataFrame) -> np.ndarray:
    d, n = (curve[name].to_numpy().astype(float) for name in ("closed", "at_risk"))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.cumsum(np.nan_to_num(d / (n * (n - d)), posinf=0))[d > 0]


def test_a_share_of_exactly_a_half_is_the_median() -> None:
    assert closing([1, 2, 3, 4], [1, 1, 1, 1]).medians["median"].to_list() == [2]
    assert closing([1, 2, 3, 4, 5, 6], [1, 1, 1, 1, 1, 1]).medians["median"].to_list() == [3]


def test_groups_may_be_missing_and_nothing_closed_has_no_median() -> None:
    found = closing([3, 4, 5], [0, 0, 1], [None, None, "하수과"])
    assert found.medians.select("group", "size", "closed", "median").rows() == [("하수과", 1, 1, 5.0), (None, 2, 0, None)]
    still = found.curve.filter(pl.col("group").is_null())
    assert still.select("open", "lower", "upper").rows() == [(1, 1, 1)] * 2
    assert found.curve.filter(group="하수과").select("open", "lower", "upper").rows() == [(0, None, None)]


def test_the_share_open_after_a_fortnight_is_read_off_the_curve_and_not_beyond_what_was_seen() -> None:
    found = closing(WEEKS + PLACEBO, RELAPSED + [1] * 21, ["6-MP"] * 21 + ["placebo"] * 21)
    shown = found.open_after([5, 14, 40])
    assert shown["group"].to_list() == ["6-MP"] * 3 + ["placebo"] * 3
    assert shown["open"].round(4).to_list() == [1.0, 0.6902, None, 0.5714, 0.1905, 0.0]
    assert shown["lower"].to_list()[0] == 1.0


def test_an_empty_file_has_an_empty_curve() -> None:
    found = closing([], [])
    assert (found.curve.height, found.medians.height) == (0, 0)
    assert found.open_after([7]).is_empty()


def test_times_that_are_none_are_refused() -> None:
    for time, closed in (([1, -1], [1, 1]), ([np.nan], [1]), ([1, 2], [1])):
        with pytest.raises(ValueError, match="times of 0 or more"):
            closing(time, closed)
    with pytest.raises(ValueError, match="one group"):
        closing([1, 2], [1, 1], ["a"])
