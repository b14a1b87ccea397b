"""Lists as a file to take along, safe to open in a spreadsheet: CSV in UTF-8 with a mark, or a workbook of a sheet each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import xlsxwriter

from app.reports.blocks import Picture
from app.reports.prints import Pictures
from app.reports.xlsx_pictures import stand
from connectors.formulas import harmless

Cell = str | int | float | date | None
_NAME_MAX = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


@dataclass(frozen=True)
class Listing:
    """Headings with how wide each column is in letters, and the name of the sheet."""

    title: str
    heads: Sequence[str]
    widths: Sequence[int]


def file_bytes(kind: str, listing: Listing, rows: Iterable[Sequence[Cell]]) -> bytes:
    """The file of a kind: `xlsx`, else `csv` (UTF-8 with BOM)."""
    return xlsx_bytes(listing, rows) if kind == "xlsx" else csv_bytes(listing, rows)


def csv_bytes(listing: Listing, rows: Iterable[Sequence[Cell]]) -> bytes:
    """The file: no text in it is taken for a formula; days as they are written in the standard, nothing where there is nothing."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([harmless(head) for head in listing.heads])
    writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def xlsx_bytes(listing: Listing, rows: Iterable[Sequence[Cell]]) -> bytes:
    """The workbook: texts as texts whatever they begin with, numbers as numbers, days as days."""
    return book_bytes([(listing, rows)])


@dataclass(frozen=True)
class Gallery:
    """The name of a last sheet, and the pictures on it."""

    title: str
    pictures: Sequence[Picture]
    prints: Pictures


def book_bytes(sheets: Iterable[tuple[Listing, Iterable[Sequence[Cell]]]], gallery: Gallery | None = None) -> bytes:
    """A workbook of several lists, a sheet each, in this order, then the pictures; of two with one name the second is counted."""
    made = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(made, options) as book:
        bold = book.add_format({"bold": True, "bg_color": "#ecf2fe", "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        names: set[str] = set()
        for listing, rows in sheets:
            _fill(book.add_worksheet(_name(listing.title, names)), listing, rows, bold, day)
        if gallery:
            sheet = book.add_worksheet(_name(gallery.title, names))
            formats = {"bold": book.add_format({"bold": True}), "note": book.add_format({"text_wrap": True, "valign": "top"})}
            stand(sheet, 0, gallery.pictures, gallery.prints, partial(_letters, sheet, formats))
    return made.getvalue()


def _fill(sheet: Any, listing: Listing, rows: Iterable[Sequence[Cell]], bold: Any, day: Any) -> None:
    sheet.freeze_panes(1, 0)
    for at, (head, width) in enumerate(zip(listing.heads, listing.widths, strict=True)):
        sheet.write_string(0, at, head, bold)
        sheet.set_column(at, at, width)
    for at, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(at, column, cell)
            elif isinstance(cell, date):
                sheet.write_datetime(at, column, cell, day)
            elif cell is not None:
                sheet.write_number(at, column, cell)


def _letters(sheet: Any, formats: Mapping[str, Any], row: int, said: str, letters: str) -> None:
    sheet.write_string(row, 0, said, formats[letters])


def _name(wanted: str, taken: set[str]) -> str:
    """A name of a sheet: no more than 31 letters, none that a workbook refuses, no two alike in any case."""
    plain = " ".join(wanted.translate(_FORBIDDEN).split())[:_NAME_MAX].strip() or "·"
    name, count = plain, 1
    while name.casefold() in taken:
        count += 1
        name = f"{plain[: _NAME_MAX - 5]} ({count})"
    taken.add(name.casefold())
    return name
