"""Small arithmetic both renderers share: a series' colour, labels moved apart, dates and extents."""

from __future__ import annotations

from app.charts.palette import CATEGORIES_MAX, Palette
from app.charts.plan import Plan


def colours(drawing: Plan, look: Palette) -> list[str]:
    """One colour a series; from the eighth on, grey."""
    if len(drawing.series) == 1:
        return [look.first]
    return [look.categories[index] if index < CATEGORIES_MAX else look.rest for index in range(len(drawing.series))]


def extent(drawing: Plan) -> tuple[float, float]:
    """The lowest and the highest value drawn."""
    known = [y for series in drawing.series for y in (*series.y, *series.low, *series.high) if y is not None]
    return (min(known), max(known)) if known else (0.0, 1.0)


def apart(heights: list[float], drawing: Plan, share: float) -> list[float]:
    """The heights, each at least `share` of the drawn extent from the next, moved as little as keeps their order."""
    low, high = extent(drawing)
    gap = (high - low or 1.0) * share
    order = sorted(range(len(heights)), key=heights.__getitem__)
    placed = [heights[index] for index in order]
    for at in range(1, len(placed)):
        placed[at] = max(placed[at], placed[at - 1] + gap)
    over = max(0.0, placed[-1] - max(high, heights[order[-1]])) if placed else 0.0
    placed = [height - over / 2 for height in placed]
    return [placed[order.index(index)] for index in range(len(heights))]
