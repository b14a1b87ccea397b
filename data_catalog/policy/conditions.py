"""A condition as an SQL expression: built node by node, every value a literal of its own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import sqlglot
from sqlglot import exp

from data_catalog.kinds import quick_sql
from data_catalog.policy.model import Condition

TEXT, NUMBER, DAY, OTHER = "text", "number", "day", "other"
"""What a column of a table is kept as: nearly all are texts, as their files had them."""


def column(name: str) -> exp.Column:
    """A column by name, whatever characters it has."""
    return exp.column(exp.to_identifier(name, quoted=True))


def as_text(name: str, kind: str) -> exp.Expr:
    """The cell as text."""
    return column(name) if kind == TEXT else exp.cast(column(name), exp.DataType.Type.VARCHAR)


def read_as(kind: str, name: str, sql_type: str) -> exp.Expr:
    """The cell read as a number or a date, the quick way; NULL where it is none.

    The reading is the catalogue's own, written for a column of a fixed name; the real one is put in its place as a node.
    """
    if sql_type == NUMBER and kind == "number":
        return exp.cast(column(name), exp.DataType.Type.DOUBLE)
    if sql_type == DAY and kind == "date":
        return exp.cast(column(name), exp.DataType.Type.DATE)
    cell = as_text(name, sql_type)
    return _reading(kind).transform(lambda node: cell.copy() if isinstance(node, exp.Column) and node.name == "c" else node)


@lru_cache(maxsize=8)
def _reading(kind: str) -> exp.Expr:
    """The catalogue's reading. Texts with a hyphen, as nearly all days are written, are only cast: the many ways cost twice as much."""
    tree = sqlglot.parse_one(quick_sql(kind, '"c"'), dialect="duckdb")
    if kind != "date":
        return tree
    usual = sqlglot.parse_one("""contains("c", '-')""", dialect="duckdb")
    day = sqlglot.parse_one("""try_cast("c" as date)""", dialect="duckdb")
    return exp.Case().when(usual, day).else_(tree)


def condition_sql(condition: Condition, types: Mapping[str, str], own: Mapping[str, tuple[str, ...]]) -> exp.Expr:
    """The condition over a table with columns of these types. NULL where the cell is empty or cannot be read.

    Asking for an attribute the reader's organisation does not have is NULL for every row.
    """
    name, operator = condition.column, condition.operator
    values = condition.values if condition.own is None else own.get(condition.own, ())
    if not values:
        return exp.cast(exp.null(), exp.DataType.Type.BOOLEAN)
    if operator in ("at_least", "at_most"):
        return _ordered(condition, types[name])
    text = as_text(name, types[name])
    if operator == "begins":
        return exp.or_(*(exp.StartsWith(this=text.copy(), expression=exp.Literal.string(value)) for value in values))
    listed = exp.In(this=text, expressions=[exp.Literal.string(value) for value in values])
    return exp.not_(listed) if operator == "is_not" else listed


def _ordered(condition: Condition, sql_type: str) -> exp.Expr:
    kind = "date" if condition.reads == "day" else "number"
    value: exp.Expr
    if kind == "date":
        value = exp.cast(exp.Literal.string(condition.values[0]), exp.DataType.Type.DATE)
    else:
        value = exp.cast(exp.Literal.string(condition.values[0]), exp.DataType.Type.DOUBLE)
    cell = read_as(kind, condition.column, sql_type)
    if condition.operator == "at_least":
        return exp.GTE(this=cell, expression=value)
    if kind == "date" and sql_type != DAY:
        # What was read of a text as a day before the year 1000 was none.
        return exp.Between(this=cell, low=exp.cast(exp.Literal.string("1000-01-01"), exp.DataType.Type.DATE), high=value)
    return exp.LTE(this=cell, expression=value)
