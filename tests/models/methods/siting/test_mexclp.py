"""Expected covering: the published toy, marginal gains, and enumeration."""

import numpy as np
import pytest

from models.methods.siting import cover_from_pairs, cover_within, mexclp
from models.methods.siting.mexclp import expected_weight
from tests.models.methods.siting.places import best_expected, costs, whole_weights

TOY = cover_from_pairs([0, 1, 1, 2, 3, 3, 4], [0, 0, 1, 1, 1, 2, 2], 5, 3)
TOY_DEMAND = np.array([20.0, 30, 10, 25, 15])


@pytest.mark.parametrize(("q", "value"), [(0.1, 94.95), (0.3, 81.55), (0.5, 63.75)])
def test_the_toy_stands_one_unit_at_each_site(q, value):
    found = mexclp(TOY, TOY_DEMAND, 3, q)
    assert found.sites.tolist() == [0, 1, 2]
    assert found.value == pytest.approx(value)
    assert (found.status, found.covered.tolist()) == ("optimal", [1, 2, 1, 2, 1])


@pytest.mark.parametrize(("q", "units_at", "value"), [(0.1, [2, 0, 1], 85.5), (0.3, [1, 2, 0], 75.04), (0.5, [1, 2, 0], 62.5)])
def test_the_second_best_of_the_toy_changes_with_the_busy_fraction(q, units_at, value):
    assert expected_weight(TOY, TOY_DEMAND, units_at, q) == pytest.approx(value)
    others = [(a, b, 3 - a - b) for a in range(4) for b in range(4 - a) if (a, b) != (1, 1)]
    assert max(expected_weight(TOY, TOY_DEMAND, at, q) for at in others) == pytest.approx(value)


def test_each_further_unit_adds_less():
    one_site = cover_from_pairs([0], [0], 1, 1)
    values = [mexclp(one_site, None, k, 0.3).value for k in (1, 2, 3, 4)]
    assert values == pytest.approx([0.7, 0.91, 0.973, 0.9919])
    assert np.diff([0, *values]) == pytest.approx([0.7, 0.21, 0.063, 0.0189])


@pytest.mark.parametrize(("cover", "weights"), [(TOY, np.zeros(5)), (cover_from_pairs([], [], 5, 3), TOY_DEMAND)])
def test_where_nobody_can_be_reached_any_placement_is_best_and_those_who_stay_stay(cover, weights):
    found = mexclp(cover, weights, 3, 0.3, existing=[0, 1, 0], max_per_site=2)
    assert (found.value, found.bound, found.status) == (0.0, 0.0, "optimal")
    at = np.bincount(found.sites, minlength=3)
    assert (at.sum(), at[1] >= 1, at.max() <= 2) == (3, True, True)


def test_once_everybody_is_met_for_certain_further_units_add_nothing():
    assert mexclp(TOY, TOY_DEMAND, 4, 0.0, existing=[1, 1, 1]).value == TOY_DEMAND.sum()


@pytest.mark.parametrize("seed", range(8))
def test_no_placement_is_expected_to_meet_more(seed):
    cost, weights = costs(seed, 12, 5), whole_weights(seed, 12)
    nobody, everywhere = np.zeros(5, int), np.full(5, 9)
    for units, q, existing, most in (
        (3, 0.3, nobody, everywhere),
        (4, 0.6, np.array([0, 2, 0, 0, 0]), everywhere),
        (4, 0.2, np.array([1, 0, 0, 0, 0]), np.full(5, 1)),
        (3, 0.0, nobody, everywhere),
    ):
        found = mexclp(cover_within(cost, 40), weights, units, q, existing, most)
        assert found.status == "optimal"
        assert found.value == pytest.approx(best_expected(cost <= 40, units, q, weights, existing, most))
        at = np.bincount(found.sites, minlength=5)
        assert (at.sum(), (at >= existing).all(), (at <= most).all()) == (units, True, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"units": 0}, "units must be"),
        ({"busy_fraction": 1.0}, "busy_fraction must lie"),
        ({"busy_fraction": -0.1}, "busy_fraction must lie"),
        ({"existing": [1, 1]}, "existing: 3 counts"),
        ({"existing": [0, -1, 0]}, "none negative"),
        ({"existing": [4, 0, 0]}, "at least the 4 existing"),
        ({"existing": [2, 0, 0], "max_per_site": 1}, "more units stand"),
        ({"units": 4, "max_per_site": 1}, "4 units do not fit: the sites hold 3"),
    ],
)
def test_a_wrong_question_is_refused(arguments, words):
    given = {"units": 3, "busy_fraction": 0.3} | arguments
    with pytest.raises(ValueError, match=words):
        mexclp(TOY, TOY_DEMAND, **given)
