"""Curves of what goes on, against published tables and scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from models.methods.durations import going_on

# Freireich and others 1963, The effect of 6-mercaptopurine on the duration of steroid-induced remissions in acute leukemia: weeks, and
# whether the remission ended.
TREATED = ([6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35],
           [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0])  # fmt: skip
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_the_curve_of_the_remissions_is_the_published_one() -> None:
    curve = going_on(*TREATED)
    assert curve.times.tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert curve.share.tolist() == pytest.approx([0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], abs=5e-4)
    assert (curve.at_risk.tolist(), curve.ended.tolist()) == ([21, 17, 15, 12, 11, 7, 6], [3, 1, 1, 1, 1, 1, 1])
    assert (curve.median, curve.median_interval, curve.until) == (23, (13, None), 35)
    placebo = going_on(PLACEBO, [True] * 21)
    assert (placebo.median, placebo.median_interval) == (8, (4, 11))


def test_curve_and_interval_are_those_of_another_make() -> None:
    times, ended = np.array(TREATED[0]), np.array(TREATED[1], bool)
    other = stats.ecdf(stats.CensoredData(uncensored=times[ended], right=times[~ended])).sf
    at = np.isin(other.quantiles, times[ended])
    interval = other.confidence_interval(method="log-log")
    curve = going_on(times, ended)
    assert curve.share == pytest.approx(other.probabilities[at])
    assert curve.low == pytest.approx(interval.low.probabilities[at])
    assert curve.high == pytest.approx(interval.high.probabilities[at])


def test_what_never_ends_has_no_median_and_what_all_ended_no_interval_at_its_end() -> None:
    waiting = going_on([3, 5], [False, False])
    assert (waiting.times.size, waiting.median, waiting.median_interval) == (0, None, (None, None))
    assert going_on([], []).times.size == 0
    at_once = going_on([0, 0], [True, True])
    assert (at_once.share.tolist(), at_once.median) == ([0.0], 0)
    assert np.isnan([*at_once.low, *at_once.high]).all()


@pytest.mark.parametrize("times", [[-1.0], [float("nan")]])
def test_no_time_is_negative_or_missing(times: list[float]) -> None:
    with pytest.raises(ValueError, match="0 or more"):
        going_on(times, [True])
