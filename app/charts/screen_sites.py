"""Ranked sites on the screen: a disc with its rank; one without room stands beside its place, which keeps a dot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pydeck

from app.charts.dodge import BADGES_MAX, INSIDE_MAX, STILL, Shift
from app.charts.legends import tones
from app.charts.marks import Layer
from app.charts.palette import Palette, ink_on, rgb
from app.charts.screen_text import LETTERS, rounded

_RADIUS_PX, _DOT_PX, _RANK_PX = 14, 5, 15


def ranked_sites(layer: Layer, key: str, look: Palette, moved: Sequence[Shift]) -> list[pydeck.Layer]:
    """The discs, the ranks in them, and above them those moved off their places. `moved` is in pixels to the right and up."""
    scale = tones(layer, look)
    edge = rgb(look.muted if layer.classes else look.area)
    data: list[dict[str, Any]] = []
    for at, (mark, shift) in enumerate(zip(layer.marks, moved, strict=True)):
        badge = at < BADGES_MAX
        tone, rank = scale[mark.klass or 0], mark.label if badge and len(mark.label) <= INSIDE_MAX else ""
        told = {"at": rounded(mark.shape), "fill": rgb(tone), "tip": mark.tip, "row": mark.row, "label": rank, "ink": rgb(ink_on(tone))}
        told["size"] = _RADIUS_PX if badge and shift == STILL else _DOT_PX
        told["shift"] = [round(shift[0]), -round(shift[1])]
        data.append(told)
    written = [one for one in data if one["label"]]
    still, apart = ([one for one in written if (one["shift"] == [0, 0]) is stays] for stays in (True, False))
    # What is only a dot lies beneath the discs.
    drawn = [_discs([*data[BADGES_MAX:], *data[:BADGES_MAX]], key, edge), _ranks(still, key)]
    return [*drawn, _moved(apart, key, edge)] if apart else drawn


def _discs(data: list[dict[str, Any]], key: str, edge: list[int]) -> pydeck.Layer:
    return pydeck.Layer(
        "ScatterplotLayer",
        _some(data, "at", "fill", "size", "tip", "row"),
        id=key,
        get_position="at",
        get_fill_color="fill",
        get_line_color=edge,
        get_radius="size",
        radius_units=pydeck.types.String("pixels"),
        stroked=True,
        line_width_min_pixels=2,
        pickable=True,
        auto_highlight=True,
    )


def _ranks(data: list[dict[str, Any]], key: str) -> pydeck.Layer:
    return pydeck.Layer("TextLayer", _some(data, "at", "label", "ink"), id=f"{key}-names", pickable=False, **_written())


def _moved(data: list[dict[str, Any]], key: str, edge: list[int]) -> pydeck.Layer:
    return pydeck.Layer(
        "TextLayer",
        _some(data, "at", "label", "ink", "fill", "shift", "tip", "row"),
        id=f"{key}-apart",
        get_pixel_offset="shift",
        background=True,
        get_background_color="fill",
        background_padding=[7, 4, 7, 4],
        background_border_radius=_RADIUS_PX,
        get_border_color=edge,
        get_border_width=2,
        pickable=True,
        **_written(),
    )


def _written() -> dict[str, Any]:
    return {
        "get_position": "at",
        "get_text": "label",
        "get_size": _RANK_PX,
        "get_color": "ink",
        "get_text_anchor": pydeck.types.String("middle"),
        "get_alignment_baseline": pydeck.types.String("center"),
        **LETTERS,
    }


def _some(data: list[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
    return [{name: one[name] for name in names} for one in data]
