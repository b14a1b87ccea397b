"""A map as a still picture: scale bar in metres, north, legend, and hatches where colour alone would tell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PatchCollection, PolyCollection
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from app.charts import ink
from app.charts.dodge import shifts
from app.charts.fonts import printable
from app.charts.furniture import HALO, POINT_MARKERS, map_legend, north_arrow, scale_bar
from app.charts.legends import plain_tone, tones
from app.charts.map_names import REACH, STEP, names_of
from app.charts.mapplan import mapplan
from app.charts.marks import MANY, Layer, MapPlan, Spot
from app.charts.palette import LIGHT
from app.charts.plane import Plane
from app.charts.print_fields import ALPHA, cell_shapes, hexagon_shapes, print_field
from app.charts.print_sites import print_sites
from models.kit.contract import MapSpec
from models.kit.result import Result

# The area of the largest of points sized by what they count.
SIZED_PT2 = 420.0
# Half a page and its caption: a tall city is drawn no taller.
TALLEST_IN = 5.6


def print_map(result: Result, spec: MapSpec, lang: str, kind: str, dpi: int, titled: bool, *, narrow: bool = False) -> bytes:
    """The picture's bytes. Metres are those of a plane touching the map's middle: right to 0.1 % over a province.

    `narrow`: half as wide, for a telephone, without title and legend, which the page writes beneath.
    """
    drawing = mapplan(result, spec, lang)
    with ink.DRAWING:
        ink.prepare()
        west, south, east, north = _frame(drawing)
        figure, axes = ink.sheet(3.4, ink.NARROW_IN) if narrow else ink.sheet(4.6)
        plane = _plane(west, south, east, north)
        view(axes, plane, west, south, east, north)
        room = 0.0 if narrow else map_legend(axes, drawing)
        head = 0.5 if titled and not narrow else 0.0
        wide = figure.get_figwidth() * (0.99 if narrow else 0.975 - room)
        figure.set_figheight(head + min(wide * tallness(axes), TALLEST_IN * (0.7 if narrow else 1)) + 0.08)
        _draw(axes, drawing, plane)
        _names(axes, drawing, plane)
        scale_bar(axes, lang)
        north_arrow(axes, lang)
        if titled and not narrow:
            ink.title(figure, printable(drawing.title))
        # Set by hand: the general layout would draw a map of thousands of cells three times.
        figure.set_layout_engine("none")
        tall = figure.get_figheight()
        axes.set_position((0.005, 0.04 / tall, wide / figure.get_figwidth(), (tall - head - 0.08) / tall))
        return ink.saved(figure, kind, dpi)


def _frame(drawing: MapPlan) -> tuple[float, float, float, float]:
    west, south, east, north = drawing.bounds or (126.9, 37.4, 127.1, 37.6)
    air_lon, air_lat = max((east - west) * 0.05, 0.004), max((north - south) * 0.05, 0.004)
    return west - air_lon, south - air_lat, east + air_lon, north + air_lat


def _plane(west: float, south: float, east: float, north: float) -> Plane:
    return Plane((west + east) / 2, (south + north) / 2)


def view(axes: Axes, plane: Plane, west: float, south: float, east: float, north: float) -> None:
    """Frames axes in metres: no ticks, and what was asked for in a map's shape."""
    (left, low), (right, high) = plane([(west, south), (east, north)])
    # A strip of land still gets a frame of a map's shape.
    wide, tall = max(right - left, (high - low) * 1.0), max(high - low, (right - left) * 0.62)
    axes.set_xlim((left + right - wide) / 2, (left + right + wide) / 2)
    axes.set_ylim((low + high - tall) / 2, (low + high + tall) / 2)
    axes.set_aspect("equal", adjustable="box", anchor="NW")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[["top", "right"]].set_visible(True)
    axes.set_facecolor(LIGHT.ground)


