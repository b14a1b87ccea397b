"""Cells begin where the plane's coordinates do; a place is in one of them or in none."""

import numpy as np
import pytest

from models.methods.spatial.grid import Cells, cells_about


def test_cells_are_the_same_whatever_points_they_are_found_by() -> None:
    cells, number = cells_about([(950_150, 1_950_050), (950_010, 1_950_090), (950_199, 1_950_001), (950_050, 1_950_350)], 100)
    assert cells.centres.tolist() == [[950_050, 1_950_050], [950_150, 1_950_050], [950_050, 1_950_350]]
    assert number.tolist() == [1, 0, 1, 2]


def test_a_point_is_in_the_cell_whose_western_and_southern_edge_it_is_on_or_in_none() -> None:
    cells, _ = cells_about([(150, 50), (350, 50)], 100)
    assert cells.holding([(100, 0), (199.9, 99.9), (200, 50), (250, 50), (300, 0), (150, 100)]).tolist() == [0, 0, -1, -1, 1, -1]
    assert Cells(np.empty(0, np.int64), np.empty(0, np.int64), 100.0).holding([(1, 1)]).tolist() == [-1]


def test_a_corner_moved_by_the_last_digit_of_a_projection_stays_in_its_cell() -> None:
    cells, number = cells_about([(99.99999999, 99.99999999), (150, 150)], 100)
    assert cells.size == 1
    assert number.tolist() == [0, 0]


def test_points_inside_are_no_farther_apart_than_asked_and_one_is_the_middle() -> None:
    cells, _ = cells_about([(150, 50)], 100)
    points = cells.points_inside(20)
    assert points.shape == (1, 25, 2)
    assert points[0, :6].tolist() == [[110, 10], [130, 10], [150, 10], [170, 10], [190, 10], [110, 30]]
    assert cells.points_inside(25).shape == cells.points_inside(30).shape == (1, 25, 2)
    assert cells.points_inside(500).tolist() == [[[150, 50]]]


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="side above 0"):
        cells_about([(1, 1)], 0)
    with pytest.raises(ValueError, match="finite"):
        cells_about([(np.nan, 1)], 100)
    with pytest.raises(ValueError, match="more than 0"):
        cells_about([(1, 1)], 100)[0].points_inside(0)
