"""Which places are hotspots: Gi* of places and of grids, held to the many tests made at once and to what chance would give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.methods.spatial.chance import false_discovery, two_sided
from models.methods.spatial.gather import getis_ord
from models.methods.spatial.neighbours import Neighbours
from models.methods.spatial.permute import draw_neighbours

# Under this many places no place is called a hotspot: the deviates rest on the values' own spread, which so few do not show.
FEWEST_PLACES = 30


@dataclass(frozen=True, eq=False)
class Hotspots:
    """Per place: Gi* as a standard deviate `z`, its two-sided p-value, the pseudo p-value of the draws (the place's own side; NaN
    where none was drawn), and the label 1 hot, −1 cold, 0 neither. `labelled` is false under 30 places: then no label is given.
    """

    z: NDArray[np.float64]
    p: NDArray[np.float64]
    drawn: NDArray[np.float64]
    label: NDArray[np.int8]
    labelled: bool
    rate: float


def hotspots(values: ArrayLike, near: Neighbours, *, rate: float = 0.05, permutations: int = 999, seed: int = 0) -> Hotspots:
    """Hot and cold places by Gi* with their own value (Ord & Getis 1995), at most `rate` of the labels false (Benjamini & Hochberg 1995).

    The analytic p-values of all places are judged together; what passes keeps its label only where the draws (0: none are made)
    confirm it with a pseudo p-value of at most `rate` on its side; a place without neighbours is never confirmed. Draws alone could
    find no small cluster: with 999 the smallest is .001, and of 2,211 cells 45 would be needed. ValueError for values that are no
    numbers.
    """
    z = getis_ord(values, near)
    p = two_sided(z)
    drawn = np.full(near.size, np.nan)
    label = np.zeros(near.size, np.int8)
    labelled = near.size >= FEWEST_PLACES
    if not labelled:
        return Hotspots(z, p, drawn, label, labelled, rate)
    passed = false_discovery(p, rate)
    if permutations and passed.any():
        found = draw_neighbours(values, near.only(passed), permutations=permutations, seed=seed)
        drawn = np.where(passed, np.where(z > 0, found.p_high, found.p_low), np.nan)
        passed = drawn <= rate
    label[passed] = np.sign(z[passed])
    return Hotspots(z, p, drawn, label, labelled, rate)


def grid_getis_ord(counts: ArrayLike, *, reach: int = 1) -> NDArray[np.float64]:
    """Gi* of a grid (rows × columns; NaN where there is no cell) with the cells `reach` about and the cell itself, by sums over boxes.

    Equal to `getis_ord` with the neighbours of `on_lattice`. NaN where there is no cell, where all others are beside, or where values
    do not differ.
    """
    table = np.asarray(counts, dtype=float)
    there = ~np.isnan(table)
    n = int(there.sum())
    x = np.where(there, table, 0.0)
    mean = x.sum() / max(1, n)
    spread = np.sqrt((np.square(x - mean) * there).sum() / max(1, n))
    summed, weight = _box(x, reach), _box(there.astype(float), reach)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (summed - mean * weight) / (spread * np.sqrt((n * weight - weight**2) / (n - 1)))
    return np.where(there & np.isfinite(found), found, np.nan)


def _box(table: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """Sums over the cells `reach` rows and columns about each, by differences of running sums."""
    for axis in (0, 1):
        padded = np.pad(table, [(reach + 1, reach) if one == axis else (0, 0) for one in (0, 1)])
        running = np.cumsum(padded, axis=axis)
        width = 2 * reach + 1
        table = running[width:] - running[:-width] if axis == 0 else running[:, width:] - running[:, :-width]
    return table
