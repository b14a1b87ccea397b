"""A table of a result on the page: a real HTML table, sorted by its headers, one row chosen where the page wants it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from app import session
from app.charts.numbers import heading, is_number, shown
from app.parts.static import STATIC
from app.texts import text
from data_catalog.disclosure import Hidden
from models.kit.contract import ColumnSpec
from models.kit.result import Table

ROWS_MAX = 200
_NUMBERS = re.compile(r"(\d+(?:\.\d+)?)")


def sheet(
    key: str, told: dict[str, Any], *, chosen: int | None = None, on_chosen: Callable[[int], None] | None = None, tall: bool = False
) -> None:
    """Draws a table that `told` has prepared. With `on_chosen` its rows can be chosen, by their number in the table."""

    def heard() -> None:
        picked = session.remembered(key, {}).get("chosen")
        if on_chosen is not None and picked is not None:
            on_chosen(int(picked))

    data = {**told, "chosen": chosen, "choosable": on_chosen is not None, "tall": tall}
    _component()(key=key, data=data, default={"chosen": None}, on_chosen_change=heard)


def told(table: Table, lang: str, *, narrow: bool = False, first: int = 0) -> dict[str, Any]:
    """The rows of a table from `first` on, as many as are drawn, as texts, and the values they are sorted by. Plain values, ready to be
    kept.

    Where there is little room (`narrow`) columns without any value are left out.
    """
    columns = [column for column in table.spec.columns if not column.hidden and column.name in table.rows.columns]
    table = _rows_from(table, first)
    if narrow:
        columns = [column for column in columns if any(cell is not None for cell in table.cells(column.name))] or columns
    cells = [table.cells(column.name) for column in columns]
    return {
        "lang": lang,
        "caption": table.spec.title[lang],
        "sideways": text("result.sideways", lang),
        "head": [heading(column, lang) for column in columns],
        "numeric": [at for at, column in enumerate(columns) if is_number(column)],
        "rows": [[shown(value, column, lang) for value, column in zip(row, columns, strict=True)] for row in zip(*cells, strict=True)],
        "keys": [list(line) for line in zip(*(_keys(values, column) for values, column in zip(cells, columns, strict=True)), strict=True)],
    }


def _rows_from(table: Table, first: int) -> Table:
    drawn = range(first, first + ROWS_MAX)
    hidden = {name: {row - first: why for row, why in cells.items() if row in drawn} for name, cells in table.hidden.items()}
    return dataclasses.replace(table, rows=table.rows.slice(first, ROWS_MAX), hidden=hidden)


def _keys(values: list[Any], column: ColumnSpec) -> list[Any]:
    """What the cells of a column are sorted by: a code by its place among the words its column gives, not by those words."""
    if not column.labels:
        return [_key(value) for value in values]
    order = list(column.labels)
    places = {code: _place(str(code), order) for code in set(values) if code is not None}
    ranks = {code: rank for rank, code in enumerate(sorted(places, key=lambda code: places[code]))}
    return [ranks.get(value) for value in values]


def _place(code: str, order: list[str]) -> tuple[Any, ...]:
    """A code's place: that of its label (a label "mclp:" stands for all that begin so), then its numbers as numbers."""
    fits = [at for at, label in enumerate(order) if code == label or (label.endswith(":") and code.startswith(label))]
    parts = [(0, float(part), "") if part[:1].isdigit() else (1, 0.0, part) for part in _NUMBERS.split(code) if part]
    return (fits[0] if fits else len(order), parts)


def _key(value: Any) -> Any:
    if value is None or isinstance(value, Hidden) or (isinstance(value, float) and value != value):
        return None
    return value if isinstance(value, (int, float, bool)) else str(value)


@cache
def _component() -> Any:
    js = STATIC.joinpath("sheet.js").read_text(encoding="utf-8")
    return st.components.v2.component("modu.sheet", js=js, isolate_styles=False)
