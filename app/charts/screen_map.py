"""A map for the screen: deck.gl layers on a ground of our own, no tiles, nothing asked of any host."""

from __future__ import annotations

import math
from collections.abc import Callable, Container
from dataclasses import dataclass

import pydeck

from app.charts.dodge import shifts
from app.charts.kept_map import compact
from app.charts.map_names import REACH, names_of
from app.charts.mapplan import layer_plan, mapplan, ordered
from app.charts.marks import Layer, MapPlan, Spot
from app.charts.palette import FONT_FAMILY, Palette, Theme, palette, rgb
from app.charts.screen_marks import drawn_layer
from app.charts.screen_text import LETTER_PX, written_names
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
# How large a map is at least: beside its list in a window, and on a telephone. The view holds everything at that size.
Size = tuple[int, int]
WIDE_PX: Size = (540, 520)
NARROW_PX: Size = (330, 380)


def deck_of(result: Result, spec: MapSpec, lang: str, theme: Theme, rows_at: str = "", *, narrow: bool = False) -> pydeck.Deck:
    """The map, for a narrow window where it says so. The data of every layer carries `row`, the mark's row in its table, for selections.

    `rows_at`: the address under which the cells of a field are fetched (`{layer}` stands for the layer's key); without one they are
    seen but cannot be pointed at.
    """
    drawing, look = mapplan(result, spec, lang), palette(theme)
    keyed = [(key_of(number, layer.role), layer) for number, layer in enumerate(drawing.layers)]
    size = NARROW_PX if narrow else WIDE_PX
    view = _view(drawing, size)
    layers = [_ground(drawing, look), *_stacked(drawing, keyed, look, view.zoom, rows_at, (view.longitude, size[0]))]
    # The style's default mark, left as it is, is what tells Streamlit to ask no tile server (an empty style asks one).
    return _CompactDeck(
        layers=layers,
        map_provider=None,
        initial_view_state=view,
        height=size[1],
        # Plain text: the browser shows it as text, so nothing in it can be markup.
        tooltip={"text": "{tip}", "style": _TIP},
    )


def key_of(number: int, role: str) -> str:
    """How a layer is called among the layers of a deck; parts of it are called so and more."""
    return f"{number}-{role}"


def some_layers(result: Result, spec: MapSpec, lang: str, theme: Theme, numbers: Container[int], zoom: float, rows_at: str) -> Redrawn:
    """Some layers of a map alone, as they are drawn within the whole: to be put in the place of those that were."""
    chosen = [(number, layer) for number, layer in enumerate(ordered(spec)) if number in numbers]
    plans = tuple(layer_plan(layer, result.table(layer.table), lang) for _, layer in chosen)
    keyed = [(key_of(number, layer.role), layer) for (number, _), layer in zip(chosen, plans, strict=True)]
    look = palette(theme)
    return Redrawn(plans, _stacked(MapPlan("", plans, None), keyed, look, zoom, rows_at))


@dataclass(frozen=True)
class Redrawn:
    """Layers drawn anew: their plans, for the legend, and what the deck draws."""

    plans: tuple[Layer, ...]
    layers: list[pydeck.Layer]


def _stacked(
    drawing: MapPlan, keyed: list[tuple[str, Layer]], look: Palette, zoom: float, rows_at: str, across: tuple[float, int] | None = None
) -> list[pydeck.Layer]:
    """What lies beneath first; names of the land beneath the points, names of points on top.

    `across`: the longitude of the middle and the width in pixels names must stay within, where it is known.
    """
    layers: list[pydeck.Layer] = []
    for key, layer in keyed:
        if layer.kind != "points":
            layers.extend(drawn_layer(layer, key, look, rows_at))
    at = _pixels(zoom)
    middle, wide = (at((across[0], 0.0))[0], across[1]) if across else (0.0, math.inf)
    written = names_of(drawing, at, LETTER_PX, (middle - wide / 2, middle + wide / 2))
    layers.extend(written_names([name for name in written if name.centred], keyed, look))
    for key, layer in keyed:
        if layer.kind == "points":
            layers.extend(drawn_layer(layer, key, look, rows_at, shifts(layer, at, REACH * LETTER_PX)))
    layers.extend(written_names([name for name in written if not name.centred], keyed, look))
    return layers


class _CompactDeck(pydeck.Deck):
    """A deck whose JSON has no indents and no escaped Hangul: a third of the bytes."""

    def to_json(self) -> str:
        return compact(self)


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


def _view(drawing: MapPlan, size: Size) -> pydeck.ViewState:
    """The view that holds everything on a map so large, a little air around it."""
    west, south, east, north = drawing.bounds or (126.0, 33.0, 130.0, 39.0)
    middle = (south + north) / 2
    wide = max(east - west, 0.01)
    tall = max(_mercator(north) - _mercator(south), 0.01)
    zoom = min(math.log2(size[0] * 360 / (512 * wide)), math.log2(size[1] * 360 / (512 * tall))) - 0.25
    return pydeck.ViewState(longitude=(west + east) / 2, latitude=middle, zoom=round(min(max(zoom, 0), 16), 2), pitch=0, bearing=0)


def _pixels(zoom: float) -> Callable[[Spot], tuple[float, float]]:
    """Where a spot lies on the screen, from any fixed corner."""
    degree = 512 * 2**zoom / 360
    return lambda spot: (spot[0] * degree, _mercator(spot[1]) * degree)


def _mercator(lat: float) -> float:
    """Latitude as degrees of a Mercator map."""
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)))
