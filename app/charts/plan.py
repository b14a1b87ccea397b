"""What a figure draws, worked out once from its specification and its table; the renderers only draw it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.charts.calendar import calendar_ticks
from app.charts.numbers import clean, form, heading, is_number, shown
from app.texts import text
from models.kit.contract import ColumnSpec, FigureSpec
from models.kit.result import Result, Table
from models.kit.wording import Words, number

# A bar chart with more rows than this is a wall: the first ones are drawn, and the note says so.
BARS_MAX = 30
TICKED_DATES_MAX = 8


@dataclass(frozen=True)
class Axis:
    """`labels` are the ticks of a category axis (positions 0, 1, 2 …), else None. `kind` is a column kind."""

    title: str
    kind: str
    form: str = ""
    labels: tuple[str, ...] | None = None

    dates: tuple[date, ...] = ()
    """The ticks of a date axis: its dates where they are few, else whole months or years between them."""

    @property
    def monthly(self) -> bool:
        """Whether every date is the first of a month, so that the month alone says it."""
        return all(day.day == 1 for day in self.dates)


@dataclass(frozen=True)
class Series:
    """One set of marks. On a category axis `x` are positions. `said` holds the values as people write them."""

    name: str
    x: tuple[Any, ...]
    y: tuple[float | None, ...]
    said: tuple[str, ...]
    low: tuple[float | None, ...] = ()
    high: tuple[float | None, ...] = ()
    named: tuple[str, ...] = ()
    """What each mark is called, where its place on the axis does not tell."""

    @property
    def bands(self) -> tuple[tuple[tuple[Any, ...], tuple[float, ...], tuple[float, ...]], ...]:
        """Places, lower and upper ends of each unbroken stretch whose interval is known: what is shaded around a line."""
        found: list[list[tuple[Any, float, float]]] = [[]]
        for place, low, high in zip(self.x, self.low, self.high, strict=False):
            if low is None or high is None:
                found.append([])
            else:
                found[-1].append((place, low, high))
        return tuple(tuple(zip(*stretch, strict=True)) for stretch in found if len(stretch) > 1)  # type: ignore[misc]


@dataclass(frozen=True)
class Grid:
    """Cells of a heat figure, row by row (first row on top); None where there is no value."""

    rows: tuple[tuple[float | None, ...], ...]
    title: str
    form: str

    @property
    def diverges(self) -> bool:
        """Whether values lie on both sides of zero."""
        known = [cell for row in self.rows for cell in row if cell is not None]
        return bool(known) and min(known) < 0 < max(known)


@dataclass(frozen=True)
class Plan:
    kind: str
    title: str
    x: Axis
    y: Axis
    series: tuple[Series, ...]
    sideways: bool = False
    """Categories run down the page, values to the right."""
    grid: Grid | None = None
    note: str | None = None
    from_zero: bool = False
    """A line's values are told from zero on."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not (self.grid.rows if self.grid else any(series.x for series in self.series))

    @property
    def dodges(self) -> bool:
        """Whether two series have a mark at one place, so that they must stand beside each other."""
        places = [place for series in self.series for place in set(series.x)]
        return len(places) > len(set(places))


def plan(result: Result, spec: FigureSpec, lang: str) -> Plan:
    """The drawing of a figure."""
    table = result.table(spec.table)
    columns = {column.name: column for column in table.spec.columns}
    if spec.kind == "heat":
        return _heat(spec, table, columns, lang)
    x_column, y_column = columns[spec.x], columns[spec.y]
    rows = table.rows
    note = None
    categorical = not _measures(x_column) or spec.kind == "bar"
    if categorical and rows.height:
        kept = rows[spec.x].unique(maintain_order=True)
        if kept.len() > BARS_MAX:
            note = text("charts.first_shown", lang, shown=BARS_MAX, all=kept.len())
            rows = rows.filter(rows[spec.x].is_in(kept.head(BARS_MAX).implode()))
    labels = _labels(rows[spec.x].to_list(), x_column, lang) if categorical else None
    dates = _dates(rows[spec.x].to_list()) if x_column.kind == "date" else ()
    x = Axis(_title(spec.x_title, x_column, lang), x_column.kind, form(x_column), labels, dates)
    y = Axis(_title(spec.y_title, y_column, lang), y_column.kind, form(y_column))
    series = tuple(_series(name, part, spec, table, columns, labels, lang) for name, part in _parts(rows, spec.series, columns, lang))
    sideways = labels is not None and spec.kind in ("bar", "interval") and _long(labels)
    if spec.y in table.hidden:
        note = " ".join(part for part in (note, text("charts.hidden", lang, n=len(table.hidden[spec.y]))) if part)
    return Plan(spec.kind, clean(spec.title[lang]), x, y, series, sideways, note=note)


