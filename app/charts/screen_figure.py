"""A figure for the screen: Plotly graph objects in our colours, direct labels before legends."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import plotly.graph_objects as go

from app.charts.bands import shaded
from app.charts.labels import safe
from app.charts.narrow_figure import narrowed
from app.charts.numbers import date_text, date_tick, moment_text
from app.charts.palette import CATEGORIES_MAX, DASHES, FONT_FAMILY, MARKS, Palette, Theme, palette
from app.charts.plan import Axis, Plan, Series, plan, width
from app.charts.ticks import apart, colours
from app.texts import text
from models.kit.contract import FigureSpec
from models.kit.result import Result
from models.kit.wording import number

_ROW_PX, _FRAME_PX = 30, 110
FEW = 5
"""Of counts below it ticks would fall between whole numbers: each has its own."""


def screen(result: Result, spec: FigureSpec, lang: str, theme: Theme, *, narrow: bool = False) -> go.Figure:
    """The figure, without a title of its own: the page gives it a heading. `narrow` lays it out for a telephone."""
    return drawn(plan(result, spec, lang), lang, theme, narrow=narrow)


def drawn(drawing: Plan, lang: str, theme: Theme, *, narrow: bool = False) -> go.Figure:
    """The same of a plan that is no result's."""
    look = palette(theme)
    draw = {"bar": _bars, "line": _lines, "step": _lines, "heat": _heat, "interval": _intervals, "scatter": _scatter}
    traces, extra = draw[drawing.kind](drawing, look, lang)
    layout = _layout(drawing, look, lang)
    for key, value in extra.items():
        layout[key] = {**layout[key], **value} if isinstance(value, dict) and key in layout else value
    if narrow:
        narrowed(drawing, traces, layout)
    # Built from plain values of our own: checking every property again would double the time.
    return go.Figure({"data": traces, "layout": layout}, _validate=False)


def _bars(drawing: Plan, look: Palette, lang: str) -> tuple[list[Any], dict[str, Any]]:
    tones = colours(drawing, look)
    marks = sum(len(series.x) for series in drawing.series)
    traces = []
    for series, tone in zip(drawing.series, tones, strict=True):
        across, up = (series.y, series.x) if drawing.sideways else (series.x, series.y)
        traces.append(
            {
                "type": "bar",
                "x": across,
                "y": up,
                "name": safe(series.name),
                "orientation": "h" if drawing.sideways else "v",
                "marker": {"color": tone},
                "text": series.said if marks <= 40 else None,
                "textposition": "outside",
                "cliponaxis": False,
                "textfont": {"color": look.text},
                "hovertext": _hover(drawing, series, lang),
                "hoverinfo": "text",
            }
        )
    extra: dict[str, Any] = {"bargap": 0.28, "barmode": "group" if drawing.dodges else "overlay", "height": _height(drawing)}
    if drawing.sideways and marks <= 40:
        # The number behind the longest bar stands outside the plane.
        extra["margin"] = {"r": 14 + 8 * max((width(said) for series in drawing.series for said in series.said), default=0)}
    return traces, extra


def _lines(drawing: Plan, look: Palette, lang: str) -> tuple[list[Any], dict[str, Any]]:
    traces = []
    for index, (series, tone) in enumerate(zip(drawing.series, colours(drawing, look), strict=True)):
        named = index < CATEGORIES_MAX
        line = {"color": tone, "width": 2.5 if named else 1, "dash": DASHES[index % 7] if named else "solid"}
        if drawing.kind == "step":
            line["shape"] = "hv"
        traces += shaded(series, tone, stepped=drawing.kind == "step") if named else []
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers" if named and len(series.x) <= 40 else "lines",
                "x": series.x,
                "y": series.y,
                "name": safe(series.name),
                "line": line,
                "marker": {"symbol": MARKS[index % 7], "size": 7, "color": tone},
                "showlegend": False,
                "hovertext": _hover(drawing, series, lang),
                "hoverinfo": "text",
            }
        )
    extra = _direct_labels(drawing, look, lang)
    return traces, {**extra, "yaxis": {"rangemode": "tozero"}} if drawing.from_zero else extra


