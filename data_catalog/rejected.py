"""Every cell that did not become its field's kind, and every row set aside: line, column, value and reason, kept beside the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from connectors.duck import quoted
from connectors.engine import Workspace
from data_catalog import expressions, kinds, marks
from data_catalog.expressions import Reading
from data_catalog.kinds.sql import literal
from data_catalog.mapping.source import Source
from data_catalog.repairs.book import rules_for
from data_catalog.repairs.group import Group
from data_catalog.repairs.rule import NONE
from data_catalog.repeats import LINE
from data_catalog.schema import Field, Input
from data_catalog.writing import Writing, Writings

UNREADABLE = ("row_unreadable", "value_unreadable")
_COLUMNS = ("line", "field", "column", "value", "reason", "effect")
_AT_ONCE = 24


@dataclass(frozen=True)
class Event:
    """One kind of thing that can happen to a row, as a bit of the row's marks."""

    code: str
    effect: str
    field: Field | None
    columns: tuple[str, ...]
    condition: str


@dataclass(frozen=True)
class Parsed:
    """All rows with their values and marks, in a file of their own under a name of the workspace."""

    table: str
    file: Path
    written: Writings
    readings: Mapping[str, Reading]
    events: Sequence[Event]
    counts: Mapping[str, Any]


def place_of(canonical: Path) -> Path:
    """Where the rejected cells of a canonical table lie."""
    return canonical.with_name(f"{canonical.stem}-rejected.parquet")


def save(
    workspace: Workspace, raw: str, mended: str, made: Parsed, input: Input, mapping: Mapping[str, Source],
    groups: Sequence[Group], place: Path,
) -> None:  # fmt: skip
    """Writes one row a rejected cell. `reason` is the code of its group, or the event's: a row that repeats has no column.

    Of a table that lost nothing there is no file.
    """
    place.unlink(missing_ok=True)
    told = [
        (bit, event) for bit, event in enumerate(made.events) if made.counts[f"event_{bit}"] and event.effect in ("set_aside", "blanked")
    ]
    tables = _Tables(raw, mended, made.table)
    if len(told) <= _AT_ONCE:
        parts = _parts(told, tables, mapping, made)
    else:
        # With hundreds of columns in one statement, each with its joins, a plan takes minutes and gigabytes.
        parts = []
        for first in range(0, len(told), _AT_ONCE):
            few = told[first : first + _AT_ONCE]
            parts += _gathered(workspace, _parts(few, _narrowed(workspace, tables, few, made), mapping, made), made.table)
    # A constant that cannot be read is in no cell.
    if parts:
        workspace.save(f"{_all(parts)} order by line, field", place)


@dataclass(frozen=True)
class _Tables:
    """The names of the tables the cells are taken from: as read, as mended, and with what happened to each row."""

    raw: str
    mended: str
    marked: str


def _narrowed(workspace: Workspace, tables: _Tables, told: Sequence[tuple[int, Event]], made: Parsed) -> _Tables:
    """The same of the columns and rows that these events are about."""
    happened = ", ".join(quoted(name) for name in marks.names(len(made.events)))
    wanted = marks.any_sql(sum(1 << bit for bit, _ in told))
    marked = f"{tables.marked}_{uuid4().hex}"
    workspace.create(marked, f"select {LINE}, {happened} from {quoted(tables.marked)} where {wanted}")  # noqa: S608
    columns = ", ".join([LINE, *dict.fromkeys(quoted(name) for _, event in told for name in event.columns)])
    lines = f"select {LINE} from {quoted(marked)}"  # noqa: S608

    def narrow(table: str) -> str:
        name = f"{table}_{uuid4().hex}"
        workspace.create(name, f"select {columns} from {quoted(table)} where {LINE} in ({lines})")  # noqa: S608
        return name

    return _Tables(narrow(tables.raw), narrow(tables.mended), marked)


def _parts(told: Sequence[tuple[int, Event]], tables: _Tables, mapping: Mapping[str, Source], made: Parsed) -> list[str]:
    parts: list[str] = []
    for bit, event in told:
        rows = f"select _line from {quoted(tables.marked)} where {marks.any_sql(1 << bit)}"  # noqa: S608
        if event.field is None:
            parts.append(f"select _line, '', '', '', {literal(event.code)}, {literal(event.effect)} from ({rows})")  # noqa: S608
            continue
        parts += _cells(tables.raw, tables.mended, rows, event, mapping[event.field.name], made.written)
    return parts


def _gathered(workspace: Workspace, parts: Sequence[str], table: str) -> list[str]:
    if not parts:
        return []
    name = f"{table}_rejected_{uuid4().hex}"
    workspace.create(name, _all(parts))
    return [f"select * from {quoted(name)}"]  # noqa: S608


def _all(parts: Sequence[str]) -> str:
    names = ", ".join(quoted(name) for name in _COLUMNS)
    return f"with cells({names}) as ({' union all '.join(parts)}) select {names} from cells"  # noqa: S608


def _cells(raw: str, mended: str, rows: str, event: Event, source: Source, written: Writings) -> list[str]:
    """One select a column of the field: its cells that could not be read, or all of them when something else was wrong."""
    assert event.field is not None
    found = []
    for column, kind in dict.fromkeys(expressions.parsed_as(event.field, source)):
        writing = written.get((column, kind), Writing())
        unread = kinds.unreadable_sql(kind, f"m.{quoted(column)}", writing.habit) if event.code in UNREADABLE else "true"
        text = f"r.{quoted(column)}"
        reason = _reason(kind, column, text, writing, source) if event.code in UNREADABLE else literal(event.code)
        found.append(
            f"select r._line, {literal(event.field.name)}, {literal(column)}, coalesce({text}, ''), {reason}, {literal(event.effect)} "  # noqa: S608
            f"from {quoted(raw)} r join {quoted(mended)} m on m.{LINE} = r.{LINE} where r.{LINE} in ({rows}) and {unread}"
        )
    return found


def _reason(kind: str, column: str, text: str, writing: Writing, source: Source) -> str:
    """SQL: the code of the repair that would mend a text or says why none can."""
    rules = rules_for(kind, column, writing.habit or kinds.Habit())
    whens = [f"when {rule.test_sql(text)} then 'declined'" for rule in rules if f"-{rule.code}" in source.repairs]
    whens += [
        f"when {rule.becomes_sql(text)} is not null then {literal(rule.code)}"
        for rule in rules
        if rule.becomes and rule.code not in source.repairs
    ]
    whens += [f"when {rule.test_sql(text)} then {literal(rule.code)}" for rule in rules if rule.way == NONE]
    other = literal(f"unread.{kind}")
    return f"case {' '.join(whens)} else {other} end" if whens else other
