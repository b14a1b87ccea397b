"""Brings a block of text into UTF-8; what cannot be read is marked U+FFFD in its place, counted, and told with its lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from connectors.files.cp949 import to_utf8
from connectors.files.encoding import Encoding, NotThisEncoding
from connectors.files.table import Note

_MARK = "\ufffd".encode()
# Control characters 0x80 to 0x9F never stand in a text: they are Windows-1252 quotes and dashes that were taken for Latin-1.
_CONTROL = re.compile(b"\xc2[\x80-\x9f]")


@dataclass
class Marks:
    """Characters that could not be read, by kind, with the lines of the first."""

    undecodable: int = 0
    nul: int = 0
    control: int = 0
    lines: list[int] = field(default_factory=list)
    nul_lines: list[int] = field(default_factory=list)

    def add(self, other: Marks) -> None:
        """Counts what another block had."""
        self.undecodable += other.undecodable
        self.nul += other.nul
        self.control += other.control
        self.lines.extend(other.lines[: 20 - len(self.lines)])
        self.nul_lines.extend(other.nul_lines[: 20 - len(self.nul_lines)])


def as_utf8(
    data: bytes | bytearray, line: int, encoding: Encoding, newline: bytes, *, is_large_file: bool
) -> tuple[bytes | bytearray, Marks]:
    """The block in UTF-8 and what was marked. Raises `NotThisEncoding` for bytes that a guessed encoding cannot hold."""
    marks = Marks()
    if encoding.name == "cp949":
        data, places, marks.undecodable = to_utf8(data, is_large_file=is_large_file)
        if marks.undecodable and not encoding.marks:
            raise NotThisEncoding
        marks.lines = [line + data.count(newline, 0, place) for place in places[:20]]
    elif encoding.marks and not encoding.is_wide:
        before = data.count(_MARK)
        try:
            data.decode()
        except UnicodeDecodeError:
            data = data.decode("utf-8", "replace").encode()
        marks.undecodable = data.count(_MARK) - before
        if marks.undecodable:
            marks.lines = _lines_with(_MARK, data, line, newline)
    elif encoding.is_wide:
        marks.undecodable = data.count(_MARK)
        marks.lines = _lines_with(_MARK, data, line, newline) if marks.undecodable else []
    if encoding.name != "cp949" and b"\xc2" in data:
        data, marks.control = without_controls(data)
    if b"\0" in data:
        marks.nul = data.count(b"\0")
        marks.nul_lines = _lines_with(b"\0", data, line, newline)
        data = data.replace(b"\0", _MARK)
    return data, marks


def without_controls(data: bytes | bytearray) -> tuple[bytes | bytearray, int]:
    """Wrongly stored quotes and dashes put right, and how many they were."""
    return _CONTROL.subn(_western, data) if _CONTROL.search(data) else (data, 0)


def mark_notes(encoding: Encoding, marks: Marks) -> list[Note]:
    """What was noticed of the encoding and its characters."""
    found: list[Note] = []
    if encoding.name != "utf-8":
        found.append(Note("encoding", {"encoding": encoding.name}))
    if marks.undecodable:
        found.append(Note("undecodable", {"count": marks.undecodable, "lines": marks.lines, "encoding": encoding.name}))
    if marks.control:
        found.append(Note("western_characters", {"count": marks.control}))
    if marks.nul:
        found.append(Note("nul_characters", {"count": marks.nul, "lines": marks.nul_lines}))
    return found


def _lines_with(mark: bytes, data: bytes | bytearray, line: int, newline: bytes) -> list[int]:
    return [line + at for at, row in enumerate(data.split(newline)) if mark in row][:20]


def _western(found: re.Match[bytes]) -> bytes:
    return found.group()[1:].decode("cp1252", "replace").encode()
