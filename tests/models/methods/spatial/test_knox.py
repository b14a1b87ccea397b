"""Near repeats: by hand over all orders, beside every pair tried, planted ones found and chance left alone."""

from __future__ import annotations

from itertools import permutations as orders

import numpy as np
import pytest

from models.methods.spatial import knox as module
from models.methods.spatial.knox import knox


def every_pair(xy: np.ndarray, day: np.ndarray, metres: float, days: float) -> tuple[int, int, int]:
    first, second = np.triu_indices(len(xy), 1)
    near = np.hypot(*(xy[first] - xy[second]).T) <= metres
    soon = np.abs(day[first] - day[second]) <= days
    return int((near & soon).sum()), int(near.sum()), int(soon.sum())


def test_four_cases_are_worked_over_all_their_orders() -> None:
    xy, day = np.array([[0, 0], [0, 0], [500, 0], [500, 0]]), np.array([0, 1, 50, 51])
    exact = [every_pair(xy, np.array(order), 100, 5)[0] for order in orders(day)]
    assert (np.mean(exact), exact.count(2)) == (pytest.approx(2 / 3), 8)
    found = knox(xy, day, days=5, permutations=20_000)
    assert (found.pairs, found.near_places, found.near_times) == (2, 2, 2)
    assert found.expected == pytest.approx(2 / 3, abs=0.02)
    assert found.p == pytest.approx(1 / 3, abs=0.01)
    assert found.ratio == pytest.approx(3, abs=0.1)


@pytest.mark.parametrize("seed", range(6))
def test_pairs_are_those_that_every_pair_tried_gives_and_the_mean_is_the_known_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    xy = np.round(rng.uniform(0, 2000, (400, 2)), -2 + seed % 3)
    xy[:60] = xy[0]
    day = rng.integers(0, 300, 400)
    found = knox(xy, day, metres=150, days=14, permutations=400, seed=seed)
    assert (found.pairs, found.near_places, found.near_times) == every_pair(xy, day, 150, 14)
    # Under dealt-out times each near pair of places is near in time with the share of all pairs that are.
    assert found.expected == pytest.approx(found.near_places * found.near_times / (400 * 399 / 2), rel=0.03)


def test_planted_repeats_are_found_and_chance_is_not() -> None:
    rng = np.random.default_rng(1)
    xy, day = rng.uniform(0, 5000, (3000, 2)), rng.integers(0, 700, 3000)
    alone = knox(xy, day, seed=3)
    again = rng.choice(3000, 200, replace=False)
    xy, day = np.vstack([xy, xy[again] + rng.normal(0, 20, (200, 2))]), np.r_[day, day[again] + 3]
    planted = knox(xy, day, seed=3)
    assert alone.p > 0.05
    assert (planted.p, planted.permutations) == (0.001, 999)
    assert planted.ratio is not None
    assert planted.ratio > 1.1


def test_places_alone_that_are_crowded_are_no_repeat() -> None:
    day = np.random.default_rng(2).integers(0, 700, 2000)
    found = knox(np.zeros((2000, 2)), day, permutations=99)
    assert (found.pairs, found.ratio, found.p) == (found.near_times, 1.0, 1.0)


def test_the_same_seed_deals_the_same() -> None:
    rng = np.random.default_rng(4)
    xy, day = rng.uniform(0, 1000, (500, 2)), rng.integers(0, 100, 500)
    assert knox(xy, day, seed=5) == knox(xy, day, seed=5)
    assert knox(xy, day, seed=5).expected != knox(xy, day, seed=6).expected


def test_too_many_pairs_are_tested_on_a_part_and_too_much_work_with_fewer_permutations(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(6)
    xy, day = rng.uniform(0, 300, (3000, 2)), rng.integers(0, 700, 3000)
    whole = knox(xy, day, permutations=199)
    monkeypatch.setattr(module, "MOST_PAIRS", 100_000)
    part = knox(xy, day, permutations=199)
    assert (whole.cases, part.given) == (3000, 3000)
    assert 500 < part.cases < 1500
    assert part.ratio == pytest.approx(whole.ratio, abs=0.1)
    monkeypatch.setattr(module, "MOST_WORK", 1_000_000)
    assert knox(xy, day, permutations=199).permutations == 99


def test_what_cannot_be_tested_is_refused() -> None:
    for xy, when, said in (
        ([[0, 0]], [1], "two cases"),
        ([[0, 0], [np.inf, 0]], [1, 2], "coordinates"),
        ([[0, 0], [1, 1]], [1, None], "one day"),
        ([[0, 0], [1e30, 1e30]], [1, 2], "too far apart"),
    ):
        with pytest.raises(ValueError, match=said):
            knox(xy, when)
