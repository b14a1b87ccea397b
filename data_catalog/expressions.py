"""SQL that reads a field from the texts of a file, in stages: values parsed from columns, then what is made of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as default
from typing import Any

from connectors.duck import quoted
from data_catalog import kinds
from data_catalog.kinds import MISSING, SQL_TYPES
from data_catalog.kinds.sql import literal
from data_catalog.mapping.source import Source
from data_catalog.schema import MEASURES, Field, Input
from data_catalog.taking import TEXTS, refuse_unfit, taken_sql
from data_catalog.units import unit_said, units_of
from data_catalog.writing import Writing, Writings, certain_way

_PLAIN_TEXTS = ("id", "code", "category", "text")
_LONGEST_MARK = max(len(mark.encode()) for mark in MISSING) + 4
_BLANKS = literal(" \t\r\n\N{NO-BREAK SPACE}")
_UNKNOWN = Writing()
_ROLLOVER_LIMIT = "interval 6 hour"
# A time alone belongs to the next day when that lands within this of the moment before it; else it is a slip of the clock.
_NEXT_DAY_LIMIT = "interval 12 hour"


@dataclass(frozen=True)
class Reading:
    """How one field is read.

    `parts`: alias → SQL over the file's columns. `stages`: alias → SQL over parts and earlier aliases, one select a stage; the last
    gives the canonical columns. The conditions are boolean SQL over aliases, never NULL: `unreadable` (a text was there,
    no value came of it), `mended` (by code), `blanked` (by code: read, but not a value this field can have). `join` brings a
    table beside the file's.
    """

    parts: Mapping[str, str]
    stages: tuple[Mapping[str, str], ...]
    unreadable: str
    mended: Mapping[str, str] = default(default_factory=dict)
    blanked: Mapping[str, str] = default(default_factory=dict)
    notes: Mapping[str, Mapping[str, Any]] = default(default_factory=dict)
    """What holds for the whole column, by code, with facts."""
    join: str = ""


def reading(field: Field, source: Source, input: Input, earlier: Sequence[str], written: Writings) -> Reading:
    """The SQL of a field that is not a place. `earlier` are the moments already read, in order."""
    if field.kind == "moment" and source.how == "date_time":
        return _date_time(field, source, input, earlier, written)
    refuse_unfit(field, source)
    constant = source.how == "constant"
    column = taken_sql(source)
    writing = Writing() if constant else written.get((source.columns[0], field.kind), Writing())
    if field.kind == "rate" and "%" in unicodedata.normalize("NFKC", " ".join(source.columns)):
        writing = replace(writing, habit=replace(writing.habit or kinds.Habit(), percent=True))
    factor = unit_factor(field, source)
    notes: dict[str, dict[str, Any]] = {"unit": {"factor": factor}} if factor else {}
    given, text, bad = (alias(field.name, part) for part in ("given", "text", "bad"))
    value = value_sql(field.kind, column, writing)
    if factor:
        # 1.2 thousand is a whole number.
        value = f"round({value_sql('number', column)} * {factor!r})" if field.kind == "integer" else f"{value} * {factor!r}"
    parts = {given: f"cast({value} as {SQL_TYPES[field.kind]})", text: column}
    judged = {bad: "false" if field.kind in _PLAIN_TEXTS else unreadable_sql(given, text, field.kind, writing)}
    if field.choices and field.kind in TEXTS:
        return _chosen(field, parts, judged, given, bad)
    before = _before(field, input, earlier) if field.kind == "moment" else []
    if not before:
        return Reading(parts, (judged, {quoted(field.name): given}), bad, notes=notes)
    slipped = alias(field.name, "slipped")
    stages = (judged | {slipped: _slipped(given, before)}, {quoted(field.name): _next_day_if(slipped, given)})
    return Reading(parts, stages, bad, {"midnight": slipped}, notes=notes)


def _chosen(field: Field, parts: Mapping[str, str], judged: Mapping[str, str], given: str, bad: str) -> Reading:
    """A field with a closed list: what is not on it is left out until a person says which of the list it is."""
    undecided = alias(field.name, "undecided")
    known = ", ".join(literal(choice) for choice in field.choices)
    judged = {**judged, undecided: f"coalesce({given} not in ({known}), false)"}
    stages = (judged, {quoted(field.name): f"case when not {undecided} then {given} end"})
    return Reading(parts, stages, bad, blanked={"value_undecided": undecided})


def parsed_as(field: Field, source: Source) -> list[tuple[str, str]]:
    """Each column of a source with the kind its texts are parsed as."""
    if source.how in ("constant", "area", "joined"):
        return []
    if source.how == "date_time":
        return [(source.columns[0], "date"), (source.columns[1], "time")]
    if source.how in ("lonlat", "xy"):
        return [(column, "number") for column in source.columns[:2]]
    return [(column, field.kind) for column in source.columns]


def value_sql(kind: str, column: str, writing: Writing = _UNKNOWN) -> str:
    """The plain reading of a column written in one way, else `kinds.parse_sql` with what most cells are tried before it."""
    if writing.plain:
        return writing.plain
    parsed = kinds.parse_sql(kind, column, writing.habit)
    if kind in MEASURES:
        number = f"try_cast({column} as double)"
        whole = f" and {number} = floor({number})" if kind == "integer" else ""
        return f"(case when isfinite({number}){whole} and not contains({column}, '_') then {number} else {parsed} end)"
    if kind in _PLAIN_TEXTS:
        # Not a list with "in": with functions in it the engine makes a join of each, and hundreds of columns take gigabytes.
        no_blank_end = f"not contains({_BLANKS}, right({column}, 1))"
        digit = f"({column} >= '0' and {column} < ':')"
        # No mark for a missing value is as long as this.
        hangul = f"({column} >= '가' and {column} < '힤' and strlen({column}) > {_LONGEST_MARK})"
        return f"(case when ({digit} or {hangul}) and {no_blank_end} then {column} else {parsed} end)"
    return parsed


def certain_sql(kind: str, column: str) -> str:
    """The value of a text that can be read in one way only and is written as plainly as can be; NULL for the others."""
    return certain_way(kind, column) or "cast(null as varchar)"


def unreadable_sql(value: str, text: str, kind: str, writing: Writing = _UNKNOWN) -> str:
    """Whether a text is there and no value came of it; the text is looked at only where there is no value."""
    if writing.plain:
        return f"({value} is null and {text} is not null)" if writing.is_likely else "false"
    return f"(case when {value} is null then not {kinds.missing_sql(text, kind)} else false end)"


def unit_factor(field: Field, source: Source) -> float | None:
    """What the numbers are multiplied by because a person or the header names another unit; None when neither does."""
    said = source.unit or next((unit for column in source.columns if (unit := unit_said(field, column))), None)
    return units_of(field)[said.casefold()] if said else None


def alias(field: str, part: str) -> str:
    """A name for a part of a field that no field can have."""
    return quoted(f"{field}__{part}")


def _date_time(field: Field, source: Source, input: Input, earlier: Sequence[str], written: Writings) -> Reading:
    """Date and time from two columns. Without a date the time belongs to the day of the moment before it, or the next."""
    date_column, time_column = source.columns
    names = ("date", "time", "date_text", "time_text", "no_date", "bad", "base", "slipped", "whole")
    date, time, date_text, time_text, no_date, bad, base, slipped, whole = (alias(field.name, part) for part in names)
    of_date, of_time = (written.get(key, Writing()) for key in parsed_as(field, source))
    parts = {
        date: value_sql("date", quoted(date_column), of_date),
        time: value_sql("time", quoted(time_column), of_time),
        date_text: quoted(date_column),
        time_text: quoted(time_column),
    }
    missing_date = f"(case when {date} is null then {kinds.missing_sql(date_text, 'date')} else false end)"
    judged = {
        bad: f"({unreadable_sql(time, time_text, 'time', of_time)} or {unreadable_sql(date, date_text, 'date', of_date)})",
        whole: f"(cast({date} as TIMESTAMP) + to_seconds({time}))",
    }
    if not earlier:
        return Reading(parts, (judged, {quoted(field.name): whole}), bad)
    judged |= {no_date: missing_date, base: "coalesce(" + ", ".join(quoted(name) for name in reversed(earlier)) + ")"}
    before = _before(field, input, earlier)
    that_day = f"(date_trunc('day', {base}) + to_seconds({time}))"
    next_day = f"({that_day} + interval 1 day)"
    is_next = f"{that_day} < {base} and {next_day} - {base} < {_NEXT_DAY_LIMIT}"
    taken = f"case when {is_next} then {next_day} else {that_day} end"
    stages = (
        judged,
        {slipped: _slipped(whole, before) if before else "false"},
        {quoted(field.name): f"case when {no_date} then {taken} else {_next_day_if(slipped, whole)} end"},
    )
    mended = {"date_taken": f"({no_date} and {time} is not null and {base} is not null)"}
    return Reading(parts, stages, bad, mended | ({"midnight": slipped} if before else {}))


def _before(field: Field, input: Input, earlier: Sequence[str]) -> list[str]:
    """The moments that a check of the input says come no later than this one."""
    return [
        check.fields[0]
        for check in input.checks
        if check.rule == "not_before" and check.fields[1:] == (field.name,) and check.fields[0] in earlier
    ]


def _slipped(value: str, before: Sequence[str]) -> str:
    """Past midnight under yesterday's date: before its forerunner, but within six hours after it once a day is added."""
    base = f"greatest({', '.join(quoted(name) for name in before)})"
    return f"coalesce({value} < {base} and {value} + interval 1 day - {base} < {_ROLLOVER_LIMIT}, false)"


def _next_day_if(slipped: str, value: str) -> str:
    return f"case when {slipped} then {value} + interval 1 day else {value} end"
