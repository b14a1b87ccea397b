"""What a SQL step reads, takes and gives, derived from its text; anything but one plain select is refused."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.scope import traverse_scope

# sqlglot warns on the log when it meets a statement it does not know; such a statement is refused here anyway.
logging.getLogger("sqlglot").setLevel(logging.ERROR)

_NAME = re.compile(r"[^\W\d]\w*")
_OPENING = re.compile(r"\s*--[ \t]*(one row per\b[^\n]*)", re.IGNORECASE)
_TABLE_FUNCTIONS = (exp.GenerateSeries, exp.Unnest, exp.Explode)
# Their answer differs from run to run or from machine to machine, or they look outside the tables.
_REFUSED_FUNCTIONS = re.compile(
    r"random|rand|setseed|uuid(v\d)?|gen_random_uuid|now|today|current_\w+|get_current_\w+|transaction_timestamp|localtime(stamp)?"
    r"|getenv|getvariable|current_setting|nextval|currval|query|query_table|read_\w+|glob|parquet_\w+|sniff_csv"
    r"|json_execute_serialized_sql|json_(de)?serialize_\w+|duckdb_\w+|pragma_\w+|pg_\w+|txid_\w+|version|sleep\w*|write_log|parse_duckdb_log_message"
)


@dataclass(frozen=True)
class SqlStep:
    """`reads`: tables from outside; `settings`: names written `$name`; `columns`: what the last select gives."""

    reads: frozenset[str]
    settings: frozenset[str]
    columns: tuple[str, ...]
    opening_comment: str


@lru_cache(maxsize=512)
def parse_step(sql: str) -> SqlStep:
    """What the text of a SQL step says about itself. Raises ValueError with what is wrong, for its author."""
    tree = _one_select(sql)
    for node in tree.walk():
        _refuse(node)
    reads = frozenset(_reads(tree))
    settings = frozenset(_settings(tree))
    columns = tuple(tree.named_selects)
    if tree.is_star or not all(isinstance(item, (exp.Column, exp.Alias)) for item in tree.selects):
        raise ValueError("the last select must name each of its columns (no *, no expression without `as`)")
    if len(set(columns)) != len(columns):
        raise ValueError("the last select gives two columns the same name")
    opening = _OPENING.match(sql)
    return SqlStep(reads, settings, columns, opening.group(1).strip() if opening else "")


def _one_select(sql: str) -> exp.Query:
    try:
        # For this parser a comment begins with `{#`, for DuckDB a map whose first key is `#1`: it would run what was never read here.
        if "{#" in sql:
            raise ValueError("`{#` is not allowed: put a space between")
        # `$$ … $$` hides text from readers; no step needs it.
        if any(token.token_type.name == "HEREDOC_STRING" for token in sqlglot.tokenize(sql, dialect="duckdb")):
            raise ValueError("dollar quotes are not allowed")
        trees = [tree for tree in sqlglot.parse(sql, dialect="duckdb") if tree is not None]
    except (SqlglotError, RecursionError) as fault:
        raise ValueError(f"not readable as SQL: {str(fault).splitlines()[0] if str(fault) else 'too deep'}") from fault
    if len(trees) != 1:
        raise ValueError(f"there must be one select, here are {len(trees)} statements")
    tree = trees[0]
    if not isinstance(tree, (exp.Select, exp.SetOperation)):
        raise ValueError(f"only a select is allowed, this is a {type(tree).__name__.lower()}")
    return tree


def _refuse(node: exp.Expr) -> None:
    if isinstance(node, (exp.DML, exp.DDL, exp.Command)) and not isinstance(node, exp.Query):
        raise ValueError(f"only a select is allowed, this holds a {type(node).__name__.lower()}")
    if isinstance(node, (exp.Describe, exp.Summarize)):
        raise ValueError(f"only a select is allowed, this holds a {type(node).__name__.lower()}")
    if isinstance(node, exp.Into):
        raise ValueError("`into` is not allowed")
    if isinstance(node, exp.TableSample):
        raise ValueError("sampling is not allowed: the same data must give the same rows")
    if isinstance(node, exp.Table):
        _refuse_table(node)
    elif isinstance(node, exp.Lateral):
        if not isinstance(node.this, (exp.Query, exp.Subquery, *_TABLE_FUNCTIONS)):
            raise ValueError(f"only tables can be read, not {node.this.name.lower() or 'an expression'}(…)")
    elif isinstance(node, exp.Func):
        name = node.name if isinstance(node, exp.Anonymous) else node.sql_name()
        if _REFUSED_FUNCTIONS.fullmatch(name.lower()):
            raise ValueError(f"the function {name.lower()} is not allowed")


def _refuse_table(table: exp.Table) -> None:
    source = table.this
    if isinstance(source, _TABLE_FUNCTIONS):
        return
    if not isinstance(source, exp.Identifier):
        said = source.name if isinstance(source, exp.Anonymous) else type(source).__name__
        raise ValueError(f"only tables can be read, not {said.lower() or 'an expression'}(…)")
    if table.args.get("db") or table.args.get("catalog"):
        raise ValueError(f"the table {table.sql()} must be named without a catalogue")
    if not _NAME.fullmatch(source.name):
        raise ValueError(f"only tables can be read, not {source.name!r}")


def _reads(tree: exp.Query) -> Iterator[str]:
    for scope in traverse_scope(tree):
        for source in scope.sources.values():
            if isinstance(source, exp.Table) and isinstance(source.this, exp.Identifier):
                yield source.name


def _settings(tree: exp.Query) -> Iterator[str]:
    for node in tree.find_all(exp.Placeholder, exp.Parameter):
        name = node.name
        if not _NAME.fullmatch(name):
            raise ValueError("settings are written $name")
        yield name
