"""Reads any table file into Parquet: every cell as its text, the line of every row, and an account of every row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from connectors.files.archive import read_member
from connectors.files.delimited import read_delimited
from connectors.files.json_records import read_json
from connectors.files.layers import read_geopackage, read_shapes
from connectors.files.markup import read_html, read_hwpx
from connectors.files.parquet import read_parquet
from connectors.files.recognise import WORKBOOKS, recognise
from connectors.files.sheets import read_workbook
from connectors.files.table import Note, ReadOptions, TableRead
from connectors.files.wishes import as_wished
from connectors.problem import Problem

_EXTENSIONS = {
    "text": (".csv", ".tsv", ".txt", ".dat", ".data"),
    "json": (".json", ".jsonl", ".ndjson", ".geojson"),
    "html": (".html", ".htm"),
    "xlsx": (".xlsx", ".xlsm"),
}
_STREAMED = frozenset({"text", "parquet", "zip", "shp", "dbf", "gpkg"})
"""Kinds that are not held in memory as a whole."""


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
    if kind not in _STREAMED and size_mb > options.workbook_limit_mb:
        raise Problem("file.workbook_too_large", file=shown, size_mb=round(size_mb), limit_mb=options.workbook_limit_mb)
    found = _READERS.get(kind, read_workbook)(path, out, options, shown)
    if found.rows_in == 0 and not found.columns:
        raise Problem("file.empty", file=shown)
    return _with_true_kind(found if kind == "zip" else as_wished(found, out, options), kind, shown)


def _read_zip(path: Path, out: Path, options: ReadOptions, shown_name: str) -> TableRead:
    return read_member(path, out, options, shown_name, read)


_READERS: Mapping[str, Callable[[Path, Path, ReadOptions, str], TableRead]] = {
    "text": read_delimited,
    "parquet": read_parquet,
    "json": read_json,
    "html": read_html,
    "hwpx": read_hwpx,
    "zip": _read_zip,
    "shp": read_shapes,
    "dbf": read_shapes,
    "gpkg": read_geopackage,
}


def _with_true_kind(found: TableRead, kind: str, shown_name: str) -> TableRead:
    """Says so when the name promises another kind of file."""
    said = Path(shown_name).suffix.lower()
    known = {ending for endings in _EXTENSIONS.values() for ending in endings} | {f".{kind}" for kind in (*_READERS, *WORKBOOKS)}
    if said in _EXTENSIONS.get(kind, (f".{kind}",)) or said not in known:
        return found
    note = Note("other_format", {"name": said.removeprefix("."), "format": found.format})
    return replace(found, notes=(note, *found.notes))
