"""A table of texts, a reader, and what the compiled guard shows of it in a real DuckDB."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl

from data_catalog.policy import Asker, Policy, Table, compiled, decide
from data_catalog.policy.asker import Place
from data_catalog.policy.guarding import table_of, write_seen

SALT = bytes(range(32))
OWN = {"area_code": ("302",)}
READER = Asker("p", (Place(("yuseong", "daejeon")),), date(2024, 5, 15), own=OWN)


def written(folder: Path, rows: Sequence[dict[str, str | None]], columns: Sequence[str]) -> Path:
    path = folder / "base.parquet"
    frame = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String))
    frame.with_row_index("_line", offset=2).with_columns(pl.col("_line").cast(pl.Int64)).write_parquet(path)
    return path


def seen(folder: Path, base: Path, policies: Sequence[Policy], reader: Asker = READER) -> list[dict[str, str | None]] | None:
    """The rows of the file the guard makes; None when nothing may be seen."""
    table: Table = table_of(base)
    guard = compiled(decide(policies, reader, table), reader, table, keep=("_line",), line="_line")
    if guard is None:
        return None
    out = folder / "seen" / "out.parquet"
    write_seen(base, guard, SALT, out)
    rows = pl.read_parquet(out)
    assert rows["_line"].to_list() == (list(range(1, rows.height + 1)) if guard.where else list(range(2, rows.height + 2)))
    return rows.drop("_line").to_dicts()
