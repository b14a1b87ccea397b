"""What is done to a table once it is read: blank columns dropped, groups written into every row, columns that are
values turned into rows, marks counted by column."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from connectors.files.downward import fill_down, find_grouped
from connectors.files.table import Note, ReadOptions, TableRead
from connectors.files.wide import find_wide, turn_long


def as_wished(found: TableRead, out: Path, options: ReadOptions) -> TableRead:
    """The reading after a person's wishes; `out` is written anew where they change it."""
    found = _with_marks_by_column(found, out)
    if options.totals == "keep":
        found = replace(found, notes=(*found.notes, Note("totals_kept", {})))
    blank = next((note.facts["columns"] for note in found.notes if note.code == "blank_columns"), ())
    if options.blank_columns == "drop" and blank and len(blank) < len(found.columns):
        found = _without(found, out, frozenset(blank))
    grouped = find_grouped(found.columns, out) if found.rows_kept and not found.crs else ()
    if grouped and options.fill == "down":
        found = fill_down(found, out, grouped)
    elif grouped:
        found = replace(found, notes=(*found.notes, Note("blanks_below", {"columns": list(grouped)})))
    wide = find_wide(found.columns, out) if found.rows_kept and not found.crs else None
    if wide is None:
        return found
    return turn_long(found, out, wide) if options.melt == "long" else replace(found, notes=(*found.notes, wide.note()))


def _with_marks_by_column(found: TableRead, out: Path) -> TableRead:
    """How many characters are marked in each column, beside the lines they are on."""
    if not any(note.code == "undecodable" for note in found.notes):
        return found
    counts = dict.fromkeys(found.columns, 0)
    for batch in pq.ParquetFile(out).iter_batches(columns=list(found.columns)):
        for name, column in zip(found.columns, batch.columns, strict=True):
            counts[name] += pc.sum(pc.count_substring(column, "\ufffd")).as_py() or 0
    marked = [f"{name} ({count:,})" for name, count in counts.items() if count]
    return replace(found, notes=(*found.notes, Note("undecodable_columns", {"columns": marked[:20]}))) if marked else found


def _without(found: TableRead, out: Path, blank: frozenset[str]) -> TableRead:
    stay = [name for name in found.columns if name not in blank]
    target = out.with_name(out.name + ".part")
    source = pq.ParquetFile(out)
    with pq.ParquetWriter(target, pa.schema([("_line", pa.int64()), *((name, pa.string()) for name in stay)])) as writer:
        for group in range(source.num_row_groups):
            writer.write_table(source.read_row_group(group, columns=["_line", *stay]))
    source.close()
    target.replace(out)
    headers = tuple(header for name, header in zip(found.columns, found.headers, strict=True) if name not in blank)
    notes = tuple(note for note in found.notes if note.code != "blank_columns")
    dropped = Note("blank_columns_dropped", {"count": len(blank), "columns": sorted(blank)[:8]})
    return replace(found, columns=tuple(stay), headers=headers, notes=(*notes, dropped))
