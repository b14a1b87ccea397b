"""Numbers with a decimal comma (`1.234,5`), as some programs write them: found a column at a time, written with a point."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

_COMMA = r"^\s*[-+]?(?:\d{1,3}(?:\.\d{3})+|\d+),\d+\s*$"
_WHOLE = re.compile(r"\s*[-+]?(?:\d{1,3}(?:\.\d{3})+|\d+)\s*")
_THOUSANDS = re.compile(r"\s*[-+]?\d{1,3}(?:,\d{3})+\s*")
_WITH_COMMA = re.compile(_COMMA)


def decimal_commas(rows: Sequence[Sequence[str]], width: int, separator: str, said: str | None) -> tuple[int, ...]:
    """The columns of such numbers. Where commas part the cells, or may be thousands, only a person's word makes it so."""
    if said == "." or (separator == "," and said is None):
        return ()
    body = [row for row in rows if len(row) == width]
    return tuple(index for index in range(width) if _is_one([row[index] for row in body if row[index].strip()], said))


def with_points(table: pa.Table, columns: Sequence[int]) -> pa.Table:
    """The table with those numbers written with a point; what is not such a number stays as it is."""
    for index in columns:
        column = table.column(index)
        are = pc.match_substring_regex(column, _COMMA)
        pointed = pc.replace_substring(pc.replace_substring(column, ".", ""), ",", ".")
        table = table.set_column(index, table.column_names[index], pc.if_else(are, pointed, column))
    return table


def _is_one(cells: Sequence[str], said: str | None) -> bool:
    commas = [cell for cell in cells if _WITH_COMMA.fullmatch(cell)]
    if len(commas) < (1 if said else 2) or len(commas) + sum(bool(_WHOLE.fullmatch(cell)) for cell in cells) < 0.9 * len(cells):
        return False
    return said == "," or not all(_THOUSANDS.fullmatch(cell) for cell in commas)
