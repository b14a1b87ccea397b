"""Finds resident registration numbers (and those of foreigners) in columns and inside free text, over the whole file.

By date and seventh digit: numbers issued since October 2020 carry no check digit, so none is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from connectors.duck import quoted

# Six digits that can be a date of birth, then a digit 1 to 8 (5 to 8: foreigners) and six more; no digit on either side.
_DATE = r"\d{2}(?:(?:0[13578]|1[02])(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)(?:0[1-9]|[12]\d|30)|02(?:0[1-9]|[12]\d))"
_GAP = r"\s?[-–]?\s?"
_NUMBER = rf"(?:^|[^0-9]){_DATE}{_GAP}[1-8]\d{{6}}(?:[^0-9]|$)"
_MASKING = rf"((?:^|[^0-9]){_DATE}{_GAP}[1-8])\d{{6}}((?:[^0-9]|$))"
_ANY = re.compile(rf"(?<!\d){_DATE}{_GAP}[1-8]\d{{6}}(?!\d)", re.ASCII)
_SHORTEST = 13


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


def find_personal(workspace: Rows, table: str, columns: Sequence[str]) -> tuple[PersonalColumn, ...]:
    """The columns of a table that hold resident numbers, by all its rows."""
    if not columns:
        return ()
    asked = []
    for number, column in enumerate(columns):
        found = has_number_sql(quoted(column))
        asked.append(f"count(*) filter ({found}) as c{number}")
        asked.append(f"count(*) filter ({found} and strlen(trim({quoted(column)})) <= 16) as w{number}")
    counts = workspace.fetch(f"select {', '.join(asked)} from {quoted(table)}").row(0, named=True)
    return tuple(
        PersonalColumn(column, "resident_number", int(counts[f"c{number}"]), counts[f"w{number}"] > 0.5 * counts[f"c{number}"])
        for number, column in enumerate(columns)
        if counts[f"c{number}"]
    )


def find_in_values(column: str, counts: Mapping[str, int]) -> PersonalColumn | None:
    """The same of one column whose values, with how often each occurs, are all here."""
    found = {value: count for value, count in counts.items() if len(value) >= _SHORTEST and _ANY.search(value)}
    if not found:
        return None
    rows = sum(found.values())
    whole = sum(count for value, count in found.items() if len(value.strip()) <= 16)
    return PersonalColumn(column, "resident_number", rows, whole > 0.5 * rows)


def has_number_sql(column_sql: str) -> str:
    """SQL: whether the text holds such a number, never NULL. Texts too short to hold one are not searched."""
    searched = f"regexp_matches({column_sql}, '{_NUMBER}')"
    return f"(case when strlen({column_sql}) >= {_SHORTEST} then {searched} else false end)"


def mask_sql(column_sql: str) -> str:
    """SQL: the text with the last six digits of each such number starred."""
    masked = f"regexp_replace({column_sql}, '{_MASKING}', '\\1******\\2', 'g')"
    # Twice: two numbers that share the character between them are not both met in one pass.
    return f"(case when {has_number_sql(column_sql)} then {masked.replace(column_sql, masked, 1)} else {column_sql} end)"


def mask(text: str) -> str:
    """The text with the last six digits of each such number starred."""
    return _ANY.sub(lambda found: found.group()[:-6] + "******", text) if len(text) >= _SHORTEST else text
