"""Compiles the kernels of space once with tiny inputs."""

from __future__ import annotations

import numpy as np

from models.methods.spatial.cover_area import cover_area
from models.methods.spatial.cylinders import best_of_replicates, log_ratio
from models.methods.spatial.discs import covered_by_circles, covered_by_polygons
from models.methods.spatial.emerging import trends
from models.methods.spatial.grid import cells_about
from models.methods.spatial.kde import kernel_density
from models.methods.spatial.knox import knox
from models.methods.spatial.lattice import Lattice
from models.methods.spatial.near_sum import near_sum
from models.methods.spatial.neighbours import nearest as nearest_places
from models.methods.spatial.permute import draw_neighbours
from models.methods.spatial.poisson import Rows, path
from models.methods.spatial.recurrences import linked
from models.methods.spatial.scan import clusters, searched
from models.methods.spatial.zones import clear_of, zones_round


def compile_all() -> None:
    """Densities on a small grid, each kernel summed and shared out over bins; few and many neighbours drawn, trends, an L1 path."""
    grid = Lattice(0, 0, 1, 60, 60)
    points = np.random.default_rng(0).random((600, 2)) * 60
    for kernel in ("quartic", "gaussian"):
        kernel_density(points[:2], grid, 1.0, kernel=kernel)
    kernel_density(points, grid, 15.0, kernel="gaussian")
    trends(points[:3])
    path(Rows(np.eye(3), np.full(3, 5.0), np.arange(3.0), np.arange(3.0)), np.array([0.01]))
    for k in (2, 40):
        draw_neighbours(np.arange(60.0), nearest_places(points[:60], k), permutations=1)
    cells, _ = cells_about(points, 10.0)
    for sides in (None, 12):
        cover_area(points[:5], cells, 8.0, quarter_segments=sides)
    ways = np.array([0.0, 1.0])
    covered_by_circles(ways, ways, 1.0, 1.0)
    covered_by_polygons(ways, ways, 1.0, 1.0, 2)
    near_sum(points[:3], points[:5], None, 8.0)
    _in_time()


def _in_time() -> None:
    """What repeats, and a scan: by their numbers alone, for Polars starts threads with its first table, and whoever warms may fork."""
    corner = np.array([[0.0, 0.0], [0.0, 0.0], [60.0, 0.0]])
    knox(corner, [1, 2, 3], permutations=1)
    linked(corner, np.array([1, 2, 3]), np.zeros(3, np.int64), 100.0, 30)
    places, place, size = np.array([[0.0, 0.0], [9.0, 0.0], [0.0, 9.0]]), np.array([0, 0, 1, 2]), np.array([2, 1, 1])
    day, windows = searched(np.array([0, 0, 1, 3]), 4, 2, False)
    zones = zones_round(places, places, size, None, 0.25, windows)
    clusters(place, day, size, zones, windows, 1)
    best_of_replicates(place, day, size, zones, windows, 0.0, 1, 1.0, 50, 0)
    log_ratio(2.0, 1.0, 4.0)
    clear_of(np.array([0, 1]), np.array([0]), np.array([True]))
