"""The standard form of one input as an Excel file: headers, examples, lists to choose from, and what each column means."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter

from app.texts import text
from data_catalog.schema import Field, Input

_ROWS = 5000
_LONGEST_LIST = 250
_BLUE, _PALE, _INK = "#256ef4", "#ecf2fe", "#1e2124"


def standard_form(asked: Input, lang: str) -> bytes:
    """An xlsx with a sheet to fill in (one example block to overwrite) and a sheet that explains every column."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    _data_sheet(book, asked, lang)
    _meaning_sheet(book, asked, lang)
    book.close()
    return file.getvalue()


def _data_sheet(book: Any, asked: Input, lang: str) -> None:
    sheet = book.add_worksheet(text("form.sheet", lang))
    head = {
        True: book.add_format({"bold": True, "bg_color": _BLUE, "font_color": "#ffffff", "border": 1, "valign": "vcenter"}),
        False: book.add_format({"bold": True, "bg_color": _PALE, "font_color": _INK, "border": 1, "valign": "vcenter"}),
    }
    as_text = book.add_format({"num_format": "@"})
    for at, field in enumerate(asked.fields):
        title = field.title[lang]
        sheet.write_string(0, at, title, head[field.required])
        sheet.set_column(at, at, max(12, min(36, 2 * len(title) + 4)), as_text)
        for row, example in enumerate(field.examples[:3], start=1):
            sheet.write_string(row, at, example)
        rule = _rule(field, lang)
        if rule:
            sheet.data_validation(1, at, _ROWS, at, rule)
    sheet.freeze_panes(1, 0)


def _rule(field: Field, lang: str) -> dict[str, Any] | None:
    said: dict[str, Any] = {
        "input_title": field.title[lang][:32],
        "input_message": field.meaning[lang][:255],
        "error_type": "warning",
    }
    if field.kind == "yesno":
        return {**said, "validate": "list", "source": [text("form.yes", lang), text("form.no", lang)]}
    if field.choices and len(",".join(field.choices)) <= _LONGEST_LIST:
        return {**said, "validate": "list", "source": list(field.choices)}
    return {**said, "validate": "any"}


def _meaning_sheet(book: Any, asked: Input, lang: str) -> None:
    sheet = book.add_worksheet(text("form.meanings", lang))
    bold, wrapped = book.add_format({"bold": True, "bottom": 2}), book.add_format({"text_wrap": True, "valign": "top"})
    for at, (key, width) in enumerate(
        (("form.column", 24), ("form.meaning", 56), ("form.needed", 12), ("form.examples", 32), ("form.without", 56))
    ):
        sheet.write_string(0, at, text(key, lang), bold)
        sheet.set_column(at, at, width, wrapped)
    for row, field in enumerate(asked.fields, start=1):
        needed = text("form.required" if field.required else "form.optional", lang)
        without = field.without[lang] if field.without else ""
        for at, said in enumerate((field.title[lang], field.meaning[lang], needed, ", ".join(field.examples), without)):
            sheet.write_string(row, at, said)
    sheet.freeze_panes(1, 0)
