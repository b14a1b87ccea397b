"""Conditions and rules of policies in plain words, in a language."""

from __future__ import annotations

from app.texts import text
from data_catalog.policy import ColumnRule, Condition

_SHOWN = 3


def condition_said(condition: Condition, lang: str, shown: int = _SHOWN) -> str:
    """One condition; of many values the first `shown`, and how many more."""
    if condition.own:
        values = text(f"policy.attribute.{condition.own}", lang)
    else:
        values = ", ".join(condition.values[:shown])
        if len(condition.values) > shown:
            values = text("policy.condition.more", lang, values=values, count=len(condition.values) - shown)
    return text(f"policy.condition.{condition.operator}", lang, column=condition.column, values=values)


def rows_said(conditions: tuple[Condition, ...], lang: str, shown: int = _SHOWN) -> str:
    """All conditions of one policy, which hold together."""
    return " · ".join(condition_said(one, lang, shown) for one in conditions) or text("policy.condition.all", lang)


def rule_said(rule: ColumnRule, lang: str) -> str:
    """How a column is shown."""
    if rule.rule == "mask" and not rule.size:
        return text("policy.rule.mask_all", lang)
    size = int(rule.size) if rule.size == int(rule.size) else rule.size
    name = f"policy.rule.{rule.way or rule.rule}"
    return text(name, lang, size=size) if rule.size else text(name, lang)
