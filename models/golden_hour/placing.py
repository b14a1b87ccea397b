"""Where further ambulances would stand: by four yardsticks, one to five of them, and how many would cover everyone."""

from __future__ import annotations

from math import ceil, isfinite
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.golden_hour.city_arrays import City
from models.methods.relocation import best_additions
from models.methods.siting import Cover, Solution, cover_within, lscp, mclp, mexclp, p_median
from models.methods.survival import cardiac_survival

MOST_ADDED = 5
WORK_S = 5.0
FAR_MIN = 999.0
YARDSTICKS = {
    "mclp": {"ko": "목표 이내 신고를 가장 많이(MCLP)", "en": "most calls within target (MCLP)"},
    "mexclp": {"ko": "구급차가 바쁜 것까지 셈(MEXCLP)", "en": "busy ambulances considered (MEXCLP)"},
    "p_median": {"ko": "평균 시간을 가장 짧게(p-median)", "en": "shortest mean time (p-median)"},
    "survival": {"ko": "심정지 생존을 가장 많이", "en": "most cardiac arrest survival"},
}
WAYS_OF_POST = {
    "n": {"ko": "북쪽", "en": "north"}, "ne": {"ko": "북동쪽", "en": "north-east"}, "e": {"ko": "동쪽", "en": "east"},
    "se": {"ko": "남동쪽", "en": "south-east"}, "s": {"ko": "남쪽", "en": "south"}, "sw": {"ko": "남서쪽", "en": "south-west"},
    "w": {"ko": "서쪽", "en": "west"}, "nw": {"ko": "북서쪽", "en": "north-west"},
}  # fmt: skip
CURVE = {
    "added": pl.Int64, "sites": pl.Utf8, "earlier_share": pl.Float64, "later_share": pl.Float64, "gain_year": pl.Float64,
    "step_year": pl.Float64, "status": pl.Utf8,
}  # fmt: skip


def weights_of(city: City) -> NDArray[np.float64]:
    """The earlier calls choose; when there are none, all do."""
    return city.earlier if city.earlier.sum() > 0 else city.calls


def judged(city: City) -> NDArray[np.float64]:
    """The later calls judge; when there are none, all do."""
    return city.later if city.later.sum() > 0 else city.calls


def status(solution: Solution) -> str:
    """The code "optimal" with a proof, else "gap:2.0": by how many percent the best possible could be above.

    "clock:2.0" where the wall clock ended the solve, so that another run may give other places.
    """
    return "optimal" if solution.status == "optimal" else _unproven(solution.gap, solution.stopped)


def _unproven(gap: float, stopped: bool) -> str:
    # Rounded up, for it is told as what the best cannot exceed; a hair less than a tenth is rounding of the machine.
    percent = ceil(gap * 1000 - 1e-6) / 10 if isfinite(gap) else gap
    return f"{'clock' if stopped else 'gap'}:{percent:.1f}"


def solved(city: City, cover: Cover, weights: NDArray, added: int, seed: int) -> Solution:
    """The best places for `added` further ambulances beside today's posts (MCLP)."""
    fixed = city.active
    return mclp(cover, weights, fixed.size + added, fixed, work_s=WORK_S, seed=seed)


def placement(
    city: City, cells: pl.DataFrame, sites: pl.DataFrame, busy: float, span: pl.DataFrame, target_min: float,
    limits: tuple[float, float, float], add_units: int, survival: bool, seed: int,
) -> dict[str, pl.DataFrame]:  # fmt: skip
    """The tables of siting; without any free candidate they are empty."""
    weights, cover = weights_of(city), cover_within(city.response_min.T, target_min)
    fixed, free = city.active, sites.height - city.active.size
    most = min(MOST_ADDED, free)
    answers = {added: solved(city, cover, weights, added, seed) for added in range(1, most + 1)}
    new = {added: np.setdiff1d(answer.sites, fixed) for added, answer in answers.items()}
    add = min(add_units, most)
    year = 365.25 / float(span["later_days"][0] if city.later.sum() > 0 else span["days"][0])
    yardsticks, mexclp_new = _yardsticks(city, cells, sites, cover, add, busy, survival, answers.get(add), seed)
    return {
        "curve": _curve(city, sites, answers, new, target_min, year),
        "curve_sites": _curve_sites(city, new, mexclp_new, add, target_min),
        "next_sites": _next_sites(city, cells, sites, new.get(add, np.empty(0, int)), target_min, year),
        "candidates": _candidates(city, sites, cover, target_min, year),
        "yardsticks": yardsticks,
        "cover_all": _cover_all(city, limits, seed),
    }


