"""Area codes that changed: the code of today for one of before."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from data_catalog.kinds.sql import let, name_of

_CODE = name_of("c")


@dataclass(frozen=True)
class Change:
    """A code that became another on a day: all codes that begin with `old` begin with `new` since."""

    on: date
    old: str
    new: str
    name: str


def changes() -> tuple[Change, ...]:
    """The changes known, in the order of their days."""
    return tuple(Change(one["on"], one["old"], one["new"], one["name"]) for one in _table()["change"])


def current(code: str, on: date | None = None) -> str:
    """The ministry's code as it is on a day (today's: None).

    >>> current("4211010100"), current("4772025000"), current("1111051500")
    ('5111010100', '2772025000', '1111051500')
    >>> current("4211010100", date(2022, 1, 1))
    '4211010100'
    """
    for change in changes():
        if code.startswith(change.old) and (on is None or change.on <= on):
            code = change.new + code[len(change.old) :]
    return code


def current_sql(column_sql: str) -> str:
    """SQL: a ministry's code as it is today; other texts as they are."""
    said = column_sql
    for change in changes():
        turned = f"'{change.new}' || substr({_CODE}, {len(change.old) + 1})"
        said = let(_CODE, said, f"case when starts_with({_CODE}, '{change.old}') then {turned} else {_CODE} end")
    return said


@cache
def _table() -> dict[str, Any]:
    with (Path(__file__).parent / "codes.toml").open("rb") as file:
        return tomllib.load(file)
