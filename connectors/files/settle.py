"""Sets apart the rows of a chunk that are not data: wholly blank, totals, the header again, notes under the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.files.arrow import flags, numbers, text, texts, where
from connectors.files.chunks import Chunk
from connectors.files.shapes import MISSING, shape
from connectors.files.summing import summing_row
from connectors.files.table import SetAside

_WORDS = (
    "합계", "소계", "총계", "계", "누계", "총합계", "전체합계", "합산",
    "Total", "TOTAL", "total", "Grand Total", "Subtotal", "Sub Total", "Sum", "SUM",
)  # fmt: skip
TOTALS = frozenset(
    word[0] + blanks + word[1] if len(word) == 2 and blanks else word for word in _WORDS for blanks in ("", " ", "  ", "   ")
) | frozenset(f"{left}{word}{right}" for word in ("합계", "소계", "총계", "계") for left, right in ("()", "[]", "<>"))
_ONE, _SIX = (numbers(np.array([length]))[0].cast(pa.int32()) for length in (1, 6))
_NOTE_MARKS = ("※", "*", "주)", "주:", "주1", "자료", "출처", "#", "Source", "Note", "○", "☞", "비고", "참고", "단위")


@dataclass(frozen=True)
class Settling:
    """What tells the rows apart: the header's cells, the columns that hold one value only, whether totals stay."""

    headers: tuple[str, ...]
    constant: frozenset[int] = frozenset()
    keep_totals: bool = False
    levels: frozenset[int] = frozenset()
    """Columns in which totals stand among their parts, as `total_levels` finds them."""


def settle(chunk: Chunk, settling: Settling, *, is_last: bool, is_whole: bool = False) -> Chunk:
    """The chunk without such rows; they are added to its `aside`. A row that is the sum of all others is looked for in a whole table."""
    reasons: dict[int, str] = {}
    table = chunk.table
    if not table.num_rows:
        return chunk
    for blank in _blank_rows(table):
        reasons[int(blank)] = "blank"
    for at in _repeated_headers(table, settling.headers):
        reasons.setdefault(at, "repeated_header")
        above = at - 1
        while above > 0 and reasons.get(above) == "blank":
            above -= 1
        if above >= 0 and above not in reasons and sum(map(bool, _row(table, above))) == 1 < table.num_columns:
            reasons[above] = "title"
    for at in _section_titles(table, reasons):
        reasons[at] = "title"
    if not settling.keep_totals:
        totals = [at for at in _total_rows(table, settling) if at not in reasons]
        if len(totals) <= max(3, 0.2 * table.num_rows):
            reasons.update(dict.fromkeys(totals, "total"))
    if is_last:
        _notes_below(table, reasons)
    if is_whole and not settling.keep_totals and (settling.levels or "total" not in reasons.values()):
        summed = summing_row(table, reasons)
        if summed is not None:
            reasons[summed] = "total"
    if not reasons:
        return chunk
    places = np.array(sorted(reasons), np.int64)
    away = table.take(numbers(places)).to_pydict()
    columns = list(away.values())
    for number, at in enumerate(places):
        cells = () if reasons[at] == "blank" else tuple(column[number] or "" for column in columns)
        chunk.aside.append(SetAside(int(chunk.lines[at]), reasons[at], cells))
    stays = np.ones(table.num_rows, bool)
    stays[places] = False
    return Chunk(table.filter(flags(stays)), chunk.lines[stays], chunk.rows, chunk.aside, chunk.mended)


def total_levels(columns: Sequence[Sequence[str | None]]) -> frozenset[int]:
    """Which of a table's first three columns, given cell by cell, hold totals among their parts: a word for a total, most times beside
    two rows or more that are the same before it and name something else (a district of that year, a town of that county)."""
    found = set()
    for index in range(1, min(3, len(columns))):
        names = [(cell or "").strip() for cell in columns[index]]
        before = list(zip(*columns[:index], strict=True))
        parts = Counter(place for place, name in zip(before, names, strict=True) if name and name not in TOTALS)
        totals = [place for place, name in zip(before, names, strict=True) if name in TOTALS]
        if totals and 2 * sum(parts[place] > 1 for place in totals) >= len(totals):
            found.add(index)
    return frozenset(found)