def tallness(axes: Axes) -> float:
    """The map's height for each of its width."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    return float((high - low) / (right - left))


def _draw(axes: Axes, drawing: MapPlan, plane: Plane) -> None:
    for order, layer in enumerate(drawing.layers):
        if layer.field is not None:
            print_field(axes, layer, layer.field, plane, order)
        elif not layer.marks:
            continue
        elif layer.kind not in ("lines", "points"):
            _fill(axes, layer, plane, order)
        elif layer.kind == "lines":
            width = 2.8 if layer.water else 1.1 if layer.role == "context" else 2.0
            paths = [plane(mark.shape) for mark in layer.marks]
            shades = [tones(layer, LIGHT)[mark.klass or 0] for mark in layer.marks]
            axes.add_collection(LineCollection(paths, colors=shades, linewidths=width, zorder=order + 1), autolim=False)
        else:
            _points(axes, layer, plane, order)


def _fill(axes: Axes, layer: Layer, plane: Plane, order: int) -> None:
    context = layer.role == "context"
    scale = (LIGHT.water if layer.water else LIGHT.area,) if context else tones(layer, LIGHT)
    for klass, tone in enumerate(scale):
        marks = [mark for mark in layer.marks if (mark.klass or 0) == klass]
        if not marks:
            continue
        edge = "none" if layer.water else LIGHT.line if context or layer.kind == "areas" else "none"
        # Where two coloured layers share a map, the gap is also hatched: a copy machine knows no orange.
        hatch = "////" if layer.role == "gap" else None
        style: dict[str, Any] = {
            "facecolor": tone,
            "edgecolor": LIGHT.gap[4] if hatch else edge,
            "linewidth": 0.5 if edge != "none" else 0.0,
        }
        shapes = None
        if layer.kind != "areas":
            middles = plane([mark.shape for mark in marks])
            shapes = (hexagon_shapes if layer.kind == "hexagons" else cell_shapes)(layer, middles)
        if shapes is not None and not hatch:
            # Cells lie edge to edge: smoothing their edges would draw seams. What lies beneath shines through.
            style.update(alpha=ALPHA, antialiaseds=False)
        drawn: Any
        if shapes is None:
            drawn = PatchCollection([_patch(mark.shape, plane) for mark in marks], **style)
        else:
            drawn = PolyCollection(shapes, **style)
        if hatch:
            drawn.set_hatch(hatch)
        drawn.set_zorder(order + 1)
        axes.add_collection(drawn, autolim=False)


def _patch(rings: list[list[Spot]], plane: Plane) -> PathPatch:
    return PathPatch(Path.make_compound_path(*(Path(plane(ring), closed=True) for ring in rings)))


def _points(axes: Axes, layer: Layer, plane: Plane, order: int) -> None:
    spots = plane([mark.shape for mark in layer.marks])
    tone = plain_tone(layer, LIGHT)
    if layer.role == "site":
        print_sites(axes, layer, spots, shifts(layer, _at(plane), REACH * _letter(axes)), order)
    elif layer.role in POINT_MARKERS and layer.classes is None and not layer.sized and not layer.crowded:
        few = len(layer.marks) <= MANY
        axes.scatter(
            spots[:, 0],
            spots[:, 1],
            s=26 if few else 12,
            marker=POINT_MARKERS[layer.role],
            facecolor="white",
            edgecolors=tone,
            linewidths=1.3 if few else 1.0,
            zorder=order + 10,
        )
    else:
        shades = [tones(layer, LIGHT)[mark.klass or 0] for mark in layer.marks]
        sizes = [max(SIZED_PT2 * mark.part, 4) for mark in layer.marks] if layer.sized else 4 if layer.crowded else 12
        axes.scatter(spots[:, 0], spots[:, 1], s=sizes, c=shades, edgecolors="white", linewidths=0.3, zorder=order + 5)


def _at(plane: Plane) -> Callable[[Spot], tuple[float, float]]:
    """Where a spot lies on the paper, in metres."""

    def at(spot: Spot) -> tuple[float, float]:
        x, y = plane([spot])[0]
        return float(x), float(y)

    return at


def _letter(axes: Axes) -> float:
    """The width of a Latin letter of a name, in metres of the map."""
    left, right = axes.get_xlim()
    return float(right - left) / (88 * axes.figure.bbox.width / axes.figure.dpi / ink.WIDTH_IN)


def _names(axes: Axes, drawing: MapPlan, plane: Plane) -> None:
    """Names of places; a name that would lie on another is left to the table."""
    at, letter = _at(plane), _letter(axes)
    for name in names_of(drawing, at, letter, axes.get_xlim()):
        site = drawing.layers[name.layer].role == "site"
        axes.annotate(
            printable(name.text),
            (at(name.spot)[0], at(name.spot)[1] + name.up * STEP * letter),
            xytext=(0, 0) if name.centred else ((9 if site else 5) * (-1 if name.left else 1), 0),
            textcoords="offset points",
            ha="center" if name.centred else "right" if name.left else "left",
            va="center",
            fontsize=7 if name.centred else 8 if site else 6.5,
            fontproperties=ink.bold() if site else None,
            color=LIGHT.muted if name.centred else LIGHT.text,
            path_effects=[HALO],
            zorder=40 if site else 15,
            clip_on=True,
        )
