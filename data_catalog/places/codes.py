"""Area codes: which system a column of them is in, and the code of today for one that has changed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

_SHAPE = re.compile(r"[0-9]{2,10}")
# Lengths: ministry 2 province, 5 district, 8 or 10 dong; statistics office 2 province, 5 district, 7 dong (8 since 2023).
_LENGTHS = {"ministry": (2, 5, 8, 10), "statistics": (2, 5, 7, 8)}


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
        said = f"case when starts_with({said}, '{change.old}') then '{change.new}' || substr({said}, {len(change.old) + 1}) else {said} end"
    return said


def system(codes: Sequence[str]) -> str | None:
    """`ministry` (legal and administrative codes) or `statistics`, by the lengths and provinces of the codes; None: neither, or either."""
    given = [code for code in codes if code]
    if not given or not all(_SHAPE.fullmatch(code) for code in given):
        return None
    fits = {
        name: sum(len(code) in _LENGTHS[name] and code[:2] in provinces for code in given) / len(given)
        for name, provinces in _table()["systems"].items()
    }
    best = max(fits, key=lambda name: fits[name])
    return best if fits[best] >= 0.95 and min(fits.values()) < 0.9 else None


@cache
def _table() -> dict[str, Any]:
    with (Path(__file__).parent / "codes.toml").open("rb") as file:
        return tomllib.load(file)
