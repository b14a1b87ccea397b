"""A block of delimited text becomes Arrow columns with the line of every row; rows of the wrong width are mended or set aside.

Well-formed blocks go through Arrow's reader; a block with a broken quote, a bare carriage return or another escape goes through
the exact splitter. Which it is, is decided by looking at every quote, so that both give the same cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from connectors.files.arrow import numbers, texts
from connectors.files.encoding import NotThisEncoding
from connectors.files.mend import Mended, Seen, mend
from connectors.files.records import Dialect, Record, split
from connectors.files.rejoin import Patterns
from connectors.files.stacked import other_tables
from connectors.files.table import SetAside

_PIECE = 64 * 1024
Lines = np.ndarray[Any, np.dtype[np.int64]]


@dataclass
class Chunk:
    """Rows in file order. `rows` counts every record met: `table.num_rows + len(aside)`."""

    table: pa.Table
    lines: Lines
    rows: int
    aside: list[SetAside] = field(default_factory=list)
    mended: list[tuple[str, int]] = field(default_factory=list)
    """How and on which line a row was mended."""


@dataclass(frozen=True)
class Guide:
    """What is known of the table before its rows are read."""

    dialect: Dialect
    width: int
    seen: Seen
    strict: bool = True
    """Undecodable bytes raise `NotThisEncoding`; otherwise they have been marked before."""
    patterns: Patterns = ()


def parse(data: bytes | bytearray, first_line: int, guide: Guide, lines: int | None = None) -> Chunk:
    """The rows of a UTF-8 block that begins and ends between records. `lines`: its line ends, where they were counted before."""
    dialect = guide.dialect
    if not data.endswith((b"\n", b"\r")):
        data += dialect.newline.encode()
        lines = None
    ends = _row_ends(data, np.frombuffer(data, np.uint8), dialect, lines)
    if ends is not None:
        return _quickly(data, first_line, ends, guide)
    if len(data) <= _PIECE:
        return _exactly(data, first_line, guide)
    return _by_pieces(data, first_line, guide)


def _by_pieces(data: bytes | bytearray, first_line: int, guide: Guide) -> Chunk:
    """A large block with something odd in it: only the pieces that hold the oddity take the slow way."""
    parts: list[Chunk] = []
    at, line, size = 0, first_line, _PIECE
    while at < len(data):
        piece = data[at : at + size]
        end = len(piece) if at + size >= len(data) else cut(piece, guide.dialect)
        if end == 0:
            size *= 4
            continue
        part = _exactly(piece[:end], line, guide) if end > _PIECE else parse(piece[:end], line, guide)
        parts.append(part)
        at, line, size = at + end, line + line_count(piece[:end], guide.dialect), _PIECE
    table = pa.concat_tables([part.table for part in parts]).combine_chunks()
    lines = np.concatenate([part.lines for part in parts])
    aside = [row for part in parts for row in part.aside]
    return Chunk(table, lines, sum(part.rows for part in parts), aside, [item for part in parts for item in part.mended])


def cut(data: bytes | bytearray, dialect: Dialect) -> int:
    """How many of the bytes are whole records: up to the last line end outside quotes; 0 when there is none."""
    newline = dialect.newline.encode()
    end = data.rfind(newline)
    quote = dialect.quote.encode()
    if not quote or dialect.escape != dialect.quote or quote not in data:
        return end + 1
    while end >= 0 and data.count(quote, 0, end) % 2:
        end = data.rfind(newline, 0, data.rfind(quote, 0, end))
    return end + 1


def line_count(data: bytes | bytearray, dialect: Dialect) -> int:
    """How many line ends the block holds, those inside quotes included."""
    return data.count(dialect.newline.encode())


def _row_ends(data: bytes | bytearray, buffer: Any, dialect: Dialect, lines: int | None) -> Lines | None:
    """Which line ends (counted from 0) end a row; None when the block is not well formed."""
    if dialect.padded or dialect.escape != (dialect.quote or dialect.escape) or len(dialect.separator) > 1:
        return None
    newline = dialect.newline.encode()
    if newline == b"\n" and b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
        return None
    if not dialect.quote or dialect.quote.encode() not in data:
        return np.arange(data.count(newline) if lines is None else lines, dtype=np.int64)
    quotes = np.flatnonzero(buffer == ord(dialect.quote))
    if quotes.size % 2:
        return None
    opens, closes = quotes[0::2], quotes[1::2]
    stops = np.zeros(256, bool)
    stops[[ord(dialect.separator), 10, 13]] = True
    glued = np.zeros(opens.size, bool)
    glued[1:] = opens[1:] == closes[:-1] + 1
    good_open = glued | (opens == 0) | stops[buffer[np.maximum(opens - 1, 0)]]
    good_close = stops[buffer[np.minimum(closes + 1, buffer.size - 1)]]
    good_close[:-1] |= glued[1:]
    if not (good_open.all() and good_close.all()):
        return None
    newlines = np.flatnonzero(buffer == newline[0])
    return np.flatnonzero(np.searchsorted(quotes, newlines) % 2 == 0)


def _quickly(data: bytes | bytearray, first_line: int, ends: Lines, guide: Guide) -> Chunk:
    dialect, width = guide.dialect, guide.width
    odd: list[tuple[int, str]] = []

    def keep_odd(row: Any) -> str:
        odd.append((row.number - 1, row.text))
        return "skip"

    names = [f"c{index}" for index in range(width)]
    try:
        table = arrow_csv.read_csv(
            pa.py_buffer(data),
            read_options=arrow_csv.ReadOptions(column_names=names, use_threads=False, block_size=len(data) + 1),
            parse_options=arrow_csv.ParseOptions(
                delimiter=dialect.separator,
                quote_char=dialect.quote or False,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=keep_odd,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={name: pa.string() for name in names},
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid as error:
        if "invalid UTF8" in str(error):
            raise NotThisEncoding from error
        return _exactly(data, first_line, guide)
    if table.num_rows + len(odd) != ends.size:
        return _exactly(data, first_line, guide)
    lines = first_line + np.concatenate(([0], ends[:-1] + 1)) if ends.size else np.zeros(0, np.int64)
    if not odd:
        return Chunk(table, lines, int(ends.size))
    places = np.array([at for at, _ in odd])
    records = [record for at, text in odd for record in split(text, dialect, int(lines[at]), width)]
    return _with_records(table, np.delete(lines, places), records, guide)


def _exactly(data: bytes | bytearray, first_line: int, guide: Guide) -> Chunk:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise NotThisEncoding from error
    records = list(split(text, guide.dialect, first_line, guide.width))
    return _with_records(_columns([], guide.width), np.zeros(0, np.int64), records, guide)


def _with_records(table: pa.Table, lines: Lines, records: Sequence[Record], guide: Guide) -> Chunk:
    """The table with records put in at their lines: as they are, mended, or set aside."""
    chunk = Chunk(table, lines, table.num_rows + len(records))
    whole: list[tuple[str, ...]] = []
    places: list[int] = []
    other = other_tables(records, guide.width, guide.dialect.newline)
    for record in records:
        if record.line in other:
            chunk.aside.append(SetAside(record.line, "other_table", record.cells))
            continue
        cells, how = record.cells, record.mended
        if len(cells) != guide.width:
            mended = _mended(record, guide)
            if mended is None:
                reason = "too_few_cells" if len(cells) < guide.width else "too_many_cells"
                chunk.aside.append(SetAside(record.line, reason, cells))
                continue
            cells, how = mended.cells, mended.how
        whole.append(cells)
        places.append(record.line)
        if how:
            chunk.mended.append((how, record.line))
    if whole:
        chunk.table, chunk.lines = _merged(table, lines, _columns(whole, guide.width), np.array(places, np.int64))
    return chunk


def _mended(record: Record, guide: Guide) -> Mended | None:
    if not record.text.strip():
        return Mended(("",) * guide.width, "")
    return mend(record.cells, guide.width, guide.seen, guide.dialect, guide.patterns)


def _columns(rows: Sequence[tuple[str, ...]], width: int) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [()] * width
    return pa.table({f"c{index}": texts(cells) for index, cells in enumerate(columns)})


def _merged(table: pa.Table, lines: Lines, other: pa.Table, other_lines: Lines) -> tuple[pa.Table, Lines]:
    every = np.concatenate((lines, other_lines))
    order = np.argsort(every, kind="stable")
    return pa.concat_tables([table, other]).take(numbers(order)), every[order]
