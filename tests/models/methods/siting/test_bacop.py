"""Second views: the best of all choices on small problems, and the example by hand."""

from itertools import combinations

import numpy as np
import pytest

from models.methods.siting import cover_from_pairs
from models.methods.siting.bacop import backup_value, bacop2

COVER = cover_from_pairs([0, 1, 0, 1, 2], [0, 0, 1, 1, 2], 3, 3)


def test_a_second_view_is_taken_where_it_counts_as_much_and_left_where_it_counts_nothing() -> None:
    twice = bacop2(COVER, [10, 10, 1], 2, first_share=0.5)
    assert (twice.sites.tolist(), twice.value, twice.status) == ([0, 1], 20, "optimal")
    once = bacop2(COVER, [10, 10, 1], 2, first_share=1)
    assert (2 in once.sites, once.value) == (True, 21)


@pytest.mark.parametrize("seed", range(12))
def test_no_choice_is_better(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cover = cover_from_pairs(rng.integers(0, 14, 45), rng.integers(0, 8, 45), 14, 8)
    weights, already, share = rng.integers(1, 20, 14).astype(float), rng.integers(0, 3, 14), float(rng.choice([0.5, 0.6, 0.8]))
    best = max(backup_value(weights, cover.counts(sites) + already, share) for sites in combinations(range(8), 3))
    found = bacop2(cover, weights, 3, already=already, first_share=share, start=[0, 1, 2])
    assert found.value == pytest.approx(best, abs=1e-6)
    assert found.status == "optimal"


def test_what_stands_fixed_stays() -> None:
    assert bacop2(COVER, [10, 10, 1], 2, fixed=[2], first_share=0.5).sites.tolist()[-1] == 2


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match=r"from 0\.5 to 1"):
        bacop2(COVER, None, 1, first_share=0.4)
    with pytest.raises(ValueError, match="already"):
        bacop2(COVER, None, 1, already=[1])
