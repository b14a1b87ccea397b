"""Maximal covering against the enumeration of all choices, a plain HiGHS model, and the published toy."""

import numpy as np
import pytest

from models.methods.siting import cover_from_pairs, cover_near, cover_within, mclp, near
from models.methods.siting.cover_anneal import anneal_cover
from models.methods.siting.solution import value_step
from tests.models.methods.siting.places import best_cover, costs, plain_mclp, whole_weights

TOY = cover_from_pairs([0, 1, 1, 2, 3, 3, 4], [0, 0, 1, 1, 1, 2, 2], 5, 3)
TOY_DEMAND = [20, 30, 10, 25, 15]


def test_the_toy_takes_a_and_c():
    found = mclp(TOY, TOY_DEMAND, 2)
    assert found.sites.tolist() == [0, 2]
    assert (found.value, found.bound, found.status, found.gap) == (90.0, 90.0, "optimal", 0.0)
    assert found.covered.tolist() == [1, 1, 0, 1, 1]


@pytest.mark.parametrize(("fixed", "value"), [([1], 85.0), ([0, 1], 85.0), ([1, 2], 80.0)])
def test_fixed_sites_stay_and_count(fixed, value):
    found = mclp(TOY, TOY_DEMAND, 2, fixed)
    assert set(fixed) <= set(found.sites.tolist())
    assert (found.value, found.status) == (value, "optimal")


@pytest.mark.parametrize("seed", range(12))
def test_no_choice_of_sites_covers_more(seed):
    cost, weights = costs(seed), whole_weights(seed, 14)
    for p, fixed in ((1, ()), (3, ()), (3, (2,)), (5, (0, 7)), (8, ())):
        found = mclp(cover_within(cost, 28), weights, p, fixed)
        assert found.status == "optimal"
        assert found.value == best_cover(cost <= 28, p, weights, fixed)
        assert found.sites.size == p
        assert weights[(cost[:, found.sites] <= 28).any(axis=1)].sum() == found.value


@pytest.mark.parametrize("seed", range(4))
def test_larger_ones_agree_with_a_plain_model(seed):
    cost, weights = costs(seed, 150, 60), whole_weights(seed, 150)
    for p in (4, 9, 15):
        found = mclp(cover_within(cost, 11), weights, p)
        assert found.status == "optimal"
        assert found.value == pytest.approx(plain_mclp((cost <= 11).astype(float), p, weights))


def test_weights_that_are_not_whole_are_proven_too():
    cost = costs(9, 120, 40)
    weights = np.random.default_rng(9).random(120)
    found = mclp(cover_within(cost, 13), weights, 6)
    assert found.status == "optimal"
    assert found.value == pytest.approx(plain_mclp((cost <= 13).astype(float), 6, weights), rel=1e-9)


def test_greedy_would_be_wrong_here():
    """Taking the largest site first gives 4 + 1; the two smaller ones together cover all six."""
    cover = cover_from_pairs([1, 2, 3, 4, 0, 1, 2, 3, 4, 5], [0, 0, 0, 0, 1, 1, 1, 2, 2, 2], 6, 3)
    found = mclp(cover, None, 2)
    assert (found.sites.tolist(), found.value) == ([1, 2], 6.0)


def test_a_scattered_cover_that_needs_the_deeper_search_is_proven():
    """Covers without geography leave a wide gap at the root: annealed sets, merging and branching all have work."""
    rng = np.random.default_rng(0)
    covers, weights = rng.random((150, 80)) < 0.1, rng.integers(1, 30, 150).astype(float)
    found = mclp(cover_from_pairs(*np.nonzero(covers), 150, 80), weights, 7)
    assert found.status == "optimal"
    assert weights[covers[:, found.sites].any(axis=1)].sum() == found.value
    assert found.value == 1570  # as plain_mclp gives, in ten times the time


@pytest.mark.parametrize("seed", range(6))
def test_beginning_near_another_answer_changes_no_value_and_no_proof(seed):
    cost, weights, rng = costs(seed, 60, 24), whole_weights(seed, 60), np.random.default_rng(seed)
    cover, fixed = cover_within(cost, 14), np.array([2, 5])
    beginning = near(cover, weights, mclp(cover, weights, 6, fixed).sites, fixed)
    for other in (weights, rng.poisson(weights).astype(float), np.where(rng.random(60) < 0.5, weights, 0.0), rng.random(60) * 9):
        found = mclp(cover, other, 6, fixed, near=beginning)
        assert found.status == "optimal"
        assert found.value == pytest.approx(best_cover(cost <= 14, 6, other, fixed), rel=1e-12)
        assert found.value == pytest.approx(other[(cost[:, found.sites] <= 14).any(axis=1)].sum(), rel=1e-12)


