"""Reads what a test wrote, and gives the reading and its rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from connectors.files import ReadOptions, TableRead, read

Rows = list[tuple[str | None, ...]]


def reading(folder: Path, content: bytes | str, name: str = "자료.csv", **options: Any) -> tuple[TableRead, Rows]:
    """What `read` makes of the content under that name: its account, and the kept rows as `(line, cell, …)`."""
    source, out = folder / "raw.bin", folder / "read.parquet"
    source.write_bytes(content.encode() if isinstance(content, str) else content)
    found = read(source, out, ReadOptions(**options), name)
    return found, rows_of(out)


def rows_of(parquet: Path) -> Rows:
    """Every row of a Parquet file."""
    columns = pq.read_table(parquet).to_pydict().values()
    return list(zip(*columns, strict=True))


def cells(rows: Rows) -> Rows:
    """The rows without their line."""
    return [row[1:] for row in rows]


def notes(found: TableRead) -> dict[str, Any]:
    """The facts of each note, by code."""
    return {note.code: note.facts for note in found.notes}
