"""The best choice out of a pool against looking at every choice, and merging of good choices."""

import itertools

import numpy as np
import pytest

from models.methods.siting import cover_near, cover_within
from models.methods.siting.cover import part_of
from models.methods.siting.cover_merge import Stock
from models.methods.siting.cover_pool import best_of, core_of
from models.methods.siting.work import work_of
from tests.models.methods.siting.places import costs, whole_weights


@pytest.mark.parametrize("seed", range(20))
def test_out_of_a_pool_comes_the_best_choice_or_the_proof_that_the_known_one_is(seed):
    cost, w = costs(seed, 30, 14), whole_weights(seed, 30)
    cover, rng = cover_within(cost, 22), np.random.default_rng(seed)
    pool, stay = np.split(rng.permutation(14)[:12], [10])
    known = pool[:3]

    def value(sites):
        return w[(cost[:, [*stay, *sites]] <= 22).any(axis=1)].sum()

    best = max(value(sites) for sites in itertools.combinations(pool, 3))
    core = core_of(cover, w, np.sort(pool), stay, known)
    found = None if core is None else best_of(core, work_of(10), 10.0)
    if found is None:
        assert value(known) == best
    else:
        assert set(found.tolist()) <= set(pool.tolist())
        assert found.size <= 3
        assert value(found) == best > value(known)


def test_a_core_keeps_only_sites_that_could_better_the_known_one():
    cover = cover_within(np.array([[1, 9, 9, 1], [1, 1, 9, 9], [9, 1, 1, 9], [9, 9, 1, 9]]), 5)
    core = core_of(cover, np.array([4.0, 3.0, 3.0, 9.0]), np.arange(4), np.array([], dtype=np.int64), np.array([1]))
    assert core.sites.tolist() == [0, 1, 2]  # they cover 7, 6 (known) and 12; site 3 covers 4, all of it in site 0's
    assert core.known.tolist() == [False, True, False]
    assert best_of(core, work_of(10), 10.0).tolist() == [2]


def test_a_part_of_a_cover_has_its_pairs_only():
    cost = costs(3)
    part, rows = part_of(cover_within(cost, 30), np.array([5, 2]), np.arange(14) % 2 == 0)
    pairs = {(int(rows[i]), (5, 2)[j]) for j in range(2) for i in part.rows_of_site[part.site_ptr[j] : part.site_ptr[j + 1]]}
    assert pairs == {(i, j) for i in range(0, 14, 2) for j in (5, 2) if cost[i, j] <= 30}
    assert part.row_ptr[-1] == part.sites_of_row.size == len(pairs)


def test_rounds_of_merging_lose_nothing_and_keep_fixed_sites():
    rng = np.random.default_rng(2)
    places = rng.random((600, 2))
    cover, weights, fixed = cover_near(places, places, 0.07), rng.integers(1, 50, 600).astype(float), np.zeros(600, bool)
    fixed[[3, 4]] = True
    start = np.arange(25)
    stock, values = Stock(cover, weights, fixed, start.size, 0), []
    sites = start
    for turn in range(3):
        sites = stock.round(sites, turn, work_of(60))
        values.append(weights[cover.counts(sites) > 0].sum())
        assert {3, 4} <= set(sites.tolist())
        assert np.unique(sites).size == 25
    assert values == sorted(values)
    assert values[0] > 1.3 * weights[cover.counts(start) > 0].sum()
