"""Looks through all rows of a table for personal values: one pass that asks whether there may be any, details only where there may."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from connectors.duck import quoted
from data_catalog.personal.counting import any_sql, counts_sql, like_sql, read_sql, sql_text
from data_catalog.personal.finding import Finding
from data_catalog.personal.judge import Counts, judge
from data_catalog.personal.kinds import DETECTORS, INSIDE, SHORTEST

# Columns that are searched together: of a long table each takes its pattern, which the engine keeps compiled until its answer.
_AT_ONCE = 32
_SHORT = 50_000
# A column whose values come again so often is searched value by value: to group them costs less than the patterns.
_AGAIN = 20


class Measure(NamedTuple):
    """Of a column: rows that are not NULL, bytes of its longest value, and about how many values it has."""

    filled: int
    longest: int
    differ: int


class Rows(Protocol):
    """What is used of a workspace."""

    def fetch(self, sql: str) -> Any: ...


@dataclass
class _Column:
    """What is known of a column, with counts by kind."""

    name: str
    measure: Measure
    values: str | None = None
    """The table of its values `v` with the rows `n` of each, where there is one."""
    inside: dict[str, Counts] = field(default_factory=dict)
    headed: dict[str, Counts] = field(default_factory=dict)


def find_personal(
    workspace: Rows, table: str, columns: Sequence[str], plain: Collection[str] = (), known: Mapping[str, Measure] | None = None,
    values: Mapping[str, str] | None = None,
) -> tuple[Finding, ...]:  # fmt: skip
    """The personal values in these columns of a table, by all its rows.

    `plain`: columns known to hold dates or small numbers and nothing else, which only their header can make personal.
    `known`: what was measured of columns already. `values`: by column a table of its values `v` and the rows `n` that hold each.
    """
    known = known or {}
    looked: list[_Column] = []
    for start in range(0, len(columns), _AT_ONCE):
        part = _measured(workspace, table, columns[start : start + _AT_ONCE], known, values or {})
        _look_inside(workspace, table, [column for column in part if column.measure.longest >= SHORTEST and column.name not in plain])
        looked += part
    for column in looked:
        _look_under_header(workspace, table, column)
    found = ((column, judge(column.name, column.measure.filled, column.inside, column.headed, columns)) for column in looked)
    return tuple(item for _, items in found for item in items)


def _measured(
    workspace: Rows, table: str, columns: Sequence[str], known: Mapping[str, Measure], values: Mapping[str, str]
) -> list[_Column]:  # fmt: skip
    found = dict(known)
    if unknown := [name for name in columns if name not in known]:
        asked = (f"count({name}), max(strlen({name})), approx_count_distinct({name})" for name in map(quoted, unknown))
        row = workspace.fetch(f"select {', '.join(asked)} from {quoted(table)}").row(0)  # noqa: S608
        found |= {name: Measure(row[3 * at], row[3 * at + 1] or 0, row[3 * at + 2]) for at, name in enumerate(unknown)}
    return [_Column(name, found[name], values.get(name)) for name in columns]


def _look_inside(workspace: Rows, table: str, columns: Sequence[_Column]) -> None:
    """Counts of each kind that tells itself. Only cells in which some kind is are searched for which."""
    if not columns:
        return
    if workspace.fetch(f"select count(*) from {quoted(table)}").row(0)[0] <= _SHORT:  # noqa: S608
        met = workspace.fetch(f"select distinct c from ({_hits_sql(table, columns)})")  # noqa: S608
        if met.height:
            some = [columns[at] for at in sorted(met["c"])]
            _count_kinds(workspace, table, some, _hits_sql(table, some))
        return
    for column in _with_any(workspace, table, columns):
        _count_kinds(workspace, table, [column], f"select 0 as c, v, n from ({_values_sql(table, column)}) where {any_sql('v')}")  # noqa: S608


def _with_any(workspace: Rows, table: str, columns: Sequence[_Column]) -> list[_Column]:
    """The columns in which some kind is: those that differ from row to row in one pass, the others by their values."""
    found = [column for column in columns if _repeats(column) and _has_any(workspace, table, column)]
    if rest := [column for column in columns if not _repeats(column)]:
        hits = ", ".join(f"count(*) filter ({any_sql(quoted(column.name))}) as n{at}" for at, column in enumerate(rest))
        row = workspace.fetch(f"select {hits} from {quoted(table)}").row(0)  # noqa: S608
        found += [column for column, rows in zip(rest, row, strict=True) if rows]
    return found


def _has_any(workspace: Rows, table: str, column: _Column) -> bool:
    return bool(workspace.fetch(f"select count(*) from ({_values_sql(table, column)}) where {any_sql('v')}").row(0)[0])  # noqa: S608


def _repeats(column: _Column) -> bool:
    return column.values is not None or column.measure.filled > column.measure.differ * _AGAIN


def _values_sql(table: str, column: _Column) -> str:
    """SQL: values `v` of the column and the rows `n` each stands for."""
    if column.values is not None:
        return f"select v, n from {column.values}"  # noqa: S608
    if _repeats(column):
        return f"select {quoted(column.name)} as v, count(*) as n from {quoted(table)} group by 1"  # noqa: S608
    return f"select {quoted(column.name)} as v, 1 as n from {quoted(table)}"  # noqa: S608


def _hits_sql(table: str, columns: Sequence[_Column]) -> str:
    """SQL: the cells of all columns in which some kind is, one below the other, so that the pattern is compiled once for all."""
    cells = f"unnest([{', '.join(quoted(column.name) for column in columns)}]) as v, unnest(range({len(columns)})) as c"
    return f"select c, v, 1 as n from (select {cells} from {quoted(table)}) where {any_sql('v')}"  # noqa: S608


def _count_kinds(workspace: Rows, table: str, columns: Sequence[_Column], hits: str) -> None:
    """`hits`: SQL of values `v` in which some kind may be, with the number `c` of their column and the rows `n` that hold them."""
    for row in workspace.fetch(counts_sql(hits)).iter_rows(named=True):
        column = columns[row["c"]]
        column.inside = {
            detector.kind: Counts(
                row[f"found{at}"], row[f"whole{at}"], row[f"apart{at}"], row[f"bare{at}"], 0, row["differ"], row[f"one{at}"]
            )
            for at, detector in enumerate(INSIDE)
            if row[f"found{at}"]
        }
        _count_alike(workspace, table, column)


def _count_alike(workspace: Rows, table: str, column: _Column) -> None:
    """Of kinds found as bare digits: how many cells are as many digits, possible values or not."""
    wanted = [detector for detector in INSIDE if detector.kind in column.inside and column.inside[detector.kind].bare]
    if not wanted:
        return
    asked = ", ".join(f"count(*) filter (regexp_full_match(v, {sql_text(detector.bare)})) as n{at}" for at, detector in enumerate(wanted))
    row = workspace.fetch(f"select {asked} from (select {read_sql(quoted(column.name))} as v from {quoted(table)})").row(0)  # noqa: S608
    for detector, alike in zip(wanted, row, strict=True):
        column.inside[detector.kind].alike = int(alike)


def _look_under_header(workspace: Rows, table: str, column: _Column) -> None:
    """Counts of the kinds that the column's name says, where its cells are like them."""
    wanted = [detector for detector in DETECTORS if detector.cell and column.measure.filled and detector.named_by(column.name)]
    for detector in wanted:
        apart = f"count(v) filter (regexp_matches(v, {sql_text(detector.apart)}))" if detector.apart else "0"
        row = workspace.fetch(
            f"select count(v), {apart}, approx_count_distinct(v), min(v) "  # noqa: S608
            f"from (select {like_sql(quoted(column.name), detector.cell)} as v from {quoted(table)})"
        ).row(0)
        if row[0]:
            column.headed[detector.kind] = Counts(int(row[0]), int(row[0]), int(row[1]), 0, 0, int(row[2]), row[3])


def names_of(findings: Iterable[Finding]) -> list[str]:
    """The columns, each once, in order."""
    return list(dict.fromkeys(finding.column for finding in findings))
