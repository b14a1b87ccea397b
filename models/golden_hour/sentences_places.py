"""The facts of the findings about places: travel times, reach, siting, moves, replay, fairness and how firm the answer is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl

from models.golden_hour.moving import MOST_BUSY
from models.golden_hour.placing import WAYS_OF_POST, YARDSTICKS
from models.golden_hour.times import CURVES, WAYS

Finding = tuple[str, dict[str, Any]]


CLOCKS = {
    True: {"ko": "신고→도착", "en": "call to arrival"},
    False: {"ko": "출동→도착", "en": "departure to arrival"},
}
# The share of calls by which a reach that could not be fitted may differ from what was seen, before that is said.
UNLIKE = 0.1


def proof(status: str) -> dict[str, str]:
    """How good the solution is known to be, from its code ("optimal", "gap:2.0", "clock:2.0")."""
    if status == "optimal":
        return {"ko": "최적임이 증명됨", "en": "proven optimal"}
    kind, gap = status.split(":")
    if kind == "clock":
        return {
            "ko": f"최적과의 차이 {gap}% 이내(시간 제한으로 멈춤, 다시 실행하면 달라질 수 있음)",
            "en": f"within {gap}% of the optimum (stopped by the clock; another run may differ)",
        }
    return {"ko": f"최적과의 차이 {gap}% 이내", "en": f"within {gap}% of the optimum"}


def days_of(span: pl.DataFrame, turnout: pl.DataFrame | None) -> dict[str, Any]:
    """First day, last day of the earlier period, first of the later, last day, as text; and the clock of the reach.

    Without times of departure nothing is known of the minutes before it: the reach then counts from departure.
    """
    row = span.row(0, named=True)
    clock = CLOCKS[turnout is None or bool(turnout["trips"].sum())]
    if not row["first_at"]:
        return {**dict.fromkeys(("first", "until", "split", "last"), "–"), "clock": clock}
    moments = {
        "first": row["first_at"], "until": max(row["later_from"] - timedelta(days=1), row["first_at"]),
        "split": row["later_from"], "last": row["last_at"],
    }  # fmt: skip
    return {**{name: f"{moment:%Y-%m-%d}" for name, moment in moments.items()}, "clock": clock}


def of_travel(travel_choice: pl.DataFrame, days: dict[str, Any]) -> list[Finding]:
    """Which way of measuring is used and how wrong it is."""
    row = travel_choice.row(0, named=True)
    way = WAYS[row["way"]]
    if row["curve"] == "none":
        return [("travel_assumed" if row["way"] == "straight" else "travel_as_given", {"way": way})]
    return [("travel_fit", {
        **days, "way": way, "curve": CURVES[row["curve"]], "judged": row["judged"], "mae": row["mae_min"],
        "bias_median": _tidy(row["bias_median_min"]),
    })]  # fmt: skip


def of_reach(
    reach_city: pl.DataFrame, reach_bands: pl.DataFrame, vulnerable: pl.DataFrame, spread: pl.DataFrame | None,
    target_min: float, days: dict[str, Any],
) -> list[Finding]:  # fmt: skip
    """How far the posts reach, and where they do not."""
    row = reach_city.filter(pl.col("limit_min") == target_min).row(0, named=True)
    facts = {**days, "calls": row["calls"], "inside": row["inside_share"], "outside": row["outside"]}
    ends = [f"{row[name]:.1f}" for name in ("travel_low_min", "travel_high_min")]
    counted = days["clock"] == CLOCKS[True]
    found: list[Finding] = [("reach_inside" if counted else "reach_inside_drive", {**facts, "travel": "~".join(dict.fromkeys(ends))})]
    if spread is not None and spread.height:
        found.append(("reach_expected", {**facts, "expected": row["expected_share"]}))
    if vulnerable.is_empty():
        found.append(("vulnerable_none", days))
    else:
        worst = vulnerable.row(0, named=True)
        found.append(("vulnerable_first", {
            **days, "cells": vulnerable.height, "name": worst["name"], "outside": worst["outside"], "outside_year": worst["outside_year"],
            "post": worst["post"], "minutes": worst["minutes"],
        }))  # fmt: skip
    if reach_bands.height > 1:
        low = reach_bands.sort("inside_share", "band").row(0, named=True)
        found.append(("band_worst", {
            **days, "band": low["band"], "band_share": low["inside_share"], "band_calls": low["calls"],
        }))  # fmt: skip
    return found


def of_reality(
    reach_city: pl.DataFrame, city: pl.DataFrame, travel_choice: pl.DataFrame, target_min: float, days: dict[str, Any]
) -> list[Finding]:
    """Where travel times could not be fitted: whether the reach they give is far from the share really reached in time."""
    chosen = city.filter(pl.col("limit_min") == target_min)
    if travel_choice["curve"][0] != "none" or days["clock"] != CLOCKS[True] or chosen.is_empty() or not chosen["calls"][0]:
        return []
    inside, seen = reach_city.filter(pl.col("limit_min") == target_min)["inside_share"][0], chosen["share"][0]
    return [("reach_unlike_seen", {**days, "inside": inside, "seen": seen})] if abs(inside - seen) > UNLIKE else []


def of_guesses(reach_cells: pl.DataFrame, cell_months: pl.DataFrame) -> list[Finding]:
    """How many calls stand where they were not: in the middle of their area, or where residents live."""
    calls = float(reach_cells["calls"].sum())
    if cell_months["month"].null_count():
        return [("by_people", {"calls": round(calls)})]
    guessed = float((reach_cells["guessed_share"] * reach_cells["calls"]).sum()) / max(calls, 1.0)
    return [("placed_guess", {"calls": round(calls), "guessed": guessed})] if guessed > 0 else []


def of_ambulances(load: pl.DataFrame, center: pl.DataFrame, vehicles: pl.DataFrame | None, days: dict[str, Any]) -> list[Finding]:
    """How busy the ambulances are, and whether their number is known."""
    unknown = center["ambulances"].null_count() == center.height and (vehicles is None or vehicles.is_empty())
    return _busy(load, days) + ([("units_assumed", {})] if unknown else [])


def of_siting(
    curve: pl.DataFrame, next_sites: pl.DataFrame, candidates: pl.DataFrame, yardsticks: pl.DataFrame, cover_all: pl.DataFrame,
    add_units: int, target_min: float, days: dict[str, Any],
) -> list[Finding]:  # fmt: skip
    """Where to add, how many would reach everyone, and whether other yardsticks agree."""
    if curve.height < 2:
        return [("no_candidate", {})]
    row = curve.row(min(add_units, curve.height - 1), named=True)
    found: list[Finding] = [("next_site", {
        **days, "added": row["added"], "candidates": candidates.height, "sites": places(next_sites), "gain": row["gain_year"],
        "before": curve["later_share"][0], "after": row["later_share"],
    })]  # fmt: skip
    if row["added"]:
        found.append(("next_site_how", {
            **days, "candidates": candidates.height, "sites": row["sites"], "status": proof(row["status"]),
        }))  # fmt: skip
    every = cover_all.filter(pl.col("limit_min") == target_min).row(0, named=True)
    found.append(("cover_all", {
        **days, "posts": every["posts"], "more": every["more"], "never": every["never_share"], "status": proof(every["status"]),
    }))  # fmt: skip
    return found + _yardsticks(yardsticks, days)


def places(next_sites: pl.DataFrame) -> dict[str, str]:
    """The sites in words. One without an area has but coordinates for a name: it is told from the nearest post."""
    said: dict[str, list[str]] = {"ko": [], "en": []}
    for row in next_sites.sort("site").iter_rows(named=True):
        way, km = WAYS_OF_POST[row["post_way"]], f"{row['post_km']:.1f}"
        named = row["area"] is not None
        said["ko"].append(row["name"] if named else f"{row['name']}({row['post']}에서 {way['ko']} {km}km)")
        said["en"].append(row["name"] if named else f"{row['name']} ({km} km {way['en']} of {row['post']})")
    return {lang: ", ".join(sites) or "–" for lang, sites in said.items()}


def of_moves(moves: pl.DataFrame, bands: list[str], days: dict[str, Any]) -> list[Finding]:
    """The move that is expected to win most, and the bands where none pays."""
    found: list[Finding] = []
    if moves.height:
        best = moves.sort("net_year", "band", descending=[True, False]).row(0, named=True)
        found.append(("move_best", {
            **days, "band": best["band"], "start": best["start_name"], "end": best["end_name"], "gained": best["gained_year"],
            "lost": best["lost_year"], "net": best["net_year"],
        }))  # fmt: skip
    without = [band for band in bands if band not in set(moves["band"])]
    return [*found, ("no_move", {**days, "bands": without})] if without else found


def of_replay(
    gate: pl.DataFrame, judged: pl.DataFrame | None, losers: pl.DataFrame | None, curve: pl.DataFrame, moves: pl.DataFrame,
    add_units: int, days: dict[str, Any],
) -> list[Finding]:  # fmt: skip
    """Whether replaying gives what happened, and what each change gives then."""
    whole, posts = gate.row(0, named=True), gate.slice(1)
    worst = posts.sort(pl.col("difference").abs(), descending=True).row(0, named=True) if posts.height else whole
    facts = {
        **days, "calls": whole["observed_calls"], "replayed": whole["replayed"], "observed": whole["observed"],
        "difference": _tidy(abs(whole["difference"]) * 100), "worst": _tidy(abs(worst["difference"]) * 100),
    }  # fmt: skip
    if judged is None:
        return [("gate_failed", {**facts, "worst_post": worst["post"] if posts.height else {"ko": "전체", "en": "the city"}})]
    return [("gate_passed", facts), *_added(judged, curve, add_units, days), *_moved(judged, losers, moves, days)]


def of_fairness(
    areas: pl.DataFrame | None, ages: pl.DataFrame | None, elderly_city: pl.DataFrame | None,
    hospital_areas: pl.DataFrame | None, mix: pl.DataFrame | None, days: dict[str, Any],
) -> list[Finding]:  # fmt: skip
    """Areas, ages, the elderly, hospitals, and the change between the periods."""
    found: list[Finding] = []
    shown = areas.filter(pl.col("p90_min").is_not_null()) if areas is not None else None
    if shown is not None and shown.height > 1:
        worst, best = shown.row(0, named=True), shown.row(-1, named=True)
        found.append(("area_worst", {
            **days, "worst_area": worst["area"], "worst_p90": worst["p90_min"], "worst_calls": worst["calls"],
            "best_area": best["area"], "best_p90": best["p90_min"], "best_calls": best["calls"],
        }))  # fmt: skip
    if ages is not None and ages.height == 2:
        young, old = ages.row(0, named=True), ages.row(1, named=True)
        found.append(("age_gap", {**days, **_share("old", old), **_share("young", young)}))
    if elderly_city is not None:
        row = elderly_city.row(0, named=True)
        found.append(("elderly_gap", {
            **days, "elderly": row["elderly"], "elderly_outside": row["elderly_outside"], "everyone_outside": row["everyone_outside"],
            "gap": _tidy(row["gap"] * 100),
        }))  # fmt: skip
    if hospital_areas is not None and hospital_areas.height:
        far = hospital_areas.row(0, named=True)
        found.append(("hospital_far", {**days, "area": far["area"], "minutes": far["minutes"], "calls": far["calls"]}))
    if mix is not None:
        row = mix.row(0, named=True)
        parts = {name: _tidy(row[name] * 100) for name in ("difference", "difference_low", "difference_high", "rate_effect", "mix_effect")}
        found.append(("mix", {**days, "earlier": row["earlier"], "later": row["later"], **parts}))
    return found


def of_stability(variations: pl.DataFrame, site_stability: pl.DataFrame, days: dict[str, Any]) -> list[Finding]:
    """How often today's sites are chosen when calls and settings change."""
    today = site_stability.filter(pl.col("chosen") != "")
    if today.is_empty() or variations.is_empty():
        return []
    return [("stable", {
        **days, "sites": today["name"].to_list(), "drawn": [f"{share:.0%}" for share in today["drawn_share"]],
        "variations": variations.height, "same": int((variations["jaccard"] == 1).sum()),
    })]  # fmt: skip


