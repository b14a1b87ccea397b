"""What lies within a reach of each of many places: the sum of weights of points, without ever holding the pairs."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.methods.kernels import njit
from models.methods.spatial.grid import keys_of


def near_sum(places: ArrayLike, points: ArrayLike, weights: ArrayLike | None, radius_m: float) -> NDArray[np.float64]:
    """Per place, the summed weight (None: the number) of the points at most `radius_m` away; metres, one plane.

    ValueError for coordinates or weights that are no numbers, or sizes that differ. Example: places 0 and 100 on a line, points at 10,
    40 and 90 of weight 1, 2, 4, 50 m: 3 and 4.
    """
    sites, xy = (np.ascontiguousarray(one, dtype=float).reshape(-1, 2) for one in (places, points))
    w = np.ones(len(xy)) if weights is None else np.ascontiguousarray(weights, dtype=float).reshape(-1)
    if not (radius_m > 0 and w.size == len(xy) and all(np.isfinite(one).all() for one in (sites, xy, w))):
        raise ValueError("a radius above 0, points of two finite coordinates and a finite weight each are needed")
    if not len(xy) or not len(sites):
        return np.zeros(len(sites))
    at = np.floor(xy / radius_m).astype(np.int64)
    keys = keys_of(at[:, 0], at[:, 1])
    order = np.argsort(keys, kind="stable")
    home = np.floor(sites / radius_m).astype(np.int64)
    return _sums(keys[order], xy[order], w[order], sites, home, float(radius_m))


@njit(cache=True, nogil=True)
def _sums(
    keys: NDArray[np.int64], xy: NDArray[np.float64], w: NDArray[np.float64], sites: NDArray[np.float64], home: NDArray[np.int64],
    radius: float,
) -> NDArray[np.float64]:  # fmt: skip
    """Points are sorted by bins as wide as the radius, so those in reach lie in three stretches."""
    found = np.zeros(len(sites))
    reach = radius**2 * (1 + 1e-12)
    for site in range(len(sites)):
        x, y = sites[site, 0], sites[site, 1]
        for row in range(home[site, 1] - 1, home[site, 1] + 2):
            first = np.searchsorted(keys, row * (1 << 31) + home[site, 0] - 1)
            last = np.searchsorted(keys, row * (1 << 31) + home[site, 0] + 1, side="right")
            for i in range(first, last):
                if (xy[i, 0] - x) ** 2 + (xy[i, 1] - y) ** 2 <= reach:
                    found[site] += w[i]
    return found
