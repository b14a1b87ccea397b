"""Hides small counts of persons in a table, and what would give them away. Pure: rows in, rows and marks out.

A count from 1 to 4 tells of single persons. It is hidden; so is a part that leaves 1 to 4 of its whole; so are further
counts where a known total less the others would give a hidden one back, alone or with what the marks say (complementary
suppression, held against `attack`); so is every value reckoned from a hidden count. What is hidden is null in the rows, and
`Hidden` says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data_catalog.disclosure.attack import told

LEAST = 5
FEW, OTHER = "few", "other"
"""Marks of hidden cells: a count from 1 to 4; a value hidden because it would give such a count away."""

Marks = Mapping[str, Mapping[int, str]]
"""By column, the rows that are hidden and why."""


@dataclass(frozen=True)
class Hidden:
    """What stands where a hidden value stood. `why`: FEW or OTHER."""

    why: str


@dataclass(frozen=True)
class Counting:
    """How a table counts persons: `counts` (the first is the whole, the others parts of it), `follows` (values reckoned
    from them), `totals` (each a set of columns within which the sum of a count is known elsewhere; empty: over the table)."""

    counts: tuple[str, ...]
    follows: tuple[str, ...] = ()
    totals: tuple[tuple[str, ...], ...] = ((),)


@dataclass(frozen=True)
class Disclosed:
    """The rows that may be shown, and what is hidden in them."""

    rows: pl.DataFrame
    hidden: Marks = field(default_factory=dict)


def is_few(value: float | None, least: int = LEAST) -> bool:
    """Whether a count tells of single persons.

    >>> [is_few(n) for n in (0, 1, 4, 5)]
    [False, True, True, False]
    """
    return value is not None and 0 < value < least


def disclose(rows: pl.DataFrame, counting: Counting, least: int = LEAST) -> Disclosed:
    """The table without its small counts and what would give them away.

    >>> table = pl.DataFrame({"dong": ["가", "나", "다"], "calls": [3, 20, 9], "share": [0.3, 0.5, 0.1]})
    >>> disclose(table, Counting(("calls",), ("share",))).rows.rows()
    [('가', None, None), ('나', 20, 0.5), ('다', None, None)]
    """
    if rows.is_empty():
        return Disclosed(rows)
    values = {name: _numbers(rows[name]) for name in counting.counts}
    hidden = {name: _few(value, least) for name, value in values.items()}
    few = {name: mask.copy() for name, mask in hidden.items()}
    whole, *parts = counting.counts
    for part in parts:
        hidden[part] |= _few(values[whole] - values[part], least) & (values[part] > 0)
    groups = [groups_of(rows, columns) for columns in counting.totals]
    while True:
        before = sum(int(mask.sum()) for mask in hidden.values())
        for name, value in values.items():
            for group in groups:
                _complement(value, hidden[name], group, least)
            _untold(value, hidden[name], few[name], groups, least)
        for part in parts:
            hidden[part] |= hidden[whole]
        if sum(int(mask.sum()) for mask in hidden.values()) == before:
            break
    anything = np.zeros(rows.height, np.bool_)
    for mask in hidden.values():
        anything |= mask
    masks = {**hidden, **dict.fromkeys(counting.follows, anything)}
    marks = {name: {int(row): FEW if name in few and few[name][row] else OTHER for row in np.flatnonzero(m)} for name, m in masks.items()}
    shown = rows.with_columns(pl.when(pl.Series(~mask)).then(pl.col(name)).otherwise(None).alias(name) for name, mask in masks.items())
    return Disclosed(shown, {name: cells for name, cells in marks.items() if cells})


def groups_of(rows: pl.DataFrame, columns: Iterable[str]) -> list[NDArray[np.int64]]:
    """The numbers of the rows that share a known total."""
    names = list(columns)
    if not names:
        return [np.arange(rows.height)]
    numbered = rows.select(names).with_row_index("_row")
    found = numbered.group_by(names, maintain_order=True).agg("_row")["_row"].to_list()
    return [np.asarray(group, dtype=np.int64) for group in found]


def _numbers(column: pl.Series) -> NDArray[np.float64]:
    return column.cast(pl.Float64).fill_null(0.0).fill_nan(0.0).to_numpy().copy()


def _few(values: NDArray[np.float64], least: int) -> NDArray[np.bool_]:
    # Counts that were averaged or spread are not whole: half a person more or less changes nothing here.
    few: NDArray[np.bool_] = (values > 1e-9) & (values < least - 1e-9)
    return few


def _untold(
    values: NDArray[np.float64], hidden: NDArray[np.bool_], few: NDArray[np.bool_], totals: list[list[NDArray[np.int64]]], least: int
) -> None:
    """Hides the smallest further count beside each small one that could still be told, until none can or nothing is left to hide."""
    while True:
        known = told(values, hidden, few & hidden, totals, least)
        beside = [group for way in totals for group in way if known[group].any()]
        left = np.unique(np.concatenate(beside)) if beside else np.empty(0, np.int64)
        left = left[~hidden[left] & (values[left] > 0)]
        if not left.size:
            return
        hidden[left[np.argmin(values[left])]] = True


def _complement(values: NDArray[np.float64], hidden: NDArray[np.bool_], groups: list[NDArray[np.int64]], least: int) -> None:
    """Hides the smallest further counts of each group, until what is hidden is of two cells or more, and of `least` persons."""
    for group in groups:
        gone = group[hidden[group]]
        if not gone.size:
            continue
        left = group[~hidden[group] & (values[group] > 0)]
        left = left[np.argsort(values[left], kind="stable")]
        count, persons = gone.size, float(values[gone].sum())
        for row in left:
            if count > 1 and persons >= least:
                break
            hidden[row] = True
            count, persons = count + 1, persons + float(values[row])
