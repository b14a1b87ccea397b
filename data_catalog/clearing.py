"""Holds back resident numbers in a table as read: which columns have them, and the same table with these dropped or masked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from data_catalog import reading
from data_catalog.personal import MASK, PersonalColumn, find_personal
from data_catalog.repeats import of_the_file, with_repeats

_TABLE = "held"


def resident_columns(table: Path, columns: Sequence[str]) -> tuple[PersonalColumn, ...]:
    """The columns that hold resident numbers, by all rows."""
    workspace = reading.open_tables(table.parent / "work", {_TABLE: table})
    try:
        return find_personal(workspace, _TABLE, of_the_file(columns))
    finally:
        workspace.close()


def clear(table: Path, out: Path, *, drop: Sequence[str], mask: Sequence[str]) -> None:
    """Writes the table without the columns to drop and with the numbers masked in those to mask; then looks again."""
    masked = [_starred(name) for name in mask]
    with_repeats(table).drop(drop).with_columns(masked).sink_parquet(out, compression="zstd", maintain_order=True)
    left = resident_columns(out, mask)
    if left:
        out.unlink()
        raise RuntimeError(f"{len(left)} columns still hold resident numbers after masking")


def _starred(name: str) -> pl.Expr:
    """The birth date and the seventh digit stay. Twice: numbers that share what stands between them are not both met at once."""
    starred = "${1}******${2}"
    return pl.col(name).str.replace_all(MASK, starred).str.replace_all(MASK, starred)
