"""A map for the screen: deck.gl layers on a ground of our own, no tiles, nothing asked of any host."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable
from typing import Any

import pydeck

from app.charts.kept_map import compact
from app.charts.legends import plain_tone, tones
from app.charts.map_names import INSIDE_MAX, Name, names_of
from app.charts.mapplan import Layer, MapPlan, Ring, Spot, mapplan
from app.charts.palette import FONT_FAMILY, Palette, Theme, ink_on, palette, rgb
from models.kit.contract import MapSpec
from models.kit.result import Result

_TIP = {
    "fontFamily": FONT_FAMILY,
    "fontSize": "14px",
    "lineHeight": "1.5",
    "color": "#ffffff",
    "backgroundColor": "#1e2124",
    "borderRadius": "4px",
    "padding": "8px 12px",
    "whiteSpace": "pre-line",
    "zIndex": "10",
}
HEIGHT_PX, WIDTH_PX = 520, 720
# The width of a Latin letter of a name.
LETTER_PX = 7.0

_ICONS = {
    "existing": '<rect x="8" y="8" width="48" height="48" fill="{fill}" stroke="{ink}" stroke-width="12"/>',
    "candidate": '<path d="M32 6 58 32 32 58 6 32Z" fill="{fill}" stroke="{ink}" stroke-width="9"/>',
}


def deck_of(result: Result, spec: MapSpec, lang: str, theme: Theme) -> pydeck.Deck:
    """The map. The data of every layer carries `row`, the mark's number in its layer, for selections."""
    drawing, look = mapplan(result, spec, lang), palette(theme)
    layers = [_ground(drawing, look)]
    keyed = [(f"{number}-{layer.role}", layer) for number, layer in enumerate(drawing.layers)]
    under = [(key, layer) for key, layer in keyed if layer.kind != "points"]
    for key, layer in under:
        layers.extend(_drawn(layer, key, look))
    view = _view(drawing)
    written = names_of(drawing, _pixels(view.zoom), LETTER_PX)
    layers.extend(_names([name for name in written if name.centred], keyed, look))
    for key, layer in keyed:
        if layer.kind == "points":
            layers.extend(_drawn(layer, key, look))
    layers.extend(_names([name for name in written if not name.centred], keyed, look))
    # The style's default mark, left as it is, is what tells Streamlit to ask no tile server (an empty style asks one).
    return _CompactDeck(
        layers=layers,
        map_provider=None,
        initial_view_state=view,
        height=HEIGHT_PX,
        # Plain text: the browser shows it as text, so nothing in it can be markup.
        tooltip={"text": "{tip}", "style": _TIP},
    )


class _CompactDeck(pydeck.Deck):
    """A deck whose JSON has no indents and no escaped Hangul: a third of the bytes."""

    def to_json(self) -> str:
        return compact(self)


def _drawn(layer: Layer, key: str, look: Palette) -> list[pydeck.Layer]:
    if not layer.marks:
        return []
    draw = {"areas": _areas, "cells": _cells, "lines": _lines, "points": _points}
    return draw[layer.kind](layer, key, look)


def _ground(drawing: MapPlan, look: Palette) -> pydeck.Layer:
    west, south, east, north = drawing.bounds or (-10.0, -10.0, 10.0, 10.0)
    west, south, east, north = max(west - 8, -180), max(south - 8, -85), min(east + 8, 180), min(north + 8, 85)
    ring = [[west, south], [east, south], [east, north], [west, north]]
    return pydeck.Layer(
        "SolidPolygonLayer",
        [{"shape": ring}],
        id="ground",
        get_polygon="shape",
        get_fill_color=rgb(look.ground),
        pickable=False,
    )


