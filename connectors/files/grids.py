"""A grid of text cells whose table must be found in it: a workbook's sheet, a web page's table, a document's table."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from connectors.files.chunks import Chunk
from connectors.files.layout import Layout, Row, find_layout, unique_names
from connectors.files.settle import Settling, settle, total_levels
from connectors.files.table import Note, ReadOptions, TableRead
from connectors.files.telling import layout_notes
from connectors.files.writer import TableWriter
from connectors.problem import Problem

_SAMPLE_ROWS = 400
_LEVEL_ROWS = 20_000
_ROWS = 100_000
_ABOUT = re.compile(r"메타|metadata|설명|안내|표지|목차|주석|readme|코드표|범례|출처|작성요령|유의", re.I)


@dataclass(frozen=True)
class Grid:
    """Columns `c0` … of text, row 1 first even when blank; `content` is the file it came from."""

    table: pa.Table
    kind: str
    content: bytes
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    encoding: str | None = None


def choose(names: Sequence[str], load: Callable[[str], pa.Table], options: ReadOptions, shown_name: str) -> tuple[str, pa.Table]:
    """The sheet a person named, else the one that holds most of a table. Raises `file.sheet_unknown`, `file.no_table`."""
    if options.sheet is not None:
        if options.sheet not in names:
            raise Problem("file.sheet_unknown", file=shown_name, sheet=options.sheet, sheets=list(names))
        return options.sheet, load(options.sheet)
    best: tuple[str, pa.Table] | None = None
    best_score = 0.0
    for name in sorted(names, key=lambda name: bool(_ABOUT.search(name))):
        table = load(name)
        score = _score(name, table)
        if score > best_score * 1.5 or best is None:
            best, best_score = (name, table), max(score, 1e-9)
        if score > 0 and not _ABOUT.search(name) and table.num_rows > 50_000:
            break
    if best is None or best[1].num_rows == 0:
        raise Problem("file.no_table", file=shown_name, sheets=list(names))
    return best


def read_grid(grid: Grid, out: Path, options: ReadOptions) -> TableRead:
    """The table of a grid, written to `out`."""
    table = grid.table
    width = table.num_columns
    sample = [tuple(row.values()) for row in table.slice(0, _SAMPLE_ROWS).to_pylist()]
    said = None if options.header_rows is None else tuple(row - 1 for row in options.header_rows if 0 < row <= len(sample))
    layout = find_layout(sample, width, said, min(options.skip_rows or 0, len(sample)))
    columns = unique_names(layout.headers, width)
    body = table.slice(layout.first_data_row)
    lines = np.arange(layout.first_data_row + 1, table.num_rows + 1, dtype=np.int64)
    constant = frozenset(index for index in range(width) if body.num_rows > 2 and _holds_one_value(body.column(index)))
    last = sample[layout.header_rows[-1]] if layout.header_rows else ()
    heading = tuple(cell or "" for cell in (*last, *[""] * width))[:width]
    levels = total_levels([column.to_pylist() for column in body.slice(0, _LEVEL_ROWS).columns[:3]])
    settling = Settling(heading, constant, options.totals == "keep", levels)
    with TableWriter(out, columns) as writer:
        chunk = settle(Chunk(body, lines, body.num_rows), settling, is_last=True, is_whole=True)
        for start in range(0, max(chunk.table.num_rows, 1), _ROWS):
            part = chunk.table.slice(start, _ROWS)
            first = start == 0
            rows = part.num_rows + (len(chunk.aside) if first else 0)
            writer.add(Chunk(part, chunk.lines[start : start + _ROWS], rows, chunk.aside if first else []))
    return TableRead(
        format=grid.kind,
        encoding=grid.encoding,
        separator=None,
        sheet=grid.sheet,
        sheets=grid.sheets,
        header_rows=tuple(at + 1 for at in layout.header_rows),
        columns=columns,
        headers=tuple((layout.headers + ("",) * width)[:width]),
        rows_in=writer.rows_in,
        rows_kept=writer.rows_kept,
        rows_set_aside=sum(writer.reasons.values()),
        set_aside=writer.set_aside,
        reasons=dict(writer.reasons),
        notes=(*_notes(layout, sample, grid), *writer.notes()),
        fingerprint=hashlib.sha256(grid.content).hexdigest(),
        size_bytes=len(grid.content),
    )


def _score(name: str, table: pa.Table) -> float:
    """How much of a table a sheet holds: its filled cells, far less when its name or form says it only describes."""
    filled = sum(len(column) - column.null_count for column in table.columns)
    if _ABOUT.search(name) or table.num_columns <= 2:
        return filled * 0.02
    return float(filled)


def _holds_one_value(column: pa.ChunkedArray) -> bool:
    head = column.slice(0, _SAMPLE_ROWS)
    return head.null_count < 0.5 * len(head) and len(head.drop_null().unique()) == 1


def _notes(layout: Layout, sample: list[Row], grid: Grid) -> list[Note]:
    found: list[Note] = []
    if len(grid.sheets) > 1:
        found.append(Note("sheet_chosen", {"sheet": grid.sheet, "others": [name for name in grid.sheets if name != grid.sheet]}))
    found.extend(layout_notes(layout, sample, range(1, len(sample) + 1)))
    return found
