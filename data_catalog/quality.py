"""How good a dataset is, as one number out of 100 whose four parts are shown with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

CYCLES = {"once": None, "daily": 1, "weekly": 7, "monthly": 31, "quarterly": 92, "yearly": 366, "irregular": None}
"""How often a dataset is renewed, in days at most; None: no day is missed."""

_WEIGHTS = {"kept": 0.3, "filled": 0.3, "readable": 0.3, "fresh": 0.1}


@dataclass(frozen=True)
class Quality:
    """`score` out of 100; each part a share from 0 to 1.

    `kept`: rows of the file that are in the table. `filled`: cells that hold something. `readable`: filled cells that read as what
    their column holds. `fresh`: 1 until the next renewal is due, then falling to 0 over one more cycle.
    """

    score: int
    kept: float
    filled: float
    readable: float
    fresh: float


def quality(profile: Mapping[str, Any], read: Mapping[str, Any] | None, cycle: str | None, made: date, today: date) -> Quality:
    """The quality of a version: its profile, the account of its reading, how often it is to be renewed, its day and today."""
    rows, columns = profile["rows"], profile["columns"]
    cells = rows * len(columns)
    filled = sum(column["filled"] for column in columns)
    readable = sum(column["readable"] * column["filled"] for column in columns)
    kept = read["rows_kept"] / read["rows_in"] if read and read.get("rows_in") else 1.0
    parts = {
        "kept": kept,
        "filled": filled / cells if cells else 0.0,
        "readable": readable / filled if filled else 0.0,
        "fresh": _fresh(cycle, made, today),
    }
    score = round(100 * sum(_WEIGHTS[name] * share for name, share in parts.items()))
    return Quality(score, **parts)


def _fresh(cycle: str | None, made: date, today: date) -> float:
    days = CYCLES.get(cycle or "once")
    if days is None:
        return 1.0
    late = today - made - timedelta(days=days)
    return max(0.0, min(1.0, 1 - late.days / days))
