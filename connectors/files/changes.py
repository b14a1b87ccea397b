"""Which option changes what was found out, and what else it can be: for a sentence with a change beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from connectors.files.table import Note, TableRead

ENCODINGS = ("utf-8", "cp949", "utf-16")
SEPARATORS = (",", ";", "\t", "|", " ")
OPTIONS: Mapping[str, str] = {
    "encoding": "encoding",
    "undecodable": "encoding",
    "encoding_not_as_said": "encoding",
    "separator": "separator",
    "mended_other_separator": "separator",
    "decimal_comma": "decimal",
    "sheet_chosen": "sheet",
    "member_chosen": "member",
    "title_rows": "header_rows",
    "no_header": "header_rows",
    "header_joined": "header_rows",
    "header_found": "header_rows",
    "unit_row": "header_rows",
    "blank_columns": "blank_columns",
    "blank_columns_dropped": "blank_columns",
    "aside_total": "totals",
    "totals_kept": "totals",
    "blanks_below": "fill",
    "filled_down": "fill",
    "wide_columns": "melt",
    "melted": "melt",
}
"""The option of `ReadOptions` that changes what the note of that code tells."""


def choices(note: Note, found: TableRead) -> tuple[Any, ...]:
    """The other values of its option, the likeliest first; none where only the person can say."""
    option = OPTIONS.get(note.code)
    if option == "encoding":
        return tuple(
            name for name in ENCODINGS if name != (found.encoding or "").removesuffix("-sig").removesuffix("-le").removesuffix("-be")
        )
    if option == "separator":
        return tuple(sign for sign in SEPARATORS if sign != found.separator)
    if option == "sheet":
        return tuple(name for name in found.sheets if name != found.sheet)
    if option == "member":
        return tuple(name for name in found.members if name != found.member)
    if option == "header_rows":
        return _headers(note, found)
    fixed = {"decimal_comma": ".", "blank_columns": "drop", "blank_columns_dropped": "keep", "aside_total": "keep",
             "totals_kept": "apart", "blanks_below": "down", "filled_down": "keep", "wide_columns": "long", "melted": "wide"}  # fmt: skip
    return (fixed[note.code],) if note.code in fixed else ()


def _headers(note: Note, found: TableRead) -> tuple[tuple[int, ...], ...]:
    """The last of several header lines alone, the first line, no header."""
    ways: list[tuple[int, ...]] = [found.header_rows[-1:], (1,), ()]
    return tuple(dict.fromkeys(way for way in ways if way != found.header_rows and (way or found.header_rows)))
