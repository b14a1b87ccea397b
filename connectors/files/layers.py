"""Reads layers of geometry: shapefiles (with or without a word on their encoding), their tables alone, and GeoPackage."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from connectors.files.arrow import texts
from connectors.files.chunks import Chunk
from connectors.files.geometry import Places, crs_name
from connectors.files.known import write_known
from connectors.files.table import Note, ReadOptions, TableRead
from connectors.problem import Problem

_ROWS = 50_000
_SHAPES = b"\0\0\x27\x0a"
_PARTS = (".shp", ".dbf", ".shx", ".prj", ".cpg")
_OTHERS = (
    "PCIDSK", "PDS4", "VICAR", "MBTiles", "EEDA", "OGCAPI", "GDALG", "MapInfo File", "LVBAG", "S57", "DGN", "OGR_VRT", "CSV", "GML",
    "GPX", "LIBKML", "KML", "GeoJSON", "GeoJSONSeq", "ESRIJSON", "TopoJSON", "OGR_GMT", "WAsP", "OpenFileGDB", "DXF", "FlatGeobuf",
    "GeoRSS", "VFK", "OSM", "GPSBabel", "OGR_PDS", "WFS", "OAPIF", "EDIGEO", "Idrisi", "ODS", "XLSX", "Elasticsearch", "Carto",
    "AmigoCloud", "SXF", "Selafin", "JML", "PLSCENES", "CSW", "VDV", "MVT", "NGW", "MapML", "GTFS", "PMTiles", "JSONFG",
    "MiraMonVector", "ADBC", "AVCBin", "AVCE00", "AIVector", "HTTP",
)  # fmt: skip
"""Every driver of GDAL but those of the two formats: each is a way for a file to be something else than it says."""


def read_shapes(path: Path, out: Path, options: ReadOptions, shown_name: str) -> TableRead:
    """A shapefile whose parts lie beside it, or a .dbf alone. Raises `file.shp_alone`, `file.cut_off`."""
    with path.open("rb") as file:
        is_table = file.read(4) != _SHAPES
    parts = {suffix: None if is_table else _part(path, suffix) for suffix in _PARTS}
    parts[".dbf" if is_table else ".shp"] = path
    if parts[".dbf"] is None and not (parts[".shx"] or parts[".prj"]):
        raise Problem("file.shp_alone", file=shown_name)
    _refuse_cut(parts, shown_name)
    with tempfile.TemporaryDirectory(dir=out.parent) as place:
        for suffix, part in parts.items():
            if part is not None and suffix != ".cpg":
                shutil.copyfile(part, Path(place) / f"layer{suffix}")
        main = Path(place) / ("layer.shp" if parts[".shp"] else "layer.dbf")
        said = parts[".cpg"].read_text("ascii", "replace").strip()[:40] if parts[".cpg"] else None
        found = _read(path, main, None, out, shown_name, "shp" if parts[".shp"] else "dbf", options, said)
    lying = {suffix: part for suffix, part in parts.items() if part is not None}
    if len(lying) == 1:
        return found
    return replace(found, fingerprint=_fingerprint(lying), size_bytes=sum(part.stat().st_size for part in lying.values()))


def _fingerprint(parts: Mapping[str, Path]) -> str:
    """SHA-256 over the ending and the SHA-256 of each part: layers of one grid differ in their tables alone."""
    digest = hashlib.sha256()
    for suffix, part in parts.items():
        with part.open("rb") as file:
            digest.update(f"{suffix} {hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return digest.hexdigest()


def read_geopackage(path: Path, out: Path, options: ReadOptions, shown_name: str) -> TableRead:
    """One layer of a GeoPackage, chosen as a sheet is. Raises `file.sheet_unknown`, `file.no_table`, `file.cut_off`."""
    with tempfile.TemporaryDirectory(dir=out.parent) as place:
        main = Path(place) / "layer.gpkg"
        shutil.copyfile(path, main)
        layers = [str(name) for name, _ in _asked(lambda gdal: gdal.list_layers(main), shown_name)]
        if not layers:
            raise Problem("file.no_table", file=shown_name, sheets=[])
        if options.sheet is not None and options.sheet not in layers:
            raise Problem("file.sheet_unknown", file=shown_name, sheet=options.sheet, sheets=layers)
        return _read(path, main, layers, out, shown_name, "gpkg", options, "utf-8")


def _part(path: Path, suffix: str) -> Path | None:
    """The part of a shapefile that lies beside it, whatever the case of its ending."""
    return next((part for part in (path.with_suffix(suffix), path.with_suffix(suffix.upper())) if part.exists()), None)


def _refuse_cut(parts: Mapping[str, Path | None], shown_name: str) -> None:
    """What the heads of the files say of their length must lie in them: GDAL reads what is there and is silent about the rest."""
    shapes, table = parts[".shp"], parts[".dbf"]
    is_whole = True
    if table is not None:
        with table.open("rb") as file:
            head = file.read(32)
        rows, begins, each = (int.from_bytes(head[at:to], "little") for at, to in ((4, 8), (8, 10), (10, 12)))
        is_whole = len(head) == 32 and each > 0 and begins + rows * each <= table.stat().st_size
    if shapes is not None:
        with shapes.open("rb") as file:
            head = file.read(100)
        is_whole = is_whole and len(head) == 100 and 2 * int.from_bytes(head[24:28], "big") <= shapes.stat().st_size
    if not is_whole:
        raise Problem("file.cut_off", file=shown_name)


def _asked(ask: Any, shown_name: str) -> Any:
    """What GDAL answers. Only the drivers of these formats may open a file: others follow addresses or run queries."""
    os.environ.setdefault("OGR_SKIP", ",".join(_OTHERS))
    import pyogrio

    try:
        return ask(pyogrio)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FieldError, UnicodeError, ValueError):
        raise Problem("file.cut_off", file=shown_name) from None


def _read(
    path: Path, main: Path, layers: list[str] | None, out: Path, shown_name: str, kind: str, options: ReadOptions, encoding: str | None
) -> TableRead:
    layer = (options.sheet or layers[0]) if layers else None
    # Byte for byte, so that the encoding is decided here and what cannot be read is counted.
    raw = None if layers else "ISO-8859-1"
    meta, _, outlines, fields = _asked(lambda gdal: gdal.raw.read(main, layer=layer, encoding=raw, datetime_as_string=True), shown_name)
    names, columns = [str(name) for name in meta["fields"]], [list(map(_told, values)) for values in fields]
    notes: list[Note] = []
    if layers is None:
        wanted = options.encoding or encoding
        encoding, names, columns, bad = _decoded(names, columns, wanted)
        if encoding != "utf-8":
            notes.append(Note("encoding", {"encoding": encoding}))
        if wanted and not options.encoding and encoding != _plain(wanted):
            notes.append(Note("encoding_not_as_said", {"said": wanted, "encoding": encoding}))
        if bad:
            notes.append(Note("undecodable", {"count": bad, "lines": _marked(columns), "encoding": encoding}))
    elif len(layers) > 1:
        notes.append(Note("sheet_chosen", {"sheet": layer, "others": [name for name in layers if name != layer]}))
    crs = None
    if outlines is not None and len(outlines):
        crs = crs_name(meta["crs"])
        places = Places(_geometries(outlines), crs)
        notes += places.notes()
        for name, cells in places.columns(names):
            names.append(name)
            columns.append(cells)
        if not meta["fields"].size:
            notes.append(Note("shapes_without_table", {}))
    rows = len(columns[0]) if columns else 0
    more = {"encoding": encoding, "crs": crs, "sheet": layer, "sheets": tuple(layers or ())}
    return write_known(path, out, shown_name, kind, names, _chunks(columns, rows), notes, **more)


def _geometries(outlines: Sequence[bytes | None]) -> list[Any]:
    import shapely

    return list(shapely.from_wkb(list(outlines), on_invalid="ignore"))


def _decoded(names: list[str], columns: list[list[str | None]], said: str | None) -> tuple[str, list[str], list[list[str | None]], int]:
    """Names and cells in the encoding said, in UTF-8 or in CP949: the first that leaves nothing undone, else the one that leaves least."""
    tried: list[tuple[int, str]] = []
    for name in dict.fromkeys((_plain(said), "utf-8", "cp949") if said else ("utf-8", "cp949")):
        bad = sum(_bad(cell, name) for column in columns for cell in column if cell and not cell.isascii())
        bad += sum(_bad(cell, name) for cell in names)
        tried.append((bad, name))
        if bad == 0:
            break
    bad, best = min(tried, key=lambda item: item[0])
    return best, [_text(name, best) for name in names], [[cell and _text(cell, best) for cell in column] for column in columns], bad


def _plain(said: str) -> str:
    word = said.strip().lower().replace("_", "-")
    if any(part in word for part in ("949", "euc", "ks-c", "ksc", "5601", "uhc")):
        return "cp949"
    return "utf-8" if "8" in word and "utf" in word else "cp1252" if "1252" in word or "8859" in word else "utf-8"


def _text(cell: str, encoding: str) -> str:
    return cell if cell.isascii() else cell.encode("latin-1", "replace").decode(encoding, "replace")


def _bad(cell: str, encoding: str) -> int:
    # A field cuts its last character where it is full: that alone does not speak against an encoding.
    return _text(cell, encoding).rstrip("\ufffd").count("\ufffd")


def _marked(columns: list[list[str | None]]) -> list[int]:
    return sorted({at + 1 for column in columns for at, cell in enumerate(column) if cell and "\ufffd" in cell})[:20]


def _told(value: Any) -> str | None:
    if value is None or value == "" or (isinstance(value, float | np.floating) and np.isnan(value)):
        return None
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float | np.floating):
        return repr(float(value)).removesuffix(".0")
    said = str(value)
    return None if said == "NaT" else said.rstrip("\0 ") or None


def _chunks(columns: list[list[str | None]], rows: int) -> Iterator[Chunk]:
    for start in range(0, max(rows, 1), _ROWS):
        part = pa.table({f"c{index}": texts(cells[start : start + _ROWS]) for index, cells in enumerate(columns)})
        lines = np.arange(start + 1, min(start + _ROWS, rows) + 1, dtype=np.int64)
        yield Chunk(part, lines, lines.size)
