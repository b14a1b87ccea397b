"""A map as a still picture: scale bar in metres, north, legend, and hatches where colour alone would tell."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PatchCollection, PolyCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from app.charts import ink
from app.charts.fonts import printable
from app.charts.legend import plain_tone, tones
from app.charts.mapplan import METRES_A_DEGREE, Layer, MapPlan, Spot, mapplan, middle
from app.charts.palette import LIGHT, ink_on
from app.texts import text
from models.kit.contract import MapSpec
from models.kit.result import Result

LABELS_MAX = 40
_MARKERS = {"existing": "s", "candidate": "D"}
_HALO = withStroke(linewidth=2, foreground="white")


def print_map(result: Result, spec: MapSpec, lang: str, kind: str, dpi: int, titled: bool) -> bytes:
    """The picture's bytes. Metres are those of a plane touching the map's middle: right to 0.1 % over a province."""
    drawing = mapplan(result, spec, lang)
    with ink.DRAWING:
        ink.prepare()
        west, south, east, north = _frame(drawing)
        figure, axes = ink.sheet(4.6)
        plane = _plane(west, south, east, north)
        _view(axes, plane, west, south, east, north)
        _draw(axes, drawing, plane)
        _names(axes, drawing, plane)
        _scale_bar(axes, lang)
        _north(axes, lang)
        _legend(axes, drawing, lang)
        if titled:
            ink.title(axes, printable(drawing.title))
        return ink.saved(figure, kind, dpi)


class _Plane:
    """Degrees to metres east and north of a middle."""

    def __init__(self, lon: float, lat: float) -> None:
        self.lon, self.lat = lon, lat
        self.across = METRES_A_DEGREE * math.cos(math.radians(lat))

    def __call__(self, spots: Any) -> np.ndarray:
        found = np.asarray(spots, dtype=float).reshape(-1, 2)
        return np.column_stack([(found[:, 0] - self.lon) * self.across, (found[:, 1] - self.lat) * METRES_A_DEGREE])


def _frame(drawing: MapPlan) -> tuple[float, float, float, float]:
    west, south, east, north = drawing.bounds or (126.9, 37.4, 127.1, 37.6)
    air_lon, air_lat = max((east - west) * 0.05, 0.004), max((north - south) * 0.05, 0.004)
    return west - air_lon, south - air_lat, east + air_lon, north + air_lat


def _plane(west: float, south: float, east: float, north: float) -> _Plane:
    return _Plane((west + east) / 2, (south + north) / 2)


def _view(axes: Axes, plane: _Plane, west: float, south: float, east: float, north: float) -> None:
    (left, low), (right, high) = plane([(west, south), (east, north)])
    # A strip of land still gets a frame of a map's shape.
    wide, tall = max(right - left, (high - low) * 1.0), max(high - low, (right - left) * 0.62)
    axes.set_xlim((left + right - wide) / 2, (left + right + wide) / 2)
    axes.set_ylim((low + high - tall) / 2, (low + high + tall) / 2)
    axes.set_aspect("equal", adjustable="box")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[["top", "right"]].set_visible(True)
    axes.set_facecolor(LIGHT.ground)


def _draw(axes: Axes, drawing: MapPlan, plane: _Plane) -> None:
    for order, layer in enumerate(drawing.layers):
        if not layer.marks:
            continue
        if layer.kind in ("areas", "cells"):
            _fill(axes, layer, plane, order)
        elif layer.kind == "lines":
            width = 1.1 if layer.role == "context" else 2.0
            paths = [plane(mark.shape) for mark in layer.marks]
            shades = [tones(layer, LIGHT)[mark.klass or 0] for mark in layer.marks]
            axes.add_collection(LineCollection(paths, colors=shades, linewidths=width, zorder=order + 1), autolim=False)
        else:
            _points(axes, layer, plane, order)


def _fill(axes: Axes, layer: Layer, plane: _Plane, order: int) -> None:
    context = layer.role == "context"
    scale = (LIGHT.water if layer.water else LIGHT.area,) if context else tones(layer, LIGHT)
    for klass, tone in enumerate(scale):
        marks = [mark for mark in layer.marks if (mark.klass or 0) == klass]
        if not marks:
            continue
        edge = "none" if layer.water else LIGHT.line if context or layer.kind == "areas" else "none"
        # Where two coloured layers share a map, the gap is also hatched: a copy machine knows no orange.
        hatch = "////" if layer.role == "gap" else None
        style = {"facecolor": tone, "edgecolor": LIGHT.gap[4] if hatch else edge, "linewidth": 0.5 if edge != "none" else 0.0}
        shapes = [_square(plane(mark.shape)[0], layer.size_m) for mark in marks] if layer.kind == "cells" else None
        drawn: Any = PolyCollection(shapes, **style) if shapes else PatchCollection([_patch(mark.shape, plane) for mark in marks], **style)
        if hatch:
            drawn.set_hatch(hatch)
        drawn.set_zorder(order + 1)
        axes.add_collection(drawn, autolim=False)


def _square(middle_m: np.ndarray, size_m: float) -> np.ndarray:
    half = size_m / 2
    return middle_m + np.array([(-half, -half), (half, -half), (half, half), (-half, half)])


def _patch(rings: list[list[Spot]], plane: _Plane) -> PathPatch:
    return PathPatch(Path.make_compound_path(*(Path(plane(ring), closed=True) for ring in rings)))


def _points(axes: Axes, layer: Layer, plane: _Plane, order: int) -> None:
    spots = plane([mark.shape for mark in layer.marks])
    tone = plain_tone(layer, LIGHT)
    if layer.role == "site":
        axes.scatter(*spots.T, s=150, color=tone, edgecolors="white", linewidths=1.2, zorder=order + 20)
        for mark, spot in zip(layer.marks, spots, strict=True):
            inside = len(mark.label) <= 2
            axes.annotate(
                printable(mark.label),
                spot,
                xytext=(0, -0.4) if inside else (9, 0),
                textcoords="offset points",
                ha="center" if inside else "left",
                va="center",
                color=ink_on(tone) if inside else LIGHT.text,
                path_effects=None if inside else [_HALO],
                fontproperties=ink.bold(),
                fontsize=8.5,
                zorder=order + 21,
            )
    elif layer.role in _MARKERS and layer.classes is None:
        axes.scatter(*spots.T, s=26, marker=_MARKERS[layer.role], facecolor="white", edgecolors=tone, linewidths=1.3, zorder=order + 10)
    else:
        shades = [tones(layer, LIGHT)[mark.klass or 0] for mark in layer.marks]
        axes.scatter(*spots.T, s=12, c=shades, edgecolors="white", linewidths=0.3, zorder=order + 5)


def _names(axes: Axes, drawing: MapPlan, plane: _Plane) -> None:
    """Names of places, sites' neighbours first; a name that would lie on another is left to the table."""
    left, right = axes.get_xlim()
    letter = (right - left) / 110
    taken: list[tuple[float, float, float, float]] = []
    for layer in reversed(drawing.layers):
        centred = layer.kind == "areas" and layer.role == "context" and not layer.water
        if not (centred or layer.role == "existing") or len(layer.marks) > LABELS_MAX:
            continue
        for mark in layer.marks:
            x, y = plane([middle(mark.shape) if centred else mark.shape])[0]
            wide = letter * sum(1.9 if ord(char) > 0x1100 else 1.1 for char in mark.label)
            box = (x - wide / 2 if centred else x, y - letter * 1.3, x + wide / 2 if centred else x + wide + letter, y + letter * 1.3)
            if not mark.label or any(_overlap(box, other) for other in taken):
                continue
            taken.append(box)
            axes.annotate(
                printable(mark.label),
                (x, y),
                xytext=(0, 0) if centred else (5, 0),
                textcoords="offset points",
                ha="center" if centred else "left",
                va="center",
                fontsize=7 if centred else 6.5,
                color=LIGHT.muted if centred else LIGHT.text,
                path_effects=[_HALO],
                zorder=15,
                clip_on=True,
            )


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _scale_bar(axes: Axes, lang: str) -> None:
    left, right = axes.get_xlim()
    low, high = axes.get_ylim()
    length = _round_length((right - left) * 0.22)
    x, y = left + (right - left) * 0.03, low + (high - low) * 0.035
    tall = (high - low) * 0.008
    box = {"zorder": 30, "edgecolor": LIGHT.text, "linewidth": 0.6}
    axes.barh(y, length / 2, tall, x, color=LIGHT.text, **box)
    axes.barh(y, length / 2, tall, x + length / 2, color="white", **box)
    said = text("charts.scale_km", lang, n=length / 1000) if length >= 1000 else text("charts.scale_m", lang, n=length)
    for at, mark in ((0.0, "0"), (length, said)):
        label = axes.text(x + at, y + tall * 1.4, printable(mark), ha="center" if at == 0 else "center", va="bottom", fontsize=ink.SMALL, zorder=30)
        label.set_path_effects([_HALO])


