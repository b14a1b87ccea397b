"""The place chosen on a map: a red ring and the way there, and which mark a click meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pydeck

from app.charts.kept_map import KeptMap

NEAR_ZOOM, NEAREST_ZOOM = 13.0, 17.0


def near(deck: KeptMap, place: tuple[float, float]) -> KeptMap:
    """The map seen from near, and never from farther than the whole, with a ring around a place."""
    zoom = max(NEAR_ZOOM, min(deck.zoom + 1, NEAREST_ZOOM))
    ring = pydeck.Layer(
        "ScatterplotLayer",
        [{"at": list(place)}],
        id="chosen",
        get_position="at",
        get_radius=14,
        radius_units="'pixels'",
        stroked=True,
        filled=False,
        get_line_color=[222, 52, 18],
        line_width_min_pixels=4,
        pickable=False,
    )
    return deck.marked(ring, pydeck.ViewState(longitude=place[0], latitude=place[1], zoom=zoom, pitch=0, bearing=0))


def without_shift(name: str) -> str:
    """A layer's name: the marks of it that stand beside their places are a layer of their own."""
    return name.removesuffix("-apart")


def picked(state: Any, keys: Mapping[str, str]) -> tuple[str, int] | None:
    """What was clicked among these layers: what its layer is called in `keys`, and the row its mark stands for."""
    objects = (state.get("selection") or {}).get("objects") or {}
    for name, marks in objects.items():
        row = marks[0].get("row") if marks and marks[0] else None
        key = without_shift(name)
        if key in keys and isinstance(row, int) and row >= 0:
            return keys[key], row
    return None
