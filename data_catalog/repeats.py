"""Rows that repeat an earlier row in every column of the file, marked before any column is let go."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from connectors.duck import open_workspace, quoted
from connectors.engine import Workspace

LINE, REPEATS = "_line", "_repeats"
"""The columns that are ours and not the file's: where a row began, and whether it repeats an earlier one wholly."""

_NUMBER = "_number"
_FIRST, _LONG = 4_000, 50_000


def of_the_file(columns: Iterable[str]) -> list[str]:
    """The columns that came from the person's file."""
    return [name for name in columns if name not in (LINE, REPEATS)]


def with_repeats(table: Path) -> pl.LazyFrame:
    """The rows of `table` with `_repeats`, by all the columns it has now unless it is marked already.

    Kept data then tell repeats as the whole file did: the mark says nothing else of the columns that go.
    """
    rows = pl.scan_parquet(table)
    names = rows.collect_schema().names()
    if REPEATS in names:
        return rows
    with tempfile.TemporaryDirectory(dir=table.parent, prefix="repeats-") as folder:
        workspace = open_workspace(Path(folder), reads=[table])
        try:
            workspace.view("read", table)
            found = repeated(workspace, "read", of_the_file(names))
        finally:
            workspace.close()
    if found is None:
        return rows.with_columns(pl.lit(False).alias(REPEATS))
    marked = found.lazy().with_columns(pl.lit(True).alias(REPEATS))
    numbered = rows.with_row_index(_NUMBER, offset=1).with_columns(pl.col(_NUMBER).cast(pl.Int64))
    joined = numbered.join(marked, on=_NUMBER, how="left", maintain_order="left")
    return joined.drop(_NUMBER).with_columns(pl.col(REPEATS).fill_null(False))


def with_lines_apart(workspace: Workspace, raw: str) -> tuple[str, list[str]]:
    """The table and its columns; rows that share a line (parted at a bare return) are numbered on, so that each has its own."""
    names = list(workspace.fetch(f"select * from {quoted(raw)} limit 0").columns)  # noqa: S608
    above = f"select {LINE}, lag({LINE}) over () as above from {quoted(raw)}"  # noqa: S608
    if not workspace.fetch(f"select count(*) as n from ({above}) where {LINE} <= above")["n"][0]:  # noqa: S608
        return raw, names
    apart = f"{raw}_apart"
    first = f"select min({LINE}) - 1 from {quoted(raw)}"  # noqa: S608
    workspace.create(apart, f"select * replace (row_number() over () + ({first}) as {LINE}) from {quoted(raw)}")  # noqa: S608
    return apart, names


def repeated(workspace: Workspace, table: str, columns: Sequence[str]) -> pl.DataFrame | None:
    """The places (`_number`, from 1) of the rows that repeat an earlier one in all of `columns`; None when there are none."""
    if not columns or _all_differ(workspace, table, columns):
        return None
    listed = ", ".join(quoted(name) for name in columns)
    # The hash only narrows the search: rows are compared in every column.
    return workspace.fetch(
        f"with marked as (select row_number() over () as {_NUMBER}, hash({listed}) as h, {listed} from {quoted(table)}), "  # noqa: S608
        "several as (select h from marked group by h having count(*) > 1) "
        f"select {_NUMBER} from marked where h in (from several) "
        f"qualify row_number() over (partition by {listed} order by {_NUMBER}) > 1 order by {_NUMBER}"
    )


def _all_differ(workspace: Workspace, table: str, columns: Sequence[str]) -> bool:
    """Whether no two rows are alike. Of a long table one column is asked first: where it differs everywhere, the rows do."""
    if len(columns) > 1 and workspace.rows(table) > _LONG and differ(workspace, table, _most_telling(workspace, table, columns)):
        return True
    return differ(workspace, table, columns)


def _most_telling(workspace: Workspace, table: str, columns: Sequence[str]) -> list[str]:
    """The column with most different values in the first rows."""
    first = workspace.fetch(f"select {', '.join(quoted(name) for name in columns)} from {quoted(table)} limit {_FIRST}")  # noqa: S608
    return [max(columns, key=lambda name: first[name].n_unique())]


def differ(workspace: Workspace, table: str, columns: Sequence[str]) -> bool:
    """Whether no two rows of the table are alike in these columns, by marks of their values: False for marks alike by chance too."""
    listed = ", ".join(quoted(name) for name in columns)
    marks = np.sort(workspace.fetch(f"select hash({listed}) as h from {quoted(table)}")["h"].to_numpy())  # noqa: S608
    return not (marks[1:] == marks[:-1]).any()