def _round_length(metres: float) -> float:
    """The largest 1, 2 or 5 with zeros that is not longer."""
    power = 10 ** math.floor(math.log10(metres))
    return float(max(step * power for step in (1, 2, 5) if step * power <= metres))


def _north(axes: Axes, lang: str) -> None:
    at = axes.transAxes
    axes.annotate("", (0.965, 0.965), (0.965, 0.885), at, at, arrowprops={"arrowstyle": "-|>", "color": LIGHT.text, "lw": 1.2}, zorder=30)
    label = axes.text(0.965, 0.872, printable(text("charts.north", lang)), transform=at, ha="center", va="top", fontsize=ink.SMALL, zorder=30)
    label.set_path_effects([_HALO])


def _legend(axes: Axes, drawing: MapPlan, lang: str) -> None:
    """Every layer that is drawn, the most important on top, to the right of the map."""
    handles: list[Any] = []
    labels: list[str] = []
    heads: list[int] = []
    for layer in (layer for layer in reversed(drawing.layers) if layer.marks):
        if layer.classes is None:
            handles.append(_plain_handle(layer))
            labels.append(printable(layer.title))
            continue
        heads.append(len(labels))
        handles.append(Patch(alpha=0))
        labels.append(printable(f"{layer.title} ({layer.unit})" if layer.unit else layer.title))
        for tone, said in reversed(list(zip(tones(layer, LIGHT), layer.classes.labels, strict=True))):
            handles.append(_class_handle(layer, tone))
            labels.append(printable(said))
    if not labels:
        return
    drawn = axes.legend(
        handles, labels, loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False, fontsize=ink.SMALL, borderaxespad=0, handlelength=1.6
    )
    for at in heads:
        words = drawn.get_texts()[at]
        words.set_fontproperties(ink.bold())
        words.set_fontsize(ink.SMALL)
        words.set_x(-24)


def _plain_handle(layer: Layer) -> Any:
    tone = plain_tone(layer, LIGHT)
    if layer.kind == "lines":
        return Line2D([], [], color=tone, linewidth=2)
    if layer.kind == "points":
        if layer.role == "site":
            return Line2D([], [], linestyle="", marker="o", markersize=9, color=tone)
        hollow = layer.role in _MARKERS
        fill = "white" if hollow else tone
        return Line2D([], [], linestyle="", marker=_MARKERS.get(layer.role, "o"), markersize=5, markerfacecolor=fill, color=tone)
    fill = LIGHT.water if layer.water else LIGHT.area if layer.role == "context" else tone
    return Patch(facecolor=fill, edgecolor=LIGHT.line, linewidth=0.6)


def _class_handle(layer: Layer, tone: str) -> Any:
    if layer.kind == "lines":
        return Line2D([], [], color=tone, linewidth=2.5)
    if layer.kind == "points":
        return Line2D([], [], linestyle="", marker="o", markersize=5, color=tone)
    gap = layer.role == "gap"
    return Patch(facecolor=tone, edgecolor=LIGHT.gap[4] if gap else LIGHT.line, linewidth=0.4, hatch="//////" if gap else None)
