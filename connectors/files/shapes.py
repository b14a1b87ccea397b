"""The shape of one cell (number, date, time, word) and of a column of them: enough to tell a header from data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

MISSING = frozenset((
    "", "-", "--", "—", "–", "*", "**", "x", "X", "N/A", "n/a", "NA", "NaN", "nan", "null", "NULL", "None", "미상", "없음",
    "…", "...", ".", "?",
))  # fmt: skip

_NUMBER = re.compile(
    r"[-+(△▲]?\s?[₩$£€¥]?\s?[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:[.]\d+)?(?:[eE][-+]?\d+)?\s?"
    r"(?:%|원|명|건|개|대|㎡|km|m|회|세|천원|만원|백만원|억원)?\)?"
)
_DATE = re.compile(
    r"(?:\d{4}|'?\d{2})\s?[-./년]\s?\d{1,2}\s?[-./월]?\s?(?:\d{1,2}\s?[.일]?)?(?:[ T]+.{0,3}\s?\d{1,2}:\d{2}.*)?"
    r"|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?:[ T]+\d{1,2}:\d{2}.*)?"
    r"|\d{1,2}[- ][A-Za-z]{3,9}[- ]\d{2,4}|[A-Za-z]{3,9}-\d{2}"
)
_TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?")


def shape(cell: str | None) -> str:
    """`blank`, `number`, `date`, `time` or `text`."""
    if cell is None:
        return "blank"
    word = cell.strip()
    if word in MISSING:
        return "blank"
    first = word[0]
    if first.isdigit() or first in "-+(△▲₩$£€¥.'":
        if _NUMBER.fullmatch(word) and any(char.isdigit() for char in word):
            return "number"
        if _TIME.fullmatch(word):
            return "time"
        if _DATE.fullmatch(word):
            return "date"
    elif first.isascii() and first.isalpha() and len(word) < 12 and _DATE.fullmatch(word):
        return "date"
    return "text"


def finer_shape(cell: str | None) -> str:
    """As `shape`, with web addresses told from other text: they show a shift between two columns of text."""
    if cell is not None and cell.startswith(("http://", "https://")):
        return "link"
    return shape(cell)


def column_shape(cells: Iterable[str | None], share: float = 0.8) -> str:
    """The shape nearly all filled cells of a column have; `blank` when none is filled, `text` when they differ."""
    counts = Counter(shape(cell) for cell in cells)
    counts.pop("blank", None)
    if not counts:
        return "blank"
    name, most = counts.most_common(1)[0]
    return name if most >= share * sum(counts.values()) else "text"


def column_shapes(rows: Sequence[Sequence[str | None]], width: int) -> tuple[str, ...]:
    """The shape of each of `width` columns; rows of another width do not count."""
    body = [row for row in rows if len(row) == width]
    return tuple(column_shape([row[index] for row in body]) for index in range(width))
