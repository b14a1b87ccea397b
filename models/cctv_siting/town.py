"""가온읍내, an invented quarter of 3 km × 3 km for practice: cells, people, shops and cameras, with two places no camera watches.

Everything is laid out by cells of 100 m from the south-west corner (column to the east, row to the north). It lies where there is only
open sea.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.methods.coverage import to_degrees

WEST, SOUTH = 771_000.0, 1_791_000.0
SIDE, CELL_M = 30, 100.0
DONG = (("가온동", "나래동", "다온동"), ("라온동", "마루동", "바람동"), ("사랑동", "아라동", "자람동"))
HOUSING_DONG, STREET_DONG = "다온동", "사랑동"
SITES, TRAFFIC = 120, 18
# Blocks of flats with a camera at their western gate, which sees two fifths of each: the best place is not the middle of the cell.
GATED, GATED_RESIDENTS = np.array([(28, 1), (28, 9), (20, 1), (20, 9)]), 300
Floats = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Town:
    """Per cell (900, row by row from the south): what lives and stands there; `housing` and `street` are the planted places."""

    column: NDArray[np.int64]
    row: NDArray[np.int64]
    residents: NDArray[np.int64]
    women: NDArray[np.int64]
    children: NDArray[np.int64]
    elderly: NDArray[np.int64]
    shops: NDArray[np.int64]
    drinking: NDArray[np.int64]
    lodging: NDArray[np.int64]
    finance: NDArray[np.int64]
    floor: Floats
    detached: Floats
    flow: Floats
    housing: NDArray[np.bool_]
    street: NDArray[np.bool_]
    cameras: Floats
    traffic: Floats

    @property
    def ids(self) -> list[str]:
        """Names of cells in the manner of the national grid, of a square that does not exist."""
        return [f"가온{column:03d}{row:03d}" for column, row in zip(self.column + 100, self.row + 400, strict=True)]

    @property
    def dong(self) -> list[str]:
        return [DONG[r // 10][c // 10] for c, r in zip(self.column, self.row, strict=True)]

    @property
    def zone(self) -> list[str]:
        return [
            "상업지역" if shops >= 12 else "주거지역" if people else "녹지지역"
            for shops, people in zip(self.shops, self.residents, strict=True)
        ]


def metres(column: Floats, row: Floats) -> Floats:
    """Metres of UTM-K from columns and rows, which may be broken."""
    return np.column_stack([WEST + np.asarray(column) * CELL_M, SOUTH + np.asarray(row) * CELL_M])


def degrees(xy: Floats) -> tuple[Floats, Floats]:
    """Longitude and latitude of metres of UTM-K."""
    return to_degrees("EPSG:5179", xy[:, 0], xy[:, 1])


@lru_cache(maxsize=4)
def town(seed: int) -> Town:
    """The town of a seed: the plan is the same, the numbers are drawn."""
    rng = np.random.default_rng([seed, 21])
    row, column = (grid.ravel() for grid in np.mgrid[0:SIDE, 0:SIDE])
    housing = (column >= 22) & (column < 27) & (row >= 3) & (row < 8)
    street = (column >= 3) & (column < 9) & (row >= 24) & (row < 26)
    empty = ((row + column) % 30 == 7) | ((column > 25) & (row > 20)) | (rng.random(SIDE * SIDE) < 0.06)
    lived = ~empty | housing | street
    middle = np.exp(-((column - 14) ** 2 + (row - 14) ** 2) / 90.0)
    mean = np.where(lived, 20 + 90 * middle, 0.0)
    mean = np.where(housing, 185.0, np.where(street, 70.0, mean))
    residents = rng.poisson(mean)
    residents[GATED[:, 1] * SIDE + GATED[:, 0]] = GATED_RESIDENTS
    women_share = np.where(street, 0.27, np.where(housing, 0.2, 0.15))
    shops = np.where(street, rng.integers(18, 30, SIDE * SIDE), rng.poisson(np.where(lived, 1.5 + 14 * middle, 1.0)))
    trades = [rng.binomial(shops, np.where(street, a, b)) for a, b in ((0.34, 0.05), (0.25, 0.01), (0.02, 0.03))]
    floor = np.where(residents > 0, residents * rng.uniform(28, 40, SIDE * SIDE) + shops * 60.0, shops * 80.0)
    share = np.where(housing, rng.uniform(0.55, 0.8, SIDE * SIDE), rng.beta(0.7, 9.0, SIDE * SIDE))
    grade = np.clip(np.round(np.where(street, 5, 1 + 3.4 * middle + rng.normal(0, 0.5, SIDE * SIDE))), 0, 5)
    held = _fitting(shops, trades)
    watched, roads = _cameras(rng, column, row, residents, housing | street)
    return Town(
        column, row, residents, rng.binomial(residents, women_share), rng.binomial(residents, np.where(housing, 0.16, 0.11)),
        rng.binomial(residents, np.where(housing, 0.24, 0.17)), shops, held[0], held[1], held[2], np.round(floor, 1),
        np.round(floor * share, 1), grade, housing, street, watched, roads,
    )  # fmt: skip


def _fitting(shops: NDArray[np.int64], trades: list[NDArray[np.int64]]) -> list[NDArray[np.int64]]:
    """Shops of the three trades, never more than there are shops."""
    left, held = shops.copy(), []
    for one in trades:
        held.append(np.minimum(one, left))
        left = left - held[-1]
    return held


def _cameras(
    rng: np.random.Generator, column: NDArray[np.int64], row: NDArray[np.int64], residents: NDArray[np.int64], planted: NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Places of cameras against crime, none near a planted place, and of traffic cameras, some of them in one: counting these hides it."""
    near = np.zeros(column.size, np.bool_)
    for c, r in zip(column[planted], row[planted], strict=True):
        near |= (np.abs(column - c) <= 1) & (np.abs(row - r) <= 1)
    for c, r in GATED:
        near |= (np.abs(column - c) <= 1) & (np.abs(row - r) <= 1)
    weight = np.where(near, 0.0, residents + 8.0)
    home = rng.choice(column.size, SITES - TRAFFIC, replace=False, p=weight / weight.sum())
    at = np.column_stack([column[home], row[home]]) + rng.uniform(0.1, 0.9, (home.size, 2))
    at[-len(GATED) :] = GATED + np.array((0.02, 0.5))
    inside = rng.choice(np.flatnonzero(planted), 10, replace=False)
    elsewhere = rng.choice(np.flatnonzero(~near), TRAFFIC - 10, replace=False)
    both = np.concatenate([inside, elsewhere])
    roads = np.column_stack([column[both], row[both]]) + rng.uniform(0.1, 0.9, (both.size, 2))
    return metres(*at.T), metres(*roads.T)
