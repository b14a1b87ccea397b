"""Reads workbooks (xlsx, xls, xlsb, ods): the sheet that holds a table, cells as their text, dates in ISO form."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.files.arrow import nothing, numbers
from connectors.files.grids import Grid, choose, read_grid
from connectors.files.layout import refuse_too_wide
from connectors.files.recognise import recognise
from connectors.files.sheet_merges import spread_merges
from connectors.files.table import Note, ReadOptions, TableRead
from connectors.problem import Problem

_ONE = numbers(np.array([1]))[0].cast(pa.int32())
_MIDNIGHT = r"^\d{4}-\d{2}-\d{2} 00:00:00$"


def read_workbook(path: Path, out: Path, options: ReadOptions, shown_name: str) -> TableRead:
    """The table of one sheet, written to `out`.

    Raises `file.sheet_unknown`, `file.no_table`, `file.unreadable`, `file.encrypted`, and as `unpacking`.
    """
    content, kind = path.read_bytes(), recognise(path, shown_name)
    try:
        book = fastexcel.read_excel(content)
        names = tuple(book.sheet_names)
        sheet, table = choose(names, lambda name: _load(book, name), options, shown_name)
    except fastexcel.FastExcelError as error:
        code = "file.encrypted" if "password" in str(error).lower() else "file.unreadable"
        raise Problem(code, file=shown_name) from None
    refuse_too_wide(table.num_columns, shown_name)
    table, errors = _with_dates(table), 0
    merged: list[int] = []
    if kind == "xlsx":
        table, errors, merged = spread_merges(table, path, names.index(sheet), shown_name)
    found = read_grid(Grid(table, kind, content, sheet, names), out, options)
    told = [Note("error_cells", {"count": errors})] if errors else []
    # The header's own merged cells are told of with the header.
    below = [row for row in merged if row > max(found.header_rows, default=0)]
    told += [Note("merged_filled", {"count": len(below), "lines": below[:5]})] if below else []
    return replace(found, notes=(*found.notes, *told)) if told else found


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
