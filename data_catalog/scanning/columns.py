"""What is gathered of one column in one pass, by how it is stored and what it seems to be; two halves of a table are added up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

import numpy as np
import polars as pl
import pyarrow as pa

from data_catalog.kinds.marks import LONGEST, marks
from data_catalog.scanning import kernels
from data_catalog.scanning.kernels import Array

_MOST_VALUES = 300_000
_MOST_ODD = 100_000
_NONE = np.frombuffer(b"", np.uint8)


class TooMany(Exception):
    """The column holds more of what is gathered one by one than this is worth."""


class Column(Protocol):
    """One column, batch by batch. `places`: the rows of the batch that stand for all."""

    def add(self, batch: pa.Array, places: Array) -> None:
        """Counts the batch. Raises `TooMany`."""

    def join(self, other: Any) -> None:
        """Takes in what another pass gathered of other rows of the column. Raises `TooMany`."""


@dataclass
class Values:
    """A column of few different values: each with the rows that hold it."""

    parts: list[tuple[pa.Array, Array]] = field(default_factory=list)
    size: int = 0

    def add(self, batch: pa.Array, _places: Array) -> None:
        """Of a batch that is stored as a dictionary."""
        counts = np.zeros(len(batch.dictionary), np.int64)
        valid, codes = batch.indices.buffers()
        kernels.tally(_view(codes, np.int32, len(batch), batch.offset * 4), _bits(batch, valid), batch.offset, counts)
        self._take([(batch.dictionary, counts)])

    def join(self, other: Values) -> None:
        self._take(other.parts)

    def frame(self) -> pl.DataFrame:
        """`v` and `n`, each value once, the most frequent first."""
        self._settle()
        if not self.parts:
            return _counted([])
        values, counts = self.parts[0]
        frame = pl.DataFrame({"v": pl.Series(pl.from_arrow(values), dtype=pl.String), "n": counts})
        return frame.filter(pl.col("v").is_not_null() & (pl.col("n") > 0)).sort("n", "v", descending=[True, False])

    def _take(self, parts: Sequence[tuple[pa.Array, Array]]) -> None:
        self.parts += parts
        self.size += sum(len(values) for values, _ in parts)
        if self.size > _MOST_VALUES:
            self._settle()
            if self.size > _MOST_VALUES // 2:
                raise TooMany

    def _settle(self) -> None:
        if len(self.parts) < 2:
            return
        together = pa.concat_arrays([values for values, _ in self.parts]).dictionary_encode()
        codes = np.frombuffer(together.indices.buffers()[1], np.int32, len(together))
        # Counts are exact as floats up to 2⁵³.
        counts = np.bincount(codes, np.concatenate([counts for _, counts in self.parts]), len(together.dictionary)).astype(np.int64)
        self.parts, self.size = [(together.dictionary, counts)], len(counts)


@dataclass
class Read:
    """A column read value by value: `way` is texts, numbers, dates or moments."""

    kind: str
    way: str
    told: Array = field(default_factory=lambda: _told())
    span: Array = field(default_factory=lambda: np.array([np.inf, -np.inf]))
    registers: Array = field(default_factory=lambda: np.zeros(kernels.REGISTERS, np.uint8))
    odd: list[pa.Array] = field(default_factory=list)
    chosen: list[pa.Array] = field(default_factory=list)
    odd_rows: int = 0

    def add(self, batch: pa.Array, places: Array) -> None:
        """Of a batch of texts."""
        valid, offsets, data = batch.buffers()
        rows = len(batch)
        place = np.empty(rows, np.int32)
        given = (
            _view(offsets, np.int32, rows + 1, batch.offset * 4),
            _NONE if data is None else _view(data, np.uint8),
            _bits(batch, valid),
            batch.offset,
            *_listed(marks(self.kind)),
        )
        if self.way == "texts":
            few = kernels.read_texts(*given, LONGEST, self.registers, self.told, place)
        elif self.way == "numbers":
            few = kernels.read_numbers(*given, self.registers, self.told, self.span, place)
        else:
            few = kernels.read_days(*given, self.registers, self.told, self.way == "moments", place)
        self.chosen.append(batch.take(_places(places)))
        if few:
            self._take([batch.take(_places(place[:few]))])

    def join(self, other: Read) -> None:
        least, most = min(self.told[kernels.LEAST], other.told[kernels.LEAST]), max(self.told[kernels.MOST], other.told[kernels.MOST])
        longest = max(self.told[kernels.LONGEST], other.told[kernels.LONGEST])
        self.told = self.told + other.told
        self.told[[kernels.LEAST, kernels.MOST, kernels.LONGEST]] = least, most, longest
        self.span = np.array([min(self.span[0], other.span[0]), max(self.span[1], other.span[1])])
        self.registers = np.maximum(self.registers, other.registers)
        self.chosen += other.chosen
        self._take(other.odd)

    def odd_values(self) -> pl.DataFrame:
        """`v` and `n`: the texts that are left to the engine, each once."""
        return _counted(self.odd)

    def chosen_values(self) -> pl.Series:
        """The texts of the rows that stand for all, missing ones too."""
        return _series(self.chosen)

    def _take(self, odd: Sequence[pa.Array]) -> None:
        self.odd += odd
        self.odd_rows += sum(map(len, odd))
        if self.odd_rows > _MOST_ODD:
            raise TooMany


def _told() -> Array:
    told = np.zeros(kernels.SLOTS, np.int64)
    told[kernels.LEAST], told[kernels.MOST] = np.iinfo(np.int64).max, -1
    return told


def _view(buffer: pa.Buffer, kind: type[np.generic], count: int = -1, offset: int = 0) -> Array:
    """A buffer as numbers that nobody writes: a loop is compiled anew for those that may be written."""
    found = np.frombuffer(buffer, kind, count, offset)
    found.flags.writeable = False
    return found


def _bits(batch: pa.Array, valid: pa.Buffer | None) -> Array:
    return _view(valid, np.uint8) if valid is not None and batch.null_count else _NONE


def _places(places: Array) -> pa.Array:
    kept = np.ascontiguousarray(places, np.int32)
    return pa.Array.from_buffers(pa.int32(), len(kept), [None, pa.py_buffer(kept)])


def _series(parts: Sequence[pa.Array]) -> pl.Series:
    if not parts:
        return pl.Series([], dtype=pl.String)
    found = pl.from_arrow(pa.concat_arrays(parts))
    return found if isinstance(found, pl.Series) else found.to_series()


def _counted(parts: Sequence[pa.Array]) -> pl.DataFrame:
    return _series(parts).alias("v").to_frame().group_by("v").agg(pl.len().cast(pl.Int64).alias("n"))


@cache
def _listed(listed: tuple[str, ...]) -> tuple[Array, Array, Array]:
    """Marks one after the other, where each ends, and by first byte the lengths of those that begin with it, a bit each."""
    encoded = [mark.encode() for mark in listed if mark]
    first = np.zeros(256, np.uint64)
    for mark in encoded:
        first[mark[0]] |= np.uint64(1 << len(mark))
    return np.frombuffer(b"".join(encoded), np.uint8), np.cumsum([len(mark) for mark in encoded]), first
