"""Problems that come back: things of one topic that happen again near one place within days of each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from models.methods.kernels import njit
from models.methods.spatial.divided import divided
from models.methods.spatial.moments import MINUTES_A_DAY, in_minutes, of_points

# Rows of cells ahead of a cell: (later by, up by); with the two cells to each side they hold all that may be within reach.
_AHEAD = [(0, 0), (0, 1), (0, 2), (1, -2), (1, -1), (1, 0), (1, 1), (1, 2)]


_MANY = 32


@dataclass(frozen=True, eq=False)
class Recurrences:
    """`found`: one row a recurring problem (problem, topic, first, last, count, days: on how many days, x and y of its centre, reach:
    from the centre to the farthest case in metres), most cases first; `problem`: of each case given, −1 where it recurs too seldom."""

    found: pl.DataFrame
    problem: NDArray[np.int64]


def recurrences(
    xy: ArrayLike, when: Any, topic: Any = None, *, metres: float = 100.0, days: float = 30.0, least: int = 3, farthest: float | None = None
) -> Recurrences:
    """Cases linked where they are of one topic, at most `metres` and `days` apart; what is linked, also through others, and counts
    `least` or more is one problem. A rule, not a test: whether places repeat more than chance is `knox`.

    xy: (case × 2) in metres; when: days as numbers, dates or moments, to the minute; topic: one value a case, null a topic of
    its own, all the same without.
    In a crowded town a chain of many links may reach far: `reach` tells, and what has a case more than `farthest` metres from its
    centre is `divided` round its busiest spots. ValueError for places or times that are none.

    Example: one topic, one corner, days 0, 25, 50 and 90: the first three are one problem, the fourth is 40 days late.
    """
    points = of_points(xy)
    minutes = in_minutes(when, len(points))
    if metres <= 0 or days <= 0 or least < 1:
        raise ValueError("a reach of more than 0 metres and days, and a least number of 1, are needed")
    given = pl.Series("topic", np.zeros(len(points), np.int64) if topic is None else topic)
    if given.len() != len(points):
        raise ValueError("one topic a case is needed")
    span = round(days * MINUTES_A_DAY)
    problem = linked(points, minutes, given.rank("dense").fill_null(0).to_numpy().astype(np.int64), metres, span)
    if farthest is not None and problem.size:
        problem = divided(points, minutes, problem, metres, span, farthest)
    return _described(points, pl.Series("when", when, strict=False), minutes, given, problem, least)


def linked(
    points: NDArray[np.float64], minutes: NDArray[np.int64], topic: NDArray[np.int64], metres: float, span: int
) -> NDArray[np.int64]:
    """The number of each case's component. Cells are so small that all cases of one are linked: links join whole cells."""
    if not len(points):
        return np.empty(0, np.int64)
    side = metres / np.sqrt(2) * (1 - 1e-9)
    column, row = np.floor((points - points.min(axis=0)) / side).T
    late = minutes // (span + 1)
    width, height, length = float(column.max()) + 5, float(row.max()) + 5, float(late.max()) + 2
    if width * height * length * (float(topic.max()) + 1) > 2.0**62:
        raise ValueError("places lie too far apart to be in metres")
    key = ((topic * int(length) + late) * int(height) + row.astype(np.int64)) * int(width) + column.astype(np.int64)
    order = np.argsort(key)
    key, points, minutes = key[order], points[order], minutes[order]
    cells, ptr = np.unique(key, return_index=True)
    ptr = np.r_[ptr, key.size]
    _distinct_first(ptr, points, minutes, upto := ptr[1:].copy())
    rows = np.array([(later * int(height) + up) * int(width) for later, up in _AHEAD], dtype=np.int64)
    root = join_cells(cells, ptr[:-1], upto, rows, points, minutes, metres, span)
    label = np.empty(len(order), np.int64)
    label[order] = np.repeat(root, np.diff(ptr))
    return label


