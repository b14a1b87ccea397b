"""Hotspots: planted ones are found, chance is not, and few places are not judged."""

import numpy as np
import pytest

from models.methods.spatial.gather import getis_ord
from models.methods.spatial.hotspots import grid_getis_ord, hotspots
from models.methods.spatial.neighbours import from_pairs, nearest, on_lattice


def planted(seed: int) -> np.ndarray:
    """A town of 30 × 30 cells of 4 each, a district of 5 × 5 with 12, one of 5 × 5 with next to none."""
    expected = np.full((30, 30), 4.0)
    expected[5:10, 20:25] = 12
    expected[20:25, 3:8] = 0.1
    return np.random.default_rng(seed).poisson(expected)


def test_planted_districts_are_found_and_little_else() -> None:
    counts = planted(1)
    found = hotspots(counts.ravel(), on_lattice(np.ones((30, 30))))
    label = found.label.reshape(30, 30)
    assert (label[6:9, 21:24] == 1).all()
    assert (label[21:24, 4:7] == -1).all()
    away = np.ones((30, 30), bool)
    away[4:11, 19:26] = away[19:26, 2:9] = False
    assert np.count_nonzero(label[away]) <= 3


def test_chance_is_seldom_called_a_hotspot() -> None:
    rng = np.random.default_rng(2)
    towns = [hotspots(rng.poisson(3, 900), on_lattice(np.ones((30, 30))), permutations=199, seed=seed) for seed in range(40)]
    # Overlapping windows make labels come in clumps: what is held is the share of towns with any.
    assert sum(town.label.any() for town in towns) <= 8
    assert np.mean([(town.p < 0.05).mean() for town in towns]) > 0.03, "single tests would have called a twentieth"


def test_what_the_deviate_calls_hot_and_the_draws_do_not_keeps_no_label() -> None:
    counts = np.zeros((20, 20))
    counts[7, 9] = 1_000
    near = on_lattice(np.ones((20, 20)))
    sure, drawn = (hotspots(counts.ravel(), near, permutations=permutations) for permutations in (0, 999))
    assert sure.label.reshape(20, 20)[6:9, 8:11].all(), "one heavy cell makes its nine hot by the deviate alone"
    assert np.isnan(sure.drawn).all()
    assert (drawn.label[drawn.drawn > 0.05] == 0).all()
    assert drawn.label.reshape(20, 20)[7, 9] == 0, "nothing stands about the heavy cell"


def test_draws_are_kept_for_what_they_had_to_confirm() -> None:
    found = hotspots(planted(3).ravel(), on_lattice(np.ones((30, 30))), seed=5)
    again = hotspots(planted(3).ravel(), on_lattice(np.ones((30, 30))), seed=5)
    assert (np.nan_to_num(found.drawn) == np.nan_to_num(again.drawn)).all()
    assert not np.isnan(found.drawn[found.label != 0]).any()
    assert found.drawn[found.label != 0].max() <= 0.05


def test_under_thirty_places_none_is_labelled() -> None:
    xy = np.random.default_rng(4).random((30, 2))
    values = np.where(np.arange(30) < 4, 50.0, 1.0)
    few = hotspots(values[:29], nearest(xy[:29], 3))
    assert not few.labelled
    assert not few.label.any()
    assert np.isfinite(few.z).all()
    assert hotspots(values, nearest(xy, 3)).labelled


def test_values_that_do_not_differ_and_places_alone_have_no_label() -> None:
    same = hotspots(np.full(40, 3.0), on_lattice(np.ones((4, 10))))
    assert np.isnan(same.z).all()
    assert not same.label.any()
    alone = hotspots(np.eye(1, 40).ravel() * 99, from_pairs([], [], [], 40))
    assert np.isnan(alone.drawn).all()
    assert alone.p[0] < 0.001
    assert not alone.label.any(), "a place without neighbours gathers nothing"
    with pytest.raises(ValueError, match="finite"):
        hotspots([np.nan] * 40, on_lattice(np.ones((4, 10))))


@pytest.mark.parametrize("reach", [1, 2, 4])
def test_boxes_give_the_same_as_neighbours(reach: int) -> None:
    counts = planted(6)[:, :17].astype(float)
    counts[3:6, 4] = counts[0, 0] = counts[-1, 8:12] = np.nan
    there = ~np.isnan(counts)
    found = grid_getis_ord(counts, reach=reach)
    assert np.isnan(found[~there]).all()
    assert found[there] == pytest.approx(getis_ord(counts[there], on_lattice(there, reach)), abs=1e-10)


def test_a_grid_without_cells_or_differences_has_no_deviates() -> None:
    assert np.isnan(grid_getis_ord(np.full((3, 3), np.nan))).all()
    assert np.isnan(grid_getis_ord(np.ones((5, 5)))).all()
    assert np.isnan(grid_getis_ord(np.arange(9.0).reshape(3, 3), reach=5)).all()
