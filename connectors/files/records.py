"""Splits delimited text into records exactly, with the line each begins on; takes its time, and mends broken quotes.

The fast reader (`chunks.py`) answers for well-formed text; this one decides everything else, and reads the sample that the
separator and the header are found from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

_LONGEST_QUOTED = 1_000_000


@dataclass(frozen=True)
class Dialect:
    """How cells are told apart.

    `escape` is the quote itself (doubled), a backslash, or a double quote in text quoted by apostrophes; `padded` drops blanks
    after a separator.
    """

    separator: str = ","
    quote: str = '"'
    escape: str = '"'
    padded: bool = False
    newline: str = "\n"
    """`\\r` for files whose lines end in a bare carriage return."""


@dataclass(frozen=True)
class Record:
    """One row as it stands in the file: the line it begins on, its cells, and its text."""

    line: int
    cells: tuple[str, ...]
    text: str
    mended: str = ""
    """How it was mended on the way: `quotes`, `bare_return`."""


def split(text: str, dialect: Dialect, first_line: int = 1, width: int | None = None) -> Iterator[Record]:
    """The records of `text`. `width`, when known, is used to choose between readings of a broken quote or a bare CR."""
    at, line = 0, first_line
    size = len(text)
    while at < size:
        cells, end, stray = _read(text, at, dialect, "strict")
        mended = ""
        if stray or (width is not None and len(cells) != width):
            strict = cells
            cells, end = _best(text, at, dialect, width, (cells, end, stray))
            mended = "" if cells == strict or len(cells) != width else "quotes"
        after, kept = _past_newline(text, end)
        taken = text[at:kept]
        parts = _bare_returns(taken, dialect, width, len(cells))
        if parts:
            for part in parts:
                yield Record(line, tuple(_read(part, 0, dialect, "strict")[0]), part, "bare_return")
        else:
            yield Record(line, tuple(cells), taken, mended)
        line += text.count(dialect.newline, at, after)
        at = after


def _best(text: str, at: int, dialect: Dialect, width: int | None, strict: tuple[list[str], int, int]) -> tuple[list[str], int]:
    """Of all readings of a doubtful record: the right width first, then the fewest stray quotes, then the strictest.

    A record of the wrong width that runs over several lines most likely has a stray quote: then it is its first line alone.
    """
    cells, end, _ = strict
    if width is None:
        return cells, end
    inner = _read(text, at, dialect, "inner")
    readings = [inner, strict, (_rejoined(cells, dialect), end, 0)]
    literal = _read(text, at, dialect, "literal")
    if literal[2] < 2:
        readings.append(literal)
    fitting = [reading for reading in readings if len(reading[0]) == width]
    if fitting:
        return min(fitting, key=lambda reading: reading[2])[:2]
    first = text.find("\n", at)
    if 0 <= first < end:
        return _read(text, at, dialect, "literal")[:2]
    return cells, end


def _read(text: str, at: int, dialect: Dialect, way: str) -> tuple[list[str], int, int]:
    """The cells of the record at `at`, where it ends, and in how many cells a quote stands alone.

    `way`: strict quotes, `inner` quotes allowed, or quotes `literal`.
    """
    stop = _stop(dialect.separator, dialect.newline)
    separator, step, quote = dialect.separator, len(dialect.separator), dialect.quote
    cells: list[str] = []
    stray = 0
    while True:
        if dialect.padded:
            while text.startswith(" ", at):
                at += 1
            if separator == " " and cells and (at >= len(text) or text[at] in "\r\n"):
                return cells, at, stray
        cell, end = None, at
        if way != "literal" and quote and text.startswith(quote, at):
            cell, end = _quoted(text, at, dialect, way)
        if cell is None:
            found = stop.search(text, at)
            end = found.start() if found else len(text)
            cell = text[at:end]
            stray += _is_stray(cell, quote)
        cells.append(cell)
        if not text.startswith(separator, end):
            return cells, end, stray
        at = end + step


def _is_stray(cell: str, quote: str) -> bool:
    """Whether a cell that is not quoted holds a quote that should be; apostrophes within words are not quotes."""
    if not quote or quote not in cell:
        return False
    return cell.startswith(quote) or (cell.endswith(quote) if quote == "'" else cell.count(quote) % 2 == 1)


def _rejoined(cells: list[str], dialect: Dialect) -> list[str]:
    """The cells with a separator put back before a quote that opens in mid-cell and closes at a cell's end."""
    quote = dialect.quote
    found: list[str] = []
    opened: list[str] | None = None
    for cell in cells:
        if opened is not None:
            opened.append(cell)
            if cell.endswith(quote):
                found.append(dialect.separator.join(opened)[: -len(quote)])
                opened = None
            continue
        before, middle, rest = cell.partition(quote)
        if not middle or not before or cell.count(quote) > 2:
            found.append(cell)
        elif rest.endswith(quote):
            found += [before, rest[: -len(quote)]]
        elif quote in rest:
            found.append(cell)
        else:
            found.append(before)
            opened = [rest]
    return found if opened is None else cells


def _quoted(text: str, at: int, dialect: Dialect, way: str) -> tuple[str | None, int]:
    """The quoted cell that opens at `at`, or None when its quote never closes as a quote should."""
    quote, look = dialect.quote, at + 1
    limit = at + _LONGEST_QUOTED
    while True:
        close = text.find(quote, look, limit)
        if close < 0:
            return None, at
        if dialect.escape != quote and _is_escaped(text, close, at, dialect.escape):
            look = close + 1
            continue
        is_doubled = dialect.escape == quote and text.startswith(quote, close + 1)
        if is_doubled and not (way == "inner" and _ends_cell(text, close + 2, dialect)):
            look = close + 2
            continue
        if _ends_cell(text, close + 1, dialect):
            raw = text[at + 1 : close]
            return _unescaped(raw, dialect), close + 1
        if way == "strict" or "\n" in text[at:close]:
            return None, at
        look = close + 1


def _is_escaped(text: str, at: int, opened: int, escape: str) -> bool:
    before = 0
    while at - 1 - before > opened and text[at - 1 - before] == escape:
        before += 1
    return before % 2 == 1


def _unescaped(raw: str, dialect: Dialect) -> str:
    """The cell's own text. A backslash escapes the quote alone (paths keep theirs); a double quote also itself."""
    quote, escape = dialect.quote, dialect.escape
    if escape == '"' != quote:
        return raw.replace('""', "\0").replace('"' + quote, quote).replace("\0", '"')
    return raw.replace("\\" + quote if escape == "\\" else quote * 2, quote)


def _ends_cell(text: str, at: int, dialect: Dialect) -> bool:
    return at >= len(text) or text[at] in "\r\n" or text.startswith(dialect.separator, at)


def _past_newline(text: str, end: int) -> tuple[int, int]:
    """Where the next record begins, and where this one's text ends."""
    if text.startswith("\r\n", end):
        return end + 2, end
    return min(end + 1, len(text)), end


def _bare_returns(taken: str, dialect: Dialect, width: int | None, found: int) -> list[str]:
    """The rows hidden in one line by bare carriage returns, when splitting there gives rows of the right width."""
    if dialect.newline == "\r" or width is None or found == width or "\r" not in taken:
        return []
    parts = [part for part in taken.split("\r") if part]
    widths = {len(_read(part, 0, dialect, "strict")[0]) for part in parts}
    return parts if len(parts) > 1 and widths == {width} else []


@cache
def _stop(separator: str, newline: str) -> re.Pattern[str]:
    ends = r"\r" if newline == "\r" else r"\r\n|\n"
    return re.compile(f"{re.escape(separator)}|{ends}")
