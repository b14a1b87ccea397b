"""Writes the kept rows as Parquet in file order, and keeps the account of what was set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from connectors.files.arrow import numbers
from connectors.files.chunks import Chunk
from connectors.files.table import MAXIMUM_LISTED, Note, SetAside

_FEW, _FEW_LONG = 0.2, 0.5
"""So many of the first values may differ in a column that is stored as a dictionary: of long texts more, for each pays sooner."""
_LONG_BYTES = 16


class TableWriter:
    """One Parquet file being written: `_line` and the columns, all text."""

    def __init__(self, out: Path, columns: Sequence[str]) -> None:
        self.out = out
        self.columns = tuple(columns)
        self.rows_in = 0
        self.rows_kept = 0
        self.reasons: Counter[str] = Counter()
        self.mended: dict[str, list[int]] = {}
        self.mended_counts: Counter[str] = Counter()
        self._aside: list[SetAside] = []
        self._filled = [False] * len(self.columns)
        self._file: pq.ParquetWriter | None = None
        self._schema = pa.schema([("_line", pa.int64()), *((name, pa.string()) for name in self.columns)])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._file is None and kind is None:
            self._open(None)
        if self._file is not None:
            self._file.close()
        # What the blocks took is kept for the next ones, and after the last one for nobody.
        pa.default_memory_pool().release_unused()
        if kind is not None:
            self.out.unlink(missing_ok=True)

    def add(self, chunk: Chunk) -> None:
        """Writes the chunk's rows and counts what it set aside."""
        self.rows_in += chunk.rows
        self.rows_kept += chunk.table.num_rows
        for row in chunk.aside:
            self.reasons[row.reason] += 1
            if len(self._aside) < MAXIMUM_LISTED:
                self._aside.append(row)
        for how, line in chunk.mended:
            self.mended_counts[how] += 1
            self.mended.setdefault(how, [])
            if len(self.mended[how]) < 20:
                self.mended[how].append(line)
        if not chunk.table.num_rows:
            return
        self._filled = [filled or column.null_count < len(column) for filled, column in zip(self._filled, chunk.table.columns, strict=True)]
        if self._file is None:
            self._open(chunk.table)
        table = pa.Table.from_arrays([numbers(chunk.lines), *chunk.table.columns], schema=self._schema)
        assert self._file is not None
        self._file.write_table(table, row_group_size=max(table.num_rows, 1))

    @property
    def set_aside(self) -> tuple[SetAside, ...]:
        """The first of the rows set aside, by line."""
        return tuple(sorted(self._aside, key=lambda row: row.line))

    @property
    def blank_columns(self) -> tuple[str, ...]:
        """Columns without a single value."""
        return tuple(name for name, filled in zip(self.columns, self._filled, strict=True) if not filled) if self.rows_kept else ()

    def notes(self) -> list[Note]:
        """What the rows themselves gave to tell."""
        found = [Note(f"mended_{how}", {"rows": self.mended_counts[how], "lines": lines}) for how, lines in sorted(self.mended.items())]
        if self.blank_columns:
            found.append(Note("blank_columns", {"columns": list(self.blank_columns), "count": len(self.blank_columns)}))
        for reason, rows in sorted(self.reasons.items()):
            lines = [row.line for row in self.set_aside if row.reason == reason][:20]
            found.append(Note(f"aside_{reason}", {"rows": rows, "lines": lines}))
        return found

    def _open(self, table: pa.Table | None) -> None:
        """Columns with few distinct values in the first rows are stored as a dictionary: smaller, and quicker to read."""
        few = ["_none"]
        if table is not None:
            head = table.slice(0, 20_000)
            few += [name for name, column in zip(self.columns, head.columns, strict=True) if _recurs(column)]
        # Read again many times and kept for a while: LZ4 is unpacked in half the time that Snappy takes, and is no larger.
        self._file = pq.ParquetWriter(self.out, self._schema, compression="lz4", use_dictionary=few, write_statistics=["_line"])


def _recurs(column: pa.ChunkedArray) -> bool:
    """Whether few enough of the values differ."""
    is_long = column.nbytes >= (_LONG_BYTES + 4) * len(column)
    return len(column.unique()) <= (_FEW_LONG if is_long else _FEW) * len(column) + 1
