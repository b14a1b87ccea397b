"""Set covering against enumeration and a plain HiGHS model."""

import numpy as np
import pytest

from models.methods.siting import cover_from_pairs, cover_near, cover_within, lscp
from tests.models.methods.siting.places import costs, fewest_sites, plain_lscp

CHAIN = cover_from_pairs([0, 1, 1, 2, 2, 3], [0, 0, 1, 1, 2, 2], 4, 3)


def test_the_chain_needs_its_two_ends():
    found = lscp(CHAIN)
    assert (found.sites.tolist(), found.value, found.bound, found.status) == ([0, 2], 2.0, 2.0, "optimal")


def test_a_fixed_site_counts_though_it_is_needless():
    found = lscp(CHAIN, fixed=[1])
    assert (found.sites.tolist(), found.value, found.status) == ([0, 1, 2], 3.0, "optimal")


def test_demand_out_of_every_reach_is_left_out_and_can_be_named():
    found = lscp(cover_within([[1.0, 9.0], [9.0, 9.0], [9.0, 2.0]], 5.0))
    assert (found.value, found.covered.tolist()) == (2.0, [1, 0, 1])


@pytest.mark.parametrize("seed", range(15))
def test_no_smaller_set_covers_all(seed):
    cost = costs(seed, 25, 10)
    for limit, fixed in ((30, ()), (22, ()), (30, (4,)), (22, (0, 9)), (200, ())):
        found = lscp(cover_within(cost, limit), fixed)
        assert found.status == "optimal"
        assert found.value == fewest_sites(cost <= limit, fixed)
        covered = (cost[:, found.sites] <= limit).any(axis=1)
        assert (covered == ((cost <= limit).any(axis=1))).all()
        assert set(fixed) <= set(found.sites.tolist())


@pytest.mark.parametrize("seed", range(5))
def test_larger_ones_agree_with_a_plain_model(seed):
    rng = np.random.default_rng(seed)
    demand, sites = rng.random((400, 2)), rng.random((90, 2))
    cost = np.hypot(*(demand[:, None] - sites[None]).transpose(2, 0, 1))
    cost = cost[cost.min(axis=1) <= 0.16]
    found = lscp(cover_within(cost, 0.16))
    assert found.status == "optimal"
    assert found.value == plain_lscp((cost <= 0.16).astype(float))


def test_out_of_time_the_bound_still_holds():
    rng = np.random.default_rng(3)
    cover = cover_near(rng.random((3000, 2)), rng.random((300, 2)), 0.1)
    found = lscp(cover, work_s=0.0)
    assert (found.covered > 0).sum() == (np.diff(cover.row_ptr) > 0).sum()
    assert found.bound <= found.value
    assert found.bound == round(found.bound)


def test_the_same_seed_gives_the_same_sites():
    rng = np.random.default_rng(3)
    cover = cover_near(rng.random((900, 2)), rng.random((150, 2)), 0.13)
    assert lscp(cover, seed=2).sites.tolist() == lscp(cover, seed=2).sites.tolist()


def test_an_unknown_fixed_site_is_refused():
    with pytest.raises(ValueError, match="fixed sites must lie"):
        lscp(CHAIN, fixed=[3])
