"""Cells hold their western and southern edge, and nothing outside counts."""

import numpy as np
import pytest

from models.methods.spatial.lattice import Lattice

GRID = Lattice(1000, 2000, 100, 3, 2)


def test_each_point_counts_in_one_cell() -> None:
    found = GRID.count([(1000, 2000), (1100, 2000), (1299.9, 2199.9), (1300, 2100), (999.9, 2100), (1150, 2050)])
    assert found.tolist() == [[1, 2, 0], [0, 0, 1]]
    assert GRID.x.tolist() == [1050, 1150, 1250]
    assert GRID.y.tolist() == [2050, 2150]


def test_weights_add_up() -> None:
    assert GRID.count([(1010, 2010), (1020, 2020), (0, 0)], [2, 0.5, 9]).tolist() == [[2.5, 0, 0], [0, 0, 0]]
    assert not GRID.count(np.empty((0, 2))).any()


def test_a_point_without_a_place_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        GRID.count([(np.nan, 2000)])
