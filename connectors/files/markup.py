"""Tables in markup: web pages (many an .xls is one) and hwpx documents, merged cells spread over what they cover."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
from lxml import etree, html

from connectors.files import encoding as encodings
from connectors.files.archive import files_in, member, unpacking
from connectors.files.arrow import texts
from connectors.files.grids import Grid, choose, read_grid
from connectors.files.layout import MOST_COLUMNS, refuse_too_wide
from connectors.files.sheet_merges import TITLE_SHARE
from connectors.files.table import ReadOptions, TableRead
from connectors.problem import Problem

_MOST_ROWS = 1_048_576
_MOST_CELLS = 20_000_000
_SECTION = "Contents/section"

Cell = tuple[int, int, int, int, str]
"""Row, column, rows and columns covered, and the text."""


def read_html(path: Path, out: Path, options: ReadOptions, shown_name: str) -> TableRead:
    """The table of a web page, chosen as a sheet is. Raises `file.is_html` when it holds none."""
    encoding = encodings.named(options.encoding, path, shown_name) if options.encoding else encodings.guess(path)
    content = path.read_bytes()
    text = content[encoding.skip :].decode(encoding.name.removesuffix("-sig"), "replace").replace("\0", "\ufffd")
    try:
        page = html.document_fromstring(_without_declaration(text), parser=html.HTMLParser(no_network=True, huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise Problem("file.is_html", file=shown_name) from None
    grids = [_grid(_html_cells(found), shown_name) for found in page.iter("table") if not found.xpath(".//table")]
    grids = [grid for grid in grids if grid.num_rows > 1 and grid.num_columns > 1]
    if not grids:
        raise Problem("file.is_html", file=shown_name)
    return _read(grids, "html", content, out, options, shown_name, encoding.name)


def read_hwpx(path: Path, out: Path, options: ReadOptions, shown_name: str) -> TableRead:
    """The table of a document, chosen as a sheet is. Raises `file.no_table_in_document`, `file.cut_off`, `file.encrypted`."""
    content = path.read_bytes()
    grids = []
    try:
        with unpacking(shown_name), zipfile.ZipFile(path) as archive:
            for info in sorted(files_in(archive), key=lambda info: info.filename):
                if info.filename == "META-INF/manifest.xml" and b"encryption" in member(archive, info, shown_name).read():
                    raise Problem("file.encrypted", file=shown_name)
                if info.filename.startswith(_SECTION) and info.filename.endswith(".xml"):
                    grids += [_grid(_hwpx_cells(found), shown_name) for found in _tables(member(archive, info, shown_name).read())]
    except etree.XMLSyntaxError:
        raise Problem("file.cut_off", file=shown_name) from None
    grids = [grid for grid in grids if grid.num_rows > 1 and grid.num_columns > 1]
    if not grids:
        raise Problem("file.no_table_in_document", file=shown_name)
    return _read(grids, "hwpx", content, out, options, shown_name, None)


def _read(
    grids: Sequence[pa.Table], kind: str, content: bytes, out: Path, options: ReadOptions, shown_name: str, encoding: str | None
) -> TableRead:
    named = {f"표 {number}": grid for number, grid in enumerate(grids, 1)}
    sheet, table = choose(tuple(named), named.__getitem__, options, shown_name)
    refuse_too_wide(table.num_columns, shown_name)
    sheets = tuple(named) if len(named) > 1 else ()
    return read_grid(Grid(table, kind, content, sheet if sheets else None, sheets, encoding), out, options)


def _grid(found: Iterator[Cell], shown_name: str) -> pa.Table:
    placed: dict[tuple[int, int], str] = {}
    cells = list(found)
    rows = max((row + down for row, _, down, _, _ in cells), default=0)
    columns = max((column + across for _, column, _, across, _ in cells), default=0)
    refuse_too_wide(columns, shown_name)
    # Cells may lie far apart, and many over each other.
    if rows > _MOST_ROWS or max(rows * columns, sum(down * across for _, _, down, across, _ in cells)) > _MOST_CELLS:
        raise Problem("file.needs_too_much", file=shown_name, limit_mb=_MOST_CELLS // 20_000)
    for row, column, down, across, text in cells:
        # A title across the table is no value of each column.
        wide = 1 if columns > 2 and across >= max(2, TITLE_SHARE * columns) else across
        for at_row in range(row, row + down):
            for at in range(column, column + wide):
                placed.setdefault((at_row, at), text)
    return pa.table({f"c{at}": texts([placed.get((row, at)) or None for row in range(rows)]) for at in range(columns)})


def _html_cells(table: Any) -> Iterator[Cell]:
    covered: dict[int, int] = {}
    for row, line in enumerate(table.iter("tr")):
        column = 0
        for cell in line.iterchildren("td", "th"):
            while covered.get(column, 0) > row:
                column += 1
            down, across = _span(cell.get("rowspan")), _span(cell.get("colspan"))
            yield row, column, down, across, " ".join("".join(cell.itertext()).replace("\xa0", " ").split())
            for at in range(column, column + across):
                covered[at] = row + down
            column += across


def _tables(section: bytes) -> Iterator[Any]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    for found in etree.fromstring(section, parser).iter("{*}tbl"):
        if not any(True for inner in found.iter("{*}tbl") if inner is not found):
            yield found


def _hwpx_cells(table: Any) -> Iterator[Cell]:
    for cell in table.iter("{*}tc"):
        place, span = cell.find("{*}cellAddr"), cell.find("{*}cellSpan")
        if place is None:
            continue
        lines = ["".join(text for run in line.iter("{*}t") for text in run.itertext()) for line in cell.iter("{*}p")]
        down = _span(span.get("rowSpan")) if span is not None else 1
        across = _span(span.get("colSpan")) if span is not None else 1
        row, column = _place(place.get("rowAddr")), _place(place.get("colAddr"))
        yield row, column, down, across, "\n".join(line.strip() for line in lines if line.strip())


def _span(said: str | None) -> int:
    return min(max(int(said), 1), MOST_COLUMNS + 1) if said and said.isdigit() else 1


def _place(said: str | None) -> int:
    return int(said) if said and said.isdigit() else 0


def _without_declaration(text: str) -> str:
    """A declaration of the encoding the text is no longer in would be refused."""
    start = text.lstrip()
    return start.partition("?>")[2] if start.startswith("<?xml") else text
