"""Which of a field's known values each text of a file stands for, as far as the texts themselves tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from data_catalog import terms

_SURE, _LIKELY = 0.999, 0.7


@dataclass(frozen=True)
class Value:
    """A text of the file, in how many rows it stands, and what it probably is; `choice` None: to be decided by a person."""

    text: str
    rows: int
    choice: str | None
    confidence: str


def value_table(counts: Mapping[str, int], choices: Sequence[str]) -> tuple[Value, ...]:
    """One line a text, the most frequent first. Texts that are choices already stand for themselves."""
    return tuple(_value(text, rows, choices) for text, rows in sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _value(text: str, rows: int, choices: Sequence[str]) -> Value:
    ranked = sorted(((_alike(text, choice), choice) for choice in choices), reverse=True)
    if not ranked or ranked[0][0] < _LIKELY:
        return Value(text, rows, None, "not_sure")
    best, choice = ranked[0]
    rival = ranked[1][0] if len(ranked) > 1 else 0.0
    if best >= _SURE and rival < _SURE:
        return Value(text, rows, choice, "sure")
    # Two that come as near as each other are no answer.
    return Value(text, rows, choice, "likely") if best - rival >= 0.1 else Value(text, rows, None, "not_sure")


def _alike(text: str, choice: str) -> float:
    left, right = terms.compact(text), terms.compact(choice)
    if not left or not right:
        return 0.0
    if left == right:
        return 1.0
    within = 0.85 if len(min(left, right, key=len)) > 1 and (left.startswith(right) or right.startswith(left)) else 0.0
    return max(within, terms.likeness(text, choice) * 0.95, float(fuzz.ratio(left, right)) / 100)
