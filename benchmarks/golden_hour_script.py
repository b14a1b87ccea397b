"""What a data analyst would write with pandas, geopandas and spopt for the questions of Golden Hour: sites chosen by the first 70 % of
the days. `benchmarks.golden_hour` runs it beside the product.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

CENTRES, CANDIDATES = 12, 488
TARGET_MIN, KMH = 7.0, 30.0
MOST_S = 120.0


def script(folder: Path) -> dict[str, Any]:
    """Shares in time by post, hour and weekday, and the best places for one to three further ambulances."""
    return _answered(folder, (1, 2, 3))[0]


def more(folder: Path) -> dict[str, Any]:
    """The same for one to five, with the sites it takes to reach every cell (LSCP, three thresholds, with today's posts and without) and
    the places with the shortest mean time (p-median): what of the product's answers spopt can solve. No variation, no redraw.
    """
    import pulp
    from spopt.locate import LSCP, PMedian

    said, metres, earlier = _answered(folder, (1, 2, 3, 4, 5))
    predefined = np.r_[np.ones(CENTRES, int), np.zeros(metres.shape[1] - CENTRES, int)]
    said["cover_all"] = {}
    for limit in (5.0, TARGET_MIN, 10.0):
        radius = limit * KMH / 60 * 1000
        some = metres[(metres <= radius).any(axis=1)]
        sizes = []
        for fixed in (predefined, None):
            model = LSCP.from_cost_matrix(some, radius, predefined_facilities_arr=fixed)
            model.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=MOST_S))
            sizes.append(round(model.problem.objective.value()))
        said["cover_all"][str(limit)] = [sizes[0] - CENTRES, sizes[1]]
    minutes = metres / 1000 / KMH * 60
    shortest = PMedian.from_cost_matrix(minutes, earlier, p_facilities=CENTRES + 3, predefined_facilities_arr=predefined)
    shortest.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=MOST_S))
    # "Optimal" may be said of what was found when the time ended: only the solution's own status tells.
    found = shortest.problem.sol_status in (pulp.LpSolutionOptimal, pulp.LpSolutionIntegerFeasible)
    said["mean_min"] = shortest.problem.objective.value() / earlier.sum() if found else None
    said["mean_status"] = f"{pulp.LpSolution[shortest.problem.sol_status]}, at most {MOST_S:.0f} s"
    return said


def _answered(folder: Path, additions: tuple[int, ...]) -> tuple[dict[str, Any], np.ndarray, np.ndarray]:
    """The answers of `script`, the metres of each cell to each site, and the earlier calls of each cell."""
    import geopandas
    import pandas
    import pulp
    from spopt.locate import MCLP

    moments = ["신고일시", "출동일시", "현장도착일시", "귀소일시"]
    calls = pandas.read_csv(folder / "calls.csv", parse_dates=moments)
    centers = pandas.read_csv(folder / "centers.csv")
    minutes = (calls["현장도착일시"] - calls["신고일시"]).dt.total_seconds() / 60
    first, last = calls["신고일시"].min(), calls["신고일시"].max()
    calls = calls[(minutes >= 0) & (minutes <= 120)].assign(minutes=minutes)
    share = float((calls["minutes"] <= TARGET_MIN).mean())
    for keys in (["출동안전센터"], [calls["신고일시"].dt.hour, calls["신고일시"].dt.day_of_week]):
        calls.groupby(keys)["minutes"].agg(["count", "median", lambda part: part.quantile(0.9)])
    where = geopandas.GeoDataFrame(calls, geometry=geopandas.points_from_xy(calls["경도"], calls["위도"]), crs=4326).to_crs(5179)
    posts = geopandas.GeoDataFrame(centers, geometry=geopandas.points_from_xy(centers["경도"], centers["위도"]), crs=4326).to_crs(5179)
    where = where.assign(x=where.geometry.x, y=where.geometry.y, earlier=where["신고일시"] < (first + (last - first) * 0.7).floor("D"))
    cell = (where["x"] // 500).astype(int) * 1_000_000 + (where["y"] // 500).astype(int)
    cells = where.groupby(cell).agg(x=("x", "mean"), y=("y", "mean"), calls=("x", "size"), earlier=("earlier", "sum"))
    x, y, earlier = cells["x"].to_numpy(), cells["y"].to_numpy(), cells["earlier"].to_numpy()
    middle_x, middle_y = cells.index.to_numpy() // 1_000_000 * 500 + 250.0, cells.index.to_numpy() % 1_000_000 * 500 + 250.0
    post_x, post_y = posts.geometry.x.to_numpy(), posts.geometry.y.to_numpy()
    apart = (np.hypot(middle_x[:, None] - post_x, middle_y[:, None] - post_y) > 100).all(axis=1)
    middles = zip(middle_x, middle_y, strict=True)
    near = np.array([cells["calls"][np.hypot(x - here, y - there) <= 1_500].sum() for here, there in middles])
    best = np.argsort(-np.where(apart, near, -1), kind="stable")[:CANDIDATES]
    metres = np.hypot(x[:, None] - np.r_[post_x, middle_x[best]], y[:, None] - np.r_[post_y, middle_y[best]]) * 1.3
    covered = {}
    for extra in additions:
        predefined = np.r_[np.ones(CENTRES, int), np.zeros(len(best), int)]
        model = MCLP.from_cost_matrix(
            metres, weights=earlier, service_radius=TARGET_MIN * KMH / 60 * 1000, p_facilities=CENTRES + extra,
            predefined_facilities_arr=predefined,
        )  # fmt: skip
        model.solve(pulp.PULP_CBC_CMD(msg=False))
        covered[extra] = round(model.problem.objective.value())
    return {"share_7": share, "calls": len(calls), "covered": covered, "earlier": int(earlier.sum())}, metres, earlier
