"""Holds back personal values in a table as read: which columns have them, and the same table after what was decided of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import polars as pl

from connectors.duck import open_workspace
from data_catalog.personal import Finding, find_personal
from data_catalog.personal.hiding import hidden
from data_catalog.repeats import of_the_file, with_repeats

_TABLE = "held"
Decided = Sequence[tuple[Finding, str]]
"""Findings, each with its action: drop, mask, hash or keep."""


def personal_columns(table: Path, columns: Sequence[str]) -> tuple[Finding, ...]:
    """What personal values the columns hold, by all rows."""
    workspace = open_workspace(table.parent / "work", reads=[table])
    try:
        workspace.view(_TABLE, table)
        return find_personal(workspace, _TABLE, of_the_file(columns))
    finally:
        workspace.close()


def clear(table: Path, out: Path, decided: Decided, salt: bytes | None = None) -> None:
    """Writes the table without the columns to drop and with the values to mask or hash hidden; then looks again."""
    dropped = dropped_columns(decided)
    by_column: dict[str, list[tuple[Finding, str]]] = {}
    for finding, action in decided:
        if action in ("mask", "hash") and finding.column not in dropped:
            by_column.setdefault(finding.column, []).append((finding, action))
    changed = [
        pl.col(name).map_batches(partial(hidden, findings=asked, salt=salt), return_dtype=pl.String) for name, asked in by_column.items()
    ]
    with_repeats(table).drop(dropped).with_columns(changed).sink_parquet(out, compression="zstd", maintain_order=True)
    _look_again(out, by_column)


def columns_of(table: Path) -> list[str]:
    """The columns of the file in a table as read."""
    return of_the_file(pl.read_parquet_schema(table))


def dropped_columns(decided: Decided) -> list[str]:
    """The columns that go: one is enough of what was found in it."""
    return list(dict.fromkeys(finding.column for finding, action in decided if action == "drop"))


def _look_again(out: Path, by_column: Mapping[str, Decided]) -> None:
    gone = {(finding.column, finding.kind) for asked in by_column.values() for finding, _ in asked}
    left = [item for item in personal_columns(out, list(by_column)) if (item.column, item.kind) in gone]
    if left:
        out.unlink()
        raise RuntimeError(f"{len(left)} columns still hold {', '.join(item.kind for item in left)} after masking")
