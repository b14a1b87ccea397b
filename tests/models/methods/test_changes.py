"""A rate against an earlier one: values worked by hand, and how often it is wrong where nothing changed."""

import numpy as np
import pytest

from models.methods.changes import rate_change


def test_the_ratio_of_two_rates_has_the_limits_of_wilson_and_the_p_of_the_same_score() -> None:
    # 42 of 123 are late, a quarter would be: z = (42 - 30.75) / sqrt(123 × .25 × .75) = 2.3426.
    ratio, low, high, p = (float(one) for one in rate_change(42, 81, 4, 12))
    assert (ratio, low, high) == (pytest.approx(42 / 4 / (81 / 12)), pytest.approx(1.0739, abs=1e-4), pytest.approx(2.2533, abs=1e-4))
    assert p == pytest.approx(0.01915, abs=1e-5)


def test_limits_leave_out_1_exactly_where_p_is_below_5_percent() -> None:
    now = np.arange(5, 60)
    _, low, high, p = rate_change(now, 60, 4, 12)
    assert (((low > 1) | (high < 1)) == (p < 0.05)).all()


def test_uneven_weeks_widen_the_limits_and_raise_p() -> None:
    even, uneven = rate_change(42, 81, 4, 12), rate_change(42, 81, 4, 12, 3.0)
    assert uneven[0] == even[0]
    assert uneven[1] < even[1] < even[2] < uneven[2]
    assert uneven[3] > even[3]


def test_few_degrees_of_freedom_widen_them_further_but_only_where_unevenness_was_estimated() -> None:
    # z = 2.3426 / √2 = 1.6565; Student's 97.5 % quantile with 11 degrees of freedom is 2.2010, and 2 P(T > 1.6565) = .1258.
    ratio, low, high, p = (float(one) for one in rate_change(42, 81, 4, 12, 2.0, 11))
    assert (ratio, low, high, p) == pytest.approx((1.5556, 0.8679, 2.7881, 0.1258), abs=1e-4)
    assert [float(one) for one in rate_change(42, 81, 4, 12, 1.0, 11)] == [float(one) for one in rate_change(42, 81, 4, 12)]


def test_nothing_in_both_has_no_ratio() -> None:
    assert np.isnan([float(one) for one in rate_change(0, 0, 4, 12)]).all()


def test_where_nothing_changed_it_is_wrong_once_in_twenty() -> None:
    rng = np.random.default_rng(5)
    spread = 2.5
    weeks = rng.negative_binomial(8 / (spread - 1), 1 / spread, (4000, 16))
    now, then = weeks[:, :4].sum(axis=1), weeks[:, 4:].sum(axis=1)
    assert 0.035 < (rate_change(now, then, 4, 12, spread)[3] < 0.05).mean() < 0.065
    assert (rate_change(now, then, 4, 12)[3] < 0.05).mean() > 0.15, "as Poisson counts they would be wrong thrice as often"


@pytest.mark.parametrize(("weeks", "wrong"), [(12, 0.07), (6, 0.08), (3, 0.09)])
def test_an_unevenness_told_by_few_weeks_makes_it_no_surer(weeks: int, wrong: float) -> None:
    # A normal deviate in Student's place is wrong in 8, 11 and 14 of a hundred.
    rng = np.random.default_rng(weeks)
    counts = rng.negative_binomial(10 / 3, 1 / 4, (4000, weeks + 4)).astype(float)
    past, now = counts[:, :weeks], counts[:, weeks:].sum(axis=1)
    uneven = np.maximum(past.var(axis=1, ddof=1) / np.maximum(past.mean(axis=1), 1e-9), 1.0)
    _, low, high, p = rate_change(now, past.sum(axis=1), 4, weeks, uneven, weeks - 1)
    assert (p < 0.05).mean() < wrong
    assert (((low > 1) | (high < 1)) == (p < 0.05)).all()


@pytest.mark.parametrize("bad", [(5, 5, 0, 12, 1), (5, 5, 4, 12, 0.5), (-1, 5, 4, 12, 1)])
def test_weeks_of_none_and_a_variance_below_the_mean_are_refused(bad: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match=r"weeks|counts"):
        rate_change(*bad)
