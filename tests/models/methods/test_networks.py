"""Figures of networks, against what is published and what is reckoned by hand."""

from __future__ import annotations

import numpy as np
import pytest

from models.methods.networks import betweenness, density, reciprocity

# W. W. Zachary 1977, An information flow model for conflict and fission in small groups: who of 34 met whom outside the club, from 1 on.
KARATE = {
    1: (2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 18, 20, 22, 32), 2: (3, 4, 8, 14, 18, 20, 22, 31), 3: (4, 8, 9, 10, 14, 28, 29, 33),
    4: (8, 13, 14), 5: (7, 11), 6: (7, 11, 17), 7: (17,), 9: (31, 33, 34), 10: (34,), 14: (34,), 15: (33, 34), 16: (33, 34),
    19: (33, 34), 20: (34,), 21: (33, 34), 23: (33, 34), 24: (26, 28, 30, 33, 34), 25: (26, 28, 32), 26: (32,), 27: (30, 34), 28: (34,),
    29: (32, 34), 30: (33, 34), 31: (33, 34), 32: (33, 34), 33: (34,),
}  # fmt: skip


def both_ways(edges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return edges + [(to, begin) for begin, to in edges]


def karate() -> list[tuple[int, int]]:
    return both_ways([(begin - 1, to - 1) for begin, ends in KARATE.items() for to in ends])


def test_the_density_of_the_karate_club_is_the_published_one() -> None:
    links = karate()
    assert len(set(links)) == 2 * 78
    assert density(34, len(links)) == pytest.approx(0.1390, abs=5e-5)
    assert (density(1, 0), density(0, 0), density(3, 6)) == (None, None, 1.0)
    assert density(4, 2, unseen=2) == pytest.approx(2 / 10)


def test_betweenness_in_the_karate_club_is_the_published_one() -> None:
    found = betweenness(34, karate())
    assert found[0] == pytest.approx(0.4376, abs=5e-5)
    assert found[33] == pytest.approx(0.3041, abs=5e-5)
    assert list(np.argsort(-found)[:3] + 1) == [1, 34, 33]
    assert found[11] == 0, "who meets one other stands between nobody"


def test_betweenness_of_small_networks_is_what_is_reckoned_by_hand() -> None:
    path = both_ways([(0, 1), (1, 2), (2, 3)])
    # Of the 6 ordered pairs of others, node 1 lies between (0,2), (0,3) and back.
    assert betweenness(4, path).tolist() == pytest.approx([0, 4 / 6, 4 / 6, 0])
    assert betweenness(5, both_ways([(0, at) for at in range(1, 5)])).tolist() == [1, 0, 0, 0, 0]
    # Two ways from 0 to 3 of the same length: each carries half; nothing leads back.
    assert betweenness(4, [(0, 1), (0, 2), (1, 3), (2, 3)]).tolist() == pytest.approx([0, 0.5 / 6, 0.5 / 6, 0])
    assert betweenness(3, [(0, 1), (1, 2), (2, 0)]).tolist() == pytest.approx([0.5, 0.5, 0.5])
    assert betweenness(2, [(0, 1)]).tolist() == [0, 0]
    assert betweenness(4, []).tolist() == [0, 0, 0, 0]


def test_many_sources_are_taken_in_blocks_that_add_up() -> None:
    ring = [(at, (at + 1) % 300) for at in range(300)]
    # From every source the way passes all 298 others but the last: (k - 1) pairs for the k-th, the same for each node of the ring.
    expected = sum(range(1, 299)) / (299 * 298)
    assert betweenness(300, ring).tolist() == pytest.approx([expected] * 300)


def test_reciprocity_is_the_share_of_links_that_are_answered() -> None:
    assert reciprocity([(0, 1), (1, 0), (1, 2)]) == pytest.approx(2 / 3)
    assert reciprocity(karate()) == 1
    assert reciprocity([]) is None
