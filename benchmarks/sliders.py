"""A weight moved: ranking, sentence, list and map of 75,000 cells drawn again.

`python -m benchmarks.sliders [--columns 300] [--rows 250]`. Goal: at most 300 ms of server time. CPU seconds of the whole answer:
score, ranks, verdict, the table of the first places, "why" for one cell, the map's changed layers and its text ready to be sent.
The peer does it the usual way: one expression of Polars, a sort, and the map's cells as one record each. Last, the same asked of a
portal really served: from the wish for a rerun to its end, and what it sent.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from app import charts
from app.charts.weighed import redrawing, redrawn
from app.identity import sessions
from app.identity.person import Person
from app.parts.sheet import told as told_rows
from app.services.platform import Platform, open_platform
from app.services.results import looks, weighed_tables, weighing, why
from benchmarks.portal import served
from data_catalog.records.tables import Membership, Organisation, PersonRow, new_id
from models.kit.result import Result
from tests.app.finished import finished
from tests.app.server.streaming import Tab
from tests.app.siting_result import siting

_GOAL_S = 0.300


def main() -> None:
    """Prints one row a part, and the whole."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--columns", type=int, default=300)
    parser.add_argument("--rows", type=int, default=250)
    asked = parser.parse_args()
    result = siting(asked.columns, asked.rows, first=30)
    print(f"{result.table('cells').rows.height:,} cells, first 30, 5 weights; CPU seconds, median of 15\n")
    print("| part | s |\n|---|---|")
    spent = _parts(result)
    for name, seconds in spent.items():
        print(f"| {name} | {seconds:.4f} |")
    peer = _median(lambda weights: _peer(result, weights))
    whole = spent["whole answer"]
    print(f"| peer: Polars expression, sort, one record a cell | {peer:.4f} |")
    asyncio.run(_served(result))
    print(f"\nwhole answer {whole * 1000:.0f} ms of {_GOAL_S * 1000:.0f} ms allowed; {peer / whole:.1f} x quicker than the peer")


async def _served(result: Result) -> None:
    """The fragment of the weights asked for again and again over its own line, one slider moved each time."""
    with tempfile.TemporaryDirectory(prefix="modu-bench-") as place, served(Path(place)) as portal:
        platform = open_platform(Path(place))
        visitor, person = _visitor(platform)
        run = finished(person, platform, result)
        async with Tab(portal.port, {"modu_session": visitor}) as tab:
            page = await tab.show("result", run=run)
            if any(part.new_element.HasField("exception") for part in page.parts):
                raise RuntimeError("the page was not drawn")
            part = next(part for part in page.parts if part.new_element.HasField("slider"))
            times, sent, spent = [], [], portal.cpu_s
            for at in range(20):
                began = time.perf_counter()
                drawn = await tab.again(part.fragment_id, {part.new_element.slider.id: round(0.1 + 0.05 * at, 2)})
                times.append(time.perf_counter() - began)
                sent.append(drawn.sent_bytes)
            spent = (portal.cpu_s - spent) / len(times)
            if not drawn.says("BitmapLayer") or any(one.new_element.HasField("exception") for one in drawn.parts):
                raise RuntimeError("the map was not drawn again")
        platform.records.close()
    print(f"| served: from the wish to the end, median | {statistics.median(times):.4f} |")
    print(f"| served: a core's time each (with all else the portal does) | {spent:.4f} |")
    print(f"| served: sent each, kB | {statistics.mean(sent) / 1000:.0f} |")


def _visitor(platform: Platform) -> tuple[str, Person]:
    """Somebody signed in: the token, and who it is."""
    city = Organisation(id=new_id(), kind="city", name_ko="시", name_en="City", valid_from=date(2024, 1, 1))
    one = new_id()
    with platform.records.session() as session:
        session.add(city)
        session.flush()
        session.add(PersonRow(id=one, login="bench", name="담당자", organisation_id=city.id, must_change=False))
        session.flush()
        session.add(Membership(person_id=one, organisation_id=city.id, role="analyst"))
    with platform.records.session() as session:
        token = sessions.begin(session, one, platform.now())[0]
    return token, Person(one, "담당자", city.id, frozenset({"analyst"}), scopes=(("analyst", city.id),))


def _parts(result: Result) -> dict[str, float]:
    given = weighing.ground(result, "places")
    at = looks.cells_at(result.run_id, "index_map", "ko", named=True)
    kept = charts.ready_map(result, "index_map", "ko", "light", looks.cells_at(result.run_id, "index_map", "ko"))
    weighing.verdict(given, given.run, "ko")

    def drawn(weights: list[float]) -> int:
        now = weighing.weigh(given, weights)
        deck, legend = redrawn(kept, redrawing(result, given.spec, now.scores, now.ranks, now.first), "ko", "light", at)
        return len(deck.to_json()) + len(charts.legend_html(legend, "ko"))

    def whole(weights: list[float]) -> int:
        now = weighing.weigh(given, weights)
        said = " ".join(weighing.verdict(given, now, "ko")) + why.told(given, why.why(given, now, 40_000 % now.ranks.size), "ko")
        told = told_rows(weighed_tables.first(given, now, now.first.tolist()), "ko")
        deck, legend = redrawn(kept, redrawing(result, given.spec, now.scores, now.ranks, now.first), "ko", "light", at)
        return len(said) + len(told["rows"]) + len(deck.to_json()) + len(charts.legend_html(legend, "ko"))

    print(f"| map's text ready to be sent, bytes | {len(kept.to_json()):,} |")
    return {
        "score and ranks": _median(lambda weights: weighing.weigh(given, weights)),
        "sentence": _median(lambda weights: weighing.verdict(given, weighing.weigh(given, weights), "ko")),
        "map with score and ranks": _median(drawn),
        "whole answer": _median(whole),
        "first time: table made ready": _once(lambda: _fresh(result)),
        "first time: cells a pointer finds": _once(lambda: charts.cells(result, "index_map", "0-quantity", "ko", named=True)),
    }


def _fresh(result: Result) -> Any:
    weighing.forget()
    return weighing.ground(result, "places").run


def _peer(result: Result, weights: list[float]) -> int:
    rows = result.table("cells").rows
    names = ("monitoring", "environment", "flow")
    summed = sum((pl.col(name) * weight for name, weight in zip(names, weights[:3], strict=True)), pl.lit(0.0))
    made = rows.with_columns(score=summed * pl.col("women") ** weights[3] * pl.col("detached") ** weights[4])
    made = made.sort("score", descending=True)
    edges = np.quantile(made["score"].to_numpy(), [0.2, 0.4, 0.6, 0.8])
    klass = np.searchsorted(edges, made["score"].to_numpy()).tolist()
    records = [
        {"at": [round(lon, 5), round(lat, 5)], "fill": kind, "tip": cell, "row": row}
        for row, (lon, lat, kind, cell) in enumerate(zip(made["lon"], made["lat"], klass, made["cell"], strict=True))
    ]
    return len(json.dumps(records, separators=(",", ":"), ensure_ascii=False))


def _median(work: Callable[[list[float]], Any]) -> float:
    rng = np.random.default_rng(5)
    work([1.0] * 5)
    times = []
    for _ in range(15):
        weights = [round(float(weight), 1) for weight in rng.uniform(0, 2, 5)]
        started = time.process_time()
        work(weights)
        times.append(time.process_time() - started)
    return statistics.median(times)


def _once(work: Callable[[], Any]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    main()
