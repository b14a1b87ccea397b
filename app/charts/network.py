"""A directed network as a drawing: the same every time, a ring on a wide screen and a column on a telephone.

Places stand as the nodes do, evenly from the top down, so that names beside them never lie on each other. A link is a wedge, broad where it
begins and pointed where it leads to; where there are too many for that, a field of cells shows who is linked with whom.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from app.charts.labels import cut, safe
from app.charts.palette import FONT_FAMILY, Palette, Theme, palette
from app.charts.plan import Axis, Grid, Plan, width
from app.charts.screen_figure import drawn as of_plan

DRAWN_MAX = 40
"""More nodes than these cannot be told apart in a drawing."""
_ROW_PX, _BENDS = 30, 16
_NAME_WIDE, _NAME_NARROW = 34, 26
_LETTER_PX = 7
_FEW = 6
_Spot = tuple[float, float]


@dataclass(frozen=True)
class Knot:
    """A node: its name, what a pointer reads of it, and its size, 0 … 1."""

    name: str
    said: str
    size: float


@dataclass(frozen=True)
class Tie:
    """A link between two nodes by their places, its weight, and what a pointer reads of it."""

    begin: int
    to: int
    weight: int
    said: str


def drawn(knots: Sequence[Knot], ties: Sequence[Tie], theme: Theme = "light", *, narrow: bool = False) -> go.Figure:
    """The drawing; show it with Streamlit's own theme off."""
    look = palette(theme)
    spots = _column(len(knots)) if narrow else _ring(len(knots))
    most = max((tie.weight for tie in ties), default=1)
    reach = max((abs(tie.begin - tie.to) for tie in ties), default=1)
    bent = [_wedge(*_curve(spots, tie, narrow, reach), 0.008 + 0.022 * tie.weight / most, narrow) for tie in ties]
    traces = [
        {
            "type": "scatter", "mode": "lines", "x": [x for one, _ in bent for x in (*(at[0] for at in one), None)],
            "y": [y for one, _ in bent for y in (*(at[1] for at in one), None)], "fill": "toself", "fillcolor": look.first, "opacity": 0.55,
            "line": {"width": 0.5, "color": look.first}, "hoverinfo": "skip",
        },
        {
            "type": "scatter", "mode": "markers", "x": [middle[0] for _, middle in bent], "y": [middle[1] for _, middle in bent],
            "marker": {"size": 14, "color": look.first, "opacity": 0}, "hovertext": [safe(tie.said) for tie in ties], "hoverinfo": "text",
        },
        _knots(knots, spots, look, narrow),
    ]  # fmt: skip
    return go.Figure({"data": traces, "layout": _layout(knots, look, narrow)}, _validate=False)


def matrix(
    names: Sequence[str], ties: Sequence[Tie], titles: tuple[str, str, str], lang: str, theme: Theme = "light", *, narrow: bool = False
) -> go.Figure:  # fmt: skip
    """The links as cells, from the rows to the columns; `titles`: of the rows, the columns and the colours."""
    held = {(tie.begin, tie.to): float(tie.weight) for tie in ties}
    cells = tuple(tuple(held.get((row, column)) for column in range(len(names))) for row in range(len(names)))
    shown = tuple(cut(name, _NAME_NARROW if narrow else _NAME_WIDE) for name in names)
    down, across, colours = titles
    figure = of_plan(
        Plan("heat", "", Axis(across, "text", "", shown), Axis(down, "text", "", shown), (), grid=Grid(cells, colours, ".0")), lang, theme,
        narrow=narrow,
    )  # fmt: skip
    look, most = palette(theme), max((tie.weight for tie in ties), default=1)
    axis = {"tickvals": list(range(len(names))), "ticktext": [safe(name) for name in shown], "tickfont": {"size": 11},
            "showgrid": True, "gridcolor": look.grid}  # fmt: skip
    if narrow:
        figure.update_layout(margin_b=48)  # where the columns have no names, their title still has its room
    figure.update_layout(height=220 + 20 * len(names), xaxis={**axis, "tickangle": -90, "showticklabels": not narrow}, yaxis=axis)
    # From none on: a single agreement is to be seen.
    figure.update_traces(zmin=0, zmax=most, colorbar={"tickformat": ",d", "dtick": 1 if most < _FEW else None, "tick0": 0})
    return figure


