"""Finds a first or last row that is the sum of all others: a total whose name alone does not say so (전체, 전국, a whole city)."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from connectors.files.arrow import floats, nothing, numbers, texts
from connectors.files.shapes import shape

_MOST_ROWS = 100_000
_LEAST_OTHERS = 4
_LEAST_COLUMNS = 2
# Small numbers add up by chance: one in 100,000 is taken for proof, a number as large as n counting as one in n.
_PROOF = 100_000
_NOTHING = numbers(np.array([0]))[0].cast(pa.int32())
_WHOLE = frozenset({"전체", "전국", "총", "총합", "모두", "All", "ALL", "all", "Overall", "Nationwide"})


def summing_row(table: pa.Table, apart: Collection[int]) -> int | None:
    """The row, first or last of those not set apart, that adds the others up; None when there is none.

    Its whole numbers must be the sums of their columns, of two parts at least, in at least half of the columns that could be sums: in
    one column, if the row calls itself the whole, else in two or more that differ and are too large to agree by chance. Columns of
    shares, rates and running numbers do not add up, and are no reason against.
    """
    if table.num_rows > _MOST_ROWS or table.num_columns < 2:
        return None
    kept = [at for at in range(table.num_rows) if at not in apart] if apart else range(table.num_rows)
    if len(kept) <= _LEAST_OTHERS:
        return None
    for at in (kept[0], kept[-1]):
        cells = [column[at].as_py() for column in table.columns]
        if _adds_up(table, kept, at, cells):
            return at
    return None


def _adds_up(table: pa.Table, kept: Sequence[int], at: int, cells: Sequence[str | None]) -> bool:
    whole = any((cell or "").strip() in _WHOLE for cell in cells[:3])
    same: list[float] = []
    other = 0
    for index, cell in enumerate(cells):
        value = _whole_number(cell)
        parts = _values(table.column(index)) if value else None
        if parts is None:
            continue
        parts = np.delete(np.nan_to_num(parts), at) if len(kept) == len(parts) else np.nan_to_num(parts[[one for one in kept if one != at]])
        rest = float(parts.sum())
        if rest == value and np.count_nonzero(parts) > 1:
            same.append(value)
        elif rest < value:
            # Parts above their whole are a running number, a year or a code, and say nothing against it.
            other += 1
    if whole:
        return len(same) >= max(other, 1)
    return len(set(same)) >= _LEAST_COLUMNS and len(same) >= other and math.prod(set(same)) >= _PROOF


def _whole_number(cell: str | None) -> float:
    """The cell as a number if it is a whole one, else 0."""
    said = (cell or "").strip().replace(",", "")
    return float(said) if said.isdigit() and len(said) < 16 and shape(said) == "number" else 0.0


def _values(column: pa.ChunkedArray) -> np.ndarray | None:
    """The column's numbers, nan where a cell is empty or marked as missing; None when some cell is another thing."""
    plain = pc.replace_substring(pc.utf8_trim_whitespace(column), ",", "")
    missing = pc.or_(pc.equal(pc.binary_length(plain), _NOTHING), pc.is_in(plain, texts(["-", "–", "—"])))
    plain = pc.if_else(missing, nothing(), plain)
    try:
        return floats(pc.cast(plain, pa.float64()))
    except pa.ArrowInvalid:
        return None
