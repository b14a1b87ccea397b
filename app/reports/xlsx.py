"""A report as a workbook: findings, every table with real numbers, pictures, provenance, definitions."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from app.charts.numbers import clean, heading
from app.reports.blocks import Block, Bullets, Fact, Findings, Picture, Said, Sheet, Steps, Story
from app.reports.front import provenance
from app.reports.options import ReportOptions
from app.reports.prints import Pictures
from app.reports.sheets import columns, printed
from app.reports.story import story
from app.reports.xlsx_book import Book
from app.reports.xlsx_pictures import stand
from app.texts import text
from models.kit.result import Result, Table


def make(result: Result, lang: str, *, options: ReportOptions, prints: Pictures) -> bytes:
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
    writer = Book(book, told)
    _summary(writer, told)
    numbered = {block.name: block for section in told.sections for block in section.blocks if isinstance(block, Sheet)}
    for table in (*(table for one in options.weighings for table in one.tables), *printed(result)):
        _table(writer, told, table, numbered.get(table.spec.name))
    _pictures(writer, told, prints)
    _provenance(writer, told, result, options)
    _definitions(writer, told, result)
    book.close()
    return out.getvalue()


def _summary(book: Book, told: Story) -> None:
    """Page one: findings, then who, when and from what; what was not answered; limits."""
    sheet, row = book.sheet(text("reports.sheet.summary", told.lang), told.title)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 100)
    row = book.pair(sheet, row, text("reports.fact.question", told.lang), told.question)
    for mark in told.marks:
        row = book.pair(sheet, row, mark.word, mark.said)
    for section in told.sections:
        if section.key not in ("findings", "notes", "unanswered", "comment", "weighing", "limits"):
            continue
        row += 1
        book.text(sheet, row, 0, section.title, "part")
        row += 1
        for block in section.blocks:
            row = _lines(book, sheet, row, block)
        if section.key == "findings":
            row = _facts(book, sheet, row + 1, told.facts)


def _table(book: Book, told: Story, table: Table, said: Sheet | None) -> None:
    """One table: title, marks, what a row is, then a frozen header with filters and real numbers."""
    title = clean(table.spec.title[told.lang])
    sheet, row = book.sheet(title, f"{said.number} {title}" if said else title)
    notes = [clean(words[told.lang]) for words in (table.spec.grain, table.spec.note) if words]
    book.text(sheet, row, 0, " · ".join([text("reports.rows", told.lang, n=table.rows.height), *notes]), "note")
    top = row + 2
    kept = columns(table)
    for at, column in enumerate(kept):
        book.text(sheet, top, at, heading(column, told.lang), "head")
        book.column(sheet, top + 1, at, column, table.cells(column.name))
    last = top + max(table.rows.height, 1)
    sheet.freeze_panes(top + 1, 0)
    sheet.autofilter(top, 0, last, len(kept) - 1)
    sheet.repeat_rows(top)
    if len(kept) > 6:
        sheet.set_landscape()


def _pictures(book: Book, told: Story, prints: Pictures) -> None:
    """Every map and figure with its description."""
    pictures = [block for section in told.sections for block in section.blocks if isinstance(block, Picture)]
    if not pictures:
        return
    title = text("reports.sheet.pictures", told.lang)
    sheet, row = book.sheet(title, title)
    stand(sheet, row, pictures, prints, lambda at, said, letters: book.text(sheet, at, 0, said, letters))


def _provenance(book: Book, told: Story, result: Result, options: ReportOptions) -> None:
    """Data, settings, model, what it was computed with, the method and the references."""
    title = text("reports.sheet.sources", told.lang)
    sheet, row = book.sheet(title, title)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 100)
    row = book.heads(sheet, row, ("item", "value"))
    row = _facts(book, sheet, row, (*told.facts[:2], *provenance(result, told.lang, options), told.facts[-1]))
    for section in told.sections:
        if section.key in ("method", "references"):
            row += 1
            book.text(sheet, row, 0, section.title, "part")
            row += 1
            for block in section.blocks:
                row = _lines(book, sheet, row, block)


def _definitions(book: Book, told: Story, result: Result) -> None:
    """Every column of every table: its unit, its kind, and the table's grain."""
    title = text("reports.sheet.definitions", told.lang)
    sheet, row = book.sheet(title, title)
    for at, wide in enumerate((30, 30, 12, 44)):
        sheet.set_column(at, at, wide)
    row = book.heads(sheet, row, ("table", "column", "unit", "meaning"))
    for table in printed(result):
        for column in columns(table):
            unit = clean(column.unit[told.lang]) if column.unit else ""
            cells = (
                table.spec.title[told.lang],
                column.title[told.lang],
                unit,
                text(f"reports.kind.{column.kind}", told.lang),
            )
            for at, cell in enumerate(cells):
                book.text(sheet, row, at, clean(cell), "wrap")
            row += 1


def _lines(book: Book, sheet: Worksheet, row: int, block: Block) -> int:
    match block:
        case Findings(items):
            for item in items:
                book.text(sheet, row, 0, item.word, "bold")
                book.text(sheet, row, 1, item.text, "finding" if item.level == "main" else "wrap")
                row += 1
        case Steps(items):
            for name, said in items:
                row = book.pair(sheet, row, name, said)
        case Bullets(items):
            for said in items:
                row = book.pair(sheet, row, "", said)
        case Said(said):
            row = book.pair(sheet, row, "", said)
    return row


def _facts(book: Book, sheet: Worksheet, row: int, facts: Sequence[Fact]) -> int:
    for fact in facts:
        for index, line in enumerate(fact.lines):
            row = book.pair(sheet, row, fact.label if index == 0 else "", line)
    return row
