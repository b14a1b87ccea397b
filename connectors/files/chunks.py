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
from connectors.files.mend import Seen, mend
from connectors.files.records import Dialect, Record, split
from connectors.files.table import SetAside

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


def parse(data: bytes, first_line: int, guide: Guide) -> Chunk:
    """The rows of a UTF-8 block that begins and ends between records."""
    dialect = guide.dialect
    if not data.endswith((b"\n", b"\r")):
        data += b"\n" if dialect.newline == "\n" else b"\r"
    buffer = np.frombuffer(data, np.uint8)
    ends = _row_ends(data, buffer, dialect)
    if ends is None:
        return _exactly(data, first_line, guide)
    return _quickly(data, first_line, ends, guide)


def cut(data: bytes, dialect: Dialect) -> int:
    """How many of the bytes are whole records: up to the last line end outside quotes; 0 when there is none."""
    newline = dialect.newline.encode()
    end = data.rfind(newline)
    quote = dialect.quote.encode()
    if not quote or dialect.escape != dialect.quote or quote not in data:
        return end + 1
    while end >= 0 and data.count(quote, 0, end) % 2:
        end = data.rfind(newline, 0, data.rfind(quote, 0, end))
    return end + 1


def line_count(data: bytes, dialect: Dialect) -> int:
    """How many line ends the block holds, those inside quotes included."""
    return data.count(dialect.newline.encode())


def _row_ends(data: bytes, buffer: Any, dialect: Dialect) -> Lines | None:
    """Which line ends (counted from 0) end a row; None when the block is not well formed."""
    if dialect.padded or dialect.escape != (dialect.quote or dialect.escape) or len(dialect.separator) > 1:
        return None
    newline = dialect.newline.encode()
    if newline == b"\n" and b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
        return None
    if not dialect.quote or dialect.quote.encode() not in data:
        return np.arange(data.count(newline), dtype=np.int64)
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


def _quickly(data: bytes, first_line: int, ends: Lines, guide: Guide) -> Chunk:
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
    records = [
        Record(int(lines[at]), next(iter(split(text, dialect, int(lines[at]), width))).cells, text) for at, text in odd
    ]
    return _with_mended(table, np.delete(lines, places), int(ends.size), records, guide)


def _exactly(data: bytes, first_line: int, guide: Guide) -> Chunk:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise NotThisEncoding from error
    good: list[Record] = []
    odd: list[Record] = []
    blank: list[Record] = []
    for record in split(text, guide.dialect, first_line, guide.width):
        if len(record.cells) == guide.width:
            good.append(record)
        else:
            (odd if record.text.strip() else blank).append(record)
    rows = [record.cells for record in good]
    table = _columns(rows, guide.width)
    lines = np.array([record.line for record in good], np.int64)
    if blank:
        empty = _columns([("",) * guide.width] * len(blank), guide.width)
        table, lines = _merged(table, lines, empty, np.array([record.line for record in blank], np.int64))
    chunk = _with_mended(table, lines, len(good) + len(odd) + len(blank), odd, guide)
    chunk.mended += [(record.mended, record.line) for record in good if record.mended]
    return chunk


def _with_mended(table: pa.Table, lines: Lines, rows: int, odd: Sequence[Record], guide: Guide) -> Chunk:
    chunk = Chunk(table, lines, rows)
    whole: list[tuple[str, ...]] = []
    places: list[int] = []
    for record in odd:
        mended = mend(record.cells, guide.width, guide.seen, guide.dialect)
        if mended is None:
            reason = "too_few_cells" if len(record.cells) < guide.width else "too_many_cells"
            chunk.aside.append(SetAside(record.line, reason, record.cells))
            continue
        whole.append(mended.cells)
        places.append(record.line)
        chunk.mended.append((mended.how, record.line))
    if whole:
        extra = _columns(whole, guide.width)
        chunk.table, chunk.lines = _merged(table, lines, extra, np.array(places, np.int64))
    return chunk


def _columns(rows: Sequence[tuple[str, ...]], width: int) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [()] * width
    return pa.table({f"c{index}": texts(cells) for index, cells in enumerate(columns)})


def _merged(table: pa.Table, lines: Lines, other: pa.Table, other_lines: Lines) -> tuple[pa.Table, Lines]:
    every = np.concatenate((lines, other_lines))
    order = np.argsort(every, kind="stable")
    return pa.concat_tables([table, other]).take(numbers(order)), every[order]
