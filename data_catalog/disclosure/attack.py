"""What somebody who subtracts can tell of hidden counts: the range each may have, by all that the table and its totals say.

The attacker knows every count shown, every known total, which hidden counts are small ones (1 to `least` − 1) and that the
others are not, and that those others were the smallest that could be hidden beside them. Where each count belongs to one
total (or totals within totals) the ranges by single sums are exact. Where it belongs to several, such as rows and columns,
they are the bounds of linear programs; of a two-way table these are whole numbers (Fischetti & Salazar 1999, Models and
algorithms for the 2-dimensional cell suppression problem, Mathematical Programming 84).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]
# A linear program takes a few milliseconds; of more hidden counts than this the wider ranges by single sums have to do.
_MOST = 300
_PERSON = 1 - 1e-6


def told(values: Numbers, hidden: Mask, few: Mask, totals: Sequence[Sequence[Rows]], least: int) -> Mask:
    """The small hidden counts that can be told to less than one person.

    `values`, `hidden`, `few`: one of each a row of the table; `totals`: ways of adding up, each with the rows of every total.
    """
    groups = [group for way in totals for group in way]
    known = [group[hidden[group]] for group in groups if hidden[group].any()]
    low, high = _by_single_sums(values, known, *_by_marks(values, hidden, few, groups, least))
    crossed = _crossed(values.size, totals)
    if crossed.any() and hidden.sum() <= _MOST:
        for row in np.flatnonzero(few & hidden & crossed & (high - low >= _PERSON)):
            low[row], high[row] = _by_program(values, known, low, high, int(row))
    return few & hidden & (high - low < _PERSON)


def _by_marks(values: Numbers, hidden: Mask, few: Mask, groups: Sequence[Rows], least: int) -> tuple[Numbers, Numbers]:
    # A part of a hidden whole is hidden whatever it is.
    low = np.minimum(values, np.where(few, 1.0, float(least)))
    high = np.where(few, least - 1.0, np.inf)
    for group in groups:
        shown = values[group[~hidden[group] & (values[group] > 0)]]
        if shown.size:
            others = group[hidden[group] & ~few[group]]
            high[others] = np.minimum(high[others], np.maximum(values[others], shown.min()))
    return low, high


def _by_single_sums(values: Numbers, known: Sequence[Rows], low: Numbers, high: Numbers) -> tuple[Numbers, Numbers]:
    """Each count is at most what its total leaves when the others are as small as can be, and the other way round."""
    low, high = low.copy(), high.copy()
    for group in known:
        high[group] = np.minimum(high[group], values[group].sum())
    for _ in range(64):
        before = low.copy(), high.copy()
        for group in known:
            total = values[group].sum()
            least, most = low[group], high[group]
            low[group] = np.maximum(least, total - (most.sum() - most))
            high[group] = np.minimum(most, total - (least.sum() - least))
        if np.allclose(before[0], low) and np.allclose(before[1], high, equal_nan=True):
            break
    return low, high


def _crossed(rows: int, totals: Sequence[Sequence[Rows]]) -> Mask:
    """The rows that belong to two totals of which neither is within the other."""
    found = np.zeros(rows, np.bool_)
    labels = np.full((len(totals), rows), -1)
    for label, way in zip(labels, totals, strict=True):
        for number, group in enumerate(way):
            label[group] = number
    for number, one in enumerate(labels):
        for other in labels[:number]:
            pairs = np.unique(np.column_stack([one, other]), axis=0)
            spread = [np.bincount(side + 1) > 1 for side in pairs.T]
            found |= spread[0][one + 1] & spread[1][other + 1]
    return found


def _by_program(values: Numbers, known: Sequence[Rows], low: Numbers, high: Numbers, row: int) -> tuple[float, float]:
    """The least and the most one count can be when all totals hold at once."""
    # Late: nothing but a crossed table with hidden counts needs it, and it takes a third of a second.
    from scipy.optimize import linprog

    rows = np.unique(np.concatenate(known))
    place = {int(one): at for at, one in enumerate(rows)}
    sums = np.zeros((len(known), rows.size))
    for number, group in enumerate(known):
        sums[number, [place[int(one)] for one in group]] = 1.0
    totals = np.array([values[group].sum() for group in known])
    wanted = np.zeros(rows.size)
    wanted[place[row]] = 1.0
    bounds = np.column_stack([low[rows], high[rows]])
    ends = []
    for sign in (1.0, -1.0):
        found = linprog(sign * wanted, A_eq=sums, b_eq=totals, bounds=bounds, method="highs")
        # No solution to within the solver's tolerance tells nothing new.
        ends.append(float(found.x[place[row]]) if found.status == 0 else (low[row] if sign > 0 else high[row]))
    return ends[0], ends[1]
