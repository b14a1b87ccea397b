"""What surrounds a printed map: scale bar in metres, north, and the legend."""

from __future__ import annotations

import math
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.offsetbox import AnchoredOffsetbox, DrawingArea, HPacker, TextArea, VPacker
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Bbox

from app.charts import ink
from app.charts.fonts import printable
from app.charts.legends import plain_tone, tones, undrawn
from app.charts.marks import Layer, MapPlan
from app.charts.palette import LIGHT
from app.texts import text

POINT_MARKERS = {"existing": "s", "candidate": "D"}
HALO = withStroke(linewidth=2, foreground="white")


def scale_bar(axes: Axes, lang: str) -> None:
    left, right = axes.get_xlim()
    low, high = axes.get_ylim()
    length = _round_length((right - left) * 0.22)
    x, y = left + (right - left) * 0.03, low + (high - low) * 0.035
    tall = (high - low) * 0.008
    box: dict[str, Any] = {"zorder": 30, "edgecolor": LIGHT.text, "linewidth": 0.6}
    axes.barh(y, length / 2, tall, x, color=LIGHT.text, **box)
    axes.barh(y, length / 2, tall, x + length / 2, color="white", **box)
    said = text("charts.scale_km", lang, n=length / 1000) if length >= 1000 else text("charts.scale_m", lang, n=length)
    for at, mark in ((0.0, "0"), (length, said)):
        label = axes.text(
            x + at,
            y + tall * 1.4,
            printable(mark),
            ha="center",
            va="bottom",
            fontsize=ink.SMALL,
            zorder=30,
        )
        label.set_path_effects([HALO])


def _round_length(metres: float) -> float:
    """The largest 1, 2 or 5 with zeros that is not longer."""
    power = 10 ** math.floor(math.log10(metres))
    return float(max(step * power for step in (1, 2, 5) if step * power <= metres))


def north_arrow(axes: Axes, lang: str) -> None:
    at = axes.transAxes
    axes.annotate(
        "",
        (0.965, 0.965),
        (0.965, 0.885),
        at,
        at,
        arrowprops={"arrowstyle": "-|>", "color": LIGHT.text, "lw": 1.2},
        zorder=30,
    )
    label = axes.text(
        0.965,
        0.872,
        printable(text("charts.north", lang)),
        transform=at,
        ha="center",
        va="top",
        fontsize=ink.SMALL,
        zorder=30,
    )
    label.set_path_effects([HALO])


def map_legend(axes: Axes, drawing: MapPlan) -> float:
    """Every layer that is drawn, the most important on top, to the right of the map; gives its share of the picture's width."""
    rows: list[Any] = []
    for layer in (layer for layer in reversed(drawing.layers) if not layer.empty):
        if layer.sizes:
            rows.append(legend_head(_head(layer)))
            tone = tones(layer, LIGHT)[-1]
            rows += [legend_row(_dot("o", 11 * part**0.5, tone, tone), said) for said, part in zip(layer.sizes, (1, 0.25), strict=True)]
            if layer.classes is None or len(layer.classes.labels) < 2:
                continue
        if layer.classes is None:
            rows.append(legend_row(_plain_handle(layer), layer.title))
            continue
        if not layer.sizes:
            rows.append(legend_head(_head(layer)))
        for tone, said in reversed(list(zip(tones(layer, LIGHT), layer.classes.labels, strict=True))[undrawn(layer) :]):
            rows.append(legend_row(_class_handle(layer, tone), said))
    return legend_box(axes, rows).width + 0.02 if rows else 0.0


def legend_box(axes: Axes, rows: list[Any], at: tuple[float, float] = (1.025, 1.0)) -> Bbox:
    """Rows beneath each other, right of the axes or where else their upper left is; gives the shares of the picture they take."""
    box = AnchoredOffsetbox(
        "upper left",
        child=VPacker(children=rows, pad=0, sep=4.5, align="left"),
        pad=0,
        borderpad=0,
        frameon=False,
        bbox_to_anchor=at,
        bbox_transform=axes.transAxes,
    )
    axes.add_artist(box)
    canvas: Any = axes.figure.canvas
    return box.get_window_extent(canvas.get_renderer()).transformed(axes.figure.transFigure.inverted())


def _head(layer: Layer) -> str:
    return printable(f"{layer.title} ({layer.unit})" if layer.unit else layer.title)


def legend_head(said: str) -> TextArea:
    """What the rows below it are of."""
    return TextArea(said, textprops={"fontproperties": ink.bold(), "fontsize": ink.SMALL})


def legend_row(handle: Any, said: str) -> HPacker:
    """A mark drawn in a space of 15 by 8 points, and what it means."""
    area = DrawingArea(15, 8)
    area.add_artist(handle)
    return HPacker(children=[area, TextArea(printable(said), textprops={"fontsize": ink.SMALL})], pad=0, sep=5, align="center")


def _plain_handle(layer: Layer) -> Any:
    tone = plain_tone(layer, LIGHT)
    if layer.kind == "lines":
        return Line2D([0, 15], [4, 4], color=tone, linewidth=2)
    if layer.kind == "points":
        if layer.crowded:
            return _dot("o", 4, tone, tone)
        hollow = layer.role in POINT_MARKERS
        size = 9 if layer.role == "site" else 5
        return _dot(POINT_MARKERS.get(layer.role, "o"), size, "white" if hollow else tone, tone)
    fill = LIGHT.water if layer.water else LIGHT.area if layer.role == "context" else tone
    return Rectangle((0, 0), 15, 8, facecolor=fill, edgecolor=LIGHT.line, linewidth=0.6)


def _class_handle(layer: Layer, tone: str) -> Any:
    if layer.kind == "lines":
        return Line2D([0, 15], [4, 4], color=tone, linewidth=2.5)
    if layer.kind == "points":
        return _dot("o", 5, tone, tone)
    if layer.kind == "hexagons":
        return _dot("h", 9, tone, LIGHT.line)
    gap = layer.role == "gap"
    edge = LIGHT.gap[4] if gap else LIGHT.line
    return Rectangle((0, 0), 15, 8, facecolor=tone, edgecolor=edge, linewidth=0.4, hatch="//////" if gap else None)


def _dot(marker: str, size: float, fill: str, edge: str) -> Line2D:
    return Line2D([7.5], [4], linestyle="", marker=marker, markersize=size, markerfacecolor=fill, color=edge)
