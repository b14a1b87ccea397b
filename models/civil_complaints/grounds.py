"""On the ground: complaints in metres, rates by area for those who live there, and cells where they crowd."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.methods.coverage import metric_crs, to_degrees, to_plane
from models.methods.rates import area_rates
from models.methods.spatial.emerging import KINDS, emerging
from models.methods.spatial.hotspots import hotspots
from models.methods.spatial.lattice import Lattice
from models.methods.spatial.neighbours import within_band

FAR_DEG = 1.5
PER, YEAR = 1_000, 365.25
RECENT_WEEKS = 26
MOST_CELLS = 250_000
LABELS = {1: "hot", 0: "no", -1: "cold"}


def placed(tagged: pl.DataFrame) -> pl.DataFrame | None:
    """The complaints with an exact point, in metres (x, y); those far from the middle of all are left out. None when there is none."""
    known = tagged.filter(pl.col("lon").is_not_null() & pl.col("lat").is_not_null() & pl.col("exact"))
    if known.is_empty():
        return None
    lon, lat = (float(known[axis].median()) for axis in ("lon", "lat"))  # type: ignore[arg-type]
    near = known.filter(((pl.col("lon") - lon).abs() <= FAR_DEG) & ((pl.col("lat") - lat).abs() <= FAR_DEG))
    x, y = to_plane(metric_crs(lon, lat), near["lon"].to_numpy(), near["lat"].to_numpy())
    return near.with_columns(x=pl.Series(x), y=pl.Series(y), crs=pl.lit(metric_crs(lon, lat)))


def areas(tagged: pl.DataFrame, span: pl.DataFrame, area_pop: pl.DataFrame | None, area_shape: pl.DataFrame | None) -> pl.DataFrame | None:
    """One row an area: papers, people, residents, the rate a year for 1,000 of them with its limits, drawn towards the mean of all."""
    known = tagged.filter(pl.col("area").is_not_null())
    if known.is_empty():
        return None
    rows = known.group_by("area").agg(
        papers=pl.len().cast(pl.Int64),
        people=pl.col("person").drop_nulls().n_unique().cast(pl.Int64),
        lon=pl.col("lon").median(),
        lat=pl.col("lat").median(),
    )
    rows = rows.with_columns(people=pl.when(pl.col("people") > 0).then("people")).join(_people(rows, area_pop), on="area", how="left")
    rows = rows.join(_shapes(area_shape), on="area", how="left").sort("area")
    return _rated(rows, float(span["days"][0])).sort(
        pl.col("rate"), pl.col("papers"), pl.col("area"), descending=[True, True, False], nulls_last=True
    )


def _rated(rows: pl.DataFrame, days: float) -> pl.DataFrame:
    blank = dict.fromkeys(("rate", "low", "high", "even"), pl.lit(None, pl.Float64)) | {"against": pl.lit(None, pl.String)}
    people = rows["population"].fill_null(0).to_numpy()
    if not (people > 0).sum() > 1:
        return rows.with_columns(**blank)
    there = rows.filter(pl.col("population") > 0)
    papers, at_risk = there["papers"].to_numpy().astype(float), there["population"].to_numpy() * days / YEAR / PER
    told = area_rates(papers, at_risk)
    # Beyond the funnel in which an area as all others would lie 998 times in 1,000: an interval of each area alone that leaves the mean
    # out says so of one area in twenty by chance.
    against = np.select([told.outside > 0, told.outside < 0], ["above", "below"], "as_all")
    found = there.select("area").with_columns(
        rate=pl.Series(told.rate), low=pl.Series(told.lower), high=pl.Series(told.upper), even=pl.Series(told.smoothed),
        against=pl.Series(against, dtype=pl.String),
    )  # fmt: skip
    return rows.join(found, on="area", how="left")


def _people(rows: pl.DataFrame, area_pop: pl.DataFrame | None) -> pl.DataFrame:
    """Residents by the name of the area or, where that does not fit, its code; a long name counts by its last word."""
    empty = pl.DataFrame(schema={"area": pl.String, "population": pl.Float64})
    if area_pop is None or area_pop.is_empty():
        return empty
    long = area_pop.unpivot(["area_name", "area_code"], index="population", value_name="named").filter(
        pl.col("named").is_not_null() & (pl.col("population") > 0)
    )
    long = long.with_columns(pl.col("named").str.strip_chars().str.replace(r"\s*\([0-9-]+\)$", ""))
    short = long.with_columns(pl.col("named").str.split(" ").list.last())
    every = pl.concat([long, short]).unique(["named", "population"]).group_by("named").agg(pl.col("population").max(), pl.len().alias("n"))
    return rows.select("area").join(every.filter(pl.col("n") == 1).select(pl.col("named").alias("area"), "population"), on="area")


def _shapes(area_shape: pl.DataFrame | None) -> pl.DataFrame:
    if area_shape is None:
        return pl.DataFrame(schema={"area": pl.String, "wkt": pl.String})
    known = area_shape.filter(pl.col("shape").is_not_null() & pl.col("name").is_not_null())
    return known.select(pl.col("name").str.split(" ").list.last().alias("area"), pl.col("shape").alias("wkt")).unique(
        "area", keep="first", maintain_order=True
    )


def cells(points: pl.DataFrame, span: pl.DataFrame, cell_m: int, seed: int) -> pl.DataFrame | None:
    """Cells with complaints of the last half year or beside one: papers, Gi*, whether hot and since when. None where too few."""
    recent = points.filter(pl.col("day") > span["last_day"][0] - pl.duration(weeks=RECENT_WEEKS))
    if recent.is_empty():
        return None
    lattice, count = _lattice(recent, cell_m)
    if lattice is None:
        return None
    row, column = np.nonzero(_beside(count > 0))
    middle = np.column_stack([lattice.x[column], lattice.y[row]])
    near = within_band(middle, 1.5 * cell_m)  # the eight round each
    held = count[row, column]
    found = hotspots(held, near, seed=seed)
    weeks = _weekly(recent, lattice, row, column)
    kind = emerging(weeks, near).kind if len(weeks) > 1 else np.zeros(len(held), np.int8)
    rows = pl.DataFrame(
        {
            "cell": row * lattice.columns + column,
            "papers": held.astype(np.int64),
            "z": found.z,
            "hot": pl.Series([LABELS[at] for at in found.label.tolist()], dtype=pl.String),
            "since": [KINDS[at] for at in kind],
            "wkt": _squares(points["crs"][0], middle, cell_m),
        }
    ).with_columns(pl.col("z").fill_nan(None))
    named = rows.join(_areas_of(recent, lattice), on="cell", how="left")
    return named.sort("z", "cell", descending=[True, False], nulls_last=True)


def _areas_of(points: pl.DataFrame, lattice: Lattice) -> pl.DataFrame:
    """The area most complaints of each cell are about."""
    column, row = ((points[axis] - start) // lattice.cell_m for axis, start in (("x", lattice.west), ("y", lattice.south)))
    at = points.select("area", cell=row.cast(pl.Int64) * lattice.columns + column.cast(pl.Int64)).drop_nulls()
    return at.group_by("cell").agg(pl.col("area").mode().sort().first())


def _lattice(points: pl.DataFrame, cell_m: int) -> tuple[Lattice | None, NDArray[np.float64]]:
    x, y = points["x"].to_numpy(), points["y"].to_numpy()
    west, south = (np.floor(axis.min() / cell_m) * cell_m - cell_m for axis in (x, y))
    columns, rows = (int((axis.max() - start) // cell_m) + 2 for axis, start in ((x, west), (y, south)))
    if columns * rows > MOST_CELLS:
        return None, np.empty(0)
    lattice = Lattice(float(west), float(south), float(cell_m), columns, rows)
    return lattice, lattice.count(np.column_stack([x, y]))


def _beside(there: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The cells and the eight round each: where nothing was written people live too."""
    padded = np.pad(there, 1)
    rows, columns = there.shape
    return np.any([padded[a : a + rows, b : b + columns] for a in range(3) for b in range(3)], axis=0)


