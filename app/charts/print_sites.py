"""Ranked sites on paper: a disc with its rank; one without room stands beside its place, joined to it by a line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from app.charts import ink
from app.charts.dodge import BADGES_MAX, INSIDE_MAX, STILL, Shift
from app.charts.fonts import printable
from app.charts.legends import tones
from app.charts.marks import Layer
from app.charts.palette import LIGHT, ink_on


def print_sites(axes: Axes, layer: Layer, spots: np.ndarray, moved: Sequence[Shift], order: int) -> None:
    """Draws the sites. `spots` and `moved` are metres on the map's plane, a row a mark."""
    shades = [tones(layer, LIGHT)[mark.klass or 0] for mark in layer.marks]
    stands = spots + np.array(moved, dtype=float).reshape(-1, 2)
    away = [at for at, shift in enumerate(moved) if shift != STILL]
    if away:
        lines = [(spots[at], stands[at]) for at in away]
        axes.add_collection(LineCollection(lines, colors=LIGHT.text, linewidths=0.8, zorder=order + 19), autolim=False)
        axes.scatter(spots[away, 0], spots[away, 1], s=9, color=LIGHT.text, linewidths=0, zorder=order + 19)
    edge = LIGHT.muted if layer.classes else "white"
    dots = slice(BADGES_MAX, None)
    axes.scatter(spots[dots, 0], spots[dots, 1], s=18, c=shades[dots], edgecolors=edge, linewidths=0.5, zorder=order + 18)
    # The first ranks lie on top where even so two touch.
    for at in reversed(range(min(BADGES_MAX, len(layer.marks)))):
        x, y = (float(part) for part in stands[at])
        axes.scatter(x, y, s=150, color=shades[at], edgecolors=edge, linewidths=0.8, zorder=order + 20)
        label = layer.marks[at].label
        if len(label) <= INSIDE_MAX:
            _rank(axes, label, (x, y), shades[at], order + 21)


def _rank(axes: Axes, label: str, place: tuple[float, float], tone: str, order: int) -> None:
    axes.annotate(
        printable(label),
        place,
        xytext=(0, -0.4),
        textcoords="offset points",
        ha="center",
        va="center",
        color=ink_on(tone),
        fontproperties=ink.bold(),
        fontsize=8.5,
        zorder=order,
    )