def _parts(rows: Any, series: str | None, columns: dict[str, ColumnSpec], lang: str) -> list[tuple[str, Any]]:
    if series is None:
        return [("", rows)]
    grouped = rows.partition_by(series, maintain_order=True, include_key=True)
    return [(shown(part[series][0], columns[series], lang), part) for part in grouped]


def _series(
    name: str,
    rows: Any,
    spec: FigureSpec,
    table: Table,
    columns: dict[str, ColumnSpec],
    labels: tuple[str, ...] | None,
    lang: str,
) -> Series:
    places = rows[spec.x].to_list()
    values = [_finite(value) for value in rows[spec.y].to_list()]
    said = tuple(shown(value, columns[spec.y], lang) for value in values)
    if labels is not None:
        at = {label: index for index, label in enumerate(labels)}
        places = [at[shown(place, columns[spec.x], lang)] for place in places]
    low, high = (tuple(_finite(value) for value in rows[column].to_list()) if column else () for column in (spec.low, spec.high))
    named = _named(rows, spec, table, lang) if spec.kind == "scatter" else ()
    return Series(name, tuple(places), tuple(values), said, low, high, named)


def _named(rows: Any, spec: FigureSpec, table: Table, lang: str) -> tuple[str, ...]:
    for column in table.spec.columns:
        if column.kind == "text" and column.name not in (spec.x, spec.y, spec.series):
            return tuple(shown(value, column, lang) for value in rows[column.name].to_list())
    return ()


def _heat(spec: FigureSpec, table: Table, columns: dict[str, ColumnSpec], lang: str) -> Plan:
    if spec.value is None:
        raise ValueError(f"figure {spec.name}: a heat figure names its value column")
    x_column, y_column, value_column = columns[spec.x], columns[spec.y], columns[spec.value]
    across = _labels(_in_order(table.rows[spec.x].to_list(), x_column), x_column, lang)
    down = _labels(_in_order(table.rows[spec.y].to_list(), y_column), y_column, lang)
    cells: dict[tuple[str, str], float | None] = {}
    for x, y, value in table.rows.select(spec.x, spec.y, spec.value).iter_rows():
        cells[shown(y, y_column, lang), shown(x, x_column, lang)] = _finite(value)
    grid = tuple(tuple(cells.get((row, column)) for column in across) for row in down)
    return Plan(
        "heat",
        clean(spec.title[lang]),
        Axis(_title(spec.x_title, x_column, lang), x_column.kind, "", across),
        Axis(_title(spec.y_title, y_column, lang), y_column.kind, "", down),
        (),
        grid=Grid(grid, heading(value_column, lang), form(value_column)),
        note=text("charts.hatched", lang) if any(cell is None for row in grid for cell in row) else None,
    )


def _dates(values: list[date]) -> tuple[date, ...]:
    found = sorted({value for value in values if value is not None})
    return tuple(found) if len(found) <= TICKED_DATES_MAX else calendar_ticks(found[0], found[-1])


def _measures(column: ColumnSpec) -> bool:
    return is_number(column) or column.kind in ("date", "moment")


def _in_order(values: list[Any], column: ColumnSpec) -> list[Any]:
    return sorted({value for value in values if value is not None}) if _measures(column) else values


def _labels(values: Sequence[Any], column: ColumnSpec, lang: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(shown(value, column, lang) for value in values))


def _long(labels: tuple[str, ...]) -> bool:
    """Whether labels would not fit side by side under upright bars (a Hangul letter is as wide as two Latin ones)."""
    return sum(max(width(label), 3) for label in labels) > 70


def width(label: str) -> int:
    """The room a text takes, in Latin letters."""
    return sum(2 if ord(letter) > 0x1100 else 1 for letter in label)


def _title(said: Words | None, column: ColumnSpec, lang: str) -> str:
    return clean(said[lang]) if said else heading(column, lang)


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else value


def tick(value: float, axis_form: str) -> str:
    """A tick's text: no more digits than it needs."""
    if axis_form.endswith("%"):
        return number(value, ".0%" if abs(value * 100 - round(value * 100)) < 1e-6 else ".1%")
    return number(round(value, 6))
