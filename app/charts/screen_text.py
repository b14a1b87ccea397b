"""Words on a map on the screen: the names of the land, of posts and of sites."""

from __future__ import annotations

from typing import Any

import pydeck

from app.charts.map_names import STEP, Name
from app.charts.marks import Layer, Spot
from app.charts.palette import FONT_FAMILY, Palette, rgb

# The width of a Latin letter of a name.
LETTER_PX = 7.0
LETTERS: dict[str, Any] = {
    # Korean letters are drawn into the atlas only when they are asked for.
    "character_set": pydeck.types.String("auto"),
    "font_family": pydeck.types.String(FONT_FAMILY.replace("'", "")),
    "font_weight": 600,
    "font_settings": {"sdf": True, "fontSize": 64, "buffer": 8, "radius": 14, "cutoff": 0.22},
}


def written_names(written: list[Name], keyed: list[tuple[str, Layer]], look: Palette) -> list[pydeck.Layer]:
    """The names of each layer: the land's in a quiet tone, the sites' larger and clear of their mark."""
    drawn = []
    for number, left, up in sorted({(name.layer, name.left, name.up) for name in written}):
        key, layer = keyed[number]
        there = [name for name in written if (name.layer, name.left, name.up) == (number, left, up)]
        data = [{"at": rounded(name.spot), "label": name.text} for name in there]
        if layer.role == "context":
            where = {0: "", 1: "-above", -1: "-below"}[up]
            drawn.append(texts(data, f"{key}-names{where}", look.muted, look, 13, (0, 1 - round(up * STEP * LETTER_PX)), "middle"))
        else:
            size, gap = (15, 18) if layer.role == "site" else (13, 12)
            side = "left" if left else "right"
            anchor = "end" if left else "start"
            drawn.append(texts(data, f"{key}-places-{side}", look.text, look, size, (-gap if left else gap, 0), anchor))
    return drawn


def texts(data: list[dict[str, Any]], key: str, ink: str, look: Palette, size: int, offset: tuple[int, int], anchor: str) -> pydeck.Layer:
    """Words at places, all in one tone and at one offset (pixels to the right and down)."""
    return pydeck.Layer(
        "TextLayer",
        data,
        id=key,
        get_position="at",
        get_text="label",
        get_size=size,
        get_color=rgb(ink),
        get_pixel_offset=list(offset),
        get_text_anchor=pydeck.types.String(anchor),
        get_alignment_baseline=pydeck.types.String("center"),
        **LETTERS,
        outline_width=3 if offset != (0, 0) else 0,
        outline_color=rgb(look.area),
        pickable=False,
    )


def rounded(spot: Spot) -> list[float]:
    """A spot to about a metre."""
    return [round(spot[0], 5), round(spot[1], 5)]
