"""What is looked at on the spot, and what came back from there."""

from __future__ import annotations

import numpy as np
import polars as pl

from models.cctv_siting.gridding import by_cell
from models.methods.spatial.near_sum import near_sum

UNFIT = "부적합|불가|불가능|제외|반려|탈락|곤란|reject|unfit|unsuitable|impossible"
EMPTY_BOX = "□"
CHECKS = ("ground", "power", "privacy", "verdict")


def rejected(visit: pl.DataFrame | None, cell_ids: pl.DataFrame | None) -> set[int]:
    """Numbers of the cells found unfit on a visit."""
    held = _verdicts(visit, cell_ids)
    return set(held.filter(pl.col("verdict") == "unfit")["cell"].to_list())


def verdict_of(index: pl.DataFrame, visit: pl.DataFrame | None, cell_ids: pl.DataFrame | None) -> pl.Series:
    """Per row of the index what a visit said: fit, unfit, or nothing."""
    held = _verdicts(visit, cell_ids)
    return index.select("cell").join(held, on="cell", how="left", maintain_order="left")["verdict"].alias("visited")


def sheet_of(
    next_sites: pl.DataFrame, top_cells: pl.DataFrame, cells: pl.DataFrame, requests: np.ndarray | None, radius_m: float
) -> pl.DataFrame:
    """One row a place to visit: those of the exact choice, then cells of the index that none of them lies in."""
    middles = cells.select("cell", "x", "y")
    own = next_sites.select("rank", "cell", "cell_id", "dong", "place", "lon", "lat", "x", "y", "new_people", list=pl.lit("optimum"))
    held = set(next_sites["cell"].to_list())
    others = top_cells.filter(~pl.col("cell").is_in(list(held))).join(middles, on="cell")
    index = others.select(
        "rank", "cell", "cell_id", "dong", pl.lit(None, pl.Utf8).alias("place"), "lon", "lat", "x", "y",
        pl.lit(None, pl.Float64).alias("new_people"), list=pl.lit("index"),
    )  # fmt: skip
    both = pl.concat([own, index], how="vertical_relaxed")
    asked = np.full(both.height, None) if requests is None else near_sum(both.select("x", "y").to_numpy(), requests, None, 2 * radius_m)
    at = pl.Series("map_place", [f"{b:.5f},{a:.5f}" for a, b in both.select("lon", "lat").iter_rows()], dtype=pl.Utf8)
    return both.with_columns(at, pl.Series("requests", asked, dtype=pl.Float64), *(pl.lit(EMPTY_BOX).alias(name) for name in CHECKS)).join(
        top_cells.select("cell", "index", "visited"), on="cell", how="left", maintain_order="left"
    )


def _verdicts(visit: pl.DataFrame | None, cell_ids: pl.DataFrame | None) -> pl.DataFrame:
    if visit is None or cell_ids is None:
        return pl.DataFrame(schema={"cell": pl.Int64, "verdict": pl.Utf8})
    # A box nobody filled in is no verdict.
    filled = visit.with_columns(pl.col("verdict").str.strip_chars(f" {EMPTY_BOX}")).filter(pl.col("verdict").fill_null("") != "")
    said = by_cell(filled, cell_ids).filter(pl.col("cell").is_not_null())
    unfit = pl.when(pl.col("verdict").str.contains(f"(?i){UNFIT}")).then(pl.lit("unfit")).otherwise(pl.lit("fit"))
    return said.select("cell", verdict=unfit).unique("cell", keep="last", maintain_order=True)
