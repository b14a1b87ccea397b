"""Blank cells that mean "as above": leading columns in which a name stands once over the rows of its group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from connectors.files.shapes import column_shape
from connectors.files.table import Note, TableRead

_LEADING = 3
_LOOKED_AT = 2_000
_FEWEST_BLANK, _MOST_BLANK = 0.3, 0.99
_DIFFER = 0.9


def find_grouped(columns: Sequence[str], parquet: Path) -> tuple[str, ...]:
    """The leading columns whose blanks mean "as above", by the first 2,000 rows.

    The first row is filled, a third of the cells or more are not, nearly every name differs from the one before it, and the column after
    them is filled all the way down: what is told apart within a group.
    """
    head = next(pq.ParquetFile(parquet).iter_batches(batch_size=_LOOKED_AT, columns=list(columns[: _LEADING + 1])), None)
    if head is None or head.num_rows < 4:
        return ()
    grouped: list[str] = []
    for name in columns[: _LEADING + 1]:
        cells = [cell if cell and cell.strip() else None for cell in head.column(name).to_pylist()]
        names = [cell for cell in cells if cell]
        blank = 1 - len(names) / len(cells)
        if not blank:
            return tuple(grouped)
        differ = len(names) > 1 and sum(one != other for one, other in pairwise(names)) >= _DIFFER * (len(names) - 1)
        is_group = cells[0] is not None and differ and column_shape(names) in ("text", "date")
        if not is_group or not _FEWEST_BLANK <= blank <= _MOST_BLANK or len(grouped) == _LEADING:
            return ()
        grouped.append(name)
    return ()


def fill_down(found: TableRead, parquet: Path, grouped: Sequence[str]) -> TableRead:
    """Rewrites `parquet` with the name of its group in every row; tells of how many cells were filled."""
    target = parquet.with_name(parquet.name + ".part")
    source = pq.ParquetFile(parquet)
    last: dict[str, str | None] = dict.fromkeys(grouped)
    cells = 0
    with pq.ParquetWriter(target, source.schema_arrow) as writer:
        for group in range(source.num_row_groups):
            table = source.read_row_group(group)
            for name in grouped:
                at = table.column_names.index(name)
                column = table.column(name).combine_chunks()
                named = pc.if_else(pc.equal(pc.utf8_trim_whitespace(column), ""), pa.scalar(None, pa.string()), column)
                carried = pc.fill_null_forward(pa.concat_arrays([pa.array([last[name]], pa.string()), named])).slice(1)
                cells += named.null_count - carried.null_count
                last[name] = carried[-1].as_py() if len(carried) else last[name]
                table = table.set_column(at, name, carried)
            writer.write_table(table)
    source.close()
    target.replace(parquet)
    return replace(found, notes=(*found.notes, Note("filled_down", {"columns": list(grouped), "cells": cells})))
