"""The parts of a map's drawing: marks one by one, fields of many cells, layers, and the whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from app.charts.classes import Classes
from app.charts.lattice import Lattice

# Beyond this points are small dots, and on the screen fetched apart from the map: large marks would cover it.
CROWD = 250
# Marks of their own shape are drawn smaller beyond this, for what they stand on is to be seen.
MANY = 40

Spot = tuple[float, float]
Ring = list[Spot]


@dataclass(frozen=True)
class Mark:
    """One thing on the map.

    `shape`: a spot for points, cells and hexagons (their centre), rings (outer, holes …) for areas, spots for lines. `row` is its
    row in the layer's table; a hexagon stands for many and has none.
    """

    shape: Any
    label: str
    tip: str
    klass: int | None
    name: str = ""
    """What a site is called, beside its label (its rank)."""
    row: int | None = None
    part: float = 1.0
    """A sized point's share of the largest one's area."""


@dataclass(frozen=True, eq=False)
class Field:
    """Cells drawn as one picture: their middles in degrees, classes, rows in the layer's table, and their grid."""

    lon: np.ndarray
    lat: np.ndarray
    klass: np.ndarray
    rows: np.ndarray
    grid: Lattice


@dataclass(frozen=True)
class Layer:
    kind: str
    role: str
    title: str
    unit: str
    marks: tuple[Mark, ...]
    classes: Classes | None
    water: bool
    table: str
    size_m: float = 0.0
    """The side of a cell, the width of a hexagon."""
    field: Field | None = None
    """Stands for its marks where they are too many."""
    sized: bool = False
    """Its points are larger where they count more."""
    sizes: tuple[str, ...] = ()
    """What the largest and one of a quarter of its area stand for; nothing where their colour says the same."""

    @property
    def crowded(self) -> bool:
        """Whether its points are too many for marks of their own shape."""
        return self.kind == "points" and self.role != "site" and self.classes is None and not self.sized and len(self.marks) > CROWD

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.marks and self.field is None


@dataclass(frozen=True)
class MapPlan:
    """Layers from the lowest to the highest; `bounds` are west, south, east, north in degrees, or None when empty."""

    title: str
    layers: tuple[Layer, ...]
    bounds: tuple[float, float, float, float] | None
