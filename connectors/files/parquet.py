"""Reads a Parquet file: every value as its text, without loss."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from connectors.files.arrow import nothing, numbers, texts
from connectors.files.chunks import Chunk
from connectors.files.known import write_known
from connectors.files.table import Note, ReadOptions, TableRead
from connectors.problem import Problem

_ROWS = 100_000
_ONE = numbers(np.array([1]))[0].cast(pa.int32())


def read_parquet(path: Path, out: Path, _options: ReadOptions, shown_name: str) -> TableRead:
    """The table of a Parquet file; blank rows are set aside, totals are not looked for: such files are made by machines."""
    try:
        source = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError):
        raise Problem("file.cut_off", file=shown_name) from None
    names = source.schema_arrow.names
    nested = [name for name, kind in zip(names, source.schema_arrow.types, strict=True) if pa.types.is_nested(kind)]
    notes = [Note("nested_columns", {"columns": nested[:8]})] if nested else []
    return write_known(path, out, shown_name, "parquet", names, _chunks(source), notes)


def _chunks(source: pq.ParquetFile) -> Iterator[Chunk]:
    line = 1
    for batch in source.iter_batches(batch_size=_ROWS):
        table = pa.table({f"c{index}": _as_text(column) for index, column in enumerate(batch.columns)})
        yield Chunk(table, np.arange(line, line + batch.num_rows, dtype=np.int64), batch.num_rows)
        line += batch.num_rows


def _as_text(column: pa.Array) -> pa.Array:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.dictionary_decode(), kind.value_type
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_nested(kind):
        return texts([None if value is None else _told(value) for value in column.to_pylist()])
    if pa.types.is_timestamp(kind):
        text = pc.strftime(column, "%Y-%m-%d %H:%M:%S")
        return pc.replace_substring_regex(text, r"\.0+$", "")
    text = column.cast(pa.string())
    if pa.types.is_floating(kind):
        text = pc.replace_substring_regex(text, r"^(-?\d+)\.0$", r"\1")
    return pc.if_else(pc.less(pc.binary_length(text), _ONE), nothing(), text)


def _told(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)
