"""Un-merges the cells of an xlsx sheet: each cell of a merged block gets the block's value, a title across the sheet does not."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree

import pyarrow as pa

from connectors.files.archive import member, unpacking
from connectors.files.arrow import texts

_MERGE = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension [^>]*?ref="([A-Z]{1,3})\d')
_LARGEST = 400 * 1024**2
_MAXIMUM_MERGES = 20_000
TITLE_SHARE = 0.6


def spread_merges(table: pa.Table, path: Path, sheet_index: int, shown_name: str) -> tuple[pa.Table, int, list[int]]:
    """The table with merged blocks filled, how many cells show an error of their formula (read as blank), and the rows (from 1)
    where blocks that reach over several rows begin.

    A sheet whose parts cannot be found is left as it is. Raises as `unpacking` when they are broken: blocks would be lost unsaid.
    """
    content = _sheet_content(path, sheet_index, shown_name)
    if content is None:
        return table, 0, []
    errors = content.count(b' t="e"')
    # Merged cells stand after the cells: looked for from the end, little is read.
    blocks = list(_blocks(table, content, max(content.rfind(b"sheetData>"), 0)))
    if not blocks:
        return table, errors, []
    return _spread(table, blocks), errors, sorted({top + 1 for *_, top, bottom in blocks if bottom > top})


def _spread(table: pa.Table, blocks: list[tuple[int, int, int, int]]) -> pa.Table:
    # Mostly headings are merged: only the rows down to the last block are taken apart.
    reach = max(bottom for *_, bottom in blocks) + 1
    upper = table.slice(0, reach)
    columns: dict[int, list[str | None]] = {}
    for left, right, top, bottom in blocks:
        if left == 0 and top == bottom and _is_alone(table, top, right):
            continue
        _fill(upper, columns, left, right, top, bottom)
    for index, cells in columns.items():
        upper = upper.set_column(index, upper.column_names[index], texts(cells))
    return pa.concat_tables([upper, table.slice(reach)])


def _blocks(table: pa.Table, content: bytes, after: int) -> Iterator[tuple[int, int, int, int]]:
    """Left, right, top and bottom of each merged block that lies in the table and is no title across it."""
    dimension = _DIMENSION.search(content[:4096])
    offset = _column(dimension.group(1)) if dimension else 0
    for found in islice(_MERGE.finditer(content, after), _MAXIMUM_MERGES):
        left, right = _column(found.group(1)) - offset, _column(found.group(3)) - offset
        top, bottom = int(found.group(2)) - 1, int(found.group(4)) - 1
        if left < 0 or right >= table.num_columns or bottom >= table.num_rows or bottom - top > 5_000:
            continue
        if right - left + 1 >= max(2, TITLE_SHARE * table.num_columns) and table.num_columns > 2:
            continue
        yield left, right, top, bottom


def _is_alone(table: pa.Table, row: int, right: int) -> bool:
    """Whether nothing else stands in the row: a title, whatever it spans."""
    return table.num_columns > 2 and all(column[row].as_py() is None for column in table.columns[right + 1 :])


def _fill(table: pa.Table, columns: dict[int, list[str | None]], left: int, right: int, top: int, bottom: int) -> None:
    for index in range(left, right + 1):
        if index not in columns:
            columns[index] = table.column(index).to_pylist()
    value = columns[left][top]
    for index in range(left, right + 1):
        for row in range(top, bottom + 1):
            if columns[index][row] is None:
                columns[index][row] = value


def _sheet_content(path: Path, sheet_index: int, shown_name: str) -> bytes | None:
    """The XML of the sheet at that place in the workbook's order; None when it is missing or very large."""
    try:
        with unpacking(shown_name), zipfile.ZipFile(path) as archive:
            workbook = _parsed(_part(archive, "xl/workbook.xml", shown_name))
            links = _parsed(_part(archive, "xl/_rels/workbook.xml.rels", shown_name))
            targets = {link.get("Id"): link.get("Target", "") for link in links}
            sheets = [item for item in workbook.iter() if item.tag.endswith("}sheet")]
            link = next((value for name, value in sheets[sheet_index].attrib.items() if name.endswith("}id")), None)
            target = targets.get(link, "")
            name = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            if archive.getinfo(name).file_size > _LARGEST:
                return None
            return _part(archive, name, shown_name)
    except (KeyError, IndexError, ElementTree.ParseError, ValueError):
        return None


def _part(archive: zipfile.ZipFile, name: str, shown_name: str) -> bytes:
    with member(archive, archive.getinfo(name), shown_name) as part:
        return part.read()


def _parsed(content: bytes) -> ElementTree.Element:
    """Workbooks never declare entities; a document that does is refused rather than expanded."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise ValueError("document type in a workbook part")
    return ElementTree.fromstring(content)  # noqa: S314 (no entities, as just seen)


def _column(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1