def _direct_labels(drawing: Plan, look: Palette, lang: str) -> dict[str, Any]:
    """Each line's name at its end, moved apart where they would lie on each other."""
    ends = [
        (max((value, y) for value, y in zip(series.x, series.y, strict=True) if y is not None), series.name, tone)
        for series, tone in zip(drawing.series[:CATEGORIES_MAX], colours(drawing, look), strict=False)
        if series.name and any(y is not None for y in series.y)
    ]
    if not ends:
        return {}
    heights = apart([end[0][1] for end in ends], drawing, 0.075)
    notes = [
        {
            "x": 1.0,
            "xref": "paper",
            "xanchor": "left",
            "xshift": 8,
            "y": height,
            "text": safe(name),
            "showarrow": False,
            "font": {"color": tone, "size": 14},
        }
        for (_, name, tone), height in zip(ends, heights, strict=True)
    ]
    rest = len(drawing.series) - CATEGORIES_MAX
    if rest > 0:
        said = safe(text("charts.others", lang, n=rest))
        notes.append({**notes[0], "y": 0, "yref": "paper", "text": said, "font": {"color": look.muted, "size": 13}})
    room = 24 + 8 * max(width(end[1]) for end in ends)
    return {"annotations": notes, "margin": {"r": min(room, 220)}}


def _heat(drawing: Plan, look: Palette, lang: str) -> tuple[list[Any], dict[str, Any]]:
    grid = drawing.grid
    assert grid is not None
    ramp = look.diverging if grid.diverges else look.quantity
    scale = [[index / (len(ramp) - 1), tone] for index, tone in enumerate(ramp)]
    none = safe(text("charts.no_value", lang))
    across = [safe(label) for label in drawing.x.labels or ()]
    down = [safe(label) for label in drawing.y.labels or ()]
    hover = [
        [
            f"{row} · {column}<br><b>{none if cell is None else number(cell, grid.form)}</b>"
            for column, cell in zip(across, cells, strict=True)
        ]
        for row, cells in zip(down, grid.rows, strict=True)
    ]
    trace = {
        "type": "heatmap",
        "z": grid.rows,
        "colorscale": scale,
        "zmid": 0 if grid.diverges else None,
        "xgap": 1,
        "ygap": 1,
        "hovertext": hover,
        "hoverinfo": "text",
        "colorbar": {
            "title": {"text": safe(grid.title), "side": "right"},
            "thickness": 12,
            "outlinewidth": 0,
            "tickformat": ",.0%" if grid.form.endswith("%") else ",",
        },
    }
    ticks = {"showgrid": False, "zeroline": False, "ticks": ""}
    return [trace], {
        "xaxis": ticks,
        "yaxis": {**ticks, "autorange": "reversed"},
        "height": _FRAME_PX + 34 * max(len(grid.rows), 6),
    }


def _intervals(drawing: Plan, look: Palette, lang: str) -> tuple[list[Any], dict[str, Any]]:
    traces = []
    count = len(drawing.series)
    for index, (series, tone) in enumerate(zip(drawing.series, colours(drawing, look), strict=True)):
        shift = (index - (count - 1) / 2) * 0.6 / count if drawing.x.labels is not None else 0
        places = [place + shift for place in series.x] if shift else series.x
        known = [y if y is not None else None for y in series.y]
        bars = {
            "type": "data",
            "symmetric": False,
            "array": _gaps(series.high, series.y),
            "arrayminus": _gaps(series.y, series.low),
            "color": tone,
            "thickness": 2,
            "width": 4,
        }
        across, up = (known, places) if drawing.sideways else (places, known)
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": across,
                "y": up,
                "error_x" if drawing.sideways else "error_y": bars,
                "name": safe(series.name),
                "marker": {"color": tone, "size": 9, "symbol": MARKS[index % 7]},
                "hovertext": _hover(drawing, series, lang),
                "hoverinfo": "text",
            }
        )
    return traces, {"height": _height(drawing)}


def _scatter(drawing: Plan, look: Palette, lang: str) -> tuple[list[Any], dict[str, Any]]:
    return [
        {
            "type": "scatter",
            "mode": "markers",
            "x": series.x,
            "y": series.y,
            "name": safe(series.name),
            "marker": {"color": tone, "size": 8, "symbol": MARKS[index % 7], "opacity": 0.75, "line": {"width": 0}},
            "hovertext": _hover(drawing, series, lang),
            "hoverinfo": "text",
        }
        for index, (series, tone) in enumerate(zip(drawing.series, colours(drawing, look), strict=True))
    ], {}


