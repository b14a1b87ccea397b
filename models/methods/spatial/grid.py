"""Square cells of a grid that begins where the plane's coordinates do, so that every file that counts by cells means the same ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class Cells:
    """Cells there are, whatever holes lie between: `column` and `row` count sides of `cell_m` metres from the plane's origin.

    In UTM-K (EPSG:5179) with 100 m these are the cells of the national grid.
    """

    column: NDArray[np.int64]
    row: NDArray[np.int64]
    cell_m: float

    @property
    def size(self) -> int:
        """How many cells there are."""
        return int(self.column.size)

    @property
    def corners(self) -> NDArray[np.float64]:
        """The south-western corner of each cell: cells × 2, metres."""
        return np.column_stack([self.column, self.row]).astype(np.float64) * self.cell_m

    @property
    def centres(self) -> NDArray[np.float64]:
        """The middle of each cell: cells × 2, metres."""
        return self.corners + self.cell_m / 2

    def holding(self, xy: ArrayLike) -> NDArray[np.int64]:
        """The number of the cell that holds each point, −1 where none does. A cell holds its western and southern edge."""
        points = np.ascontiguousarray(xy, dtype=float).reshape(-1, 2)
        column, row = _indices(points, self.cell_m)
        if not self.size:
            return np.full(len(points), -1, dtype=np.int64)
        keys = keys_of(self.column, self.row)
        order = np.argsort(keys, kind="stable")
        wanted = keys_of(column, row)
        at = np.minimum(np.searchsorted(keys[order], wanted), self.size - 1)
        return np.where(keys[order][at] == wanted, order[at], -1)

    def points_inside(self, apart_m: float) -> NDArray[np.float64]:
        """Points at most `apart_m` apart that stand for the area of each cell: cells × points × 2, metres; the middle is one, none is on
        an edge."""
        if apart_m <= 0:
            raise ValueError(f"points must be more than 0 m apart, got {apart_m}")
        side = int(np.ceil(self.cell_m / apart_m - 1e-9)) // 2 * 2 + 1
        steps = (np.arange(side) + 0.5) * (self.cell_m / side)
        inside = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2)
        return self.corners[:, None, :] + inside


def cells_about(xy: ArrayLike, cell_m: float) -> tuple[Cells, NDArray[np.int64]]:
    """The cells that hold the points, row by row, and the number of each point's cell. ValueError for coordinates that are no numbers.

    Points may be the middles of cells, or any places in them.
    """
    points = np.ascontiguousarray(xy, dtype=float).reshape(-1, 2)
    if not (cell_m > 0 and np.isfinite(points).all()):
        raise ValueError("cells need a side above 0 and points of two finite coordinates")
    column, row = _indices(points, cell_m)
    keys, number = np.unique(keys_of(column, row), return_inverse=True)
    first = np.zeros(keys.size, dtype=np.int64)
    first[number[::-1]] = np.arange(len(points) - 1, -1, -1)
    return Cells(column[first], row[first], float(cell_m)), number.astype(np.int64)


def _indices(points: NDArray[np.float64], cell_m: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    # A corner moved by the last digit of a projection still lies in the cell it was the corner of.
    at = np.floor(points / cell_m + 1e-6).astype(np.int64)
    return at[:, 0], at[:, 1]


def keys_of(column: NDArray[np.int64], row: NDArray[np.int64]) -> NDArray[np.int64]:
    """One number a cell, rising row by row and within a row with the column."""
    return row * (1 << 31) + column
