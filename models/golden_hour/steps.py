"""The Python steps of Golden Hour: each turns small tables into what the result shows."""

from __future__ import annotations

import polars as pl

from models.golden_hour import calibrating, checking, demand, fairness, moving, placing, reaching, replaying, sentences, times
from models.golden_hour import sentences_places as places
from models.golden_hour.city_arrays import City, city
from models.methods.performance import thin_hidden, with_shares

WEEK = {False: "weekdays", True: "weekend"}
DAYS = {1: "mon", 2: "tue", 3: "wed", 4: "thu", 5: "fri", 6: "sat", 7: "sun"}
HITS = {"share_short": "within_short", "share_target": "within_target", "share_long": "within_long"}


def performance(
    grouped: pl.DataFrame, short_min: float, target_min: float, long_min: float, min_calls: int
) -> dict[str, pl.DataFrame | None]:
    """The share in time of the city, of each post, by hour and weekday, and by month."""
    shared = with_shares(grouped, HITS, "calls")
    values = ["median_min", "p90_min", *(f"{name}{tail}" for name in HITS for tail in ("", "_low", "_high"))]
    shown = thin_hidden(shared, "calls", min_calls, values)
    parts = {kind: shown.filter(pl.col("kind") == kind) for kind in ("post", "post_band", "hour", "month")}
    named = parts["post"].filter(pl.col("post").is_not_null())
    return {
        "city": _city(grouped.filter(pl.col("kind") == "all"), (short_min, target_min, long_min)),
        "by_post": named.select("post", "calls", *values, "hidden").sort("share_target", "post", nulls_last=True) if named.height else None,
        "by_post_band": parts["post_band"]
        .filter(pl.col("post").is_not_null())
        .with_columns(pl.col("weekend").replace_strict(WEEK, return_dtype=pl.Utf8).alias("week"))
        .select("post", "band", "week", "calls", *values, "hidden")
        if named.height
        else None,
        "by_hour": parts["hour"]
        .with_columns(pl.col("weekday").replace_strict(DAYS, return_dtype=pl.Utf8).alias("day"))
        .select("hour", "weekday", "day", "calls", *values, "hidden")
        .sort("weekday", "hour"),
        "by_month": parts["month"].select("month", "calls", *values, "hidden").sort("month"),
    }


def plane(extent: pl.DataFrame, cell_m: int) -> pl.DataFrame | None:
    """The projection to measure in, and the width of a cell in it."""
    return demand.plane_of(extent, cell_m)


def cells(
    cell_calls: pl.DataFrame, cell_areas: pl.DataFrame, plane: pl.DataFrame, workload: pl.DataFrame, span: pl.DataFrame,
    cell_m: int, demand: pl.DataFrame | None = None,
) -> dict[str, pl.DataFrame | None]:  # fmt: skip
    """The grid with its calls; where no call has a place, with the residents in their stead."""
    return _cells(cell_calls, cell_areas, demand, plane["crs"][0], workload, float(span["days"][0]), cell_m)


def sites(
    center: pl.DataFrame, cells: pl.DataFrame, plane: pl.DataFrame, candidate_limit: int, cell_m: int,
    candidate: pl.DataFrame | None = None, vehicles: pl.DataFrame | None = None,
) -> pl.DataFrame:  # fmt: skip
    """Posts and candidates."""
    return demand.sites_of(center, candidate, vehicles, cells, plane["crs"][0], candidate_limit, cell_m)


def travel_times(
    sites: pl.DataFrame, cells: pl.DataFrame, workload: pl.DataFrame, plane: pl.DataFrame, legs: pl.DataFrame,
    circuity: float, speed_factor: float, assumed_kmh: float, distance_legs: pl.DataFrame | None = None,
    travel: pl.DataFrame | None = None, road_node: pl.DataFrame | None = None, road_link: pl.DataFrame | None = None,
) -> dict[str, pl.DataFrame | None]:  # fmt: skip
    """Median minutes of every site to every cell, by the way that predicts later calls best."""
    bands = workload.sort("band_order")["band"].to_list()
    roads = times.network(road_node, road_link, bands, plane["crs"][0], speed_factor)
    ways = times.measured(sites, cells, legs, bands, roads, travel, circuity)
    chosen = calibrating.choose(ways, legs, distance_legs, bands)
    return {**calibrating.tables(chosen, sites, cells, legs, bands, assumed_kmh)}


