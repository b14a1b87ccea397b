"""What the layout of a table gives to tell its owner: titles passed over, headers joined, units, repeated names."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.files.layout import Layout, Row
from connectors.files.table import Note

_LONGEST = 80


def layout_notes(layout: Layout, rows: Sequence[Row], lines: Sequence[int]) -> list[Note]:
    """The notes of one layout; `lines` are the file's line or row numbers of `rows`."""
    found: list[Note] = []
    titles = [rows[at] for at in layout.title_rows if any(cell and cell.strip() for cell in rows[at])]
    if titles:
        said = [_short(" ".join(cell.strip() for cell in row if cell and cell.strip())) for row in titles[:5]]
        found.append(Note("title_rows", {"rows": len(titles), "text": " / ".join(said)}))
    if not layout.header_rows:
        found.append(Note("no_header", {"columns": layout.width}))
    elif len(layout.header_rows) > 1:
        found.append(Note("header_joined", {"rows": len(layout.header_rows), "line": lines[layout.header_rows[0]]}))
    elif layout.header_rows[0] > 0:
        found.append(Note("header_found", {"line": lines[layout.header_rows[0]]}))
    if layout.unit_row is not None:
        units = [cell.strip() for cell in rows[layout.unit_row] if cell and cell.strip()]
        found.append(Note("unit_row", {"line": lines[layout.unit_row], "units": units[:8]}))
    twice = sorted({name for name in layout.headers if name and layout.headers.count(name) > 1})
    if twice:
        found.append(Note("headers_repeated", {"columns": twice[:8]}))
    return found


def _short(said: str) -> str:
    """Cut between words: what is cut within a number is no longer known for a person's."""
    return said if len(said) <= _LONGEST else said[:_LONGEST].rsplit(maxsplit=1)[0]
