"""A report as a workbook: findings, every table with real numbers, pictures, provenance, definitions."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from app.charts.numbers import clean, date_text, heading, is_number
from app.charts.plan import width
from app.reports.blocks import Block, Bullets, Fact, Findings, Picture, Said, Sheet, Steps, Story
from app.reports.options import ReportOptions
from app.reports.prints import Prints
from app.reports.sheets import columns, printed
from app.reports.story import story
from app.texts import text
from models.kit.contract import ColumnSpec
from models.kit.result import Result, Table

# What a cell of the format can hold; the rest of a longer text is cut with an ellipsis.
_CELL_MAX = 32_767
_SHEET_NAME_MAX = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_WIDEST, _NARROWEST = 48, 8
_FONT = "맑은 고딕"


def make(result: Result, lang: str, *, options: ReportOptions, prints: Prints) -> bytes:
    """The file's bytes. Every text is written as a text: none is ever a formula or a link."""
    told = story(result, lang, options)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties(
        {
            "title": told.title,
            "subject": told.question[:250],
            "author": told.organisation,
            "comments": told.run_id,
            "created": told.made_at.replace(tzinfo=None),
        }
    )
    writer = _Writer(book, told)
    writer.summary()
    numbered = {block.name: block for section in told.sections for block in section.blocks if isinstance(block, Sheet)}
    for table in printed(result):
        writer.table(table, numbered.get(table.spec.name))
    writer.pictures([block for section in told.sections for block in section.blocks if isinstance(block, Picture)], prints)
    writer.provenance(result, options)
    writer.definitions(result)
    book.close()
    return out.getvalue()


