"""Risk terrain: planted factors are found with their distances, planted nothing is not, and few incidents are refused."""

import numpy as np
import pytest
from scipy.spatial import cKDTree

from models.methods.spatial.risk_terrain import NoTerrain, RiskTerrain, risk_terrain

SIDE = 60
CELLS = np.stack(np.meshgrid(np.arange(SIDE), np.arange(SIDE)), -1).reshape(-1, 2) * 100.0 + 50


def features(seed: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {name: rng.random((many, 2)) * SIDE * 100 for name, many in (("bar", 50), ("school", 24), ("bus", 90), ("park", 40))}


def near(points: np.ndarray, distance: float) -> np.ndarray:
    return cKDTree(points).query(CELLS)[0] <= distance


def test_planted_factors_are_found_with_their_distance_and_risk() -> None:
    right, held, more = 0, 0, 0
    for seed in range(12):
        points = features(seed)
        expected = 0.1 * np.where(near(points["bar"], 150), 3.0, 1) * np.where(near(points["school"], 300), 2.0, 1)
        found = risk_terrain(CELLS, np.random.default_rng(seed).poisson(expected), points)
        assert isinstance(found, RiskTerrain)
        kept = {factor.name: factor for factor in found.factors}
        right += [(kept[name].kind, kept[name].distance_m) for name in ("bar", "school")] == [("near", 150), ("near", 300)]
        held += sum(kept[name].lower < true < kept[name].upper for name, true in (("bar", 3), ("school", 2)))
        more += len(kept) - 2
        assert found.base == pytest.approx(0.1, rel=0.2)
        assert found.dispersion == pytest.approx(1, abs=0.15)
        assert np.corrcoef(np.log(found.relative_risk), np.log(expected))[0, 1] > 0.9
    assert right >= 10
    assert held >= 21, "19 of 20 limits hold the truth, and there are 24"
    assert more <= 2


def test_a_planted_crowd_is_told_by_density() -> None:
    points = features(9)
    rng = np.random.default_rng(9)
    points["bar"] = np.concatenate([points["bar"], rng.normal((2_000, 4_000), 120, (60, 2)), rng.normal((4_500, 1_500), 120, (60, 2))])
    pairs = cKDTree(CELLS).sparse_distance_matrix(cKDTree(points["bar"]), 300, output_type="ndarray")
    density = np.bincount(pairs["i"], (1 - (pairs["v"] / 300) ** 2) ** 2, len(CELLS))
    crowded = density > density.mean() + 2 * density.std()
    found = risk_terrain(CELLS, rng.poisson(np.where(crowded, 1.2, 0.15)), points)
    assert isinstance(found, RiskTerrain)
    assert [(factor.name, factor.kind) for factor in found.factors] == [("bar", "dense")]
    assert found.factors[0].lower < 8 < found.factors[0].upper


def test_chance_alone_names_few_factors() -> None:
    named = [len(risk_terrain(CELLS, np.random.default_rng(seed).poisson(0.15, len(CELLS)), features(seed)).factors) for seed in range(6)]
    assert sum(named) <= 2


def test_counts_that_spread_more_widely_need_more_to_name_a_factor() -> None:
    rng = np.random.default_rng(7)
    clumped = rng.negative_binomial(0.05, 0.05 / 0.25, len(CELLS))
    found = risk_terrain(CELLS, clumped, features(7))
    assert found.dispersion > 2
    assert len(found.factors) <= 1


def test_a_factor_stands_once_and_only_raises_risk() -> None:
    points = features(11)
    guarded = np.where(near(points["park"], 200), 0.2, 1.0) * np.where(near(points["bus"], 100), 2.5, 1.0)
    found = risk_terrain(CELLS, np.random.default_rng(11).poisson(0.3 * guarded), points)
    assert [factor.name for factor in found.factors].count("bus") == 1
    assert len({factor.name for factor in found.factors}) == len(found.factors)
    assert all(factor.relative_risk > 1 for factor in found.factors)
    assert found.relative_risk.min() == 1


def test_the_same_seed_gives_the_same_terrain() -> None:
    counts = np.random.default_rng(1).poisson(np.where(near(features(1)["bar"], 150), 0.4, 0.1))
    assert risk_terrain(CELLS, counts, features(1)).factors == risk_terrain(CELLS, counts, features(1)).factors


def test_under_two_hundred_incidents_there_is_no_terrain() -> None:
    counts = np.zeros(len(CELLS))
    counts[:199] = 1
    assert risk_terrain(CELLS, counts, features(1)) == NoTerrain("too_few_incidents", 199)
    counts[199] = 1
    assert isinstance(risk_terrain(CELLS, counts, features(1)), RiskTerrain)


def test_factors_that_are_nowhere_or_everywhere_tell_nothing() -> None:
    counts = np.ones(len(CELLS))
    away = {"none": np.empty((0, 2)), "far": [(9e6, 9e6)], "lost": [(np.nan, 0)], "all": CELLS}
    assert risk_terrain(CELLS, counts, away, distances_m=[100]) == NoTerrain("no_factor", len(CELLS))


@pytest.mark.parametrize("counts", [[1] * 9, [-1] * 3600, [np.nan] * 3600])
def test_counts_that_are_none_are_refused(counts: list[float]) -> None:
    with pytest.raises(ValueError, match="0 or more"):
        risk_terrain(CELLS, counts, features(1))
