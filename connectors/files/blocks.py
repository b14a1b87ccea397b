"""Cuts a text file into blocks that begin and end between records, each with the line it begins on."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path

from connectors.files.chunks import cut, line_count
from connectors.files.encoding import Encoding
from connectors.files.records import Dialect
from connectors.problem import Problem

BLOCK = 12 * 1024**2
_LONGEST_LINE = 128 * 1024**2


@dataclass(frozen=True)
class Block:
    """Whole records as they are in the file (two-byte encodings in UTF-8), the line they begin on, whether more follow, and how many
    line ends it holds."""

    data: bytes | bytearray
    line: int
    is_last: bool
    lines: int


def blocks(
    path: Path, encoding: Encoding, dialect: Dialect, first_line: int, shown_name: str, update: Callable[[bytes | bytearray], None]
) -> Iterator[Block]:
    """The file from `first_line` on. `update` is given every byte of it. Raises `file.line_too_long`."""
    decoder = codecs.getincrementaldecoder(encoding.name)("replace") if encoding.is_wide else None
    newline = dialect.newline.encode()
    line, rest, skip = 1, b"", first_line - 1
    size = path.stat().st_size
    with path.open("rb") as file:
        update(file.read(encoding.skip))
        while True:
            data = _after(rest, file, update) if decoder is None else _decoded(rest, file, decoder, update)
            is_last = file.tell() >= size
            while skip and (end := data.find(newline)) >= 0:
                del data[: end + 1]
                line, skip = line + 1, skip - 1
            if skip and is_last:
                return
            end = len(data) if is_last else 0 if skip else cut(data, dialect)
            if end == 0 and len(data) > _LONGEST_LINE:
                raise Problem("file.line_too_long", file=shown_name, line=line, limit_mb=_LONGEST_LINE // 1024**2)
            rest = bytes(memoryview(data)[end:])
            del data[end:]
            if data:
                lines = line_count(data, dialect)
                yield Block(data, line, is_last, lines)
                line += lines
            if is_last:
                return


def _after(rest: bytes, file: BufferedReader, update: Callable[[bytes | bytearray], None]) -> bytearray:
    """What was left over and the next stretch of the file, copied once."""
    data = bytearray(len(rest) + BLOCK)
    data[: len(rest)] = rest
    with memoryview(data) as view, view[len(rest) :] as space:
        read = file.readinto(space)
        with space[:read] as new:
            update(new)  # type: ignore[arg-type]
    del data[len(rest) + read :]
    return data


def _decoded(
    rest: bytes, file: BufferedReader, decoder: codecs.IncrementalDecoder, update: Callable[[bytes | bytearray], None]
) -> bytearray:
    piece = file.read(BLOCK)
    update(piece)
    text = decoder.decode(piece, final=len(piece) < BLOCK)
    return bytearray(rest + text.encode("utf-8", "replace"))
