"""Gi, Gi*, Moran: the documented values, and what must hold whatever the data."""

from __future__ import annotations

import numpy as np
import pytest

from models.methods.spatial.gather import getis_ord, local_moran, moran
from models.methods.spatial.neighbours import Neighbours, from_lists, from_pairs, nearest, on_lattice, within_band

POINTS = [(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)]
VALUES = [2, 3, 3.2, 5, 8, 7]


def grid(side: int) -> Neighbours:
    xy = np.stack(np.meshgrid(np.arange(side), np.arange(side)), -1).reshape(-1, 2)
    return within_band(xy, 1.5)


def test_gi_and_gi_star_have_their_documented_values() -> None:
    near = within_band(POINTS, 15)
    assert getis_ord(VALUES, near, star=False) == pytest.approx([-1.0137, -0.0436, 1.3156, -0.3141, 1.1537, 1.7783], abs=5e-5)
    assert getis_ord(VALUES, near) == pytest.approx([-1.3973, -0.2892, 0.6506, -0.2892, 1.2345, 2.0242], abs=5e-5)


def test_morans_i_has_its_documented_values() -> None:
    near = within_band(POINTS, 15)
    assert moran(VALUES, near).value == pytest.approx(0.03853, abs=5e-6)
    assert moran(VALUES, near.row_standardised()).value == pytest.approx(0.11899, abs=5e-6)


def test_the_variance_under_randomisation_is_that_of_the_permutations() -> None:
    near = within_band(POINTS, 15).row_standardised()
    rng = np.random.default_rng(1)
    drawn = np.array([moran(rng.permutation(VALUES), near).value for _ in range(20_000)])
    found = moran(VALUES, near)
    assert found.expected == pytest.approx(drawn.mean(), abs=0.01)
    assert (found.value - found.expected) / found.z == pytest.approx(drawn.std(), rel=0.03)


def test_a_pair_given_one_way_counts_both_ways_in_the_variance() -> None:
    one_way = from_pairs([0, 1, 2, 3, 4], [1, 2, 3, 4, 5], np.ones(5), 6)
    drawn = np.array([moran(np.random.default_rng(seed).permutation(VALUES), one_way).value for seed in range(20_000)])
    found = moran(VALUES, one_way)
    assert (found.value - found.expected) / found.z == pytest.approx(drawn.std(), rel=0.03)


def test_the_local_statistics_add_up_to_the_global_one() -> None:
    near = grid(8).row_standardised()
    values = np.random.default_rng(3).gamma(2, 3, 64)
    local = local_moran(values, near, permutations=9)
    assert local.value.sum() / 63 == pytest.approx(moran(values, near).value, rel=1e-9)


def test_a_planted_cluster_is_high_beside_high_and_chance_is_not_sure() -> None:
    near = grid(12).row_standardised()
    rng = np.random.default_rng(7)
    values = rng.normal(10, 1, 144)
    values[[0, 1, 12, 13]] += 9
    found = local_moran(values, near, permutations=999, seed=2)
    assert found.quadrant[0] == 1
    assert found.p[0] <= 0.002
    noise = local_moran(rng.normal(10, 1, 144), near, permutations=999, seed=2)
    assert 0.01 < np.mean(noise.p <= 0.05) < 0.2, "the smaller side of two is below .05 about one time in ten"
    assert (found.p == local_moran(values, near, permutations=999, seed=2).p).all()


