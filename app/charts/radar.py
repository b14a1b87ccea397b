"""A radar: what several rate on the same scale, one closed line each, told apart by colour, dash and mark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from app.charts.labels import safe
from app.charts.narrow_figure import lines
from app.charts.palette import DASHES, FONT_FAMILY, MARKS, Theme, palette


def drawn(
    axes: Sequence[str], rated: Sequence[tuple[str, Sequence[int | None]]], most: int, theme: Theme = "light", *, narrow: bool = False
) -> go.Figure:  # fmt: skip
    """The drawing on axes from 0 to `most`; a rating that is missing leaves a gap. Show it with Streamlit's own theme off."""
    look = palette(theme)
    around = [safe(axis).replace(" ", "<br>") if narrow else "<br>".join(safe(one) for one in lines(axis)) for axis in axes]
    traces = []
    for at, (name, ratings) in enumerate(rated):
        tone = look.categories[at] if at < len(look.categories) else look.rest
        traces.append(
            {
                "type": "scatterpolar", "mode": "lines+markers", "name": safe(name), "theta": [*around, around[0]],
                "r": [*ratings, ratings[0]], "connectgaps": False, "hoverinfo": "text", "cliponaxis": False,
                "hovertext": [f"{safe(name)}<br>{axis}: <b>{'–' if one is None else one}</b>"
                              for axis, one in zip([*around, around[0]], [*ratings, ratings[0]], strict=True)],
                "line": {"color": tone, "width": 2.5, "dash": DASHES[at % 7]},
                "marker": {"color": tone, "size": 9, "symbol": MARKS[at % 7]},
            }
        )  # fmt: skip
    axis = {"gridcolor": look.grid, "linecolor": look.line}
    layout: dict[str, Any] = {
        "template": {"layout": {}}, "paper_bgcolor": "rgba(0,0,0,0)", "height": 420 if narrow else 480, "showlegend": True,
        "font": {"family": FONT_FAMILY, "size": 12 if narrow else 14, "color": look.text},
        "margin": {"l": 70, "r": 70, "t": 30, "b": 30}, "legend": {"orientation": "h", "x": 0, "y": -0.12, "yanchor": "top"},
        "hoverlabel": {"font": {"family": FONT_FAMILY, "size": 14}, "align": "left"},
        "polar": {
            "bgcolor": "rgba(0,0,0,0)", "angularaxis": {**axis, "direction": "clockwise", "rotation": 90},
            "radialaxis": {**axis, "range": [0, most + 0.15], "dtick": 1, "angle": 90 - 180 / len(axes), "tickangle": 0,
                           "tickfont": {"color": look.muted, "size": 11}},
        },
    }  # fmt: skip
    return go.Figure({"data": traces, "layout": layout}, _validate=False)
