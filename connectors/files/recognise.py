"""What kind of file these bytes are, whatever the name says; what cannot be a table becomes a Problem with its repair."""

from __future__ import annotations

import zipfile
from pathlib import Path

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

_MAXIMUM_UNPACKED = 1024**3
_MAXIMUM_RATIO = 200
_SMALL_UNPACKED = 64 * 1024**2
_SECURED = (b"<DOCUMENT SAFER", b"SCDSA", b"\x9b DRMONE", b"FASOO", b"<!-- FasooSecureContainer", b"MarkAny")


def recognise(path: Path, shown_name: str) -> str:
    """One of `text`, `parquet`, `xlsx`, `xlsb`, `xls`, `ods`; otherwise `Problem("file.…")` that names the repair."""
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
    for mark, kind in OTHER_KINDS:
        if head.startswith(mark):
            raise Problem(f"file.is_{kind}", file=shown_name)
    _refuse_markup(head, shown_name)
    return "text"


def _zip_kind(path: Path, shown_name: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            names = {item.filename for item in members}
            _refuse_bomb(members, shown_name)
            kind = archive.read("mimetype")[:80].decode("ascii", "replace") if "mimetype" in names else ""
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        raise Problem("file.cut_off", file=shown_name) from None
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        return "xlsx"
    if kind.startswith("application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    if kind.startswith("application/hwp"):
        raise Problem("file.is_hwp", file=shown_name)
    inside = sorted(name for name in names if not name.endswith("/"))
    raise Problem("file.zip_not_workbook", file=shown_name, inside=[name[:60] for name in inside[:5]], count=len(inside))


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
    raise Problem("file.unreadable", file=shown_name)


def _refuse_markup(head: bytes, shown_name: str) -> None:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:600].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<style")) or b"<html" in start:
        raise Problem("file.is_html", file=shown_name)
    if start.startswith(b"<?xml"):
        raise Problem("file.is_xml", file=shown_name)
    if start.startswith((b"{", b"[{")):
        raise Problem("file.is_json", file=shown_name)