def _busy(load: pl.DataFrame, days: dict[str, Any]) -> list[Finding]:
    day = load.row(-1, named=True)
    if day["source"] == "records" and day["busy_fraction"] >= MOST_BUSY:
        return [("busy_beyond", {**days, "units": day["units"], "busy": day["busy_fraction"], "trips": day["trips"]})]
    if day["source"] == "records":
        return [("busy", {
            **days, "units": day["units"], "busy": day["busy_fraction"], "trips": day["trips"], "busy_min": day["busy_min"],
            "all_busy": f"{day['all_busy']:.2%}" if day["all_busy"] >= 0.0001 else {"ko": "0.01% 미만", "en": "less than 0.01%"},
        })]  # fmt: skip
    return [("busy_assumed", {"busy": day["busy_fraction"]})] if day["source"] == "assumed" else []


def _yardsticks(yardsticks: pl.DataFrame, days: dict[str, Any]) -> list[Finding]:
    ours = set(yardsticks["sites"][0].split(", "))
    others = [row for row in yardsticks.slice(1).iter_rows(named=True) if set(row["sites"].split(", ")) != ours]
    if not others:
        return []
    said = {lang: "; ".join(f"{YARDSTICKS[row['yardstick']][lang]}: {row['sites']}" for row in others) for lang in ("ko", "en")}
    return [("yardsticks_differ", {**days, "others": said})]


