"""The assignment of rows to columns with the greatest sum: each row one column, each column at most once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def greatest_sum(gain: NDArray[np.float64]) -> NDArray[np.int64]:
    """The column of each row. `gain` has at least as many columns as rows.

    Shortest augmenting paths (Crouse 2016, On implementing 2D rectangular assignment algorithms), as scipy takes them, equal
    ones included: the few fields of an input are not worth the third of a second that importing scipy takes.

    >>> greatest_sum(np.array([[3.0, 2.0, 0.0], [3.0, 0.0, 0.0]])).tolist()
    [1, 0]
    """
    cost = -gain
    rows, columns = cost.shape
    row_price, column_price = np.zeros(rows), np.zeros(columns)
    column_of, row_of = np.full(rows, -1), np.full(columns, -1)
    for row in range(rows):
        shortest, came_from = np.full(columns, np.inf), np.full(columns, -1)
        seen_rows, seen_columns = np.zeros(rows, np.bool_), np.zeros(columns, np.bool_)
        left = list(range(columns - 1, -1, -1))
        length, at = 0.0, row
        while True:
            seen_rows[at] = True
            reached = length + cost[at] - row_price[at] - column_price
            shorter = ~seen_columns & (reached < shortest)
            shortest[shorter], came_from[shorter] = reached[shorter], at
            column = _nearest(left, shortest, row_of)
            length, seen_columns[column] = shortest[column], True
            if row_of[column] < 0:
                break
            at = int(row_of[column])
        others = np.flatnonzero(seen_rows & (np.arange(rows) != row))
        row_price[row] += length
        row_price[others] += length - shortest[column_of[others]]
        column_price[seen_columns] -= length - shortest[seen_columns]
        while True:
            at = int(came_from[column])
            row_of[column] = at
            column_of[at], column = column, column_of[at]
            if at == row:
                break
    return column_of


def _nearest(left: list[int], shortest: NDArray[np.float64], row_of: NDArray[np.int64]) -> int:
    """Takes the nearest column out of those `left`; of equal ones the last that is free, else the first."""
    length = shortest[left]
    near = np.flatnonzero(length == length.min())
    free = near[row_of[left][near] < 0]
    place = int(free[-1] if free.size else near[0])
    column, left[place] = left[place], left[-1]
    left.pop()
    return column
