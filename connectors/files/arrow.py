"""Arrow arrays from plain values, and plain values from them, without Arrow's detour: `pa.array`, `pa.scalar` and `to_numpy` import
pandas, which takes a second and 30 MB."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Places = np.ndarray[Any, np.dtype[np.int64]]


def texts(values: Sequence[str | None]) -> pa.Array:
    """A column of texts; an empty text is missing."""
    encoded = [value.encode("utf-8", "replace") if value else b"" for value in values]
    ends = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum([len(item) for item in encoded], out=ends[1:])
    filled = ends[1:] > ends[:-1]
    valid = np.packbits(filled, bitorder="little")
    buffers = [pa.py_buffer(valid), pa.py_buffer(ends), pa.py_buffer(b"".join(encoded))]
    large = pa.Array.from_buffers(pa.large_string(), len(encoded), buffers)
    return large.cast(pa.string())


def text(value: str) -> pa.Scalar:
    """One text to compare a column with; not the empty one."""
    return texts([value])[0]


def numbers(values: Places) -> pa.Array:
    """A column of whole numbers."""
    values = np.ascontiguousarray(values, np.int64)
    return pa.Array.from_buffers(pa.int64(), len(values), [None, pa.py_buffer(values)])


def flags(values: np.ndarray[Any, np.dtype[np.bool_]]) -> pa.Array:
    """A column of yes and no."""
    packed = np.packbits(values, bitorder="little")
    return pa.Array.from_buffers(pa.bool_(), len(values), [None, pa.py_buffer(packed)])


def floats(column: pa.ChunkedArray) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The numbers of a column of float64, nan where one is missing."""
    parts = [np.empty(0)]
    for chunk in column.chunks:
        valid, filled = chunk.buffers()
        part = np.frombuffer(filled, np.float64, len(chunk), chunk.offset * 8).copy()
        if valid is not None:
            there = np.unpackbits(np.frombuffer(valid, np.uint8), bitorder="little")[chunk.offset : chunk.offset + len(chunk)]
            part[there == 0] = np.nan
        parts.append(part)
    return np.concatenate(parts)


def where(condition: pa.ChunkedArray) -> list[int]:
    """The places at which a condition is true; missing is not."""
    found: list[int] = pc.indices_nonzero(condition).to_pylist()
    return found


def nothing() -> pa.Scalar:
    """A missing text."""
    return pa.nulls(1, pa.string())[0]
