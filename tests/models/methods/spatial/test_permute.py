"""Neighbours drawn by chance: the counts that can be reckoned, the deviates they must follow, and the same counts every time."""

from itertools import combinations

import numpy as np
import pytest
from scipy.stats import norm

from models.methods.spatial.gather import getis_ord, local_moran
from models.methods.spatial.neighbours import Neighbours, from_pairs, nearest, on_lattice
from models.methods.spatial.permute import draw_neighbours

PLACES = np.random.default_rng(5).random((400, 2))
VALUES = np.random.default_rng(6).gamma(2, 1, 400)
EVEN = np.random.default_rng(9).normal(size=400)


def chances(values: np.ndarray, near: Neighbours, place: int) -> tuple[float, float]:
    """Shares of all possible sets of neighbours that are at least and at most as high."""
    own = near.others[near.ptr[place] : near.ptr[place + 1]]
    rest = np.delete(np.arange(values.size), place)
    sums = np.array([values[list(some)].sum() for some in combinations(rest, own.size)])
    return float(np.mean(sums >= values[own].sum() - 1e-9)), float(np.mean(sums <= values[own].sum() + 1e-9))


@pytest.mark.parametrize("k", [1, 2, 3, 5, 8])
def test_shares_are_those_of_all_possible_neighbourhoods(k: int) -> None:
    values, near = np.array([0, 0, 0, 1, 2, 2.5, 9, 1, 4]), nearest(PLACES[:9], k)
    found = draw_neighbours(values, near, permutations=20_000, seed=1)
    for place in range(9):
        above, below = chances(values, near, place)
        assert found.at_least[place] / 20_000 == pytest.approx(above, abs=0.015)
        assert found.at_most[place] / 20_000 == pytest.approx(below, abs=0.015)


def test_both_ways_of_drawing_follow_the_deviate() -> None:
    for k in (8, 40):
        near = nearest(PLACES, k)
        p = draw_neighbours(EVEN, near, permutations=4_999, seed=3).p
        expected = norm.sf(np.abs(getis_ord(EVEN, near, star=False)))
        assert np.abs(p - expected).max() < 0.03, "three standard errors of a share of 4,999"


def test_the_same_seed_gives_the_same_counts_on_any_number_of_threads() -> None:
    for k in (8, 40):
        near = nearest(PLACES, k)
        one, two, three = (draw_neighbours(VALUES, near, permutations=99, seed=7, threads=threads) for threads in (1, 2, 3))
        assert (one.at_least == two.at_least).all()
        assert (one.at_most == three.at_most).all()
        assert (one.at_least != draw_neighbours(VALUES, near, permutations=99, seed=8).at_least).any()


def test_places_are_drawn_independently() -> None:
    near = from_pairs(np.repeat(np.arange(400), 4), (np.repeat(np.arange(400), 4) + np.tile([1, 2, 3, 4], 400)) % 400, np.ones(1600), 400)
    chance = draw_neighbours(VALUES, near, permutations=1, seed=2).at_least
    assert 60 < chance.sum() < 340
    assert abs(np.corrcoef(chance[:-1], chance[1:])[0, 1]) < 0.35


def test_equal_sums_count_on_both_sides() -> None:
    empty = np.zeros(100)
    empty[0] = 1
    found = draw_neighbours(empty, on_lattice(np.ones((10, 10))), permutations=199)
    assert found.at_most[55] > 150, "nothing about it is no low place where most sets hold nothing"
    assert found.at_least[55] == 199
    assert found.p_low[55] > 0.7


def test_sums_of_the_same_values_in_another_order_are_equal() -> None:
    values = np.tile([0.1, 0.2, 0.7], 20)
    found = draw_neighbours(values, nearest(PLACES[:60], 59), permutations=50)
    assert (found.at_least == 50).all()
    assert (found.at_most == 50).all()


def test_unequal_weights_are_used_and_equal_ones_change_nothing() -> None:
    near = nearest(PLACES, 6)
    plain, standardised = (draw_neighbours(VALUES, one, permutations=199, seed=4) for one in (near, near.row_standardised()))
    assert (plain.at_least == standardised.at_least).all()
    heavy = Neighbours(near.ptr, near.others, np.tile([5.0, 1, 1, 1, 1, 1], 400))
    p = draw_neighbours(EVEN, heavy, permutations=4_999, seed=4).p
    assert np.abs(p - norm.sf(np.abs(getis_ord(EVEN, heavy, star=False)))).max() < 0.03


def test_the_local_moran_deviate_is_that_of_its_draws() -> None:
    near = nearest(PLACES, 8).row_standardised()
    found = local_moran(EVEN, near, permutations=4_999, seed=1)
    assert np.abs(found.p - norm.sf(np.abs(found.z))).max() < 0.03
    beside_own_kind = np.isin(found.quadrant, (1, 3))
    assert found.z[beside_own_kind].mean() > 0 > found.z[~beside_own_kind].mean()


def test_what_cannot_be_drawn_is_refused() -> None:
    near = nearest(PLACES[:5], 2)
    with pytest.raises(ValueError, match="5 finite"):
        draw_neighbours([1, 2, np.nan, 4, 5], near)
    with pytest.raises(ValueError, match="more neighbours"):
        draw_neighbours([1.0, 2.0], Neighbours(np.array([0, 2, 2]), np.array([1, 1]), np.ones(2)))


def test_a_place_without_neighbours_has_no_p() -> None:
    found = draw_neighbours([1.0, 2, 3], from_pairs([0], [1], [1.0], 3), permutations=9)
    assert np.isnan(found.p[1:]).all()
    assert found.p[0] <= 1
