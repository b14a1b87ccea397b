"""What contract, engine and records add to the same SQL run bare: on a million rows, and on a small file in a child.

`python -m benchmarks.overhead [--rows 1000000] [--times 5]`. Both sides compute the same tables; their equality is shown. What is added
is told by the clock and by processor seconds, which a busy machine stretches less; of a child's those count that it took itself.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import psutil

from app.services.platform import Platform, open_platform
from app.worker import bookkeeping, lease, running, supervise
from benchmarks.ratio import head, line, pair
from connectors.duck import open_workspace
from connectors.files import read
from data_catalog import datasets
from data_catalog.records.tables import Organisation, PersonRow, Run, new_id
from models.kit import library, new
from models.kit.contract import Model
from models.kit.prepared import PreparedInput
from models.kit.result import InputUse
from models.kit.workflow import run

_MEMORY_MB, _THREADS = 2048, 2
_STEPS = {
    "waits": "-- one row per visit\nselect visit, desk, waited, waited - avg(waited) over (partition by desk order by visit "
    "rows between 200 preceding and current row) as beyond, rank() over (partition by desk order by waited desc) as place "
    "from visits where desk is not null and waited is not null\n",
    "by_desk": "-- one row per desk\nselect desk, count(*) as visits, count(*) filter (where waited <= $limit_min) as kept, "
    "count(*) filter (where waited <= $limit_min) / count(*) as share from waits group by desk order by share, desk\n",
}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--times", type=int, default=5)
    said = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="modu-bench-") as place:
        folder = Path(place)
        head()
        model = _package(folder / "packages")
        big(folder, model, said.rows, said.times)
        small(folder, model, said.times)


def big(folder: Path, model: Model, rows: int, times: int) -> None:
    """The SQL bare, and the same through contract, locked workspace, result and records; in one process each in turn."""
    table = folder / "visits.parquet"
    _visits(rows).write_parquet(table)
    platform, person = _platform(folder / "home")
    found = pair(
        lambda: _whole(model, table, folder / "whole", platform, person),
        lambda: _bare(model, table, folder / "bare"),
        runs=times,
    )
    same = "yes" if found.ours.equals(found.peer) else "NO"
    added = f"{found.ours_s / found.peer_s - 1:+.1%}, CPU {found.ours_cpu_s / found.peer_cpu_s - 1:+.1%}"
    line(f"the same SQL, {rows:,} rows: added {added} (goal ≤ 15 %)", "DuckDB", found, same)


def small(folder: Path, model: Model, times: int) -> None:
    """A small file through a worker's whole path in a child of the preloaded forkserver, beside the SQL bare."""
    supervise.prepare()
    platform, person = _platform(folder / "home-small")
    file = folder / "visits.csv"
    visits = _visits(2_000)
    visits.drop("_line").write_csv(file)
    canonical = folder / "small.parquet"
    visits.write_parquet(canonical)
    version = _version(platform, person, file)
    lease.renew(platform, "bench", "bench")
    _run_once(platform, person, model, version)  # the forkserver is warm from here on
    before = _children_cpu_s()
    found = pair(lambda: _run_once(platform, person, model, version), lambda: _bare(model, canonical, folder / "bare"), runs=times)
    # One more than asked for: a pair begins with a warm-up.
    cpu_s = found.ours_cpu_s + (_children_cpu_s() - before) / (times + 1) - found.peer_cpu_s
    same = "yes" if found.ours.equals(found.peer) else "NO"
    line(f"a small file in a child: added {found.ours_s - found.peer_s:.2f} s, CPU {cpu_s:.2f} s (goal ≤ 0.3 s)", "DuckDB", found, same)


def _children_cpu_s() -> float:
    """Processor seconds of the forkserver's children that have ended."""
    ours = psutil.Process()
    (server,) = (one for one in ours.children() if any("forkserver" in word for word in one.cmdline()))
    spent = server.cpu_times()
    return float(spent.children_user + spent.children_system)


def _bare(model: Model, table: Path, folder: Path) -> pl.DataFrame:
    """What a plain script does: the same statements, the answer kept as Parquet."""
    folder.mkdir(exist_ok=True)
    connection = duckdb.connect(config={"memory_limit": f"{_MEMORY_MB}MB", "threads": str(_THREADS)})
    connection.execute("set enable_progress_bar = false")
    connection.execute(f"create view visits as select * from read_parquet('{table}')")
    for name, sql in _STEPS.items():
        wanted = {"limit_min": 10.0} if "$limit_min" in sql else {}
        connection.execute(f"create table {name} as {sql}", wanted).fetchall()
    answer = pl.DataFrame(connection.sql("select desk, visits, kept, share from by_desk").to_arrow_table())
    answer.write_parquet(folder / "by_desk.parquet")
    connection.close()
    return answer


