"""A map of dots on the screen: the middles of all districts, and on them marks of few kinds, larger where they count more."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from app.charts.dots import Box, Dot, Room, box, named, squeeze
from app.charts.labels import safe
from app.charts.marks import Spot
from app.charts.palette import FONT_FAMILY, Palette, Theme, palette

_SMALLEST_PX, _LARGEST_PX = 10, 28
_HEIGHT_PX, _NARROW_PX = 560, 460
_PLANE_PX, _NARROW_PLANE_PX = 600, 330
"""About how wide the drawing is, to keep names from lying on each other."""
_LETTER_PX, _LINE_PX, _GAP_PX, _LETTERS = 7.5, 17, 3, 16
_TIPS = 1.3
"""How much farther a diamond reaches than a circle of its size."""


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
    shown = box(dots)
    wide, tall = (_NARROW_PLANE_PX, _NARROW_PX) if narrow else (_PLANE_PX, _HEIGHT_PX)
    room, tipped = Room(wide, tall, _LETTER_PX, _LINE_PX, _GAP_PX, _LETTERS), kinds[1][0] if kinds[1:] else None
    names = named(dots, shown, room, lambda dot: _size(dot.count, most) * (_TIPS if dot.kind == tipped else 1))
    said, sides = [safe(one.name) for one in names], ["middle left" if one.left else "middle right" for one in names]
    spots = [one.lon for one in names], [one.lat for one in names]
    font = {"color": look.text, "size": 13}
    traces.append(_trace(*spots, mode="text", text=said, textposition=sides, textfont=font, showlegend=False, hoverinfo="skip"))
    return go.Figure({"data": traces, "layout": _layout(shown, look, narrow)}, _validate=False)


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


def _layout(shown: Box, look: Palette, narrow: bool) -> dict[str, Any]:
    west, south, east, north = shown
    axis = {"showgrid": False, "zeroline": False, "showticklabels": False, "showline": False, "fixedrange": True, "ticks": ""}
    return {
        "height": _NARROW_PX if narrow else _HEIGHT_PX,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "font": {"family": FONT_FAMILY, "size": 14, "color": look.text},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": look.ground,
        # A degree of longitude is shorter than one of latitude.
        "yaxis": {**axis, "range": [south, north], "scaleanchor": "x", "scaleratio": 1 / squeeze(shown)},
        "xaxis": {**axis, "range": [west, east]},
        "legend": {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "font": {"color": look.text}, "itemclick": False,
                   "itemdoubleclick": False, "itemsizing": "constant"},
        "hoverlabel": {"bgcolor": look.text, "font": {"color": look.area, "family": FONT_FAMILY}},
    }  # fmt: skip
