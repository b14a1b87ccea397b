"""Reads workbooks (xlsx, xls, xlsb, ods): the sheet that holds a table, cells as their text, dates in ISO form."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.files.arrow import nothing, numbers
from connectors.files.chunks import Chunk
from connectors.files.layout import Layout, Row, find_layout, refuse_too_wide, unique_names
from connectors.files.settle import Settling, settle
from connectors.files.sheet_merges import spread_merges
from connectors.files.table import Note, ReadOptions, TableRead
from connectors.files.telling import layout_notes
from connectors.files.writer import TableWriter
from connectors.problem import Problem

_SAMPLE_ROWS = 400
_ROWS = 100_000
_ONE = numbers(np.array([1]))[0].cast(pa.int32())
_ABOUT = re.compile(r"메타|metadata|설명|안내|표지|목차|주석|readme|코드표|범례|출처|작성요령|유의", re.I)
_MIDNIGHT = r"^\d{4}-\d{2}-\d{2} 00:00:00$"


def read_workbook(path: Path, out: Path, options: ReadOptions, shown_name: str, kind: str) -> TableRead:
    """The table of one sheet, written to `out`. Raises `file.sheet_unknown`, `file.no_table`, `file.unreadable`, `file.encrypted`."""
    content = path.read_bytes()
    try:
        book = fastexcel.read_excel(content)
        names = tuple(book.sheet_names)
        sheet, table = _choose(book, names, options, shown_name)
    except fastexcel.FastExcelError as error:
        code = "file.encrypted" if "password" in str(error).lower() else "file.unreadable"
        raise Problem(code, file=shown_name) from None
    refuse_too_wide(table.num_columns, shown_name)
    table, errors = _with_dates(table), 0
    if kind == "xlsx":
        table, errors = spread_merges(table, path, names.index(sheet))
    found = _settled(table, out, options, kind, sheet, names, content)
    return replace(found, notes=(*found.notes, Note("error_cells", {"count": errors}))) if errors else found


def _choose(book: fastexcel.ExcelReader, names: tuple[str, ...], options: ReadOptions, shown_name: str) -> tuple[str, pa.Table]:
    if options.sheet is not None:
        if options.sheet not in names:
            raise Problem("file.sheet_unknown", file=shown_name, sheet=options.sheet, sheets=list(names))
        return options.sheet, _load(book, options.sheet)
    best: tuple[str, pa.Table] | None = None
    best_score = 0.0
    for name in sorted(names, key=lambda name: bool(_ABOUT.search(name))):
        table = _load(book, name)
        score = _score(name, table)
        if score > best_score * 1.5 or best is None:
            best, best_score = (name, table), max(score, 1e-9)
        if score > 0 and not _ABOUT.search(name) and table.num_rows > 50_000:
            break
    if best is None or best[1].num_rows == 0:
        raise Problem("file.no_table", file=shown_name, sheets=list(names))
    return best


def _load(book: fastexcel.ExcelReader, name: str) -> pa.Table:
    """Every cell of a sheet as text, row 1 first even when it is blank; no column when the sheet is empty."""
    try:
        batch = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_arrow()
    except fastexcel.FastExcelError as error:
        if "no data" in str(error).lower() or "empty" in str(error).lower():
            return pa.table({})
        raise
    columns = {f"c{index}": _blank_as_missing(column) for index, column in enumerate(batch.columns)}
    return pa.table(columns)


def _blank_as_missing(column: pa.Array) -> pa.Array:
    text = column.cast(pa.string())
    return pc.if_else(pc.less(pc.binary_length(text), _ONE), nothing(), text)


def _score(name: str, table: pa.Table) -> float:
    """How much of a table a sheet holds: its filled cells, far less when its name or form says it only describes."""
    filled = sum(len(column) - column.null_count for column in table.columns)
    if _ABOUT.search(name) or table.num_columns <= 2:
        return filled * 0.02
    return float(filled)


def _with_dates(table: pa.Table) -> pa.Table:
    """Dates without a time lose their midnight, times lose the workbook's day zero; only where the whole column is so."""
    columns = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        dated = pc.match_substring_regex(column, r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$")
        if pc.any(dated).as_py():
            midnight = pc.match_substring_regex(column, _MIDNIGHT)
            if pc.sum(dated).as_py() == pc.sum(midnight).as_py():
                column = pc.if_else(midnight, pc.utf8_slice_codeunits(column, 0, 10), column)
            column = pc.replace_substring_regex(column, r"^18(?:99-12-3[01]|99-12-30) (\d{2}:\d{2}:\d{2})$", r"\1")
        columns[name] = column
    return pa.table(columns)


def _settled(table: pa.Table, out: Path, options: ReadOptions, kind: str, sheet: str, names: tuple[str, ...], content: bytes) -> TableRead:
    width = table.num_columns
    sample = [tuple(row.values()) for row in table.slice(0, _SAMPLE_ROWS).to_pylist()]
    said = None if options.header_rows is None else tuple(row - 1 for row in options.header_rows if 0 < row <= len(sample))
    layout = find_layout(sample, width, said)
    columns = unique_names(layout.headers, width)
    body = table.slice(layout.first_data_row)
    lines = np.arange(layout.first_data_row + 1, table.num_rows + 1, dtype=np.int64)
    constant = frozenset(index for index in range(width) if body.num_rows > 2 and _holds_one_value(body.column(index)))
    last = sample[layout.header_rows[-1]] if layout.header_rows else ()
    heading = tuple(cell or "" for cell in (*last, *[""] * width))[:width]
    settling = Settling(heading, constant, options.totals == "keep")
    with TableWriter(out, columns) as writer:
        chunk = settle(Chunk(body, lines, body.num_rows), settling, is_last=True)
        for start in range(0, max(chunk.table.num_rows, 1), _ROWS):
            part = chunk.table.slice(start, _ROWS)
            first = start == 0
            rows = part.num_rows + (len(chunk.aside) if first else 0)
            writer.add(Chunk(part, chunk.lines[start : start + _ROWS], rows, chunk.aside if first else []))
    return TableRead(
        format=kind,
        encoding=None,
        separator=None,
        sheet=sheet,
        sheets=names,
        header_rows=tuple(at + 1 for at in layout.header_rows),
        columns=columns,
        headers=tuple((layout.headers + ("",) * width)[:width]),
        rows_in=writer.rows_in,
        rows_kept=writer.rows_kept,
        rows_set_aside=sum(writer.reasons.values()),
        set_aside=writer.set_aside,
        reasons=dict(writer.reasons),
        notes=(*_notes(layout, sample, sheet, names), *writer.notes()),
        fingerprint=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
    )


def _holds_one_value(column: pa.ChunkedArray) -> bool:
    head = column.slice(0, _SAMPLE_ROWS)
    return head.null_count < 0.5 * len(head) and len(head.drop_null().unique()) == 1


def _notes(layout: Layout, sample: list[Row], sheet: str, names: tuple[str, ...]) -> list[Note]:
    found: list[Note] = []
    if len(names) > 1:
        found.append(Note("sheet_chosen", {"sheet": sheet, "others": [name for name in names if name != sheet]}))
    found.extend(layout_notes(layout, sample, range(1, len(sample) + 1)))
    return found