def in_order(city: City, chosen: NDArray[np.int64], target_min: float) -> list[tuple[int, float]]:
    """The chosen sites, each time the one that adds most next, with the later calls it adds."""
    weight, left = judged(city), city.nearest_min() > target_min
    waiting, found = [int(site) for site in chosen], []
    while waiting:
        gains = [float(weight[left & (city.response_min[site] <= target_min)].sum()) for site in waiting]
        best = int(np.argmax(gains))
        site = waiting.pop(best)
        found.append((site, gains[best]))
        left &= city.response_min[site] > target_min
    return found


def _curve(
    city: City, sites: pl.DataFrame, answers: dict[int, Solution], new: dict[int, NDArray], target_min: float, year: float
) -> pl.DataFrame:
    early, late = weights_of(city), judged(city)
    now = city.nearest_min() <= target_min
    rows: list[dict[str, Any]] = [{
        "added": 0, "sites": "–", "earlier_share": float(early[now].sum() / early.sum()),
        "later_share": float(late[now].sum() / late.sum()), "gain_year": 0.0, "step_year": 0.0, "status": "",
    }]  # fmt: skip
    for added, answer in answers.items():
        covered = answer.covered > 0 if answer.covered is not None else now
        gain = float((late[covered].sum() - late[now].sum()) * year)
        rows.append({
            "added": added, "sites": ", ".join(sites["name"][int(site)] for site in new[added]) or "–",
            "earlier_share": float(early[covered].sum() / early.sum()), "later_share": float(late[covered].sum() / late.sum()),
            "gain_year": gain, "step_year": gain - rows[-1]["gain_year"], "status": status(answer),
        })  # fmt: skip
    return pl.DataFrame(rows, schema=CURVE)


def _curve_sites(city: City, new: dict[int, NDArray], mexclp_new: NDArray, add: int, target_min: float) -> pl.DataFrame:
    rows = [("mclp", added, site) for added, chosen in new.items() for site, _ in in_order(city, chosen, target_min)]
    rows += [("mexclp", add, int(site)) for site in mexclp_new]
    return pl.DataFrame(rows, schema={"yardstick": pl.Utf8, "added": pl.Int64, "site": pl.Int64}, orient="row")


def _next_sites(city: City, cells: pl.DataFrame, sites: pl.DataFrame, chosen: NDArray, target_min: float, year: float) -> pl.DataFrame:
    late = judged(city)
    share = float(late[city.nearest_min() <= target_min].sum() / late.sum())
    posts, rows = sites.filter(pl.col("kind") == "existing"), []
    for rank, (site, gain) in enumerate(in_order(city, chosen, target_min), start=1):
        share += gain / float(late.sum())
        near = np.hypot(cells["x"].to_numpy() - sites["x"][site], cells["y"].to_numpy() - sites["y"][site]).argmin()
        rows.append({
            "rank": rank, "site": site, "name": sites["name"][site], "area": cells["area"][int(near)], "gain_year": gain * year,
            "share_after": share, **_beside(posts, sites["x"][site], sites["y"][site]), "lon": sites["lon"][site],
            "lat": sites["lat"][site],
        })  # fmt: skip
    schema = {"rank": pl.Int64, "site": pl.Int64, "name": pl.Utf8, "area": pl.Utf8, "gain_year": pl.Float64,
              "share_after": pl.Float64, "post": pl.Utf8, "post_km": pl.Float64, "post_way": pl.Utf8, "lon": pl.Float64,
              "lat": pl.Float64}  # fmt: skip
    return pl.DataFrame(rows, schema=schema)


def _beside(posts: pl.DataFrame, x: float, y: float) -> dict[str, Any]:
    """The post nearest to a place, how far the place lies from it as the crow flies, and in which of the eight directions."""
    east, north = x - posts["x"].to_numpy(), y - posts["y"].to_numpy()
    away = np.hypot(east, north)
    near = int(away.argmin())
    turn = round(float(np.arctan2(east[near], north[near])) / (np.pi / 4)) % len(WAYS_OF_POST)
    return {"post": posts["name"][near], "post_km": float(away[near]) / 1000, "post_way": list(WAYS_OF_POST)[turn]}


def _candidates(city: City, sites: pl.DataFrame, cover: Cover, target_min: float, year: float) -> pl.DataFrame:
    """Each candidate on its own: why not my site? Only sites that were brought have a pin: hundreds of cells would hide the map."""
    late, left = judged(city), city.nearest_min() > target_min
    gain = cover.weight_of_sites(np.where(left, late, 0.0)) * year
    free = pl.Series(np.isin(np.arange(sites.height), city.active, invert=True))
    return (
        sites.with_columns(gain_year=pl.Series(gain)).filter(free)
        .sort("gain_year", "name", descending=[True, False])
        .with_columns(rank=pl.int_range(1, pl.len() + 1), behind_year=pl.col("gain_year").max() - pl.col("gain_year"))
        .select(
            "rank", "name", "gain_year", "behind_year", "lon", "lat",
            pin_lon=pl.when(pl.col("kind") == "candidate").then("lon"), pin_lat=pl.when(pl.col("kind") == "candidate").then("lat"),
        )
    )  # fmt: skip


