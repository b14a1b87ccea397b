"""How thick complaints lie on the ground: one smooth surface, beside one of half and one of twice the bandwidth."""

from __future__ import annotations

import numpy as np
import polars as pl

from models.civil_complaints.board import FEW
from models.civil_complaints.grounds import MOST_CELLS, RECENT_WEEKS
from models.methods.coverage import to_degrees
from models.methods.spatial.kde import kernel_density
from models.methods.spatial.lattice import Lattice
from models.methods.spatial.near_sum import near_sum

KM2 = 1e6
FAINT, SHOWN = 0.05, 20_000
FINEST_M = 50.0
SURFACE = {"within": pl.Int64, **dict.fromkeys(("density", "narrow", "wide", "lon", "lat"), pl.Float64)}


def surface(points: pl.DataFrame, span: pl.DataFrame, h_m: float) -> tuple[pl.DataFrame | None, pl.DataFrame | None]:
    """`density`: complaints of the last half year per km², by the quartic kernel, where five or more lie within the bandwidth and the
    surface is a twentieth of its peak or more, the thickest first; `peaks`: one row, how far the peak moves with half and twice the
    bandwidth. None where there are too few."""
    recent = points.filter(pl.col("day") > span["last_day"][0] - pl.duration(weeks=RECENT_WEEKS))
    if recent.height < FEW:
        return None, None
    xy = recent.select("x", "y").to_numpy()
    lattice = _about(xy, h_m)
    made = {name: KM2 * kernel_density(xy, lattice, times * h_m) for name, times in (("density", 1.0), ("narrow", 0.5), ("wide", 2.0))}
    row, column = np.nonzero(made["density"] >= FAINT * made["density"].max())
    middle = np.column_stack([lattice.x[column], lattice.y[row]])
    within = near_sum(middle, xy, None, h_m)
    lon, lat = to_degrees(points["crs"][0], *middle.T)
    rows = pl.DataFrame({
        "within": within.astype(np.int64), **{name: one[row, column] for name, one in made.items()}, "lon": lon, "lat": lat,
    }).filter(pl.col("within") >= FEW)  # fmt: skip
    if rows.is_empty():
        return None, None
    return rows.sort(-pl.col("density"), "lon", "lat").head(SHOWN).select(*SURFACE), _peaks(made, lattice, recent, h_m)


def _about(xy: np.ndarray, h_m: float) -> Lattice:
    """Cells a sixth of the bandwidth wide round all points, wider where there would be too many."""
    low, high = xy.min(axis=0) - h_m, xy.max(axis=0) + h_m
    cell = max(FINEST_M, h_m / 6, float(np.sqrt(np.prod(high - low) / MOST_CELLS)))
    west, south = np.floor(low / cell) * cell
    columns, rows = (int(np.ceil((end - start) / cell)) + 1 for start, end in zip((west, south), high, strict=True))
    return Lattice(float(west), float(south), cell, columns, rows)


def _peaks(made: dict[str, np.ndarray], lattice: Lattice, points: pl.DataFrame, h_m: float) -> pl.DataFrame:
    at = {name: divmod(int(np.argmax(one)), lattice.columns) for name, one in made.items()}
    moved = {f"{name}_m": lattice.cell_m * float(np.hypot(*np.subtract(at[name], at["density"]))) for name in ("narrow", "wide")}
    row, column = at["density"]
    apart = (pl.col("x") - lattice.x[column]) ** 2 + (pl.col("y") - lattice.y[row]) ** 2
    named = points.filter(apart <= h_m**2)["area"].drop_nulls().mode().sort()
    return pl.DataFrame([{**{name: float(one.max()) for name, one in made.items()}, **moved, "area": named[0] if named.len() else None}],
                        schema_overrides={"area": pl.String})  # fmt: skip
