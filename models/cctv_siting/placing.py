"""Where further cameras see the most people nobody sees: demand points inside cells, candidates between them, an exact choice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from models.cctv_siting.gridding import cells_from
from models.methods.coverage import to_degrees, to_plane
from models.methods.siting.bacop import bacop2
from models.methods.siting.cover import cover_near
from models.methods.siting.shortlist import Shortlist, cover_apart, shortlist
from models.methods.siting.solution import Solution
from models.methods.spatial.cover_area import cover_area
from models.methods.spatial.near_sum import near_sum

Array = np.ndarray
MOST, BACKUP_MOST = 2000, 300
_A_PERSON = 1e-6  # so little more is no more


@dataclass(frozen=True, eq=False)
class Demand:
    """Points at most so far apart with the residents each stands for (in all, and not yet seen), and places a camera could stand."""

    points: Array
    people: Array
    unseen: Array
    seen_by: Array
    places: Array
    names: list[str | None]
    costs: Array
    left_out: int


def demand_of(
    cells: pl.DataFrame, plane: pl.DataFrame, camera_points: pl.DataFrame, candidate: pl.DataFrame | None, rejected: set[int],
    radius_m: float, apart_m: float, candidate_m: float, spacing_m: float,
) -> Demand:  # fmt: skip
    """Demand points of inhabited cells and candidates: uploaded ones, else a lattice inside those cells; none beside a camera."""
    grid = cells_from(cells, plane)
    residents = cells["population"].to_numpy()
    lived = residents > 0
    spread = grid.points_inside(apart_m)[lived]
    points = spread.reshape(-1, 2)
    people = np.repeat(residents[lived] / max(spread.shape[1], 1), spread.shape[1])
    cameras = camera_points.select("x", "y").to_numpy()
    seen_by = near_sum(points, cameras, None, radius_m)
    places, names, costs = _places(grid.points_inside(candidate_m)[lived].reshape(-1, 2), candidate, plane["crs"][0])
    beside = near_sum(places, cameras, None, max(spacing_m - 1e-6, 1e-6)) > 0
    at = grid.holding(places)
    barred = np.isin(at, list(rejected)) if rejected else np.zeros(at.size, np.bool_)
    free = ~(beside | barred)
    named = [name for name, kept in zip(names, free, strict=True) if kept] if names else []
    return Demand(points, people, np.where(seen_by > 0, 0.0, people), seen_by, places[free], named, costs[free], int((~free).sum()))


def placed(demand: Demand, sites: int, spacing_m: float, radius_m: float, seed: int) -> tuple[Shortlist | None, list[Solution]]:
    """The best 1, 2 … `sites` places."""
    listed = shortlist(demand.points, demand.unseen, demand.places, radius_m, most=MOST, apart_m=spacing_m)
    if listed is None:
        return None, []
    return listed, [cover_apart(listed, p, spacing_m, work_s=2.0, seed=seed) for p in range(1, sites + 1)]


def placed_once(demand: Demand, sites: int, spacing_m: float, radius_m: float, seed: int) -> tuple[Shortlist | None, Solution | None]:
    """The best `sites` places together, to tell whether others stay: what more work would better is below what is told apart."""
    listed = shortlist(demand.points, demand.unseen, demand.places, radius_m, most=MOST, apart_m=spacing_m)
    return listed, None if listed is None else cover_apart(listed, sites, spacing_m, work_s=0.2, seed=seed)


def beside(sites: pl.DataFrame, places: Array, near_m: float) -> Array:
    """Which sites have one of the places at most `near_m` away."""
    return near_sum(sites.select("x", "y").to_numpy(), places, None, near_m) > 0


def tables_of(
    demand: Demand, solved: list[Solution], cells: pl.DataFrame, plane: pl.DataFrame, camera_points: pl.DataFrame, radius_m: float,
    unseen: float,
) -> dict[str, pl.DataFrame]:  # fmt: skip
    """`next_sites` in the order that gains most first, and `curve` over the number of sites; people by exact area."""
    crs, chosen = plane["crs"][0], demand.places[solved[-1].sites]
    first = _order(demand, chosen, radius_m)
    turn, gains = by_gain(chosen[first], cells, plane, camera_points, radius_m)
    chosen, numbers = chosen[first][turn], solved[-1].sites[first][turn]
    home = cells_from(cells, plane).holding(chosen)
    lon, lat = to_degrees(crs, chosen[:, 0], chosen[:, 1])
    held = cells.select("cell_id", "dong")
    name = [demand.names[i] if demand.names else None for i in numbers]
    sites = pl.DataFrame({
        "rank": np.arange(1, len(chosen) + 1), "x": chosen[:, 0], "y": chosen[:, 1], "lon": lon, "lat": lat, "cell": home,
        "place": pl.Series(name, dtype=pl.Utf8), "new_people": gains, "total_people": np.cumsum(gains), "cost": demand.costs[numbers],
    }).with_columns(
        pl.col("cost").fill_nan(None),
        cell_id=pl.Series([held["cell_id"][int(i)] if i >= 0 else None for i in home], dtype=pl.Utf8),
        dong=pl.Series([held["dong"][int(i)] if i >= 0 else None for i in home], dtype=pl.Utf8),
    )  # fmt: skip
    added = [newly_seen(demand.places[found.sites], cells, plane, camera_points, radius_m) for found in solved]
    curve = pl.DataFrame([
        {
            "sites": found.sites.size, "new_people": people, "share": people / unseen if unseen > 0 else 0.0,
            "gap": max(0.0, found.gap) if np.isfinite(found.gap) else None, "status": found.status,
        }
        for found, people in zip(solved, added, strict=True)
    ])  # fmt: skip
    return {"next_sites": sites, "curve": curve.unique("sites", keep="first", maintain_order=True)}


def newly_seen(places: Array, cells: pl.DataFrame, plane: pl.DataFrame, camera_points: pl.DataFrame, radius_m: float) -> float:
    """Residents the places see together that no camera sees now, by the exact area of the circles in each cell."""
    return _newly_seen(places, cells, plane, camera_points, radius_m)(places)


def by_gain(
    places: Array, cells: pl.DataFrame, plane: pl.DataFrame, camera_points: pl.DataFrame, radius_m: float
) -> tuple[Array, Array]:  # fmt: skip
    """An order near the given one in which no place adds less than the one after it, and how many residents each adds to those before it,
    by the exact area of the circles in each cell. Neighbours change places until it is so: what the first few see only grows by that."""
    seen = _newly_seen(places, cells, plane, camera_points, radius_m)
    turn = list(range(len(places)))
    people = [seen(places[turn[:count]]) for count in range(len(turn) + 1)]
    at = 0
    while at + 2 < len(people):
        if people[at + 2] - people[at + 1] > people[at + 1] - people[at] + _A_PERSON:
            turn[at], turn[at + 1] = turn[at + 1], turn[at]
            people[at + 1] = seen(places[turn[: at + 1]])
            at = max(at - 1, 0)
        else:
            at += 1
    return np.asarray(turn, dtype=np.int64), np.diff(people)


def _newly_seen(
    places: Array, cells: pl.DataFrame, plane: pl.DataFrame, camera_points: pl.DataFrame, radius_m: float
) -> Callable[[Array], float]:  # fmt: skip
    """The same of some of the places, any number of times."""
    grid, residents = cells_from(cells, plane), cells["population"].to_numpy()
    near = np.flatnonzero(near_sum(grid.centres, places, None, radius_m + grid.cell_m) > 0)
    part = type(grid)(grid.column[near], grid.row[near], grid.cell_m)
    standing = camera_points.select("x", "y").to_numpy()
    before = cover_area(standing, part, radius_m)

    def seen(some: Array) -> float:
        if not len(some):
            return 0.0
        now = cover_area(np.concatenate([standing, some]), part, radius_m)
        return float(((now - before) / grid.cell_m**2) @ residents[near])

    return seen


def backup_of(demand: Demand, listed: Shortlist, solved: Solution, radius_m: float, seed: int) -> pl.DataFrame:
    """How many residents are seen once and twice: today, by the best single cover, and by sites chosen for a second view too."""
    count = solved.sites.size
    reach = near_sum(demand.places, demand.points, np.where(demand.seen_by < 2, demand.people, 0.0), radius_m)
    kept = np.unique(np.concatenate([np.sort(np.argsort(-reach, kind="stable")[:BACKUP_MOST]), solved.sites]))
    rows = np.flatnonzero((near_sum(demand.points, demand.places[kept], None, radius_m) > 0) & (demand.people > 0))
    from_cover = cover_near(demand.points[rows], demand.places[kept], radius_m * (1 + 1e-12))
    rows_w, already = demand.people[rows], np.minimum(demand.seen_by[rows], 2)
    start = np.searchsorted(kept, solved.sites)
    twice = bacop2(from_cover, rows_w, count, already=already, start=start, first_share=0.5, work_s=3.0, seed=seed)
    lists = (("today", np.empty((0, 2)), None), ("once", demand.places[solved.sites], solved.gap),
             ("twice", demand.places[kept[twice.sites]], twice.gap))  # fmt: skip
    total = float(demand.people.sum())
    found = []
    for name, places, gap in lists:
        seen = demand.seen_by + near_sum(demand.points, places, None, radius_m)
        once, both = float(demand.people[seen >= 1].sum()), float(demand.people[seen >= 2].sum())
        found.append({
            "plan": name, "sites": len(places), "seen_once": once, "once_share": once / total, "seen_twice": both,
            "twice_share": both / total, "gap": gap if gap is None or np.isfinite(gap) else None,
        })  # fmt: skip
    return pl.DataFrame(found)


def _places(lattice: Array, candidate: pl.DataFrame | None, crs: str) -> tuple[Array, list[str | None], Array]:
    if candidate is None:
        return lattice, [], np.full(len(lattice), np.nan)
    known = candidate.filter(pl.col("location_lon").is_not_null(), pl.col("location_lat").is_not_null())
    x, y = to_plane(crs, known["location_lon"].to_numpy(), known["location_lat"].to_numpy())
    cost = known["cost"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    return np.column_stack([x, y]), known["location_name"].to_list(), cost


def _order(demand: Demand, chosen: Array, radius_m: float) -> Array:
    """The places with the one that adds most first, then the one that adds most to it, and so on."""
    left, free, turn = demand.unseen.copy(), list(range(len(chosen))), []
    while free:
        gains = near_sum(chosen[free], demand.points, left, radius_m)
        best = free.pop(int(np.argmax(gains)))
        turn.append(best)
        left[near_sum(demand.points, chosen[best : best + 1], None, radius_m) > 0] = 0.0
    return np.asarray(turn, dtype=np.int64)
