"""Sums of amounts that few givers make up: a sum would tell each of them, or their rivals, what one has. Pure: rows in, rows and marks out.

Two published rules find such a cell (Hundepool, Domingo-Ferrer, Franconi, Giessing, Schulte Nordholt, Spicer & de Wolf 2012, Statistical
Disclosure Control, Wiley, chapter 4): p %, the second largest giver can reckon the largest to within `p` of it, by taking its own amount
from the sum; (n, k), the `n` largest make up more than `k` of the sum. A cell that either finds is hidden, and with it the smallest
further cells of each known total, until what is hidden of that total is itself no cell that the first rule finds. Amounts are 0 or more.

What it does not hold against: totals that cross (each known total is held against alone), and givers who act together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data_catalog.disclosure.suppression import OTHER, Disclosed, groups_of

NEAR = 0.10
LARGEST, SHARE = 2, 0.85

Amounts = NDArray[np.float64]


@dataclass(frozen=True)
class Summing:
    """One column of sums: `largest` and `second` are columns with the two largest amounts in each cell, which are never shown; `totals` as
    of a count."""

    sum: str
    largest: str
    second: str
    totals: tuple[tuple[str, ...], ...] = ((),)


def is_near(total: Amounts, largest: Amounts, second: Amounts, p: float = NEAR) -> NDArray[np.bool_]:
    """Where what is left of a sum without its two largest amounts is less than the share `p` of the largest. Shapes (n,) → (n,).

    A cell without any amount is not. ValueError for a `p` that is not above 0.

    >>> is_near(np.array([169.0, 171.0, 100.0, 0.0]), np.array([100.0, 100.0, 100.0, 0.0]), np.array([60.0, 60.0, 0.0, 0.0])).tolist()
    [True, False, True, False]
    """
    if p <= 0:
        raise ValueError("p is above 0")
    near: NDArray[np.bool_] = (largest > 0) & (total - largest - second < p * largest)
    return near


def is_dominated(total: Amounts, largest: Amounts, second: Amounts, n: int = LARGEST, k: float = SHARE) -> NDArray[np.bool_]:
    """Where the `n` largest amounts (1 or 2) are more than the share `k` of a sum. Shapes (n,) → (n,). A cell without any amount is not.

    ValueError for another `n`, or a `k` outside 0–1.

    >>> is_dominated(np.array([100.0, 100.0, 0.0]), np.array([50.0, 50.0, 0.0]), np.array([36.0, 35.0, 0.0])).tolist()
    [True, False, False]
    """
    if n not in (1, 2) or not 0 < k <= 1:
        raise ValueError("n is 1 or 2, and k between 0 and 1")
    few: NDArray[np.bool_] = (largest > 0) & (largest + (second if n == 2 else 0) > k * total)
    return few


def hide_dominated(rows: pl.DataFrame, found: Disclosed, sums: Sequence[Summing], follows: Iterable[str]) -> Disclosed:
    """What disclosure control of counts `found` of these rows, without the sums that would tell of one giver, and without `largest` and
    `second`. `follows`: numbers reckoned from a sum, hidden where one is.

    >>> table = pl.DataFrame({"gu": ["가", "나", "다"], "won": [100.0, 90.0, 300.0], "a": [80.0, 30.0, 90.0], "b": [12.0, 30.0, 80.0]})
    >>> hide_dominated(table, Disclosed(table), [Summing("won", "a", "b")], []).rows.rows()
    [('가', None), ('나', None), ('다', 300.0)]
    """
    if not sums:
        return found
    masks = {one.sum: _hidden(rows, one, found.hidden.get(one.sum, {})) for one in sums}
    anything: NDArray[np.bool_] = np.any(list(masks.values()), axis=0)
    masks |= dict.fromkeys(follows, anything)
    named = {name for one in sums for name in (one.largest, one.second)}
    shown = found.rows.with_columns(
        pl.when(pl.Series(~mask)).then(pl.col(name)).otherwise(None).alias(name) for name, mask in masks.items()
    ).drop(*named)
    kept: Mapping[str, Mapping[int, str]] = {name: cells for name, cells in found.hidden.items() if name not in named}
    marks = {name: {**{int(row): OTHER for row in np.flatnonzero(mask)}, **kept.get(name, {})} for name, mask in masks.items()}
    return Disclosed(shown, {**kept, **{name: cells for name, cells in marks.items() if cells}})


def _hidden(rows: pl.DataFrame, one: Summing, before: Mapping[int, str]) -> NDArray[np.bool_]:
    total, largest, second = (_amounts(rows[name]) for name in (one.sum, one.largest, one.second))
    hidden = is_near(total, largest, second) | is_dominated(total, largest, second)
    hidden[list(before)] = True
    groups = [group for columns in one.totals for group in groups_of(rows, columns)]
    count = -1
    while count != int(hidden.sum()):
        count = int(hidden.sum())
        for group in groups:
            _complement(total, largest, second, hidden, group)
    return hidden


def _complement(total: Amounts, largest: Amounts, second: Amounts, hidden: NDArray[np.bool_], group: NDArray[np.int64]) -> None:
    """Hides the smallest further sums of a known total until taking the shown from it tells nobody's amount."""
    if not hidden[group].any():
        return
    left = group[~hidden[group] & (total[group] > 0)]
    for row in left[np.argsort(total[left], kind="stable")]:
        gone = group[hidden[group]]
        gone = gone[total[gone] > 0]
        if not gone.size:
            return
        two = np.sort(np.concatenate([largest[gone], second[gone]]))[::-1][:2]
        if gone.size > 1 and not is_near(total[gone].sum(keepdims=True), two[:1], two[1:])[0]:
            return
        hidden[row] = True


def _amounts(column: pl.Series) -> Amounts:
    return column.cast(pl.Float64).fill_null(0.0).fill_nan(0.0).to_numpy().copy()
