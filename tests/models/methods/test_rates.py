"""Intervals, funnel limits and the Kitagawa split against published values."""

import numpy as np
import pytest
from scipy import stats

from models.methods.queues import busy_fraction, erlang_b
from models.methods.rates import area_rates, byar, funnel_limits, kitagawa, poisson_exact, rate_funnel_limits, share_difference, wilson
from models.methods.survival import cardiac_survival


@pytest.mark.parametrize(("x", "n", "low", "high"), [(9, 10, 0.5958, 0.9821), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0)])
def test_wilson_gives_the_published_limits(x, n, low, high):
    found = wilson(x, n)
    assert found[0] == pytest.approx(low, abs=5e-5)
    assert found[1] == pytest.approx(high, abs=5e-5)


def test_the_change_of_a_share_has_the_published_limits():
    # Newcombe 1998, table II, method 10
    assert share_difference(48, 80, 56, 70) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert share_difference(3, 10, 9, 10) == pytest.approx((0.1705, 0.8090), abs=5e-5)
    assert share_difference(0, 10, 0, 20) == pytest.approx((-0.2775, 0.1611), abs=5e-5)


def test_the_change_turned_round_has_the_limits_turned_round():
    low, high = share_difference(30, 100, 55, 120)
    assert share_difference(55, 120, 30, 100) == pytest.approx((-high, -low))


def test_wilson_takes_arrays_and_says_nothing_of_nobody():
    low, high = wilson([3, 0], [10, 0])
    assert low[0] < 0.3 < high[0]
    assert np.isnan([low[1], high[1]]).all()


def test_exact_poisson_limits_hold_their_tails():
    low, high = poisson_exact([0, 10])
    assert (low[0], high[0]) == (0.0, pytest.approx(3.6889, abs=1e-4))
    assert stats.poisson.sf(9, low[1]) == pytest.approx(0.025)
    assert stats.poisson.cdf(10, high[1]) == pytest.approx(0.025)


def test_byar_is_near_the_exact_limits():
    counts = np.array([5, 10, 50, 400])
    for near, exact in zip(byar(counts), poisson_exact(counts), strict=True):
        assert near == pytest.approx(exact, rel=0.01)
    assert byar(0)[0] == 0


def test_the_exact_funnel_is_not_the_normal_one():
    low, high = funnel_limits(0.05, [400, 0])
    assert (low[0], high[0]) == (0.02, 0.0875)
    assert np.isnan([low[1], high[1]]).all()


def test_the_funnel_of_a_rate_holds_its_tails():
    low, high = rate_funnel_limits(0.05, [400, 0])
    assert (low[0], high[0]) == (0.02, 0.0875)
    assert np.isnan([low[1], high[1]]).all()
    assert stats.poisson.sf(35, 20) <= 0.001 < stats.poisson.sf(34, 20)
    assert stats.poisson.cdf(7, 20) <= 0.001 < stats.poisson.cdf(8, 20)
    assert [limit.tolist() for limit in rate_funnel_limits(0, [10])] == [[0], [0]]


def test_areas_have_crude_and_smoothed_rates_with_limits():
    found = area_rates([3, 10, 60, 40], [50, 400, 2000, 5000], per=1000)
    assert found.rate == pytest.approx([60, 25, 30, 8])
    assert found.smoothed == pytest.approx([26.62, 22.37, 28.99, 8.20], abs=5e-3)
    assert found.mean == pytest.approx(15.168, abs=5e-4)
    assert (found.lower[1], found.upper[1]) == pytest.approx((4.7954 / 0.4, 18.3904 / 0.4), rel=1e-5)
    assert found.outside.tolist() == [0, 0, 1, -1]


def test_an_area_without_people_has_no_rate_and_changes_no_other():
    alone, beside = area_rates([3, 10], [50, 400]), area_rates([3, 10, 7], [50, 400, 0])
    assert np.isnan([beside.rate[2], beside.lower[2], beside.upper[2], beside.smoothed[2]]).all()
    assert beside.smoothed[:2].tolist() == alone.smoothed.tolist()
    assert (beside.mean, beside.outside[2]) == (alone.mean, 0)
    nobody = area_rates([1, 0], [0, 0])
    assert np.isnan([*nobody.rate, *nobody.smoothed, nobody.mean]).all()


def test_an_area_without_cases_has_limits_all_the_same():
    found = area_rates([0, 5], [100, 100])
    assert (found.lower[0], found.upper[0]) == (0, pytest.approx(0.036889, abs=1e-6))
    assert 0 <= found.smoothed[0] <= 0.025


def test_the_daejeon_trap_is_all_mix():
    found = kitagawa([0.5, 0.5], [5, 10], [0.8, 0.2], [5, 10])
    assert (found.before, found.after) == (7.5, 6.0)
    assert (found.rate_effect, found.mix_effect) == (0.0, pytest.approx(-1.5))


def test_the_two_effects_add_up_and_counts_may_stand_for_shares():
    found = kitagawa([10, 30, 60], [4, 6, 9], [500, 300, 200], [5, 5, 9.5])
    assert found.rate_effect + found.mix_effect == pytest.approx(found.difference)
    assert found.before == pytest.approx(0.1 * 4 + 0.3 * 6 + 0.6 * 9)


@pytest.mark.parametrize(("c", "a", "b"), [(1, 0.5, 1 / 3), (2, 1, 0.2), (3, 1, 0.0625), (5, 3, 0.1101), (0, 2, 1.0), (4, 0, 0.0)])
def test_erlang_b_gives_the_published_losses(c, a, b):
    assert erlang_b(c, a) == pytest.approx(b, abs=6e-5)


def test_the_busy_fraction_counts_unknown_trips_at_the_mean():
    assert busy_fraction(np.full(120, 60.0), 10, 24) == 0.5
    assert busy_fraction([60.0, np.nan] * 60, 10, 24) == 0.5
    assert busy_fraction([1e9], 1, 1) == 1.0


def test_survival_falls_with_minutes():
    assert cardiac_survival([5, 7]) == pytest.approx([0.1204, 0.0750], abs=5e-5)
    assert cardiac_survival(np.inf) == 0.0


@pytest.mark.parametrize(
    "call",
    [
        lambda: wilson(11, 10),
        lambda: wilson(-1, 10),
        lambda: wilson(1, 10, 1.0),
        lambda: byar(np.nan),
        lambda: funnel_limits(1.2, 10),
        lambda: rate_funnel_limits(-0.1, 10),
        lambda: area_rates([1, 2], [10]),
        lambda: area_rates([-1], [10]),
        lambda: kitagawa([1, 1], [1, 2], [1], [1]),
        lambda: kitagawa([0, 0], [1, 2], [1, 1], [1, 2]),
        lambda: erlang_b(-1, 1),
        lambda: erlang_b(1.5, 1),
        lambda: erlang_b(1, np.nan),
        lambda: busy_fraction([np.nan], 1, 1),
        lambda: busy_fraction([1.0], 0, 1),
        lambda: cardiac_survival(-1),
    ],
)
def test_what_cannot_be_counted_is_refused(call):
    with pytest.raises(ValueError, match=r"\w"):
        call()