@pytest.mark.parametrize(("values", "said"), [([1.0] * 6, "differ"), ([1, 2, 3], "6 finite"), ([1, 2, 3, 4, 5, np.nan], "finite")])
def test_values_that_cannot_be_judged_are_refused(values: list[float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        moran(values, within_band(POINTS, 15))


def test_a_place_without_neighbours_has_no_pseudo_p() -> None:
    near = within_band([*POINTS, (500, 500)], 15)
    assert np.isnan(local_moran([*VALUES, 4], near, permutations=9).p[-1])
    assert not np.isnan(getis_ord([*VALUES, 4], near)[-1])


def test_the_nearest_of_places_at_one_point_never_hold_the_place_itself() -> None:
    near = nearest([(0, 0), (0, 0), (0, 0), (1, 0), (5, 5)], 2)
    assert (near.counts == 2).all()
    place = np.repeat(np.arange(5), 2)
    assert (place != near.others).all()
    assert near.others[6:8].tolist()[0] in (0, 1, 2)


def test_nobody_is_a_neighbour_of_nobody() -> None:
    near = within_band([(0, 0), (10, 10), (30, 30)], 1)
    assert near.lag([1, 2, 3]).tolist() == [0, 0, 0]
    with pytest.raises(ValueError, match="neighbours"):
        moran([1, 2, 3], near)
    with pytest.raises(ValueError, match="from 1 to 2"):
        nearest([(0, 0), (10, 10), (30, 30)], 3)


def test_cells_beside_one_another_are_neighbours_and_holes_are_no_places() -> None:
    held = np.ones((3, 4), bool)
    held[1, 1] = False
    near = on_lattice(held)
    assert near.size == 11
    assert near.others[near.ptr[0] : near.ptr[1]].tolist() == [1, 4]
    assert near.others[near.ptr[5] : near.ptr[6]].tolist() == [1, 2, 3, 6, 8, 9, 10], "the cell east of the hole"
    whole, banded = on_lattice(np.ones((12, 12)), 1), grid(12)
    assert (whole.others == banded.others).all()
    assert on_lattice(np.ones((12, 12)), 2).counts.max() == 24


def test_the_neighbours_of_some_places_only() -> None:
    near = within_band(POINTS, 15)
    some = near.only([True, False, False, True, False, False])
    assert some.counts.tolist() == [near.counts[0], 0, 0, near.counts[3], 0, 0]
    assert some.lag(VALUES)[3] == near.lag(VALUES)[3]


def test_places_without_neighbours_at_the_end_take_nothing_from_those_before() -> None:
    near = from_pairs([0, 1, 1, 2, 2], [1, 0, 2, 0, 1], np.ones(5), 5)
    assert near.lag([1, 2, 3, 4, 5]).tolist() == [2, 4, 3, 0, 0]
    assert from_pairs([1], [0], [1.0], 3).lag([7, 8, 9]).tolist() == [0, 7, 0]


def test_lists_of_neighbours_may_have_weights_that_add_up_to_one() -> None:
    near = from_lists([[1], [2, 0], [1], []], row_standardised=True)
    assert near.lag([1, 2, 4, 9]).tolist() == [2, 2.5, 2, 0]
    assert from_lists([[1], [2, 0], [1], []]).lag([1, 2, 4, 9]).tolist() == [2, 5, 2, 0]
    with pytest.raises(ValueError, match="join two"):
        from_lists([[0], [0]])


def test_the_nearest_are_the_nearest_where_crowds_stand_at_one_point_too() -> None:
    rng = np.random.default_rng(8)
    xy = np.concatenate([rng.random((300, 2)), np.full((400, 2), 0.5), np.full((7, 2), 0.1), np.full((9, 2), 0.9)])
    xy = xy[rng.permutation(len(xy))]
    apart = np.hypot(xy[:, None, 0] - xy[:, 0], xy[:, None, 1] - xy[:, 1])
    np.fill_diagonal(apart, np.inf)
    for k in (1, 6, 8, 20):
        near = nearest(xy, k)
        place = np.repeat(np.arange(len(xy)), k)
        assert (near.counts == k).all()
        assert (place != near.others).all()
        assert (np.diff(near.others.reshape(-1, k), axis=1) > 0).all(), "rising, none twice"
        assert np.sort(apart[place, near.others].reshape(-1, k), axis=1) == pytest.approx(np.sort(apart, axis=1)[:, :k])


def test_a_hundred_thousand_at_one_point_have_neighbours_too() -> None:
    near = nearest(np.zeros((100_000, 2)), 8)
    assert (near.counts == 8).all()
    assert (np.bincount(near.others) == 8).all(), "each is as often a neighbour as any other"
