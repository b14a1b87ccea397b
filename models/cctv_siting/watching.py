"""The cameras that count: which purposes, which places, and what of each cell they watch."""

from __future__ import annotations

import numpy as np
import polars as pl

from models.cctv_siting.gridding import cells_from
from models.methods.coverage import to_degrees, to_plane
from models.methods.spatial.cover_area import cover_area
from models.methods.spatial.merged import merged_within
from models.methods.spatial.near_sum import near_sum

SAME_M = 5.0
GEOS_QUARTER = 12
SITES = {"x": pl.Float64, "y": pl.Float64, "lon": pl.Float64, "lat": pl.Float64, "cameras": pl.Int64, "rows": pl.Int64, "purpose": pl.Utf8}


def cameras_of(
    camera: pl.DataFrame, purposes: pl.DataFrame, cells: pl.DataFrame, plane: pl.DataFrame, radius_m: float
) -> dict[str, pl.DataFrame]:
    """`camera_points` (every camera that counts, by its own place), `camera_sites` (those within 5 m as one) and `camera_account`."""
    crs = plane["crs"][0]
    used = purposes.filter("counted")["purpose"].to_list()
    named = camera.with_columns(purpose=pl.col("purpose").fill_null(""), camera_count=pl.col("camera_count").fill_null(1).clip(0))
    wanted = named.filter(pl.col("purpose").is_in(used))
    placed = wanted.filter(pl.col("location_lon").is_not_null() & pl.col("location_lat").is_not_null())
    x, y = to_plane(crs, placed["location_lon"].to_numpy(), placed["location_lat"].to_numpy())
    finite = np.isfinite(x) & np.isfinite(y)
    points = placed.with_columns(pl.Series("x", x), pl.Series("y", y)).filter(pl.Series(finite))
    about = near_sum(points.select("x", "y").to_numpy(), cells.select("x", "y").to_numpy(), None, radius_m + plane["cell_m"][0])
    inside = points.filter(pl.Series(about > 0))
    sites = _merged(inside, crs)
    account = {
        "rows": camera.height, "other_purpose": camera.height - wanted.height, "unplaced": wanted.height - points.height,
        "outside": points.height - inside.height, "used": inside.height, "sites": sites.height,
        "cameras": int(inside["camera_count"].sum()), "unnamed": int((inside["purpose"] == "").sum()),
    }  # fmt: skip
    xy = inside.select("x", "y").unique(maintain_order=True)
    return {"camera_points": xy, "camera_sites": sites, "camera_account": pl.DataFrame([account])}


def covered_of(cells: pl.DataFrame, camera_points: pl.DataFrame, plane: pl.DataFrame, radius_m: float, as_published: bool) -> pl.DataFrame:
    """Per cell the square metres within the radius: true circles, polygons of 48 sides as published, and those the index takes."""
    grid, xy = cells_from(cells, plane), camera_points.select("x", "y").to_numpy()
    circle = cover_area(xy, grid, radius_m)
    published = cover_area(xy, grid, radius_m, quarter_segments=GEOS_QUARTER)
    taken = published if as_published else circle
    whole = grid.cell_m**2
    return pl.DataFrame({
        "cell": cells["cell"], "circle_m2": circle, "published_m2": published, "covered_m2": taken, "covered_share": taken / whole,
    })  # fmt: skip


def _merged(inside: pl.DataFrame, crs: str) -> pl.DataFrame:
    """Rows within 5 m of one another as one site, where the first of them stands; their cameras added up."""
    if inside.is_empty():
        return pl.DataFrame(schema=SITES)
    place = merged_within(inside.select("x", "y").to_numpy(), SAME_M)
    sites = inside.with_columns(pl.Series("place", place)).group_by("place", maintain_order=True).agg(
        pl.col("x", "y").first(), pl.col("camera_count").sum().cast(pl.Int64).alias("cameras"), pl.len().cast(pl.Int64).alias("rows"),
        pl.col("purpose").first(),
    )  # fmt: skip
    lon, lat = to_degrees(crs, sites["x"].to_numpy(), sites["y"].to_numpy())
    return sites.with_columns(pl.Series("lon", lon), pl.Series("lat", lat)).select(*SITES)
