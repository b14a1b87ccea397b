"""The Python steps of camera siting: each turns small tables into what the result shows."""

from __future__ import annotations

import numpy as np
import polars as pl

from models.cctv_siting import blindness, checking, comparing, gridding, incidents, indexing, placing, sentences, visiting, watching
from models.cctv_siting import layers as layering
from models.cctv_siting.shifted import shifted


def cells(demand_cell: pl.DataFrame, cell_m: int) -> dict[str, pl.DataFrame | None]:
    """The cells of the place and who lives there."""
    return gridding.grid_of(demand_cell, cell_m)


def cameras(
    camera: pl.DataFrame, purposes: pl.DataFrame, cells: pl.DataFrame, plane: pl.DataFrame, radius_m: float
) -> dict[str, pl.DataFrame]:
    """The cameras that count."""
    return watching.cameras_of(camera, purposes, cells, plane, radius_m)


def covered(
    cells: pl.DataFrame, camera_points: pl.DataFrame, plane: pl.DataFrame, radius_m: float, as_published: bool
) -> pl.DataFrame:  # fmt: skip
    """What of each cell is watched."""
    return watching.covered_of(cells, camera_points, plane, radius_m, as_published)


def layers(
    cells: pl.DataFrame, cell_ids: pl.DataFrame, plane: pl.DataFrame, shop_min: int, women_weight: float, women_cut: float,
    detached_weight: float, detached_cut: float, shops: pl.DataFrame | None = None, risk_place: pl.DataFrame | None = None,
    flow: pl.DataFrame | None = None, women: pl.DataFrame | None = None, detached: pl.DataFrame | None = None,
) -> dict[str, pl.DataFrame]:  # fmt: skip
    """The other layers of the index."""
    parts = {
        "environment": layering.surroundings(cells, cell_ids, plane, shops, risk_place, shop_min),
        "flow": layering.footfall(cells, cell_ids, flow),
        "women_factor": layering.women_factor(cells, cell_ids, women, women_weight, women_cut),
        "detached_factor": layering.detached_factor(cells, cell_ids, detached, detached_weight, detached_cut),
    }
    none = np.zeros(cells.height)
    table = cells.select("cell").with_columns(
        *(pl.Series(name, layer.values, dtype=pl.Float64) for name, layer in parts.items()),
        *(pl.Series(f"{name}_share", none if (part := parts[f"{name}_factor"].shares) is None else part) for name in ("women", "detached")),
    )
    return {"layers": table, "layers_used": layering.account_of(parts, cells["population"].to_numpy())}


def index(
    cells: pl.DataFrame, covered: pl.DataFrame, layers: pl.DataFrame, plane: pl.DataFrame, camera_points: pl.DataFrame, sites: int,
    strata: bool, w_monitoring: float, w_environment: float, w_flow: float, radius_m: float, seed: int, layers_used: pl.DataFrame,
    visit: pl.DataFrame | None = None, cell_ids: pl.DataFrame | None = None,
) -> dict[str, pl.DataFrame]:  # fmt: skip
    """The index of every cell, how steadily it is among the first, and what changes the list."""
    weights = (w_monitoring, w_environment, w_flow)
    table = indexing.index_of(cells, covered, layers, plane, weights, strata)
    changes, kept = checking.variations(table, cells, plane, camera_points, sites, weights, radius_m, layers_used)
    table = table.with_columns(
        pl.Series("stable", checking.drawn_share(table, sites, seed, weights)), pl.Series("kept", kept),
        visited=visiting.verdict_of(table, visit, cell_ids),
    )  # fmt: skip
    shown = table.select(*INDEX)
    polygons = covered.with_columns(covered_m2="published_m2"), covered.with_columns(covered_m2="circle_m2")
    both = [indexing.index_of(cells, one, layers, plane, weights, strata) for one in polygons]
    told = {"index_cells": shown, "top_cells": indexing.top_of(shown, sites), "variations": changes}
    return {**told, "circle_difference": _difference(both[0], both[1], covered, sites)}


def blind(cells: pl.DataFrame, covered: pl.DataFrame, camera_sites: pl.DataFrame, plane: pl.DataFrame) -> pl.DataFrame | None:
    """Residents unseen by dong."""
    return blindness.dongs_of(cells, covered, camera_sites, plane)


