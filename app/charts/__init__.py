"""One specification of a figure or map, drawn three ways: Plotly and pydeck on screen, still pictures in documents.

Every function takes the result and the name of a figure or map in it; a name the run did not give raises KeyError.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.charts.numbers import clean
from app.charts.palette import Theme
from models.kit.contract import FigureSpec, LayerSpec, MapSpec
from models.kit.result import Result, Table

if TYPE_CHECKING:
    import plotly.graph_objects as go
    import pydeck

    from app.charts.kept_map import KeptMap
    from app.charts.legends import LegendGroup

__all__ = [
    "CONFIG",
    "Theme",
    "alt",
    "cells",
    "deck",
    "figure",
    "layers",
    "legend",
    "legend_html",
    "names",
    "note",
    "picture",
    "picture_of",
    "ready_map",
    "spot",
    "title",
    "twin",
]

CONFIG = {"displaylogo": False, "displayModeBar": False, "responsive": True}
"""How a figure behaves in the browser: no toolbar in a language of its own."""

# Renderers are imported when they are first asked for: a worker that prints needs no Plotly, a portal no matplotlib.


def figure(result: Result, name: str, lang: str, theme: Theme = "light", *, narrow: bool = False) -> go.Figure:
    """A figure for the screen, laid out for a telephone where it says `narrow`.

    Show it with Streamlit's own theme off, else its colours are replaced.
    """
    from app.charts.screen_figure import screen

    return screen(result, _figure_spec(result, name), lang, theme, narrow=narrow)


def deck(result: Result, name: str, lang: str, theme: Theme = "light", rows_at: str = "", *, narrow: bool = False) -> pydeck.Deck:
    """A map for the screen, without tiles, for a narrow window where it says so. Each mark's `row` is its row in the layer's table.

    `rows_at`: where the cells of a layer of many are fetched, with `{layer}` for its key (what `cells` gives); without one such cells
    are drawn but cannot be pointed at.
    """
    from app.charts.screen_map import deck_of

    return deck_of(result, _map_spec(result, name), lang, theme, rows_at, narrow=narrow)


def ready_map(result: Result, name: str, lang: str, theme: Theme = "light", rows_at: str = "", *, narrow: bool = False) -> KeptMap:
    """The same map as text ready to be sent, to be kept between drawings."""
    from app.charts.kept_map import keep

    return keep(deck(result, name, lang, theme, rows_at, narrow=narrow))


def cells(result: Result, name: str, layer: str, lang: str, named: bool = False) -> bytes:
    """The cells or points of one layer of a map that are too many to be sent with it, as JSON, with their names alone where `named`.

    KeyError when there is no such layer.
    """
    from app.charts.mapplan import layer_plan
    from app.charts.screen_fields import crowd_rows, field_rows

    for key, spec in layers(_map_spec(result, name)):
        if key == layer:
            table = result.table(spec.table)
            plan = layer_plan(spec, table, lang)
            if plan.field is not None:
                return field_rows(spec, table, plan.field, lang, named)
            if plan.crowded:
                return crowd_rows(plan)
    raise KeyError(layer)


def legend(result: Result, name: str, lang: str, theme: Theme = "light") -> tuple[LegendGroup, ...]:
    """What a map's marks and colours mean, the most important first."""
    from app.charts.legends import legend_of

    return legend_of(result, _map_spec(result, name), lang, theme)


def legend_html(groups: tuple[LegendGroup, ...], lang: str) -> str:
    """A legend as an HTML list, escaped."""
    from app.charts import legends

    return legends.legend_html(groups, lang)


def picture(result: Result, name: str, lang: str, kind: str = "png", *, dpi: int = 150, titled: bool = True, narrow: bool = False) -> bytes:
    """A figure or map as a still picture, `png` or `svg`, readable in black and white. A map as wide as a telephone has no legend in it."""
    spec = _spec(result, name)
    if isinstance(spec, MapSpec):
        from app.charts.print_map import print_map

        return print_map(result, spec, lang, kind, dpi, titled, narrow=narrow)
    from app.charts.print_figure import print_figure

    return print_figure(result, spec, lang, kind, dpi, titled)


def picture_of(result: Result, spec: MapSpec, lang: str, *, dpi: int = 150, narrow: bool = False) -> bytes:
    """A map that is not among the result's own, as a PNG."""
    from app.charts.print_map import print_map

    return print_map(result, spec, lang, "png", dpi, titled=False, narrow=narrow)


def layers(spec: MapSpec) -> list[tuple[str, LayerSpec]]:
    """A map's layers as they lie, from the lowest, each with its name on the screen."""
    from app.charts.mapplan import ordered
    from app.charts.screen_map import key_of

    return [(key_of(number, layer.role), layer) for number, layer in enumerate(ordered(spec))]


def spot(layer: LayerSpec, table: Table, row: int) -> tuple[float, float] | None:
    """Where a row of a layer lies, in degrees: its place, or a spot inside its area."""
    from app.charts import mapplan

    return mapplan.spot(layer, table, row)


def alt(result: Result, name: str, lang: str) -> str:
    """What the figure or map shows, for whoever does not see it."""
    return clean(_spec(result, name).alt[lang])


def title(result: Result, name: str, lang: str) -> str:
    """Its title."""
    return clean(_spec(result, name).title[lang])


def note(result: Result, name: str, lang: str) -> str | None:
    """What is not drawn though it is in the table, or None."""
    from app.charts.plan import plan

    spec = _spec(result, name)
    return None if isinstance(spec, MapSpec) else plan(result, spec, lang).note


def twin(result: Result, name: str) -> Table:
    """The table that says the same as the figure or map."""
    return result.table(_spec(result, name).table)


def names(result: Result) -> tuple[str, ...]:
    """Every map, then every figure, in the result's order."""
    return (*(item.spec.name for item in result.maps), *(item.spec.name for item in result.figures))


def _spec(result: Result, name: str) -> FigureSpec | MapSpec:
    items: tuple[Any, ...] = (*result.maps, *result.figures)
    for item in items:
        if item.spec.name == name:
            found: FigureSpec | MapSpec = item.spec
            return found
    raise KeyError(name)


def _figure_spec(result: Result, name: str) -> FigureSpec:
    spec = _spec(result, name)
    if not isinstance(spec, FigureSpec):
        raise KeyError(name)
    return spec


def _map_spec(result: Result, name: str) -> MapSpec:
    spec = _spec(result, name)
    if not isinstance(spec, MapSpec):
        raise KeyError(name)
    return spec
