"""What a map draws, worked out once from its layers and their tables: shapes in degrees, classes, labels, tips."""

from __future__ import annotations

from typing import Any

import shapely

from app.charts.classes import classes
from app.charts.gathered import field_of, hexagons_of, made, sizes_of
from app.charts.marks import Field, Layer, MapPlan, Mark, Ring, Spot
from app.charts.numbers import clean, form, shown
from app.charts.plane import METRES_A_DEGREE
from app.charts.tips import tips
from models.kit.contract import ColumnSpec, LayerSpec, MapSpec
from models.kit.result import Result, Table

_ORDER = {"context": 0, "quantity": 1, "gap": 2, "candidate": 3, "existing": 4, "site": 5}
_KINDS = {"areas": 0, "heat": 1, "cells": 1, "hexagons": 1, "lines": 2, "points": 3}
# What reaches beyond its middle.
_WIDE = ("cells", "heat", "hexagons")
# Beyond this cells are drawn as one picture, a pixel a cell.
ONE_BY_ONE_MAX = 6_000


def mapplan(result: Result, spec: MapSpec, lang: str) -> MapPlan:
    """The drawing of a map. Rows without a place are not drawn; what they hold is in the table beside it."""
    layers = tuple(layer_plan(layer, result.table(layer.table), lang) for layer in ordered(spec))
    return MapPlan(clean(spec.title[lang]), layers, _bounds(layers))


def ordered(spec: MapSpec) -> list[LayerSpec]:
    """A map's layers from the lowest to the highest."""
    return sorted(spec.layers, key=lambda layer: (_ORDER[layer.role], _KINDS[layer.kind]))


def layer_plan(spec: LayerSpec, table: Table, lang: str) -> Layer:
    """The drawing of one layer."""
    if spec.kind == "hexagons":
        return hexagons_of(spec, table, lang)
    if spec.kind == "heat" or (spec.kind == "cells" and table.rows.height > ONE_BY_ONE_MAX):
        drawn = field_of(spec, table, lang)
        if drawn is not None:
            return drawn
    return _one_by_one(spec, table, lang)


def _one_by_one(spec: LayerSpec, table: Table, lang: str) -> Layer:
    columns = {column.name: column for column in table.spec.columns}
    shapes = _shapes(spec, table)
    values = table.rows[spec.value].to_list() if spec.value else []
    # A cell of nothing is no mark: the ground shows. An area of nothing is drawn, for it has a name.
    empty = (None, 0) if spec.kind in ("cells", "heat") else (None,)
    kept = [index for index, shape in enumerate(shapes) if shape is not None and (not spec.value or values[index] not in empty)]
    value_column = columns[spec.value] if spec.value else None
    found = classes([values[index] for index in kept], form(value_column), lang) if value_column and kept else None
    tip = tips(spec, table, lang)
    part, sizes = sizes_of(spec, table, lang)
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
            index,
            part[index],
        )
        for index in kept
        for shape in shapes[index] or ()
    )
    if spec.sized:
        # A small point is not hidden by a larger one.
        marks = tuple(sorted(marks, key=lambda mark: -mark.part))
    return made(spec, lang, marks, found, sized=bool(spec.sized), sizes=sizes)


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


def spot(spec: LayerSpec, table: Table, row: int) -> Spot | None:
    """Where one row lies."""
    if spec.kind in ("areas", "lines"):
        inside = shapely.point_on_surface(shapely.from_wkt(table.rows[spec.wkt or "wkt"][row], on_invalid="ignore"))
        return None if inside is None or inside.is_empty else (float(inside.x), float(inside.y))
    lon, lat = table.rows[spec.lon][row], table.rows[spec.lat][row]
    return (float(lon), float(lat)) if _on_earth(lon, lat) else None


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


def _bounds(layers: tuple[Layer, ...]) -> tuple[float, float, float, float] | None:
    # Context may reach far beyond the matter: the view is fitted to the matter, or to the context when there is nothing else.
    for chosen in ([layer for layer in layers if layer.role != "context"], list(layers)):
        spots = [spot for layer in chosen for mark in layer.marks for spot in spots_of(layer.kind, mark.shape)]
        spots += [spot for layer in chosen if layer.field is not None for spot in _ends(layer.field)]
        if spots:
            lons, lats = [spot[0] for spot in spots], [spot[1] for spot in spots]
            air = max((layer.size_m for layer in chosen if layer.kind in _WIDE and not layer.empty), default=0.0) / METRES_A_DEGREE
            return min(lons) - air, min(lats) - air, max(lons) + air, max(lats) + air
    return None


def _ends(field: Field) -> list[Spot]:
    return [(float(field.lon.min()), float(field.lat.min())), (float(field.lon.max()), float(field.lat.max()))]


def spots_of(kind: str, shape: Any) -> list[Spot]:
    """Every spot of a shape's outline."""
    if kind not in ("areas", "lines"):
        return [shape]
    return list(shape) if kind == "lines" else list(shape[0])


def middle(rings: list[Ring]) -> Spot:
    """A spot inside an area, for its name."""
    inside = shapely.point_on_surface(shapely.Polygon(rings[0]))
    return float(inside.x), float(inside.y)


def _on_earth(lon: Any, lat: Any) -> bool:
    return lon is not None and lat is not None and -180 <= lon <= 180 and -85 <= lat <= 85
