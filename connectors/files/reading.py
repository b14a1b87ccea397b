"""Reads any table file into Parquet: every cell as its text, the line of every row, and an account of every row."""

from __future__ import annotations

from pathlib import Path

from connectors.files.delimited import read_delimited
from connectors.files.parquet import read_parquet
from connectors.files.recognise import WORKBOOKS, recognise
from connectors.files.sheets import read_workbook
from connectors.files.table import Note, ReadOptions, TableRead
from connectors.problem import Problem

_EXTENSIONS = {"text": (".csv", ".tsv", ".txt", ".dat", ".data"), "parquet": (".parquet",)} | {kind: (f".{kind}",) for kind in WORKBOOKS}


def read(path: Path, out: Path, options: ReadOptions | None = None, shown_name: str | None = None) -> TableRead:
    """Writes `out` (Parquet, rows in file order): `_line`, then each column as text; empty is missing.

    Raises `file.…` problems: what the file is instead of a table, and what to do about it.
    """
    options = options or ReadOptions()
    shown = shown_name or path.name
    size_mb = path.stat().st_size / 1024**2
    if size_mb > options.limit_mb:
        raise Problem("file.too_large", file=shown, size_mb=round(size_mb), limit_mb=options.limit_mb)
    kind = recognise(path, shown)
    if kind == "text":
        found = read_delimited(path, out, options, shown)
    elif kind == "parquet":
        found = read_parquet(path, out, options, shown)
    else:
        if size_mb > options.workbook_limit_mb:
            raise Problem("file.workbook_too_large", file=shown, size_mb=round(size_mb), limit_mb=options.workbook_limit_mb)
        found = read_workbook(path, out, options, shown, kind)
    if found.rows_in == 0 and not found.columns:
        raise Problem("file.empty", file=shown)
    return _with_true_kind(found, kind, shown)


def _with_true_kind(found: TableRead, kind: str, shown_name: str) -> TableRead:
    """Says so when the name promises another kind of file."""
    said = Path(shown_name).suffix.lower()
    known = {ending for endings in _EXTENSIONS.values() for ending in endings} | {".xlsm"}
    fits = said in _EXTENSIONS[kind] or (kind == "xlsx" and said == ".xlsm")
    if fits or said not in known:
        return found
    note = Note("other_format", {"name": said.removeprefix("."), "format": kind if kind != "text" else "csv"})
    return TableRead(**{**found.__dict__, "notes": (note, *found.notes)})