def _layout(drawing: Plan, look: Palette, lang: str) -> dict[str, Any]:
    x, y = (drawing.y, drawing.x) if drawing.sideways else (drawing.x, drawing.y)
    across, up = _axis(x, look, lang), _axis(y, look, lang)
    if drawing.sideways:
        up.update(autorange="reversed", showgrid=False, title={"text": ""})
    elif drawing.x.labels is not None:
        across["showgrid"] = False
    if drawing.kind == "bar":
        (across if drawing.sideways else up)["rangemode"] = "tozero"
    if drawing.y.kind == "integer" and 0 < _most(drawing) < FEW:
        (across if drawing.sideways else up)["dtick"] = 1
    if drawing.y.form.endswith("%") and drawing.kind in ("line", "step") and _one_value(drawing):
        up["range"] = [0, 1]  # a single share stands where it belongs between none and all
    many = len(drawing.series) > 1 and drawing.kind in ("bar", "interval", "scatter")
    return {
        "template": {"layout": {}},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT_FAMILY, "size": 14, "color": look.text},
        "separators": ".,",
        "margin": {"l": 8, "r": 24, "t": 36 if many else 16, "b": 8},
        "height": 380,
        "showlegend": many,
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
        "hoverlabel": {"font": {"family": FONT_FAMILY, "size": 14}, "align": "left"},
        "xaxis": across,
        "yaxis": up,
    }


def _one_value(drawing: Plan) -> bool:
    return len({value for series in drawing.series for value in series.y if value is not None}) == 1


def _most(drawing: Plan) -> float:
    """The largest value that is drawn; 0 where there is none."""
    return max((value for series in drawing.series for value in series.y if value is not None), default=0)


def _axis(axis: Axis, look: Palette, lang: str) -> dict[str, Any]:
    drawn: dict[str, Any] = {
        "title": {"text": safe(axis.title), "standoff": 12},
        "automargin": True,
        "gridcolor": look.grid,
        "linecolor": look.line,
        "zerolinecolor": look.line,
        "tickcolor": look.line,
    }
    if axis.labels is not None:
        drawn["zeroline"] = False
        drawn.update(tickmode="array", tickvals=list(range(len(axis.labels))), ticktext=[safe(label) for label in axis.labels])
    elif axis.dates:
        said = [date_tick(day, axis.monthly, lang) for day in axis.dates]
        drawn.update(tickmode="array", tickvals=list(axis.dates), ticktext=said)
    elif axis.kind in ("date", "moment"):
        drawn["tickformat"] = "%Y년 %-m월" if lang == "ko" else "%b %Y"
    else:
        drawn["tickformat"] = ",.0%" if axis.form.endswith("%") else ","
    return drawn


def _hover(drawing: Plan, series: Series, lang: str) -> list[str]:
    """What a pointer reads at each mark, as markup with every value made safe."""
    labels = drawing.x.labels
    head = f"{safe(series.name)}<br>" if series.name else ""
    unit = safe(drawing.y.title)
    lines = []
    for index, (place, value) in enumerate(zip(series.x, series.said, strict=True)):
        where = labels[place] if labels is not None else series.named[index] if series.named else _said(place, drawing.x, lang)
        lines.append(f"{head}{safe(where)}<br>{unit}: <b>{safe(value)}</b>")
    return lines


def _said(place: Any, axis: Axis, lang: str) -> str:
    if isinstance(place, datetime):
        return moment_text(place, lang)
    return date_text(place, lang) if isinstance(place, date) else number(place, axis.form)


def _gaps(upper: tuple[float | None, ...], lower: tuple[float | None, ...]) -> list[float]:
    return [0.0 if high is None or low is None else high - low for high, low in zip(upper, lower, strict=True)]


def _height(drawing: Plan) -> int:
    rows = len(drawing.x.labels or ()) * (max(1, len(drawing.series)) if drawing.kind == "bar" else 1)
    return max(220, _FRAME_PX + _ROW_PX * rows) if drawing.sideways else 380
