"""Many tests at once, rates of small places, trends: the published examples and the edges."""

from __future__ import annotations

import numpy as np
import pytest

from models.methods.spatial.chance import empirical_bayes, false_discovery, mann_kendall, two_sided

FIFTEEN = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]


def test_the_fifteen_p_values_of_the_paper_reject_four() -> None:
    shuffled = np.random.default_rng(1).permutation(15)
    found = false_discovery(np.array(FIFTEEN)[shuffled])
    assert sorted(np.array(FIFTEEN)[shuffled][found]) == FIFTEEN[:4]
    assert sum(p <= 0.05 / 15 for p in FIFTEEN) == 3, "one more than Bonferroni"


def test_a_step_up_takes_those_below_the_last_that_passes() -> None:
    assert false_discovery([0.04, 0.045, 0.05]).all()
    assert not false_discovery([0.04, 0.045, 0.051]).any()
    assert false_discovery([0.01, np.nan]).tolist() == [True, False]
    assert not false_discovery([]).size
    with pytest.raises(ValueError, match="between 0 and 1"):
        false_discovery([1.2])


def test_rates_of_small_places_are_drawn_to_the_mean() -> None:
    found = empirical_bayes([3, 10, 60, 40], [50, 400, 2000, 5000])
    assert found.mean == pytest.approx(0.015168, abs=5e-7)
    assert found.between == pytest.approx(1.0408e-4, abs=5e-9)
    assert found.weight == pytest.approx([0.2554, 0.7330, 0.9321, 0.9717], abs=5e-5)
    assert found.rate == pytest.approx([0.02662, 0.02237, 0.02899, 0.00820], abs=5e-6)


def test_without_more_than_chance_between_places_every_rate_is_the_mean() -> None:
    found = empirical_bayes([5, 10, 20], [500, 1000, 2000])
    assert (found.between, found.rate.tolist()) == (0.0, pytest.approx([0.01] * 3))
    assert empirical_bayes([0, 0], [10, 10]).rate.tolist() == [0, 0]
    for events, at_risk in (([1], [0]), ([-1], [5]), ([1, 2], [5]), ([], [])):
        with pytest.raises(ValueError, match="somebody at risk"):
            empirical_bayes(events, at_risk)


def test_a_rising_series_has_its_published_trend() -> None:
    found = mann_kendall([1, 3, 2, 5, 4, 6, 8, 7, 9, 10])
    assert (found.s, round(found.z, 4)) == (39, 3.3988)
    assert mann_kendall([10, 9, 7, 8, 6, 4, 5, 2, 3, 1]).z == pytest.approx(-found.z)
    assert (mann_kendall([4, 4, 4, 4]).z, mann_kendall([4, 4, 4, 4]).p) == (0.0, 1.0)
    with pytest.raises(ValueError, match="three"):
        mann_kendall([1, 2])


def test_both_sides_of_a_deviate() -> None:
    assert two_sided([1.959964, -1.959964, 0]) == pytest.approx([0.05, 0.05, 1], abs=1e-6)
    assert np.isnan(two_sided(np.nan))
