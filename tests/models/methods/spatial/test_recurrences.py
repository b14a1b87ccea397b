"""Problems that come back: by hand, beside every pair tried, and with everything at one spot."""

from __future__ import annotations

from datetime import date, datetime

import numpy as np
import polars as pl
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from models.methods.spatial.recurrences import recurrences


def test_a_corner_that_comes_back_within_thirty_days_is_one_problem() -> None:
    days = [date(2025, 1, 1), date(2025, 1, 26), date(2025, 2, 20), date(2025, 4, 1)]
    found = recurrences([[0, 0], [60, 80], [0, 0], [0, 0]], days, ["parking"] * 4)
    row = found.found.row(0, named=True)
    assert (row["topic"], row["first"], row["last"], row["count"], row["days"]) == ("parking", days[0], days[2], 3, 3)
    assert (row["x"], row["y"], row["reach"]) == pytest.approx((20, 80 / 3, np.hypot(40, 160 / 3)))
    assert found.problem.tolist() == [0, 0, 0, -1]


def test_the_limits_belong_to_what_is_near_and_topics_stay_apart() -> None:
    assert recurrences([[0, 0], [100, 0], [200, 0]], [0, 30, 60]).found.height == 1
    assert recurrences([[0, 0], [100.01, 0], [200, 0]], [0, 30, 60]).found.is_empty()
    assert recurrences([[0, 0], [100, 0], [200, 0]], [0, 30, 60.01]).found.is_empty()
    assert recurrences([[0, 0]] * 4, [0, 1, 2, 3], ["a", "b", "a", "b"]).found.is_empty()
    assert recurrences([[0, 0]] * 6, range(6), ["a", "b"] * 3).found["topic"].to_list() == ["a", "b"]


@pytest.mark.parametrize("seed", range(8))
def test_the_same_are_linked_as_where_every_pair_is_tried(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = 500
    xy = np.round(rng.uniform(0, 1500, (n, 2)), -1)
    day, topic = rng.integers(0, 200, n).astype(float), rng.integers(0, 2 + seed % 2, n)
    near = (np.hypot(*(xy[:, None] - xy[None]).T) <= 100) & (np.abs(day[:, None] - day) <= 30) & (topic[:, None] == topic)
    _, label = connected_components(coo_array(near), directed=False)
    size = np.bincount(label)[label]
    found = recurrences(xy, day, topic)
    assert (found.problem >= 0).tolist() == (size >= 3).tolist()
    kept = size >= 3
    pairs = {(int(a), int(b)) for a, b in zip(label[kept], found.problem[kept], strict=True)}
    assert len(pairs) == len(set(label[kept])) == found.found.height
    assert found.found["count"].to_list() == sorted((int(one) for one in np.bincount(label) if one >= 3), reverse=True)


def test_a_hundred_thousand_cases_at_one_spot_are_one_problem() -> None:
    day = np.arange(100_000) % 1000
    found = recurrences(np.zeros((100_000, 2)), day)
    assert found.found.select("count", "days", "reach").rows() == [(100_000, 1000, 0.0)]


def test_a_chain_through_a_crowded_town_is_divided_round_its_busiest_spots() -> None:
    street = np.column_stack([np.arange(0, 3000, 60.0), np.zeros(50)])
    corner = np.tile([[1500.0, 0]], (30, 1)) + np.random.default_rng(0).normal(0, 10, (30, 2))
    xy, day = np.vstack([street, street + np.array([0, 5]), corner]), np.r_[np.zeros(50), np.full(50, 7), np.arange(30)]
    chain = recurrences(xy, day)
    assert chain.found["count"].to_list() == [130]
    parts = recurrences(xy, day, farthest=200)
    first = parts.found.row(0, named=True)
    assert (first["x"], first["reach"] < 130) == (pytest.approx(1500, abs=20), True)
    assert set(parts.problem[-30:]) == {0}
    assert parts.found["count"].sum() <= 130
    assert parts.found.height > 10
    assert parts.found["reach"].max() < 130
    assert recurrences(xy, day, farthest=5000).found.equals(chain.found)


def test_a_divided_part_that_rests_too_long_is_two_problems() -> None:
    busy, gate = np.zeros((8, 2)), np.array([[80.0, 0], [80.0, 0]])
    road = np.column_stack([np.repeat(np.arange(160.0, 900, 80), 12), np.zeros(120)])
    # The road alone links what happened at the busy spot in January with what happened there in April.
    day = np.r_[0, 1, 2, 3, 100, 101, 102, 103, 25, 78, np.tile([25, 50, 75], 40)]
    assert recurrences(np.vstack([busy, gate, road]), day).found["count"].to_list() == [130]
    found = recurrences(np.vstack([busy, gate, road]), day, farthest=150)
    at_spot = found.problem[:8]
    assert set(at_spot[:4]) != set(at_spot[4:])


def test_moments_are_told_apart_to_the_minute_and_come_back_as_given() -> None:
    when = pl.Series([datetime(2025, 1, 1, 9), datetime(2025, 1, 1, 21), datetime(2025, 1, 31, 9)])
    found = recurrences([[5, 5]] * 3, when).found.row(0, named=True)
    assert (found["first"], found["last"], found["days"]) == (when[0], when[2], 2)
    assert recurrences([[5, 5]] * 3, when, days=29).found.is_empty()


def test_nothing_recurs_where_nothing_is() -> None:
    found = recurrences(np.empty((0, 2)), [])
    assert (found.found.height, found.problem.size) == (0, 0)


def test_cases_without_place_or_time_are_refused() -> None:
    for xy, when, said in (
        ([[0, np.nan]], [1], "coordinates"),
        ([[0, 0]], [None], "one day"),
        ([[0, 0]], [1, 2], "one day"),
        ([[0, 0], [1e30, 0]], [1, 2], "too far apart"),
    ):
        with pytest.raises(ValueError, match=said):
            recurrences(xy, when)
    with pytest.raises(ValueError, match="more than 0"):
        recurrences([[0, 0]], [1], metres=0)
    with pytest.raises(ValueError, match="one topic"):
        recurrences([[0, 0]], [1], ["a", "b"])
