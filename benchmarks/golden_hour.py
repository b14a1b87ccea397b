"""Golden Hour from a CSV of a million calls to ranked sites: the product's whole path beside a data analyst's script.

`python -m benchmarks.golden_hour [--calls 1000000]`. Each side runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

CENTRES = 12
SIDE_DEG = 0.22  # about 20 km
WEST, SOUTH = 127.30, 36.25


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
    """What a data analyst would write with pandas, geopandas and spopt."""
    import geopandas
    import pandas
    import pulp
    from spopt.locate import MCLP

    moments = ["신고일시", "출동일시", "현장도착일시", "귀소일시"]
    calls = pandas.read_csv(folder / "calls.csv", parse_dates=moments)
    centers = pandas.read_csv(folder / "centers.csv")
    minutes = (calls["현장도착일시"] - calls["신고일시"]).dt.total_seconds() / 60
    calls = calls[(minutes >= 0) & (minutes <= 120)].assign(minutes=minutes)
    share = float((calls["minutes"] <= 7).mean())
    for keys in (["출동안전센터"], [calls["신고일시"].dt.hour, calls["신고일시"].dt.day_of_week]):
        calls.groupby(keys)["minutes"].agg(["count", "median", lambda part: part.quantile(0.9)])
    where = geopandas.GeoDataFrame(calls, geometry=geopandas.points_from_xy(calls["경도"], calls["위도"]), crs=4326).to_crs(5179)
    posts = geopandas.GeoDataFrame(centers, geometry=geopandas.points_from_xy(centers["경도"], centers["위도"]), crs=4326).to_crs(5179)
    cell = (where.geometry.x // 500).astype(int) * 1_000_000 + (where.geometry.y // 500).astype(int)
    cells = where.assign(cell=cell).groupby("cell").size()
    x, y = (cells.index // 1_000_000) * 500 + 250.0, (cells.index % 1_000_000) * 500 + 250.0
    candidates = cells.sort_values(ascending=False).index[:488]
    site_x = np.r_[posts.geometry.x, (candidates // 1_000_000) * 500 + 250.0]
    site_y = np.r_[posts.geometry.y, (candidates % 1_000_000) * 500 + 250.0]
    metres = np.hypot(np.asarray(x)[:, None] - site_x, np.asarray(y)[:, None] - site_y) * 1.3
    covered = {}
    for extra in (1, 2, 3):
        predefined = np.r_[np.ones(CENTRES, int), np.zeros(len(site_x) - CENTRES, int)]
        model = MCLP.from_cost_matrix(
            metres, weights=cells.to_numpy(), service_radius=2_500, p_facilities=CENTRES + extra, predefined_facilities_arr=predefined
        )
        model.solve(pulp.PULP_CBC_CMD(msg=False))
        covered[extra] = float(model.problem.objective.value())
    return {"share_7": share, "calls": len(calls), "covered": covered}


def product(folder: Path) -> dict[str, object]:
    """The product's whole path: reading, mapping, preparing, checking, the model's every step, the result saved."""
    from app.services.analysis import analyse_files

    result = analyse_files(
        "golden_hour", {"dispatch": folder / "calls.csv", "center": folder / "centers.csv"}, settings={"additional": 3}, out=folder / "out"
    )
    facts = {key: value for finding in result.findings for key, value in finding.facts.items()}
    return {"findings": len(result.findings), "limited": result.limited, "facts": {key: facts[key] for key in sorted(facts)[:12]}}


def main() -> None:
    """Makes the city, runs both sides in turn, prints seconds, peak memory and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--side", choices=("analyst", "product"))
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.side:
        started = time.perf_counter()
        said = (analyst if given.side == "analyst" else product)(given.folder)
        seconds = time.perf_counter() - started
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"seconds": seconds, "peak_mb": peak_mb, "said": said}, default=str))
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        make_city(folder, given.calls)
        sides: dict[str, list[dict[str, object]]] = {"product": [], "analyst": []}
        for _ in range(given.runs):
            for side in sides:
                command = [sys.executable, "-m", "benchmarks.golden_hour", "--side", side, "--folder", str(folder)]
                printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
                sides[side].append(json.loads(printed.strip().splitlines()[-1]))
        middle = {side: sorted(runs, key=lambda run: run["seconds"])[len(runs) // 2] for side, runs in sides.items()}  # type: ignore[arg-type,return-value]
        ratio = float(middle["analyst"]["seconds"]) / float(middle["product"]["seconds"])  # type: ignore[arg-type]
        for side, run in middle.items():
            print(f"{side}: {run['seconds']:.2f} s, {run['peak_mb']:.0f} MB, {run['said']}")
        print(f"Golden Hour, {given.calls:,} calls in a CSV to ranked sites: {ratio:.1f} x a pandas + geopandas + spopt script")


if __name__ == "__main__":
    main()
