"""What a reader sees, worked out row by row in Python from the words of `data_catalog.policy`: no SQL, nothing shared with the compiler."""

from __future__ import annotations

import hashlib
import hmac
import math
from collections.abc import Mapping, Sequence
from datetime import date

from data_catalog.policy import RULES, ColumnRule, Condition, Policy

Row = Mapping[str, str | None]


def passes(condition: Condition, row: Row, own: Mapping[str, tuple[str, ...]]) -> bool | None:
    """True, False, or None where it cannot be told."""
    cell = row[condition.column]
    values = condition.values if condition.own is None else own.get(condition.own, ())
    if cell is None or not values:
        return None
    if condition.operator == "is":
        return cell in values
    if condition.operator == "is_not":
        return cell not in values
    if condition.operator == "begins":
        return any(cell.startswith(value) for value in values)
    read = number if condition.reads == "number" else day
    found, wanted = read(cell), read(values[0])
    if found is None or wanted is None:
        return None
    return found >= wanted if condition.operator == "at_least" else found <= wanted  # type: ignore[operator]


def filtered(policy: Policy, row: Row, own: Mapping[str, tuple[str, ...]]) -> bool | None:
    """All conditions together: false when one is, else untold when one is, else true."""
    told = [passes(one, row, own) for one in policy.rows]
    return False if False in told else None if None in told else True


def seen_rows(
    policies: Sequence[Policy], rows: Sequence[Row], own: Mapping[str, tuple[str, ...]], salt: bytes
) -> list[dict[str, str | None]]:
    """The rows as they are seen, each with all its columns: a dropped one empty."""
    shown = []
    for row in rows:
        lets = [one for one in policies if one.effect == "allow" and filtered(one, row, own) is True]
        hits = [one for one in policies if one.effect == "deny" and filtered(one, row, own) is not False]
        if lets and all(one.columns for one in hits):
            shown.append({name: _cell(name, row[name], lets, hits, salt) for name in row})
    return shown


def _cell(name: str, value: str | None, lets: Sequence[Policy], caps: Sequence[Policy], salt: bytes) -> str | None:
    allowed = [next((rule for rule in one.columns if rule.column == name), ColumnRule(one.others, name)) for one in lets]
    capped = [rule for one in caps for rule in one.columns if rule.column == name]
    best = min(allowed, key=_strict)
    return show(max([best, *capped], key=_strict), value, salt)


def _strict(rule: ColumnRule) -> tuple[float, ...]:
    ways = ["month", "year", "prefix", "bands", "grid_metres", "grid_latitude", "grid_longitude"]
    coarse = -rule.size if rule.rule == "mask" or rule.way == "prefix" else rule.size
    return (RULES.index(rule.rule), ways.index(rule.way) if rule.way else 0, coarse)


def show(rule: ColumnRule, value: str | None, salt: bytes) -> str | None:
    if value is None or rule.rule == "drop":
        return None
    if rule.rule == "allow":
        return value
    if rule.rule == "mask":
        return value[: int(rule.size)] + "***"
    if rule.rule == "hash":
        return "#" + hmac.new(salt, value.strip(" ").lower().encode(), hashlib.sha256).hexdigest()[:20]
    if rule.way in ("month", "year"):
        found = day(value)
        return None if found is None else found.isoformat()[: 7 if rule.way == "month" else 4]
    if rule.way == "prefix":
        return value[: int(rule.size)]
    figure = number(value)
    if figure is None:
        return None
    if rule.rule == "round":
        return str(int(math.copysign(math.floor(abs(figure) / rule.size + 0.5), figure) * rule.size))
    low = math.floor(figure / rule.size) * rule.size
    if rule.way == "bands":
        return f"{int(low)}~{int(low + rule.size - 1)}"
    return str(float(low + rule.size / 2))


def number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
