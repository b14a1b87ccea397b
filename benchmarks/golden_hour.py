"""Golden Hour from a CSV of a million calls to ranked sites: the product's whole path beside a data analyst's script.

`python -m benchmarks.golden_hour [--calls 1000000] [--runs 3]`. Each side runs in a process of its own, imports included, so that its
peak memory is its own. The sides: the script; the product asked for what the script answers, by the same way of measuring (no
departure is mapped, so travel is the straight line × 1.3 at one speed), to show that the answers are equal; the product as it is
used, with everything the script leaves out: travel times fitted to the calls, reach, LSCP, p-median and MEXCLP, moves, replays
of past calls, a hundred redraws of the calls; and both of these as a worker has them, in a child of the forkserver that holds packages
and kernels already, where the child alone is measured. A small city goes first: kernels are compiled once in the life of an installation.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.ratio import in_own_process

CENTRES = 12
SIDE_DEG = 0.22  # about 20 km
WEST, SOUTH = 127.30, 36.25
TARGET_MIN, KMH, CANDIDATES = 7.0, 30.0, 488


def make_city(folder: Path, calls: int, seed: int = 7) -> None:
    """Writes calls.csv (one row per call) and centers.csv (one row per 119 centre) of an invented city."""
    rng = np.random.default_rng(seed)
    centre_lon, centre_lat = WEST + rng.random(CENTRES) * SIDE_DEG, SOUTH + rng.random(CENTRES) * SIDE_DEG
    hubs = rng.random((40, 2)) * SIDE_DEG
    hub = rng.choice(40, calls, p=rng.dirichlet(np.ones(40)))
    lon = WEST + np.clip(hubs[hub, 0] + rng.normal(0, 0.012, calls), 0, SIDE_DEG)
    lat = SOUTH + np.clip(hubs[hub, 1] + rng.normal(0, 0.010, calls), 0, SIDE_DEG)
    km = np.hypot((lon[:, None] - centre_lon) * 89.7, (lat[:, None] - centre_lat) * 111.0)
    centre = km.argmin(1)
    travel_s = (1.5 + 1.9 * km.min(1) * np.exp(rng.normal(0, 0.25, calls))) * 60
    turnout_s, busy_s = rng.gamma(4, 35, calls), rng.gamma(5, 480, calls)
    start = np.datetime64("2023-01-01T00:00:00")
    called = np.sort(rng.integers(0, 3 * 365 * 86_400, calls))

    def moments(offset: np.ndarray) -> pl.Series:
        return pl.Series((start + (called + offset).astype("timedelta64[s]")).astype("datetime64[us]")).dt.strftime("%Y-%m-%d %H:%M:%S")

    pl.DataFrame({
        "구급보고서번호": np.arange(calls),
        "신고일시": moments(np.zeros(calls)),
        "출동일시": moments(turnout_s),
        "현장도착일시": moments(turnout_s + travel_s),
        "귀소일시": moments(turnout_s + travel_s + busy_s),
        "출동안전센터": [f"제{number + 1}119안전센터" for number in centre],
        "경도": np.round(lon, 6),
        "위도": np.round(lat, 6),
    }).write_csv(folder / "calls.csv")  # fmt: skip
    pl.DataFrame({
        "119안전센터명": [f"제{number + 1}119안전센터" for number in range(CENTRES)],
        "구급차대수": np.full(CENTRES, 2),
        "경도": np.round(centre_lon, 6),
        "위도": np.round(centre_lat, 6),
    }).write_csv(folder / "centers.csv")  # fmt: skip


def analyst(folder: Path) -> dict[str, object]:
    """What a data analyst would write with pandas, geopandas and spopt: sites chosen by the first 70 % of the days."""
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
    x, y = cells["x"].to_numpy(), cells["y"].to_numpy()
    middle_x, middle_y = cells.index.to_numpy() // 1_000_000 * 500 + 250.0, cells.index.to_numpy() % 1_000_000 * 500 + 250.0
    post_x, post_y = posts.geometry.x.to_numpy(), posts.geometry.y.to_numpy()
    apart = (np.hypot(middle_x[:, None] - post_x, middle_y[:, None] - post_y) > 100).all(axis=1)
    middles = zip(middle_x, middle_y, strict=True)
    near = np.array([cells["calls"][np.hypot(x - here, y - there) <= 1_500].sum() for here, there in middles])
    best = np.argsort(-np.where(apart, near, -1), kind="stable")[:CANDIDATES]
    metres = np.hypot(x[:, None] - np.r_[post_x, middle_x[best]], y[:, None] - np.r_[post_y, middle_y[best]]) * 1.3
    covered = {}
    for extra in (1, 2, 3):
        predefined = np.r_[np.ones(CENTRES, int), np.zeros(len(best), int)]
        model = MCLP.from_cost_matrix(
            metres, weights=cells["earlier"].to_numpy(), service_radius=TARGET_MIN * KMH / 60 * 1000, p_facilities=CENTRES + extra,
            predefined_facilities_arr=predefined,
        )  # fmt: skip
        model.solve(pulp.PULP_CBC_CMD(msg=False))
        covered[extra] = round(model.problem.objective.value())
    return {"share_7": share, "calls": len(calls), "covered": covered, "earlier": int(cells["earlier"].sum())}


def product(folder: Path) -> dict[str, object]:
    """The product as it is used: reading, mapping, preparing, checking, every step of the model, the result saved."""
    return _product(folder, {})


def product_same(folder: Path) -> dict[str, object]:
    """The product with the fields the script uses."""
    from data_catalog.mapping import Source

    column = {"call_at": "신고일시", "arrive_at": "현장도착일시", "center": "출동안전센터"}
    fields = {name: Source("column", (said,)) for name, said in column.items()}
    return _product(folder, {"dispatch": {**fields, "place": Source("lonlat", ("경도", "위도"))}})


def _product(folder: Path, mapping: dict) -> dict[str, object]:
    from app.services.runs.analysis import Asked, Brings, analyse

    files = {"dispatch": folder / "calls.csv", "center": folder / "centers.csv"}
    brings = {name: Brings(file=file, shown_name=file.name, mapping=mapping.get(name)) for name, file in files.items()}
    asked = Asked("golden_hour", "bench", brings, {"add_units": 3, "candidate_limit": CANDIDATES, "assumed_kmh": KMH})
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        result = analyse(asked, Path(scratch))
        result.save(Path(scratch) / "result")
    assert all(use.rows_in == use.rows_kept + use.rows_set_aside for use in result.inputs)
    target = result.table("city").rows.filter(pl.col("limit_min") == TARGET_MIN).row(0, named=True)
    curve = result.table("curve").rows.filter(pl.col("added").is_between(1, 3))
    shares = dict(zip(curve["added"].to_list(), curve["earlier_share"].to_list(), strict=True))
    steps = sorted(((one.seconds, one.name) for one in result.method), reverse=True)
    return {
        "share_7": target["share"], "calls": target["calls"], "covered_shares": shares, "findings": len(result.findings),
        "steps_s": {name: seconds for seconds, name in steps[:6]},
    }  # fmt: skip


def served(folder: Path) -> dict[str, object]:
    """`product` in a child of the preloaded forkserver."""
    return _served(product, folder)


def served_same(folder: Path) -> dict[str, object]:
    """`product_same` in a child of the preloaded forkserver."""
    return _served(product_same, folder)


def _served(side: Callable[[Path], dict[str, object]], folder: Path) -> dict[str, object]:
    from app.worker import supervise

    supervise.prepare()
    found: dict[str, object] = {}
    # The first child waits until the forkserver has everything; it runs on nothing much.
    for place in (folder / "small", folder):
        heard, said = supervise.context().Pipe(duplex=False)
        began = time.perf_counter()
        child = supervise.context().Process(target=_in_child, args=(side, place, said))
        child.start()
        found = heard.recv()
        found["own"] = {**found["own"], "seconds": time.perf_counter() - began}  # type: ignore[dict-item]
        child.join()
    return found


def _in_child(side: Callable[[Path], dict[str, object]], folder: Path, said: Connection) -> None:
    found = side(folder)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said.send({**found, "own": {"cpu_s": time.process_time(), "peak_mb": peak_mb}})


SIDES = {"script": analyst, "same": product_same, "whole": product, "served_same": served_same, "served": served}


def main() -> None:
    """Makes the city, runs the sides in turn, prints seconds, CPU seconds, peak memory, whether answers agree, and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--side", choices=tuple(SIDES))
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.side:
        print(json.dumps(SIDES[given.side](given.folder), default=str))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        make_city(folder, given.calls)
        (folder / "small").mkdir()
        make_city(folder / "small", 5_000)
        for side in ("same", "whole"):
            in_own_process("benchmarks.golden_hour", "--side", side, "--folder", str(folder / "small"))
        measured: dict[str, list[dict[str, Any]]] = {side: [] for side in SIDES}
        for _ in range(given.runs):
            for side, runs in measured.items():
                runs.append(in_own_process("benchmarks.golden_hour", "--side", side, "--folder", str(folder)))
        middle = {side: sorted(runs, key=lambda run: run["seconds"])[len(runs) // 2] for side, runs in measured.items()}
        _say(middle, given.calls)


def _say(middle: dict[str, dict[str, Any]], calls: int) -> None:
    script = middle["script"]
    for side, run in middle.items():
        print(f"{side}: {run['seconds']:.2f} s, {run['cpu_s']:.2f} CPU s, {run['peak_mb']:.0f} MB, {run['said']}")
    truth = script["said"]
    for side in (side for side in middle if side != "script"):
        run, said = middle[side], middle[side]["said"]
        share = "equal" if (said["share_7"], said["calls"]) == (truth["share_7"], truth["calls"]) else "NOT EQUAL"
        text = f"share and calls {share}"
        if side.endswith("same"):
            covered = {added: round(said["covered_shares"][added] * truth["earlier"]) for added in truth["covered"]}
            off = max(abs(covered[added] - truth["covered"][added]) for added in covered)
            text += f", covered calls {covered} " + ("equal" if not off else f"off by {off} at most")
        print(
            f"Golden Hour, {calls:,} calls in a CSV to ranked sites, {side}: {script['seconds'] / run['seconds']:.1f} x the script "
            f"({script['cpu_s'] / run['cpu_s']:.1f} x by CPU), {run['peak_mb']:.0f} MB against {script['peak_mb']:.0f}; {text}"
        )


if __name__ == "__main__":
    main()
