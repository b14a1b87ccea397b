"""Which tables of a result are printed, and how a table becomes texts."""

from __future__ import annotations

import polars as pl

from app.charts.numbers import clean, heading, is_number, shown
from app.charts.plan import width
from app.reports.blocks import Column, Sheet
from app.texts import text
from models.kit.contract import ColumnSpec
from models.kit.result import Figure, Result, Table

_SENSITIVITY = "sensitivity"
# Beyond this a column's texts are not asked how wide they are: the first ones tell.
_MEASURED_ROWS = 200
ALL_UP_TO, FIRST_ROWS = 80, 40
"""A table of up to so many lines of print stands whole in a document that is read; of a longer one the first, and it says so."""
# Of a table that ranks nothing fewer lines are enough to see what it holds; of none fewer rows than these.
REST_UP_TO, REST_ROWS, ROWS_LEAST = 40, 20, 8
# Letters of a cell and of a whole row beyond which it takes another line.
_CELL_LETTERS, _ROW_LETTERS = 34, 150


def printed(result: Result) -> tuple[Table, ...]:
    """Tables with something to read: not those that only draw a map's ground, nor those with every column hidden."""
    ground = _ground(result)
    return tuple(table for table in result.tables if columns(table) and table.spec.name not in ground)


def columns(table: Table) -> tuple[ColumnSpec, ...]:
    """The columns a person reads."""
    return tuple(column for column in table.spec.columns if not column.hidden)


def is_hollow(table: Table) -> bool:
    """Whether every value of the table is hidden or missing, so that only names and counts would stand there."""
    values = [column.name for column in columns(table) if column.kind in ("number", "share")]
    if not values or table.rows.is_empty():
        return False
    return all(table.rows[name].cast(pl.Float64).fill_nan(None).null_count() == table.rows.height for name in values)


def is_ranked(table: Table) -> bool:
    return table.spec.rank is not None


def is_sensitivity(item: Table | Figure) -> bool:
    """Whether it tells how sure the answer is."""
    return item.output == _SENSITIVITY or item.spec.name.startswith(_SENSITIVITY)


def sheet(table: Table, lang: str, *, whole: bool = True) -> Sheet:
    """The table with every cell as people write it; not `whole`: of a long one the first rows, and a word where the rest is."""
    kept, bare = _filled(table)
    most = None if whole else _most(table, lang)
    cells = [[shown(value, column, lang) for value in table.cells(column.name)[:most]] for column in kept]
    heads = tuple(
        Column(
            heading(column, lang),
            is_number(column),
            max(_head_width(heading(column, lang)), *map(width, texts[:_MEASURED_ROWS]), 3),
        )
        for column, texts in zip(kept, cells, strict=True)
    )
    said = [clean(words[lang]) for words in (table.spec.grain, table.spec.note) if words]
    if bare:
        said.append(text("reports.bare_columns", lang, names=", ".join(clean(column.title[lang]) for column in bare)))
    rows = text(
        "reports.rows" if most is None or most >= table.rows.height else "reports.first_rows", lang, n=table.rows.height, shown=most
    )
    return Sheet(
        name=table.spec.name,
        number="",
        title=clean(table.spec.title[lang]),
        columns=heads,
        rows=tuple(zip(*cells, strict=True)),
        note=" · ".join([rows, *said]),
        empty=text("reports.no_rows", lang),
    )


def _filled(table: Table) -> tuple[list[ColumnSpec], list[ColumnSpec]]:
    """The columns that hold anything, and those without a single value, which would take the room of others: these are named below."""
    every = columns(table)
    bare = [
        column
        for column in every
        if table.rows.height and column.name not in table.hidden and table.rows[column.name].null_count() == table.rows.height
    ]
    kept = [column for column in every if column not in bare]
    return (kept, bare) if kept else (list(every), [])


def _most(table: Table, lang: str) -> int | None:
    """How many rows of a long table are printed, fewer where a row takes several lines; None for all of a short one."""
    up_to, first = (ALL_UP_TO, FIRST_ROWS) if is_ranked(table) else (REST_UP_TO, REST_ROWS)
    kept, _ = _filled(table)
    begin = [[width(shown(value, column, lang)) for value in table.cells(column.name)[:first]] for column in kept]
    wide = [max(widths, default=0) for widths in begin]
    typical = [sum(widths) / max(len(widths), 1) for widths in begin]
    lines = max([1.0, sum(min(one, _CELL_LETTERS) for one in wide) / _ROW_LETTERS, *(one / _CELL_LETTERS for one in typical)])
    return None if table.rows.height * lines <= up_to else min(table.rows.height, max(ROWS_LEAST, int(first / lines)))


def _head_width(head: str) -> int:
    """A heading may break at its spaces: its longest word decides."""
    return max((width(word) for word in head.split()), default=3)


def _ground(result: Result) -> set[str]:
    layers = [layer for item in result.maps for layer in item.spec.layers]
    context = {layer.table for layer in layers if layer.role == "context"}
    twins = {item.spec.table for item in result.maps} | {item.spec.table for item in result.figures}
    return context - {layer.table for layer in layers if layer.role != "context"} - twins
