"""What a reader may see of a table as one select over it: the row filters of all policies, and for each column the rule that holds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from typing import Any

from sqlglot import exp

from data_catalog.policy.asker import Asker
from data_catalog.policy.combine import Decided, Given, Table
from data_catalog.policy.conditions import TEXT, column, condition_sql
from data_catalog.policy.model import ColumnRule
from data_catalog.policy.rules import INNER, shown, type_of

BASE = "base"
"""What the table is called in the select."""

# True and False are kept apart from expressions, so that what is certain costs nothing in the query.
Truth = exp.Expr | bool


@dataclass(frozen=True)
class Level:
    """One rule that may hold of a column, and the rows in which no more permissive one does."""

    rule: ColumnRule
    when: Truth


@dataclass(frozen=True)
class Guard:
    """`sql`: a select over `base`; `columns`: what it gives.

    `levels`: of each column of the table the rules that hold in some row, the strictest first. `state` is equal for equal SQL.
    """

    sql: str
    columns: tuple[str, ...]
    levels: Mapping[str, tuple[ColumnRule, ...]]
    needs_salt: bool
    filter: exp.Expr | None = None

    @cached_property
    def where(self) -> str:
        """The filter alone; "" when every row is seen."""
        return "" if self.filter is None else self.filter.sql(dialect="duckdb")

    @cached_property
    def state(self) -> str:
        """A short mark of what may be seen: another one when it changes."""
        return hashlib.sha256(self.sql.encode()).hexdigest()[:16]


def compiled(decided: Decided, asker: Asker, table: Table, *, keep: Sequence[str] = (), line: str | None = None) -> Guard | None:
    """The guard; None when nothing may be seen. Compiled once a process for the same policies, columns and attributes of the reader.

    `keep`: columns of the house that are taken along as they are. `line`: one that counts rows: where rows are left out it
    is counted anew, or the gaps would tell where they stood.
    """
    if decided.shut:
        return None
    holding = tuple(tuple(one.policy for one in part) for part in (decided.lets, decided.takes, decided.caps))
    key = (holding, tuple(table.types.items()), frozenset(table.kinds.items()), frozenset(asker.own.items()), tuple(keep), line)
    return _made(_Question(key, decided, asker, table))


@dataclass(frozen=True)
class _Question:
    """What is compiled; questions with the same key have the same answer."""

    key: tuple[Any, ...]
    decided: Decided = field(compare=False)
    asker: Asker = field(compare=False)
    table: Table = field(compare=False)


@lru_cache(maxsize=256)
def _made(asked: _Question) -> Guard | None:
    decided, asker, table = asked.decided, asked.asker, asked.table
    *_, keep, line = asked.key
    condition = partial(_conjunction, asker=asker, table=table)
    lets = [(one, condition(one)) for one in decided.lets]
    where = _all([_any(filter_ for _, filter_ in lets), *(_is_false(condition(taken)) for taken in decided.takes)])
    caps = [(one, _hits(condition(one))) for one in decided.caps]
    levels = {name: _levels(name, lets, caps) for name in table.columns}
    cells = {name: _cell(name, table.types[name], found) for name, found in levels.items()}
    selected = [exp.alias_(cell, name, quoted=True, copy=False) for name, cell in cells.items() if cell is not None]
    if not selected:
        return None
    ours = [_counted(name) if name == line and where is not True else column(name) for name in keep]
    query = exp.select(*selected, *ours, copy=False).from_(exp.to_identifier(BASE, quoted=True))
    if where is not True:
        query = query.where(_expression(where), copy=False)
    sql = query.sql(dialect="duckdb", copy=False)
    columns = tuple(name for name, cell in cells.items() if cell is not None)
    rules = {name: tuple(one.rule for one in found) for name, found in levels.items()}
    return Guard(sql, columns, rules, f"${INNER}" in sql, None if where is True else _expression(where))


def _conjunction(given: Given, asker: Asker, table: Table) -> Truth:
    return _all(condition_sql(one, table.types, asker.own) for one in given.rows)


def _levels(name: str, lets: Sequence[tuple[Given, Truth]], caps: Sequence[tuple[Given, Truth]]) -> list[Level]:
    """The rules a column may have, the strictest first, each with the rows in which it holds unless a stricter one does.

    In a seen row rule R or a stricter one holds where no policy that lets the row in has a more permissive rule, or a cap as
    strict as R hits. The last level holds in all rows that are left.
    """
    allowed = [(given.rules[name], filter_) for given, filter_ in lets]
    capped = [(given.rules[name], hits) for given, hits in caps if name in given.rules]
    every = {rule.strictness: rule for rule, _ in (*allowed, *capped)}
    found: list[Level] = []
    for strictness in sorted(every, reverse=True):
        by_cap = _any(_copied(hits) for rule, hits in capped if rule.strictness >= strictness)
        none_finer = _all(_not(filter_) for rule, filter_ in allowed if rule.strictness < strictness)
        when = _any([by_cap, none_finer])
        if when is not False:
            found.append(Level(every[strictness], when))
        if when is True:
            break
    return found


def _cell(name: str, sql_type: str, levels: Sequence[Level]) -> exp.Expr | None:
    if all(one.rule.rule == "drop" for one in levels):
        return None
    types = {type_of(one.rule, sql_type) for one in levels if one.rule.rule != "drop"}
    parts = [(one.when, _as(shown(one.rule, name, sql_type), type_of(one.rule, sql_type), types)) for one in levels]
    (_, last), above = parts[-1], parts[:-1]
    if not above:
        return last
    cases = exp.Case()
    for when, cell in above:
        cases = cases.when(_expression(when), cell, copy=False)
    return cases.else_(last, copy=False)


def _as(cell: exp.Expr | None, sql_type: str, types: set[str]) -> exp.Expr:
    if cell is None:
        return exp.null()
    return exp.cast(cell, exp.DataType.Type.VARCHAR) if len(types) > 1 and sql_type != TEXT else cell


def _counted(name: str) -> exp.Expr:
    return exp.alias_(exp.Window(this=exp.RowNumber()), name, quoted=True)


def _any(truths: Iterable[Truth]) -> Truth:
    given = [truth for truth in truths if truth is not False]
    if any(truth is True for truth in given):
        return True
    return exp.or_(*map(_expression, given), copy=False) if given else False


def _all(truths: Iterable[Truth]) -> Truth:
    given = [truth for truth in truths if truth is not True]
    if any(truth is False for truth in given):
        return False
    return exp.and_(*map(_expression, given), copy=False) if given else True


def _is_false(truth: Truth) -> Truth:
    """True where it is false; where it is NULL, not."""
    return not truth if isinstance(truth, bool) else exp.Is(this=exp.paren(truth, copy=False), expression=exp.false())


def _not(truth: Truth) -> Truth:
    """True where it is false or NULL. A truth of its own: the same stands in the filter, and for other columns."""
    return not truth if isinstance(truth, bool) else exp.not_(exp.Coalesce(this=truth.copy(), expressions=[exp.false()]), copy=False)


def _hits(truth: Truth) -> Truth:
    """True where it is true or NULL: what cannot be told is capped."""
    return truth if isinstance(truth, bool) else exp.Coalesce(this=truth, expressions=[exp.true()])


def _copied(truth: Truth) -> Truth:
    return truth if isinstance(truth, bool) else truth.copy()


def _expression(truth: Truth) -> exp.Expr:
    return exp.convert(truth) if isinstance(truth, bool) else truth
