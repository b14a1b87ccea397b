"""Resident registration numbers in a table as read: finding the columns that hold them, dropping or masking these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

LINE = "_line"
_DATE = r"[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
# A birth date and a digit for sex and century. No check digit is asked: numbers given since October 2020 have none.
_WITH_DASH = rf"(?:^|[^0-9])({_DATE} ?[-–‐−~] ?[1-8])[0-9]{{6}}(?:[^0-9]|$)"
_WITHOUT_DASH = rf"(?:^|[^0-9])({_DATE}[1-8])[0-9]{{6}}(?:[^0-9]|$)"
_THIRTEEN_DIGITS = r"(?:^|[^0-9])[0-9]{13}(?:[^0-9]|$)"
_SHORTEST = 13
# Of other 13-digit numbers 3 in 100 begin like a birth date by chance; of resident numbers all do.
_SHARE = 0.5
_LINES_SHOWN = 3


@dataclass(frozen=True)
class ResidentNumbers:
    """A column that holds resident numbers: in how many rows, and the first lines of the file with one."""

    column: str
    rows: int
    lines: tuple[int, ...]


def resident_numbers(table: Path) -> tuple[ResidentNumbers, ...]:
    """The columns of a table as read (`_line` and texts) in which resident numbers stand, alone or within a text."""
    scanned = pl.scan_parquet(table)
    columns = [name for name in scanned.collect_schema().names() if name != LINE]
    found = (_in_column(scanned, name) for name in columns)
    return tuple(item for item in found if item is not None)


def clear(table: Path, out: Path, *, drop: Sequence[str], mask: Sequence[str]) -> None:
    """Writes the table without the columns to drop; in those to mask the seven digits after a birth date become `*`."""
    masked = [_masked(pl.col(name)).alias(name) for name in mask]
    pl.scan_parquet(table).drop(drop).with_columns(masked).sink_parquet(out, compression="zstd", maintain_order=True)


def _in_column(scanned: pl.LazyFrame, name: str) -> ResidentNumbers | None:
    cell = pl.col(name).cast(pl.String)
    long = scanned.select(LINE, cell).filter(cell.str.len_bytes() >= _SHORTEST)
    patterns = {"dashed": _WITH_DASH, "plain": _WITHOUT_DASH, "digits": _THIRTEEN_DIGITS}
    marked = long.select(LINE, **{mark: cell.str.contains(pattern) for mark, pattern in patterns.items()})
    counts = marked.select(pl.col("dashed", "plain", "digits").sum()).collect().row(0)
    dashed, plain, digits = (int(count or 0) for count in counts)
    plain_counts = plain > 0 and plain >= digits * _SHARE
    if not dashed and not plain_counts:
        return None
    hit = pl.col("dashed") | pl.col("plain") if plain_counts else pl.col("dashed")
    hits = marked.filter(hit).select(LINE).collect()[LINE]
    return ResidentNumbers(name, hits.len(), tuple(hits.head(_LINES_SHOWN).to_list()))


def _masked(cell: pl.Expr) -> pl.Expr:
    hidden = cell
    for pattern in (rf"({_DATE}) ?[-–‐−~] ?[1-8][0-9]{{6}}", rf"\b({_DATE})[1-8][0-9]{{6}}\b"):
        hidden = hidden.str.replace_all(pattern, "${1}-*******")
    return hidden
