"""A table for the clipboard: as HTML for a word processor, as tab-separated text for a spreadsheet."""

from __future__ import annotations

import math
from datetime import date, datetime
from html import escape
from typing import Any

from app.charts.numbers import clean, heading, shown, worded
from app.reports.sheets import columns, sheet
from connectors.formulas import harmless
from data_catalog.disclosure import Hidden
from models.kit.contract import ColumnSpec
from models.kit.result import Result, Table


def table_html(result: Result, name: str, lang: str) -> str:
    """The table with rules and right-set numbers written in it, as word processors keep nothing else."""
    told = sheet(result.table(name), lang)
    cell = "border:1px solid #8a949e;padding:3px 6px;"
    sides = ["text-align:right;" if column.right else "text-align:left;" for column in told.columns]
    # A spreadsheet reads this HTML as well: without the mark it would reckon a text that begins with "=".
    kinds = ["" if column.right else "mso-number-format:'\\@';" for column in told.columns]
    heads = "".join(
        f'<th style="{cell}{side}background:#ecf2fe;">{escape(column.title)}</th>' for column, side in zip(told.columns, sides, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(f'<td style="{cell}{side}{kind}">{escape(said)}</td>' for said, side, kind in zip(row, sides, kinds, strict=True))
        + "</tr>"
        for row in told.rows
    )
    return (
        f'<table style="border-collapse:collapse;"><caption>{escape(told.title)}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def table_tsv(result: Result, name: str, lang: str) -> str:
    """Header and rows, one a line; numbers plain so that a spreadsheet can reckon with them."""
    table: Table = result.table(name)
    kept = columns(table)
    lines = ["\t".join(_text(heading(column, lang)) for column in kept)]
    lines += [
        "\t".join(_plain(value, column, lang) for value, column in zip(row, kept, strict=True))
        for row in zip(*(table.cells(column.name) for column in kept), strict=True)
    ]
    return "\n".join(lines) + "\n"


def _plain(value: Any, column: ColumnSpec, lang: str) -> str:
    if isinstance(value, Hidden):
        return _text(shown(value, column, lang))
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, (int, float)):
        digits = column.digits if column.digits is not None else {"share": 1, "integer": 0}.get(column.kind)
        if column.kind == "share":
            return f"{value * 100:.{digits}f}%"
        return str(value) if digits is None else f"{value:.{digits}f}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else _text(worded(value, column, lang))


def _text(said: str) -> str:
    return harmless(" ".join(clean(said).split()))