def _weekly(points: pl.DataFrame, lattice: Lattice, row: NDArray[np.int64], column: NDArray[np.int64]) -> NDArray[np.float64]:
    xy = np.column_stack([points["x"].to_numpy(), points["y"].to_numpy()])
    week = points["week"].to_numpy()
    return np.array([lattice.count(xy[week == one])[row, column] for one in np.unique(week)])


def _squares(crs: str, middle: NDArray[np.float64], cell_m: float) -> list[str]:
    """The cells as well-known text in degrees."""
    half = cell_m / 2
    corners = np.array([(-half, -half), (half, -half), (half, half), (-half, half), (-half, -half)])
    at = middle[:, None, :] + corners
    lon, lat = to_degrees(crs, at[:, :, 0].ravel(), at[:, :, 1].ravel())
    texts = [f"{x:.5f} {y:.5f}" for x, y in zip(lon, lat, strict=True)]
    return [f"POLYGON (({', '.join(texts[at : at + 5])}))" for at in range(0, len(texts), 5)]


def topics_of_areas(tagged: pl.DataFrame) -> pl.DataFrame:
    """Topics of each area with how many times their share of all they have there. `tagged` names its topics."""
    known = tagged.filter(pl.col("area").is_not_null())
    counted = known.group_by("area", "name").agg(papers=pl.len().cast(pl.Int64))
    whole = known.group_by("name").agg(all_share=pl.len() / known.height)
    shared = counted.join(whole, on="name").with_columns(share=pl.col("papers") / pl.col("papers").sum().over("area"))
    ordered = shared.with_columns(times=pl.col("share") / pl.col("all_share")).sort("area", -pl.col("papers"), "name")
    return ordered.select("area", "name", "papers", "share", "times")


def drawn(rates: pl.DataFrame) -> pl.DataFrame:
    """The areas whose border is known, with the rate or, where no residents are known, the number."""
    rated = rates["rate"].is_not_null().any()
    value = pl.col("rate") if rated else pl.col("papers").cast(pl.Float64)
    return rates.filter(pl.col("wkt").is_not_null()).select("area", "papers", value.alias("shown"), "wkt")
