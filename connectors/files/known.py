"""Writes a table whose columns have their names in the file: Parquet, records of json, layers of geometry."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from connectors.files.chunks import Chunk
from connectors.files.layout import refuse_too_wide, unique_names
from connectors.files.settle import Settling, settle
from connectors.files.table import Note, TableRead
from connectors.files.writer import TableWriter


def write_known(
    path: Path,
    out: Path,
    shown_name: str,
    kind: str,
    names: Sequence[str],
    chunks: Iterable[Chunk],
    notes: Sequence[Note] = (),
    **more: Any,
) -> TableRead:
    """The account of `path` with its rows written to `out`; blank rows are set aside, totals are not looked for: machines wrote it."""
    refuse_too_wide(len(names), shown_name)
    columns = unique_names(names, len(names))
    settling = Settling(("",) * len(columns), keep_totals=True)
    with TableWriter(out, columns) as writer:
        for chunk in chunks:
            writer.add(settle(chunk, settling, is_last=False))
    with path.open("rb") as file:
        fingerprint = hashlib.file_digest(file, "sha256").hexdigest()
    said = {"encoding": None, "separator": None, "sheet": None, "sheets": (), "header_rows": ()} | more
    return TableRead(
        format=kind,
        columns=columns,
        headers=tuple(names),
        rows_in=writer.rows_in,
        rows_kept=writer.rows_kept,
        rows_set_aside=sum(writer.reasons.values()),
        set_aside=writer.set_aside,
        reasons=dict(writer.reasons),
        notes=(*notes, *writer.notes()),
        fingerprint=fingerprint,
        size_bytes=path.stat().st_size,
        **said,
    )
