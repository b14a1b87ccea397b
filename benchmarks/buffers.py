"""Union of 50 m round 20,000 cameras in each of 75,000 cells of 100 m, beside geopandas' overlay.

`python -m benchmarks.buffers [--quick]`; half of the cameras stand in clumps, where buffers overlap. Geopandas draws a circle as a
polygon of 12 sides a quarter: beside it so does ours; the true circle, which it cannot give, is timed alone.
"""

from __future__ import annotations

import sys
import time
import warnings

import numpy as np

from benchmarks.ratio import head, line, pair
from models.methods.spatial.cover_area import cover_area
from models.methods.spatial.grid import Cells

CELL_M, RADIUS_M, QUARTER = 100.0, 50.0, 12


def main() -> None:
    """Prints one table of times, and what the true circle takes."""
    warnings.filterwarnings("ignore")
    side, cameras = (60, 1_000) if "--quick" in sys.argv else (274, 20_000)
    row, column = (one.ravel() for one in np.indices((side, side)))
    cells = Cells(column.astype(np.int64), row.astype(np.int64), CELL_M)
    points = _cameras(cameras, side * CELL_M)
    print(f"{cells.size:,} cells of {CELL_M:.0f} m, {len(points):,} cameras, {RADIUS_M:.0f} m")
    head()
    found = pair(lambda: cover_area(points, cells, RADIUS_M, quarter_segments=QUARTER), lambda: _overlaid(points, cells), runs=1)
    apart = np.abs(found.ours - found.peer).max() / CELL_M**2
    said = "yes" if apart <= 1e-6 else "NO"
    line("area within reach of any, a cell", "geopandas overlay", found, f"{said}: off by {apart:.1e} of a cell; {found.cpu}")
    began = time.process_time()
    exact = cover_area(points, cells, RADIUS_M)
    seconds = time.process_time() - began
    short = (exact - found.ours).max() / CELL_M**2
    print(f"\nTrue circles: CPU {seconds:.3f} s; the polygons are short of them by up to {short:.2%} of a cell")


def _cameras(many: int, side_m: float) -> np.ndarray:
    rng = np.random.default_rng(0)
    clumps = rng.random((many // 40, 2))[rng.integers(0, many // 40, many // 2)] * side_m + rng.normal(0, 150, (many // 2, 2))
    return np.concatenate([clumps, rng.random((many - many // 2, 2)) * side_m])


def _overlaid(points: np.ndarray, cells: Cells) -> np.ndarray:
    """As an analyst does it: buffers, their union taken apart again into its pieces, the overlay with the cells, areas summed."""
    import geopandas as gpd
    import shapely

    x, y = cells.corners.T
    squares = gpd.GeoDataFrame({"cell": np.arange(cells.size)}, geometry=shapely.box(x, y, x + CELL_M, y + CELL_M))
    buffers = gpd.GeoSeries(gpd.points_from_xy(*points.T)).buffer(RADIUS_M, resolution=QUARTER)
    pieces = gpd.GeoDataFrame(geometry=gpd.GeoSeries([buffers.union_all()]).explode(ignore_index=True))
    both = gpd.overlay(squares, pieces, how="intersection")
    return np.bincount(both["cell"], both.geometry.area, cells.size)


if __name__ == "__main__":
    main()
