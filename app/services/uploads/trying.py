"""Another way to read a sent file, tried on its beginning: nothing is kept, and personal values are masked whoever may see them."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from app.identity.person import Person
from app.services.platform import Platform
from app.services.uploads.named_parts import as_the_file_has
from app.services.uploads.settling import without_cells
from app.services.uploads.upload_view import UploadView
from app.services.uploads.uploads import load, options_of, raw_of
from connectors import files
from connectors.files import ReadOptions, TableRead
from connectors.problem import Problem
from data_catalog import clearing
from data_catalog.nameless import headed, masked, nameless
from data_catalog.personal import Finding
from data_catalog.personal.hiding import hidden


@dataclass(frozen=True)
class Tried:
    """A reading that is only tried: its account and first rows (the line, then each cell), and whether it saw the whole file."""

    read: TableRead
    rows: tuple[tuple[str, ...], ...]
    is_whole: bool


def try_reading(person: Person, platform: Platform, upload_id: str, options: Mapping[str, Any], count: int) -> Tried:
    """How the file would be read with these options, by its beginning.

    Problems: file.…, upload.option_unknown, upload.settled.
    """
    wanted = options_of(options)
    row = load(person, platform, upload_id)
    raw = raw_of(platform, row)
    with tempfile.TemporaryDirectory(dir=raw.parent, prefix="trying-") as place:
        out = Path(place) / "read.parquet"
        try:
            found, is_whole = _read(raw, out, as_the_file_has(raw, wanted, row.file_name), row.file_name)
        except Problem as problem:
            raise Problem(problem.code, **masked(problem.facts)) from None
        personal = _findings(row, found, clearing.personal_columns(out, found.columns))
        head = pl.scan_parquet(out).head(count).collect()
    account = found.to_json()
    table = TableRead.from_json(without_cells(account) if personal else account)
    cells = head.select(hidden(head[name], personal[name]) if name in personal else head[name] for name in head.columns).rows()
    return Tried(table, tuple(tuple("" if cell is None else str(cell) for cell in line) for line in cells), is_whole)


def _read(raw: Path, out: Path, options: ReadOptions, shown_name: str) -> tuple[TableRead, bool]:
    is_whole = False

    def look(said: ReadOptions) -> TableRead:
        nonlocal is_whole
        found, is_whole = files.read_head(raw, out, said, shown_name)
        return found

    found, _ = headed(look, options)
    return nameless(found, out), is_whole


def _findings(row: UploadView, found: TableRead, seen: tuple[Finding, ...]) -> dict[str, list[tuple[Finding, str]]]:
    """What is masked in each column: what the beginning shows, and what was known of the column in that place when it had a header."""
    masks: dict[str, list[tuple[Finding, str]]] = {}
    for finding in seen:
        masks.setdefault(finding.column, []).append((finding, "mask"))
    before = row.read.columns if row.read else ()
    for finding in row.findings:
        at = before.index(finding.column) if finding.column in before else len(found.columns)
        if at < len(found.columns):
            name = found.columns[at]
            masks.setdefault(name, []).append((replace(finding, column=name), "mask"))
    return masks
