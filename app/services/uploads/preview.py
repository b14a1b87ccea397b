"""The first rows of a file as they were read."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from app.identity.person import Person
from app.services.platform import Platform
from app.services.uploads import upload_view
from data_catalog.personal.hiding import hidden
from data_catalog.repeats import of_the_file


@dataclass(frozen=True)
class Head:
    """`rows` begin with the number of their line in the file, then one text a column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def rows(person: Person, platform: Platform, upload_id: str, count: int) -> Head:
    """The first rows of one of the person's own files, cells as text; while personal values wait for a decision they are masked."""
    view = upload_view.load(person, platform, upload_id)
    is_held = view.state == "held"
    frame = pl.scan_parquet(upload_view.table_as_read(person, platform, upload_id)).head(count).collect()
    columns = tuple(of_the_file(frame.columns))
    lines = frame["_line"] if "_line" in frame.columns else range(1, frame.height + 1)
    found = {name: [(item, "mask") for item in view.findings if is_held and item.waits and item.column == name] for name in columns}
    cells = frame.select(hidden(frame[name], found[name]) if found[name] else frame[name] for name in columns).rows()
    return Head(
        columns, tuple((str(line), *("" if cell is None else str(cell) for cell in row)) for line, row in zip(lines, cells, strict=True))
    )
