"""Cells of a plane grid, seen in degrees, are found back as a grid: turned, bent, with holes; what is no grid is not made one."""

from __future__ import annotations

import math

import numpy as np
import pyproj
import pytest

from app.charts.bitmap import png
from app.charts.hexagons import hexagons
from app.charts.lattice import BLOCK, lattice


def town(columns: int, rows: int, size_m: float = 100.0, east: float = 940_000.0, north: float = 1_940_000.0):
    """Middles of a grid in the national plane (EPSG:5179), in degrees, with its columns and rows (from the south)."""
    column, row = (part.ravel() for part in np.meshgrid(np.arange(columns), np.arange(rows)))
    back = pyproj.Transformer.from_crs(5179, 4326, always_xy=True)
    lon, lat = back.transform(east + (column + 0.5) * size_m, north + (row + 0.5) * size_m)
    return np.asarray(lon), np.asarray(lat), column, row


@pytest.mark.parametrize(("columns", "rows", "east"), [(300, 250, 940_000.0), (40, 12, 1_150_000.0), (520, 510, 760_000.0)])
def test_every_cell_of_a_turned_grid_is_found_in_its_row_and_column(columns: int, rows: int, east: float) -> None:
    lon, lat, column, row = town(columns, rows, east=east)
    found = lattice(lon, lat, 100.0)
    assert found is not None
    assert found.shape == (rows, columns)
    assert (found.columns == column).all()
    assert (found.rows == rows - 1 - row).all()


def test_a_grid_with_most_of_its_cells_missing_keeps_its_places() -> None:
    lon, lat, column, row = town(200, 160)
    keep = np.random.default_rng(5).random(lon.size) < 0.15
    found = lattice(lon[keep], lat[keep], 100.0)
    assert found is not None
    assert (np.diff(found.columns) == np.diff(column[keep])).all()
    assert (np.diff(found.rows) == -np.diff(row[keep])).all()


def test_the_corners_of_each_block_lie_where_its_corner_cells_do() -> None:
    lon, lat, *_ = town(400, 250)
    found = lattice(lon, lat, 100.0)
    assert found is not None
    assert len(found.blocks) == math.ceil(400 / BLOCK) * math.ceil(250 / BLOCK)
    back = pyproj.Transformer.from_crs(5179, 4326, always_xy=True)
    geod = pyproj.Geod(ellps="GRS80")
    for block in found.blocks:
        south = 250 - block.row - block.rows
        said = back.transform(940_000.0 + block.column * 100.0, 1_940_000.0 + south * 100.0)
        assert geod.inv(*said, *block.corners[0])[2] < 10.0


def test_points_strewn_about_are_no_grid() -> None:
    rng = np.random.default_rng(1)
    assert lattice(rng.uniform(127, 127.1, 7000), rng.uniform(37, 37.1, 7000), 100.0) is None


def test_cells_a_world_apart_make_no_picture_as_large_as_the_world() -> None:
    lon, lat, *_ = town(10, 10)
    assert lattice(np.r_[lon, lon + 40], np.r_[lat, lat], 100.0) is None


def test_a_picture_puts_each_cell_at_its_place_and_the_rest_is_empty() -> None:
    lon, lat, *_ = town(3, 2)
    found = lattice(lon, lat, 100.0)
    assert found is not None
    keep = np.array([0, 1, 2, 3, 4])
    part = lattice(lon[keep], lat[keep], 100.0)
    assert part is not None
    assert part.spread(np.array([1, 2, 3, 4, 5]), 9).tolist() == [[4, 5, 9], [1, 2, 3]]


def test_the_small_png_is_one_that_others_read() -> None:
    import io

    from PIL import Image

    picture = np.array([[0, 1, 2], [2, 1, 0]], dtype=np.uint8)
    image = Image.open(io.BytesIO(png(picture, [[255, 0, 0, 255], [0, 255, 0, 128], [0, 0, 0, 0]]))).convert("RGBA")
    assert image.size == (3, 2)
    assert image.getpixel((0, 0)) == (255, 0, 0, 255)
    assert image.getpixel((1, 1)) == (0, 255, 0, 128)
    assert image.getpixel((0, 1))[3] == 0


def test_points_are_counted_in_the_hexagon_whose_middle_is_nearest() -> None:
    rng = np.random.default_rng(2)
    lon, lat = rng.uniform(127.0, 127.05, 900), rng.uniform(37.5, 37.54, 900)
    middles, sums, counts = hexagons(lon, lat, np.ones(900), 400.0)
    assert counts.sum() == 900
    assert (sums == counts).all()
    across, up = 111_320.0 * math.cos(math.radians(37.52)), 111_320.0
    away = np.hypot((lon[:, None] - middles[:, 0]) * across, (lat[:, None] - middles[:, 1]) * up)
    assert (np.bincount(away.argmin(axis=1), minlength=len(middles)) == counts).all()
    # No point lies farther from its middle than a corner does.
    assert away.min(axis=1).max() <= 400 / math.sqrt(3) * 1.01


def test_no_points_make_no_hexagon_and_weights_are_summed() -> None:
    assert hexagons(np.zeros(0), np.zeros(0), np.zeros(0), 400.0)[0].shape == (0, 2)
    _, sums, counts = hexagons(np.array([127.0, 127.0]), np.array([37.0, 37.0]), np.array([2.0, 5.0]), 400.0)
    assert (sums.tolist(), counts.tolist()) == ([7.0], [2])
