"""From every column of every table of a model back to the fields of its inputs: SQL by its columns, Python by the tables it reads."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.lineage import made_of
from data_catalog.schema import Field
from models.kit.contract import Model, Step
from models.kit.prepared import canonical_columns
from models.kit.sources import sql_text

Fields = frozenset[tuple[str, str]]
"""Pairs of an input and one of its fields; the field is empty where only the input's rows are counted."""


def lineage(model: Model, table: str) -> dict[str, Fields]:
    """Column of `table` → what it is made of. KeyError for a table the model does not give.

    What a Python step gives is made of every field its tables are made of: it may have used any of them.
    """
    shown = next((item.columns for output in model.outputs for item in output.tables if item.name == table), ())
    traced = _Traced(model)
    found = {column.name: traced.column(table, column.name) for column in shown} or traced.columns(table)
    return {column: _without_rows(fields) for column, fields in found.items()}


def _without_rows(fields: Fields) -> Fields:
    """Whoever uses a field of an input counts its rows too."""
    named = {input for input, field in fields if field}
    return frozenset((input, field) for input, field in fields if field or input not in named)


class _Traced:
    """One walk back through a model's steps; every table is followed once."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._inputs = {item.name: item for item in model.inputs}
        self._givers: dict[str, Step] = {table: step for step in model.steps for table in step.tables}
        self._known: dict[str, dict[str, Fields]] = {}

    def column(self, table: str, column: str) -> Fields:
        found = self.columns(table)
        return found.get(column, self.every(table))

    def columns(self, table: str) -> dict[str, Fields]:
        """The columns that can be followed one by one; none for a table of a Python step."""
        if table not in self._known:
            self._known[table] = self._follow(table)
        return self._known[table]

    def every(self, table: str) -> Fields:
        """All that a table is made of."""
        if table in self._inputs or self._givers[table].kind == "sql":
            return frozenset[tuple[str, str]]().union(*self.columns(table).values())
        return frozenset[tuple[str, str]]().union(*(self.every(name) for name in self._reads(self._givers[table])))

    def _follow(self, table: str) -> dict[str, Fields]:
        if table in self._inputs:
            return _of_input(table, tuple(canonical_columns(self._inputs[table])), self._inputs[table].fields)
        step = self._givers[table]
        if step.kind != "sql":
            return {}
        reads = self._reads(step)
        made = made_of(sql_text(self._model.folder, step.name), {name: tuple(self.columns(name)) for name in reads})
        rows = frozenset((name, "") for read in reads for name, _ in self.every(read))
        return {column: self._sources(pairs) or rows for column, pairs in made.items()}

    def _sources(self, pairs: frozenset[tuple[str, str]]) -> Fields:
        known = [(table, column) for table, column in pairs if table in self._inputs or table in self._givers]
        return frozenset[tuple[str, str]]().union(*(self.column(table, column) for table, column in known))

    def _reads(self, step: Step) -> tuple[str, ...]:
        return tuple(name for name in step.reads if name in self._inputs or name in self._givers)


def _of_input(name: str, columns: tuple[str, ...], fields: Sequence[Field]) -> dict[str, Fields]:
    names = {field.name for field in fields}
    return {column: frozenset({(name, _field_of(column, names))}) for column in columns}


def _field_of(column: str, fields: set[str]) -> str:
    """The field a canonical column belongs to: a place is four columns, the line is of the row."""
    if column in fields:
        return column
    stem = column.rpartition("_")[0]
    return stem if stem in fields else ""