def placement(
    cells: pl.DataFrame, covered: pl.DataFrame, plane: pl.DataFrame, camera_points: pl.DataFrame, radius_m: float, sites: int,
    demand_m: int, candidate_m: int, spacing_m: float, seed: int, candidate: pl.DataFrame | None = None,
    visit: pl.DataFrame | None = None, cell_ids: pl.DataFrame | None = None,
) -> dict[str, pl.DataFrame | None]:  # fmt: skip
    """Where further cameras would see the most people nobody sees."""
    rejected = visiting.rejected(visit, cell_ids)
    demand = placing.demand_of(cells, plane, camera_points, candidate, rejected, radius_m, demand_m, candidate_m, spacing_m)
    listed, solved = placing.placed(demand, sites, spacing_m, radius_m, seed)
    if listed is None or not solved:
        return {"next_sites": None, "curve": None, "backup": None, "choice": None}
    unseen = float(cells["population"].to_numpy() @ (1 - covered["circle_m2"].to_numpy() / float(plane["cell_m"][0]) ** 2))
    choice = pl.DataFrame([{
        "points": len(demand.points), "places": len(demand.places), "left_out": demand.left_out, "listed": listed.sites.size,
        "unseen": unseen, "brought": candidate is not None,
    }])  # fmt: skip
    backup = placing.backup_of(demand, listed, solved[-1], radius_m, seed)
    return {**placing.tables_of(demand, solved, cells, plane, camera_points, radius_m, unseen), "backup": backup, "choice": choice}


def steady_sites(
    next_sites: pl.DataFrame, cells: pl.DataFrame, plane: pl.DataFrame, camera_points: pl.DataFrame, radius_m: float, demand_m: int,
    candidate_m: int, spacing_m: float, seed: int, candidate: pl.DataFrame | None = None,
) -> pl.DataFrame:  # fmt: skip
    """Whether the places chosen stay with another radius."""
    radii = [radius for radius in checking.RADII if radius != radius_m]
    near, alike = np.zeros((len(radii), next_sites.height), np.bool_), float(plane["cell_m"][0])
    for turn, radius in enumerate(radii):
        demand = placing.demand_of(cells, plane, camera_points, candidate, set(), radius, demand_m, candidate_m, spacing_m)
        listed, solved = placing.placed_once(demand, next_sites.height, spacing_m, radius, seed)
        if listed is not None and solved is not None:
            near[turn] = placing.beside(next_sites, demand.places[solved.sites], alike)
    return next_sites.select("rank", "cell_id", "dong").with_columns(
        pl.Series("stays", near.mean(axis=0) if radii else np.ones(next_sites.height)),
        pl.Series("radii", [" · ".join(f"{r:.0f} m" for r, hit in zip(radii, column, strict=True) if hit) or "–" for column in near.T]),
    )  # fmt: skip


def fairness(
    cells: pl.DataFrame, covered: pl.DataFrame, plane: pl.DataFrame, camera_points: pl.DataFrame, radius_m: float,
    next_sites: pl.DataFrame | None = None, women: pl.DataFrame | None = None, cell_ids: pl.DataFrame | None = None,
) -> pl.DataFrame:  # fmt: skip
    """Who lives unseen, today and then."""
    if women is not None and cell_ids is not None and not cells["women"].count():
        there = gridding.numbers(gridding.by_cell(women, cell_ids), "women_10_39", cells.height)
        cells = cells.with_columns(pl.Series("women", there))
    return blindness.groups_of(cells, covered, plane, camera_points, next_sites, radius_m)


def comparison(
    index_cells: pl.DataFrame, cells: pl.DataFrame, covered: pl.DataFrame, plane: pl.DataFrame, next_sites: pl.DataFrame,
    camera_points: pl.DataFrame, radius_m: float, sites: int, spacing_m: float, candidate: pl.DataFrame | None = None,
    complaint_request: pl.DataFrame | None = None,
) -> pl.DataFrame:  # fmt: skip
    """The lists beside one another."""
    requests = None if complaint_request is None else comparing.requests_of(complaint_request, plane)
    placed_index = index_cells.join(cells.select("cell", "x", "y"), on="cell")
    lists = comparing.lists_of(placed_index, cells, covered, plane, next_sites, requests, sites, camera_points, spacing_m)
    return comparing.compared(lists, cells, plane, camera_points, radius_m, comparing.cost_of(candidate, complaint_request))


def visit_sheet(
    next_sites: pl.DataFrame, top_cells: pl.DataFrame, cells: pl.DataFrame, plane: pl.DataFrame, radius_m: float,
    complaint_request: pl.DataFrame | None = None,
) -> pl.DataFrame:  # fmt: skip
    """What to look at on the spot."""
    requests = None if complaint_request is None else comparing.requests_of(complaint_request, plane)
    return visiting.sheet_of(next_sites, top_cells, cells, requests, radius_m)


