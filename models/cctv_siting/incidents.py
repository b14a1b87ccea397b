"""What incidents tell: what they gather near, whether the list would have caught later ones, how far bad places mend by themselves."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from models.cctv_siting.gridding import cells_from
from models.cctv_siting.shifted import Shifted
from models.methods.coverage import to_plane
from models.methods.rates import wilson
from models.methods.spatial.grid import Cells
from models.methods.spatial.risk_terrain import NoTerrain, risk_terrain

MOST_FACTORS, FEWEST_PLACES = 8, 10
LATER_SHARE, AREA_SHARE = 0.3, 0.05
FEWEST_LATER = 30
HITS = {"way": pl.Utf8, "later": pl.Int64, "caught": pl.Float64, "hit_rate": pl.Float64, "low": pl.Float64, "high": pl.Float64,
        "pai": pl.Float64, "pai_moved": pl.Float64}  # fmt: skip


def incidents_at(incident: pl.DataFrame, cells: pl.DataFrame, plane: pl.DataFrame) -> pl.DataFrame:
    """Incidents inside the cells: their cell and time, the earliest first."""
    placed = incident.filter(pl.col("location_lon").is_not_null(), pl.col("location_lat").is_not_null())
    x, y = to_plane(plane["crs"][0], placed["location_lon"].to_numpy(), placed["location_lat"].to_numpy())
    at = cells_from(cells, plane).holding(np.column_stack([x, y]))
    return (
        placed.with_columns(pl.Series("cell", at), pl.Series("x", x), pl.Series("y", y))
        .filter(pl.col("cell") >= 0)
        .select("cell", "occurred_at", "type", "x", "y")
        .sort("occurred_at", "cell")
    )


def terrain_of(cells: pl.DataFrame, found: pl.DataFrame, places: pl.DataFrame, seed: int) -> dict[str, pl.DataFrame | None]:
    """`risk_factors`, highest relative risk first, and `risk_cells`, the cells where risks come together; None where none is found."""
    usual = places.filter(pl.col("kind").is_not_null())["kind"].value_counts().sort("count", "kind", descending=[True, False])
    kinds = usual.filter(pl.col("count") >= FEWEST_PLACES).head(MOST_FACTORS)["kind"].to_list()
    factors = {kind: places.filter(pl.col("kind") == kind).select("x", "y").to_numpy() for kind in kinds}
    counts = np.bincount(found["cell"].to_numpy(), minlength=cells.height)
    told = risk_terrain(cells.select("x", "y").to_numpy(), counts, factors, seed=seed)
    if isinstance(told, NoTerrain) or not told.factors:
        return {"risk_factors": None, "risk_cells": None}
    rows = [
        {"factor": one.name, "how": one.kind, "distance_m": one.distance_m, "relative_risk": one.relative_risk, "low": one.lower,
         "high": one.upper, "cells": one.cells, "incidents": told.incidents, "dispersion": told.dispersion}
        for one in told.factors
    ]  # fmt: skip
    risk = cells.select("cell_id", "dong", "lon", "lat").with_columns(pl.Series("relative_risk", told.relative_risk))
    top = risk.sort("relative_risk", "cell_id", descending=[True, False]).head(50)
    return {"risk_factors": pl.DataFrame(rows), "risk_cells": top.with_columns(rank=pl.int_range(1, pl.len() + 1, dtype=pl.Int64))}


def hits_of(
    found: pl.DataFrame, index: pl.DataFrame, cells: pl.DataFrame, requests: np.ndarray | None, plane: pl.DataFrame, moved: Shifted
) -> pl.DataFrame | None:
    """One row a way to rank: the share of the later incidents in the first twentieth of the cells, and that over their area (PAI), on
    the grid and on the grid moved by half a cell."""
    dated = found.filter(pl.col("occurred_at").is_not_null())
    cut = int(dated.height * (1 - LATER_SHARE))
    earlier, later = dated[:cut], dated[cut:]
    if later.height < FEWEST_LATER or cells.height < 20:
        return None
    score = np.empty(cells.height)
    score[index["cell"].to_numpy()] = index["index"].to_numpy()
    points = {"earlier": earlier.select("x", "y").to_numpy()}
    if requests is not None and len(requests):
        points["requests"] = requests
    grid = cells_from(cells, plane)
    own = {"index": score, "residents": cells["population"].to_numpy(), **{name: _counted(xy, grid) for name, xy in points.items()}}
    other = {"index": moved.index, "residents": moved.residents, **{name: _counted(xy, moved) for name, xy in points.items()}}
    happened = later.select("x", "y").to_numpy()
    here, there = _counted(happened, grid), _counted(happened, moved)
    rows: list[dict[str, Any]] = []
    for name, value in own.items():
        caught, share = _caught(value, here)
        again, share_again = _caught(other[name], there)
        low, high = (float(limit) for limit in wilson(caught, later.height))
        rows.append({"way": name, "later": later.height, "caught": caught, "hit_rate": caught / later.height, "low": low, "high": high,
                     "pai": caught / later.height / share, "pai_moved": again / there.sum() / share_again})  # fmt: skip
    rows.append({"way": "random", "later": later.height, "hit_rate": share, "pai": 1.0, "pai_moved": 1.0})
    return pl.DataFrame(rows, schema=HITS)


def _counted(xy: np.ndarray, grid: Cells | Shifted) -> np.ndarray:
    at = grid.holding(xy)
    size = grid.size if isinstance(grid, Cells) else grid.grid.size
    return np.bincount(at[at >= 0], minlength=size)


def _caught(value: np.ndarray, counts: np.ndarray) -> tuple[float, float]:
    """(incidents in the first twentieth of the cells, its share of all cells); of cells with the same value at the border their mean
    counts as often as there is room for them, whichever of them a person would take."""
    size = max(int(value.size * AREA_SHARE), 1)
    least = np.partition(value, value.size - size)[value.size - size]
    above, level = value > least, value == least
    return float(counts[above].sum() + counts[level].mean() * (size - above.sum())), size / value.size


def mending_of(found: pl.DataFrame, cells: pl.DataFrame, count: int) -> pl.DataFrame | None:
    """The worst cells of the first half of the time, and the same cells in the second half, with nothing done to them in between."""
    dated = found.filter(pl.col("occurred_at").is_not_null())
    if dated.height < 2 * FEWEST_LATER:
        return None
    first, last = dated["occurred_at"][0], dated["occurred_at"][-1]
    middle = first + (last - first) / 2
    before = np.bincount(dated.filter(pl.col("occurred_at") < middle)["cell"].to_numpy(), minlength=cells.height)
    after = np.bincount(dated.filter(pl.col("occurred_at") >= middle)["cell"].to_numpy(), minlength=cells.height)
    worst, took = _worst(before, count)
    return pl.DataFrame([{
        "cells": int(took.sum().round()), "before": float(np.average(before[worst], weights=took)),
        "after": float(np.average(after[worst], weights=took)),
        "all_before": float(before.sum()), "all_after": float(after.sum()),
        "first": f"{first:%Y-%m-%d}", "middle": f"{middle:%Y-%m-%d}", "last": f"{last:%Y-%m-%d}",
    }])  # fmt: skip


def _worst(before: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """(cells with the most, what part of each counts): equal ones at the border share the room there is."""
    size = min(count, before.size)
    least = np.partition(before, before.size - size)[before.size - size]
    at = np.flatnonzero(before >= least)
    level = before[at] == least
    return at, np.where(level, (size - (~level).sum()) / level.sum(), 1.0)