def _whole(model: Model, table: Path, folder: Path, platform: Platform, person: PersonRow) -> pl.DataFrame:
    run_id = _row(platform, person, model, None)
    taken = bookkeeping.take(platform, run_id, "bench")
    assert taken is not None
    hold = taken[1]
    rows = 1
    use = InputUse("visits", model.input("visits").title, "visits", "", rows, rows, 0, {})
    prepared = {"visits": PreparedInput(table, frozenset({"visit", "desk", "waited"}), use)}
    workspace = open_workspace(folder / "spill", memory_mb=_MEMORY_MB, threads=_THREADS, reads=[table])
    result = run(model, prepared, {"limit_min": "10"}, workspace, run_id=run_id,
                 on_step=lambda one: bookkeeping.note_step(platform, hold, {"step": one.step, "index": one.index}))  # fmt: skip
    workspace.close()
    result.save(folder / "result")
    facts = {"headline": None, "limited": False, "result_hash": result.provenance["result_hash"], "rows_in": rows, "steps": []}
    assert bookkeeping.end(platform, hold, "finished", None, facts)
    return result.table("by_desk").rows


def _run_once(platform: Platform, person: PersonRow, model: Model, version: str) -> pl.DataFrame:
    run_id = _row(platform, person, model, version)
    ended = running.run(platform, run_id, "bench")
    assert ended == "finished", ended
    return pl.read_parquet(platform.lake.run_folder(run_id) / "tables" / "by_desk.parquet")


def _row(platform: Platform, person: PersonRow, model: Model, version: str | None) -> str:
    column = {name: {"how": "column", "columns": [name]} for name in ("visit", "desk", "waited")}
    run_id = new_id()
    with platform.records.session() as session:
        session.add(Run(
            id=run_id, organisation_id=person.organisation_id, person_id=person.id, model=model.id, model_version=model.version,
            model_hash=model.hash, settings={}, mapping={"visits": column} if version else {},
            inputs={"visits": {"dataset_version": version}} if version else {},
        ))  # fmt: skip
    return run_id


def _version(platform: Platform, person: PersonRow, file: Path) -> str:
    """The file as a dataset, as an upload leaves it."""
    parquet = file.with_suffix(".read.parquet")
    table = read(file, parquet, shown_name=file.name)
    origin = datasets.Origin(person.id, person.organisation_id, file.name, table.fingerprint, date(2099, 1, 1), table.to_json())
    with platform.records.session() as session:
        version = datasets.add_version(session, platform.lake, parquet, table.columns, origin)
        return version.id


def _platform(home: Path) -> tuple[Platform, PersonRow]:
    platform = open_platform(home)
    city = Organisation(id=new_id(), kind="city", name_ko="시", name_en="City", valid_from=date(2024, 1, 1))
    person = PersonRow(id=new_id(), login="bench", name="bench", organisation_id=city.id)
    with platform.records.session() as session:
        session.add(city)
        session.flush()
        session.add(person)
    return platform, person


def _package(folder: Path) -> Model:
    """The skeleton with the statements of this benchmark as its steps."""
    os.environ["MODU_MODELS"] = str(folder)
    folder.mkdir()
    # Written here: the bare statements run in this very process too.
    library.trust(folder)
    made = new.create("overhead", folder)
    for name, sql in _STEPS.items():
        (made / "sql" / f"{name}.sql").write_text(sql, "utf-8")
    manifest = made / "manifest.toml"
    step = '[[step]]\nname = "waits"\nkind = "sql"\ntitle = { ko = "가", en = "a" }\nexplains = { ko = "가", en = "a" }\n\n[[output]]'
    manifest.write_text(manifest.read_text("utf-8").replace("[[output]]", step, 1), "utf-8")
    return library.load("overhead")


def _visits(rows: int) -> pl.DataFrame:
    chance = np.random.default_rng(1)
    return pl.DataFrame(
        {
            "_line": np.arange(2, rows + 2),
            "visit": [f"A-{number:08d}" for number in range(rows)],
            "desk": chance.choice([f"desk {number}" for number in range(40)], rows),
            "waited": chance.exponential(9, rows).round(1),
        }
    )


if __name__ == "__main__":
    # A child begins by importing the main module of its parent; a worker's has none, and so must this one's.
    again = [sys.executable, "-c", "from benchmarks.overhead import main; main()", *sys.argv[1:]]
    sys.exit(subprocess.run(again, check=False).returncode)
