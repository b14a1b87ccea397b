"""The p-median against enumeration, a plain HiGHS model, and hand examples."""

import numpy as np
import pytest

from models.methods.siting import p_median
from tests.models.methods.siting.orlib import read_pmed
from tests.models.methods.siting.places import best_median, costs, plain_median, whole_weights

LINE = np.abs(np.subtract.outer([0.0, 1.0, 10.0], [0.0, 1.0, 10.0]))


def test_three_places_on_a_line():
    one, two = p_median(LINE, 1), p_median(LINE, 2)
    assert (one.sites.tolist(), one.value, one.status) == ([1], 10.0, "optimal")
    assert (two.value, two.bound, two.status) == (1.0, 1.0, "optimal")
    assert two.assignment.tolist()[2] == 2


def test_weight_pulls_the_site():
    assert p_median(LINE, 1, weights=[1, 1, 5]).sites.tolist() == [2]


def test_a_fixed_site_stays_where_a_better_one_is():
    found = p_median(LINE, 1, fixed=[0])
    assert (found.sites.tolist(), found.value, found.status) == ([0], 11.0, "optimal")


@pytest.mark.parametrize("seed", range(12))
def test_no_choice_of_sites_is_nearer(seed):
    cost, weights = costs(seed), whole_weights(seed, 14)
    for p, fixed in ((1, ()), (2, (5,)), (3, ()), (4, (0, 7)), (8, ())):
        found = p_median(cost, p, weights, fixed)
        assert found.status == "optimal"
        assert found.value == best_median(cost, p, weights, fixed)
        assert found.sites.size == p
        nearest = cost[np.arange(14), found.assignment]
        assert set(found.assignment.tolist()) <= set(found.sites.tolist())
        assert weights @ nearest == found.value


@pytest.mark.parametrize("seed", range(3))
def test_larger_ones_agree_with_a_plain_model(seed):
    rng = np.random.default_rng(seed)
    cost, weights = rng.random((40, 18)) * 100, rng.random(40)
    for p in (3, 7):
        found = p_median(cost, p, weights)
        assert found.status == "optimal"
        assert found.value == pytest.approx(plain_median(cost, p, weights), rel=1e-9)


def test_a_graph_of_four_hundred_vertices_is_proven():
    rng = np.random.default_rng(7)
    path = [[i, i + 1] for i in range(1, 400)]
    others = [[int(i), int(j)] for i, j in rng.integers(1, 401, (2800, 2)) if i != j]
    edges = [f"{i} {j} {cost}" for (i, j), cost in zip(path + others, rng.integers(1, 100, 399 + len(others)), strict=True)]
    cost, p = read_pmed(f"400 {len(edges)} 40\n" + "\n".join(edges))
    found = p_median(cost, p)
    assert found.status == "optimal"
    assert found.value == cost[:, found.sites].min(axis=1).sum()


def test_out_of_time_the_bound_still_holds():
    cost = costs(4, 300, 150)
    found, exact = p_median(cost, 7, work_s=0.0), p_median(cost, 7)
    assert exact.status == "optimal"
    assert found.bound <= exact.value <= found.value


def test_a_repeated_edge_takes_its_last_value():
    cost, p = read_pmed("3 4 1\n1 2 5\n2 3 5\n2 1 9\n1 3 2\n")
    assert (cost.tolist(), p) == ([[0, 7, 2], [7, 0, 5], [2, 5, 0]], 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [("3 2 1\n1 2 5\n", "not an OR-Library"), ("a b c", "not an OR-Library"), ("3 1 1\n1 2 5\n", "not connected"),
     ("2 1 1\n1 3 5\n", "join vertices 1 … 2"), ("2 0 1", "join vertices")],
)  # fmt: skip
def test_a_file_of_another_form_is_refused(text, words):
    with pytest.raises(ValueError, match=words):
        read_pmed(text)


@pytest.mark.parametrize(
    ("cost", "p", "weights", "words"),
    [
        ([[1.0, np.inf]], 1, None, "must be finite"),
        ([1.0], 1, None, "demand rows × sites"),
        ([[1.0]], 2, None, "p must be"),
        ([[1.0]], 1, [-1.0], "not negative"),
        ([[1.0]], 1, [1.0, 2.0], "weights: 1 expected"),
    ],
)
def test_a_wrong_question_is_refused(cost, p, weights, words):
    with pytest.raises(ValueError, match=words):
        p_median(cost, p, weights)
