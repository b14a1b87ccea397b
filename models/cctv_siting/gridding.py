"""The cells of the place: which rows of the population file lie in which, and who lives there."""

from __future__ import annotations

import numpy as np
import polars as pl

from models.methods.coverage import metric_crs, to_degrees, to_plane
from models.methods.spatial.grid import Cells, cells_about

FAR_DEGREES = 3.0
PEOPLE = ("population", "women", "children", "elderly")


def grid_of(demand_cell: pl.DataFrame, cell_m: int) -> dict[str, pl.DataFrame | None]:
    """`cells` (row by row from the south-west), `cell_ids` (which cell a name means) and `plane` (one row: the account)."""
    placed = demand_cell.filter(pl.col("location_lon").is_not_null() & pl.col("location_lat").is_not_null())
    if placed.is_empty():
        return {"cells": None, "cell_ids": None, "plane": None}
    middle = placed["location_lon"].median(), placed["location_lat"].median()
    near = (pl.col("location_lon") - middle[0]).abs().le(FAR_DEGREES) & (pl.col("location_lat") - middle[1]).abs().le(FAR_DEGREES)
    held = placed.filter(near)
    crs = metric_crs(*middle)  # type: ignore[arg-type]
    x, y = to_plane(crs, held["location_lon"].to_numpy(), held["location_lat"].to_numpy())
    grid, number = cells_about(np.column_stack([x, y]), float(cell_m))
    rows = held.with_columns(pl.Series("cell", number))
    cells = _summed(rows).sort("cell")
    lon, lat = to_degrees(crs, *grid.centres.T)
    middles = pl.Series([f"{b:.4f},{a:.4f}" for a, b in zip(lon, lat, strict=True)], dtype=pl.Utf8)
    cells = cells.with_columns(
        pl.Series("column", grid.column), pl.Series("row", grid.row), pl.Series("x", grid.centres[:, 0]),
        pl.Series("y", grid.centres[:, 1]), pl.Series("lon", lon), pl.Series("lat", lat), cell_id=pl.coalesce("cell_id", middles),
    )  # fmt: skip
    ids = (
        rows.filter(pl.col("cell_id").is_not_null())
        .select(key=_key("cell_id"), cell="cell")
        .unique("key", keep="first", maintain_order=True)
    )
    account = {
        "crs": crs, "cell_m": float(cell_m), "rows": demand_cell.height, "cells": cells.height,
        "unplaced": demand_cell.height - placed.height, "far": placed.height - held.height, "merged": held.height - cells.height,
        "lonely": _lonely(grid), "residents": float(cells["population"].sum()),
        "residents_lost": float(demand_cell["population"].fill_null(0).sum()) - float(cells["population"].sum()),
        "empty": int((cells["population"] <= 0).sum()),
    }  # fmt: skip
    return {"cells": cells, "cell_ids": ids, "plane": pl.DataFrame([account])}


def cells_from(cells: pl.DataFrame, plane: pl.DataFrame) -> Cells:
    """The grid again, from its table."""
    return Cells(cells["column"].to_numpy(), cells["row"].to_numpy(), float(plane["cell_m"][0]))


def by_cell(table: pl.DataFrame, cell_ids: pl.DataFrame) -> pl.DataFrame:
    """The rows of a table by cell names, with the number of their cell (null where no cell has the name)."""
    return table.with_columns(key=_key("cell_id")).join(cell_ids, on="key", how="left", maintain_order="left")


def numbers(values: pl.DataFrame, column: str, size: int) -> np.ndarray:
    """The sum of a column in each cell, as an array of `size`; 0 where nothing is said."""
    known = values.filter(pl.col("cell").is_not_null(), pl.col(column).is_not_null())
    return np.bincount(known["cell"].to_numpy(), known[column].cast(pl.Float64).to_numpy(), size)


def _key(column: str) -> pl.Expr:
    return pl.col(column).str.replace_all(r"\s+", "").str.to_lowercase()


def _summed(rows: pl.DataFrame) -> pl.DataFrame:
    """People of the cell added up; a group nobody counted stays unknown. The share of detached houses is the mean of its rows."""
    people = [
        pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).otherwise(pl.lit(None, pl.Float64)).alias(name) for name in PEOPLE[1:]
    ]
    return rows.group_by("cell", maintain_order=True).agg(
        pl.col("cell_id").drop_nulls().first(), pl.col("dong").drop_nulls().first(), pl.col("stratum").drop_nulls().first(),
        pl.col("population").fill_null(0).sum().cast(pl.Float64), *people, pl.col("detached").mean().cast(pl.Float64),
    )  # fmt: skip


def _lonely(grid: Cells) -> float:
    """The share of cells with no other beside them: near 1 where the file's cells are larger than `cell_m`."""
    step = grid.cell_m
    beside = [grid.holding(grid.centres + move) >= 0 for move in ((step, 0), (-step, 0), (0, step), (0, -step))]
    return float((~np.any(beside, axis=0)).mean())
