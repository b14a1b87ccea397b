"""The standard index of a cell for surveillance cameras, in the additive form districts use and in a continuous one that checks it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def half_up(values: ArrayLike, digits: int = 3) -> Array:
    """Rounded to `digits` decimals, a half upwards, as spreadsheets do (a computer's own rounding takes a half to the even digit).

    Example: 0.0125, 0.1665 and 2.5 with 3 digits → 0.013, 0.167, 2.5.
    """
    scale = 10.0**digits
    # A half that is a hair short of it for the machine (1.005 × 100 = 100.49999999999999) is meant as one.
    return np.floor(np.asarray(values, dtype=float) * scale * (1 + 4e-16) + 0.5) / scale


def shares(part: ArrayLike, whole: ArrayLike) -> Array:
    """part ÷ whole to three decimals; 0 where there is no whole."""
    some, total = np.asarray(part, dtype=float), np.asarray(whole, dtype=float)
    return half_up(np.divide(some, total, out=np.zeros(np.broadcast(some, total).shape), where=total > 0))


def monitoring(covered_m2: ArrayLike, residents: ArrayLike, cell_m: float = 100.0) -> Array:
    """10 × the share of the cell no camera covers, to three decimals, where somebody lives; elsewhere 0.

    Example: 4,000 m² of a cell of 100 m covered → 6.0; the same without residents → 0.
    """
    bare = 10 * (1 - np.asarray(covered_m2, dtype=float) / cell_m**2)
    return np.where(np.asarray(residents, dtype=float) > 0, half_up(np.maximum(bare, 0.0)), 0.0)


def environment(drinking: ArrayLike, lodging: ArrayLike, finance: ArrayLike, shops: ArrayLike, *, fewest: int = 6) -> Array:
    """5 × (sum of the shares of the three trades among all shops), each share to three decimals; 0 below `fewest` shops.

    Example: shares .1, .05 and .05 of 20 shops → 1.0; of 5 shops → 0.
    """
    total = np.asarray(shops, dtype=float)
    summed = shares(drinking, total) + shares(lodging, total) + shares(finance, total)
    return np.where(total >= fewest, 5 * summed, 0.0)


def additive(monitored: ArrayLike, surroundings: ArrayLike, flow: ArrayLike, women: ArrayLike, detached: ArrayLike) -> Array:
    """(monitoring + environment + flow) × women × detached (the standard model as Guro-gu, Seoul, ran it in 2020).

    Example: (6 + 1 + 3) × 1.095 × 1.041 = 11.399.
    """
    terms = np.asarray(monitored, dtype=float) + np.asarray(surroundings, dtype=float) + np.asarray(flow, dtype=float)
    return np.asarray(terms * np.asarray(women, dtype=float) * np.asarray(detached, dtype=float))


def multiplicative(
    uncovered: ArrayLike, crime: ArrayLike, women: ArrayLike, detached: ArrayLike, women_weight: float = 0.5, detached_weight: float = 0.5
) -> Array:
    """Uncovered × crime × (1 + w_f women + w_h detached), every layer from 0 to 1: without cut-offs, full coverage gives 0.

    Example: uncovered 1 .5 1 0, crime .2 .9 .6 1, women .1 .8 .4 1, detached 1 .2 .5 0 → .31 .675 .87 0.
    """
    raised = 1 + women_weight * np.asarray(women, dtype=float) + detached_weight * np.asarray(detached, dtype=float)
    return np.asarray(np.asarray(uncovered, dtype=float) * np.asarray(crime, dtype=float) * raised)


def ranked(values: ArrayLike) -> Array:
    """Each value as the share of the others that are smaller (half of the equal ones count): 0 to 1. One value alone: 0.5."""
    x = np.asarray(values, dtype=float).reshape(-1)
    if x.size < 2:
        return np.full(x.size, 0.5)
    ordered = np.sort(x)
    below, upto = np.searchsorted(ordered, x, side="left"), np.searchsorted(ordered, x, side="right")
    return np.asarray((below + (upto - below - 1) / 2) / (x.size - 1))


def fifths(values: ArrayLike) -> NDArray[np.int64]:
    """Grades 1 to 5 by quintiles of what is above 0; 0 for 0. Equal values get the same grade, the lower one.

    Example: 0 10 20 30 40 50 → 0 1 2 3 4 5.
    """
    x = np.asarray(values, dtype=float).reshape(-1)
    some = np.sort(x[x > 0])
    if not some.size:
        return np.zeros(x.size, dtype=np.int64)
    smaller = np.searchsorted(some, x, side="left") / some.size
    return np.where(x > 0, np.minimum(smaller * 5 + 1e-9, 4).astype(np.int64) + 1, 0)
