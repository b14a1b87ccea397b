"""Covers: sparse both ways, merged without changing any value."""

import numpy as np
import pytest

from models.methods.siting import cover_from_pairs, cover_near, cover_within
from models.methods.siting.cover import merged_rows
from tests.models.methods.siting.places import costs, whole_weights


def _dense(cover):
    table = np.zeros((cover.n_demand, cover.n_sites), bool)
    for j in range(cover.n_sites):
        table[cover.rows_of_site[cover.site_ptr[j] : cover.site_ptr[j + 1]], j] = True
    return table


def test_a_site_covers_what_is_at_the_limit_and_not_beyond():
    cover = cover_within([[3.0, 9.0], [5.0, 4.0], [np.inf, 5.1]], 5.0)
    assert _dense(cover).tolist() == [[True, False], [True, True], [False, False]]


def test_both_directions_of_a_cover_hold_the_same_pairs():
    cost = costs(3, 40, 17)
    cover = cover_within(cost, 30)
    by_row = np.zeros((40, 17), bool)
    for i in range(40):
        by_row[i, cover.sites_of_row[cover.row_ptr[i] : cover.row_ptr[i + 1]]] = True
    assert (_dense(cover) == (cost <= 30)).all()
    assert (by_row == (cost <= 30)).all()


def test_straight_distances_give_the_same_cover_as_their_table():
    rng = np.random.default_rng(1)
    demand, sites = rng.random((60, 2)) * 1000, rng.random((9, 2)) * 1000
    table = np.hypot(*(demand[:, None] - sites[None]).transpose(2, 0, 1))
    assert (_dense(cover_near(demand, sites, 250.0)) == _dense(cover_within(table, 250.0))).all()


def test_a_pair_given_twice_counts_once():
    cover = cover_from_pairs([0, 0, 1], [1, 1, 0], 2, 2)
    assert cover.counts([0, 1]).tolist() == [1, 1]


def test_a_site_given_twice_counts_twice():
    assert cover_from_pairs([0], [0], 1, 1).counts([0, 0]).tolist() == [2]


def test_merging_rows_changes_no_covered_weight():
    cost, weights = costs(5, 200, 6), whole_weights(5, 200)
    cover = cover_within(cost, 35)
    merged, merged_weights, new_row = merged_rows(cover, weights)
    assert merged.n_demand < 64
    for chosen in range(64):
        sites = [j for j in range(6) if chosen >> j & 1]
        before = weights[cover.counts(sites) > 0].sum()
        assert merged_weights[merged.counts(sites) > 0].sum() == before
    left_out = (weights == 0) | ~(cost <= 35).any(axis=1)
    assert ((new_row == -1) == left_out).all()


def test_equal_rows_are_merged_and_others_never():
    merged, weights, new_row = merged_rows(cover_from_pairs([0, 0, 1, 2, 2, 3], [0, 1, 0, 0, 1, 1], 4, 2), np.ones(4))
    assert merged.n_demand == 3
    assert new_row[0] == new_row[2]
    assert sorted(weights.tolist()) == [1.0, 1.0, 2.0]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: cover_within([1.0, 2.0], 3), "demand rows × sites"),
        (lambda: cover_within([[np.nan]], 3), "must be numbers"),
        (lambda: cover_near([[0, 0]], [[0, 0, 0]], 5), "same dimension"),
        (lambda: cover_near([[0, np.nan]], [[0, 0]], 5), "finite"),
        (lambda: cover_from_pairs([0, 1], [0], 2, 1), "2 demand rows but 1"),
        (lambda: cover_from_pairs([2], [0], 2, 1), "must lie in 2"),
        (lambda: cover_from_pairs([], [], 0, 1), "at least one"),
    ],
)
def test_a_cover_that_cannot_be_is_refused(make, words):
    with pytest.raises(ValueError, match=words):
        make()