def _areas(layer: Layer, key: str, look: Palette) -> list[pydeck.Layer]:
    context = layer.role == "context"
    scale = tones(layer, look)
    fill = rgb(look.water if layer.water else look.area) if context else None
    data = [
        {
            "shape": [_path(ring) for ring in mark.shape],
            "fill": fill or rgb(scale[mark.klass or 0], 200),
            "tip": mark.tip,
            "row": row,
        }
        for row, mark in enumerate(layer.marks)
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


def _names(written: list[Name], keyed: list[tuple[str, Layer]], look: Palette) -> list[pydeck.Layer]:
    """The names of each layer: the land's in a quiet tone, the sites' larger and clear of their mark."""
    drawn = []
    for number, left in sorted({(name.layer, name.left) for name in written}):
        key, layer = keyed[number]
        there = [name for name in written if (name.layer, name.left) == (number, left)]
        data = [{"at": _rounded(name.spot), "label": name.text} for name in there]
        if layer.role == "context":
            drawn.append(_texts(data, f"{key}-names", look.muted, look, 13, (0, 1), "middle"))
        else:
            size, gap = (15, 18) if layer.role == "site" else (13, 12)
            side = "left" if left else "right"
            anchor = "end" if left else "start"
            drawn.append(_texts(data, f"{key}-places-{side}", look.text, look, size, (-gap if left else gap, 0), anchor))
    return drawn


def _cells(layer: Layer, key: str, look: Palette) -> list[pydeck.Layer]:
    fills = [rgb(tone, 225 if layer.role == "gap" else 200) for tone in tones(layer, look)]
    data = [
        {"at": _rounded(mark.shape), "fill": fills[mark.klass or 0], "tip": mark.tip, "row": row} for row, mark in enumerate(layer.marks)
    ]
    # A flat column with four sides is a square that needs one coordinate instead of five.
    return [
        pydeck.Layer(
            "ColumnLayer",
            data,
            id=key,
            get_position="at",
            get_fill_color="fill",
            disk_resolution=4,
            angle=45,
            radius=layer.size_m * math.sqrt(2) / 2,
            extruded=False,
            pickable=True,
            auto_highlight=True,
        )
    ]


def _lines(layer: Layer, key: str, look: Palette) -> list[pydeck.Layer]:
    context, scale = layer.role == "context", tones(layer, look)
    data = [
        {"path": _path(mark.shape), "ink": rgb(scale[mark.klass or 0]), "tip": mark.tip, "row": row} for row, mark in enumerate(layer.marks)
    ]
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
    if layer.role in _ICONS and layer.classes is None:
        return _icons(layer, key, look)
    scale, site = tones(layer, look), layer.role == "site"
    data = [
        {
            "at": _rounded(mark.shape),
            "fill": rgb(scale[mark.klass or 0], 255 if site else 210),
            "tip": mark.tip,
            "row": row,
        }
        for row, mark in enumerate(layer.marks)
    ]
    drawn = [
        pydeck.Layer(
            "ScatterplotLayer",
            data,
            id=key,
            get_position="at",
            get_fill_color="fill",
            get_line_color=rgb(look.area),
            get_radius=14 if site else 5,
            radius_units=pydeck.types.String("pixels"),
            stroked=True,
            line_width_min_pixels=2 if site else 1,
            pickable=True,
            auto_highlight=True,
        )
    ]
    if site:
        ranks = [{"at": _rounded(mark.shape), "label": mark.label} for mark in layer.marks if len(mark.label) <= INSIDE_MAX]
        drawn.append(_texts(ranks, f"{key}-names", ink_on(plain_tone(layer, look)), look, 15, (0, 0), "middle"))
    return drawn


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
    data = [{"at": _rounded(mark.shape), "icon": icon, "tip": mark.tip, "row": row} for row, mark in enumerate(layer.marks)]
    return [
        pydeck.Layer(
            "IconLayer",
            data,
            id=key,
            get_position="at",
            get_icon="icon",
            get_size=15,
            pickable=True,
            auto_highlight=True,
        )
    ]


def _texts(data: list[dict[str, Any]], key: str, ink: str, look: Palette, size: int, offset: tuple[int, int], anchor: str) -> pydeck.Layer:
    return pydeck.Layer(
        "TextLayer",
        data,
        id=key,
        get_position="at",
        get_text="label",
        get_size=size,
        get_color=rgb(ink),
        get_pixel_offset=list(offset),
        get_text_anchor=pydeck.types.String(anchor),
        get_alignment_baseline=pydeck.types.String("center"),
        # Korean letters are drawn into the atlas only when they are asked for.
        character_set=pydeck.types.String("auto"),
        font_family=pydeck.types.String(FONT_FAMILY.replace("'", "")),
        font_weight=600,
        font_settings={"sdf": True, "fontSize": 64, "buffer": 8, "radius": 14, "cutoff": 0.22},
        outline_width=3 if offset != (0, 0) else 0,
        outline_color=rgb(look.area),
        pickable=False,
    )


def _view(drawing: MapPlan) -> pydeck.ViewState:
    """The view that holds everything, a little air around it."""
    west, south, east, north = drawing.bounds or (126.0, 33.0, 130.0, 39.0)
    middle = (south + north) / 2
    wide = max(east - west, 0.01)
    tall = max(_mercator(north) - _mercator(south), 0.01)
    zoom = min(math.log2(WIDTH_PX * 360 / (512 * wide)), math.log2(HEIGHT_PX * 360 / (512 * tall))) - 0.25
    return pydeck.ViewState(longitude=(west + east) / 2, latitude=middle, zoom=round(min(max(zoom, 0), 16), 2), pitch=0, bearing=0)


def _pixels(zoom: float) -> Callable[[Spot], tuple[float, float]]:
    """Where a spot lies on the screen, from any fixed corner."""
    degree = 512 * 2**zoom / 360
    return lambda spot: (spot[0] * degree, _mercator(spot[1]) * degree)


def _rounded(spot: Spot) -> list[float]:
    """A spot to about a metre."""
    return [round(spot[0], 5), round(spot[1], 5)]


def _path(line: Ring) -> list[list[float]]:
    return [_rounded(spot) for spot in line]


def _mercator(lat: float) -> float:
    """Latitude as degrees of a Mercator map."""
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)))