def _ring(count: int) -> list[_Spot]:
    """Down the right side and up the left, each side evenly from top to bottom."""
    right = (count + 1) // 2
    sides = [(at, right, 1) for at in range(right)] + [(count - right - 1 - at, count - right, -1) for at in range(count - right)]
    return [_on_ring(at, held, side) for at, held, side in sides]


def _on_ring(at: int, held: int, side: int) -> _Spot:
    up = 1 - (2 * at + 1) / held
    return side * math.sqrt(1 - up * up), up


def _column(count: int) -> list[_Spot]:
    return [(0.0, 1 - (2 * at + 1) / max(count, 1)) for at in range(count)]


def _curve(spots: Sequence[_Spot], tie: Tie, narrow: bool, reach: int) -> tuple[_Spot, _Spot, _Spot]:
    """Where a link begins, what it bends to, where it ends. Two that answer each other bend apart."""
    begin, to = spots[tie.begin], spots[tie.to]
    if narrow:
        far = -0.25 - 1.5 * abs(tie.begin - tie.to) / reach
        return begin, (far if tie.begin < tie.to else far * 1.18, (begin[1] + to[1]) / 2), to
    across = (to[1] - begin[1], begin[0] - to[0])
    middle = ((begin[0] + to[0]) / 2, (begin[1] + to[1]) / 2)
    return begin, (middle[0] * 0.35 + across[0] * 0.1, middle[1] * 0.35 + across[1] * 0.1), to


def _wedge(begin: _Spot, bend: _Spot, to: _Spot, half: float, narrow: bool) -> tuple[list[_Spot], _Spot]:
    """The outline of a link, always in the same turn, and the middle of it."""
    half = half * (0.9 if narrow else 1.0)
    left, right, middle = [], [], begin
    for step in range(_BENDS + 1):
        part = step / _BENDS
        x, y = (
            (1 - part) ** 2 * begin[at] + 2 * part * (1 - part) * bend[at] + part**2 * to[at] for at in (0, 1)
        )  # fmt: skip
        dx, dy = (2 * (1 - part) * (bend[at] - begin[at]) + 2 * part * (to[at] - bend[at]) for at in (0, 1))
        long = math.hypot(dx, dy) or 1.0
        wide = half * (1 - part)
        left.append((x - dy / long * wide, y + dx / long * wide))
        right.append((x + dy / long * wide, y - dx / long * wide))
        middle = (x, y) if step == _BENDS // 2 else middle
    return [*left, *reversed(right)], middle


def _knots(knots: Sequence[Knot], spots: Sequence[_Spot], look: Palette, narrow: bool) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "markers+text", "x": [spot[0] for spot in spots], "y": [spot[1] for spot in spots], "cliponaxis": False,
        "marker": {"size": [9 + 15 * math.sqrt(knot.size) for knot in knots], "color": look.site, "opacity": 1,
                   "line": {"width": 2, "color": look.area}},
        "text": [f"  {safe(cut(knot.name, _NAME_NARROW if narrow else _NAME_WIDE))}  " for knot in knots],
        "textposition": ["middle right" if narrow or spot[0] > 0 else "middle left" for spot in spots],
        "textfont": {"color": look.text, "size": 13}, "hovertext": [safe(knot.said) for knot in knots], "hoverinfo": "text",
    }  # fmt: skip


def _layout(knots: Sequence[Knot], look: Palette, narrow: bool) -> dict[str, Any]:
    rows = len(knots) if narrow else (len(knots) + 1) // 2
    high = rows * _ROW_PX + 40 if narrow else max(rows * _ROW_PX, min(420, 120 + 60 * rows)) + 40
    longest = max((width(cut(knot.name, _NAME_NARROW if narrow else _NAME_WIDE)) for knot in knots), default=0)
    hidden = {"visible": False, "fixedrange": True}
    return {
        "template": {"layout": {}}, "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)", "showlegend": False, "height": high,
        "font": {"family": FONT_FAMILY, "size": 13, "color": look.text}, "hovermode": "closest", "separators": ".,",
        "margin": {"l": 8 if narrow else _LETTER_PX * longest + 24, "r": _LETTER_PX * longest + 24, "t": 20, "b": 20},
        "hoverlabel": {"font": {"family": FONT_FAMILY, "size": 14}, "align": "left"},
        "xaxis": {**hidden, "range": [-1.1, 0.05] if narrow else [-1.05, 1.05]}, "yaxis": {**hidden, "range": [-1.02, 1.02]},
    }  # fmt: skip
