"""A map of dots: a country drawn by the middles of its districts, and on it marks of few kinds, larger where they count more."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from app.charts.labels import cut, safe
from app.charts.marks import Spot
from app.charts.palette import FONT_FAMILY, Palette, Theme, palette
from app.charts.plan import width

_SMALLEST_PX, _LARGEST_PX = 10, 28
_HEIGHT_PX, _NARROW_PX = 560, 460
_PLANE_PX, _NARROW_PLANE_PX = 600, 330
"""About how wide the drawing is, to keep names from lying on each other."""
_LETTER_PX, _LINE_PX, _GAP_PX = 7.5, 17, 3
_NAMED_MAX, _NAME_MAX = 12, 16
_AROUND, _AROUND_MIN, _FOR_NAMES = 0.12, 0.06, 0.2
"""Of its width and height, and in degrees, what is shown around the marks; of its width, what the names right of them take."""


@dataclass(frozen=True)
class Dot:
    """A mark in degrees: its kind, what it counts, its name, and what a pointer reads of it."""

    lon: float
    lat: float
    kind: str
    count: int
    name: str
    said: str


def drawn(
    dots: Sequence[Dot], ground: Sequence[Spot], kinds: Sequence[tuple[str, str]], theme: Theme = "light", *, narrow: bool = False
) -> go.Figure:
    """The map, of one mark at least; `kinds`: each kind with its name in the legend, at most three: filled, a diamond, and hollow."""
    look = palette(theme)
    most = max((dot.count for dot in dots), default=0) or 1
    everywhere = [lon for lon, _ in ground], [lat for _, lat in ground]
    traces = [_trace(*everywhere, showlegend=False, hoverinfo="skip", marker={"size": 5, "color": look.rest, "opacity": 0.55})]
    for (kind, title), marker in zip(kinds, _markers(look), strict=False):
        # The smaller lie on the larger.
        held = sorted((dot for dot in dots if dot.kind == kind), key=lambda one: -one.count)
        if held:
            sizes, said = [_size(dot.count, most) for dot in held], [safe(dot.said) for dot in held]
            spots = [dot.lon for dot in held], [dot.lat for dot in held]
            traces.append(_trace(*spots, name=safe(title), hovertext=said, hoverinfo="text", marker={**marker, "size": sizes}))
    box = _box(dots)
    named = _names(dots, most, box, narrow)
    names, sides = [name for _, _, name, _ in named], [side for _, _, _, side in named]
    spots = [lon for lon, *_ in named], [lat for _, lat, *_ in named]
    font = {"color": look.text, "size": 13}
    traces.append(_trace(*spots, mode="text", text=names, textposition=sides, textfont=font, showlegend=False, hoverinfo="skip"))
    return go.Figure({"data": traces, "layout": _layout(box, look, narrow)}, _validate=False)


def _trace(lon: Sequence[float], lat: Sequence[float], **more: Any) -> dict[str, Any]:
    return {"type": "scatter", "mode": "markers", "x": lon, "y": lat, "cliponaxis": False, **more}


def _markers(look: Palette) -> tuple[dict[str, Any], ...]:
    rim = {"width": 1.5, "color": look.area}
    return (
        {"symbol": "circle", "color": look.first, "opacity": 0.9, "line": rim},
        {"symbol": "diamond", "color": look.categories[1], "opacity": 0.95, "line": rim},
        {"symbol": "circle-open", "color": look.muted, "line": {"width": 1.5, "color": look.muted}},
    )


def _size(count: int, most: int) -> float:
    """The area says how many."""
    return _SMALLEST_PX + (_LARGEST_PX - _SMALLEST_PX) * math.sqrt(count / most)


def _box(dots: Sequence[Dot]) -> tuple[float, float, float, float]:
    """West, south, east, north of what is shown."""
    lon, lat = [dot.lon for dot in dots], [dot.lat for dot in dots]
    across, up = (max(_AROUND * (max(all_) - min(all_)), _AROUND_MIN) for all_ in (lon, lat))
    return min(lon) - across, min(lat) - up, max(lon) + across + _FOR_NAMES * (max(lon) - min(lon)), max(lat) + up


def _names(dots: Sequence[Dot], most: int, box: tuple[float, float, float, float], narrow: bool) -> list[tuple[float, float, str, str]]:
    """Where a name begins in degrees, the name, and on which side of that it stands: of the dots that count most, right of them, left of
    them at the edge, where no other mark and no name before stands."""
    west, south, east, north = box
    squeeze = math.cos(math.radians((south + north) / 2))
    wide, tall = (_NARROW_PLANE_PX, _NARROW_PX) if narrow else (_PLANE_PX, _HEIGHT_PX)
    scale = min(wide / ((east - west) * squeeze), tall / (north - south))
    spots = {dot: (dot.lon * squeeze * scale, dot.lat * scale, _size(dot.count, most) / 2) for dot in dots}
    taken: list[tuple[float, float, float]] = []
    found: list[tuple[float, float, str, str]] = []
    for dot in sorted(dots, key=lambda one: -one.count):
        name, (middle, line, half) = cut(dot.name, _NAME_MAX), spots[dot]
        long = _LETTER_PX * width(name)
        rightwards = middle + half + _GAP_PX + long <= east * squeeze * scale
        begin = middle + half + _GAP_PX if rightwards else middle - half - _GAP_PX
        left, right = (begin, begin + long) if rightwards else (begin - long, begin)
        marks = ((x - size, x + size, y, size + _LINE_PX / 2) for other, (x, y, size) in spots.items() if other != dot)
        names = ((first, last, y, float(_LINE_PX)) for first, last, y in taken)
        if all(abs(line - y) >= room or right < first or left > last for first, last, y, room in (*marks, *names)):
            taken.append((left, right, line))
            found.append((begin / (squeeze * scale), dot.lat, safe(name), "middle right" if rightwards else "middle left"))
        if len(found) == _NAMED_MAX:
            break
    return found


def _layout(box: tuple[float, float, float, float], look: Palette, narrow: bool) -> dict[str, Any]:
    west, south, east, north = box
    axis = {"showgrid": False, "zeroline": False, "showticklabels": False, "showline": False, "fixedrange": True, "ticks": ""}
    return {
        "height": _NARROW_PX if narrow else _HEIGHT_PX,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "font": {"family": FONT_FAMILY, "size": 14, "color": look.text},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": look.ground,
        # A degree of longitude is shorter than one of latitude.
        "yaxis": {**axis, "range": [south, north], "scaleanchor": "x", "scaleratio": 1 / math.cos(math.radians((south + north) / 2))},
        "xaxis": {**axis, "range": [west, east]},
        "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "font": {"color": look.text}, "itemclick": False,
                   "itemdoubleclick": False, "itemsizing": "constant"},
        "hoverlabel": {"bgcolor": look.text, "font": {"color": look.area, "family": FONT_FAMILY}},
    }  # fmt: skip
