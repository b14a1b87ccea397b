"""Many cells, hexagons and surfaces in a still picture."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.image import AxesImage
from matplotlib.transforms import Affine2D

from app.charts.legends import tones, undrawn
from app.charts.marks import Field, Layer
from app.charts.palette import LIGHT, rgb
from app.charts.plane import Plane

# What lies beneath shines through.
ALPHA = 0.85


def print_field(axes: Axes, layer: Layer, field: Field, plane: Plane, order: int) -> None:
    """The cells of a field: a gap as hatched squares, anything else as a picture laid on the map."""
    if layer.role == "gap":
        for klass, tone in enumerate(tones(layer, LIGHT)):
            there = field.klass == klass
            if there.any():
                middles = plane(np.column_stack([field.lon[there], field.lat[there]]))
                shapes = (middles[:, None, :] + _square(layer.size_m)).tolist()
                drawn = PolyCollection(shapes, facecolor=tone, edgecolor=LIGHT.gap[4], linewidth=0.0, hatch="////")
                drawn.set_zorder(order + 1)
                axes.add_collection(drawn, autolim=False)
        return
    picture = field.grid.spread(field.klass, 255)
    table = np.zeros((256, 4), dtype=np.uint8)
    for klass, tone in enumerate(tones(layer, LIGHT)):
        table[klass] = rgb(tone, 0 if klass < undrawn(layer) else round(255 * ALPHA))
    table[255, :3] = table[0, :3]
    rows, columns = field.grid.shape
    # As one piece: over a page the bend of the grid is less than a dot, and pieces would show their seams.
    south_west, north_west, south_east = plane(field.grid.corners)
    (a, c), (b, d) = (south_east - south_west) / columns, (north_west - south_west) / rows
    image = AxesImage(
        axes,
        interpolation="bilinear" if layer.kind == "heat" else "nearest",
        extent=(0, columns, 0, rows),
        origin="upper",
        zorder=order + 1,
    )
    image.set_data(table[picture])
    turned = Affine2D.from_values(a, c, b, d, south_west[0], south_west[1])
    image.set_transform(turned + axes.transData)
    axes.add_artist(image)


def hexagon_shapes(layer: Layer, middles: np.ndarray) -> Any:
    """The outlines of hexagons that stand on a corner."""
    angles = np.radians(np.arange(6) * 60 + 30)
    ring = layer.size_m / math.sqrt(3) * np.column_stack([np.cos(angles), np.sin(angles)])
    return middles[:, None, :] + ring


def _square(size_m: float) -> np.ndarray:
    half = size_m / 2
    return np.array([(-half, -half), (half, -half), (half, half), (-half, half)])


def cell_shapes(layer: Layer, middles: np.ndarray) -> Any:
    """The outlines of cells."""
    return middles[:, None, :] + _square(layer.size_m)
