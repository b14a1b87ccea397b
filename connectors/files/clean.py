"""The table as read, as a plain UTF-8 CSV: one header row, each cell's own text, kept rows in order."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet as pq


def write_clean(read_parquet: Path, out_csv: Path, headers: Sequence[str] | None = None) -> int:
    """Writes `out_csv` from what `read` wrote and returns its number of rows; `headers` replace the made-unique names."""
    source = pq.ParquetFile(read_parquet)
    columns = [name for name in source.schema_arrow.names if name not in ("_line", "_repeats")]
    rows = 0
    with out_csv.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(list(headers) if headers is not None else columns)
        for batch in source.iter_batches(batch_size=50_000, columns=columns):
            cells = [column.to_pylist() for column in batch.columns]
            writer.writerows(zip(*cells, strict=True))
            rows += batch.num_rows
    return rows
