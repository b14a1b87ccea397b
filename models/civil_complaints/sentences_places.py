"""The facts of the findings about areas, places, departments, people and stability, taken from the tables of the result."""

from __future__ import annotations

from typing import Any

import polars as pl

from models.civil_complaints.board import FEW
from models.civil_complaints.sentences import Finding, Words

NOWHERE: Words = {"ko": "지역을 알 수 없는 곳", "en": "a place in no known area"}
OLD = ("to_90", "over_90")
STABLE = 0.7
WAYS: dict[str, Words] = {
    "seed": {"ko": "다른 난수", "en": "another random number"}, "min_df_low": {"ko": "낱말 기준 낮춤", "en": "lower word limit"},
    "min_df_high": {"ko": "낱말 기준 높임", "en": "higher word limit"}, "half": {"ko": "글의 절반만", "en": "half of the texts"},
}  # fmt: skip


def of_areas(area_rates: pl.DataFrame, papers: int) -> list[Finding]:
    """Where most comes from, and where most for its residents."""
    known = int(area_rates["papers"].sum())
    most = area_rates.sort("papers", "area", descending=[True, False]).row(0, named=True)
    found: list[Finding] = [("area_most", {"area": most["area"], "papers": most["papers"]})]
    rated = area_rates.filter(pl.col("rate").is_not_null())
    told = rated.filter(pl.col("papers") >= FEW)
    if told.height > 1:
        row = told.sort("even", "area", descending=[True, False]).row(0, named=True)
        found.append(("area_rate", {key: row[key] for key in ("area", "rate", "low", "high")} | {"mean": _mean(rated)}))
    else:
        found.append(("area_no_people", {}))
    if known < papers:
        found.append(("area_unknown", {"unknown": papers - known, "share": 1 - known / papers}))
    return found


def _mean(rated: pl.DataFrame) -> float:
    """Complaints of all over residents of all, in the unit of the rates. An area stands here only where one was written."""
    papers, rate = (rated.filter(pl.col("rate") > 0)[name].to_numpy() for name in ("papers", "rate"))
    return float(papers.sum() / (papers / rate).sum())


def of_recurring(recurring: pl.DataFrame, knox_test: pl.DataFrame | None) -> list[Finding]:
    """The place that recurs most, how many there are, and whether places repeat more than chance."""
    if recurring.is_empty():
        return [("recurring_none", {})]
    row = recurring.row(0, named=True)
    # What goes on stands first, though of what is over there may have been more.
    first = "recurring_standing" if row["standing"] else "recurring_most"
    found: list[Finding] = [
        (first, {"where": _where(row["area"]), "name": row["name"], "count": row["count"], **_days(row["first"], row["last"])}),
        ("recurring_all", {"places": recurring.height, "standing": int(recurring["standing"].sum())}),
    ]
    if knox_test is not None and knox_test.height:
        test = knox_test.row(0, named=True)
        if test["ratio"] is not None and test["name"] == row["name"]:
            facts = {key: test[key] for key in ("name", "ratio", "pairs", "expected", "p")}
            found.append(("knox_more" if test["more"] == "yes" else "knox_chance", {**facts, "tested": knox_test.height}))
    return found


def of_clusters(clusters: pl.DataFrame) -> list[Finding]:
    """The surest cluster in space and time."""
    told = clusters.filter(pl.col("count") >= FEW)
    if told.is_empty():
        return [("cluster_none", {})]
    row = told.row(0, named=True)
    period = {"from": f"{row['from_day']:%Y-%m-%d}", "to": f"{row['to_day']:%Y-%m-%d}"}
    return [
        ("cluster", {**period, "where": _where(row["area"]), **{key: row[key] for key in ("name", "radius", "count", "expected", "p")}})
    ]


def of_cells(hot_cells: pl.DataFrame) -> list[Finding]:
    """How many cells are hot, and how many newly so."""
    hot = hot_cells.filter(pl.col("hot") == "hot")
    if hot.is_empty():
        return [("hot_none", {"cells": hot_cells.height})]
    return [("hot", {"hot": hot.height, "fresh": hot.filter(pl.col("since").is_in(["new", "growing"])).height})]


def of_density(peak: pl.DataFrame) -> list[Finding]:
    """Where complaints lie thickest, and whether another bandwidth would say so too."""
    row = peak.row(0, named=True)
    return [("densest", {"where": _where(row["area"]), **{name: row[name] for name in ("density", "narrow_m", "wide_m")}})]


