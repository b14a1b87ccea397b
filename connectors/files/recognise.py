"""What kind of file these bytes are, whatever the name says; what cannot be a table becomes a Problem with its repair."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from connectors.files.archive import files_in, member, shown, tables_in, unpacking
from connectors.files.encoding import is_wide
from connectors.problem import Problem

WORKBOOKS = ("xlsx", "xlsb", "xls", "ods")
OTHER_KINDS = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"HWP Document File", "hwp"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"SQLite format 3\x00", "database"),
)

_DBF_VERSIONS = (0x03, 0x30, 0x31, 0x83, 0x8B, 0xF5)
_MARKED = (".geojson", ".json", ".xml", ".kml", ".gml", ".vrt")
_JSON = re.compile(rb"[\[{]\s*[\[{\"\]}]")
_LOOKED_AT = 64 * 1024
_CONTROLS = bytes(byte for byte in range(1, 32) if byte not in b"\t\n\r\x0b\x0c\x1a\x1b\x1c\x1d\x1e\x1f\x01")
_MAXIMUM_UNPACKED = 1024**3
_MAXIMUM_RATIO = 200
_SMALL_UNPACKED = 64 * 1024**2
_SECURED = (b"<DOCUMENT SAFER", b"SCDSA", b"\x9b DRMONE", b"FASOO", b"<!-- FasooSecureContainer", b"MarkAny")


def recognise(path: Path, shown_name: str) -> str:
    """One of `text`, `parquet`, `json`, `html`, `hwpx`, `zip`, `shp`, `dbf`, `gpkg` and the workbooks; else a Problem with the repair."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise Problem("file.empty", file=shown_name)
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK"):
        return _zip_kind(path, shown_name)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound_kind(path, shown_name)
    if any(mark in head[:512] for mark in _SECURED):
        raise Problem("file.secured", file=shown_name)
    if head.startswith(b"SQLite format 3\x00") and head[68:72] in (b"GPKG", b"GP10", b"GP11"):
        return "gpkg"
    if head.startswith(b"\0\0\x27\x0a" + b"\0" * 20) and head[28:32] == b"\xe8\x03\0\0":
        if Path(shown_name).suffix.lower() == ".shx":
            raise Problem("file.shp_alone", file=shown_name)
        return "shp"
    if head[0] in _DBF_VERSIONS and Path(shown_name).suffix.lower() == ".dbf":
        return "dbf"
    for mark, kind in OTHER_KINDS:
        if head.startswith(mark):
            raise Problem(f"file.is_{kind}", file=shown_name)
    kind = _markup_kind(head, shown_name)
    if kind == "text":
        _refuse_binary(path, shown_name)
    return kind


def _mimetype(archive: zipfile.ZipFile, shown_name: str) -> str:
    """What the archive calls itself; only its beginning is unpacked, whatever it weighs."""
    with member(archive, archive.getinfo("mimetype"), shown_name) as said:
        return said.read(80).decode("ascii", "replace")


def _zip_kind(path: Path, shown_name: str) -> str:
    with unpacking(shown_name), zipfile.ZipFile(path) as archive:
        members = files_in(archive)
        names = {item.filename for item in members}
        inside = [member.name for member in tables_in(archive)]
        kind = _mimetype(archive, shown_name) if "mimetype" in names else ""
    if inside and "[Content_Types].xml" not in names and "mimetype" not in names:
        return "zip"
    _refuse_bomb(members, shown_name)
    if kind.startswith("application/hwp"):
        return "hwpx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        return "xlsx"
    if kind.startswith("application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    found = sorted(shown(info) for info in members)
    raise Problem("file.zip_without_table", file=shown_name, inside=[name[:60] for name in found[:5]], count=len(found))


def _refuse_bomb(members: list[zipfile.ZipInfo], shown_name: str) -> None:
    unpacked = sum(item.file_size for item in members)
    packed = sum(item.compress_size for item in members) or 1
    if unpacked > _MAXIMUM_UNPACKED or (unpacked > _SMALL_UNPACKED and unpacked / packed > _MAXIMUM_RATIO):
        raise Problem("file.unpacks_too_large", file=shown_name, unpacked_mb=round(unpacked / 1024**2))


def _compound_kind(path: Path, shown_name: str) -> str:
    """Old Office files are little file systems; the stream names in them tell which, in UTF-16."""
    with path.open("rb") as file:
        content = file.read(64 * 1024**2)
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Problem("file.encrypted", file=shown_name)
    if b"HWP Document File" in content[: 1024**2] or "HwpSummary".encode("utf-16-le") in content:
        raise Problem("file.is_hwp", file=shown_name)
    if "Workbook".encode("utf-16-le") in content or "Book".encode("utf-16-le") in content:
        return "xls"
    is_cell = Path(shown_name).suffix.lower() == ".cell"
    raise Problem("file.is_cell" if is_cell else "file.unreadable", file=shown_name)


def _markup_kind(head: bytes, shown_name: str) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", "replace").encode()
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:600].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<style", b"<body")) or b"<html" in start:
        return "html"
    if start.startswith((b"<?xml", b"<!doctype", b"<ogr")) or (start.startswith(b"<") and Path(shown_name).suffix.lower() in _MARKED):
        raise Problem("file.is_xml", file=shown_name)
    if _JSON.match(start):
        return "json"
    return "text"


def _refuse_binary(path: Path, shown_name: str) -> None:
    """Programs, pictures and locked documents under a table's name: control characters that no text holds, or letters of no language."""
    with path.open("rb") as file:
        head = file.read(_LOOKED_AT)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or is_wide(head):
        return
    controls = len(head) - len(head.translate(None, _CONTROLS))
    zeros = head.count(0)
    if controls > max(8, 0.02 * len(head)) or zeros > max(64, 0.2 * len(head)):
        raise Problem("file.is_binary", file=shown_name)
