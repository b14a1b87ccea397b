"""What a person chose of the repairs of a column, kept in its source, and the table with the choices made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from connectors.duck import quoted
from connectors.engine import Workspace
from connectors.problem import Problem
from data_catalog import expressions, kinds
from data_catalog.kinds import Habit
from data_catalog.kinds.sql import literal
from data_catalog.mapping.source import Source
from data_catalog.repairs import book, othernames, tenfold
from data_catalog.repairs.dates import ANSWERS
from data_catalog.repairs.rule import PARSED, READ, UNREAD
from data_catalog.schema import Field, Input
from data_catalog.writing import Writings


def codes(field: Field, source: Source) -> frozenset[str]:
    """The codes of the repairs that can be chosen for a field."""
    known: frozenset[str] = frozenset()
    for column, kind in expressions.parsed_as(field, source):
        known |= book.codes_of(kind, column)
    return known


def chosen(source: Source, code: str) -> bool | None:
    """Whether a repair was taken (True) or declined (False); None when nothing was said of it."""
    return True if code in source.repairs else False if f"-{code}" in source.repairs else None


def with_tokens(input: Input, mapping: Mapping[str, Source], tokens: Iterable[str]) -> dict[str, Source]:
    """The mapping with repairs chosen: each `CODE`, `CODE:FIELD`, and with a leading `-` one declined.

    Without a field every field takes it that can. Raises Problem "repair.unknown" naming the codes there are.
    """
    made = dict(mapping)
    known = {name: _codes(input, name, source) for name, source in mapping.items()}
    for token in tokens:
        code, _, field = token.partition(":")
        plain = code.removeprefix("-")
        fields = [name for name in made if plain in known[name] and field in ("", name)]
        if not fields:
            every = known.get(field) if field else frozenset().union(*known.values())
            raise Problem("repair.unknown", repair=token[:60], known=", ".join(sorted(every or ())))
        for name in fields:
            others = tuple(one for one in made[name].repairs if one.removeprefix("-") != plain)
            made[name] = replace(made[name], repairs=(*others, code))
    return made


def _codes(input: Input, name: str, source: Source) -> frozenset[str]:
    return codes(input.field(name), source) | ({othernames.CODE} if othernames.can_have(input, name) else frozenset())


def mended(workspace: Workspace, raw: str, input: Input, mapping: Mapping[str, Source], written: Writings) -> str:
    """The name of a table like `raw` in which the choices are made; `raw` itself when nothing was chosen."""
    texts: dict[str, str] = {}
    for name, source in mapping.items():
        for column, kind in expressions.parsed_as(input.field(name), source) if source.repairs else ():
            before = texts.get(column, quoted(column))
            after = _mended(workspace, raw, before, column, kind, source, written)
            if after != before:
                texts[column] = after
    if not texts:
        return raw
    made = f"{raw}_mended"
    changes = ", ".join(f"cast({sql} as varchar) as {quoted(column)}" for column, sql in texts.items())
    workspace.create(made, f"select * replace ({changes}) from {quoted(raw)}", most_rows=workspace.rows(raw))  # noqa: S608
    return made


def _mended(workspace: Workspace, raw: str, text: str, column: str, kind: str, source: Source, written: Writings) -> str:
    """SQL of the text of a cell with the choices of a column made."""
    writing = written.get((column, kind))
    habit = (writing and writing.habit) or Habit()
    offered = book.choices(kind, column, habit)
    steps = [
        f"when {rule.test_sql(text)} then {literal(UNREAD)}"
        for rule in book.rules_for(kind, column, habit)
        if rule.way == READ and f"-{rule.code}" in source.repairs
    ]
    if kind in tenfold.KINDS and tenfold.CODE in source.repairs:
        value = expressions.value_sql(kind, quoted(column), writing) if writing else expressions.value_sql(kind, quoted(column))
        if (limit := tenfold.limit(workspace, raw, value)) is not None:
            steps.append(f"when {value} >= {limit!r} then cast({value} / 10 as varchar)")
    # What can be read without them stays as it is; which of day and month comes first is said of readable dates too.
    unread = kinds.unreadable_sql(kind, text, habit) if kind in PARSED else "true"
    for code in source.repairs:
        only = "true" if code in ANSWERS else unread
        for rule in offered.get(code, ()):
            steps.append(f"when {rule.becomes_sql(text)} is not null and {only} then nullif({rule.becomes_sql(text)}, '')")
    return f"(case {' '.join(steps)} else {text} end)" if steps else text
