"""What is asked of a database: one select, built from a table, columns and conditions, or written by hand and read by a parser."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from connectors.problem import Problem

Dialect = Literal["postgres", "mysql", "sqlite"]

OPERATORS = ("=", "<>", "<", "<=", ">", ">=", "contains", "filled", "empty")
_CONDITIONS = 20
# They lock, write, or look at more than rows.
_REFUSED = (
    exp.Into, exp.Lock, exp.DML, exp.DDL, exp.Command, exp.Anonymous, exp.AnonymousAggFunc, exp.Parameter, exp.SessionParameter,
    exp.Placeholder, exp.NextValueFor, exp.Set, exp.Pragma, exp.Use,
)  # fmt: skip


@dataclass(frozen=True)
class Condition:
    """One condition on the rows. `value` is nothing for `filled` and `empty`."""

    column: str
    operator: str
    value: str = ""


@dataclass(frozen=True)
class Query:
    """Rows of a table (`schema.table`), some columns or all, under conditions; or of a select written by hand."""

    table: str = ""
    columns: tuple[str, ...] = ()
    where: tuple[Condition, ...] = field(default=())
    sql: str = ""

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Query:
        """The query a source keeps."""
        where = tuple(Condition(**item) for item in said.get("where") or ())
        return cls(str(said.get("table") or ""), tuple(said.get("columns") or ()), where, str(said.get("sql") or ""))


def select(query: Query, dialect: Dialect) -> str:
    """The one statement sent. Problems: query.nothing, query.not_a_select, query.condition_unknown, query.too_many_conditions,
    query.name_unreadable.
    """
    if query.sql.strip():
        return _by_hand(query.sql, dialect)
    if not query.table.strip():
        raise Problem("query.nothing")
    name = _named(dialect)
    table = ".".join(name(part) for part in query.table.split("."))
    columns = ", ".join(name(column) for column in query.columns) or "*"
    if len(query.where) > _CONDITIONS:
        raise Problem("query.too_many_conditions", given=len(query.where), limit=_CONDITIONS)
    conditions = [_condition(one, dialect) for one in query.where]
    return f"select {columns} from {table}" + (f" where {' and '.join(conditions)}" if conditions else "")  # noqa: S608


def named(said: str, dialect: Dialect) -> str:
    """A name of the database, quoted. Problem query.name_unreadable."""
    return _named(dialect)(said)


def literal(said: str, dialect: Dialect) -> str:
    """A value of a person as a literal nothing can escape from."""
    if "\0" in said:
        raise Problem("query.name_unreadable", name=said.replace("\0", "␀")[:80])
    if dialect == "mysql":  # as hexadecimal digits: what a backslash means depends on the server's mode
        return f"_utf8mb4 x'{said.encode().hex()}'" if said else "''"
    return "'" + said.replace("'", "''") + "'"


def _condition(one: Condition, dialect: Dialect) -> str:
    column = named(one.column, dialect)
    if one.operator == "filled":
        return f"{column} is not null"
    if one.operator == "empty":
        return f"{column} is null"
    if one.operator == "contains":
        text = column if dialect == "mysql" else f"cast({column} as text)"
        escaped = re.sub(r"([!%_])", r"!\1", one.value)
        return f"{text} like {literal(f'%{escaped}%', dialect)} escape '!'"
    if one.operator not in OPERATORS:
        raise Problem("query.condition_unknown", column=one.column[:80], operator=one.operator[:20], known=list(OPERATORS))
    return f"{column} {one.operator} {literal(one.value, dialect)}"


def _named(dialect: Dialect) -> Callable[[str], str]:
    quote = "`" if dialect == "mysql" else '"'

    def name(said: str) -> str:
        if not said or "\0" in said or len(said) > 200:
            raise Problem("query.name_unreadable", name=said[:80].replace("\0", "␀"))
        return quote + said.replace(quote, quote * 2) + quote

    return name


def _by_hand(sql: str, dialect: Dialect) -> str:
    """A select as the parser understood it: what was read is what is sent, comments gone."""
    try:
        trees = sqlglot.parse(sql.strip().rstrip(";"), dialect=dialect)
    except (SqlglotError, RecursionError):
        raise Problem("query.not_a_select", said="") from None
    tree = trees[0] if len(trees) == 1 else None
    if not isinstance(tree, exp.Query) or isinstance(tree, exp.DML):
        raise Problem("query.not_a_select", said="")
    for node in tree.walk():
        if isinstance(node, _REFUSED):
            raise Problem("query.not_a_select", said=(node.sql(dialect=dialect) or node.key)[:60])
    return tree.sql(dialect=dialect, comments=False)
