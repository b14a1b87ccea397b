"""Names in a drawing: as they are written, and no wider than there is room."""

from __future__ import annotations

import html

from app.charts.plan import width


def safe(said: str) -> str:
    """Plotly reads a little HTML in every text: what came with data is shown as it is."""
    return html.escape(said, quote=False)


def cut(said: str, most: int) -> str:
    """A name that takes no more room than so many Latin letters; the table has it whole."""
    return said if width(said) <= most else said[: fitting(said, most) - 1] + "…"


def fitting(said: str, most: int) -> int:
    """How many letters of a name fit in the room."""
    return next((at for at in range(len(said)) if width(said[: at + 1]) > most), len(said))
