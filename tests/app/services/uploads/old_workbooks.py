"""The two binary forms of a workbook, each with one sheet of texts: the compound file of Excel 97 and the binary one of 2007."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def xls(rows: Sequence[Sequence[str]], sheet: str = "자료") -> bytes:
    """A BIFF8 stream `Workbook` in a compound file ([MS-XLS] and [MS-CFB], Microsoft)."""
    begin = _biff(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    name = struct.pack("<BB", len(sheet), 1) + sheet.encode("utf-16-le")
    before = len(begin) + 4 + 6 + len(name) + 4
    book = begin + _biff(0x0085, struct.pack("<IH", before, 0) + name) + _biff(0x000A, b"")
    cells = b"".join(
        _biff(0x0204, struct.pack("<HHHHB", at, place, 0, len(cell), 1) + cell.encode("utf-16-le"))
        for at, row in enumerate(rows)
        for place, cell in enumerate(row)
    )
    page = _biff(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + cells + _biff(0x000A, b"")
    # Shorter ones would lie in a stream of their own kind.
    stream = (book + page).ljust(4096, b"\0")
    stream += b"\0" * (-len(stream) % _SECTOR)
    return _compound("Workbook", stream)


def xlsb(rows: Sequence[Sequence[str]], sheet: str = "자료") -> bytes:
    """Binary parts in a zip ([MS-XLSB], Microsoft)."""
    book = _part(131) + _part(143) + _part(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide(sheet)) + _part(144) + _part(132)
    lines = b"".join(
        _part(0, struct.pack("<IIH3xI", at, 0, 300, 0))
        + b"".join(_part(6, struct.pack("<II", place, 0) + _wide(cell)) for place, cell in enumerate(row))
        for at, row in enumerate(rows)
    )
    size = struct.pack("<IIII", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    page = _part(129) + _part(148, size) + _part(145) + lines + _part(146) + _part(130)
    types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    related = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>')
        archive.writestr("_rels/.rels", f'{related}Type="{types}/officeDocument" Target="xl/workbook.bin"/></Relationships>')
        archive.writestr(
            "xl/_rels/workbook.bin.rels", f'{related}Type="{types}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>'
        )
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/worksheets/sheet1.bin", page)
    return out.getvalue()


def _biff(kind: int, said: bytes) -> bytes:
    return struct.pack("<HH", kind, len(said)) + said


def _part(kind: int, said: bytes = b"") -> bytes:
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, left = b"", len(said)
    while True:
        length += bytes([left & 0x7F | (0x80 if left > 0x7F else 0)])
        left >>= 7
        if not left:
            return number + length + said


def _wide(said: str) -> bytes:
    return struct.pack("<I", len(said)) + said.encode("utf-16-le")


def _compound(name: str, stream: bytes) -> bytes:
    """One stream: sector 0 is the table of sectors, 1 the directory, the rest the stream."""
    count = len(stream) // _SECTOR
    table = [_FAT, _END, *range(3, 2 + count), _END]
    fat = struct.pack(f"<{len(table)}I", *table) + struct.pack("<I", _FREE) * (128 - len(table))
    head = (
        bytes.fromhex("d0cf11e0a1b11ae1")
        + b"\0" * 16
        + struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, _END, 0, _END, 0, 0)
    )
    head += struct.pack("<I", _FREE) * 108
    listed = _entry("Root Entry", 5, 1, _END, 0) + _entry(name, 2, _FREE, 2, len(stream)) + b"\0" * 256
    return head[:_SECTOR] + fat + listed + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    said = name.encode("utf-16-le") + b"\0\0"
    return said.ljust(64, b"\0") + struct.pack("<HBBIII36xIQ", len(said), kind, 1, _FREE, _FREE, child, start, size)
