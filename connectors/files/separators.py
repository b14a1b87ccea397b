"""Finds how a text's cells are told apart: separator, quote, escape and line end, by what makes its rows most alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from math import log

from connectors.files.records import Dialect, Record, split
from connectors.files.shapes import column_shapes, shape

SEPARATORS = (",", "\t", ";", "|")
RARE_SEPARATORS = (" ", ":", "^", "~", "#", "\x01", "\x1f", "<>", "$$")
_ROWS = 120
_TABLE_ROWS = 10
_KNOWN = re.compile(
    r"\s*(?:"
    r"[-+]?[\d,]*\.?\d+(?:[eE][-+]?\d+)?\s?%?"  # numbers
    r"|[-+]?\d+,\d+"  # decimal comma
    r"|\d{2,4}\s?[-./년]\s?\d{1,2}(?:\s?[-./월]\s?\d{1,4}\s?[.일]?)?(?:[ T].{4,20})?"  # dates
    r"|\d{1,2}:\d{2}(?::\d{2})?"  # times
    r"|[\w가-힣]+"  # single words
    r")?\s*"
)


def find_dialect(sample: str, separator: str | None = None, quote: str | None = None) -> Dialect:
    """The dialect of a text by its first rows; `separator` and `quote` when a person said them."""
    newline = _newline(sample)
    quotes = (quote,) if quote is not None else ('"', "'")
    separators = (separator,) if separator is not None else SEPARATORS
    best, best_score = Dialect(separators[0], quotes[0] or "", newline=newline), -1.0
    for mark in quotes:
        if mark == "'" and quote is None and not _is_quoted_by(sample, "'", separators):
            continue
        for between in separators:
            if between not in sample:
                continue
            for escape in _escapes(sample, mark):
                tried = Dialect(between, mark, escape or '"', newline=newline)
                score = _score(_head(sample, tried))
                if score > best_score + 1e-9:
                    best, best_score = tried, score
    if separator is None:
        rare, rare_score = _rare(sample, newline)
        if rare_score > best_score + 0.1:
            best = rare
        best = replace(best, separator=_longer(sample, best.separator))
    return replace(best, padded=_is_padded(sample, best))


def _escapes(sample: str, mark: str) -> tuple[str, ...]:
    """What may stand before a quote that closes nothing."""
    if mark == "'" and ('""' in sample or "\"'" in sample):
        return ('"',)
    return (mark, "\\") if "\\" + mark in sample else (mark,)


def usual_width(rows: Sequence[Sequence[object]]) -> int:
    """The number of cells most rows have; wider wins a tie, blank lines do not vote."""
    counts = Counter(len(row) for row in rows if len(row) > 1)
    if not counts or sum(counts.values()) < 0.3 * sum(1 for row in rows if any(row)):
        return 1
    return max(counts, key=lambda width: (counts[width], width))


def first_width(rows: Sequence[Sequence[object]], usual: int) -> int:
    """The width of the first table, where tables of several widths follow each other in one file; else the usual one."""
    runs: list[list[int]] = []
    for row in rows:
        if len(row) < 2:
            continue
        if runs and runs[-1][0] == len(row):
            runs[-1][1] += 1
        else:
            runs.append([len(row), 1])
    long = [run for run in runs if run[1] >= _TABLE_ROWS]
    is_stacked = 2 <= len(long) <= 6 and sum(count for _, count in long) >= 0.95 * sum(count for _, count in runs)
    if not is_stacked or len({width for width, _ in long}) < len(long):
        return usual
    # Names and what they are, one a line, are what a device or a portal writes over its table, not the table.
    is_card = long[0][0] == 2 and long[1][0] > 2 and long[1][1] > long[0][1]
    return long[is_card][0]


def headed_width(rows: Sequence[Sequence[str]], usual: int) -> int:
    """The width of a header of words over rows that leave their last, empty cells away, as spreadsheets write them; else the usual one.

    A sentence with commas over the header is none: the row after it must hold values already.
    """
    head, *below = [row for row in rows if len(row) > 1] or [()]
    names = [cell.strip() for cell in head]
    if not 1 < usual < len(names) <= 2 * usual or max(map(len, below), default=0) > len(names):
        return usual
    is_named = len(set(names)) == len(names) and all(shape(name) == "text" and name.count("(") == name.count(")") for name in names)
    shapes = column_shapes(below, usual)
    values = [index for index, kind in enumerate(shapes) if kind in ("number", "date", "time")]
    holds = [shape(below[0][index]) != "text" for index in values if index < len(below[0])]
    return len(names) if is_named and holds and all(holds) else usual


def _rare(sample: str, newline: str) -> tuple[Dialect, float]:
    """The best of the separators few files use: only where every row of at least three cells agrees, the first too."""
    best, best_score = Dialect(newline=newline), -1.0
    for between in RARE_SEPARATORS:
        if sample.count(between) < 2 * sample.count(newline):
            continue
        tried = Dialect(between, newline=newline, padded=between == " ")
        records = _head(sample, tried)
        rows = [record.cells for record in records if record.text.strip()]
        width = usual_width(rows)
        if width < 3 or len(rows[0]) != width or sum(len(row) == width for row in rows) < 0.95 * len(rows):
            continue
        if between in " :" and not _is_more_than_words(rows, width):
            continue
        score = _score(records)
        if score > best_score:
            best, best_score = tried, score
    return best, best_score


def _is_more_than_words(rows: Sequence[tuple[str, ...]], width: int) -> bool:
    """Whether blanks part cells rather than the words of a sentence or the parts of an address or a time."""
    if any(" " in cell for row in rows for cell in row):
        return True
    shapes = column_shapes(rows[1:] or rows, width)
    return sum(kind in ("number", "date", "time") for kind in shapes) * 3 >= width


def _longer(sample: str, separator: str) -> str:
    """The separator with what stands beside it nearly everywhere: itself again, or a blank on both sides."""
    once = sample.count(separator)
    for longer, weight in ((separator * 2, 2), (f" {separator} ", 1)):
        if separator.strip() and once > 3 and sample.count(longer) * weight >= 0.98 * once:
            return longer
    if separator == "\t" and once > 3 and sample.count("\t\t") * 2 == once:
        return "\t\t"
    return separator


def _head(sample: str, dialect: Dialect) -> list[Record]:
    rows = []
    for record in split(sample, dialect):
        rows.append(record)
        if len(rows) == _ROWS:
            break
    return rows


def _score(records: Sequence[Record]) -> float:
    """How alike the rows are, how many cells read as something, and how much the separator separates."""
    rows = [record.cells for record in records if record.text.strip()]
    if not rows:
        return 0.0
    width = usual_width(rows)
    if width < 2:
        return 0.0
    alike = sum(len(row) == width for row in rows) / len(rows)
    cells = [cell for row in rows for cell in row if cell]
    known = sum(1 for cell in cells if len(cell) < 60 and _KNOWN.fullmatch(cell)) / max(len(cells), 1)
    return alike * (0.4 + 0.6 * known) * (1 + 0.15 * log(width))


def _newline(sample: str) -> str:
    return "\r" if "\r" in sample and "\n" not in sample else "\n"


def _is_quoted_by(sample: str, mark: str, separators: Sequence[str]) -> bool:
    """Whether cells open and close with the mark, in at least a few rows, where double quotes do not."""
    between = "".join(re.escape(item) for item in separators)
    whole = re.compile(rf"(?:^|[{between}]){mark}[^{mark}\n]*{mark}(?=[{between}\r\n]|$)", re.M)
    double = re.compile(rf'(?:^|[{between}])"[^"\n]*"(?=[{between}\r\n]|$)', re.M)
    return len(whole.findall(sample)) > 2 and not double.search(sample)


def _is_padded(sample: str, dialect: Dialect) -> bool:
    """Whether a blank follows nearly every separator, as in `a, b, c`."""
    lines = [line for line in sample.splitlines()[:_ROWS] if dialect.separator in line]
    total = sum(line.count(dialect.separator) for line in lines)
    followed = sum(line.count(dialect.separator + " ") for line in lines)
    return dialect.separator == " " or (total > 0 and followed >= 0.95 * total)
