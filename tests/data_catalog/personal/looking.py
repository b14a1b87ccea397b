"""Tables to look for personal values in."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from connectors.duck import open_workspace
from data_catalog.personal import Finding, find_personal


def found_in(columns: Mapping[str, Sequence[str | None]]) -> tuple[Finding, ...]:
    """What is found in a table of these columns."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.parquet"
        pl.DataFrame(dict(columns), schema=dict.fromkeys(columns, pl.String)).write_parquet(path)
        workspace = open_workspace(Path(folder) / "work", reads=[path])
        try:
            workspace.view("a", path)
            return find_personal(workspace, "a", list(columns))
        finally:
            workspace.close()


def kinds_in(columns: Mapping[str, Sequence[str | None]]) -> list[tuple[str, str]]:
    """Column and kind of what is found."""
    return [(item.column, item.kind) for item in found_in(columns)]