def load(workload: pl.DataFrame, busy_given: float, sites: pl.DataFrame | None = None) -> pl.DataFrame:
    """How busy the ambulances are."""
    return moving.load_table(workload, int(sites["units"].sum()) if sites is not None else 0, busy_given)


def reach(
    sites: pl.DataFrame, cells: pl.DataFrame, cell_bands: pl.DataFrame, minutes: pl.DataFrame, turnout: pl.DataFrame,
    workload: pl.DataFrame, spread: pl.DataFrame, span: pl.DataFrame, short_min: float, target_min: float, long_min: float,
) -> dict[str, pl.DataFrame | None]:  # fmt: skip
    """Who is reached from today's posts, and who is not."""
    town = city(sites, cell_bands, minutes, turnout, workload)
    posts = sites.filter(pl.col("kind") == "existing").select("name", "units", "lon", "lat")
    limits = (short_min, target_min, long_min)
    return {**reaching.reach_tables(town, cells, sites, spread, limits, target_min, float(span["days"][0])), "posts": posts}


def placement(
    sites: pl.DataFrame, cells: pl.DataFrame, cell_bands: pl.DataFrame, minutes: pl.DataFrame, turnout: pl.DataFrame,
    workload: pl.DataFrame, load: pl.DataFrame, span: pl.DataFrame, short_min: float, target_min: float, long_min: float,
    add_units: int, survival: bool, seed: int,
) -> dict[str, pl.DataFrame | None]:  # fmt: skip
    """Where further ambulances would stand."""
    town = city(sites, cell_bands, minutes, turnout, workload)
    limits = (short_min, target_min, long_min)
    return {**placing.placement(town, cells, sites, _busy(load), span, target_min, limits, add_units, survival, seed)}


def moves(
    sites: pl.DataFrame, cell_bands: pl.DataFrame, minutes: pl.DataFrame, turnout: pl.DataFrame, workload: pl.DataFrame,
    load: pl.DataFrame, span: pl.DataFrame, target_min: float, max_moves: int, move_penalty: float,
) -> pl.DataFrame:  # fmt: skip
    """Which ambulance would move where in each time band."""
    town = city(sites, cell_bands, minutes, turnout, workload)
    return moving.moves_table(town, sites, load, span, target_min, max_moves, move_penalty)


def replayed(
    replay_calls: pl.DataFrame, sites: pl.DataFrame, cells: pl.DataFrame, cell_bands: pl.DataFrame, minutes: pl.DataFrame,
    turnout: pl.DataFrame, workload: pl.DataFrame, spread: pl.DataFrame, span: pl.DataFrame, curve_sites: pl.DataFrame,
    moves: pl.DataFrame, target_min: float, min_calls: int, seed: int,
) -> dict[str, pl.DataFrame | None]:  # fmt: skip
    """The later calls answered again: does it give what happened, and what would each change have given?"""
    town = city(sites, cell_bands, minutes, turnout, workload)
    return _replayed(town, replay_calls, sites, cells, spread, span, curve_sites, moves, target_min, min_calls, seed)


def areas(area_times: pl.DataFrame, min_calls: int) -> pl.DataFrame:
    """How late each area is."""
    return fairness.areas_table(area_times, min_calls)


def ages(age_times: pl.DataFrame) -> pl.DataFrame | None:
    """How late the old are beside the young."""
    return fairness.ages_table(age_times)


def elderly_reach(demand: pl.DataFrame, reach_cells: pl.DataFrame) -> dict[str, pl.DataFrame | None]:
    """How many of the elderly live outside the reach."""
    return fairness.elderly_tables(demand, reach_cells)


def hospital_leg(
    hospital: pl.DataFrame, sites: pl.DataFrame, cells: pl.DataFrame, cell_bands: pl.DataFrame, minutes: pl.DataFrame,
    turnout: pl.DataFrame, workload: pl.DataFrame, plane: pl.DataFrame, travel_choice: pl.DataFrame, circuity: float,
    speed_factor: float, assumed_kmh: float, road_node: pl.DataFrame | None = None, road_link: pl.DataFrame | None = None,
) -> dict[str, pl.DataFrame | None]:  # fmt: skip
    """Minutes from the scene to the nearest hospital."""
    town, crs = city(sites, cell_bands, minutes, turnout, workload), plane["crs"][0]
    way = travel_choice["way"][0]
    roads = times.network(road_node, road_link, list(town.bands), crs, speed_factor) if way == "road" else None
    bare = fairness.bare_minutes(sites, cells, roads, circuity, assumed_kmh)
    ratio = fairness.drive_ratio(town, cells, bare)
    return {**fairness.hospital_tables(hospital, cells, town, roads, crs, circuity, ratio, assumed_kmh)}


