"""Which columns of two tables hold the same thing, by their names, by the values they share and by what their values are like."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from data_catalog import terms
from data_catalog.mapping.matching import greatest_sum
from data_catalog.mapping.values import Column
from data_catalog.schema import NUMBERS

# Below this two columns are more often different things than one.
_ENOUGH = 0.35
# A name is worth more than the look of the values; values that two columns share are worth more than either.
_NAME, _LOOK = 0.72, 0.28
_SHARED_ENOUGH = 0.3
_TIMES = frozenset({"date", "moment", "month"})
_WORDS = frozenset({"id", "code", "area_code", "category", "text", "place"})


@dataclass(frozen=True)
class Same:
    """Two columns that hold the same thing. `score` is 0 to 1."""

    one: str
    other: str
    score: float


def same_columns(ones: Sequence[Column], others: Sequence[Column]) -> tuple[Same, ...]:
    """The pairs, each column in one at most, so that the sum of their scores is greatest; the surest first."""
    if not ones or not others:
        return ()
    held = [_values(column) for column in others]
    scores = np.array([[_score(one, _values(one), other, held[at]) for at, other in enumerate(others)] for one in ones])
    # A place of its own for each: a column may well have no partner.
    columns = greatest_sum(np.hstack([scores, np.zeros((len(ones), len(ones)))]))
    found = [
        Same(one.name, others[at].name, round(float(scores[row, at]), 3))
        for row, (one, at) in enumerate(zip(ones, columns.tolist(), strict=True))
        if at < len(others) and scores[row, at] >= _ENOUGH
    ]
    return tuple(sorted(found, key=lambda pair: -pair.score))


def _score(one: Column, ours: frozenset[str], other: Column, theirs: frozenset[str]) -> float:
    named = max(terms.likeness(one.name, other.name), 0.9 * terms.kinship(one.name, other.name))
    plain = _NAME * named + _LOOK * _look(one, other)
    shared = len(ours & theirs) / min(len(ours), len(theirs)) if ours and theirs else 0.0
    return max(plain, min(1.0, 0.55 + 0.25 * shared + 0.2 * named)) if shared >= _SHARED_ENOUGH else plain


def _values(column: Column) -> frozenset[str]:
    """Values that say something: small numbers and single letters are shared by chance."""
    met = [*column.samples, *(value for value, _ in column.top)]
    return frozenset(text for value in met if len(text := value.strip().casefold()) > 2 and not (text.isdigit() and len(text) < 5))


def _look(one: Column, other: Column) -> float:
    """How alike the values are in kind, and in size where they are measures."""
    if {one.kind, other.kind} <= set(NUMBERS):
        return 0.5 + 0.5 * _sizes(one, other)
    if one.kind == other.kind:
        return 1.0
    if {one.kind, other.kind} <= _TIMES:
        return 0.8
    return 0.6 if {one.kind, other.kind} <= _WORDS else 0.0


def _sizes(one: Column, other: Column) -> float:
    ends = [(_number(one.maximum), _number(other.maximum)), (_number(one.minimum), _number(other.minimum))]
    apart = [abs(math.log10(1 + abs(left)) - math.log10(1 + abs(right))) for left, right in ends if left is not None and right is not None]
    return max(0.0, 1 - sum(apart) / len(apart) / 3) if apart else 0.5


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, (int, float)) else None