def terrain(
    incident: pl.DataFrame, risk_place: pl.DataFrame, cells: pl.DataFrame, plane: pl.DataFrame, seed: int
) -> dict[str, pl.DataFrame | None]:
    """Which places incidents gather near."""
    found = incidents.incidents_at(incident, cells, plane)
    return incidents.terrain_of(cells, found, layering.open_places(risk_place, plane), seed)


def foresight(
    incident: pl.DataFrame, index_cells: pl.DataFrame, cells: pl.DataFrame, plane: pl.DataFrame, camera_points: pl.DataFrame, sites: int,
    w_monitoring: float, w_environment: float, w_flow: float, radius_m: float, complaint_request: pl.DataFrame | None = None,
) -> dict[str, pl.DataFrame | None]:  # fmt: skip
    """Whether the list would have caught later incidents, and how far the worst places mend by themselves."""
    found = incidents.incidents_at(incident, cells, plane)
    requests = None if complaint_request is None else comparing.requests_of(complaint_request, plane)
    moved = shifted(index_cells, cells, plane, camera_points, (w_monitoring, w_environment, w_flow), radius_m)
    return {
        "hits": incidents.hits_of(found, index_cells, cells, requests, plane, moved),
        "mending": incidents.mending_of(found, cells, sites),
    }


def findings(
    plane: pl.DataFrame | None = None, camera_account: pl.DataFrame | None = None, purposes: pl.DataFrame | None = None,
    camera: pl.DataFrame | None = None, index_cells: pl.DataFrame | None = None, layers_used: pl.DataFrame | None = None,
    circle_difference: pl.DataFrame | None = None, variations: pl.DataFrame | None = None, blind: pl.DataFrame | None = None,
    next_sites: pl.DataFrame | None = None, curve: pl.DataFrame | None = None, backup: pl.DataFrame | None = None,
    choice: pl.DataFrame | None = None, steady_sites: pl.DataFrame | None = None, fairness: pl.DataFrame | None = None,
    comparison: pl.DataFrame | None = None, visit_sheet: pl.DataFrame | None = None, risk_factors: pl.DataFrame | None = None,
    hits: pl.DataFrame | None = None, mending: pl.DataFrame | None = None, sites: int = 10, radius_m: float = 50,
    as_published: bool = False,
) -> list[sentences.Finding]:  # fmt: skip
    """Every finding that the tables of this run can tell."""
    if plane is None or camera_account is None:
        return []
    as_of = sentences.day_of(camera)
    found = sentences.of_input(plane, camera_account, purposes, as_of)
    if index_cells is not None and layers_used is not None:
        found += sentences.of_index(index_cells, plane, layers_used, sites, radius_m, as_of)
        found += sentences.of_layers(layers_used)
    if circle_difference is not None:
        found += sentences.of_circle(circle_difference, as_published, sites)
    if variations is not None and index_cells is not None:
        found += sentences.of_stability(variations, index_cells, sites, float(plane["cell_m"][0]), steady_sites)
    if curve is not None and next_sites is not None and choice is not None:
        found += sentences.of_placement(curve, next_sites, choice, backup, as_of, radius_m)
    found += sentences.of_people(blind, fairness, as_of, radius_m)
    found += sentences.of_comparison(comparison)
    if visit_sheet is not None:
        found += sentences.of_visits(visit_sheet, index_cells)
    return found + sentences.of_incidents(risk_factors, hits, mending)


INDEX = (
    "rank", "cell_id", "dong", "stratum", "population", "uncovered_people", "uncovered_share", "monitoring", "environment", "flow",
    "women_share", "women_factor", "detached_share", "detached_factor", "index", "continuous", "stable", "kept", "visited", "lon", "lat",
    "cell",
)  # fmt: skip


def _difference(published: pl.DataFrame, circle: pl.DataFrame, covered: pl.DataFrame, sites: int) -> pl.DataFrame:
    """One row: how far polygons of 48 sides and true circles differ, in the monitoring part, the index, and the first cells."""
    both = published.select("cell", "monitoring", "index", "rank").join(
        circle.select("cell", pl.col("monitoring", "index", "rank").name.suffix("_circle")), on="cell"
    )
    first, other = (set(one.filter(pl.col("rank") <= sites)["cell"]) for one in (published, circle))
    area = (covered["circle_m2"] - covered["published_m2"]).abs()
    return pl.DataFrame([{
        "area_m2": float(area.max() or 0.0),  # type: ignore[arg-type]
        "monitoring": float((both["monitoring"] - both["monitoring_circle"]).abs().max() or 0.0),  # type: ignore[arg-type]
        "index": float((both["index"] - both["index_circle"]).abs().max() or 0.0),  # type: ignore[arg-type]
        "moved": int((both["rank"] != both["rank_circle"]).sum()), "same_first": len(first & other), "first": len(first),
    }])  # fmt: skip
