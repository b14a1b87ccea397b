"""How much of each square cell lies within reach of any of many points: the area of the union of their circles, cell by cell."""

from __future__ import annotations

from math import ceil

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.methods.kernels import njit
from models.methods.spatial.discs import covered_by_circles, covered_by_polygons
from models.methods.spatial.grid import Cells, keys_of


def cover_area(points: ArrayLike, cells: Cells, radius_m: float, *, quarter_segments: int | None = None) -> NDArray[np.float64]:
    """Square metres of each cell at most `radius_m` from a point; exact but for rounding (about 1e-9 of a cell).

    `points`: n × 2, metres, the plane of the cells; those that are no numbers are an error (ValueError).
    `quarter_segments`: each circle drawn as the polygon that geographic software makes of it, with so many sides a quarter and its
    corners on the circle, the first to the east; None: the true circle.
    Example: one point in the middle of a cell of 100 m, 50 m: 7,853.98 m²; with 12 sides a quarter 7,831.57 m².
    """
    xy = np.ascontiguousarray(points, dtype=float).reshape(-1, 2)
    if not (radius_m > 0 and np.isfinite(xy).all()):
        raise ValueError("a radius above 0 and points of two finite coordinates are needed")
    if quarter_segments is not None and quarter_segments < 1:
        raise ValueError(f"a circle needs 1 or more sides a quarter, got {quarter_segments}")
    if not len(xy) or not cells.size:
        return np.zeros(cells.size)
    xy = np.unique(xy, axis=0)
    at = np.floor(xy / cells.cell_m).astype(np.int64)
    keys = keys_of(at[:, 0], at[:, 1])
    order = np.argsort(keys, kind="stable")
    ring = ceil(radius_m / cells.cell_m)
    return _areas(keys[order], xy[order], cells.column, cells.row, cells.cell_m, float(radius_m), ring, quarter_segments or 0)


@njit(cache=True, nogil=True)
def _areas(
    keys: NDArray[np.int64], xy: NDArray[np.float64], column: NDArray[np.int64], row: NDArray[np.int64], cell_m: float, radius: float,
    ring: int, quarter: int,
) -> NDArray[np.float64]:  # fmt: skip
    """Cell by cell: the points near enough, relative to the middle of the cell, then the boundary of their union."""
    found = np.zeros(column.size)
    near = np.empty((2, len(keys)))
    half = cell_m / 2
    for cell in range(column.size):
        mx, my = (column[cell] + 0.5) * cell_m, (row[cell] + 0.5) * cell_m
        n, whole = 0, False
        for line in range(row[cell] - ring, row[cell] + ring + 1):
            first = np.searchsorted(keys, line * (1 << 31) + column[cell] - ring)
            last = np.searchsorted(keys, line * (1 << 31) + column[cell] + ring, side="right")
            for i in range(first, last):
                x, y = xy[i, 0] - mx, xy[i, 1] - my
                out_x, out_y = max(0.0, abs(x) - half), max(0.0, abs(y) - half)
                if out_x**2 + out_y**2 >= radius**2:
                    continue
                near[0, n], near[1, n] = x, y
                n += 1
                inner = radius if quarter == 0 else radius * np.cos(np.pi / (4 * quarter))
                whole = whole or (abs(x) + half) ** 2 + (abs(y) + half) ** 2 <= inner**2
        if whole:
            found[cell] = cell_m**2
        elif n and quarter:
            found[cell] = covered_by_polygons(near[0, :n], near[1, :n], radius, half, quarter)
        elif n:
            found[cell] = covered_by_circles(near[0, :n], near[1, :n], radius, half)
    return np.minimum(np.maximum(found, 0.0), cell_m**2)
