"""One pass over all rows of a long table, two stretches at a time: what is exact is counted, the rest is estimated with its error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from data_catalog.scanning import kernels
from data_catalog.scanning.columns import Column, Read, TooMany, Values
from data_catalog.schema import MEASURES
from data_catalog.spread import step

_THREADS = 2
_ROWS = 65_536
_WAYS = {"date": "dates", "moment": "moments", "month": None, "time": None, **dict.fromkeys(MEASURES, "numbers")}
"""How columns of a kind are read here. Months and times of day the engine reads; every other kind is texts."""


@dataclass(frozen=True)
class Scanned:
    """What was gathered, by column. Those of `left` are written otherwise than is read here: the engine answers for them."""

    columns: Mapping[str, Column]
    left: tuple[str, ...]


def scan(parquet: Path, kinds: Mapping[str, str]) -> Scanned:
    """Reads these columns, each of a guessed kind, of what `connectors.files.read` wrote."""
    with pq.ParquetFile(parquet) as file:
        few, texts = _stored_as_dictionary(file), _texts(file)
        starts = np.cumsum([0, *(file.metadata.row_group(at).num_rows for at in range(file.num_row_groups))])
    wanted = {name: kind for name, kind in kinds.items() if name in texts and (name in few or _WAYS.get(kind, "texts"))}
    left = {name for name in kinds if name not in wanted}
    groups = iter(range(len(starts) - 1))
    every = step(int(starts[-1]))

    def half(_number: int) -> dict[str, Column]:
        found: dict[str, Column] = {
            name: Values() if name in few else Read(kind, _WAYS.get(kind) or "texts") for name, kind in wanted.items()
        }
        with pq.ParquetFile(parquet, read_dictionary=[name for name in wanted if name in few]) as file:
            for group in groups:
                _add_group(_batches(file, group, found, left), int(starts[group]), every, found, left)
        return found

    with ThreadPoolExecutor(_THREADS) as pool:
        first, *others = pool.map(half, range(_THREADS))
    for other in others:
        for name in wanted:
            try:
                if name not in left:
                    first[name].join(other[name])
            except TooMany:
                left.add(name)
    return Scanned({name: column for name, column in first.items() if name not in left}, tuple(name for name in kinds if name in left))


def _stored_as_dictionary(file: pq.ParquetFile) -> set[str]:
    if not file.num_row_groups:
        return set()
    group = file.metadata.row_group(0)
    stored = (group.column(at) for at in range(group.num_columns))
    return {column.path_in_schema for column in stored if {"RLE_DICTIONARY", "PLAIN_DICTIONARY"} & set(column.encodings)}


def _texts(file: pq.ParquetFile) -> set[str]:
    schema = file.schema_arrow
    return {
        name for name, kind in zip(schema.names, schema.types, strict=True) if pa.types.is_string(kind) or pa.types.is_large_string(kind)
    }


def _batches(file: pq.ParquetFile, group: int, found: Mapping[str, Column], left: set[str]) -> Iterator[pa.RecordBatch]:
    names = [name for name in found if name not in left]
    # A name with a full stop would be taken for a part of another column.
    chosen = None if any("." in name for name in file.schema_arrow.names) else names
    return file.iter_batches(batch_size=_ROWS, row_groups=[group], columns=chosen, use_threads=False) if names else iter(())


def _add_group(batches: Iterator[pa.RecordBatch], row: int, every: int, found: Mapping[str, Column], left: set[str]) -> None:
    for batch in batches:
        places = np.empty(batch.num_rows, np.int32)
        places = places[: kernels.chosen_rows(row, batch.num_rows, every, places)]
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            if name not in found or name in left:
                continue
            try:
                found[name].add(_as_texts(column), places)
            except TooMany:
                left.add(name)
        row += batch.num_rows


def _as_texts(column: pa.Array) -> pa.Array:
    """With offsets of four bytes."""
    if pa.types.is_large_string(column.type):
        return column.cast(pa.string())
    if pa.types.is_dictionary(column.type) and pa.types.is_large_string(column.type.value_type):
        return pa.DictionaryArray.from_arrays(column.indices, column.dictionary.cast(pa.string()))
    return column
