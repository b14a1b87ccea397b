"""What protecting counts of persons adds to counting a million records: cell keys and rounding, beside the bare SQL that counts them.

`python -m benchmarks.protecting [--rows 1000000] [--times 5]`. Ours counts by the same SQL, finds what the data are known by and tells
every count by its key; the peer only counts. Both count the same cells, which is shown; so is what marking the data takes of it.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.ratio import head, line, pair
from connectors.duck import open_workspace
from connectors.engine import Workspace
from data_catalog.disclosure import Counting, Noise, Protection, protect
from models.kit.protected_facts import mark_of

_SECRET = b"a secret of the benchmark, long enough"
_COUNT = "select area, age, count(*) as people, avg(waited) as waited from persons group by area, age order by area, age"
_COUNTING = Counting(("people",), ("waited",))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--times", type=int, default=5)
    said = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="modu-bench-") as place:
        folder = Path(place)
        head()
        file = folder / "persons.parquet"
        _persons(said.rows).write_parquet(file)
        workspace = open_workspace(folder / "spill", reads=[file])
        try:
            workspace.view("persons", file)
            for protection in (Protection("cell_key", Noise(), _SECRET), Protection("round", secret=_SECRET)):
                _beside(workspace, file, protection, said.rows, said.times)
        finally:
            workspace.close()


def _beside(workspace: Workspace, file: Path, protection: Protection, rows: int, times: int) -> None:
    def ours() -> pl.DataFrame:
        mark = mark_of(workspace, {"persons": file}, _SECRET)
        return protect(workspace.fetch(_COUNT), _COUNTING, ("area", "age"), protection, mark).rows

    found = pair(ours, lambda: workspace.fetch(_COUNT), runs=times)
    told, true = (frame["people"].to_numpy() for frame in (found.ours, found.peer))
    same = "yes" if told.shape == true.shape and np.abs(told - true).max() <= protection.most else "NO"
    added = f"{found.ours_s - found.peer_s:+.3f} s, CPU {found.ours_cpu_s - found.peer_cpu_s:+.3f} s"
    line(f"{rows:,} records in {true.size:,} cells, {protection.mode}: added {added}", "the count alone", found, same)


def _persons(rows: int) -> pl.DataFrame:
    chance = np.random.default_rng(1)
    return pl.DataFrame(
        {
            "_line": np.arange(2, rows + 2),
            "person": np.arange(rows),
            "area": pl.Series(chance.integers(0, 400, rows)).cast(pl.String),
            "age": pl.Series(chance.integers(0, 9, rows)).cast(pl.String),
            "waited": chance.exponential(9, rows),
        }
    )


if __name__ == "__main__":
    main()