class _Writer:
    """The workbook being written, its formats and the sheet names taken."""

    def __init__(self, book: xlsxwriter.Workbook, told: Story) -> None:
        self._book, self._told, self._lang = book, told, told.lang
        self._names: set[str] = set()
        self._formats: dict[str, Any] = {}
        base = {"font_name": _FONT, "font_size": 10, "valign": "top"}
        self._base = base
        self._title = book.add_format({**base, "bold": True, "font_size": 15})
        self._mark = book.add_format({**base, "bold": True, "font_color": "#7a5200", "bg_color": "#fff3db"})
        self._head = book.add_format(
            {**base, "bold": True, "bg_color": "#ecf2fe", "top": 2, "bottom": 1, "text_wrap": True, "valign": "vcenter"}
        )
        self._bold = book.add_format({**base, "bold": True})
        self._part = book.add_format({**base, "bold": True, "font_size": 12})
        self._wrap = book.add_format({**base, "text_wrap": True})
        self._finding = book.add_format({**base, "text_wrap": True, "bold": True, "font_size": 11})
        self._note = book.add_format({**base, "font_color": "#464c53"})

    def summary(self) -> None:
        """Page one: findings, then who, when and from what; what was not answered; limits."""
        sheet, row = self._sheet(text("reports.sheet.summary", self._lang), self._told.title)
        sheet.set_column(0, 0, 18)
        sheet.set_column(1, 1, 100)
        row = self._pair(sheet, row, text("reports.fact.question", self._lang), self._told.question)
        for mark in self._told.marks:
            row = self._pair(sheet, row, mark.word, mark.said)
        for section in self._told.sections:
            if section.key not in ("findings", "unanswered", "comment", "limits"):
                continue
            row += 1
            self._text(sheet, row, 0, section.title, self._part)
            row += 1
            for block in section.blocks:
                row = self._lines(sheet, row, block)
            if section.key == "findings":
                row = self._facts(sheet, row + 1, self._told.facts)

    def table(self, table: Table, said: Sheet | None) -> None:
        """One table: title, marks, what a row is, then a frozen header with filters and real numbers."""
        title = clean(table.spec.title[self._lang])
        sheet, row = self._sheet(title, f"{said.number} {title}" if said else title)
        notes = [clean(words[self._lang]) for words in (table.spec.grain, table.spec.note) if words]
        self._text(sheet, row, 0, " · ".join([text("reports.rows", self._lang, n=table.rows.height), *notes]), self._note)
        top = row + 2
        kept = columns(table)
        for at, column in enumerate(kept):
            self._text(sheet, top, at, heading(column, self._lang), self._head)
            self._column(sheet, top + 1, at, column, table.rows[column.name].to_list())
        last = top + max(table.rows.height, 1)
        sheet.freeze_panes(top + 1, 0)
        sheet.autofilter(top, 0, last, len(kept) - 1)
        sheet.repeat_rows(top)
        if len(kept) > 6:
            sheet.set_landscape()

    def pictures(self, pictures: Sequence[Picture], prints: Prints) -> None:
        """Every map and figure with its description."""
        if not pictures:
            return
        title = text("reports.sheet.pictures", self._lang)
        sheet, row = self._sheet(title, title)
        sheet.set_column(0, 0, 100)
        for picture in pictures:
            self._text(sheet, row, 0, f"{picture.number} {picture.title}", self._bold)
            drawn = io.BytesIO(prints.png(picture.name))
            scale = 0.5
            sheet.insert_image(
                row + 1,
                0,
                f"{picture.name}.png",
                {"image_data": drawn, "description": picture.alt, "x_scale": scale, "y_scale": scale, "object_position": 2},
            )
            row += 2 + math.ceil(_height_px(prints.png(picture.name)) * scale * 0.48 / 20) + 2
            self._text(sheet, row - 2, 0, " ".join(part for part in (picture.alt, picture.note) if part), self._note)

    def provenance(self, result: Result, options: ReportOptions) -> None:
        """Data, settings, model, what it was computed with, the method and the references."""
        from app.reports.front import provenance

        title = text("reports.sheet.sources", self._lang)
        sheet, row = self._sheet(title, title)
        sheet.set_column(0, 0, 30)
        sheet.set_column(1, 1, 100)
        row = self._heads(sheet, row, ("item", "value"))
        row = self._facts(sheet, row, (*self._told.facts[:2], *provenance(result, self._lang, options), self._told.facts[-1]))
        for section in self._told.sections:
            if section.key in ("method", "references"):
                row += 1
                self._text(sheet, row, 0, section.title, self._part)
                row += 1
                for block in section.blocks:
                    row = self._lines(sheet, row, block)

    def definitions(self, result: Result) -> None:
        """Every column of every table: its unit, its kind, and the table's grain."""
        title = text("reports.sheet.definitions", self._lang)
        sheet, row = self._sheet(title, title)
        for at, wide in enumerate((30, 30, 12, 44)):
            sheet.set_column(at, at, wide)
        row = self._heads(sheet, row, ("table", "column", "unit", "meaning"))
        for table in printed(result):
            for column in columns(table):
                unit = clean(column.unit[self._lang]) if column.unit else ""
                cells = (table.spec.title[self._lang], column.title[self._lang], unit, text(f"reports.kind.{column.kind}", self._lang))
                for at, cell in enumerate(cells):
                    self._text(sheet, row, at, clean(cell), self._wrap)
                row += 1

    def _sheet(self, name: str, title: str) -> tuple[Worksheet, int]:
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
        self._text(sheet, 0, 0, title, self._title)
        sheet.set_row(0, 24)
        row = 1
        if told.banner:
            self._text(sheet, row, 0, told.banner, self._mark)
            row += 1
        return sheet, row

    def _name(self, wanted: str) -> str:
        plain = " ".join(wanted.translate(_FORBIDDEN).split())[:_SHEET_NAME_MAX].strip() or "·"
        name, count = plain, 1
        # Excel takes names that differ only in case for the same, and keeps "History" to itself.
        while name.casefold() in self._names or name.casefold() == "history":
            count += 1
            name = f"{plain[: _SHEET_NAME_MAX - 5]} ({count})"
        self._names.add(name.casefold())
        return name

    def _column(self, sheet: Worksheet, top: int, at: int, column: ColumnSpec, values: list[Any]) -> None:
        style = self._number_format(column)
        widest = max((width(word) for word in heading(column, self._lang).split()), default=4)
        for row, value in enumerate(values, top):
            if value is None or (isinstance(value, float) and not math.isfinite(value)):
                sheet.write_blank(row, at, None, style)
            elif isinstance(value, bool):
                sheet.write_boolean(row, at, value, style)
            elif isinstance(value, (int, float)):
                sheet.write_number(row, at, value, style)
            elif isinstance(value, (date, datetime)):
                sheet.write_datetime(row, at, value, style)
            else:
                said = clean(", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value))
                self._text(sheet, row, at, said, style)
                widest = max(widest, width(said[:200])) if row < top + 500 else widest
        if column.kind in ("date", "moment"):
            widest = max(widest, 18)
        sheet.set_column(at, at, min(max(widest + 3, _NARROWEST), _WIDEST))

    def _number_format(self, column: ColumnSpec) -> Any:
        form = _excel_form(column, self._lang)
        if form not in self._formats:
            self._formats[form] = self._book.add_format({**self._base, "num_format": form} if form else {**self._base, "text_wrap": True})
        return self._formats[form]

    def _lines(self, sheet: Worksheet, row: int, block: Block) -> int:
        match block:
            case Findings(items):
                for item in items:
                    self._text(sheet, row, 0, item.word, self._bold)
                    self._text(sheet, row, 1, item.text, self._finding if item.level == "main" else self._wrap)
                    row += 1
            case Steps(items):
                for name, said in items:
                    row = self._pair(sheet, row, name, said)
            case Bullets(items):
                for said in items:
                    row = self._pair(sheet, row, "", said)
            case Said(said):
                row = self._pair(sheet, row, "", said)
        return row

    def _facts(self, sheet: Worksheet, row: int, facts: Sequence[Fact]) -> int:
        for fact in facts:
            for index, line in enumerate(fact.lines):
                row = self._pair(sheet, row, fact.label if index == 0 else "", line)
        return row

    def _pair(self, sheet: Worksheet, row: int, label: str, said: str) -> int:
        self._text(sheet, row, 0, label, self._bold)
        self._text(sheet, row, 1, said, self._wrap)
        return row + 1

    def _heads(self, sheet: Worksheet, row: int, names: Sequence[str]) -> int:
        for at, name in enumerate(names):
            self._text(sheet, row + 1, at, text(f"reports.column.{name}", self._lang), self._head)
        sheet.freeze_panes(row + 2, 0)
        return row + 2

    def _text(self, sheet: Worksheet, row: int, at: int, said: str, style: Any) -> None:
        if said:
            sheet.write_string(row, at, said if len(said) <= _CELL_MAX else said[: _CELL_MAX - 1] + "…", style)


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


def _height_px(png: bytes) -> int:
    return int.from_bytes(png[20:24], "big")
