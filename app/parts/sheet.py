"""A table of a result on the page: a real HTML table, sorted by its headers, one row chosen where the page wants it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from app import session
from app.charts.numbers import heading, is_number, shown
from models.kit.result import Table

_STATIC = Path(__file__).parents[1] / "static"
ROWS_MAX = 200


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


def told(table: Table, lang: str) -> dict[str, Any]:
    """The first rows of a table as texts, and the values they are sorted by. Plain values, ready to be kept."""
    columns = [column for column in table.spec.columns if not column.hidden and column.name in table.rows.columns]
    rows = table.rows.head(ROWS_MAX).rows(named=True)
    return {
        "lang": lang,
        "caption": table.spec.title[lang],
        "head": [heading(column, lang) for column in columns],
        "numeric": [at for at, column in enumerate(columns) if is_number(column)],
        "rows": [[shown(row[column.name], column, lang) for column in columns] for row in rows],
        "keys": [[_key(row[column.name]) for column in columns] for row in rows],
    }


def _key(value: Any) -> Any:
    if value is None or (isinstance(value, float) and value != value):
        return None
    return value if isinstance(value, (int, float, bool)) else str(value)


@cache
def _component() -> Any:
    js = _STATIC.joinpath("sheet.js").read_text(encoding="utf-8")
    return st.components.v2.component("modu.sheet", js=js, isolate_styles=False)
