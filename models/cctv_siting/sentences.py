"""The facts of every finding, taken from the tables of the result and from nowhere else."""

from __future__ import annotations

from math import ceil
from typing import Any

import polars as pl

Finding = tuple[str, dict[str, Any]]
Said = dict[str, str]
LAYERS = {
    "environment": {"ko": "환경(업소)", "en": "surroundings (shops)"}, "flow": {"ko": "유동인구", "en": "footfall"},
    "women_factor": {"ko": "여성", "en": "women"}, "detached_factor": {"ko": "단독주택", "en": "detached houses"},
}  # fmt: skip
GROUPS = {
    "women": {"ko": "여성(자료의 나이대)", "en": "Women (of the ages in the file)"},
    "children": {"ko": "아동", "en": "Children"},
    "elderly": {"ko": "고령자", "en": "The elderly"},
}
MOSTLY = 0.5
STEADY = 0.8


def day_of(camera: pl.DataFrame | None) -> Said:
    """The list of cameras by the day it is true for."""
    days = [] if camera is None else camera["as_of"].drop_nulls().to_list()
    if not days:
        return {"ko": "올린 카메라 목록", "en": "the camera list brought"}
    last = max(days)
    return {"ko": f"{last:%Y-%m-%d} 기준 카메라 목록", "en": f"the camera list of {last:%Y-%m-%d}"}


def of_input(plane: pl.DataFrame, account: pl.DataFrame, purposes: pl.DataFrame | None, as_of: Said) -> list[Finding]:
    """What of the files counts, and what does not."""
    grid, used = plane.row(0, named=True), account.row(0, named=True)
    counted = {name: used[name] for name in ("rows", "other_purpose", "unplaced", "outside", "used", "sites", "cameras")}
    found: list[Finding] = [
        ("cells_read", {name: grid[name] for name in ("rows", "cells", "unplaced", "far", "merged", "residents")}),
        ("cameras_used", {**counted, "as_of": as_of}),
    ]
    if used["used"] and used["unnamed"] == used["used"] and purposes is not None:
        found.append(("purpose_unknown", {"used": used["used"]}))
    if not used["used"]:
        found.append(("no_camera", {"rows": used["rows"]}))
    if grid["residents"] <= 0:
        found.append(("no_residents", {"cells": grid["cells"]}))
    if grid["cells"] >= 20 and grid["lonely"] > MOSTLY:
        found.append(("grid_size", {"cell_m": grid["cell_m"], "lonely": grid["lonely"]}))
    return found


def of_index(index: pl.DataFrame, plane: pl.DataFrame, used: pl.DataFrame, sites: int, radius_m: float, as_of: Said) -> list[Finding]:
    """Which cells come first, and what this index cannot see."""
    best = index.sort("index", "cell", descending=[True, False]).head(sites)
    first, grid = best.row(0, named=True), plane.row(0, named=True)
    places = [row["cell_id"] if row["dong"] is None else f"{row['dong']} {row['cell_id']}" for row in best.head(3).iter_rows(named=True)]
    parts = {"place": places[0], "index": first["index"], "monitoring": first["monitoring"], "environment": first["environment"],
             "flow": first["flow"], "women": first["women_factor"], "detached": first["detached_factor"]}  # fmt: skip
    found: list[Finding] = [
        ("top", {
            "place": places[0], "others": places[1:] or ["–"], "index": first["index"], "cells": index.height, "first": best.height,
            "as_of": as_of, "people": float(best["population"].sum()), "uncovered": float(best["uncovered_people"].sum()),
        }),
        ("top_parts", parts),
    ]  # fmt: skip
    found += _tied(index, sites)
    if grid["empty"]:
        found.append(("blind_to_empty", {"empty": grid["empty"], "cells": grid["cells"]}))
    for row in used.filter(pl.col("near_cut") > 0).iter_rows(named=True):
        facts = {"layer": LAYERS[row["layer"]], "near": row["near_cut"], "inhabited": row["inhabited"], "cut": row["cut"]}
        found.append(("cliff", facts))
    return found


