"""A map of dots as a still picture: what kind a mark is of is told by its shape too, how much it counts by its area."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.offsetbox import DrawingArea, HPacker, TextArea

from app.charts import ink
from app.charts.dots import Dot, Named, Room, box, named
from app.charts.fonts import printable
from app.charts.furniture import HALO, legend_box, legend_head, north_arrow, scale_bar
from app.charts.marks import Spot
from app.charts.palette import LIGHT
from app.charts.plane import Plane
from app.charts.print_map import TALLEST_IN, tallness, view

_SMALLEST_PT, _LARGEST_PT, _KEY_PT = 6.5, 20.0, 7.5
_NARROW = 0.7
"""Marks of a narrow map beside those of a wide one."""
_FOOT = 0.07
"""Of its height, what is shown below the marks for the scale bar."""
_GROUND: dict[str, Any] = {"marker": "o", "markersize": 3, "markerfacecolor": LIGHT.rest, "markeredgewidth": 0}
_MARKS: tuple[dict[str, Any], ...] = (
    {"marker": "o", "markerfacecolor": LIGHT.first, "markeredgecolor": "white", "markeredgewidth": 0.8},
    {"marker": "D", "markerfacecolor": LIGHT.categories[1], "markeredgecolor": LIGHT.text, "markeredgewidth": 0.8},
    {"marker": "o", "markerfacecolor": "white", "markeredgecolor": LIGHT.muted, "markeredgewidth": 1.1},
)
_DIAMOND = math.sqrt(math.pi / 4)
"""The side of a square as large as a circle of breadth one."""
_LETTER_PT, _LINE_PT, _GAP_PT = 4.3, 10.5, 2.5
_LETTERS, _LETTERS_NARROW = 32, 16


def print_dots(
    dots: Sequence[Dot], ground: Sequence[Spot], kinds: Sequence[tuple[str, str]], words: tuple[str, str], lang: str, kind: str, dpi: int,
    *, narrow: bool = False,
) -> bytes:  # fmt: skip
    """The picture's bytes, of one mark at least, without a title. `kinds`: each kind with its name in the legend, at most three: filled, a
    diamond, and hollow. `words`: what the faint dots of the ground are, and what the marks count.

    `narrow`: half as wide, for a telephone, with the legend beneath.
    """
    with ink.DRAWING:
        ink.prepare()
        west, south, east, north = box(dots)
        south -= _FOOT * (north - south)
        plane = Plane((west + east) / 2, (south + north) / 2)
        figure, axes = ink.sheet(4.6, ink.NARROW_IN if narrow else ink.WIDTH_IN)
        view(axes, plane, west, south, east, north)
        most = max(dot.count for dot in dots)
        size = partial(_size, most or 1, _NARROW if narrow else 1.0)
        key = legend_box(axes, _key(dots, kinds, words, size), (0.0, -0.02) if narrow else (1.025, 1.0))
        beneath = key.height * figure.get_figheight() + 0.12 if narrow else 0.0
        wide = figure.get_figwidth() * (0.99 if narrow else 0.955 - key.width)
        tall = min(wide * tallness(axes), TALLEST_IN)
        figure.set_figheight(tall + beneath + 0.08)
        _draw(axes, plane, dots, ground, [one for one, _ in kinds], size)
        letters = _LETTERS_NARROW if narrow else _LETTERS
        room = Room(tall / tallness(axes) * 72, tall * 72, _LETTER_PT, _LINE_PT, _GAP_PT, letters)
        (left, low), (right, high) = plane.back(np.array(list(zip(axes.get_xlim(), axes.get_ylim(), strict=True)))).tolist()
        _names(axes, plane, named(dots, (left, low, right, high), room, lambda dot: size(dot.count) * _tips(dot, kinds)))
        scale_bar(axes, lang)
        north_arrow(axes, lang)
        figure.set_layout_engine("none")
        height = tall + beneath + 0.08
        axes.set_position((0.005, (0.04 + beneath) / height, wide / figure.get_figwidth(), tall / height))
        return ink.saved(figure, kind, dpi)


def _draw(
    axes: Axes, plane: Plane, dots: Sequence[Dot], ground: Sequence[Spot], kinds: Sequence[str], size: Callable[[int], float]
) -> None:
    middles = plane(ground)
    axes.plot(middles[:, 0], middles[:, 1], linestyle="", scalex=False, scaley=False, zorder=1, **_GROUND)
    # The smaller lie on the larger.
    for dot in sorted(dots, key=lambda one: -one.count):
        x, y = plane([(dot.lon, dot.lat)])[0]
        axes.add_artist(_mark(kinds.index(dot.kind), size(dot.count), x, y))


def _names(axes: Axes, plane: Plane, names: Sequence[Named]) -> None:
    for one in names:
        x, y = plane([(one.lon, one.lat)])[0]
        side = "right" if one.left else "left"
        axes.text(x, y, printable(one.name), ha=side, va="center", fontsize=ink.SMALL, path_effects=[HALO], zorder=15)


def _key(dots: Sequence[Dot], kinds: Sequence[tuple[str, str]], words: tuple[str, str], size: Callable[[int], float]) -> list[Any]:
    """What the kinds there are look like, and what a mark of the largest area and one of about half its breadth count."""
    rest, counted = words
    there = {dot.kind for dot in dots}
    rows: list[Any] = [_row(_mark(at, _KEY_PT), title) for at, (one, title) in enumerate(kinds) if one in there]
    rows.append(_row(Line2D([0], [0], linestyle="", **_GROUND), rest))
    most = max(dot.count for dot in dots)
    if most:
        rows += [DrawingArea(1, 1), legend_head(printable(counted))]
        for count in dict.fromkeys((most, -(-most // 4))):
            rows.append(_row(_mark(0, size(count)), f"{count:,}", size(count)))
    return rows


def _row(mark: Line2D, said: str, broad: float = _KEY_PT) -> HPacker:
    area = DrawingArea(_LARGEST_PT, max(broad, 8))
    mark.set_data([_LARGEST_PT / 2], [max(broad, 8) / 2])
    area.add_artist(mark)
    return HPacker(children=[area, TextArea(printable(said), textprops={"fontsize": ink.SMALL})], pad=0, sep=4, align="center")


def _mark(at: int, broad: float, x: float = 0.0, y: float = 0.0) -> Line2D:
    look = _MARKS[at]
    return Line2D([x], [y], linestyle="", markersize=broad * (_DIAMOND if look["marker"] == "D" else 1), zorder=5, **look)


def _tips(dot: Dot, kinds: Sequence[tuple[str, str]]) -> float:
    """How much farther a mark reaches than a circle of its size."""
    return math.sqrt(2) * _DIAMOND if _MARKS[[one for one, _ in kinds].index(dot.kind)]["marker"] == "D" else 1.0


def _size(most: int, part: float, count: int) -> float:
    """In points; the area says how many."""
    return part * (_SMALLEST_PT + (_LARGEST_PT - _SMALLEST_PT) * math.sqrt(count / most))
