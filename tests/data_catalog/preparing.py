"""Small files as the reader leaves them, and a workspace to prepare them in."""

from pathlib import Path

import polars as pl

from connectors.duck import open_workspace
from connectors.engine import Workspace
from data_catalog.mapping import Source
from data_catalog.prepare import prepare
from data_catalog.prepared import Prepared
from data_catalog.schema import Input


def as_read(folder: Path, columns: dict[str, list[str | None]], name: str = "read") -> Path:
    """The Parquet a reading would give: texts, and the line each row began on (the header is line 1)."""
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    path = folder / f"{name}.parquet"
    frame.insert_column(0, pl.Series("_line", range(2, frame.height + 2), dtype=pl.Int64)).write_parquet(path)
    return path


def workspace_in(folder: Path) -> Workspace:
    return open_workspace(folder / "work", reads=[folder])


def prepared(
    folder: Path, input: Input, columns: dict[str, list[str | None]], mapping: dict[str, Source]
) -> tuple[Prepared, pl.DataFrame, Workspace]:
    """The prepared table of a small file, read back."""
    workspace = workspace_in(folder)
    done = prepare(workspace, as_read(folder, columns), input, mapping, folder / "out.parquet")
    return done, pl.read_parquet(done.path), workspace


def column(name: str) -> Source:
    return Source("column", (name,))


def pair(date: str, time: str) -> Source:
    return Source("date_time", (date, time))
