"""Cells that are too many to be drawn one by one: found back as a grid, so that a picture of one pixel a cell shows them.

A grid in a plane projection lies turned and slightly bent on a map in degrees. Its rows and columns are found by growing from the
middle: near it a turn of a few degrees moves no cell by half its side, and each ring settles the fit for a wider one.
"""

from __future__ import annotations

import hashlib
import math
import threading
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np

from app.charts.plane import METRES_A_DEGREE

# How far a cell may lie from its place in the grid, as a share of its side, before the cells are no grid.
_OFF_MAX = 0.2
# A block of this many cells a side is drawn as one quadrilateral: within it the grid is straight to a twentieth of a cell.
BLOCK = 192
_LARGEST = 4_000_000
_KEPT: OrderedDict[bytes, Lattice | None] = OrderedDict()
_LOCK = threading.Lock()


@dataclass(frozen=True)
class Block:
    """A part of the grid: its first row and column, its size, its corners in degrees: south-west, north-west, north-east, south-east."""

    row: int
    column: int
    rows: int
    columns: int
    corners: tuple[tuple[float, float], ...]


@dataclass(frozen=True, eq=False)
class Lattice:
    """Each cell's row (from the north) and column (from the west), and the blocks the grid is drawn in."""

    rows: np.ndarray
    columns: np.ndarray
    shape: tuple[int, int]
    blocks: tuple[Block, ...]

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """South-west, north-west and south-east of the whole grid, in degrees."""
        last, wide = self.blocks[-1], math.ceil(self.shape[1] / BLOCK)
        return self.blocks[-wide].corners[0], self.blocks[0].corners[1], last.corners[3]

    def spread(self, values: np.ndarray, empty: int) -> np.ndarray:
        """The values (small whole numbers, one a cell) as a picture of the grid; `empty` where there is no cell."""
        picture = np.full(self.shape, empty, dtype=np.uint8)
        picture[self.rows, self.columns] = values
        return picture


def lattice(lon: np.ndarray, lat: np.ndarray, size_m: float) -> Lattice | None:
    """The grid of cells with these middles (degrees) and this side (metres); None when they make none. Kept for the next drawing."""
    key = hashlib.blake2b(lon.tobytes() + lat.tobytes() + str(size_m).encode(), digest_size=16).digest()
    with _LOCK:
        if key in _KEPT:
            _KEPT.move_to_end(key)
            return _KEPT[key]
    found = _found(lon, lat, size_m)
    with _LOCK:
        _KEPT[key] = found
        while len(_KEPT) > 16:
            _KEPT.popitem(last=False)
    return found


def forget() -> None:
    """Drops the grids that were kept."""
    with _LOCK:
        _KEPT.clear()


def _found(lon: np.ndarray, lat: np.ndarray, size_m: float) -> Lattice | None:
    if lon.size < 4:
        return None
    # The cell nearest the middle is where the grid is counted from.
    at = int(np.argmin((lon - np.median(lon)) ** 2 + (lat - np.median(lat)) ** 2))
    plane = _Plane(float(lon[at]), float(lat[at]), size_m)
    x, y = plane(lon, lat)
    places = _grown(x, y)
    if places is None:
        return None
    columns, rows = places
    columns, rows = columns - columns.min(), rows.max() - rows
    shape = int(rows.max()) + 1, int(columns.max()) + 1
    if shape[0] * shape[1] > min(_LARGEST, 400 * lon.size + 10_000):
        return None
    return Lattice(rows, columns, shape, tuple(_blocks(rows, columns, shape, lon, lat)))


class _Plane:
    """Degrees to cells east and north of a place."""

    def __init__(self, lon: float, lat: float, size_m: float) -> None:
        self.lon, self.lat, self.size_m = lon, lat, size_m

    def __call__(self, lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        across = METRES_A_DEGREE / self.size_m * np.cos(np.radians(lat))
        return (lon - self.lon) * across, (lat - self.lat) * METRES_A_DEGREE / self.size_m


def _grown(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Whole columns and rows of every cell, from an ever wider ring around the middle; None when they do not fit."""
    away, reach = np.hypot(x, y), float(np.hypot(x, y).max())
    turned = complex(1.0)
    radius, bent = 6.0, None
    while True:
        near = np.flatnonzero(away <= radius)
        u, v = _placed(x[near], y[near], turned, bent)
        whole_u, whole_v = np.round(u), np.round(v)
        if near.size >= 200:
            basis = _bends(x[near], y[near])
            bent = np.linalg.lstsq(basis, np.column_stack([whole_u, whole_v]), rcond=None)[0]
        elif near.size >= 3:
            z = x[near] + 1j * y[near]
            turned = complex((np.conj(z) * (whole_u + 1j * whole_v)).sum() / max((np.abs(z) ** 2).sum(), 1e-12))
        if radius >= reach:
            break
        radius *= 2
    u, v = _placed(x, y, turned, bent)
    whole_u, whole_v = np.round(u), np.round(v)
    off = max(float(np.abs(u - whole_u).max()), float(np.abs(v - whole_v).max()))
    return (whole_u.astype(np.int64), whole_v.astype(np.int64)) if off <= _OFF_MAX else None


def _placed(x: np.ndarray, y: np.ndarray, turned: complex, bent: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    if bent is not None:
        found = _bends(x, y) @ bent
        return found[:, 0], found[:, 1]
    z = (x + 1j * y) * turned
    return z.real, z.imag


def _bends(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.column_stack([np.ones_like(x), x, y, x * x, x * y, y * y])


def _blocks(rows: np.ndarray, columns: np.ndarray, shape: tuple[int, int], lon: np.ndarray, lat: np.ndarray) -> list[Block]:
    r, c = rows / shape[0], columns / shape[1]
    back = np.linalg.lstsq(_bends(c, r), np.column_stack([lon, lat]), rcond=None)[0]

    def corner(row: int, column: int) -> tuple[float, float]:
        place = _bends(np.array([(column - 0.5) / shape[1]]), np.array([(row - 0.5) / shape[0]])) @ back
        return round(float(place[0, 0]), 7), round(float(place[0, 1]), 7)

    found = []
    for row in range(0, shape[0], BLOCK):
        for column in range(0, shape[1], BLOCK):
            south, east = min(row + BLOCK, shape[0]), min(column + BLOCK, shape[1])
            corners = corner(south, column), corner(row, column), corner(row, east), corner(south, east)
            found.append(Block(row, column, south - row, east - column, corners))
    return found
