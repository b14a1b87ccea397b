"""A figure of the screen laid out anew for a telephone: what stands beside the plane goes above it, labels take less room."""

from __future__ import annotations

from typing import Any

from app.charts.labels import cut, fitting
from app.charts.palette import CATEGORIES_MAX
from app.charts.plan import Plan, width

_LABEL, _TICKS = 18, 6
_ABOVE: dict[str, Any] = {"orientation": "h", "x": 0.5, "y": 1.02, "yanchor": "bottom", "thickness": 10}


def narrowed(drawing: Plan, traces: list[Any], layout: dict[str, Any]) -> None:
    """Changes traces and layout, as Plotly takes them, in place."""
    layout["font"] = {**layout["font"], "size": 13}
    if drawing.grid is not None:
        _scale_above(traces, layout)
    if drawing.kind in ("line", "step"):
        _names_above(traces, layout)
    across, up = layout["xaxis"], layout["yaxis"]
    if "ticktext" not in across:
        across["nticks"] = 4
    elif drawing.grid is not None or drawing.kind in ("line", "step"):
        # Of labels in a row that goes on, such as hours, a few tell where one is.
        every = -(-len(across["tickvals"]) // _TICKS)
        across.update(tickvals=across["tickvals"][::every], ticktext=across["ticktext"][::every], tickangle=0)
    if drawing.sideways and "ticktext" in up:
        up["ticktext"] = ["<br>".join(lines(label)) for label in up["ticktext"]]


def lines(label: str) -> list[str]:
    """A label in two lines where one would take a third of a telephone; what even so does not fit is cut, the table has it whole."""
    if width(label) <= _LABEL:
        return [label]
    breaks = [at + 1 for at, letter in enumerate(label) if letter in " ·-/,"]
    half = width(label) / 2
    at = min(breaks, key=lambda one: abs(width(label[:one]) - half), default=fitting(label, _LABEL))
    return [cut(label[:at].strip(), _LABEL), cut(label[at:].strip(), _LABEL)]


def _scale_above(traces: list[Any], layout: dict[str, Any]) -> None:
    bar = traces[0]["colorbar"]
    traces[0]["colorbar"] = {**bar, **_ABOVE, "title": {**bar["title"], "side": "top"}, "nticks": 4}
    layout["height"] += 60


def _names_above(traces: list[Any], layout: dict[str, Any]) -> None:
    """A name at the end of each line would take half of the plane: they stand above, each with its line's look."""
    if not layout.pop("annotations", None):
        return
    layout["margin"] = {**layout["margin"], "r": 16, "t": 36}
    layout["showlegend"] = True
    named = [trace for trace in traces if trace.get("name")][:CATEGORIES_MAX]
    for trace in traces:
        trace["showlegend"] = trace in named
    layout["height"] += 22 * (len(named) // 2)
