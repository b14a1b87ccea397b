"""The area of circles in cells: by hand, by integrating on a fine raster, and beside a general polygon library."""

from math import acos, pi, sin, sqrt

import numpy as np
import pytest
import shapely

from models.methods.spatial.cover_area import cover_area
from models.methods.spatial.grid import Cells, cells_about

CELLS, _ = cells_about(np.stack(np.meshgrid(np.arange(6), np.arange(6)), -1).reshape(-1, 2) * 100 + 50, 100)


def overlaid(points: np.ndarray, cells: Cells, radius: float, sides: int) -> np.ndarray:
    west, south = cells.corners.T
    all_round = shapely.union_all(shapely.buffer(shapely.points(points), radius, quad_segs=sides))
    return shapely.area(shapely.intersection(shapely.box(west, south, west + cells.cell_m, south + cells.cell_m), all_round))


def test_one_circle_that_fills_its_cell_but_for_the_corners() -> None:
    cells, _ = cells_about([(150, 150)], 100)
    assert cover_area([(150, 150)], cells, 50)[0] == pytest.approx(pi * 2500, abs=1e-9)
    assert cover_area([(150, 150)], cells, 50, quarter_segments=12)[0] == pytest.approx(24 * 2500 * sin(pi / 24), abs=1e-9)


def test_two_circles_count_their_lens_once_and_a_point_named_twice_counts_once() -> None:
    cells, _ = cells_about([(150, 150)], 1000)
    lens = 2 * 2500 * acos(30 / 50) - 30 * sqrt(4 * 2500 - 60**2)
    both = cover_area([(400, 500), (460, 500), (400, 500)], cells, 50)[0]
    assert both == pytest.approx(2 * pi * 2500 - lens, abs=1e-8)


def test_a_quarter_circle_reaches_round_a_corner_and_a_cell_wholly_inside_is_whole() -> None:
    cells, _ = cells_about([(50, 50), (150, 50)], 100)
    assert cover_area([(100, 0)], cells, 50) == pytest.approx([pi * 2500 / 4] * 2, abs=1e-9)
    assert cover_area([(50, 50)], cells, 80).tolist()[0] == 10_000


@pytest.mark.parametrize("sides", [1, 8, 12])
@pytest.mark.parametrize(("count", "radius", "step"), [(3, 50, 0), (40, 50, 0), (90, 70, 0), (25, 130, 0), (120, 50, 10), (60, 50, 25)])
def test_polygons_equal_a_general_overlay_on_free_and_on_gridded_points(count: int, radius: float, step: int, sides: int) -> None:
    points = np.random.default_rng(count + radius).random((count, 2)) * 600
    points = np.round(points / step) * step if step else points
    difference = cover_area(points, CELLS, radius, quarter_segments=sides) - overlaid(points, CELLS, radius, sides)
    assert np.abs(difference).max() < 1e-6


@pytest.mark.parametrize(("count", "radius", "step"), [(40, 50, 0), (25, 130, 0), (120, 50, 10)])
def test_circles_equal_an_overlay_of_polygons_of_very_many_sides(count: int, radius: float, step: int) -> None:
    points = np.random.default_rng(count).random((count, 2)) * 600
    points = np.round(points / step) * step if step else points
    difference = cover_area(points, CELLS, radius) - overlaid(points, CELLS, radius, 400)
    # A polygon of 1,600 sides lies inside its circle, by less than three parts in a million of it.
    assert difference.min() > -1e-6
    assert difference.max() < 0.3


def test_a_grid_with_holes_and_no_points_is_no_trouble() -> None:
    holes, _ = cells_about([(50, 50), (450, 50), (50_000_050, 50)], 100)
    # Each circle reaches 10 m into the cell beside the hole: a segment of it.
    assert cover_area([(160, 50), (340, 50)], holes, 70).tolist() == pytest.approx(
        [70**2 * acos(60 / 70) - 60 * sqrt(70**2 - 60**2)] * 2 + [0]
    )
    assert not cover_area(np.empty((0, 2)), holes, 50).any()
    assert cover_area([(1, 1)], Cells(np.empty(0, np.int64), np.empty(0, np.int64), 100.0), 50).size == 0


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="radius above 0"):
        cover_area([(1, 1)], CELLS, 0)
    with pytest.raises(ValueError, match="finite"):
        cover_area([(np.nan, 1)], CELLS, 50)
    with pytest.raises(ValueError, match="sides a quarter"):
        cover_area([(1, 1)], CELLS, 50, quarter_segments=0)
