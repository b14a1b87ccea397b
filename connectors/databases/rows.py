"""Rows on their way in: written as they come to one Parquet file of texts, which is then read as any file is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from connectors.files.arrow import texts
from connectors.problem import Problem

BATCH = 20_000


class RowFile:
    """One file of rows being written, never larger than allowed. Problem storage.too_large."""

    def __init__(self, out: Path, columns: Sequence[str], limit_bytes: int) -> None:
        self.rows = 0
        self._out, self._limit_bytes = out, limit_bytes
        self._schema = pa.schema([(name, pa.string()) for name in columns])
        self._file = pq.ParquetWriter(out, self._schema, compression="zstd")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()
        if kind is not None:
            self._out.unlink(missing_ok=True)

    def add(self, rows: Sequence[Sequence[str | None]]) -> None:
        """Writes rows, each as many texts as there are columns."""
        if rows:
            self.add_columns([texts(column) for column in zip(*rows, strict=True)])

    def add_columns(self, columns: Sequence[pa.Array]) -> None:
        """Writes rows that came as columns of text."""
        table = pa.Table.from_arrays(list(columns), schema=self._schema)
        self._file.write_table(table)
        self.rows += table.num_rows
        if self._out.stat().st_size > self._limit_bytes:
            size_mb = self._out.stat().st_size >> 20
            raise Problem("storage.too_large", name="", size_mb=size_mb, limit_mb=self._limit_bytes >> 20)


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """The names of a result's columns. Problem query.columns_repeat for one that has a name twice, or none."""
    twice = sorted({name for name in names if not name or list(names).count(name) > 1})
    if twice:
        raise Problem("query.columns_repeat", columns=[name[:80] or "–" for name in twice])
    return tuple(names)
