"""Bursts: the two series worked by hand, every path of short series, and the edges."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.stats import binom

from models.methods.timing.bursts import bursts

RISING = [4, 5, 3, 6, 14, 16, 15, 5, 4, 5]
LEVEL = [5, 6, 4, 5, 7, 5, 4, 6, 5, 5]


def test_the_two_series_of_ten_weeks_have_their_states() -> None:
    found = bursts([RISING, LEVEL], [100] * 10)
    assert "".join(map(str, found.states[0])) == "0000111000"
    assert "".join(map(str, found.states[1])) == "0000000000"
    assert found.found.select("topic", "start", "end", "count").rows() == [(0, 4, 6, 45.0)]


def test_the_weight_is_what_the_burst_saves() -> None:
    usual = sum(RISING) / 1000
    by_hand = sum(binom.logpmf(r, 100, 2 * usual) - binom.logpmf(r, 100, usual) for r in (14, 16, 15))
    assert bursts(RISING, [100] * 10).found["weight"].to_list() == pytest.approx([by_hand])


def cheapest(counts: list[int], totals: list[int], times: float, cost: float) -> float:
    usual = sum(counts) / sum(totals)
    shares = (usual, times * usual)
    return min(path_cost(path, counts, totals, shares, cost) for path in product((0, 1), repeat=len(counts)))


def path_cost(path, counts, totals, shares, cost) -> float:
    rises = sum(b > a for a, b in zip((0, *path), path, strict=False))
    fit = sum(binom.logpmf(r, d, shares[state]) for state, r, d in zip(path, counts, totals, strict=True))
    return cost * np.log(len(path)) * rises - fit


@pytest.mark.parametrize("seed", range(12))
def test_no_path_of_a_short_series_is_cheaper(seed: int) -> None:
    rng = np.random.default_rng(seed)
    totals = rng.integers(20, 60, 9)
    counts = rng.binomial(totals, np.where(rng.random(9) < 0.4, 0.35, 0.1))
    times, cost = rng.uniform(1.3, 2.5), rng.uniform(0, 1.5)
    states = bursts(counts, totals, times=times, cost=cost).states[0]
    usual = counts.sum() / totals.sum()
    own = path_cost(tuple(states), counts, totals, (usual, times * usual), cost)
    assert own == pytest.approx(cheapest(counts.tolist(), totals.tolist(), times, cost))


def test_topics_that_are_all_or_nothing_have_no_burst() -> None:
    found = bursts([[0, 0, 0, 0], [9, 9, 9, 9], [0, 0, 0, 0]], [9, 9, 9, 9])
    assert not found.states.any()
    assert found.found.is_empty()


def test_a_topic_that_is_most_of_all_can_burst_too() -> None:
    counts = [50, 52, 49, 51, 50, 95, 96, 94, 50, 51]
    assert "".join(map(str, bursts(counts, [100] * 10).states[0])) == "0000011100"


def test_periods_without_anything_change_nothing_and_a_burst_may_reach_the_end() -> None:
    found = bursts([2, 3, 2, 2, 3, 0, 2, 30, 34], [40, 40, 40, 40, 40, 0, 40, 60, 60])
    assert found.found.select("start", "end").rows() == [(7, 8)]


def test_counts_beyond_their_totals_are_refused() -> None:
    for counts, totals in (([3], [2]), ([-1], [2]), ([np.nan], [2])):
        with pytest.raises(ValueError, match="between 0 and the totals"):
            bursts(counts, totals)
    with pytest.raises(ValueError, match="more than once"):
        bursts([1], [2], times=1.0)
