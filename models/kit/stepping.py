"""Runs one step: gathers what it reads, calls its source, and keeps the tables it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from connectors.duck import quoted
from connectors.engine import Workspace
from connectors.problem import Problem
from models.kit import library
from models.kit.contract import Model, Step
from models.kit.prepared import canonical_columns
from models.kit.sources import FINDINGS, sql_text
from models.kit.wording import slots


class HasPath(Protocol):
    """An input at hand: where its canonical Parquet file lies."""

    @property
    def path(self) -> Path: ...


@dataclass
class Tables:
    """The tables of one run. `there`: those that can be read; `found`: what the findings step said.

    A table never changes once it is there: its rows are counted once, and a frame that a step gave is handed on without being copied.
    """

    workspace: Workspace
    settings: Mapping[str, Any]
    there: set[str] = field(default_factory=set)
    found: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    _given: dict[str, pl.DataFrame] = field(default_factory=dict)
    _counted: dict[str, int] = field(default_factory=dict)

    @staticmethod
    def open(model: Model, inputs: Mapping[str, HasPath], settings: Mapping[str, Any], workspace: Workspace) -> Tables:
        """The inputs as tables with every declared column."""
        for name, item in inputs.items():
            workspace.view(name, item.path, canonical_columns(model.input(name)))
        return Tables(workspace, settings, set(inputs))

    def rows(self, name: str) -> int:
        """How many rows a table has; none when it is not there."""
        if name not in self.there:
            return 0
        if name not in self._counted:
            self._counted[name] = self._given[name].height if name in self._given else self.workspace.rows(name)
        return self._counted[name]

    def put(self, name: str, frame: pl.DataFrame) -> None:
        """A table with the rows of a frame that a step gave."""
        self.workspace.put(name, frame)
        self._given[name] = frame
        self.there.add(name)

    def frame(self, name: str) -> pl.DataFrame:
        """The rows of a table, amounts as plain numbers."""
        frame = self._given[name].clone() if name in self._given else self.workspace.fetch(f"from {quoted(name)} select *")
        exact = [name for name, kind in frame.schema.items() if kind.is_decimal() or kind == pl.Int128]
        return frame.with_columns(pl.col(exact).cast(pl.Float64)) if exact else frame


def run_step(model: Model, step: Step, tables: Tables) -> bool:
    """Runs the step when all it must read is there, and says whether it gave anything."""
    absent = [name for name in step.reads if name not in tables.settings and name not in tables.there]
    if set(absent) - set(step.optional):
        return False
    try:
        if step.kind == "sql":
            _run_sql(model, step, tables, absent)
            if step.name == FINDINGS:
                tables.found.extend(_findings(model, _said_in_sql(model, tables)))
            return True
        return _run_python(model, step, tables)
    except Exception as fault:
        fault.add_note(f"in step {step.name} of {model.id} {model.version}")
        raise


def _run_sql(model: Model, step: Step, tables: Tables, absent: list[str]) -> None:
    for name in absent:
        if not tables.workspace.has(name):
            columns = canonical_columns(model.input(name)).items()
            nulls = ", ".join(f"cast(null as {kind}) as {quoted(column)}" for column, kind in columns)
            tables.workspace.create(name, f"select {nulls} limit 0")
    if not step.kept:
        tables.workspace.through(step.name, sql_text(model.folder, step.name))
        tables.there.add(step.name)
        return
    values = {name: _sql_value(tables.settings[name]) for name in step.reads if name in tables.settings}
    # A step that makes more rows than it reads is rare; what it makes then is only kept in another place.
    most = max((tables.rows(name) for name in step.reads), default=0)
    tables.workspace.create(step.name, sql_text(model.folder, step.name), values, most_rows=most)
    tables.there.add(step.name)


def _sql_value(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _run_python(model: Model, step: Step, tables: Tables) -> bool:
    function = getattr(library.module(model, "steps"), step.name)
    given = function(**{name: _argument(name, tables) for name in step.reads})
    if step.name == FINDINGS:
        tables.found.extend(_findings(model, given))
        return True
    frames = given if isinstance(given, dict) else {step.tables[0]: given}
    if len(step.tables) > 1 and given is not None and not isinstance(given, dict):
        raise Problem("package.step_wrong", package=model.id, step=step.name, fault="dict")
    for name, frame in frames.items():
        if name not in step.tables or not isinstance(frame, (pl.DataFrame, type(None))):
            raise Problem("package.step_wrong", package=model.id, step=step.name, fault=str(name)[:60])
        if frame is not None:
            tables.put(name, frame)
    return any(frame is not None for frame in frames.values())


def _argument(name: str, tables: Tables) -> Any:
    if name in tables.settings:
        return tables.settings[name]
    return tables.frame(name) if name in tables.there else None


def _said_in_sql(model: Model, tables: Tables) -> list[tuple[str, dict[str, Any]]]:
    """One row a sentence: its `key`, and its facts by column. What is null is no fact, unless the sentence has a place for it."""
    frame = tables.frame(FINDINGS)
    if "key" not in frame.columns:
        raise Problem("package.step_wrong", package=model.id, step=FINDINGS, fault="key")
    wanted = {one.key: slots(one.text["ko"]) for output in model.outputs for one in output.findings}
    return [
        (row["key"], {name: row[name] for name in row if name != "key" and (row[name] is not None or name in wanted.get(row["key"], ()))})
        for row in frame.iter_rows(named=True)
    ]


def _findings(model: Model, given: Any) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for item in given or ():
        if not (isinstance(item, tuple) and len(item) == 2 and isinstance(item[1], Mapping)):
            raise Problem("package.step_wrong", package=model.id, step=FINDINGS, fault="(key, {fact: value})")
        found.append((str(item[0]), {str(name): plain(value) for name, value in item[1].items()}))
    return found


def plain(value: Any) -> Any:
    """A value as JSON knows it: numbers of numpy and Polars become plain ones, moments become text."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, pl.Series)):
        return [plain(item) for item in value]
    if hasattr(value, "item"):
        return value.item()
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)
