"""Which columns of which tables each column of a select is made of, by sqlglot."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.lineage import lineage

Made = Mapping[str, frozenset[tuple[str, str]]]


def made_of(sql: str, tables: Mapping[str, tuple[str, ...]]) -> Made:
    """Column → the (table, column) pairs it is computed from; a count of rows is made of none.

    `tables`: the columns of every table the select reads, none where they are not known.
    Raises ValueError for a select whose columns cannot be followed.
    """
    return _made_of(sql, tuple(sorted((name, columns) for name, columns in tables.items())))


@lru_cache(maxsize=512)
def _made_of(sql: str, tables: tuple[tuple[str, tuple[str, ...]], ...]) -> Made:
    schema = {name: dict.fromkeys(columns, "text") for name, columns in tables if columns}
    try:
        nodes = lineage(None, sql, schema=schema, dialect="duckdb")
    except (SqlglotError, RecursionError, KeyError) as fault:
        raise ValueError(f"its columns cannot be followed: {str(fault).splitlines()[0] if str(fault) else 'too deep'}") from fault
    return {
        column: frozenset(
            (node.source.name, node.name.split(".")[-1].strip('"')) for node in top.walk() if isinstance(node.source, exp.Table)
        )
        for column, top in nodes.items()
    }
