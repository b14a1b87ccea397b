"""Where calls come from: grid cells with their calls by band, period and month, and the places an ambulance could stand."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.methods.coverage import POWERS, plane, to_degrees, to_plane

NEAR_M = 100.0


def plane_of(extent: pl.DataFrame, cell_m: int) -> pl.DataFrame | None:
    """One row: the projection to measure in, as polynomial terms, and how wide a cell is; None when no post has a place."""
    box = extent.row(0, named=True)
    if not box["posts"]:
        return None
    flat = plane(box["west"], box["south"], box["east"], box["north"])
    terms = {f"x_{i}{j}": value for (i, j), value in zip(POWERS, flat.x_terms, strict=True)}
    terms |= {f"y_{i}{j}": value for (i, j), value in zip(POWERS, flat.y_terms, strict=True)}
    return pl.DataFrame([{"crs": flat.crs, "lon_0": flat.lon_0, "lat_0": flat.lat_0, "cell_m": cell_m, **box, **terms}])


def cells_of(cell_calls: pl.DataFrame, cell_areas: pl.DataFrame, crs: str, cell_m: float, days: float) -> dict[str, pl.DataFrame]:
    """Cells in reading order, and their calls by band and by month. A cell stands where its calls are on average."""
    keys = ["cell_x", "cell_y"]
    whole = cell_calls.group_by(keys).agg(
        pl.col("calls", "guessed", "arrests", "x_mm", "y_mm").sum(),
        pl.col("calls").filter(~pl.col("late")).sum().alias("earlier"),
        pl.col("calls").filter(pl.col("late")).sum().alias("later"),
    ).sort("cell_y", "cell_x")  # fmt: skip
    areas = cell_areas.sort([*keys, "calls", "area"], descending=[False, False, True, False]).unique(
        keys, keep="first", maintain_order=True
    )
    cells = (
        whole.join(areas.select(*keys, "area"), on=keys, how="left")
        .sort("cell_y", "cell_x")
        .with_columns(x=pl.col("x_mm") / pl.col("calls") / 1000, y=pl.col("y_mm") / pl.col("calls") / 1000)
        .with_row_index("cell")
        .with_columns(pl.col("cell").cast(pl.Int64), calls_year=pl.col("calls") * 365.25 / days)
    )
    numbered = cell_calls.join(cells.select("cell", *keys), on=keys)
    return {"cells": _shown(cells, crs, cell_m), "cell_bands": _by(numbered, "band"), "cell_months": _by(numbered, "month")}


def cells_of_people(
    area_people: pl.DataFrame, share_of_band: pl.DataFrame, crs: str, cell_m: float, calls: int, days: float
) -> dict[str, pl.DataFrame]:
    """Cells from residents when calls have no place: the calls are spread over the areas as the residents are."""
    x, y = to_plane(crs, area_people["place_lon"].to_numpy(), area_people["place_lat"].to_numpy())
    people = area_people.with_columns(x=pl.Series(x), y=pl.Series(y))
    part = people["population"].to_numpy() / max(float(people["population"].sum()), 1.0)
    rows = [
        people.select("area", "x", "y").with_columns(
            cell_x=(pl.col("x") / cell_m).floor().cast(pl.Int32), cell_y=(pl.col("y") / cell_m).floor().cast(pl.Int32),
            band=pl.lit(band), late=pl.lit(late), calls=pl.Series(part * calls * share * weight), arrests=pl.lit(0.0),
        )
        for band, share in share_of_band.iter_rows()
        for late, weight in ((False, 0.7), (True, 0.3))
    ]  # fmt: skip
    spread = pl.concat(rows).with_columns(
        guessed=pl.col("calls"), x_mm=pl.col("x") * pl.col("calls") * 1000, y_mm=pl.col("y") * pl.col("calls") * 1000,
        month=pl.lit(None, dtype=pl.Int64),
    )  # fmt: skip
    return cells_of(spread, spread.select("cell_x", "cell_y", "area", "calls"), crs, cell_m, days)


def sites_of(
    center: pl.DataFrame, candidate: pl.DataFrame | None, vehicles: pl.DataFrame | None, cells: pl.DataFrame, crs: str, limit: int,
    cell_m: float,
) -> pl.DataFrame:  # fmt: skip
    """Posts first, then candidates: uploaded ones, else the middles of the cells with most calls. `units` is 0 at a candidate.

    `kind` is existing, candidate (brought), or cell.
    """
    posts = _posts(center)
    seen = dict(vehicles.iter_rows()) if vehicles is not None else {}
    units = [
        int(row["ambulances"]) if row["ambulances"] is not None else int(seen.get(row["center"], 1)) for row in posts.iter_rows(named=True)
    ]
    x, y = to_plane(crs, posts["place_lon"].to_numpy(), posts["place_lat"].to_numpy())
    existing = pl.DataFrame({"name": posts["center"], "kind": "existing", "x": x, "y": y, "units": units})
    others = _uploaded(candidate, crs) if candidate is not None else _middles(cells, cell_m)
    kind = "candidate" if candidate is not None else "cell"
    others = others.filter(pl.Series(_apart(others, x, y)))
    if others.height > limit:
        near = _calls_near(others, cells)
        others = others.with_columns(near=pl.Series(near)).sort("near", "name", descending=[True, False]).head(limit)
    free = others.select("name", pl.lit(kind).alias("kind"), "x", "y", pl.lit(0, dtype=pl.Int64).alias("units"))
    both = pl.concat([existing, free])
    lon, lat = to_degrees(crs, both["x"].to_numpy(), both["y"].to_numpy())
    return (
        both.with_columns(lon=pl.Series(lon), lat=pl.Series(lat))
        .with_row_index("site")
        .with_columns(pl.col("site").cast(pl.Int64), pl.col("units").cast(pl.Int64))
    )


def _posts(center: pl.DataFrame) -> pl.DataFrame:
    """Posts with a place. Rows of one name and place are one post; one name at several places is numbered from the second on."""
    placed = center.filter(pl.col("place_lon").is_not_null(), pl.col("center").is_not_null()).unique(
        ["center", "place_lon", "place_lat"], keep="first", maintain_order=True
    )
    turn = pl.int_range(1, pl.len() + 1).over("center")
    return placed.with_columns(center=pl.when(turn > 1).then(pl.format("{} ({})", "center", turn)).otherwise(pl.col("center")))


def _by(numbered: pl.DataFrame, column: str) -> pl.DataFrame:
    return numbered.group_by("cell", column).agg(
        pl.col("calls").filter(~pl.col("late")).sum().alias("earlier"),
        pl.col("calls").filter(pl.col("late")).sum().alias("later"),
    ).sort("cell", column)  # fmt: skip


def _shown(cells: pl.DataFrame, crs: str, cell_m: float) -> pl.DataFrame:
    """The cells with a name, their place in degrees and their outline.

    Where the calls tell no area, a cell is called by its middle as a map takes it, "37.3102,127.0951": its average place may be a door.
    """
    lon, lat = to_degrees(crs, cells["x"].to_numpy(), cells["y"].to_numpy())
    west, south = cells["cell_x"].to_numpy() * cell_m, cells["cell_y"].to_numpy() * cell_m
    ring = [to_degrees(crs, west + dx * cell_m, south + dy * cell_m) for dx, dy in ((0, 0), (1, 0), (1, 1), (0, 1))]
    corners = np.stack([np.stack(pair, axis=-1) for pair in (*ring, ring[0])], axis=1)
    wkt = ["POLYGON ((" + ", ".join(f"{a:.6f} {b:.6f}" for a, b in outline) + "))" for outline in corners.tolist()]
    turn = pl.int_range(pl.len()).over("area") + 1
    middle_lon, middle_lat = to_degrees(crs, west + cell_m / 2, south + cell_m / 2)
    middle = pl.Series([f"{lat:.4f},{lon:.4f}" for lat, lon in zip(middle_lat, middle_lon, strict=True)], dtype=pl.Utf8)
    return cells.with_columns(
        name=pl.when(pl.col("area").is_null()).then(middle).otherwise(pl.format("{}-{}", "area", turn)),
        lon=pl.Series(lon), lat=pl.Series(lat), wkt=pl.Series(wkt, dtype=pl.Utf8),
    )  # fmt: skip


def _uploaded(candidate: pl.DataFrame, crs: str) -> pl.DataFrame:
    known = candidate.filter(pl.col("place_lon").is_not_null())
    x, y = to_plane(crs, known["place_lon"].to_numpy(), known["place_lat"].to_numpy())
    name = pl.coalesce(pl.col("name"), pl.col("place_name"), pl.format("#{}", pl.col("_line")))
    return known.select(name.alias("name"), pl.Series("x", x), pl.Series("y", y))


def _middles(cells: pl.DataFrame, cell_m: float) -> pl.DataFrame:
    """Where calls stand on average would do better by a little, but of a cell with one call it is that patient's door."""
    return cells.select("name", x=(pl.col("cell_x") + 0.5) * cell_m, y=(pl.col("cell_y") + 0.5) * cell_m)


def _apart(others: pl.DataFrame, x: NDArray, y: NDArray) -> NDArray[np.bool_]:
    """Candidates that are no post: farther than NEAR_M from each."""
    away = np.hypot(others["x"].to_numpy()[:, None] - x, others["y"].to_numpy()[:, None] - y)
    far: NDArray[np.bool_] = (away > NEAR_M).all(axis=1)
    return far


def _calls_near(others: pl.DataFrame, cells: pl.DataFrame, radius_m: float = 1500.0) -> NDArray[np.float64]:
    calls, cell_x, cell_y = (cells[name].to_numpy() for name in ("calls", "x", "y"))
    found = np.zeros(others.height)
    for at, (x, y) in enumerate(others.select("x", "y").iter_rows()):
        found[at] = calls[np.hypot(cell_x - x, cell_y - y) <= radius_m].sum()
    return found
