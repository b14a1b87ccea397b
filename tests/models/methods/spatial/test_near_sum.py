"""Sums of what lies in reach, and points that are one place."""

import numpy as np
import pytest

from models.methods.spatial.merged import merged_within
from models.methods.spatial.near_sum import near_sum


def test_sums_are_those_of_all_pairs_edges_included() -> None:
    rng = np.random.default_rng(4)
    places, points, weights = rng.random((40, 2)) * 500 - 250, rng.random((300, 2)) * 500 - 250, rng.random(300)
    away = np.hypot(*(places[:, None] - points).transpose(2, 0, 1))
    assert near_sum(places, points, weights, 60) == pytest.approx((away <= 60) @ weights, abs=1e-9)
    assert near_sum(places, points, None, 60).tolist() == (away <= 60).sum(axis=1).tolist()
    assert near_sum([[0, 0]], [[30, 40], [30, 40.001]], [1, 8], 50).tolist() == [1]


def test_nothing_near_is_nothing() -> None:
    assert near_sum(np.empty((0, 2)), [[1, 1]], None, 5).size == 0
    assert near_sum([[1, 1]], np.empty((0, 2)), None, 5).tolist() == [0]


def test_nonsense_is_refused() -> None:
    for points, weights, radius in (([[np.nan, 1]], None, 5), ([[1, 1]], [1, 2], 5), ([[1, 1]], None, 0)):
        with pytest.raises(ValueError, match="radius above 0"):
            near_sum([[1, 1]], points, weights, radius)


def test_points_within_the_band_are_one_place_also_by_way_of_others() -> None:
    assert merged_within([[0, 0], [100, 0], [3, 0], [6, 0], [100, 5.1]], 5).tolist() == [0, 1, 0, 0, 2]
    assert merged_within([[1, 1]], 5).tolist() == [0]
