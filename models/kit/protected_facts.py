"""Facts of sentences where counts are told with noise: the same number in a sentence as in the table it was read from."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from connectors.duck import quoted
from connectors.engine import Workspace
from data_catalog.disclosure import LEAST, Protection, about, is_few, told_counts
from models.kit.contract import Output
from models.kit.disclosing import Facts, counting_of
from models.kit.result import InputUse, Table

_ALIKE = 30
"""A whole number of a sentence that nobody declared a count is taken for one when it is the same as a count of a table from here on;
a smaller one may be a rank or a limit that is the same by chance."""


def mark_of(workspace: Workspace, inputs: Mapping[str, Path], secret: bytes) -> str:
    """What the data are known by when noise is decided: by one of their records, chosen by the secret.

    Versions that share most records share it nearly always, so that many versions tell no more than one; who does not hold that
    very record cannot make data that have it.
    """
    marks = []
    for name in sorted(inputs):
        columns = [column for column in workspace.fetch(f"select * from {quoted(name)} limit 0").columns if column != "_line"]  # noqa: S608
        hashed = ", ".join([f"'{secret.hex()}'", *map(quoted, columns)])
        least = workspace.fetch(f"select min(hash({hashed})) as least from {quoted(name)}").item()  # noqa: S608
        marks.append(f"{name}:{least}")
    return "\x1f".join(marks)


def told_facts(
    outputs: Iterable[Output], found: Facts, raw: Iterable[Table], told: Iterable[Table], protection: Protection, mark: str
) -> Facts:
    """The facts as sentences may tell them. `raw` and `told`: the same tables before and after their counts were changed.

    A sentence of a few stays as it is: it is left out by `disclosed_findings`.
    """
    counts = {name: _Counts(protection, mark) for name in {output.name for output in outputs if output.disclosure == "counts"}}
    for before, after in zip(raw, told, strict=True):
        if before.output in counts:
            counts[before.output].learn(before, after)
    specs = {spec.key: (spec.counts, output.name) for output in outputs for spec in output.findings}
    return [
        (key, counts[specs[key][1]].facts(facts, specs[key][0]) if key in specs and specs[key][1] in counts else facts)
        for key, facts in found
    ]


def told_uses(uses: Iterable[InputUse], protection: Protection, mark: str) -> tuple[InputUse, ...]:
    """The inputs with the rows they kept as they may be told: under a policy or in another version they are persons under a filter.

    Rows in are still those kept and those set aside.
    """
    return tuple(
        dataclasses.replace(use, rows_kept=kept, rows_in=kept + use.rows_set_aside)
        for use in uses
        for kept in (int(told_counts(np.array([float(use.rows_kept)]), [mark], protection)[0]),)
    )


class _Counts:
    """The counts of one output: what each is told as."""

    def __init__(self, protection: Protection, mark: str) -> None:
        self.protection, self.mark = protection, mark
        self.told: dict[int, set[int]] = defaultdict(set)
        self.totals: set[int] = set()

    def learn(self, before: Table, after: Table) -> None:
        counting = counting_of(before.spec)
        for name in counting.counts if counting else ():
            true, told = (table.rows[name].cast(pl.Float64).fill_null(0).fill_nan(0) for table in (before, after))
            for one, other in zip(true.to_list(), told.to_list(), strict=True):
                self.told[round(one)].add(round(other))
            self.totals.add(round(float(true.sum())))

    def facts(self, facts: Mapping[str, Any], declared: Sequence[str]) -> Mapping[str, Any]:
        if any(is_few(facts[name]) for name in declared if _is_number(facts.get(name))):
            return facts
        counted = {name: round(value) for name, value in facts.items() if _is_number(value) and self._is_count(name, value, declared)}
        if not counted:
            return facts
        of = float(min((value for value in counted.values() if value > 0), default=0))
        changed: dict[str, Any] = {name: self._as_told(value) for name, value in counted.items()}
        for name, value in facts.items():
            if name not in counted and isinstance(value, float) and not value.is_integer() and np.isfinite(value):
                changed[name] = float(about(np.array([value]), np.array([of]), [f"{self.mark}\x1f{name}"], self.protection)[0])
        return {**facts, **changed}

    def _is_count(self, name: str, value: float, declared: Sequence[str]) -> bool:
        if name in declared:
            return True
        same = value == round(value) and not isinstance(value, bool)
        return same and ((value >= LEAST and value in self.totals) or (value >= _ALIKE and value in self.told))

    def _as_told(self, value: int) -> int:
        """As the table tells it, where one count alone has that size; else as a count of the whole data."""
        known = self.told.get(value, set())
        if len(known) == 1:
            return next(iter(known))
        return int(told_counts(np.array([float(value)]), [self.mark], self.protection)[0])


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
