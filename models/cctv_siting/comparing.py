"""Lists of places beside one another: by index, by exact choice, by residents alone and by complaints."""

from __future__ import annotations

import numpy as np
import polars as pl

from models.cctv_siting.gridding import cells_from
from models.cctv_siting.placing import newly_seen
from models.methods.coverage import to_plane
from models.methods.spatial.near_sum import near_sum

Lists = dict[str, np.ndarray]


def requests_of(complaint_request: pl.DataFrame, plane: pl.DataFrame) -> np.ndarray:
    """Places of requests, in metres of the plane."""
    placed = complaint_request.filter(pl.col("location_lon").is_not_null(), pl.col("location_lat").is_not_null())
    x, y = to_plane(plane["crs"][0], placed["location_lon"].to_numpy(), placed["location_lat"].to_numpy())
    xy = np.column_stack([x, y])
    return xy[np.isfinite(xy).all(axis=1)]


def lists_of(
    index: pl.DataFrame, cells: pl.DataFrame, covered: pl.DataFrame, plane: pl.DataFrame, sites: pl.DataFrame, requests: np.ndarray | None,
    count: int, camera_points: pl.DataFrame, spacing_m: float,
) -> Lists:  # fmt: skip
    """The first places of each list: middles of cells for the index and for residents, the mean of a cell's requests for complaints."""
    unseen = cells["population"].to_numpy() * (1 - covered["covered_share"].to_numpy())
    middles = cells.select("x", "y").to_numpy()
    # Under the same rule as the exact choice: not beside a standing camera.
    free = near_sum(middles, camera_points.select("x", "y").to_numpy(), None, max(spacing_m - 1e-6, 1e-6)) == 0
    unseen = np.where(free, unseen, 0.0)
    first = np.argsort(-unseen, kind="stable")[:count]
    made: Lists = {"optimum": sites.select("x", "y").to_numpy()}
    made["index"] = index.sort("index", "cell", descending=[True, False]).head(count).select("x", "y").to_numpy()
    made["residents"] = middles[first[unseen[first] > 0]]
    if requests is not None and len(requests):
        home = cells_from(cells, plane).holding(requests)
        asked = np.bincount(home[home >= 0], minlength=cells.height)
        most = np.argsort(-asked, kind="stable")[:count]
        most = most[asked[most] > 0]
        if most.size:
            made["requests"] = np.array([requests[home == cell].mean(axis=0) for cell in most])
    return made


def compared(
    lists: Lists, cells: pl.DataFrame, plane: pl.DataFrame, camera_points: pl.DataFrame, radius_m: float, cost: float | None
) -> pl.DataFrame:
    """One row a list: residents newly seen, what one costs, and how many of its places lie beside one of each other list."""
    near_m = float(plane["cell_m"][0])
    rows = []
    for name, places in lists.items():
        people = newly_seen(places, cells, plane, camera_points, radius_m) if len(places) else 0.0
        beside = {
            f"near_{other}": int((near_sum(places, lists[other], None, near_m) > 0).sum()) if other in lists else None
            for other in ("optimum", "index", "requests")
        }
        spent = cost * len(places) if cost else None
        rows.append({
            "list": name, "sites": len(places), "new_people": people, "cost": spent,
            "cost_per_person": spent / people if spent and people > 0 else None, **beside,
        })  # fmt: skip
    schema = {"list": pl.Utf8, "sites": pl.Int64, "new_people": pl.Float64, "cost": pl.Float64, "cost_per_person": pl.Float64,
              "near_optimum": pl.Int64, "near_index": pl.Int64, "near_requests": pl.Int64}  # fmt: skip
    return pl.DataFrame(rows, schema=schema)


def cost_of(candidate: pl.DataFrame | None, complaint_request: pl.DataFrame | None) -> float | None:
    """The usual cost of a site: the median of the candidates', else of the requests'."""
    for table in (candidate, complaint_request):
        if table is not None and table["cost"].count():
            return float(table["cost"].cast(pl.Float64).median())  # type: ignore[arg-type]
    return None
