"""Prices leave out only sites that no better placement uses."""

from itertools import combinations_with_replacement

import numpy as np
import pytest

from models.methods.siting import cover_within
from models.methods.siting.mexclp import expected_weight
from models.methods.siting.mexclp_prices import open_sites
from tests.models.methods.siting.places import costs, whole_weights


@pytest.mark.parametrize("seed", range(10))
def test_every_better_placement_uses_sites_that_are_left_and_none_passes_the_bound(seed):
    cover, weights = cover_within(costs(seed, 14, 6), 30), whole_weights(seed, 14)
    stay, q, new = np.array([1, 0, 0, 1, 0, 0]), (0.2, 0.5, 0.8)[seed % 3], 3
    base = cover.counts(np.repeat(np.arange(6), stay))
    today = expected_weight(cover, weights, stay, q)
    added = {
        chosen: expected_weight(cover, weights, stay + np.bincount(chosen, minlength=6), q) - today
        for chosen in combinations_with_replacement(range(6), new)
    }
    for known in np.quantile(list(added.values()), [0.5, 0.9, 1.0]):
        first, pieces, room = weights * (1 - q) * q**base, np.full(14, new), np.full(6, new)
        may, bound = open_sites(cover, first, pieces, q, room, new, float(known))
        better = [chosen for chosen, worth in added.items() if worth > known + 1e-9]
        assert max(added.values()) <= max(bound, known) + 1e-9
        assert all(may[site] for chosen in better for site in chosen)


def test_sites_far_worse_than_the_best_are_left_out():
    cover = cover_within(np.array([[1, 9, 9], [9, 1, 9], [9, 9, 1]]), 5)
    may, bound = open_sites(cover, np.array([70.0, 7.0, 0.7]), np.full(3, 1), 0.3, np.full(3, 1), 1, 70.0)
    assert may.tolist() == [True, False, False]
    assert bound == pytest.approx(70.0)