def of_departments(dept_load: pl.DataFrame, dept_ageing: pl.DataFrame | None) -> list[Finding]:
    """Who has most, who takes longest, and how old what is open is."""
    most = dept_load.row(0, named=True)
    found: list[Finding] = [
        ("dept_most", {"dept": most["dept"], "papers": most["papers"], "share": most["papers"] / int(dept_load["papers"].sum())})
    ]
    timed = dept_load.filter(pl.col("median").is_not_null() & (pl.col("papers") >= 30)).sort("median", "dept", descending=[True, False])
    if timed.height > 1 and timed["median"][0] > timed["median"][-1]:
        slow, quick = timed.row(0, named=True), timed.row(-1, named=True)
        found.append(("dept_slow", {
            "slow": slow["dept"], "slow_days": slow["median"], "interval": _interval(slow["median_low"], slow["median_high"]),
            "quick": quick["dept"], "quick_days": quick["median"],
        }))  # fmt: skip
    if dept_ageing is not None and dept_ageing.height:
        facts: dict[str, Any] = {"open": int(dept_ageing["open"].sum()), "old": int(sum(dept_ageing[name].sum() for name in OLD))}
        if dept_load["overdue"].is_not_null().any():
            found.append(("dept_open", {**facts, "overdue": int(dept_load["overdue"].sum())}))
        else:
            found.append(("dept_open_only", facts))
    return found


def of_routing(
    check: pl.DataFrame | None, advice: pl.DataFrame | None, why: pl.DataFrame | None, tagged: pl.DataFrame | None
) -> list[Finding]:
    """How good the advice is and how much is given, or why none is."""
    if why is not None and why.height:
        row = why.row(0, named=True)
        if row["why"] == "few_departments":
            return [("routing_few", {key: row[key] for key in ("texts", "departments", "single", "learned", "least")})]
        return [("routing_no_better", {"right": row["right"], "majority": row["majority"]})]
    if check is None or advice is None or tagged is None:
        return []
    row = check.row(0, named=True)
    keys = ("judged", "advised", "right", "low", "high", "majority", "departments", "left_out")
    waiting = int((~tagged["done"]).sum()) if tagged["done"].any() else int(tagged["dept"].null_count())
    found: list[Finding] = [("routing_good", {key: row[key] for key in keys})]
    if waiting:
        found.append(("routing_waiting", {"open": waiting, "said": advice.height}))
    return found


def of_writers(who_wrote: pl.DataFrame | None, people: pl.DataFrame | None, area_rates: pl.DataFrame | None) -> list[Finding]:
    """Whose voices are heard, and whose may be missing."""
    found: list[Finding] = []
    if people is not None and people.height:
        found.append(("equity_busy", {"top_share": people["top_share"][0], "most": people["most"][0]}))
    if who_wrote is not None:
        for kind in ("channel", "age"):
            rows = who_wrote.filter(pl.col("kind") == kind).sort("papers", "part", descending=[True, False])
            if rows.height > 1 and kind == "channel":
                found.append(("equity_channel", {"channel": rows["part"][0], "share": rows["share"][0]}))
            elif rows.height > 1:
                facts = {"age": rows["part"][0], "share": rows["share"][0], "least": rows["part"][-1], "least_share": rows["share"][-1]}
                found.append(("equity_age", facts))
    rated = None if area_rates is None else area_rates.filter(pl.col("rate").is_not_null())
    if rated is not None and rated.height > 1:
        row = rated.sort("even", "area").row(0, named=True)
        found.append(("equity_area", {"area": row["area"], "papers": row["papers"], "rate": row["rate"], "mean": _mean(rated)}))
    return found or [("equity_unknown", {})]


def of_stability(
    topic_stability: pl.DataFrame | None, surge_stability: pl.DataFrame | None, topic_numbers: pl.DataFrame | None = None
) -> list[Finding]:
    """Whether topics and alarms hold when what was chosen changes."""
    found: list[Finding] = []
    if topic_stability is not None:
        own = topic_stability.filter(pl.col("way").is_in(list(WAYS)))
        worst = own.sort("agreement", "way").row(0, named=True)
        mean = float(own["agreement"].mean())  # type: ignore[arg-type]
        facts = {"tries": own.height, "mean": mean, "least": worst["agreement"], "worst": WAYS[worst["way"]]}
        found.append(("stable_topics" if mean >= STABLE else "unstable_topics", facts))
    if topic_numbers is not None:
        each = [f"{k} ({close:.2f}·{same:.2f})" for k, close, same in topic_numbers.select("k", "coherence", "stability").iter_rows()]
        best = int(topic_numbers.filter(pl.col("chosen") == "yes")["k"][0])
        found.append(("topics_number", {"tried": topic_numbers.height, "k": best, "each": each}))
    if surge_stability is not None and surge_stability.height == 3:
        alarms = dict(surge_stability.select("least", "alarms").iter_rows())
        few, now, many = sorted(alarms)
        found.append(("stable_surges", {"few": few, "more": alarms[few], "many": many, "less": alarms[many], "now": alarms[now]}))
    return found


def _interval(low: float | None, high: float | None) -> Words:
    """The limits of a median in words: the upper may lie beyond what has been seen, and of things all closed at once neither is known."""
    if low is None:
        return {"ko": "알 수 없음", "en": "not known"}
    if high is None:
        return {"ko": f"{low:.0f}일 이상", "en": f"{low:.0f} or more"}
    return {"ko": f"{low:.0f}~{high:.0f}일", "en": f"{low:.0f} to {high:.0f}"}


def _where(area: str | None) -> str | Words:
    return area if area is not None else NOWHERE


def _days(first: Any, last: Any) -> dict[str, str]:
    return {"first": f"{first:%Y-%m-%d}", "last": f"{last:%Y-%m-%d}"}
