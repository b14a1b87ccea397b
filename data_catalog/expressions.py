"""SQL that reads a field from the texts of a file, in two stages: parts parsed from each column, then values made of parts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field as default
from typing import Any

from connectors.duck import quoted
from data_catalog import kinds
from data_catalog.mapping.source import Source
from data_catalog.schema import Field, Input

SQL_TYPES = {
    "integer": "BIGINT", "number": "DOUBLE", "won": "DOUBLE", "minutes": "DOUBLE", "km": "DOUBLE",
    "date": "DATE", "month": "DATE", "moment": "TIMESTAMP", "yesno": "BOOLEAN",
}  # fmt: skip
# What a note in a header (거리(m)) makes of a number, by kind of field.
_UNITS = {
    "km": {"m": 0.001, "미터": 0.001, "meter": 0.001, "metre": 0.001},
    "minutes": {"초": 1 / 60, "sec": 1 / 60, "seconds": 1 / 60, "s": 1 / 60, "시간": 60.0, "hour": 60.0, "hours": 60.0},
    "won": {"천원": 1e3, "만원": 1e4, "백만원": 1e6, "억원": 1e8},
}
_UNIT_NOTE = re.compile(r"[(\[]\s*(?:단위\s*[:：]?)?\s*([^)\]]*?)\s*[)\]]|[_ ](초|sec|seconds|m|meter)$", re.I)
_ROLLOVER_LIMIT = "interval 6 hour"
# A time alone belongs to the next day when that lands within this of the moment before it; else it is a slip of the clock.
_NEXT_DAY_LIMIT = "interval 12 hour"


@dataclass(frozen=True)
class Reading:
    """How one field is read.

    `parts`: alias → SQL over the file's columns. `stages`: alias → SQL over parts and earlier aliases, one select a stage; the last
    gives the canonical columns. The conditions are boolean SQL over aliases, never NULL: `unreadable` (a text was there, no value came
    of it), `mended` (by code), `blanked` (by code: read, but not a value this field can have). `join` brings a table by `_line`.
    """

    parts: Mapping[str, str]
    stages: tuple[Mapping[str, str], ...]
    unreadable: str
    mended: Mapping[str, str] = default(default_factory=dict)
    blanked: Mapping[str, str] = default(default_factory=dict)
    notes: Mapping[str, Mapping[str, Any]] = default(default_factory=dict)
    """What holds for the whole column, by code, with facts."""
    join: str = ""


def reading(field: Field, source: Source, input: Input, earlier: Sequence[str]) -> Reading:
    """The SQL of a field that is not a place. `earlier` are the moments already read, in order."""
    if field.kind == "moment" and source.how == "date_time":
        return _date_time(field, source, input, earlier)
    text = _literal(source.value or "") if source.how == "constant" else quoted(source.columns[0])
    factor = unit_factor(field, source)
    value = kinds.parse_sql(field.kind, text)
    value = f"cast({value} as {SQL_TYPES.get(field.kind, 'VARCHAR')})" + (f" * {factor!r}" if factor else "")
    given, missing = _alias(field, "given"), _alias(field, "missing")
    parts = {given: value, missing: kinds.missing_sql(text)}
    unreadable = f"({given} is null and not {missing})"
    before = _before(field, input, earlier) if field.kind == "moment" else []
    if not before:
        notes = {"unit": {"factor": factor}} if factor else {}
        return Reading(parts, ({quoted(field.name): given},), unreadable, notes=notes)
    slipped = _alias(field, "slipped")
    stages = ({slipped: _slipped(given, before)}, {quoted(field.name): _next_day_if(slipped, given)})
    return Reading(parts, stages, unreadable, {"midnight": slipped})


def unit_factor(field: Field, source: Source) -> float | None:
    """What the numbers are multiplied by because the header names another unit; None when it does not."""
    units = _UNITS.get(field.kind, {})
    said = [(note[0] or note[1]).casefold() for column in source.columns for note in _UNIT_NOTE.findall(column.strip())]
    return next((units[unit] for unit in said if unit in units), None)


def _date_time(field: Field, source: Source, input: Input, earlier: Sequence[str]) -> Reading:
    """Date and time from two columns. Without a date the time belongs to the day of the moment before it, or the next."""
    date_text, time_text = (quoted(column) for column in source.columns)
    date, time, no_date, no_time = (_alias(field, part) for part in ("date", "time", "no_date", "no_time"))
    parts = {
        date: f"cast({kinds.parse_sql('date', date_text)} as DATE)",
        time: kinds.parse_sql("time", time_text),
        no_date: kinds.missing_sql(date_text),
        no_time: kinds.missing_sql(time_text),
    }
    given = f"(cast({date} as TIMESTAMP) + to_seconds({time}))"
    unreadable = f"((not {no_time} and {time} is null) or (not {no_date} and {date} is null))"
    if not earlier:
        return Reading(parts, ({quoted(field.name): given},), unreadable)
    base, slipped, whole = _alias(field, "base"), _alias(field, "slipped"), _alias(field, "whole")
    that_day = f"(date_trunc('day', {base}) + to_seconds({time}))"
    taken = f"case when {that_day} < {base} and {that_day} + interval 1 day - {base} < {_NEXT_DAY_LIMIT} " + (
        f"then {that_day} + interval 1 day else {that_day} end"
    )
    before = _before(field, input, earlier)
    stages = (
        {base: "coalesce(" + ", ".join(quoted(name) for name in reversed(earlier)) + ")", whole: given},
        {slipped: _slipped(whole, before) if before else "false"},
        {quoted(field.name): f"case when {no_date} then {taken} else {_next_day_if(slipped, whole)} end"},
    )
    mended = {"date_taken": f"({no_date} and {time} is not null and {base} is not null)"}
    return Reading(parts, stages, unreadable, mended | ({"midnight": slipped} if before else {}))


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


def _alias(field: Field, part: str) -> str:
    return quoted(f"{field.name}__{part}")


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
