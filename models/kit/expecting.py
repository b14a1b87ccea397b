"""Compares what came out with what a case or an exercise expects, in words its author understands."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from models.kit.result import Result

_EXACT = 1e-9


def differs(result: Result, expected: Mapping[str, Any], truth: Mapping[str, Any]) -> str | None:
    """What is not as expected; None when all is."""
    wanted = truth[expected["truth"]] if "truth" in expected else expected.get("equals")
    tolerance = expected.get("tolerance", _EXACT)
    if "table" in expected:
        return _in_table(result, expected, wanted, tolerance)
    if "finding" in expected:
        return _in_finding(result, expected, wanted, tolerance)
    if "answer" in expected:
        states = {answer.output: answer.state for answer in result.answers}
        return _compared(f"answer {expected['answer']}", states.get(expected["answer"]), expected["state"], 0)
    return f"expects nothing that can be looked at: {dict(expected)}"


def unlike(found: Any, wanted: Any, tolerance: float) -> bool:
    """Whether a value is not the wanted one; numbers within the tolerance are alike, lists by their items."""
    if isinstance(wanted, Mapping):
        return any(unlike(part(found, name), item, tolerance) for name, item in wanted.items())
    if hasattr(found, "tolist"):
        found = found.tolist()
    if isinstance(wanted, (list, tuple)):
        if not isinstance(found, (Sequence, pl.Series, set, frozenset)) or isinstance(found, str):
            return True
        items = sorted(found) if isinstance(found, (set, frozenset)) else list(found)
        pairs = zip(items, wanted, strict=False)
        return len(items) != len(wanted) or any(unlike(one, two, tolerance) for one, two in pairs)
    if isinstance(wanted, bool) or not isinstance(wanted, (int, float)):
        return bool(found != wanted)
    if isinstance(found, bool) or not isinstance(found, (int, float)):
        return True
    return not (found == wanted or math.isclose(found, wanted, rel_tol=0, abs_tol=tolerance))


def part(found: Any, name: str) -> Any:
    """A part of a value by name: a key, a column, a place in a list, or an attribute."""
    if isinstance(found, Mapping):
        return found.get(name)
    if isinstance(found, pl.DataFrame):
        return found[name] if name in found.columns else None
    if name.isdigit() and isinstance(found, (Sequence, pl.Series)):
        return found[int(name)]
    return getattr(found, name, None) if not name.startswith("_") else None


def _in_table(result: Result, expected: Mapping[str, Any], wanted: Any, tolerance: float) -> str | None:
    name = expected["table"]
    if name not in {table.spec.name for table in result.tables}:
        return f"the table {name} was not given"
    rows = result.table(name).rows
    for column, value in expected.get("where", {}).items():
        if column not in rows.columns:
            return f"the table {name} has no column {column}"
        rows = rows.filter(pl.col(column).cast(pl.String) == str(value))
    place = f"{name} {dict(expected.get('where', {})) or ''}".strip()
    if "rows" in expected:
        return _compared(f"rows of {place}", rows.height, expected["rows"], 0)
    at = expected.get("row", 0)
    if rows.height <= at:
        return f"{place} has no row {at}"
    if expected["column"] not in rows.columns:
        return f"the table {name} has no column {expected['column']}"
    return _compared(f"{place} {expected['column']}", rows[expected["column"]][at], wanted, tolerance)


def _in_finding(result: Result, expected: Mapping[str, Any], wanted: Any, tolerance: float) -> str | None:
    said = [item for item in result.findings if item.key == expected["finding"]]
    if expected.get("absent"):
        return f"the finding {expected['finding']} was said" if said else None
    if not said:
        return f"the finding {expected['finding']} was not said"
    if "fact" not in expected:
        return None
    fact = said[expected.get("row", 0)].facts.get(expected["fact"])
    return _compared(f"{expected['finding']}.{expected['fact']}", fact, wanted, tolerance)


def _compared(place: str, found: Any, wanted: Any, tolerance: float) -> str | None:
    return f"{place} is {found!r}, expected {wanted!r}" if unlike(found, wanted, tolerance) else None
