"""What changed from one version of a table to the next: columns, rows, and by a key the rows whose values changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from connectors.duck import open_workspace, quoted
from connectors.engine import Workspace
from data_catalog.repeats import of_the_file

_MEMORY_MB = 1_024
_FILLED_MOVES = 0.05


@dataclass(frozen=True)
class ColumnChange:
    """A column of both versions whose share of filled cells moved by more than five points."""

    name: str
    filled_before: float
    filled_now: float


@dataclass(frozen=True)
class Difference:
    """`same` + `gone` are the rows before, `same` + `new` the rows now, counted as often as they occur.

    `key`: the column that names every row of both once, None when none does; `changed`: rows of the same key whose other cells
    differ, which count among `gone` and `new`.
    """

    columns_gone: tuple[str, ...]
    columns_new: tuple[str, ...]
    rows_before: int
    rows_now: int
    same: int
    gone: int
    new: int
    key: str | None
    changed: int
    filled: tuple[ColumnChange, ...]


def difference(before: Path, now: Path, scratch: Path) -> Difference:
    """Compares two tables as read by the columns both have. `scratch` is a folder of its own, which the caller removes."""
    workspace = open_workspace(scratch, memory_mb=_MEMORY_MB, reads=[before, now])
    try:
        workspace.view("before", before)
        workspace.view("now", now)
        old, new = (of_the_file(workspace.fetch(f"select * from {side} limit 0").columns) for side in ("before", "now"))  # noqa: S608
        both = [name for name in new if name in old]
        rows_before, rows_now = workspace.rows("before"), workspace.rows("now")
        same = _same(workspace, both) if both else 0
        key = _key(workspace, both, rows_before, rows_now)
        return Difference(
            tuple(name for name in old if name not in new), tuple(name for name in new if name not in old), rows_before, rows_now,
            same, rows_before - same, rows_now - same, key, _changed(workspace, key, both) if key else 0, _filled(workspace, both),
        )  # fmt: skip
    finally:
        workspace.close()


def _same(workspace: Workspace, columns: list[str]) -> int:
    """Rows that are in both, each as often as it is in the one that has it less often."""
    cells = ", ".join(f"coalesce({quoted(name)}, '')" for name in columns)
    counted = "select h, count(*) as n from (select hash({}) as h from {}) group by h"
    sides = (counted.format(cells, side) for side in ("before", "now"))
    sql = "select coalesce(sum(least(a.n, b.n)), 0) as n from ({}) a join ({}) b using (h)".format(*sides)  # noqa: S608
    return int(workspace.fetch(sql)["n"][0])


def _key(workspace: Workspace, columns: list[str], rows_before: int, rows_now: int) -> str | None:
    """The first column that is filled everywhere and never the same twice in either version."""
    if not columns or not rows_before or not rows_now:
        return None
    asked = ", ".join(f"count(distinct {quoted(name)}) as c{at}" for at, name in enumerate(columns))
    before, now = (workspace.fetch(f"select {asked} from {side}").row(0) for side in ("before", "now"))  # noqa: S608
    unique = [at for at in range(len(columns)) if before[at] == rows_before and now[at] == rows_now]
    return columns[unique[0]] if unique else None


def _changed(workspace: Workspace, key: str, columns: list[str]) -> int:
    others = [name for name in columns if name != key]
    if not others:
        return 0
    differ = " or ".join(f"b.{quoted(name)} is distinct from a.{quoted(name)}" for name in others)
    sql = f"select count(*) as n from before b join now a on a.{quoted(key)} = b.{quoted(key)} where {differ}"  # noqa: S608
    return int(workspace.fetch(sql)["n"][0])


def _filled(workspace: Workspace, columns: list[str]) -> tuple[ColumnChange, ...]:
    if not columns:
        return ()
    asked = ", ".join(f"coalesce(avg(({quoted(name)} is not null)::int), 0) as c{at}" for at, name in enumerate(columns))
    before, now = (workspace.fetch(f"select {asked} from {side}").row(0) for side in ("before", "now"))  # noqa: S608
    return tuple(
        ColumnChange(name, float(before[at]), float(now[at]))
        for at, name in enumerate(columns)
        if abs(before[at] - now[at]) > _FILLED_MOVES
    )
