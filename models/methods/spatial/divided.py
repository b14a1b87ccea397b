"""Chains of cases that reach too far to be one place, divided round their busiest spots."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_FINE = 4


def divided(
    points: NDArray[np.float64], minutes: NDArray[np.int64], label: NDArray[np.int64], metres: float, span: int, farthest: float
) -> NDArray[np.int64]:
    """New labels, where components with a case more than `farthest` from their centre are divided: the spot with most cases within
    `metres` takes these, the busiest of what is left the next, and so on; where such a part rests longer than `span` it ends.

    Spots are cells of a quarter of `metres`, so a part reaches a little farther than that.
    """
    size = np.maximum(np.bincount(label), 1)
    centre = np.stack([np.bincount(label, weights=axis) / size for axis in points.T], axis=1)
    reach = np.zeros(size.size)
    np.maximum.at(reach, label, np.hypot(*(points - centre[label]).T))
    wide = np.flatnonzero(reach[label] > farthest)
    if not wide.size:
        return label
    part = _round_the_busiest(points[wide], label[wide], metres)
    order = np.lexsort((minutes[wide], part))
    late = np.r_[True, (np.diff(part[order]) != 0) | (np.diff(minutes[wide][order]) > span)]
    new = label.copy()
    new[wide[order]] = size.size + np.cumsum(late) - 1
    return new


def _round_the_busiest(points: NDArray[np.float64], label: NDArray[np.int64], metres: float) -> NDArray[np.int64]:
    """The number of each case's part."""
    from scipy.spatial import cKDTree

    cell = np.floor((points - points.min(axis=0)) / (metres / _FINE)).astype(np.int64)
    _, spot = np.unique(np.column_stack([label, cell]), axis=0, return_inverse=True)
    spot = spot.reshape(-1)
    cases = np.bincount(spot)
    middle = np.stack([np.bincount(spot, weights=axis) / cases for axis in points.T], axis=1)
    of = np.empty(cases.size, np.int64)
    of[spot] = label
    # Components are set so far apart that none is near another.
    apart = np.unique(of, return_inverse=True)[1] * (2 * metres)
    pairs = cKDTree(np.column_stack([middle, apart])).query_pairs(metres, output_type="ndarray")
    here, there = np.concatenate([pairs[:, 0], pairs[:, 1]]), np.concatenate([pairs[:, 1], pairs[:, 0]])
    busy = cases + np.bincount(here, weights=cases[there], minlength=cases.size)
    order = np.argsort(here, kind="stable")
    ptr = np.searchsorted(here[order], np.arange(cases.size + 1))
    beside = there[order]
    part = np.full(cases.size, -1)
    for one in np.lexsort((np.arange(cases.size), -busy)).tolist():
        if part[one] < 0:
            near = beside[ptr[one] : ptr[one + 1]]
            part[near[part[near] < 0]] = one
            part[one] = one
    return part[spot]
