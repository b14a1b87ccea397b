"""Reads delimited text (csv, tsv, txt) of any size: finds its encoding, separator and header, then streams its rows."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from connectors.files import encoding as encodings
from connectors.files.blocks import Block, blocks
from connectors.files.characters import Marks, as_utf8, mark_notes, without_controls
from connectors.files.chunks import Chunk, Guide, parse
from connectors.files.cp949 import SMALL_FILE, to_utf8
from connectors.files.decimals import decimal_commas, with_points
from connectors.files.encoding import Encoding, NotThisEncoding
from connectors.files.layout import Layout, find_layout, refuse_too_wide, unique_names
from connectors.files.mend import seen_shapes
from connectors.files.records import Record, split
from connectors.files.rejoin import column_patterns
from connectors.files.separators import find_dialect, first_width, headed_width, usual_width
from connectors.files.settle import Settling, notes_below, settle, total_levels
from connectors.files.table import Note, ReadOptions, TableRead
from connectors.files.telling import layout_notes
from connectors.files.writer import TableWriter
from connectors.problem import Problem

_SAMPLE = 256 * 1024
_SAMPLE_ROWS = 400
_NEVER = "\x1f"
"""Stands as separator of a text with one column: the unit separator of ASCII, which no text holds."""


_FORMATS: Mapping[str | None, str] = {",": "csv", ";": "csv", None: "csv", "\t": "tsv"}
"""What a text is called by what parts its cells; one column alone needs nothing that parts them."""


@dataclass(frozen=True)
class Plan:
    """Everything decided from the beginning of the file."""

    encoding: Encoding
    guide: Guide
    layout: Layout
    settling: Settling
    records: tuple[Record, ...]
    commas: tuple[int, ...] = ()
    """Columns whose numbers have a decimal comma."""
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
    separator = plan.guide.dialect.separator if plan.guide.width > 1 else None
    return TableRead(
        format=_FORMATS.get(separator, "text"),
        encoding=encoding.name,
        separator=separator,
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
        notes=(*_plan_notes(plan), *mark_notes(encoding, marks), *writer.notes()),
        fingerprint=digest.hexdigest(),
        size_bytes=path.stat().st_size,
    )


def _plan(path: Path, options: ReadOptions, shown_name: str, encoding: Encoding) -> Plan:
    sample = _sample(path, encoding)
    dialect = find_dialect(sample, options.separator, options.quote)
    rough = list(_first(split(sample, dialect)))
    rows = [record.cells for record in rough]
    usual = first_width(rows, usual_width(rows))
    width = headed_width(rows, usual)
    refuse_too_wide(width, shown_name)
    if width == 1:
        dialect = replace(dialect, separator=_NEVER, padded=False)
    records = list(_first(split(sample, dialect, 1, width)))
    if len(sample) >= _SAMPLE // 2 and len(records) > 1:
        records = records[:-1]
    if not records:
        raise Problem("file.empty", file=shown_name)
    if width > usual:
        records = [replace(record, cells=(*record.cells, *[""] * (width - len(record.cells)))) for record in records]
    said = None
    if options.header_rows is not None:
        said = tuple(at for at, record in enumerate(records) if record.line in options.header_rows)
    begin = sum(record.line <= (options.skip_rows or 0) for record in records)
    layout = find_layout([record.cells for record in records], width, said, begin)
    body = [record.cells for record in records[layout.first_data_row :]]
    seen = seen_shapes(body, width)
    constant = frozenset(index for index in range(width) if len(body) > 2 and len({row[index] for row in body if len(row) == width}) == 1)
    last = records[layout.header_rows[-1]].cells if layout.header_rows else ()
    heading = tuple((last + ("",) * width)[:width])
    guide = Guide(dialect, width, seen, strict=not encoding.marks, patterns=column_patterns(body, width))
    levels = total_levels([[row[index] for row in body if len(row) == width] for index in range(min(3, width))])
    settling = Settling(heading, constant, options.totals == "keep", levels)
    commas = decimal_commas(body, width, dialect.separator, options.decimal)
    return Plan(encoding, guide, layout, settling, tuple(records), commas, is_large=path.stat().st_size > SMALL_FILE)


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
    data = to_utf8(head)[0] if encoding.name == "cp949" else without_controls(head)[0]
    return data.decode("utf-8", "replace").replace("\0", "\ufffd")


def _chunks(path: Path, plan: Plan, shown_name: str, update: Callable[[bytes | bytearray], None], marks: Marks) -> Iterator[Chunk]:
    """The settled chunks in file order; two at a time are parsed beside the reading and writing."""
    waiting: deque[Future[tuple[Chunk, Marks]]] = deque()
    given = blocks(path, plan.encoding, plan.guide.dialect, plan.first_line, shown_name, update)
    with ThreadPoolExecutor(2) as pool:
        for block in given:
            waiting.append(pool.submit(_settled, block, plan))
            if len(waiting) > 2:
                yield _told(waiting.popleft(), marks)
        while waiting:
            yield _told(waiting.popleft(), marks)


def _told(future: Future[tuple[Chunk, Marks]], marks: Marks) -> Chunk:
    chunk, found = future.result()
    marks.add(found)
    return chunk


def _settled(block: Block, plan: Plan) -> tuple[Chunk, Marks]:
    newline = plan.guide.dialect.newline.encode()
    text, marks = as_utf8(block.data, block.line, plan.encoding, newline, is_large_file=plan.is_large)
    # A text that was changed on its way may have other line ends.
    lines = block.lines if text is block.data else None
    parsed = parse(text, block.line, plan.guide, lines)
    chunk = settle(parsed, plan.settling, is_last=block.is_last, is_whole=block.is_last and block.line == plan.first_line)
    if block.is_last:
        chunk.aside = notes_below(chunk)
    chunk.table = with_points(chunk.table, plan.commas)
    return chunk, marks


def _plan_notes(plan: Plan) -> list[Note]:
    rows = [record.cells for record in plan.records]
    found = layout_notes(plan.layout, rows, [record.line for record in plan.records])
    separator = plan.guide.dialect.separator
    if separator != "," and plan.guide.width > 1:
        found.append(Note("separator", {"separator": "tab" if separator == "\t" else separator}))
    if plan.commas:
        names = unique_names(plan.layout.headers, plan.guide.width)
        found.append(Note("decimal_comma", {"columns": [names[index] for index in plan.commas][:8]}))
    return found
