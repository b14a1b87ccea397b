"""A CSV of calls, UTF-8 and CP949, to Parquet beside pandas; and its profile beside pandas and DuckDB's SUMMARIZE.

`python -m benchmarks.reading [--rows 1000000] [--runs 3]`; with `--large` only ours, on a file of 10 GB.
Each side of each task runs in a process of its own, in turn, so that
its peak memory is its own and imports are paid once before the clock starts. Ours also hashes the file, keeps every row's line and
text, decides the encoding on every byte and searches every column for resident numbers.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

STEP = 500_000
LARGE_ROWS = 55_500_000


def make_files(folder: Path, rows: int, seed: int = 3, encodings: Sequence[str] = ("utf8", "cp949")) -> None:
    """Writes utf8.csv and cp949.csv: 12 columns of numbers, moments, Korean words, amounts with commas and gaps."""
    rng = np.random.default_rng(seed)
    for first in range(0, rows, STEP):
        text = _frame(first, min(STEP, rows - first), rng).write_csv(include_header=first == 0)
        for encoding in encodings:
            with (folder / f"{encoding}.csv").open("ab" if first else "wb") as file:
                file.write(text.encode(encoding))


def _frame(first: int, count: int, rng: np.random.Generator) -> pl.DataFrame:
    number = np.arange(first, first + count)
    called = np.datetime64("2021-01-01T00:00:00") + (number * 3).astype("timedelta64[s]")
    amount = pl.Series(rng.integers(0, 1_000_000, count))

    def moments(offset_s: int) -> pl.Series:
        return pl.Series((called + np.timedelta64(offset_s, "s")).astype("datetime64[us]")).dt.strftime("%Y-%m-%d %H:%M:%S")

    def words(form: str, many: int) -> list[str]:
        names = np.array([form.format(index) for index in range(many)])
        return list(names[rng.integers(0, many, count)])

    return pl.DataFrame({
        "구급보고서번호": number + 100_000_000,
        "신고일시": moments(0),
        "현장도착일시": moments(300),
        "경도": np.round(126.9 + rng.random(count) / 10, 6),
        "위도": np.round(37.4 + rng.random(count) / 10, 6),
        "시군구": words("강남구 {}", 25),
        "환자유형": words("질병{}", 3),
        "환자나이": pl.Series(rng.integers(0, 100, count)).set(pl.Series(rng.random(count) < 0.05), None),
        "주소": words("서울특별시 강남구 테헤란로 {}번길", 9_000),
        "진료비": amount.cast(pl.String).str.replace(r"(\d)(\d{3})$", "$1,$2"),
        "심정지여부": words("{}", 2),
        "출동안전센터": words("역삼{}119안전센터", 150),
    })  # fmt: skip


def read_ours(folder: Path, name: str) -> Mapping[str, Any]:
    from connectors.files import ReadOptions, read

    def work() -> int:
        return read(folder / f"{name}.csv", folder / f"{name}.ours.parquet", ReadOptions(limit_mb=20_000)).rows_kept

    return _timed(work)


def read_pandas(folder: Path, name: str) -> Mapping[str, Any]:
    import pandas
    import pyarrow.parquet  # noqa: F401 (the import that to_parquet would make under the clock)

    def work() -> int:
        frame = pandas.read_csv(folder / f"{name}.csv", encoding={"utf8": "utf-8"}.get(name, name))
        frame.to_parquet(folder / f"{name}.pandas.parquet")
        return len(frame)

    return _timed(work)


def profile_ours(folder: Path, name: str) -> Mapping[str, Any]:
    from data_catalog.profile import profile

    def work() -> list[int]:
        return [column.filled for column in profile(folder / f"{name}.ours.parquet").columns]

    return _timed(work)


def profile_again(folder: Path, name: str) -> Mapping[str, Any]:
    """The second profile of a process, whose compiled loops are loaded."""
    profile_ours(folder, name)
    return profile_ours(folder, name)


def profile_pandas(folder: Path, name: str) -> Mapping[str, Any]:
    import pandas

    frame = pandas.read_parquet(folder / f"{name}.pandas.parquet")

    def work() -> list[int]:
        frame.describe(include="all")
        frame.nunique()
        frame.select_dtypes("number").quantile([0.05, 0.25, 0.5, 0.75, 0.95])
        return [int(count) for count in frame.count()]

    return _timed(work)


def profile_duckdb(folder: Path, name: str) -> Mapping[str, Any]:
    import duckdb

    def work() -> list[int]:
        found = duckdb.sql(f"summarize from read_parquet('{folder / name}.pandas.parquet')").fetchall()
        return [round(row[-2] * (1 - float(row[-1]) / 100)) for row in found]

    return _timed(work)


SIDES: Mapping[str, Callable[[Path, str], Mapping[str, Any]]] = {
    "read_ours": read_ours,
    "read_pandas": read_pandas,
    "profile_ours": profile_ours,
    "profile_again": profile_again,
    "profile_pandas": profile_pandas,
    "profile_duckdb": profile_duckdb,
}


def _timed(work: Callable[[], Any]) -> Mapping[str, Any]:
    started, started_cpu = time.perf_counter(), time.process_time()
    answer = work()
    return {"seconds": time.perf_counter() - started, "cpu_s": time.process_time() - started_cpu, "answer": answer}


def _in_own_process(side: str, folder: Path, name: str) -> dict[str, Any]:
    asked = [sys.executable, "-m", "benchmarks.reading", "--side", side, "--folder", str(folder), "--name", name]
    found: dict[str, Any] = json.loads(subprocess.run(asked, check=True, capture_output=True, text=True).stdout.splitlines()[-1])
    return found


def compare(folder: Path, name: str, ours: str, peers: Mapping[str, str], runs: int, what: str) -> None:
    """Prints one row a peer: medians of `runs`, taken in turn."""
    sides = (ours, *peers)
    found: dict[str, list[dict[str, Any]]] = {side: [] for side in sides}
    for _ in range(runs):
        for side in sides:
            found[side].append(_in_own_process(side, folder, name))

    def median(side: str, key: str) -> float:
        return statistics.median(run[key] for run in found[side])

    def shown(side: str) -> str:
        return f"{median(side, 'seconds'):.2f} s ({median(side, 'cpu_s'):.1f} CPU s), {median(side, 'peak_mb'):.0f} MB"

    for peer, label in peers.items():
        same = "yes" if np.allclose(found[ours][-1]["answer"], found[peer][-1]["answer"], rtol=1e-4) else "no"
        print(
            f"| {what} | {label} {shown(peer)} | {shown(ours)} | {median(peer, 'seconds') / median(ours, 'seconds'):.1f} x | {same} |",
            flush=True,
        )


def large(folder: Path) -> None:
    """A file of 10 GB comes in within the memory that smaller ones take."""
    make_files(folder, LARGE_ROWS, encodings=("utf8",))
    found = _in_own_process("read_ours", folder, "utf8")
    size_gb = (folder / "utf8.csv").stat().st_size / 1e9
    kept = "every row kept" if found["answer"] == LARGE_ROWS else f"{found['answer']:,} of {LARGE_ROWS:,} rows"
    print(
        f"{size_gb:.1f} GB, {LARGE_ROWS:,} rows: {found['seconds']:.0f} s ({found['cpu_s']:.0f} CPU s), {found['peak_mb']:.0f} MB, {kept}"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--side", choices=sorted(SIDES))
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--make", type=Path)
    parser.add_argument("--name")
    parser.add_argument("--large", action="store_true")
    given = parser.parse_args()
    if given.make:
        make_files(given.make, given.rows)
        return
    if given.side:
        found = dict(SIDES[given.side](given.folder, given.name))
        print(json.dumps({**found, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
        return
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        if given.large:
            large(folder)
            return
        # In a process of its own too: what this one had at its peak would be counted for those it starts.
        subprocess.run([sys.executable, "-m", "benchmarks.reading", "--make", str(folder), "--rows", str(given.rows)], check=True)
        pandas = f"pandas {version('pandas')}"
        size_mb = (folder / "utf8.csv").stat().st_size / 1e6
        print(f"{given.rows:,} rows x 12 columns, {size_mb:,.0f} MB in UTF-8\n")
        print("| workload | peer | Modu | ratio | same counts |\n|---|---|---|---|---|")
        for name in ("utf8", "cp949"):
            compare(folder, name, "read_ours", {"read_pandas": pandas}, given.runs, f"{name} CSV to Parquet")
        peers = {"profile_pandas": pandas, "profile_duckdb": f"DuckDB {version('duckdb')} SUMMARIZE (typed)"}
        compare(folder, "utf8", "profile_ours", peers, given.runs, "profile, the first of a process")
        compare(folder, "utf8", "profile_again", peers, given.runs, "profile")


if __name__ == "__main__":
    main()