def _tied(index: pl.DataFrame, sites: int) -> list[Finding]:
    """Cells that the last of the first ones is equal to, of which only some are among them."""
    last = index.filter(pl.col("rank") == sites).select("stratum", border="index")
    level = index.join(last, on="stratum").filter(pl.col("index") == pl.col("border"))
    first = level.filter(pl.col("rank") <= sites)
    return [("tied", {"tied": level.height, "taken": first.height, "first": sites})] if level.height > first.height else []


def of_layers(used: pl.DataFrame) -> list[Finding]:
    """Layers that were not there, stood in for, or did not match."""
    absent = [LAYERS[name] for name in used.filter(pl.col("source") == "absent")["layer"]]
    found: list[Finding] = [("layers_absent", {"layers": absent})] if absent else []
    said = {row["layer"]: row["source"] for row in used.iter_rows(named=True)}
    if said["environment"] == "no_total":
        found.append(("no_total", {}))
    if said["women_factor"] == "demand_cell":
        found.append(("women_other_ages", {}))
    if said["flow"] == "fifths":
        found.append(("flow_fifths", {}))
    lost = used.filter(pl.col("lost") > 0, pl.col("source") != "absent")
    found += [
        ("unmatched", {"layer": LAYERS[row["layer"]], "lost": row["lost"], "rows": row["rows"]}) for row in lost.iter_rows(named=True)
    ]
    return found


def of_circle(difference: pl.DataFrame, as_published: bool, sites: int) -> list[Finding]:
    """How far the published polygons and true circles are apart."""
    row = difference.row(0, named=True)
    return [("as_published" if as_published else "circle", {name: row[name] for name in ("monitoring", "index", "same_first", "first")})]


def of_stability(variations: pl.DataFrame, index: pl.DataFrame, sites: int, cell_m: float, steady: pl.DataFrame | None) -> list[Finding]:
    """Whether the list stays."""
    first = index.filter(pl.col("rank") <= sites)
    least = variations.sort("jaccard", "variation").row(0, named=True)
    steadily = int((first["stable"] >= STEADY).sum())
    found: list[Finding] = [("stable", {
        "steady": steadily, "first": first.height, "variations": variations.height, "jaccard": least["jaccard"], "same": least["same"],
    })]  # fmt: skip
    half = variations.filter(pl.col("variation") == "half_cell").row(0, named=True)
    found.append(("grid_stays", {"half": cell_m / 2, "first": half["sites"], "same": half["same"]}))
    if steady is not None and steady.height:
        found.append(("sites_stay", {"stay": int((steady["stays"] >= 1).sum()), "sites": steady.height}))
    return found


def of_placement(
    curve: pl.DataFrame, next_sites: pl.DataFrame, choice: pl.DataFrame, backup: pl.DataFrame | None, as_of: Said, radius_m: float
) -> list[Finding]:
    """What further cameras would add, and how sure it is that none are better."""
    last, first, how = curve.row(-1, named=True), next_sites.row(0, named=True), choice.row(0, named=True)
    place = first["place"] or (first["cell_id"] if first["dong"] is None else f"{first['dong']} {first['cell_id']}")
    facts = {"sites": last["sites"], "new_people": last["new_people"], "share": last["share"], "unseen": how["unseen"], "place": place,
             "first_people": first["new_people"], "as_of": as_of}  # fmt: skip
    proof = {"points": how["points"], "places": how["places"], "listed": how["listed"]}
    found: list[Finding] = [("placed", facts)]
    found.append(("proven", proof) if last["status"] == "optimal" else ("near_best", {**proof, "gap": _at_most(last["gap"])}))
    if not how["brought"]:
        found.append(("lattice", {"places": how["places"]}))
    if backup is not None:
        rows = {row["plan"]: row for row in backup.iter_rows(named=True)}
        found.append(("backup", {
            "today": rows["today"]["twice_share"], "once": rows["once"]["twice_share"], "twice": rows["twice"]["twice_share"],
            "lost": rows["once"]["seen_once"] - rows["twice"]["seen_once"], "sites": last["sites"],
        }))  # fmt: skip
    return found


