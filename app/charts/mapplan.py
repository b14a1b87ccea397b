"""What a map draws, worked out once from its layers and their tables: shapes in degrees, classes, labels, tips."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import shapely

from app.charts.classes import Classes, classes
from app.charts.numbers import clean, form, heading, shown
from models.kit.contract import ColumnSpec, LayerSpec, MapSpec
from models.kit.result import Result, Table

Spot = tuple[float, float]
Ring = list[Spot]

_ORDER = {"context": 0, "quantity": 1, "gap": 2, "candidate": 3, "existing": 4, "site": 5}
_KINDS = {"areas": 0, "cells": 1, "lines": 2, "points": 3}
_WATER = ("river", "water")
METRES_A_DEGREE = 111_320.0
# Beyond this a tip holds two columns: a map of ten thousand cells must pass a slow line.
TIPS_IN_FULL_MAX = 500


@dataclass(frozen=True)
class Mark:
    """One thing on the map. `shape`: a spot for points and cells (their centre), rings (outer, holes …) for areas, spots for lines."""

    shape: Any
    label: str
    tip: str
    klass: int | None
    name: str = ""
    """What a site is called, beside its label (its rank)."""


@dataclass(frozen=True)
class Layer:
    kind: str
    role: str
    title: str
    unit: str
    marks: tuple[Mark, ...]
    classes: Classes | None
    water: bool
    table: str
    size_m: float = 0.0
    """The side of a cell."""


@dataclass(frozen=True)
class MapPlan:
    """Layers from the lowest to the highest; `bounds` are west, south, east, north in degrees, or None when empty."""

    title: str
    layers: tuple[Layer, ...]
    bounds: tuple[float, float, float, float] | None


def mapplan(result: Result, spec: MapSpec, lang: str) -> MapPlan:
    """The drawing of a map. Rows without a place are not drawn; what they hold is in the table beside it."""
    ordered = sorted(spec.layers, key=lambda layer: (_ORDER[layer.role], _KINDS[layer.kind]))
    layers = tuple(_layer(layer, result.table(layer.table), lang) for layer in ordered)
    return MapPlan(clean(spec.title[lang]), layers, _bounds(layers))


def _layer(spec: LayerSpec, table: Table, lang: str) -> Layer:
    columns = {column.name: column for column in table.spec.columns}
    shapes = _shapes(spec, table)
    values = table.rows[spec.value].to_list() if spec.value else []
    # A cell of nothing is no mark: the ground shows. An area of nothing is drawn, for it has a name.
    empty = (None, 0) if spec.kind == "cells" else (None,)
    kept = [index for index, shape in enumerate(shapes) if shape is not None and (not spec.value or values[index] not in empty)]
    value_column = columns[spec.value] if spec.value else None
    found = classes([values[index] for index in kept], form(value_column), lang) if value_column and kept else None
    tip = _tips(spec, table, columns, lang)
    label_column = columns.get(spec.label) if spec.label else None
    labels = table.rows[spec.label].to_list() if spec.label else []
    naming = _naming(spec, table) if spec.role == "site" else None
    names = table.rows[naming.name].to_list() if naming else []
    marks = tuple(
        Mark(
            shape,
            shown(labels[index], label_column, lang) if label_column else str(index + 1) if spec.role == "site" else "",
            tip(index),
            found.of(values[index]) if found else None,
            shown(names[index], naming, lang) if naming and names[index] is not None else "",
        )
        for index in kept
        for shape in shapes[index] or ()
    )
    unit = clean(spec.unit[lang]) if spec.unit else ""
    water = spec.role == "context" and any(word in spec.table for word in _WATER)
    return Layer(spec.kind, spec.role, clean(spec.title[lang]), unit, marks, found, water, spec.table, spec.size_m or 250.0)


def _naming(spec: LayerSpec, table: Table) -> ColumnSpec | None:
    """The column that names a ranked site: the first visible text that is not its label."""
    texts = (column for column in table.spec.columns if column.kind == "text" and not column.hidden)
    return next((column for column in texts if column.name != spec.label), None)


def _shapes(spec: LayerSpec, table: Table) -> list[list[Any] | None]:
    """Each row's shapes (a multi-part geometry has several), None where the row has no place."""
    if spec.kind in ("areas", "lines"):
        geometries = shapely.from_wkt(table.rows[spec.wkt or "wkt"].to_list(), on_invalid="ignore")
        return [_parts(geometry, spec.kind) for geometry in geometries]
    spots = zip(table.rows[spec.lon].to_list(), table.rows[spec.lat].to_list(), strict=True)
    return [[(lon, lat)] if _on_earth(lon, lat) else None for lon, lat in spots]


def _parts(geometry: Any, kind: str) -> list[Any] | None:
    if geometry is None or geometry.is_empty:
        return None
    wanted = "Polygon" if kind == "areas" else "LineString"
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == wanted]
    if kind == "lines":
        return [_spots(part) for part in parts] or None
    return [[_spots(ring) for ring in (part.exterior, *part.interiors)] for part in parts] or None


def _spots(line: Any) -> Ring:
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(line)]


def _tips(spec: LayerSpec, table: Table, columns: dict[str, ColumnSpec], lang: str) -> Callable[[int], str]:
    """What a pointer reads at a row: its visible columns, one a line; of many rows only name and value, which travel faster."""
    places = {spec.lon, spec.lat, spec.wkt}
    named = [column for column in table.spec.columns if not column.hidden and column.name not in places][:6]
    if table.rows.height > TIPS_IN_FULL_MAX:
        named = [column for column in table.spec.columns if column.name in (spec.label, spec.value)]
    if spec.role == "context" or not named:
        return lambda index: ""
    cells = [[f"{heading(column, lang)}: {shown(value, column, lang)}" for value in table.cells(column.name)] for column in named]
    return lambda index: "\n".join(column[index] for column in cells)


def _bounds(layers: tuple[Layer, ...]) -> tuple[float, float, float, float] | None:
    # Context may reach far beyond the matter: the view is fitted to the matter, or to the context when there is nothing else.
    for chosen in ([layer for layer in layers if layer.role != "context"], list(layers)):
        spots = [spot for layer in chosen for mark in layer.marks for spot in spots_of(layer.kind, mark.shape)]
        if spots:
            lons, lats = [spot[0] for spot in spots], [spot[1] for spot in spots]
            return min(lons), min(lats), max(lons), max(lats)
    return None


def spots_of(kind: str, shape: Any) -> list[Spot]:
    """Every spot of a shape's outline."""
    if kind in ("points", "cells"):
        return [shape]
    return list(shape) if kind == "lines" else list(shape[0])


def middle(rings: list[Ring]) -> Spot:
    """A spot inside an area, for its name."""
    inside = shapely.point_on_surface(shapely.Polygon(rings[0]))
    return float(inside.x), float(inside.y)


def _on_earth(lon: Any, lat: Any) -> bool:
    return lon is not None and lat is not None and -180 <= lon <= 180 and -85 <= lat <= 85
