"""Reads delimited text (csv, tsv, txt) of any size: finds its encoding, separator and header, then streams its rows."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from connectors.files import encoding as encodings
from connectors.files.chunks import Chunk, Guide, cut, line_count, parse
from connectors.files.cp949 import SMALL_FILE, to_utf8
from connectors.files.encoding import Encoding, NotThisEncoding
from connectors.files.layout import Layout, find_layout, unique_names
from connectors.files.mend import seen_shapes
from connectors.files.records import Record, split
from connectors.files.separators import find_dialect, usual_width
from connectors.files.settle import Settling, notes_below, settle
from connectors.files.table import Note, ReadOptions, TableRead
from connectors.files.telling import layout_notes
from connectors.files.writer import TableWriter
from connectors.problem import Problem

_BLOCK = 16 * 1024**2
_SAMPLE = 256 * 1024
_SAMPLE_ROWS = 400
_LONGEST_LINE = 128 * 1024**2
_MARK = "\ufffd".encode()
# Control characters 0x80 to 0x9F never stand in a text: they are Windows-1252 quotes and dashes that were taken for Latin-1.
_CONTROL = re.compile(b"\xc2[\x80-\x9f]")
_NEVER = "\x1f"
"""Stands as separator of a text with one column: the unit separator of ASCII, which no text holds."""


@dataclass
class Marks:
    """Characters that could not be read, by kind, with the lines of the first."""

    undecodable: int = 0
    nul: int = 0
    control: int = 0
    lines: list[int] = field(default_factory=list)
    nul_lines: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Plan:
    """Everything decided from the beginning of the file."""

    encoding: Encoding
    guide: Guide
    layout: Layout
    settling: Settling
    records: tuple[Record, ...]
    is_large: bool = False

    @property
    def first_line(self) -> int:
        """The line on which the rows begin."""
        if self.layout.first_data_row < len(self.records):
            return self.records[self.layout.first_data_row].line
        return self.records[-1].line + self.records[-1].text.count(self.guide.dialect.newline) + 1


def read_delimited(path: Path, out: Path, options: ReadOptions, shown_name: str) -> TableRead:
    """The table of a text file, written to `out`."""
    encoding = encodings.named(options.encoding, path, shown_name) if options.encoding else encodings.guess(path)
    try:
        return _read(path, out, options, shown_name, encoding)
    except NotThisEncoding:
        return _read(path, out, options, shown_name, encodings.decide(path, encoding.skip))


def _read(path: Path, out: Path, options: ReadOptions, shown_name: str, encoding: Encoding) -> TableRead:
    plan = _plan(path, options, shown_name, encoding)
    columns = unique_names(plan.layout.headers, plan.guide.width)
    digest = hashlib.sha256()
    marks = Marks()
    with TableWriter(out, columns) as writer:
        for chunk in _chunks(path, plan, shown_name, digest.update, marks):
            writer.add(chunk)
    headers = tuple((plan.layout.headers + ("",) * len(columns))[: len(columns)])
    return TableRead(
        format="text",
        encoding=encoding.name,
        separator=plan.guide.dialect.separator if plan.guide.width > 1 else None,
        sheet=None,
        sheets=(),
        header_rows=tuple(plan.records[at].line for at in plan.layout.header_rows),
        columns=columns,
        headers=headers,
        rows_in=writer.rows_in,
        rows_kept=writer.rows_kept,
        rows_set_aside=sum(writer.reasons.values()),
        set_aside=writer.set_aside,
        reasons=dict(writer.reasons),
        notes=(*_plan_notes(plan), *_mark_notes(encoding, marks), *writer.notes()),
        fingerprint=digest.hexdigest(),
        size_bytes=path.stat().st_size,
    )


def _plan(path: Path, options: ReadOptions, shown_name: str, encoding: Encoding) -> Plan:
    sample = _sample(path, encoding)
    dialect = find_dialect(sample, options.separator, options.quote)
    rough = list(_first(split(sample, dialect)))
    width = usual_width([record.cells for record in rough])
    if width == 1:
        dialect = replace(dialect, separator=_NEVER, padded=False)
    records = list(_first(split(sample, dialect, 1, width)))
    if len(sample) >= _SAMPLE // 2 and len(records) > 1:
        records = records[:-1]
    said = None
    if options.header_rows is not None:
        said = tuple(at for at, record in enumerate(records) if record.line in options.header_rows)
    layout = find_layout([record.cells for record in records], width, said)
    body = [record.cells for record in records[layout.first_data_row :]]
    seen = seen_shapes(body, width)
    constant = frozenset(index for index in range(width) if len(body) > 2 and len({row[index] for row in body if len(row) == width}) == 1)
    last = records[layout.header_rows[-1]].cells if layout.header_rows else ()
    heading = tuple((last + ("",) * width)[:width])
    guide = Guide(dialect, width, seen, strict=not encoding.marks)
    settling = Settling(heading, constant, options.totals == "keep")
    return Plan(encoding, guide, layout, settling, tuple(records), is_large=path.stat().st_size > SMALL_FILE)


def _first(records: Iterator[Record]) -> Iterator[Record]:
    for count, record in enumerate(records):
        if count == _SAMPLE_ROWS:
            return
        yield record


def _sample(path: Path, encoding: Encoding) -> str:
    with path.open("rb") as file:
        file.seek(encoding.skip)
        head = file.read(_SAMPLE)
    if encoding.is_wide:
        return head[: len(head) // 2 * 2].decode(encoding.name, "replace").replace("\0", "\ufffd")
    if len(head) == _SAMPLE:
        head = head[: max(head.rfind(b"\n"), head.rfind(b"\r")) + 1] or head
    data = to_utf8(head)[0] if encoding.name == "cp949" else _CONTROL.sub(_western, head)
    return data.decode("utf-8", "replace").replace("\0", "\ufffd")


def _western(found: re.Match[bytes]) -> bytes:
    return found.group()[1:].decode("cp1252", "replace").encode()


def _chunks(path: Path, plan: Plan, shown_name: str, update: Callable[[bytes], None], marks: Marks) -> Iterator[Chunk]:
    """The settled chunks in file order; two at a time are parsed beside the reading and writing."""
    waiting: deque[Future[tuple[Chunk, Marks]]] = deque()
    blocks = _blocks(path, plan, shown_name, update)
    with ThreadPoolExecutor(2) as pool:
        for data, line, is_last in blocks:
            waiting.append(pool.submit(_settled, data, line, is_last, plan))
            if len(waiting) > 2:
                yield _told(waiting.popleft(), marks)
        while waiting:
            yield _told(waiting.popleft(), marks)


def _told(future: Future[tuple[Chunk, Marks]], marks: Marks) -> Chunk:
    chunk, found = future.result()
    marks.undecodable += found.undecodable
    marks.nul += found.nul
    marks.control += found.control
    marks.lines.extend(found.lines[: 20 - len(marks.lines)])
    marks.nul_lines.extend(found.nul_lines[: 20 - len(marks.nul_lines)])
    return chunk


def _settled(data: bytes, line: int, is_last: bool, plan: Plan) -> tuple[Chunk, Marks]:
    text, marks = _as_utf8(data, line, plan)
    chunk = settle(parse(text, line, plan.guide), plan.settling, is_last=is_last)
    if is_last:
        chunk.aside = notes_below(chunk)
    return chunk, marks


def _as_utf8(data: bytes, line: int, plan: Plan) -> tuple[bytes, Marks]:
    encoding, marks = plan.encoding, Marks()
    newline = plan.guide.dialect.newline.encode()
    if encoding.name == "cp949":
        data, places, marks.undecodable = to_utf8(data, is_large_file=plan.is_large)
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
            marks.lines = [line + at for at, row in enumerate(data.split(newline)) if _MARK in row][:20]
    if encoding.name != "cp949" and b"\xc2" in data and _CONTROL.search(data):
        data, marks.control = _CONTROL.subn(_western, data)
    if b"\0" in data:
        marks.nul = data.count(b"\0")
        marks.nul_lines = [line + at for at, row in enumerate(data.split(newline)) if b"\0" in row][:20]
        data = data.replace(b"\0", _MARK)
    return data, marks


def _blocks(path: Path, plan: Plan, shown_name: str, update: Callable[[bytes], None]) -> Iterator[tuple[bytes, int, bool]]:
    """Pieces of the file that begin and end between records, with the line each begins on, and whether it is the last."""
    dialect = plan.guide.dialect
    decoder = codecs.getincrementaldecoder(plan.encoding.name)("replace") if plan.encoding.is_wide else None
    line, rest, skip = 1, b"", plan.first_line - 1
    with path.open("rb") as file:
        update(file.read(plan.encoding.skip))
        while True:
            piece = file.read(_BLOCK)
            update(piece)
            data = rest + (decoder.decode(piece, final=not piece).encode("utf-8", "replace") if decoder else piece)
            if skip:
                data, line, skip = _past_lines(data, line, skip, dialect.newline.encode())
            is_last = len(piece) < _BLOCK
            end = len(data) if is_last else cut(data, dialect)
            if end == 0 and len(data) > _LONGEST_LINE:
                raise Problem("file.line_too_long", file=shown_name, line=line, limit_mb=_LONGEST_LINE // 1024**2)
            block, rest = data[:end], data[end:]
            if block:
                yield block, line, is_last
                line += line_count(block, dialect)
            if is_last:
                return


def _past_lines(data: bytes, line: int, skip: int, newline: bytes) -> tuple[bytes, int, int]:
    at = 0
    while skip:
        end = data.find(newline, at)
        if end < 0:
            return b"", line, 0
        at, line, skip = end + 1, line + 1, skip - 1
    return data[at:], line, 0


def _plan_notes(plan: Plan) -> list[Note]:
    rows = [record.cells for record in plan.records]
    found = layout_notes(plan.layout, rows, [record.line for record in plan.records])
    separator = plan.guide.dialect.separator
    if separator != "," and plan.guide.width > 1:
        found.append(Note("separator", {"separator": "tab" if separator == "\t" else separator}))
    return found


def _mark_notes(encoding: Encoding, marks: Marks) -> list[Note]:
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
