"""The interval around a line, shaded; without it a move that is only chance looks like one that is not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.charts.plan import Series


def shaded(series: Series, tone: str, *, stepped: bool = False) -> list[dict[str, Any]]:
    """A shape for each unbroken stretch; `stepped`: it goes on level to the next place, as the line does."""
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [*across, *reversed(across)],
            "y": [*down, *reversed(up)],
            "fill": "toself",
            "fillcolor": tone,
            "opacity": 0.18,
            "line": {"width": 0, "color": tone},
            "showlegend": False,
            "hoverinfo": "skip",
        }
        for places, low, high in series.bands
        for across, down, up in [_stairs(places, low, high) if stepped else (places, low, high)]
    ]


def _stairs(places: Sequence[Any], low: Sequence[float], high: Sequence[float]) -> tuple[list[Any], list[float], list[float]]:
    across = [place for at, place in enumerate(places) for place in (place, place)[: 1 if at == 0 else 2]]
    return across, [*(one for one in low[:-1] for _ in (0, 1)), low[-1]], [*(one for one in high[:-1] for _ in (0, 1)), high[-1]]
