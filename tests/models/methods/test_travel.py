"""Travel-time curves recovered from made trips whose truth is known."""

import numpy as np
import pytest

from models.methods.travel import CIRCUITY, fit_travel, road_km


def _trips(n=6000, seed=0, spread=0.3):
    """t = 2.4·√d up to 2 km, straight on; the second band is a quarter slower; residuals log-normal."""
    rng = np.random.default_rng(seed)
    d = rng.exponential(3.0, n) + 0.05
    band = rng.integers(0, 2, n)
    curve = 2.4 * np.where(d <= 2, np.sqrt(d), np.sqrt(2) + (d - 2) / (2 * np.sqrt(2))) * np.where(band == 1, 1.25, 1.0)
    return d, curve, curve * np.exp(rng.normal(0, spread, n)), band


def test_the_hand_example_is_fitted_exactly():
    d = np.array([0.25, 1.0, 2.25, 4.0, 8.0, 12.0, 16.0, 20.0, 0.5, 3.0])
    t = 2 * np.where(d <= 4, np.sqrt(d), 2 + (d - 4) / 4)
    fit = fit_travel(d, t, holdout=np.arange(10) == 9)
    assert fit.shape == pytest.approx(4.0, rel=1e-3)
    assert fit.level == pytest.approx(np.log(2), abs=1e-3)
    assert fit.minutes([1.0, 4.0, 8.0]) == pytest.approx([2.0, 4.0, 6.0], rel=1e-3)


def test_the_true_curve_and_band_are_found_again():
    d, _, t, band = _trips()
    fit = fit_travel(d, t, band)
    assert np.exp(fit.level) == pytest.approx(2.4, rel=0.03)
    assert fit.shape == pytest.approx(2.0, rel=0.25)
    assert np.exp(fit.band_effect) == pytest.approx([1.0, 1.25], rel=0.03)


def test_it_predicts_the_median_and_says_so_in_its_errors():
    d, _, t, band = _trips(spread=0.6)
    fit = fit_travel(d, t, band)
    assert abs(fit.holdout.bias_median) < 0.15
    assert fit.holdout.bias < -0.5
    assert (t <= fit.minutes(d, band)).mean() == pytest.approx(0.5, abs=0.01)
    assert len(fit.holdout_by_band) == 2
    assert sum(error.n for error in fit.holdout_by_band) == fit.holdout.n


def test_a_few_absurd_times_do_not_bend_the_curve():
    d, curve, t, band = _trips(3000, seed=3)
    t[:90] = 110.0
    fit = fit_travel(d, t, band)
    assert np.median(np.abs(np.log(fit.minutes(d, band) / curve))) < 0.06


def test_the_chance_to_arrive_is_the_share_that_did():
    d, _, t, band = _trips(20_000, seed=4)
    fit = fit_travel(d, t, band)
    chance = fit.chance_within(d, 6.0, band)
    for low, high in ((0.05, 0.3), (0.3, 0.7), (0.7, 0.95)):
        group = (chance >= low) & (chance < high)
        assert (t[group] <= 6.0).mean() == pytest.approx(chance[group].mean(), abs=0.03)
    assert fit.chance_within(2.0, fit.minutes(2.0)) == pytest.approx(0.5, abs=0.01)
    assert fit.chance_within(0.0, 6.0) == 1.0


def test_the_log_linear_form_finds_its_power():
    rng = np.random.default_rng(8)
    d = rng.exponential(4.0, 4000) + 0.1
    fit = fit_travel(d, np.exp(0.9 + 0.6 * np.log(d) + rng.normal(0, 0.2, 4000)), kind="log_linear")
    assert (fit.level, fit.shape) == (pytest.approx(0.9, abs=0.02), pytest.approx(0.6, abs=0.02))


def test_a_later_period_can_be_the_judge():
    d, _, t, band = _trips(1000)
    later = np.arange(1000) >= 700
    fit = fit_travel(d, t, band, holdout=later)
    assert (fit.holdout.n, fit.n) == (300, 1000)


def test_unusable_trips_are_left_out():
    d, _, t, band = _trips(100)
    d[:10], t[10:20] = np.nan, 0.0
    assert fit_travel(d, t, band).n == 80


def test_roads_are_longer_than_straight_lines():
    assert CIRCUITY == 1.3
    assert road_km([0.0, 2.0]).tolist() == [0.0, 2.6]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: fit_travel([1.0] * 7, [1.0] * 7), "at least 8"),
        (lambda: fit_travel([1.0] * 9, [1.0] * 8), "of one length"),
        (lambda: fit_travel([1.0] * 9, [1.0] * 9, [-1] * 9), "numbered"),
        (lambda: fit_travel([1.0] * 9, [1.0] * 9, holdout=[True] * 9), "both sides"),
        (lambda: road_km([-1.0]), "not be negative"),
        (lambda: road_km([1.0], 0.9), "at least 1"),
    ],
)
def test_a_fit_that_cannot_be_is_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()
