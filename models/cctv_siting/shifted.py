"""The grid moved by half a cell to the east and to the north: does the list hang on where the lines of the grid happen to lie?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from models.cctv_siting.gridding import cells_from
from models.methods.cell_index import monitoring
from models.methods.spatial.cover_area import cover_area
from models.methods.spatial.grid import Cells

Array = np.ndarray
QUARTERS = ((0, 0), (1, 0), (0, 1), (1, 1))


@dataclass(frozen=True, eq=False)
class Shifted:
    """Cells of the moved grid: `part` (cells × 4) the numbers of the cells each holds a quarter of (−1: none), their `residents` and
    `index`. Residents live evenly in a cell; surroundings, footfall and both factors are the mean of the four, 0 (1) where none is."""

    grid: Cells
    part: Array
    residents: Array
    index: Array

    def holding(self, xy: Array) -> Array:
        """The number of the moved cell that holds each point, −1 where none does."""
        return self.grid.holding(np.asarray(xy, dtype=float).reshape(-1, 2) - self.grid.cell_m / 2)


def shifted(
    index: pl.DataFrame, cells: pl.DataFrame, plane: pl.DataFrame, camera_points: pl.DataFrame, weights: tuple[float, float, float],
    radius_m: float,
) -> Shifted:  # fmt: skip
    """The index on the moved grid, its terms weighed as the settings say."""
    old = cells_from(cells, plane)
    grid, part = _moved(old)
    by_cell = index.sort("cell")
    residents = _mean(cells["population"].to_numpy(), part, 0.0)
    xy = camera_points.select("x", "y").to_numpy() - old.cell_m / 2
    watched = monitoring(cover_area(xy, grid, radius_m), residents, old.cell_m)
    terms = (watched, *(_mean(by_cell[name].to_numpy(), part, 0.0) for name in ("environment", "flow")))
    factor = np.prod([_mean(by_cell[name].to_numpy(), part, 1.0) for name in ("women_factor", "detached_factor")], axis=0)
    return Shifted(grid, part, residents, np.asarray(sum(weight * term for weight, term in zip(weights, terms, strict=True)) * factor))


def first_again(chosen: Array, kind: Array, moved: Shifted, count: int) -> tuple[Array, int]:
    """(which of all cells are `chosen` and share ground with one of the first `count` moved cells of each kind, how many of those share
    none with a chosen cell). `chosen` and `kind` are by the number of the cell; a moved cell is of the kind of its first quarter."""
    own = kind[moved.part[np.arange(len(moved.part)), (moved.part >= 0).argmax(axis=1)]]
    order = np.argsort(-moved.index, kind="stable")
    first = np.concatenate([order[own[order] == one][:count] for one in np.unique(own)])
    part = moved.part[first]
    again = np.zeros(chosen.size, np.bool_)
    again[part[part >= 0]] = True
    met = (part >= 0) & chosen[np.maximum(part, 0)]
    return chosen & again, int((~met.any(axis=1)).sum())


def _moved(old: Cells) -> tuple[Cells, Array]:
    """The moved cells that hold a quarter of any cell, row by row, and of which."""
    step = np.array(QUARTERS)
    places = np.unique(np.column_stack([(old.row[:, None] - step[:, 1]).ravel(), (old.column[:, None] - step[:, 0]).ravel()]), axis=0)
    row, column = places[:, 0], places[:, 1]
    grid = Cells(column, row, old.cell_m)
    middles = np.stack([column, row], axis=1)[:, None, :] + step + 0.5
    return grid, old.holding((middles * old.cell_m).reshape(-1, 2)).reshape(-1, len(QUARTERS))


def _mean(values: Array, part: Array, bare: float) -> Array:
    return np.where(part >= 0, np.asarray(values, dtype=float)[np.maximum(part, 0)], bare).mean(axis=1)
