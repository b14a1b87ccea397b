"""The workbook being written: its letters, its sheets with their marks, texts that are never formulas."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from app.charts.numbers import date_text, heading, is_number, shown
from app.charts.plan import width
from app.reports.blocks import Story
from app.texts import text
from models.kit.contract import ColumnSpec

# What a cell of the format can hold; the rest of a longer text is cut with an ellipsis.
_CELL_MAX = 32_767
_SHEET_NAME_MAX = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_WIDEST, _NARROWEST = 48, 8
# The format counts days from 1900: an earlier date is written as a text.
_FIRST_YEAR = 1900
_BASE = {"font_name": "맑은 고딕", "font_size": 10, "valign": "top"}
_LETTERS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 15},
    "mark": {"bold": True, "font_color": "#7a5200", "bg_color": "#fff3db"},
    "head": {"bold": True, "bg_color": "#ecf2fe", "top": 2, "bottom": 1, "text_wrap": True, "valign": "vcenter"},
    "bold": {"bold": True},
    "part": {"bold": True, "font_size": 12},
    "wrap": {"text_wrap": True},
    "finding": {"text_wrap": True, "bold": True, "font_size": 11},
    "note": {"font_color": "#464c53"},
}


class Book:
    """One workbook of one story, and the sheet names taken."""

    def __init__(self, book: xlsxwriter.Workbook, told: Story) -> None:
        self._book, self._told, self._lang = book, told, told.lang
        self._names: set[str] = set()
        self._formats: dict[str, Any] = {}

    def sheet(self, name: str, title: str) -> tuple[Worksheet, int]:
        """A sheet with its title and, when the result is marked, the mark in the first rows and on every printed page."""
        sheet = self._book.add_worksheet(self._name(name))
        told = self._told
        foot = " · ".join(part for part in (told.organisation, date_text(told.made_at, self._lang), told.run_id) if part)
        if told.banner:
            sheet.set_header(f"&C&B{_field(told.banner)}")
        sheet.set_footer(f"&L&8{_field(told.banner + ' · ' if told.banner else '')}{_field(foot)[:180]}&R&8&P / &N")
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        self.text(sheet, 0, 0, title, "title")
        sheet.set_row(0, 24)
        row = 1
        if told.banner:
            self.text(sheet, row, 0, told.banner, "mark")
            row += 1
        return sheet, row

    def text(self, sheet: Worksheet, row: int, at: int, said: str, letters: str) -> None:
        """A text in a cell, in letters of a kind."""
        self._write(sheet, row, at, said, self._letters(letters))

    def pair(self, sheet: Worksheet, row: int, label: str, said: str) -> int:
        """A label and what it says; gives the next row."""
        self.text(sheet, row, 0, label, "bold")
        self.text(sheet, row, 1, said, "wrap")
        return row + 1

    def heads(self, sheet: Worksheet, row: int, names: Sequence[str]) -> int:
        """A frozen row of headings, by the names of their texts; gives the next row."""
        for at, name in enumerate(names):
            self.text(sheet, row + 1, at, text(f"reports.column.{name}", self._lang), "head")
        sheet.freeze_panes(row + 2, 0)
        return row + 2

    def column(self, sheet: Worksheet, top: int, at: int, column: ColumnSpec, values: list[Any]) -> None:
        """One column of a table from row `top` on, numbers as numbers and dates as dates, as wide as it needs."""
        style = self._number_format(column)
        widest = max((width(word) for word in heading(column, self._lang).split()), default=4)
        for row, value in enumerate(values, top):
            if value is None or (isinstance(value, float) and not math.isfinite(value)):
                sheet.write_blank(row, at, None, style)
            elif isinstance(value, bool):
                sheet.write_boolean(row, at, value, style)
            elif isinstance(value, (int, float)):
                sheet.write_number(row, at, value, style)
            elif isinstance(value, (date, datetime)) and value.year >= _FIRST_YEAR:
                sheet.write_datetime(row, at, value, style)
            else:
                said = shown(value, column, self._lang)
                self._write(sheet, row, at, said, style)
                widest = max(widest, width(said[:200])) if row < top + 500 else widest
        if column.kind in ("date", "moment"):
            widest = max(widest, 18)
        sheet.set_column(at, at, min(max(widest + 3, _NARROWEST), _WIDEST))

    def _name(self, wanted: str) -> str:
        plain = " ".join(wanted.translate(_FORBIDDEN).split())[:_SHEET_NAME_MAX].strip() or "·"
        name, count = plain, 1
        # Excel takes names that differ only in case for the same, and keeps "History" to itself.
        while name.casefold() in self._names or name.casefold() == "history":
            count += 1
            name = f"{plain[: _SHEET_NAME_MAX - 5]} ({count})"
        self._names.add(name.casefold())
        return name

    def _number_format(self, column: ColumnSpec) -> Any:
        form = _excel_form(column, self._lang)
        if form not in self._formats:
            self._formats[form] = self._book.add_format({**_BASE, **({"num_format": form} if form else {"text_wrap": True})})
        return self._formats[form]

    def _write(self, sheet: Worksheet, row: int, at: int, said: str, style: Any) -> None:
        # As a string whatever it begins with: "=", "+", "-" and "@" stay letters.
        if said:
            sheet.write_string(row, at, said if len(said) <= _CELL_MAX else said[: _CELL_MAX - 1] + "…", style)

    def _letters(self, kind: str) -> Any:
        if kind not in self._formats:
            self._formats[kind] = self._book.add_format({**_BASE, **_LETTERS[kind]})
        return self._formats[kind]


def _excel_form(column: ColumnSpec, lang: str) -> str:
    if column.kind == "date":
        return 'yyyy"년" m"월" d"일"' if lang == "ko" else "d mmmm yyyy"
    if column.kind == "moment":
        return 'yyyy"년" m"월" d"일" hh:mm' if lang == "ko" else "d mmmm yyyy hh:mm"
    if not is_number(column):
        return ""
    digits = column.digits if column.digits is not None else {"share": 1, "integer": 0}.get(column.kind, 2)
    zeros = "." + "0" * digits if digits else ""
    return f"0{zeros}%" if column.kind == "share" else f"#,##0{zeros}"


def _field(said: str) -> str:
    """In a header `&` begins a code: two of them print one."""
    return said.replace("&", "&&")
