"""Where the table lies in the first rows of a file: title rows, header rows, a units row, the first row of data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from connectors.files.shapes import column_shapes, shape
from connectors.problem import Problem

Row = tuple[str | None, ...]

MOST_COLUMNS = 2_000
"""No table for people is wider; what describes the columns of one that is takes all memory there is."""

_MAXIMUM_HEADER_ROWS = 6
_LONGEST_NAME = 300
# A month, a quarter or a half of a year, marked as provisional or estimated or not, as statistics offices head their columns.
_PERIOD = re.compile(
    r"(?:19|20)\d\d(?:[-./ ]?(?:0[1-9]|1[0-2])|년 ?(?:0?[1-9]|1[0-2])월|[. ]?[1-4]/4|[-./ ]?Q[1-4]|년? ?(?:[1-4]분기|[상하]반기))"
    r"(?: ?[pe]\)?)?"
)
_MARKUP = re.compile(r"<br\s*/?>|</?su[bp]>", re.IGNORECASE)
_UNIT_WORDS = frozenset((
    "원", "천원", "만원", "백만원", "억원", "명", "천명", "건", "개", "개소", "대", "회", "세", "세대", "가구", "호", "동",
    "도", "°", "㎡", "㎢", "m", "km", "ha", "%", "퍼센트", "분", "초", "시간", "일", "년", "톤", "kg",
))  # fmt: skip
# Years and months stand in further header rows, numbers of persons and things do not.
_LONG_NUMBER = re.compile(r"[0-9]{7}")


@dataclass(frozen=True)
class Layout:
    """Rows are counted from 0 in the sample given; `headers` are joined over the header rows, one a column."""

    width: int
    title_rows: tuple[int, ...]
    header_rows: tuple[int, ...]
    unit_row: int | None
    first_data_row: int
    headers: tuple[str, ...]


def find_layout(rows: Sequence[Row], width: int, said: tuple[int, ...] | None = None, begin: int = 0) -> Layout:
    """The layout of a table whose rows are usually `width` cells wide.

    `said` are header rows a person named, `begin` is the first row that is looked at.
    """
    if said is not None:
        first = max(said) + 1 if said else begin
        titles = tuple(range(min(said) if said else begin))
        return Layout(width, titles, said, None, first, _joined([rows[index] for index in said], width, rows[first:]))
    start = begin + _after_titles(rows[begin:], width)
    below = [row for row in rows[start + 1 :] if len(row) == width and _filled(row) > 1] or list(rows[start + 1 :])
    bodies = column_shapes(below[max(len(below) // 4, len(below) > 2) :], width)
    headers: list[int] = []
    at = start
    while at < len(rows) and len(headers) < _MAXIMUM_HEADER_ROWS:
        if headers and not _filled(rows[at]):
            at += 1
            continue
        if headers and not _can_continue(rows[at], width):
            break
        if not _is_header(rows[at], rows[at + 1 :], bodies, continued=bool(headers)):
            break
        headers.append(at)
        at += 1
    if headers and start > begin and _tells_apart(rows[start - 1], rows[start], width):
        start -= 1
        headers.insert(0, start)
    unit = next((index for index in headers[1:] if _is_unit_row(rows[index])), None)
    if unit is None and headers and headers[-1] + 1 < len(rows) and _is_unit_row(rows[headers[-1] + 1]):
        unit = headers[-1] + 1
    kept = tuple(index for index in headers if index != unit)
    first = max((start - 1, *headers, -1 if unit is None else unit)) + 1
    return Layout(width, tuple(range(start)), kept, unit, first, _joined([rows[index] for index in kept], width, rows[first:]))


def refuse_too_wide(width: int, shown_name: str) -> None:
    """Problem file.too_many_columns."""
    if width > MOST_COLUMNS:
        raise Problem("file.too_many_columns", file=shown_name, columns=width, limit=MOST_COLUMNS)


def unique_names(headers: Sequence[str], width: int) -> tuple[str, ...]:
    """Column names from header cells: blank ones become `column_3`, repeated ones `이름 (2)`."""
    names: list[str] = []
    # The names of the columns that are ours: a file cannot speak in them.
    taken: set[str] = {"_line", "_repeats"}
    for index in range(width):
        said = " ".join((headers[index] if index < len(headers) else "").split())[:_LONGEST_NAME] or f"column_{index + 1}"
        name, count = said, 1
        while name.casefold() in taken:
            count += 1
            name = f"{said} ({count})"
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def _filled(row: Row) -> int:
    return sum(1 for cell in row if cell and cell.strip())


def _after_titles(rows: Sequence[Row], width: int) -> int:
    """The first row that can be the header or data: of the right width, and more than a lone title over fuller rows."""
    for index, row in enumerate(rows[:60]):
        filled = _filled(row)
        if filled and _is_of_width(row, width) and not _is_title(filled, width, rows[index + 1 : index + 13]):
            return index
    return next((index for index, row in enumerate(rows) if _filled(row)), 0)


def _is_of_width(row: Row, width: int) -> bool:
    """A header may lack the name of the first column, or end in one separator too many."""
    return len(row) == width or (len(row) == width - 1 and width > 2) or (len(row) == width + 1 and not (row[-1] or "").strip())


def _can_continue(row: Row, width: int) -> bool:
    """Whether a row may be a further header row: a broken first row of data is of another width and holds values."""
    return _filled(row[width:]) == 0 and (len(row) >= width or (len(row) > 1 and all(shape(cell) in ("text", "blank") for cell in row)))


def _is_title(filled: int, width: int, below: Sequence[Row]) -> bool:
    fullest = max((_filled(row) for row in below), default=0)
    return (filled == 1 and width >= 2 and fullest >= min(3, width)) or (filled == 2 and width >= 5 and fullest >= 5)


def _tells_apart(above: Row, row: Row, width: int) -> bool:
    """Whether what stands straight above a header is a level of it: all of it over names that are there more than once (a year over two
    totals, one over women and one over men)."""
    tops = [(cell or "").strip() for cell in above]
    names = [(cell or "").strip() for cell in row]
    at = [index for index, top in enumerate(tops) if top]
    if len(at) < 2 or at[0] == 0 or len(above) != width or len(row) != width:
        return False
    return all(names.count(names[index]) > 1 for index in at) and len({(tops[index], names[index]) for index in at}) == len(at)


def _is_header(row: Row, below: Sequence[Row], bodies: Sequence[str], *, continued: bool) -> bool:
    """Weighs each cell against the column under it: a word over numbers speaks for a header, a value like those below against."""
    cells = [(cell or "").strip() for cell in row][: len(bodies)]
    if not continued and _lacks_first_name(row, below, len(bodies)):
        return True
    if not any(cells) or not below:
        return not continued and any(cells) and all(shape(cell) == "text" for cell in cells if cell)
    if continued and any(_LONG_NUMBER.search(cell) for cell in cells):
        return False
    series = _series(cells, below, continued=continued)
    again = _comes_again(cells, below)
    score = 0.0
    for index, (cell, body) in enumerate(zip(cells, bodies, strict=False)):
        if not cell:
            continue
        said = shape(cell)
        if said == "blank":
            score -= 0.5
        elif index in series:
            score += 1
        elif body in ("number", "date", "time"):
            score += 1 if said == "text" else -1
        elif said in ("number", "date", "time"):
            score -= 0.5 if body == "blank" else 1
        elif not again and _recurs(cell, index, below):
            score -= 1
        elif not continued:
            score += 0.25
    return score > 0


def _lacks_first_name(row: Row, below: Sequence[Row], width: int) -> bool:
    """A row of words one short over rows that are all whole: the header of a table with row names (R writes such)."""
    words = all(cell and not cell.strip()[:1].isdigit() for cell in row)
    return words and len(row) == width - 1 > 1 and len(below) > 1 and all(len(other) == width for other in below)


def _series(cells: Sequence[str], below: Sequence[Row], *, continued: bool) -> frozenset[int]:
    """Columns headed by years or by 0, 1, 2 … over other values: numbers that are names."""
    whole = [(index, int(cell[:4])) for index, cell in enumerate(cells) if re.fullmatch(r"\d{1,4}(?:년도?)?", cell)]
    values = [value for _, value in whole]
    years = bool(values) and all(1900 <= value <= 2100 for value in values)
    years = years and len(values) >= (2 if continued else 1) and not (len(values) == 1 and sum(map(bool, cells)) < 2)
    counted = not continued and len(values) >= 3 and values in (list(range(len(values))), list(range(1, len(values) + 1)))
    periods = [index for index, cell in enumerate(cells) if _PERIOD.fullmatch(cell)]
    if periods and _head_columns(periods, cells, below, continued=continued):
        return frozenset(periods)
    if not (years or counted):
        return frozenset()
    alike = [index for index, _ in whole if _mostly_alike(index, below)]
    return frozenset() if len(alike) * 2 > len(whole) else frozenset(index for index, _ in whole)


def _head_columns(periods: Sequence[int], cells: Sequence[str], below: Sequence[Row], *, continued: bool) -> bool:
    """Whether periods stand over columns: none comes again under them, and there are several different ones, or the next row names what
    stands under each, or all else in the row are words."""
    if any(_PERIOD.fullmatch((row[index] or "").strip()) for row in below[:5] for index in periods if index < len(row)):
        return False
    if len(periods) >= 3 and len({cells[index] for index in periods}) == len(periods):
        return True
    if below and all(index < len(below[0]) and shape(below[0][index]) == "text" for index in periods):
        return True
    others = [cell for index, cell in enumerate(cells) if cell and index not in periods]
    return not continued and bool(others) and all(shape(cell) == "text" for cell in others)


def _mostly_alike(index: int, below: Sequence[Row]) -> bool:
    """Whether the column under a year or an ordinal holds years or the same small numbers too."""
    under = [(row[index] or "").strip() for row in below if index < len(row)]
    filled = [cell for cell in under if cell]
    years = sum(1 for cell in filled if re.fullmatch(r"(?:19|20)\d\d년?", cell))
    return bool(filled) and years > 0.5 * len(filled)


def _comes_again(cells: Sequence[str], below: Sequence[Row]) -> bool:
    """Whether the whole row of words is met again a few times: the header of several tables in one file."""
    filled = [cell for cell in cells if cell]
    if len(filled) < 2 or any(shape(cell) != "text" for cell in filled):
        return False
    times = sum(1 for row in below if [(cell or "").strip() for cell in row[: len(cells)]] == list(cells))
    return 1 <= times <= max(1, 0.1 * len(below))


def _recurs(cell: str, index: int, below: Sequence[Row]) -> bool:
    """Whether the word is met again further down, elsewhere than in the first row of a further table."""
    pairs = pairwise(below[2:])
    return any(index < len(row) and (row[index] or "").strip() == cell and _filled(above) > 1 for above, row in pairs)


def _is_unit_row(row: Row) -> bool:
    said = [cell.strip() for cell in row if cell and cell.strip()]
    bare = [cell.strip("()[] ").removeprefix("단위").lstrip(" :：") for cell in said]
    return len(said) >= 2 and sum(word in _UNIT_WORDS for word in bare) >= 0.7 * len(said)


def _joined(rows: Sequence[Row], width: int, body: Sequence[Row]) -> tuple[str, ...]:
    """The header cells of each column joined downwards; a heading over several columns is carried to the right."""
    last_is_blank = not any((row[width - 1] or "").strip() for row in body if len(row) == width)
    levels = [_placed(row, width, last_is_blank=last_is_blank) for row in rows]
    for number, level in enumerate(levels[:-1]):
        _carry_right(level, levels[:number], levels[number + 1 :])
    headers = []
    for index in range(width):
        parts: list[str] = []
        for level in levels:
            part = level[index]
            if part and (not parts or parts[-1].split() != part.split()):
                parts.append(part)
        headers.append(" ".join(parts))
    return tuple(headers)


def _placed(row: Row, width: int, *, last_is_blank: bool) -> list[str]:
    """The cells over their columns: a header one short lacks the first name, unless the last column is blank."""
    cells = [" ".join(_MARKUP.sub(" ", cell or "").split()) for cell in row]
    if len(cells) == width - 1 and not last_is_blank:
        cells = ["", *cells]
    return (cells + [""] * width)[:width]


def _carry_right(level: list[str], above: Sequence[Sequence[str]], below: Sequence[Sequence[str]]) -> None:
    """A heading over several columns is written over the first: it holds while there are names under it and no other begins above."""
    for index in range(1, len(level)):
        begins = any(upper[index] and upper[index] != upper[index - 1] for upper in above)
        if not level[index] and not begins and any(lower[index] for lower in below):
            level[index] = level[index - 1]
