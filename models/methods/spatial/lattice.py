"""A regular grid of square cells, and what lies in each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True)
class Lattice:
    """Square cells: `west` and `south` are the outer edges (metres), `cell_m` the side, `columns` by `rows` the number."""

    west: float
    south: float
    cell_m: float
    columns: int
    rows: int

    @property
    def x(self) -> NDArray[np.float64]:
        """Centres of the columns, eastward."""
        return self.west + np.arange(0.5, self.columns) * self.cell_m

    @property
    def y(self) -> NDArray[np.float64]:
        """Centres of the rows, northward."""
        return self.south + np.arange(0.5, self.rows) * self.cell_m

    def count(self, xy: ArrayLike, weights: ArrayLike | None = None) -> NDArray[np.float64]:
        """Points, or the sum of their weights, in each cell: rows × columns from the south-west; points outside count nowhere.

        A cell holds its western and southern edge. ValueError for coordinates that are no numbers.
        """
        points = np.ascontiguousarray(xy, dtype=float).reshape(-1, 2)
        if not np.isfinite(points).all():
            raise ValueError("points need two finite coordinates each")
        column, row = np.floor((points - (self.west, self.south)) / self.cell_m).T
        inside = (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)
        cell = row[inside].astype(np.int64) * self.columns + column[inside].astype(np.int64)
        held = None if weights is None else np.asarray(weights, dtype=float).reshape(-1)[inside]
        return np.bincount(cell, held, self.columns * self.rows).astype(float).reshape(self.rows, self.columns)
