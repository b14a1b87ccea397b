"""Which encoding a text file is in: byte order mark, then strict UTF-8, then strict CP949; decided on the whole file.

A file that is neither is read in whichever leaves fewer characters undone, and each of those is marked U+FFFD and told of.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from connectors.files.cp949 import SMALL_FILE, to_utf8
from connectors.problem import Problem

_SAMPLE = 256 * 1024
_STEP = 8 * 1024**2
_KOREAN = {"cp949", "ms949", "euc-kr", "euckr", "uhc", "ks_c_5601-1987", "ksc5601"}


@dataclass(frozen=True)
class Encoding:
    """`name` as shown; `marks` says that undecodable bytes are to be marked instead of refused; `skip` is the mark's length."""

    name: str
    skip: int = 0
    marks: bool = False

    @property
    def is_wide(self) -> bool:
        """Two bytes a character: must be decoded before lines can be found."""
        return self.name.startswith("utf-16")


class NotThisEncoding(Exception):
    """The encoding guessed from the beginning does not hold for the whole file."""


def guess(path: Path) -> Encoding:
    """The encoding by the file's beginning; `decide` settles it when a later byte disagrees."""
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    if head.startswith(codecs.BOM_UTF8):
        return Encoding("utf-8-sig", 3)
    if head.startswith(codecs.BOM_UTF16_LE):
        return Encoding("utf-16-le", 2)
    if head.startswith(codecs.BOM_UTF16_BE):
        return Encoding("utf-16-be", 2)
    wide = _wide_without_mark(head)
    if wide:
        return wide
    if len(head) == _SAMPLE:
        head = head[: max(head.rfind(b"\n"), head.rfind(b"\r")) + 1] or head[:-4]
    for name in ("utf-8", "cp949"):
        try:
            head.decode(name)
        except UnicodeDecodeError:
            continue
        return Encoding(name)
    return decide(path)


def decide(path: Path, skip: int = 0) -> Encoding:
    """The encoding by every byte of the file."""
    if _count_bad_utf8(path, stop_at_first=True) == 0:
        return Encoding("utf-8-sig" if skip else "utf-8", skip)
    korean = _count_bad_cp949(path)
    if korean == 0:
        return Encoding("cp949")
    unicode = _count_bad_utf8(path, stop_at_first=False)
    if unicode <= korean:
        return Encoding("utf-8-sig" if skip else "utf-8", skip, marks=True)
    return Encoding("cp949", 0, marks=True)


def named(said: str, path: Path, shown_name: str) -> Encoding:
    """The encoding a person chose. Raises `file.encoding_unknown`."""
    with path.open("rb") as file:
        head = file.read(3)
    name = said.strip().lower().replace("_", "-")
    if name in _KOREAN or name.replace("-", "") in _KOREAN:
        return Encoding("cp949", 0, marks=True)
    if name in ("utf-8", "utf8", "utf-8-sig"):
        skip = 3 if head.startswith(codecs.BOM_UTF8) else 0
        return Encoding("utf-8-sig" if skip else "utf-8", skip, marks=True)
    if name in ("utf-16", "utf16", "utf-16-le", "utf-16-be"):
        big = name.endswith("be") or head.startswith(codecs.BOM_UTF16_BE)
        marked = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        return Encoding("utf-16-be" if big else "utf-16-le", 2 if marked else 0, marks=True)
    raise Problem("file.encoding_unknown", file=shown_name, encoding=said, choices=["utf-8", "cp949", "utf-16"])


def is_wide(head: bytes) -> bool:
    """Whether these bytes are text of two bytes a character, without a mark that says so."""
    return _wide_without_mark(head) is not None


def _wide_without_mark(head: bytes) -> Encoding | None:
    """Two bytes a character: the empty ones all lie on one side, and every line end has its own."""
    lines = head.count(b"\n")
    if len(head) < 4 or not lines:
        return None
    half = len(head) // 2
    for name, line_end, empty, other in (("utf-16-le", b"\n\0", 1, 0), ("utf-16-be", b"\0\n", 0, 1)):
        full = head[empty::2].count(0) / half > 0.05 and head[other::2].count(0) / half < 0.005
        if full and head.count(line_end) >= 0.9 * lines:
            return Encoding(name)
    return None


def _count_bad_utf8(path: Path, *, stop_at_first: bool) -> int:
    bad, rest = 0, b""
    with path.open("rb") as file:
        while True:
            piece = file.read(_STEP)
            data = rest + piece
            end = len(data) if not piece else max(data.rfind(b"\n"), data.rfind(b"\r")) + 1
            if piece and end == 0:
                end = len(data) - 4 if len(data) > _STEP * 2 else 0
            block, rest = data[:end], data[end:]
            try:
                block.decode("utf-8")
            except UnicodeDecodeError:
                if stop_at_first:
                    return 1
                bad += block.decode("utf-8", "replace").count("\ufffd") - block.count(b"\xef\xbf\xbd")
            if not piece:
                return bad


def _count_bad_cp949(path: Path) -> int:
    bad, rest = 0, b""
    with path.open("rb") as file:
        while True:
            piece = file.read(_STEP)
            data = rest + piece
            end = len(data) if not piece else max(data.rfind(b"\n"), data.rfind(b"\r")) + 1
            block, rest = data[:end], data[end:]
            bad += to_utf8(block, is_large_file=path.stat().st_size > SMALL_FILE)[2]
            if not piece:
                return bad