def of_people(blind: pl.DataFrame | None, fairness: pl.DataFrame | None, as_of: Said, radius_m: float) -> list[Finding]:
    """Who lives unseen."""
    found: list[Finding] = []
    groups = {} if fairness is None else {row["group"]: row for row in fairness.iter_rows(named=True)}
    if "population" in groups:
        row = groups["population"]
        found.append(("unseen", {"people": row["people"], "unseen": row["unseen"], "share": row["unseen_share"], "as_of": as_of}))
    if blind is not None and blind.height:
        row = blind.row(0, named=True)
        found.append(("dong_most", {
            "dong": row["dong"], "unseen": row["uncovered_people"], "share": row["uncovered_share"] or 0.0, "people": row["population"],
            "dongs": blind.height, "as_of": as_of,
        }))  # fmt: skip
    for group in ("women", "children", "elderly"):
        if group in groups:
            row = groups[group]
            found.append(("group_gap", {"group": GROUPS[group], "share": row["unseen_share"], "gap": row["gap"] * 100, "as_of": as_of}))
    return found


def of_comparison(comparison: pl.DataFrame | None) -> list[Finding]:
    """How far the lists differ."""
    if comparison is None or comparison.is_empty():
        return []
    rows = {row["list"]: row for row in comparison.iter_rows(named=True)}
    best, index = rows["optimum"], rows["index"]
    found: list[Finding] = [("lists", {
        "sites": best["sites"], "optimum": best["new_people"], "index": index["new_people"], "residents": rows["residents"]["new_people"],
        "near": index["near_optimum"], "index_sites": index["sites"],
    })]  # fmt: skip
    if "requests" in rows:
        asked = rows["requests"]
        found.append(("asked", {"requests": asked["new_people"], "sites": asked["sites"], "near": asked["near_optimum"],
                                "optimum": best["new_people"]}))  # fmt: skip
    if best["cost_per_person"] is not None and index["cost_per_person"] is not None:
        found.append(("cost", {"optimum": best["cost_per_person"], "index": index["cost_per_person"]}))
    return found


def of_visits(sheet: pl.DataFrame, index: pl.DataFrame | None) -> list[Finding]:
    """How many places are to be seen, and what came back."""
    found: list[Finding] = [("to_visit", {"places": sheet.height, "chosen": sheet.filter(pl.col("list") == "optimum").height})]
    seen = None if index is None else index["visited"].drop_nulls()
    if seen is not None and seen.len():
        unfit = int((seen == "unfit").sum())
        found.append(("visited", {"seen": seen.len(), "unfit": unfit, "share": unfit / seen.len()}))
    return found


def of_incidents(risk: pl.DataFrame | None, hits: pl.DataFrame | None, mending: pl.DataFrame | None) -> list[Finding]:
    """What incidents tell."""
    found: list[Finding] = []
    if risk is not None and risk.height:
        row = risk.row(0, named=True)
        key = "risk_near" if row["how"] == "near" else "risk_dense"
        found.append((key, {name: row[name] for name in ("factor", "distance_m", "relative_risk", "low", "high", "incidents")}))
    if hits is not None and hits.height:
        ways = {row["way"]: row for row in hits.iter_rows(named=True)}
        own = ways["index"]
        found.append(("hits", {
            "later": own["later"], "index": own["hit_rate"], "low": own["low"], "high": own["high"], "pai": own["pai"],
            "moved": own["pai_moved"], "residents": ways["residents"]["hit_rate"], "random": ways["random"]["hit_rate"],
        }))  # fmt: skip
    return found + (_mending(mending.row(0, named=True)) if mending is not None and mending.height else [])


def _mending(row: dict[str, Any]) -> list[Finding]:
    """Where the worst places did not fall, or fell no more than all, nothing has mended by itself."""
    if row["after"] >= row["before"] * min(1.0, row["all_after"] / row["all_before"]):
        return []
    told = ("cells", "before", "after", "first", "middle", "last", "all_before", "all_after")
    return [("mending", {name: row[name] for name in told})]


def _at_most(gap: float | None) -> float | None:
    """Rounded up to a hundredth of a percent: it is told as what cannot be exceeded."""
    return None if gap is None else ceil(gap * 1e4 - 1e-6) / 1e4
