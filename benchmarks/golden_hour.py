"""Golden Hour from a CSV of a million calls to ranked sites: the product's whole path beside a data analyst's scripts.

`python -m benchmarks.golden_hour [--calls 1000000] [--runs 3] [--more]`. Each side runs in a process of its own, imports included, so
that its peak memory is its own. The sides, in two pairs that answer the same:

- `script` (benchmarks/golden_hour_script.py: pandas, geopandas, spopt) and `same`: `modu run` with the fields the script uses and the
  same way of measuring (no departure is mapped, so travel is the straight line × 1.3 at one speed), to show that the answers are equal.
  `same` answers much that the script does not: five additions instead of three, six LSCP, p-median, MEXCLP, moves, twenty variations, a
  hundred redraws.
- `more` (with `--more`, once: minutes) is that script with what of those spopt can solve, the variations and redraws left out.
- `whole`: `modu run` as it is used, with everything the file holds: travel times fitted to the calls, a replay of past calls.
- `served_same`, `served`: both as a worker has them, in a child of the forkserver that holds packages and kernels already, where the
  child alone is measured.

A small city goes first: kernels are compiled once in the life of an installation.
"""

from __future__ import annotations

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Mapping
from importlib.metadata import version
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks import golden_hour_script
from benchmarks.golden_hour_script import CANDIDATES, CENTRES, KMH, TARGET_MIN
from benchmarks.ratio import in_own_process

SIDE_DEG = 0.22  # about 20 km
WEST, SOUTH = 127.30, 36.25
FILES = {"dispatch": "calls.csv", "center": "centers.csv"}
SETTINGS = {"add_units": 3, "candidate_limit": CANDIDATES, "assumed_kmh": KMH}
TABLES = ("city", "curve", "cover_all", "yardsticks")


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


def whole(folder: Path) -> dict[str, Any]:
    """The command as it is used: reading, looking for personal values, mapping, preparing, checking, every step, the result written."""
    return _command(folder)


def same(folder: Path) -> dict[str, Any]:
    """The command with the fields the script uses."""
    mapping = folder / "mapping.json"
    mapping.write_text(json.dumps({name: to_json(fields) for name, fields in _as_script().items()}), encoding="utf-8")
    return _command(folder, "--mapping", str(mapping))


def to_json(fields: Mapping[str, Any]) -> dict[str, Any]:
    """A mapping as `modu run --mapping` reads it."""
    from data_catalog import mapping

    return mapping.to_json(fields)


def _as_script() -> dict[str, Any]:
    from data_catalog.mapping import Source

    column = {"call_at": "신고일시", "arrive_at": "현장도착일시", "center": "출동안전센터"}
    fields = {name: Source("column", (said,)) for name, said in column.items()}
    return {"dispatch": {**fields, "place": Source("lonlat", ("경도", "위도"))}}


def _command(folder: Path, *more: str) -> dict[str, Any]:
    from app.cli.main import main

    with tempfile.TemporaryDirectory(dir=folder) as out:
        files = [word for name, file in FILES.items() for word in ("--input", f"{name}={folder / file}")]
        settings = [word for name, value in SETTINGS.items() for word in ("--set", f"{name}={value}")]
        if main(["run", "golden_hour", *files, *settings, "--out", out, "--home", str(folder / "home"), *more]):
            raise SystemExit("modu run failed")
        said = json.loads((Path(out) / "result.json").read_text(encoding="utf-8"))
        tables = {name: pl.read_csv(Path(out) / "tables" / f"{name}.csv") for name in TABLES}
    for name, rows_in in said["rows_in"].items():
        assert rows_in == said["rows_kept"][name] + said["rows_set_aside"][name]
    return _told(tables, len(said["findings"]), [(one["seconds"], one["name"]) for one in said["method"]])


def _analysed(folder: Path, mapping: Mapping[str, Any]) -> dict[str, Any]:
    """What the worker's child does: the same without the search for personal values, which was made when the file was brought."""
    from app.services.runs.analysis import Asked, Brings, analyse

    brings = {name: Brings(file=folder / file, shown_name=file, mapping=mapping.get(name)) for name, file in FILES.items()}
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        result = analyse(Asked("golden_hour", "bench", brings, SETTINGS), Path(scratch))
        result.save(Path(scratch) / "result")
    assert all(use.rows_in == use.rows_kept + use.rows_set_aside for use in result.inputs)
    return _told(
        {name: result.table(name).rows for name in TABLES}, len(result.findings), [(one.seconds, one.name) for one in result.method]
    )