def notes_below(chunk: Chunk) -> list[SetAside]:
    """What the last chunk set aside, where short rows under the last row kept are notes rather than broken rows."""
    last = int(chunk.lines[-1]) if chunk.lines.size else 0
    return [
        replace(row, reason="note") if row.line > last and row.reason == "too_few_cells" and sum(map(bool, row.cells)) <= 2 else row
        for row in chunk.aside
    ]


def _blank_rows(table: pa.Table) -> list[int]:
    mask = _is_empty(table.column(0))
    for column in table.columns[1:]:
        if not pc.any(mask).as_py():
            break
        mask = pc.and_(mask, _is_empty(column))
    return where(mask)


def _is_empty(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Missing or only blanks; the costly look at blanks is taken only where very short cells exist."""
    missing = pc.is_null(column)
    if not pc.any(pc.less(pc.binary_length(column), _SIX)).as_py():
        return missing
    return pc.or_kleene(missing, pc.less(pc.binary_length(pc.utf8_trim_whitespace(column)), _ONE))


def _repeated_headers(table: pa.Table, headers: tuple[str, ...]) -> list[int]:
    first = next((index for index, cell in enumerate(headers) if cell), None)
    if first is None or table.num_columns < 2:
        return []
    likely = where(pc.equal(table.column(first), text(headers[first])))
    return [at for at in likely if _same(_row(table, at), headers)]


def _section_titles(table: pa.Table, reasons: dict[int, str]) -> list[int]:
    """Rows after a blank one with a word in their first cell alone, before a fuller row: the title of what follows."""
    if table.num_columns < 3:
        return []
    found = []
    for blank in [at for at, reason in reasons.items() if reason == "blank"][:1_000]:
        at = blank + 1
        below = at + 1
        while below < table.num_rows and reasons.get(below) == "blank":
            below += 1
        if below >= table.num_rows or at in reasons:
            continue
        cells = _row(table, at)
        if shape(cells[0]) == "text" and not any(cells[1:]) and sum(map(bool, _row(table, below))) > 1:
            found.append(at)
    return found


def _same(cells: list[str], headers: tuple[str, ...]) -> bool:
    return all(" ".join(cell.split()) == " ".join(header.split()) for cell, header in zip(cells, headers, strict=True))


def _total_rows(table: pa.Table, settling: Settling) -> list[int]:
    """Rows whose first filled cell that is not the same all down the column is a word for a total, beside a number; and totals among their
    parts."""
    if table.num_columns < 2:
        return []
    words = texts(sorted(TOTALS))
    before = None
    found: list[int] = []
    for index in range(min(3, table.num_columns)):
        column = table.column(index)
        here = pc.is_in(column, words)
        if before is not None:
            here = pc.and_(here, before)
        if pc.any(here).as_py():
            found.extend(where(here))
        if index not in settling.constant:
            empty = pc.is_null(column)
            if settling.headers[index]:
                # A header cell merged downwards over the first row of data.
                empty = pc.or_kleene(empty, pc.equal(column, text(settling.headers[index])))
            before = empty if before is None else pc.and_(before, empty)
            if not pc.any(before).as_py():
                break
    for index in settling.levels:
        found.extend(where(pc.is_in(table.column(index), words)))
    return [at for at in sorted(set(found)) if any(shape(cell) == "number" for cell in _row(table, at))]


def _notes_below(table: pa.Table, reasons: dict[int, str]) -> None:
    """Rows at the very end with one filled cell that begins as a note does, or that is a sentence."""
    if table.num_columns < 2:
        return
    for at in range(table.num_rows - 1, max(table.num_rows - 40, -1), -1):
        if at in reasons:
            continue
        filled = [(index, cell.strip()) for index, cell in enumerate(_row(table, at)) if cell.strip() and cell.strip() not in MISSING]
        if len(filled) != 1:
            return
        index, said = filled[0]
        if not (said.startswith(_NOTE_MARKS) or (index == 0 and len(said) > 20 and table.num_columns > 2)):
            return
        reasons[at] = "note"


def _row(table: pa.Table, at: int) -> list[str]:
    return [column[at].as_py() or "" for column in table.columns]
