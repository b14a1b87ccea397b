"""Finds resident registration numbers (and those of foreigners) in columns and inside free text, over the whole file.

By date and seventh digit: numbers issued since October 2020 carry no check digit, so none is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from connectors.duck import quoted

# Six digits that can be a date of birth, then a digit 1 to 8 (5 to 8: foreigners) and six more. Thirteen bare digits must stand
# apart from letters, fractions and addresses of pages; with a hyphen it is enough that no digit is beside them.
_DATE = r"\d{2}(?:(?:0[13578]|1[02])(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)(?:0[1-9]|[12]\d|30)|02(?:0[1-9]|[12]\d))"
_PARTED = rf"{_DATE}(?:\s?[-–]\s?|\s)[1-8]\d{{6}}"
_BARE = rf"{_DATE}[1-8]\d{{6}}"
_LEFT, _RIGHT = r"(?:^|[^0-9A-Za-z._/=&%-])", r"(?:[^0-9A-Za-z_%-]|$)"
_NUMBER = rf"(?:^|[^0-9.]){_PARTED}(?:[^0-9]|$)|{_LEFT}{_BARE}{_RIGHT}"
_SHORTEST = 13
_ANY = re.compile(_NUMBER, re.ASCII)
MASK = rf"((?:^|[^0-9]){_DATE}(?:\s?[-–]?\s?)[1-8])\d{{6}}((?:[^0-9]|$))"
_MASKED = re.compile(rf"(?<!\d)({_DATE}\s?[-–]?\s?[1-8])\d{{6}}(?!\d)", re.ASCII)
# Thirteen digits and nothing else may be any number: one in 35 is possible by chance, of times in milliseconds one in 25.
# So many of these cells must be possible; people and firms share a column of tax data, so it is not the most of them.
_ALONE = r"\s*[0-9]{13}(\.0*)?\s*"
_BY_ITSELF = re.compile(_ALONE, re.ASCII)
_SHARE = 0.2
_HEADER = re.compile(r"주민|외국인|resident|foreigner|\brrn\b", re.IGNORECASE)


class Rows(Protocol):
    """What is used of a workspace."""

    def fetch(self, sql: str) -> Any: ...


@dataclass(frozen=True)
class PersonalColumn:
    """A column in which such numbers were found: in how many rows, and whether a cell is the number and nothing else."""

    column: str
    kind: str
    rows: int
    is_whole_cell: bool


# Each column takes four patterns, which the engine keeps compiled until its answer: a few columns at a time take little.
_AT_ONCE = 32


def find_personal(workspace: Rows, table: str, columns: Sequence[str]) -> tuple[PersonalColumn, ...]:
    """The columns of a table that hold resident numbers, by all its rows."""
    parts = (columns[start : start + _AT_ONCE] for start in range(0, len(columns), _AT_ONCE))
    return tuple(item for part in parts for item in _found(workspace, table, part))


def _found(workspace: Rows, table: str, columns: Sequence[str]) -> tuple[PersonalColumn, ...]:
    asked = []
    for number, column in enumerate(columns):
        name = quoted(column)
        found, alone = has_number_sql(name), f"(strlen({name}) between 13 and 24 and regexp_full_match({name}, '{_ALONE}'))"
        asked.append(f"count(*) filter ({found}) as found_{number}")
        asked.append(f"count(*) filter (case when {found} then {alone} else false end) as bare_{number}")
        asked.append(f"count(*) filter ({alone}) as alone_{number}")
        asked.append(f"count(*) filter (case when {found} then strlen(trim({name})) <= 16 else false end) as whole_{number}")
    counts = workspace.fetch(f"select {', '.join(asked)} from {quoted(table)}").row(0, named=True)  # noqa: S608
    judged = (_judged(column, *(int(counts[f"{key}_{number}"]) for key in _COUNTS)) for number, column in enumerate(columns))
    return tuple(item for item in judged if item)


def find_in_values(column: str, counts: Mapping[str, int]) -> PersonalColumn | None:
    """The same of one column whose values, with how often each occurs, are all here."""
    found = {value: count for value, count in counts.items() if len(value) >= _SHORTEST and _ANY.search(value)}
    alone = {value: count for value, count in counts.items() if 13 <= len(value) <= 24 and _BY_ITSELF.fullmatch(value)}
    bare = sum(count for value, count in found.items() if value in alone)
    whole = sum(count for value, count in found.items() if len(value.strip()) <= 16)
    return _judged(column, sum(found.values()), bare, sum(alone.values()), whole)


_COUNTS = ("found", "bare", "alone", "whole")


def _judged(column: str, found: int, bare: int, alone: int, whole: int) -> PersonalColumn | None:
    parted = found - bare
    rows = found if parted or bare >= _SHARE * alone or _HEADER.search(column) else 0
    return PersonalColumn(column, "resident_number", rows, whole > 0.5 * found) if rows else None


def has_number_sql(column_sql: str) -> str:
    """SQL: whether the text holds such a number, never NULL. Texts too short to hold one are not searched."""
    searched = f"regexp_matches({column_sql}, '{_NUMBER}')"
    return f"(case when strlen({column_sql}) >= {_SHORTEST} then {searched} else false end)"


def mask_sql(column_sql: str) -> str:
    """SQL: the text with the last six digits of each such number starred."""
    # Twice: two numbers that share the character between them are not both met in one pass.
    once = f"regexp_replace({column_sql}, '{MASK}', '\\1******\\2', 'g')"
    twice = f"regexp_replace({once}, '{MASK}', '\\1******\\2', 'g')"
    return f"(case when strlen({column_sql}) >= {_SHORTEST} then {twice} else {column_sql} end)"


def mask(text: str) -> str:
    """The text with the last six digits of each such number starred."""
    return _MASKED.sub(r"\1******", text) if len(text) >= _SHORTEST else text
