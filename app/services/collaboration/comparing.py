"""Answers side by side: for each factor what every partner said, the middle and the range, and where they lie furthest apart."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data_catalog.records.tables import COLLABORATION_FACTORS

DISAGREES = 2
"""So many points apart, partners are said to disagree."""
MOST_TOLD = 3

Ratings = Mapping[str, int | None]
"""1 to 5 by factor, None for "do not know"."""


@dataclass(frozen=True)
class Row:
    """One factor: each partner's rating, None where it did not know or did not answer; the median, lowest and highest of those there are,
    None where there is none. `before`: the same row of the check before."""

    factor: str
    ratings: tuple[int | None, ...]
    median: float | None
    low: int | None
    high: int | None
    before: Row | None = None

    @property
    def spread(self) -> int | None:
        """How far the highest lies above the lowest; None of fewer than two."""
        known = [one for one in self.ratings if one is not None]
        return None if self.low is None or self.high is None or len(known) < 2 else self.high - self.low

    @property
    def disagrees(self) -> bool:
        """Whether partners see it differently."""
        return self.spread is not None and self.spread >= DISAGREES


def compared(answers: Sequence[Ratings | None], before: Sequence[Ratings | None] | None = None) -> tuple[Row, ...]:
    """A row a factor, in the order they are asked in. `answers`: of the partners, None of one that did not answer.

    Example: trust rated 5, 2 and "do not know": median 3.5, lowest 2, highest 5, range 3: they disagree.
    """
    earlier = {row.factor: row for row in compared(before)} if before is not None else {}
    return tuple(_row(factor, answers, earlier.get(factor)) for factor in COLLABORATION_FACTORS)


def apart(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The factors partners disagree on most, at most three: the widest range first, of equal ones the lowest rated."""
    found = sorted((row for row in rows if row.disagrees), key=lambda row: (-(row.spread or 0), row.median or 0))
    return tuple(found[:MOST_TOLD])


def _row(factor: str, answers: Sequence[Ratings | None], before: Row | None) -> Row:
    ratings = tuple(one.get(factor) if one is not None else None for one in answers)
    known = [one for one in ratings if one is not None]
    if not known:
        return Row(factor, ratings, None, None, None, before)
    return Row(factor, ratings, statistics.median(known), min(known), max(known), before)
