"""A short list of candidates with a bound that holds for all of them."""

from itertools import combinations

import numpy as np
import pytest

from models.methods.siting.shortlist import cover_apart, shortlist


def best_of_all(points: np.ndarray, weights: np.ndarray, places: np.ndarray, p: int, radius: float, apart: float) -> float:
    seen = np.hypot(*(places[:, None] - points).transpose(2, 0, 1)) <= radius
    away = np.hypot(*(places[:, None] - places).transpose(2, 0, 1))
    fit = (s for s in combinations(range(len(places)), p) if all(away[i, j] >= apart for i, j in combinations(s, 2)))
    return max(float(weights[seen[list(s)].any(axis=0)].sum()) for s in fit)


@pytest.mark.parametrize("seed", range(8))
def test_a_proven_answer_is_the_best_of_all_candidates_though_few_were_listed(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points, places = rng.random((80, 2)) * 400, rng.random((24, 2)) * 400
    weights = rng.integers(1, 30, 80).astype(float)
    listed = shortlist(points, weights, places, 60, most=14)
    assert listed is not None
    found = cover_apart(listed, 3, 0.0)
    best = best_of_all(points, weights, places, 3, 60, 0.0)
    assert found.value <= best + 1e-9 <= found.bound + 2e-9
    if found.status == "optimal":
        assert found.value == pytest.approx(best)


@pytest.mark.parametrize("seed", range(8))
def test_places_keep_their_distance_and_the_bound_holds_all_the_same(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points, places = rng.random((60, 2)) * 200, rng.random((18, 2)) * 200
    listed = shortlist(points, np.ones(60), places, 60)
    assert listed is not None
    found = cover_apart(listed, 3, 70.0)
    chosen = places[found.sites]
    away = np.hypot(*(chosen[:, None] - chosen).transpose(2, 0, 1))
    assert (away[~np.eye(len(chosen), dtype=bool)] >= 70).all()
    best = best_of_all(points, np.ones(60), places, len(chosen), 60, 70.0)
    assert 0.9 * best <= found.value <= best + 1e-9 <= found.bound + 2e-9


def test_fewer_places_come_back_where_no_more_fit() -> None:
    listed = shortlist([[0, 0], [10, 0]], [1, 2], [[0, 0], [10, 0]], 5)
    assert listed is not None
    found = cover_apart(listed, 2, 50.0)
    assert found.sites.tolist() == [1]
    assert (found.value, found.bound, found.status) == (2, 3, "gap")


def test_places_that_must_keep_a_distance_are_listed_all_over() -> None:
    crowd, far = np.random.default_rng(1).random((40, 2)) * 20, np.array([[900.0, 0.0], [0.0, 900.0]])
    points = np.concatenate([crowd, far])
    listed = shortlist(points, np.r_[np.full(40, 9.0), 1.0, 1.0], points, 30, most=10, apart_m=500)
    assert listed is not None
    found = cover_apart(listed, 3, 500.0)
    assert set(found.sites) >= {40, 41}
    assert found.value == 362


def test_no_list_where_no_place_reaches_anybody() -> None:
    assert shortlist([[0, 0]], [1], [[500, 0]], 50) is None
    assert shortlist([[0, 0]], [0], [[0, 0]], 50) is None
    assert shortlist(np.empty((0, 2)), [], [[0, 0]], 50) is None