def mix(periods: pl.DataFrame) -> pl.DataFrame | None:
    """How much of the change between the periods is a change of mix."""
    return fairness.mix_table(periods)


def stability(
    sites: pl.DataFrame, cell_bands: pl.DataFrame, cell_months: pl.DataFrame, minutes: pl.DataFrame, turnout: pl.DataFrame,
    workload: pl.DataFrame, load: pl.DataFrame, short_min: float, target_min: float, long_min: float, add_units: int, seed: int,
) -> dict[str, pl.DataFrame | None]:  # fmt: skip
    """Would the answer change?"""
    town = city(sites, cell_bands, minutes, turnout, workload)
    limits = (short_min, target_min, long_min)
    return {**checking.stability(town, sites, cell_months, target_min, limits, add_units, _busy(load), seed)}


def background(reach_cells: pl.DataFrame, context: pl.DataFrame | None = None) -> dict[str, pl.DataFrame | None]:
    """The map's outlines, water and roads, where there are cells to draw; empty when none were brought."""
    kinds = {"context_area": "행정|경계|구역|area|bound|dong", "context_river": "하천|강|호수|바다|river|water|lake",
             "context_road": "도로|길|road|street"}  # fmt: skip
    empty = pl.DataFrame(schema={"name": pl.Utf8, "wkt": pl.Utf8})
    if context is None or reach_cells.is_empty():
        return dict.fromkeys(kinds, empty)
    known = context.filter(pl.col("shape").is_not_null()).select("name", pl.col("shape").alias("wkt"), kind=pl.col("kind").fill_null(""))
    return {table: known.filter(pl.col("kind").str.contains(f"(?i){words}")).select("name", "wkt") for table, words in kinds.items()}


def findings(
    funnel: pl.DataFrame | None = None, intervals: pl.DataFrame | None = None, city: pl.DataFrame | None = None,
    by_hour: pl.DataFrame | None = None, by_month: pl.DataFrame | None = None, by_post: pl.DataFrame | None = None,
    by_post_band: pl.DataFrame | None = None, span: pl.DataFrame | None = None, travel_choice: pl.DataFrame | None = None,
    reach_city: pl.DataFrame | None = None, reach_bands: pl.DataFrame | None = None, vulnerable: pl.DataFrame | None = None,
    reach_cells: pl.DataFrame | None = None, turnout: pl.DataFrame | None = None, cell_months: pl.DataFrame | None = None,
    curve: pl.DataFrame | None = None, next_sites: pl.DataFrame | None = None, candidates: pl.DataFrame | None = None,
    yardsticks: pl.DataFrame | None = None,
    cover_all: pl.DataFrame | None = None, load: pl.DataFrame | None = None, center: pl.DataFrame | None = None,
    vehicles: pl.DataFrame | None = None, moves: pl.DataFrame | None = None, workload: pl.DataFrame | None = None,
    gate: pl.DataFrame | None = None, judged: pl.DataFrame | None = None, losers: pl.DataFrame | None = None,
    areas: pl.DataFrame | None = None, ages: pl.DataFrame | None = None, elderly_city: pl.DataFrame | None = None,
    hospital_areas: pl.DataFrame | None = None, mix: pl.DataFrame | None = None, variations: pl.DataFrame | None = None,
    site_stability: pl.DataFrame | None = None, distance: pl.DataFrame | None = None,
    spread: pl.DataFrame | None = None, target_min: float = 7, add_units: int = 1,
) -> list[sentences.Finding]:  # fmt: skip
    """Every finding that the tables of this run can tell."""
    found: list[sentences.Finding] = []
    if funnel is not None and city is not None and intervals is not None and by_hour is not None and by_month is not None:
        found += sentences.of_performance(funnel, city, intervals, by_hour, target_min)
        found += sentences.of_thin(by_post_band, by_hour, by_month)
    if funnel is not None and by_post is not None:
        found += sentences.of_posts(funnel, by_post)
    if span is None:
        return found
    days = places.days_of(span, turnout)
    if travel_choice is not None:
        found += places.of_travel(travel_choice, days)
    if distance is not None:
        found += places.of_distances(distance, days)
    if reach_city is not None and reach_bands is not None and vulnerable is not None:
        found += places.of_reach(reach_city, reach_bands, vulnerable, spread, target_min, days)
        if city is not None and travel_choice is not None:
            found += places.of_reality(reach_city, city, travel_choice, target_min, days)
    if reach_city is not None and reach_cells is not None and cell_months is not None:
        found += places.of_guesses(reach_cells, cell_months)
    if load is not None and center is not None:
        found += places.of_ambulances(load, center, vehicles, days)
    if curve is not None and next_sites is not None and candidates is not None and yardsticks is not None and cover_all is not None:
        found += places.of_siting(curve, next_sites, candidates, yardsticks, cover_all, add_units, target_min, days)
    if moves is not None and workload is not None:
        found += places.of_moves(moves, workload.sort("band_order")["band"].to_list(), days)
    if gate is not None and curve is not None and moves is not None:
        found += places.of_replay(gate, judged, losers, curve, moves, add_units, days)
    if variations is not None and site_stability is not None:
        found += places.of_stability(variations, site_stability, days)
    return found + places.of_fairness(areas, ages, elderly_city, hospital_areas, mix, days)


