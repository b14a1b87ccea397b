"""One cell as people write it: separators, percent, dates in their language."""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from typing import Any

import polars as pl

from app.texts import text
from data_catalog.disclosure import Hidden
from models.kit.contract import ColumnSpec
from models.kit.wording import number, word_of

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
# Control characters (XML refuses them) and marks that turn the direction of the text around them.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")

DASH = "–"


def shown(value: Any, column: ColumnSpec, lang: str) -> str:
    """A cell's text. Missing is a dash, hidden says so; text is cleaned of what no document can hold."""
    if isinstance(value, Hidden):
        return text(f"disclosure.{value.why}", lang)
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return DASH
    if isinstance(value, datetime):
        return moment_text(value, lang)
    if isinstance(value, date):
        return date_text(value, lang)
    if isinstance(value, bool):
        return "○" if value else DASH
    if isinstance(value, (int, float)):
        return number(value, form(column))
    return clean(", ".join(worded(item, column, lang) for item in (value if isinstance(value, (list, tuple)) else (value,))))


def worded(value: Any, column: ColumnSpec, lang: str) -> str:
    """A text, or the words of a code its column gives words to."""
    return word_of(str(value), column.labels, lang) if column.labels else str(value)


def worded_column(values: pl.Series, column: ColumnSpec, lang: str) -> pl.Series:
    """A column with its codes in words; one without labels as it is."""
    if not column.labels or values.dtype != pl.String:
        return values
    codes = [code for code in values.unique().to_list() if code is not None]
    words = [worded(code, column, lang) for code in codes]
    return values.replace_strict(codes, words, default=None, return_dtype=pl.String) if codes else values


def form(column: ColumnSpec) -> str:
    """The number form of a column, as `models.kit.wording.number` reads it."""
    digits = column.digits
    if column.kind == "share":
        return f".{1 if digits is None else digits}%"
    if column.kind == "integer":
        return ".0"
    return "" if digits is None else f".{digits}"


def is_number(column: ColumnSpec) -> bool:
    """Whether a column holds quantities (set right, with digits)."""
    return column.kind in ("integer", "number", "share")


def heading(column: ColumnSpec, lang: str) -> str:
    """A column's title with its unit."""
    title = clean(column.title[lang])
    unit = clean(column.unit[lang]) if column.unit else ""
    return f"{title} ({unit})" if unit and f"({unit})" not in title else title


def date_text(value: date, lang: str) -> str:
    """2026년 11월 21일, 21 November 2026."""
    if lang == "ko":
        return f"{value.year}년 {value.month}월 {value.day}일"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def months_text(first: date, last: date, lang: str) -> str:
    """The months from one to another: 2021년 1월, 2021년 1–12월, 2021년 11월–2022년 2월; January–December 2021."""
    if lang == "ko":
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.year}년 {first.month}월"
        if first.year == last.year:
            return f"{first.year}년 {first.month}–{last.month}월"
        return f"{first.year}년 {first.month}월–{last.year}년 {last.month}월"
    begin, end = _MONTHS[first.month - 1], _MONTHS[last.month - 1]
    if first.year != last.year:
        return f"{begin} {first.year}–{end} {last.year}"
    return f"{begin} {first.year}" if first.month == last.month else f"{begin}–{end} {first.year}"


def date_tick(value: date, monthly: bool, lang: str) -> str:
    """A date short enough for a tick: its month, or its day."""
    if lang == "ko":
        return f"{value.year}.{value.month}." if monthly else f"{value.month}월 {value.day}일"
    month = _MONTHS[value.month - 1][:3]
    return f"{month} {value.year}" if monthly else f"{value.day} {month}"


def moment_text(value: datetime, lang: str) -> str:
    """A date with hours and minutes."""
    return f"{date_text(value, lang)} {value:%H:%M}"


def clean(text: str) -> str:
    """Text without control characters and direction marks."""
    return _UNPRINTABLE.sub("", text)