def _yardsticks(
    city: City, cells: pl.DataFrame, sites: pl.DataFrame, cover: Cover, add: int, busy: float, survival: bool,
    by_cover: Solution | None, seed: int,
) -> tuple[pl.DataFrame, NDArray[np.int64]]:  # fmt: skip
    """What each yardstick would choose for the same number of ambulances, and the sites MEXCLP adds."""
    rows, extra = [], np.empty(0, dtype=np.int64)
    weights, fixed = weights_of(city), city.active
    if by_cover is not None and add:
        rows.append(_row("mclp", np.setdiff1d(by_cover.sites, fixed), by_cover.value / weights.sum(), None, status(by_cover), sites))
        extra, worth, proof = _with_busy(city, cover, weights, add, busy, seed)
        rows.append(_row("mexclp", extra, worth / weights.sum(), None, proof, sites))
        cost, calls = _by_cell(city, cells.height)
        shortest = p_median(cost, fixed.size + add, calls, fixed, work_s=WORK_S, seed=seed)
        mean = shortest.value / calls.sum()
        rows.append(_row("p_median", np.setdiff1d(shortest.sites, fixed), None, mean, status(shortest), sites))
        arrests = cells["arrests"].to_numpy().astype(float)
        if survival and arrests.sum() > 0:
            loss = 1 - cardiac_survival(cost)
            most = p_median(loss, fixed.size + add, arrests, fixed, work_s=WORK_S, seed=seed)
            saved = 1 - most.value / arrests.sum()
            rows.append(_row("survival", np.setdiff1d(most.sites, fixed), saved, None, status(most), sites))
    schema = {"yardstick": pl.Utf8, "sites": pl.Utf8, "share": pl.Float64, "mean_min": pl.Float64, "status": pl.Utf8}
    return pl.DataFrame(rows, schema=schema), extra


def _with_busy(city: City, cover: Cover, weights: NDArray, add: int, busy: float, seed: int) -> tuple[NDArray[np.int64], float, str]:
    """The sites MEXCLP adds, their worth and its proof: every site tried for one, else the better of swap search and HiGHS."""
    tried = best_additions(cover, weights, city.units, busy, add)
    found, value, bound, stopped = np.array(tried.sites), tried.value, tried.bound, False
    if add > 1:
        solved_too = mexclp(cover, weights, int(city.units.sum()) + add, busy, city.units, work_s=WORK_S, seed=seed)
        bound, stopped = min(bound, solved_too.bound), solved_too.stopped
        if solved_too.value > value:
            more = np.bincount(solved_too.sites, minlength=city.units.size) - city.units
            found, value = np.repeat(np.arange(city.units.size), np.maximum(more, 0)), solved_too.value
    gap = (bound - value) / value if value > 0 else 0.0
    return found, value, "optimal" if gap <= 1e-6 else _unproven(gap, stopped)


def _row(name: str, chosen: NDArray, share: float | None, mean: float | None, proof: str, sites: pl.DataFrame) -> dict[str, object]:
    names = ", ".join(sites["name"][int(site)] for site in chosen) or "–"
    return {"yardstick": name, "sites": names, "share": share, "mean_min": mean, "status": proof}


def _by_cell(city: City, n: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean response of each cell to each site over its bands (cells × sites), and the earlier calls of the cell."""
    weights = weights_of(city)
    calls: NDArray[np.float64] = np.bincount(city.cell, weights, n).astype(float)
    cost = np.zeros((n, city.response_min.shape[0]))
    # Of a band every cell has one row.
    for band in range(len(city.bands)):
        rows = np.flatnonzero(city.band == band)
        response = np.take(city.response_min, rows, axis=1)
        response[~np.isfinite(response)] = FAR_MIN
        cost[city.cell[rows]] += (response * weights[rows]).T
    cost /= np.maximum(calls, 1e-9)[:, None]
    cost[calls <= 0] = FAR_MIN
    return cost, calls


def _cover_all(city: City, limits: tuple[float, float, float], seed: int) -> pl.DataFrame:
    """How many sites it takes to reach every cell and band that some site can reach (LSCP), with today's posts and from nothing."""
    rows = []
    for limit in limits:
        cover = cover_within(city.response_min.T, limit)
        kept = lscp(cover, city.active, work_s=WORK_S, seed=seed)
        fresh = lscp(cover, work_s=WORK_S, seed=seed)
        never = city.calls[np.diff(cover.row_ptr) == 0].sum() / city.calls.sum()
        rows.append({
            "limit_min": float(limit), "posts": int(city.active.size), "more": int(kept.value) - int(city.active.size),
            "from_nothing": int(fresh.value), "never_share": float(never), "status": status(kept),
        })  # fmt: skip
    return pl.DataFrame(rows)
