"""Runs a model: inputs and settings in, a Result out. Touches only the workspace it is given."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from connectors.engine import Interrupted, Workspace
from connectors.memory import give_back
from connectors.problem import Problem
from data_catalog.disclosure import HIDING, Protection, told_counts
from models.kit.assembling import Ran, assemble, shown_settings
from models.kit.availability import available, needed_steps
from models.kit.contract import Model, Step
from models.kit.prepared import PreparedInput
from models.kit.protected_facts import mark_of
from models.kit.result import Result, StepUse
from models.kit.settings import read_settings
from models.kit.stepping import Tables, run_step
from models.kit.wording import LANGUAGES, fill

__all__ = ["Cancelled", "PreparedInput", "StepProgress", "available", "run"]


class Cancelled(Exception):
    """The run was asked to stop, and stopped."""


@dataclass(frozen=True)
class StepProgress:
    """A step begins: its place (`index` from 0; equal to `of` when all is done), the rows brought, what is done."""

    step: str
    index: int
    of: int
    rows: int
    done: tuple[StepUse, ...] = ()


def run(
    model: Model,
    inputs: Mapping[str, PreparedInput],
    settings: Mapping[str, Any],
    workspace: Workspace,
    *,
    run_id: str,
    sample: bool = False,
    limited: bool = False,
    seed: int | None = None,
    disclosed: bool = True,
    protection: Protection = HIDING,
    on_step: Callable[[StepProgress], None] = lambda progress: None,
    cancelled: Callable[[], bool] = lambda: False,
    provenance: Mapping[str, Any] | None = None,
) -> Result:
    """The result of the model on these inputs. `limited`: the checks already said that it is. `disclosed=False` leaves small
    counts in it: for rows that are invented and proved by hand, never for a person's data. `protection`: how persons are protected.

    Raises what `read_settings` raises, "run.nothing_possible" when no output can be given, "package.*" when the package
    does not keep its own promises, and Cancelled.
    """
    said = read_settings(model, settings)
    answers = available(model, dict(inputs))
    if all(answer.state == "refused" for answer in answers):
        why = [dict(answer.why) for answer in answers if answer.why]
        raise Problem("run.nothing_possible", model=dict(model.title), why=why)
    chosen = model.seed if seed is None else seed
    tables = Tables.open(model, inputs, {**said, "seed": chosen}, workspace)
    steps = needed_steps(model, answers)
    mark = mark_of(workspace, {name: item.path for name, item in inputs.items()}, protection.secret) if protection.changes else ""
    telling = _Telling(model, protection, mark)
    method = _run_steps(model, steps, tables, sum(item.use.rows_kept for item in inputs.values()), on_step, cancelled, telling.rows)
    more = {**(provenance or {}), "seed": chosen, "checks_limited": limited}
    return assemble(model, Ran(run_id, sample, limited, said, inputs, answers, method, more, disclosed, protection, mark), tables)


class _Telling:
    """How many rows a step gave, as it may be told: of a table nobody is shown they may be persons under a filter."""

    def __init__(self, model: Model, protection: Protection, mark: str) -> None:
        self._shown = {table.name for output in model.outputs for table in output.tables}
        self._protection, self._mark = protection, mark

    def rows(self, table: str, rows: int) -> int:
        if not self._protection.changes or table in self._shown:
            return rows
        return int(told_counts(np.array([float(rows)]), [self._mark], self._protection)[0])


def _run_steps(
    model: Model,
    steps: tuple[Step, ...],
    tables: Tables,
    rows: int,
    on_step: Callable[[StepProgress], None],
    cancelled: Callable[[], bool],
    told: Callable[[str, int], int] = lambda table, rows: rows,
) -> tuple[StepUse, ...]:
    shown = {lang: shown_settings(model, tables.settings, lang) for lang in LANGUAGES}
    method: list[StepUse] = []
    for index, step in enumerate(steps):
        if cancelled():
            raise Cancelled
        on_step(StepProgress(step.name, index, len(steps), rows, tuple(method)))
        began = time.perf_counter()
        try:
            ran = run_step(model, step, tables)
        except Interrupted as stopped:
            raise Cancelled from stopped
        give_back()
        if ran:
            seconds = round(time.perf_counter() - began, 3)
            explains = {lang: fill(step.explains[lang], shown[lang]) for lang in LANGUAGES}
            given = sum(told(table, tables.rows(table)) for table in step.tables)
            method.append(StepUse(step.name, step.title, explains, given, seconds))
    if cancelled():
        raise Cancelled
    on_step(StepProgress("", len(steps), len(steps), rows, tuple(method)))
    return tuple(method)