def _told(tables: Mapping[str, pl.DataFrame], findings: int, steps: list[tuple[float, str]]) -> dict[str, Any]:
    target = tables["city"].filter(pl.col("limit_min") == TARGET_MIN).row(0, named=True)
    curve = tables["curve"].filter(pl.col("added") > 0)
    cover_all = {str(row["limit_min"]): [row["more"], row["from_nothing"]] for row in tables["cover_all"].iter_rows(named=True)}
    return {
        "share_7": target["share"], "calls": target["calls"], "findings": findings,
        "covered_shares": dict(zip(curve["added"].to_list(), curve["earlier_share"].to_list(), strict=True)),
        "cover_all": cover_all, "mean_min": tables["yardsticks"].filter(pl.col("yardstick") == "p_median")["mean_min"].item(),
        "steps_s": {name: seconds for seconds, name in sorted(steps, reverse=True)[:6]},
    }  # fmt: skip


def served(folder: Path) -> dict[str, Any]:
    """The analysis in a child of the preloaded forkserver."""
    return _served(folder, alike=False)


def served_same(folder: Path) -> dict[str, Any]:
    """The same with the fields the script uses."""
    return _served(folder, alike=True)


def _served(folder: Path, *, alike: bool) -> dict[str, Any]:
    from app.worker import supervise

    supervise.prepare()
    found: dict[str, Any] = {}
    # The first child waits until the forkserver has everything; it runs on nothing much.
    for place in (folder / "small", folder):
        heard, said = supervise.context().Pipe(duplex=False)
        began = time.perf_counter()
        child = supervise.context().Process(target=_in_child, args=(place, alike, said))
        child.start()
        # Only the child holds the other end now: where it fails, what is heard is its end, not silence.
        said.close()
        found = heard.recv()
        found["own"]["seconds"] = time.perf_counter() - began
        child.join()
    return found


def _in_child(folder: Path, alike: bool, said: Connection) -> None:
    found = _analysed(folder, _as_script() if alike else {})
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said.send({**found, "own": {"cpu_s": time.process_time(), "peak_mb": peak_mb}})


SIDES = {
    "script": golden_hour_script.script, "same": same, "whole": whole, "served_same": served_same, "served": served,
    "more": golden_hour_script.more,
}  # fmt: skip


def main() -> None:
    """Makes the city, runs the sides in turn, prints seconds, CPU seconds, peak memory, whether answers agree, and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--more", action="store_true")
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
        measured: dict[str, list[dict[str, Any]]] = {side: [] for side in SIDES if side != "more" or given.more}
        for turn in range(given.runs):
            for side, runs in measured.items():
                if side != "more" or not turn:
                    runs.append(in_own_process("benchmarks.golden_hour", "--side", side, "--folder", str(folder)))
        middle = {side: sorted(runs, key=lambda run: run["seconds"])[len(runs) // 2] for side, runs in measured.items()}
        _say(middle, given.calls)


def _say(middle: dict[str, dict[str, Any]], calls: int) -> None:
    print(", ".join(f"{name} {version(name)}" for name in ("pandas", "geopandas", "spopt", "pulp", "duckdb", "polars", "highspy")))
    for side, run in middle.items():
        print(f"{side}: {run['seconds']:.2f} s, {run['cpu_s']:.2f} CPU s, {run['peak_mb']:.0f} MB, {run['said']}")
    for peer in ("script", "more"):
        for side in (side for side in middle if peer in middle and side not in ("script", "more")):
            script, run = middle[peer], middle[side]
            print(
                f"Golden Hour, {calls:,} calls in a CSV to ranked sites, {side}: {script['seconds'] / run['seconds']:.1f} x {peer} "
                f"({script['cpu_s'] / run['cpu_s']:.1f} x by CPU), {run['peak_mb']:.0f} MB against {script['peak_mb']:.0f}; "
                f"{_agreement(run['said'], script['said'], alike=side.endswith('same'))}"
            )


def _agreement(said: dict[str, Any], truth: dict[str, Any], *, alike: bool) -> str:
    """Whether the answers are equal; those of siting only where both measure travel alike."""
    share = "equal" if (said["share_7"], said["calls"]) == (truth["share_7"], truth["calls"]) else "NOT EQUAL"
    text = f"share and calls {share}"
    if not alike:
        return text
    covered = {added: round(said["covered_shares"][added] * truth["earlier"]) for added in truth["covered"]}
    off = max(abs(covered[added] - truth["covered"][added]) for added in covered)
    text += f", covered calls {covered} " + ("equal" if not off else f"off by {off} at most")
    if "cover_all" in truth:
        text += f", sites to reach all {said['cover_all']} " + ("equal" if said["cover_all"] == truth["cover_all"] else "NOT EQUAL")
        text += f", mean minutes {said['mean_min']:.6f} against {truth['mean_min']} ({truth['mean_status']})"
    return text


if __name__ == "__main__":
    main()