def _distinct_first(ptr: NDArray[np.int64], points: NDArray[np.float64], minutes: NDArray[np.int64], upto: NDArray[np.int64]) -> None:
    """In cells of many cases, one for each spot and minute stands first, and only those up to `upto` are compared with other cells."""
    for cell in np.flatnonzero(np.diff(ptr) > _MANY):
        own = slice(ptr[cell], ptr[cell + 1])
        kept = np.unique(np.column_stack([points[own], minutes[own]]), axis=0)
        upto[cell] = ptr[cell] + len(kept)
        points[ptr[cell] : upto[cell]], minutes[ptr[cell] : upto[cell]] = kept[:, :2], kept[:, 2].astype(np.int64)


@njit(cache=True, nogil=True)
def join_cells(
    cells: np.ndarray,
    ptr: np.ndarray,
    upto: np.ndarray,
    rows: np.ndarray,
    points: np.ndarray,
    minutes: np.ndarray,
    metres: float,
    span: int,
) -> np.ndarray:
    """The component of each cell: two are joined where a case of one is within reach of a case of the other."""
    parent, ahead = np.arange(cells.size), np.zeros(rows.size, np.int64)
    for cell in range(cells.size):
        for row in range(rows.size):
            # Cells are in order, and so is what is ahead of them.
            lowest = cells[cell] + max(1, rows[row] - 2)
            while ahead[row] < cells.size and cells[ahead[row]] < lowest:
                ahead[row] += 1
            other = ahead[row]
            while other < cells.size and cells[other] <= cells[cell] + rows[row] + 2:
                a, b = _root(parent, cell), _root(parent, other)
                if a != b and _meet(ptr[cell], upto[cell], ptr[other], upto[other], points, minutes, metres, span):
                    parent[max(a, b)] = min(a, b)
                other += 1
    for cell in range(cells.size):
        parent[cell] = _root(parent, cell)
    return parent


@njit(cache=True, nogil=True)
def _root(parent: np.ndarray, one: int) -> int:
    while parent[one] != one:
        parent[one] = parent[parent[one]]
        one = parent[one]
    return one


@njit(cache=True, nogil=True)
def _meet(a0: int, a1: int, b0: int, b1: int, points: np.ndarray, minutes: np.ndarray, metres: float, span: int) -> bool:
    """Whether any of the first cases is within reach of any of the second."""
    for a in range(a0, a1):
        for b in range(b0, b1):
            if abs(minutes[a] - minutes[b]) <= span:
                x, y = points[a, 0] - points[b, 0], points[a, 1] - points[b, 1]
                if x * x + y * y <= metres * metres:
                    return True
    return False


def _described(
    points: NDArray[np.float64], when: pl.Series, minutes: NDArray[np.int64], topic: pl.Series, label: NDArray[np.int64], least: int
) -> Recurrences:
    """The components that are large enough, in their order, and each case's number among them."""
    size = np.bincount(label)
    rows = np.flatnonzero(size[label] >= least) if label.size else label
    cases = pl.DataFrame({
        "label": label[rows], "topic": topic.gather(rows), "when": when.gather(rows), "day": minutes[rows] // MINUTES_A_DAY,
        "at_x": points[rows, 0], "at_y": points[rows, 1],
    })  # fmt: skip
    found = (
        cases.with_columns(pl.col("at_x", "at_y").mean().over("label").name.replace("at_", ""))
        .with_columns(((pl.col("at_x") - pl.col("x")) ** 2 + (pl.col("at_y") - pl.col("y")) ** 2).sqrt().alias("away"))
        .group_by("label")
        .agg(
            pl.col("topic").first(),
            pl.col("when").min().alias("first"),
            pl.col("when").max().alias("last"),
            pl.len().cast(pl.Int64).alias("count"),
            pl.col("day").n_unique().cast(pl.Int64).alias("days"),
            pl.col("x", "y").first(),
            pl.col("away").max().alias("reach"),
        )
        .sort("count", "first", "label", descending=[True, False, False])
        .with_row_index("problem")
        .with_columns(pl.col("problem").cast(pl.Int64))
    )
    number = np.full(size.size, -1)
    number[found["label"].to_numpy()] = found["problem"].to_numpy()
    return Recurrences(found.drop("label"), number[label])
