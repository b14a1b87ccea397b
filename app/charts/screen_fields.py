"""Many cells on the screen: a picture of one pixel a cell, and over it unseen cells that the pointer finds, fetched once; many points."""

from __future__ import annotations

import dataclasses
import json
import math
from typing import Any

import numpy as np
import pydeck

from app.charts.bitmap import data_url
from app.charts.legends import plain_tone, undrawn
from app.charts.marks import Field, Layer
from app.charts.palette import Palette, rgb
from app.charts.tips import tips
from models.kit.contract import LayerSpec
from models.kit.result import Table

# What a cell is told apart by when it is chosen: the red of the ring around a chosen place.
_CHOSEN = [222, 52, 18]
_SHARP = {"minFilter": "nearest", "magFilter": "nearest", "mipmapFilter": "none"}
_SMOOTH = {"minFilter": "linear", "magFilter": "linear", "mipmapFilter": "none"}


def field_layers(layer: Layer, field: Field, key: str, colours: tuple[str, ...], rows_at: str) -> list[pydeck.Layer]:
    """The picture, in as many parts as the grid has blocks; with `rows_at` the cells that can be pointed at."""
    heat = layer.kind == "heat"
    alpha = 225 if layer.role == "gap" else 200
    fills = [rgb(tone, 0 if at < undrawn(layer) else alpha) for at, tone in enumerate(colours)]
    # Where nothing lies the picture is clear, in the faintest colour: smoothing must not draw a dark rim.
    picture = field.grid.spread(field.klass, len(fills))
    fills.append(rgb(colours[0], 0))
    drawn = []
    for number, block in enumerate(field.grid.blocks):
        part = picture[block.row : block.row + block.rows, block.column : block.column + block.columns]
        if not (part != len(fills) - 1).any():
            continue
        drawn.append(
            pydeck.Layer(
                "BitmapLayer",
                None,
                id=f"{key}-picture-{number}",
                image=pydeck.types.String(data_url(part, fills)),
                bounds=[list(corner) for corner in block.corners],
                texture_parameters=_SMOOTH if heat else _SHARP,
                pickable=False,
            )
        )
    return [*drawn, _pointed(layer, key, rows_at)] if rows_at else drawn


def _pointed(layer: Layer, key: str, rows_at: str) -> pydeck.Layer:
    return pydeck.Layer(
        "ColumnLayer",
        rows_at,
        id=key,
        get_position="at",
        # Seen by nobody; but what is wholly clear is not drawn, and what is not drawn cannot be pointed at.
        get_fill_color=[*_CHOSEN, 1],
        disk_resolution=4,
        angle=45,
        radius=layer.size_m * math.sqrt(2) / 2,
        extruded=False,
        pickable=True,
        auto_highlight=True,
        highlight_color=[*_CHOSEN, 160],
    )


def crowd(layer: Layer, key: str, look: Palette, rows_at: str) -> pydeck.Layer:
    """Points too many for marks of their own: dots, fetched where there is an address."""
    return pydeck.Layer(
        "ScatterplotLayer",
        rows_at or _crowd_rows(layer),
        id=key,
        get_position="at",
        get_fill_color=rgb(plain_tone(layer, look), 220),
        get_line_color=rgb(look.area),
        get_radius=2.5,
        radius_units=pydeck.types.String("pixels"),
        stroked=True,
        line_width_min_pixels=0.5,
        pickable=True,
        auto_highlight=True,
    )


def crowd_rows(layer: Layer) -> bytes:
    """The points of a crowd as JSON: place, tip and row of each."""
    return json.dumps(_crowd_rows(layer), ensure_ascii=False, separators=(",", ":")).encode()


def _crowd_rows(layer: Layer) -> list[dict[str, Any]]:
    return [{"at": [round(mark.shape[0], 5), round(mark.shape[1], 5)], "tip": mark.tip, "row": mark.row} for mark in layer.marks]


def field_rows(spec: LayerSpec, table: Table, field: Field, lang: str, named: bool = False) -> bytes:
    """What a pointer finds, as JSON: place, tip and row of every cell of a field. `named`: its name alone, which stays true when
    the values are changed."""
    tip = tips(dataclasses.replace(spec, value=None) if named else spec, table, lang, named)
    spots = np.column_stack([field.lon, field.lat]).round(5).tolist()
    rows: list[dict[str, Any]] = [{"at": spot, "tip": tip(row), "row": row} for spot, row in zip(spots, field.rows.tolist(), strict=True)]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
