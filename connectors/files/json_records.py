"""Reads json: lines of records, a list of records wherever it lies in the document, or GeoJSON features."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from connectors.files import encoding as encodings
from connectors.files.arrow import texts
from connectors.files.chunks import Chunk
from connectors.files.encoding import Encoding
from connectors.files.geometry import Places, from_geojson
from connectors.files.known import write_known
from connectors.files.layout import refuse_too_wide
from connectors.files.table import Note, ReadOptions, SetAside, TableRead
from connectors.problem import Problem

_ROWS = 50_000
_DEEPEST = 6
_LONGEST_SHOWN = 200


@dataclass
class _Records:
    """Records with the line (or place in the list) of each, and lines that hold none."""

    rows: list[dict[str, Any]]
    lines: list[int]
    aside: list[SetAside]
    notes: list[Note]
    geometries: list[Any] | None = None
    crs: str | None = None


def read_json(path: Path, out: Path, options: ReadOptions, shown_name: str) -> TableRead:
    """The records of a json file, written to `out`. Raises `file.is_json`, which says what can be read, and `file.cut_off`."""
    encoding = encodings.named(options.encoding, path, shown_name) if options.encoding else encodings.guess(path)
    text = _text(path, encoding)
    records = _records(text, shown_name)
    rows = [_flat(row) for row in records.rows]
    names = list(dict.fromkeys(name for row in rows for name in row))
    refuse_too_wide(len(names), shown_name)
    nested = sorted({name for row in rows for name, value in row.items() if isinstance(value, list)})
    notes = [*records.notes, *([Note("nested_columns", {"columns": nested[:8]})] if nested else [])]
    columns = [[_told(row.get(name)) for row in rows] for name in names]
    if records.geometries is not None:
        places = Places(records.geometries, records.crs)
        notes += places.notes()
        for name, cells in places.columns(names):
            names.append(name)
            columns.append(cells)
    chunks = _chunks(columns, records)
    kind = "geojson" if records.geometries is not None else "json"
    return write_known(path, out, shown_name, kind, names, chunks, notes, encoding=encoding.name, crs=records.crs)


def _text(path: Path, encoding: Encoding) -> str:
    content = path.read_bytes()[encoding.skip :]
    return content.decode(encoding.name.removesuffix("-sig"), "replace")


def _records(text: str, shown_name: str) -> _Records:
    try:
        document = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (json.JSONDecodeError, RecursionError) as error:
        lines = _by_lines(text)
        if lines is not None:
            return lines
        code = "file.cut_off" if isinstance(error, json.JSONDecodeError) and error.pos >= len(text.rstrip()) - 1 else "file.is_json"
        raise Problem(code, file=shown_name) from None
    if isinstance(document, dict) and document.get("type") in ("FeatureCollection", "Feature"):
        return _features(document)
    found = _largest(document)
    if not found:
        raise Problem("file.is_json", file=shown_name)
    notes = []
    if isinstance(document, dict) and document.get("type") == "Topology":
        found = [{**row.get("properties", {}), **({"id": row["id"]} if "id" in row else {})} for row in found]
        notes.append(Note("topology_left_out", {}))
    return _Records(found, list(range(1, len(found) + 1)), [], notes)


def _by_lines(text: str) -> _Records | None:
    """One record a line; None when the first lines are none."""
    found = _Records([], [], [], [])
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line, parse_float=str, parse_int=str, parse_constant=str)
        except (json.JSONDecodeError, RecursionError):
            record = None
        if isinstance(record, dict):
            found.rows.append(record)
            found.lines.append(number)
        else:
            found.aside.append(SetAside(number, "not_a_record", (line[:_LONGEST_SHOWN],)))
    return found if len(found.rows) > len(found.aside) else None


def _features(document: dict[str, Any]) -> _Records:
    features = document.get("features", [document])
    rows, lines, geometries, aside = [], [], [], []
    for number, feature in enumerate(features if isinstance(features, list) else [], 1):
        if not isinstance(feature, dict):
            aside.append(SetAside(number, "not_a_record", (str(feature)[:_LONGEST_SHOWN],)))
            continue
        properties = feature.get("properties")
        identity = {"id": feature["id"]} if "id" in feature and "id" not in (properties or {}) else {}
        rows.append(identity | (properties if isinstance(properties, dict) else {}))
        lines.append(number)
        geometries.append(from_geojson(feature.get("geometry")))
    return _Records(rows, lines, aside, [], geometries, _crs(document))


def _crs(document: dict[str, Any]) -> str:
    """GeoJSON is in longitude and latitude unless it says otherwise in the old manner."""
    try:
        said = str(document["crs"]["properties"]["name"])
    except (KeyError, TypeError):
        return "EPSG:4326"
    code = said.rsplit(":", 1)[-1]
    return f"EPSG:{code}" if code.isdigit() else "EPSG:4326"


def _largest(document: Any, depth: int = 0) -> list[dict[str, Any]]:
    """The list with the most records, wherever it lies in the document."""
    if isinstance(document, list):
        records = [item for item in document if isinstance(item, dict)]
        if records and len(records) == len(document):
            return records
        inside: Sequence[Any] = document
    elif isinstance(document, dict):
        inside = list(document.values())
    else:
        return []
    if depth == _DEEPEST:
        return []
    found = max((_largest(item, depth + 1) for item in inside), key=len, default=[])
    return found or (_keyed(document) if depth == 0 else [])


def _keyed(document: Any) -> list[dict[str, Any]]:
    """Records kept under their names, `{"강남": {…}, "서초": {…}}`, the name as column `key`; else the document as one record."""
    if not isinstance(document, dict) or not document:
        return []
    if len(document) == 1:
        return _keyed(next(iter(document.values()))) or [document]
    values = list(document.values())
    if all(isinstance(value, dict) for value in values) and set(values[0]) & set(values[-1]):
        return [{"key": key, **value} for key, value in document.items()]
    return [document]


def _flat(row: dict[str, Any], before: str = "", depth: int = 0) -> dict[str, Any]:
    """A record inside a record gives columns named `outer.inner`."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict) and value and depth < 3:
            found |= _flat(value, f"{before}{name}.", depth + 1)
        else:
            found[f"{before}{name}"] = value
    return found


def _told(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)


def _chunks(columns: list[list[str | None]], records: _Records) -> Iterator[Chunk]:
    aside = records.aside
    for start in range(0, max(len(records.lines), 1), _ROWS):
        part = {f"c{index}": texts(cells[start : start + _ROWS]) for index, cells in enumerate(columns)}
        lines = np.array(records.lines[start : start + _ROWS], np.int64)
        yield Chunk(pa.table(part), lines, lines.size + len(aside), aside)
        aside = []