def test_a_poor_beginning_is_left():
    cost, weights = costs(3, 60, 24), whole_weights(3, 60)
    cover, nobody = cover_within(cost, 14), np.empty(0, np.int64)
    poor = near(cover, np.ones(60), np.array([0, 1, 2]), nobody)
    assert mclp(cover, weights, 3, near=poor).value == best_cover(cost <= 14, 3, weights, ())


def test_annealing_betters_a_poor_start_and_keeps_fixed_sites():
    rng = np.random.default_rng(5)
    cover = cover_near(rng.random((2000, 2)), rng.random((200, 2)), 0.08)
    weights, start, fixed = np.ones(2000), np.arange(12), np.zeros(200, bool)
    fixed[[0, 7]] = True
    arrays = cover.site_ptr, cover.rows_of_site, cover.row_ptr, cover.sites_of_row
    found, touched = anneal_cover(*arrays, weights, start, fixed, 40_000, 10.0, 0.2, 1)
    assert {0, 7} <= set(found.tolist())
    assert np.unique(found).size == 12
    assert (cover.counts(found) > 0).sum() > 1.2 * (cover.counts(start) > 0).sum()
    again, touched_again = anneal_cover(*arrays, weights, start, fixed, 40_000, 10.0, 0.2, 1)
    assert (found.tolist(), touched) == (again.tolist(), touched_again)


@pytest.mark.parametrize("seed", range(8))
def test_annealing_of_a_small_problem_ends_at_the_best_of_all_choices(seed):
    """Which it does only while what each move would bring is known rightly through thousands of moves."""
    cost, weights = costs(seed), whole_weights(seed, 14)
    cover, fixed = cover_within(cost, 28), np.arange(14) == 2
    arrays = cover.site_ptr, cover.rows_of_site, cover.row_ptr, cover.sites_of_row
    found, touched = anneal_cover(*arrays, weights, np.array([2, 0, 1, 3]), fixed, 20_000, weights.mean(), weights.mean() / 50, seed)
    assert weights[cover.counts(found) > 0].sum() == best_cover(cost <= 28, 4, weights, (2,))
    assert found[0] == 2
    assert touched > 20_000


def test_ten_thousand_rows_are_proven_quickly():
    rng = np.random.default_rng(0)
    cover = cover_near(rng.random((10_000, 2)), rng.random((500, 2)), 0.06)
    found = mclp(cover, rng.integers(1, 100, 10_000), 20, work_s=30)
    assert found.status == "optimal"


def test_out_of_time_the_bound_still_holds():
    cost, weights = costs(1, 300, 120), whole_weights(1, 300)
    found = mclp(cover_within(cost, 8), weights, 20, work_s=0.0)
    exact = mclp(cover_within(cost, 8), weights, 20)
    assert found.value <= exact.value <= found.bound
    assert exact.status == "optimal"
    assert found.gap == pytest.approx((found.bound - found.value) / found.value)


@pytest.mark.parametrize("seed", [1, 2])
def test_no_bound_is_above_all_the_weight_there_is(seed):
    rng = np.random.default_rng(seed)
    places, weights = rng.random((300, 2)), rng.integers(1, 50, 300).astype(float)
    found = mclp(cover_near(places, places, 0.1), weights, 40, work_s=0.0)
    assert found.value <= found.bound <= weights.sum()


def test_the_same_seed_gives_the_same_sites():
    cost, weights = costs(2, 200, 90), whole_weights(2, 200)
    first, second = (mclp(cover_within(cost, 10), weights, 9, seed=4) for _ in range(2))
    assert first.sites.tolist() == second.sites.tolist()


def test_nothing_in_reach_is_a_proven_nothing():
    found = mclp(cover_within([[9.0, 9.0]], 5.0), None, 1)
    assert (found.value, found.bound, found.status) == (0.0, 0.0, "optimal")


@pytest.mark.parametrize(
    ("weights", "p", "fixed", "words"),
    [
        ([1, 2], 1, (), "weights: 5 expected"),
        ([1, 2, 3, 4, -1], 1, (), "not negative"),
        ([1, 2, 3, 4, np.inf], 1, (), "finite"),
        (None, 0, (), "p must be"),
        (None, 4, (), "p must be"),
        (None, 1.5, (), "p must be"),
        (None, 1, (0, 1), "smaller than the number of fixed"),
        (None, 2, (0, 0), "stands twice"),
        (None, 2, (3,), "fixed sites must lie"),
    ],
)
def test_a_wrong_question_is_refused(weights, p, fixed, words):
    with pytest.raises(ValueError, match=words):
        mclp(TOY, weights, p, fixed)


@pytest.mark.parametrize("part", [1.0, 0.04, 1 / 9])
def test_parts_of_whole_numbers_have_their_step_and_others_none(part):
    rng = np.random.default_rng(3)
    counts = rng.integers(1, 900, 300).astype(float)
    counts[:2] = 6, 7
    assert value_step(counts * part) == pytest.approx(part, rel=1e-12)
    assert value_step(np.append(counts * part, np.pi * part)) == 0.0
    assert value_step(rng.random(300)) == 0.0
