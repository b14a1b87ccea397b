"""Who lives unseen: by dong and by group, today and with the cameras to come."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from models.cctv_siting.gridding import cells_from
from models.methods.equity import outside_share
from models.methods.spatial.cover_area import cover_area

GROUPS = ("population", "women", "children", "elderly")


def dongs_of(cells: pl.DataFrame, covered: pl.DataFrame, camera_sites: pl.DataFrame, plane: pl.DataFrame) -> pl.DataFrame | None:
    """One row a dong: residents, those outside every radius, and the camera sites that stand there."""
    if not cells["dong"].count():
        return None
    home = cells_from(cells, plane).holding(camera_sites.select("x", "y").to_numpy())
    standing = np.bincount(home[home >= 0], minlength=cells.height)
    bare = pl.Series("bare", 1 - covered["covered_share"].to_numpy())
    return (
        cells.with_columns(bare, pl.Series("standing", standing))
        .filter(pl.col("dong").is_not_null())
        .group_by("dong")
        .agg(
            pl.len().alias("cells"), pl.col("population").sum(), (pl.col("population") * pl.col("bare")).sum().alias("uncovered_people"),
            (pl.col("elderly") * pl.col("bare")).sum().alias("uncovered_elderly"),
            (pl.col("children") * pl.col("bare")).sum().alias("uncovered_children"),
            pl.col("standing").sum().alias("camera_sites"),
        )
        .with_columns(
            uncovered_share=pl.when(pl.col("population") > 0).then(pl.col("uncovered_people") / pl.col("population")),
            sites_per_1000=pl.when(pl.col("population") > 0).then(1000 * pl.col("camera_sites") / pl.col("population")),
        )
        .sort("uncovered_people", "dong", descending=[True, False])
        .with_columns(rank=pl.int_range(1, pl.len() + 1, dtype=pl.Int64))
    )  # fmt: skip


def groups_of(
    cells: pl.DataFrame, covered: pl.DataFrame, plane: pl.DataFrame, camera_points: pl.DataFrame, sites: pl.DataFrame | None,
    radius_m: float,
) -> pl.DataFrame:  # fmt: skip
    """One row a group: how many, the share unseen today and with the sites, and the gap to everyone."""
    now = 1 - covered["circle_m2"].to_numpy() / float(plane["cell_m"][0]) ** 2
    later = now
    if sites is not None and sites.height:
        all_places = np.concatenate([camera_points.select("x", "y").to_numpy(), sites.select("x", "y").to_numpy()])
        later = 1 - cover_area(all_places, cells_from(cells, plane), radius_m) / float(plane["cell_m"][0]) ** 2
    everyone = cells["population"].to_numpy()
    rows: list[dict[str, Any]] = []
    for group in GROUPS:
        if not cells[group].count():
            continue
        people = cells[group].fill_null(0).to_numpy()
        if people.sum() <= 0 or everyone.sum() <= 0:
            continue
        before, after = outside_share(now, people, everyone), outside_share(later, people, everyone)
        rows.append({
            "group": group, "people": float(people.sum()), "unseen": float(people @ now), "unseen_share": before.group, "gap": before.gap,
            "later_share": after.group if sites is not None else None, "later_gap": after.gap if sites is not None else None,
        })  # fmt: skip
    schema = {"group": pl.Utf8, "people": pl.Float64, "unseen": pl.Float64, "unseen_share": pl.Float64, "gap": pl.Float64,
              "later_share": pl.Float64, "later_gap": pl.Float64}  # fmt: skip
    return pl.DataFrame(rows, schema=schema)
