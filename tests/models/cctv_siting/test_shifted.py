"""The grid moved by half a cell: what is counted again by hand, and lists that stay or do not."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from models.cctv_siting.incidents import _caught, _worst
from models.cctv_siting.shifted import first_again, shifted
from models.kit.result import Result
from models.methods.coverage import to_degrees
from tests.models.cctv_siting.test_bad_input import cameras, grid, said

Analyse = Callable[..., Result]
FAR = pl.DataFrame({"x": [9e6], "y": [9e6]})


def two(people: tuple[float, float], flow: tuple[float, float]) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Two cells beside one another: (cells, their index, the plane)."""
    cells = pl.DataFrame({"cell": [0, 1], "column": [10, 11], "row": [20, 20], "population": people})
    parts = {"environment": [0.0, 0.0], "flow": flow, "women_factor": [1.0, 1.0], "detached_factor": [1.0, 1.0]}
    return cells, pl.DataFrame({"cell": [0, 1], **parts}), pl.DataFrame({"cell_m": [100.0]})


def test_a_moved_cell_has_a_quarter_of_each_it_lies_on() -> None:
    cells, index, plane = two((40.0, 80.0), (4.0, 2.0))
    moved = shifted(index, cells, plane, FAR, (1.0, 1.0, 1.0), 50.0)
    assert moved.grid.column.tolist() == [9, 10, 11] * 2
    assert moved.residents.tolist() == [10.0, 30.0, 20.0] * 2
    # Nobody watches: 10 of monitoring and the mean of four, of which two or three are no cells.
    assert moved.index.tolist() == [11.0, 11.5, 10.5] * 2


def test_a_camera_watches_the_moved_cell_it_stands_in() -> None:
    cells, index, plane = two((40.0, 80.0), (0.0, 0.0))
    corner = pl.DataFrame({"x": [1100.0], "y": [2000.0]})
    moved = shifted(index, cells, plane, corner, (1.0, 1.0, 1.0), 50.0)
    # The corner both share with the row below is the middle of a moved cell: all of the circle lies in that.
    assert moved.index.tolist() == [10.0, 2.146, 10.0, 10.0, 10.0, 10.0]
    assert moved.holding(np.array([[1100.0, 2000.0], [1049.0, 2049.0]])).tolist() == [1, 0]


def test_a_first_cell_stays_when_a_first_moved_cell_shares_ground_with_it() -> None:
    cells, index, plane = two((40.0, 80.0), (4.0, 2.0))
    moved = shifted(index, cells, plane, FAR, (1.0, 1.0, 1.0), 50.0)
    stays, elsewhere = first_again(np.array([True, False]), np.array([1, 1]), moved, 1)
    assert (stays.tolist(), elsewhere) == ([True, False], 0)
    stays, elsewhere = first_again(np.array([False, True]), np.array([1, 1]), shifted(index, cells, plane, FAR, (1.0, 1.0, 9.0), 50), 1)
    assert (stays.tolist(), elsewhere) == ([False, True], 0)


def test_the_sentence_and_the_table_of_changes_tell_the_moved_grid(analyse: Analyse) -> None:
    people = np.where(np.arange(64) == 27, 400.0, 40.0)
    flow = pl.DataFrame({"cell_id": grid(8, 8)["cell_id"], "grade_1": np.where(np.arange(64) == 27, 5.0, 0.0)})
    cells = grid(8, 8).with_columns(population=pl.Series(people))
    result = analyse({"sites": 1}, camera=cameras((650, 650)), demand_cell=cells, flow=flow)
    assert said(result)["grid_stays"] == {"half": 50.0, "first": 1, "same": 1}
    rows = {row["variation"]: row for row in result.table("variations").rows.iter_rows(named=True)}
    assert rows["half_cell"]["jaccard"] == 1.0
    assert {"less:flow", "more:flow", "without:flow", "less:monitoring", "radius:30"} <= set(rows)


def test_cells_of_equal_value_share_the_places_that_are_left() -> None:
    # Two of forty cells: one is first, three are second with 6, 0 and 3 incidents, a mean of 3.
    value, counts = np.zeros(40), np.zeros(40)
    value[:4], counts[:4] = (9, 5, 5, 5), (10, 6, 0, 3)
    assert _caught(value, counts) == (13.0, 0.05)
    at, took = _worst(np.array([7.0, 4.0, 4.0, 1.0]), 2)
    assert (at.tolist(), took.tolist()) == ([0, 1, 2], [1.0, 0.5, 0.5])


def test_the_hit_rate_has_an_interval_and_a_value_on_the_moved_grid(analyse: Analyse) -> None:
    rng = np.random.default_rng(4)
    lon, lat = to_degrees("EPSG:5179", 950_350 + rng.normal(0, 15, 200), 1_950_350 + rng.normal(0, 15, 200))
    days = pl.datetime_range(pl.datetime(2024, 1, 1), pl.datetime(2024, 7, 18), "1d", eager=True)[:200]
    incident = pl.DataFrame({"occurred_at": days, "type": ["절도"] * 200, "location_lon": lon, "location_lat": lat})
    rows = analyse(camera=cameras((150, 150)), demand_cell=grid(8, 8), incident=incident).table("hits").rows
    earlier = rows.filter(pl.col("way") == "earlier").row(0, named=True)
    # Three of 64 cells; all but a few incidents are in one, which the earlier ones name.
    assert earlier["hit_rate"] > 0.95
    assert earlier["low"] < earlier["hit_rate"] < earlier["high"] + 1e-12
    assert earlier["pai"] == pytest.approx(earlier["hit_rate"] / (3 / 64))
    assert 0 < earlier["pai_moved"] < earlier["pai"] * 2
