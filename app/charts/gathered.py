"""Layers drawn otherwise than mark by mark: fields of many cells, points gathered in hexagons, points sized by what they count."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from app.charts.classes import Classes, classes
from app.charts.hexagons import hexagons
from app.charts.lattice import Lattice, lattice
from app.charts.marks import Field, Layer, Mark
from app.charts.numbers import clean, form, shown
from models.kit.contract import LayerSpec
from models.kit.result import Table
from models.kit.wording import number

CELL_M = 250.0
_WATER = ("river", "water")


def made(spec: LayerSpec, lang: str, marks: tuple[Mark, ...], found: Classes | None, **more: Any) -> Layer:
    unit = clean(spec.unit[lang]) if spec.unit else ""
    water = spec.role == "context" and any(word in spec.table for word in _WATER)
    return Layer(spec.kind, spec.role, clean(spec.title[lang]), unit, marks, found, water, spec.table, spec.size_m or CELL_M, **more)


def field_of(spec: LayerSpec, table: Table, lang: str) -> Layer | None:
    """Cells as one picture; None where they do not lie in a grid. Cells of nothing are left out of it."""
    columns = {column.name: column for column in table.spec.columns}
    frame = table.rows.select(pl.col(spec.lon, spec.lat).cast(pl.Float64))
    lon, lat = (frame[name].fill_null(float("nan")).to_numpy() for name in (spec.lon, spec.lat))
    placed = (np.abs(lon) <= 180) & (np.abs(lat) <= 85)
    values = numbers_of(table, spec.value) if spec.value else np.ones(lon.size)
    kept = np.flatnonzero(placed & np.isfinite(values) & ((values != 0) | (spec.value is None)))
    # The grid is that of all cells, not of those that have a value today: it stays when values change.
    where = np.flatnonzero(placed)
    grid = lattice(lon[where], lat[where], spec.size_m or CELL_M)
    if grid is None or not kept.size:
        return None
    found = classes(values[kept], form(columns[spec.value]), lang) if spec.value else None
    klass = found.of_all(values[kept]) if found else np.zeros(kept.size, dtype=np.uint8)
    at = np.searchsorted(where, kept)
    part = Lattice(grid.rows[at], grid.columns[at], grid.shape, grid.blocks)
    return made(spec, lang, (), found, field=Field(lon[kept], lat[kept], klass, kept, part))


def numbers_of(table: Table, column: str) -> np.ndarray:
    """A column as numbers, missing ones as NaN."""
    return table.rows[column].cast(pl.Float64).fill_null(float("nan")).to_numpy()


def hexagons_of(spec: LayerSpec, table: Table, lang: str) -> Layer:
    frame = table.rows.select(pl.col(spec.lon, spec.lat).cast(pl.Float64))
    lon, lat = (frame[name].fill_null(float("nan")).to_numpy() for name in (spec.lon, spec.lat))
    values = numbers_of(table, spec.value) if spec.value else np.ones(lon.size)
    kept = (np.abs(lon) <= 180) & (np.abs(lat) <= 85) & np.isfinite(values)
    middles, sums, counts = hexagons(lon[kept], lat[kept], values[kept], spec.size_m or CELL_M)
    column = next((one for one in table.spec.columns if one.name == spec.value), None)
    said = form(column) if column else ".0"
    found = classes(sums, said, lang) if sums.size else None
    unit = f" {clean(spec.unit[lang])}" if spec.unit else ""
    marks = tuple(
        Mark(
            (float(lon), float(lat)),
            "",
            f"{clean(spec.title[lang])}: {number(float(total), said)}{unit}",
            found.of(total) if found else None,
        )
        for (lon, lat), total, count in zip(middles, sums, counts, strict=True)
        if count
    )
    return made(spec, lang, marks, found)


def sizes_of(spec: LayerSpec, table: Table, lang: str) -> tuple[list[float], tuple[str, ...]]:
    """Each row's share of the largest point's area, and what the largest and a quarter of it stand for."""
    columns = {column.name: column for column in table.spec.columns}
    if spec.sized is None or not table.rows.height:
        return [1.0] * table.rows.height, ()
    values = np.nan_to_num(numbers_of(table, spec.sized)).clip(min=0)
    largest = float(values.max()) or 1.0
    told = (largest, largest / 4) if spec.sized != spec.value else ()
    sizes = tuple(shown(value, columns[spec.sized], lang) for value in told)
    return [float(value) / largest for value in values], sizes
