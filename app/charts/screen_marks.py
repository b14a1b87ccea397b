"""The layers of a map on the screen, one kind of mark each."""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from typing import Any

import pydeck

from app.charts.dodge import STILL, Shift
from app.charts.legends import plain_tone, tones
from app.charts.marks import MANY, Layer, Ring
from app.charts.palette import Palette, rgb
from app.charts.screen_fields import crowd, field_layers
from app.charts.screen_sites import ranked_sites
from app.charts.screen_text import rounded

# How far the largest of points sized by what they count reaches from its middle.
SIZED_PX = 22.0
_ICONS = {
    "existing": '<rect x="8" y="8" width="48" height="48" fill="{fill}" stroke="{ink}" stroke-width="12"/>',
    "candidate": '<path d="M32 6 58 32 32 58 6 32Z" fill="{fill}" stroke="{ink}" stroke-width="9"/>',
}


def drawn_layer(layer: Layer, key: str, look: Palette, rows_at: str, moved: Sequence[Shift] = ()) -> list[pydeck.Layer]:
    """What the deck draws of a layer. `moved`: how far each ranked mark stands from its place, in pixels to the right and up."""
    if layer.field is not None:
        return field_layers(layer, layer.field, key, tones(layer, look), rows_at.format(layer=key))
    if not layer.marks:
        return []
    if layer.crowded:
        return [crowd(layer, key, look, rows_at.format(layer=key))]
    if layer.role == "site" and layer.kind == "points":
        return ranked_sites(layer, key, look, moved or [STILL] * len(layer.marks))
    draw = {"areas": _areas, "cells": _cells, "heat": _cells, "hexagons": _cells, "lines": _lines, "points": _points}
    return draw[layer.kind](layer, key, look)


def _areas(layer: Layer, key: str, look: Palette) -> list[pydeck.Layer]:
    context = layer.role == "context"
    scale = tones(layer, look)
    fill = rgb(look.water if layer.water else look.area) if context else None
    data = [
        {
            "shape": [_path(ring) for ring in mark.shape],
            "fill": fill or rgb(scale[mark.klass or 0], 200),
            "tip": mark.tip,
            "row": mark.row,
        }
        for mark in layer.marks
    ]
    return [
        pydeck.Layer(
            "PolygonLayer",
            data,
            id=key,
            get_polygon="shape",
            get_fill_color="fill",
            get_line_color=rgb(look.water if layer.water else look.line, 160),
            line_width_min_pixels=0 if layer.water else 1,
            stroked=not layer.water,
            pickable=not context,
            auto_highlight=not context,
        )
    ]


def _cells(layer: Layer, key: str, look: Palette) -> list[pydeck.Layer]:
    fills = [rgb(tone, 225 if layer.role == "gap" else 200) for tone in tones(layer, look)]
    data = [{"at": rounded(mark.shape), "fill": fills[mark.klass or 0], "tip": mark.tip, "row": mark.row} for mark in layer.marks]
    six = layer.kind == "hexagons"
    # A flat column with four (six) sides is a square (hexagon) that needs one coordinate instead of five.
    return [
        pydeck.Layer(
            "ColumnLayer",
            data,
            id=key,
            get_position="at",
            get_fill_color="fill",
            disk_resolution=6 if six else 4,
            angle=30 if six else 45,
            radius=layer.size_m / math.sqrt(3) if six else layer.size_m * math.sqrt(2) / 2,
            extruded=False,
            pickable=True,
            auto_highlight=True,
        )
    ]


def _lines(layer: Layer, key: str, look: Palette) -> list[pydeck.Layer]:
    context, scale = layer.role == "context", tones(layer, look)
    data = [{"path": _path(mark.shape), "ink": rgb(scale[mark.klass or 0]), "tip": mark.tip, "row": mark.row} for mark in layer.marks]
    return [
        pydeck.Layer(
            "PathLayer",
            data,
            id=key,
            get_path="path",
            get_color="ink",
            get_width=6 if layer.water else 2 if context else 4,
            width_units=pydeck.types.String("pixels"),
            pickable=not context,
        )
    ]


def _points(layer: Layer, key: str, look: Palette) -> list[pydeck.Layer]:
    if layer.role in _ICONS and layer.classes is None and not layer.sized:
        return _icons(layer, key, look)
    scale = tones(layer, look)
    data: list[dict[str, Any]] = [
        {"at": rounded(mark.shape), "fill": rgb(scale[mark.klass or 0], 210), "tip": mark.tip, "row": mark.row} for mark in layer.marks
    ]
    if layer.sized:
        for told, mark in zip(data, layer.marks, strict=True):
            told["size"] = round(max(SIZED_PX * math.sqrt(mark.part), 2.5), 1)
    return [
        pydeck.Layer(
            "ScatterplotLayer",
            data,
            id=key,
            get_position="at",
            get_fill_color="fill",
            # The faintest class is as pale as the ground: its edge shows it.
            get_line_color=rgb(look.line if layer.classes else look.area),
            get_radius="size" if layer.sized else 5,
            radius_units=pydeck.types.String("pixels"),
            stroked=True,
            line_width_min_pixels=1,
            pickable=True,
            auto_highlight=True,
        )
    ]


def _icons(layer: Layer, key: str, look: Palette) -> list[pydeck.Layer]:
    body = _ICONS[layer.role].format(fill=look.area, ink=plain_tone(layer, look))
    # A browser gives an SVG image its size only when it is written in it.
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" viewBox="0 0 64 64">{body}</svg>'
    icon = {
        "url": "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode(),
        "width": 64,
        "height": 64,
        "anchorX": 32,
        "anchorY": 32,
    }
    data = [{"at": rounded(mark.shape), "icon": icon, "tip": mark.tip, "row": mark.row} for mark in layer.marks]
    return [
        pydeck.Layer(
            "IconLayer",
            data,
            id=key,
            get_position="at",
            get_icon="icon",
            get_size=15 if len(layer.marks) <= MANY else 11,
            pickable=True,
            auto_highlight=True,
        )
    ]


def _path(line: Ring) -> list[list[float]]:
    return [rounded(spot) for spot in line]