def _added(judged: pl.DataFrame, curve: pl.DataFrame, add_units: int, days: dict[str, Any]) -> list[Finding]:
    added = min(add_units, curve.height - 1)
    rows = judged.filter(pl.col("placement") == f"mclp:{added}")
    if not added or rows.is_empty():
        return []
    row = rows.row(0, named=True)
    return [("add_judged", {
        **days, "added": added, "sites": curve["sites"][added], "before": judged["share"][0], "share": row["share"],
        "low": row["share_low"], "high": row["share_high"], "net": row["net_year"], "net_low": row["net_low_year"],
        "net_high": row["net_high_year"],
    })]  # fmt: skip


def _moved(judged: pl.DataFrame, losers: pl.DataFrame | None, moves: pl.DataFrame, days: dict[str, Any]) -> list[Finding]:
    """The band whose moves were to win most by the earlier calls, judged by the later ones, with the places that lose.

    Were it chosen by the later ones too, the luck of the best of several bands would be told as gain.
    """
    hoped = moves.group_by("band").agg(pl.col("net_year").sum()).sort("net_year", "band", descending=[True, False])["band"].to_list()
    rows = {row["placement"]: row for row in judged.iter_rows(named=True)}
    band = next((band for band in hoped if f"move:{band}" in rows), None)
    if band is None:
        return []
    row = rows[f"move:{band}"]
    found: list[Finding] = [("move_judged", {
        **days, "band": band, "what": _shifts(moves.filter(pl.col("band") == band)), "gained": row["gained_year"],
        "lost": row["lost_year"], "net": row["net_year"], "net_low": row["net_low_year"], "net_high": row["net_high_year"],
    })]  # fmt: skip
    worse = losers.filter(pl.col("placement") == row["placement"]).head(5) if losers is not None else None
    if worse is not None and worse.height:
        named = [f"{area} {-net:.0f}" for area, net in worse.select("area", "net_year").iter_rows()]
        found.append(("losers_named", {**days, "areas": named}))
    return found


def _shifts(moves: pl.DataFrame) -> list[str]:
    """The moves of one band: they were replayed together, so they are named together."""
    return [f"{start} → {end}" for start, end in moves.select("start_name", "end_name").iter_rows()]


def _tidy(value: float) -> float:
    """To one decimal, without a minus before zero."""
    return round(value, 1) + 0.0


def of_distances(distance: pl.DataFrame, days: dict[str, Any]) -> list[Finding]:
    """How many written distances are shorter than the straight line."""
    row = distance.row(0, named=True)
    if not row["records"]:
        return []
    return [("distance_odd", {**days, "records": row["records"], "shorter": row["shorter"] / row["records"], "ratio": row["ratio"]})]


def _share(name: str, row: dict[str, Any]) -> dict[str, Any]:
    return {
        f"{name}_calls": row["calls"], f"{name}_share": row["share_target"], f"{name}_low": row["share_target_low"],
        f"{name}_high": row["share_target_high"],
    }  # fmt: skip
