"""The cells of a file gathered by the repair that mends them: how many, where, and what they are before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from connectors.duck import quoted
from connectors.engine import Workspace
from data_catalog import expressions, kinds
from data_catalog.kinds import Habit
from data_catalog.kinds.sql import literal, plain
from data_catalog.mapping.source import Source
from data_catalog.repairs import book, othernames, tenfold
from data_catalog.repairs.choosing import chosen
from data_catalog.repairs.group import Change, Group
from data_catalog.repairs.rule import ASK, NAMES, NONE, OFFER, READ, Rule
from data_catalog.schema import Field, Input
from data_catalog.writing import Writing, Writings, is_day_end

_EXAMPLES = 5
_SHOWN = 60


def groups(workspace: Workspace, raw: str, input: Input, mapping: Mapping[str, Source], written: Writings) -> tuple[Group, ...]:
    """What the mapped columns of `raw`, as the file has them, need; those still to be decided first, then by number of cells."""
    found: list[Group] = []
    quiet = _quiet(workspace, raw, input, mapping, written)
    for name, source in mapping.items():
        field = input.field(name)
        for column, kind in dict.fromkeys(expressions.parsed_as(field, source)):
            writing = written.get((column, kind), Writing())
            told = None if (column, kind) in quiet else _told(kind, column, writing)
            found += _of_column(workspace, raw, field, source, column, kind, writing, told)
        found += othernames.taken(workspace, raw, field, source)
    order = {"asked": 0, "offered": 1, "none": 2, "taken": 3, "declined": 4, "read": 5}
    return tuple(sorted(found, key=lambda group: (order[group.state], -group.cells)))


def _quiet(
    workspace: Workspace, raw: str, input: Input, mapping: Mapping[str, Source], written: Writings
) -> frozenset[tuple[str, str]]:  # fmt: skip
    """The columns where one cheap look at all of them finds no cell worth telling of: a search of each costs far more to plan and run."""
    keys = dict.fromkeys(key for name, source in mapping.items() for key in expressions.parsed_as(input.field(name), source))
    known = {key: written.get(key, Writing()) for key in keys}
    cheap = {
        (column, kind): told
        for (column, kind), writing in known.items()
        if (kind in NAMES or writing.plain) and (told := _told(kind, column, writing))
    }
    if not cheap:
        return frozenset()
    counts = ", ".join(f"count(*) filter ({sql}) as n_{place}" for place, sql in enumerate(cheap.values()))
    seen = workspace.fetch(f"select {counts} from {quoted(raw)}").row(0)  # noqa: S608
    return frozenset(key for key, cells in zip(cheap, seen, strict=True) if not cells)


def _of_column(
    workspace: Workspace, raw: str, field: Field, source: Source, column: str, kind: str, writing: Writing, told: str | None
) -> list[Group]:  # fmt: skip
    found: list[Group] = []
    if told and writing.plain and kind == "time":
        writing = replace(writing, habit=kinds.find_habit(workspace, raw, column, kind))
    rules = book.rules_for(kind, column, writing.habit or Habit())
    if told and (rules or kind == "yesno"):
        counts = _counts(workspace, raw, column, kind, rules, writing, told)
        for code, cells, forms, lines, texts in counts.iter_rows():
            rule = next((one for one in rules if one.code == code), Rule(code, (kind,), NONE))
            found.append(_group(workspace, rule, field, source, column, kind, writing, cells, forms, list(zip(lines, texts, strict=True))))
    if kind in tenfold.KINDS and field.kind != "place":
        found += _tenfold(workspace, raw, field, source, column, kind, writing)
    return found


def _told(kind: str, column: str, writing: Writing) -> str | None:
    """SQL: which cells of a column are worth telling of; None when none can be. A column written plainly needs no look, but for times."""
    name = quoted(column)
    if kind in NAMES:
        return f"({' or '.join(rule.hint_sql(name) for rule in book.rules_for(kind, column, Habit()))})"
    if not writing.plain:
        return f"{expressions.certain_sql(kind, name)} is null"
    if kind == "time":
        return f"(not contains({name}, ':') or {is_day_end(kind, name)})"
    return is_day_end(kind, name) if kind == "moment" else None


def _counts(workspace: Workspace, raw: str, column: str, kind: str, rules: tuple[Rule, ...], writing: Writing, told: str) -> Any:
    """One row a rule: its code, cells, different texts, and the first of them with their lines."""
    name = quoted(column)
    texts = (
        f"select {name} as x, count(*) as n, min(_line) as line from {quoted(raw)} "  # noqa: S608
        f"where {name} is not null and trim({name}) <> '' and {told} group by 1"
    )
    read = "true" if kind in NAMES else f"({kinds.parse_sql(kind, 'x', writing.habit)} is not null)"
    whens = [
        f"when {rule.test_sql('x', 't')} then {literal(rule.code)}" for rule in rules if rule.is_blank and rule.way == READ
    ]  # fmt: skip
    whens += [
        f"when ok and {rule.test_sql('x', 't')} then {literal(rule.code)}"
        for rule in rules
        if rule.way in (READ, ASK) and not rule.is_blank
    ]
    certain_names = "" if kind in NAMES else "not ok and "
    whens += [
        f"when {certain_names}{rule.becomes_sql('x', 't')} is not null then {literal(rule.code)}" for rule in rules if rule.way == OFFER
    ]  # fmt: skip
    whens += [f"when {certain_names}{rule.test_sql('x', 't')} then {literal(rule.code)}" for rule in rules if rule.way == NONE]
    last = "" if kind in NAMES else f"when not ok then {literal(f'unread.{kind}')}"
    return workspace.fetch(
        f"with texts as ({texts}), judged as (select *, {read} as ok, {plain('x')} as t from texts), "  # noqa: S608
        f"coded as (select *, case {' '.join(whens)} {last} end as code from judged) "
        f"select code, cast(sum(n) as bigint) as cells, count(*) as forms, min(line, {_EXAMPLES}) as lines, "
        f"min_by(x, line, {_EXAMPLES}) as texts from coded where code is not null group by code order by code"
    )


def _group(
    workspace: Workspace, rule: Rule, field: Field, source: Source, column: str, kind: str, writing: Writing,
    cells: int, forms: int, shown: list[tuple[int, str]],
) -> Group:  # fmt: skip
    habit = writing.habit or Habit()
    taken = next((code for code in (rule.choices or (rule.code,)) if chosen(source, code)), None)
    state = {READ: "read", OFFER: "offered", ASK: "asked", NONE: "none"}[rule.way]
    if taken:
        state = "taken"
    elif rule.way == READ and chosen(source, rule.code) is False:
        state = "declined"
    code = taken if taken and rule.choices else rule.code
    ways = [one for one in book.rules_for(kind, column, habit) if one.code == rule.code]
    if rule.choices:
        ways = list(book.choices(kind, column, habit).get(taken or rule.choices[0], ()))
    texts = [text for _, text in shown]
    after = _after(workspace, kind, habit, texts, [] if rule.way == READ else ways)
    examples = tuple(Change(int(line), text[:_SHOWN], value) for (line, text), value in zip(shown, after, strict=True))
    choices = {one: {"after": _after(workspace, kind, habit, texts, list(book.choices(kind, column, habit)[one]))} for one in rule.choices}
    return Group(code, field.name, dict(field.title), column, kind, state, int(cells), int(forms), examples, choices, rule.is_blank)


def _after(workspace: Workspace, kind: str, habit: Habit, texts: list[str], ways: list[Rule]) -> list[str]:
    """What each text is read as, once mended."""
    becomes = ", ".join(f"nullif({rule.becomes_sql('x')}, '')" for rule in ways if rule.becomes is not None)
    text = f"coalesce({becomes}, x)" if becomes else "x"
    blank = " or ".join(f"{rule.becomes_sql('x')} = ''" for rule in ways if rule.is_blank and rule.becomes is not None)
    mended = f"case when {blank} then null else {text} end" if blank else text
    value = f"({mended})" if kind in NAMES else kinds.parse_sql(kind, "y", habit)
    rows = ", ".join(f"({place}, {literal(text)})" for place, text in enumerate(texts))
    shown = _shown_sql(kind, value)
    given = f"(values {rows}) as given(place, x)"
    inner = f"select place, x, {mended} as y from {given}"  # noqa: S608
    found = workspace.fetch(f"select {shown if kind not in NAMES else 'y'} as v from ({inner}) order by place")["v"].to_list()  # noqa: S608
    return ["" if one is None else str(one) for one in found]


def _shown_sql(kind: str, value: str) -> str:
    if kind == "month":
        return f"strftime({value}, '%Y-%m')"
    if kind == "moment":
        return f"strftime({value}, '%Y-%m-%d %H:%M')"
    if kind == "time":
        seconds = f"cast({value} as int)"
        return f"printf('%02d:%02d:%02d', {seconds} // 3600, {seconds} // 60 % 60, {seconds} % 60)"
    if kind == "date":
        return f"cast({value} as varchar)"
    return f"regexp_replace(printf('%,.4f', cast({value} as double)), '[.]?0+$', '')"


def _tenfold(workspace: Workspace, raw: str, field: Field, source: Source, column: str, kind: str, writing: Writing) -> list[Group]:
    value = expressions.value_sql(kind, quoted(column), writing)
    limit = tenfold.limit(workspace, raw, value)
    if limit is None:
        return []
    there = f"from {quoted(raw)} where {value} >= {limit!r}"
    cells = int(workspace.fetch(f"select count(*) as n {there}")["n"][0])
    rows = workspace.fetch(
        f"select _line, {quoted(column)} as x, {_shown_sql(kind, f'({value} / 10)')} as y {there} order by _line limit {_EXAMPLES}"
    )
    examples = tuple(Change(int(line), str(text)[:_SHOWN], str(after)) for line, text, after in rows.iter_rows())
    state = "taken" if chosen(source, tenfold.CODE) else "offered"
    return [Group(tenfold.CODE, field.name, dict(field.title), column, kind, state, cells, cells, examples, {})]