def _city(all_calls: pl.DataFrame, limits: tuple[float, float, float]) -> pl.DataFrame:
    """One row a threshold: the share from the call, and beside it the share from departure."""
    if all_calls.is_empty():
        return pl.DataFrame(schema=CITY)
    row = all_calls.row(0, named=True)
    rows = pl.DataFrame([
        {
            "limit_min": float(limit), "calls": row["calls"], "within": row[f"within_{name}"],
            "departed": row["departed"], "driven": row[f"driven_{name}"],
        }
        for name, limit in zip(("short", "target", "long"), limits, strict=True)
    ])  # fmt: skip
    from_call = with_shares(rows, {"share": "within"}, "calls")
    return with_shares(from_call, {"departed_share": "driven"}, "departed").select(*CITY)


CITY = {
    "limit_min": pl.Float64, "calls": pl.Int64, "within": pl.Int64, "share": pl.Float64, "share_low": pl.Float64,
    "share_high": pl.Float64, "departed": pl.Int64, "driven": pl.Int64, "departed_share": pl.Float64,
    "departed_share_low": pl.Float64, "departed_share_high": pl.Float64,
}  # fmt: skip


def _cells(
    cell_calls: pl.DataFrame, cell_areas: pl.DataFrame, people: pl.DataFrame | None, crs: str, workload: pl.DataFrame,
    days: float, cell_m: int,
) -> dict[str, pl.DataFrame | None]:  # fmt: skip
    if cell_calls.height:
        return {**demand.cells_of(cell_calls, cell_areas, crs, cell_m, days)}
    placed = None if people is None else people.filter(pl.col("place_lon").is_not_null(), pl.col("population") > 0)
    calls = int(workload["trips"].sum())
    if placed is None or placed.is_empty() or not calls:
        return {"cells": None, "cell_bands": None, "cell_months": None}
    share = workload.select("band", share=pl.col("trips") / calls)
    return {**demand.cells_of_people(placed, share, crs, cell_m, calls, days)}


def _busy(load: pl.DataFrame) -> float:
    return float(load["busy_fraction"][-1])


def _replayed(
    town: City, replay_calls: pl.DataFrame, sites: pl.DataFrame, cells: pl.DataFrame, spread: pl.DataFrame, span: pl.DataFrame,
    curve_sites: pl.DataFrame, moves: pl.DataFrame, target_min: float, min_calls: int, seed: int,
) -> dict[str, pl.DataFrame | None]:  # fmt: skip
    calls = replaying.calls_of(replay_calls, cells, town, spread["log_ratio"].to_numpy(), seed)
    if not calls.counted.any() or not town.units.sum():
        return {"gate": None, "judged": None, "losers": None}
    today, site = replaying.run(calls, town, None)
    gate = replaying.gate_table(calls, today, site, sites, target_min, min_calls)
    if not replaying.passed(gate):
        return {"gate": gate, "judged": None, "losers": None}
    year = 365.25 / (float(span["later_days"][0]) / float(replay_calls["every"][0]))
    changes = replaying.changes(curve_sites, moves, list(town.bands))
    judged, answers = replaying.judged_tables(calls, town, today, changes, target_min, year, seed)
    return {"gate": gate, "judged": judged, "losers": replaying.losers_table(calls, today, answers, target_min, year)}
