"""Points gathered in hexagons: how many lie in each, or the sum of what they carry."""

from __future__ import annotations

import math

import numpy as np

from app.charts.plane import Plane


def hexagons(lon: np.ndarray, lat: np.ndarray, weights: np.ndarray, size_m: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Middles (degrees, two columns), sums and counts of the hexagons that hold a point, from south to north, then west to east.

    Hexagons stand on a corner and are `size_m` across from side to side. A point belongs to the hexagon whose middle is nearest.
    """
    if not lon.size:
        return np.zeros((0, 2)), np.zeros(0), np.zeros(0, dtype=np.int64)
    plane = Plane(float((lon.min() + lon.max()) / 2), float((lat.min() + lat.max()) / 2))
    metres = plane(np.column_stack([lon, lat]))
    radius = size_m / math.sqrt(3)
    # Cube coordinates of a hexagonal grid: three that add up to zero; the one rounded worst is set by the others.
    q = (metres[:, 0] * math.sqrt(3) / 3 - metres[:, 1] / 3) / radius
    r = metres[:, 1] * 2 / 3 / radius
    whole = np.round(np.column_stack([q, r, -q - r]))
    off = np.abs(whole - np.column_stack([q, r, -q - r]))
    worst = off.argmax(axis=1)
    for at, others in ((0, (1, 2)), (1, (0, 2))):
        rows = worst == at
        whole[rows, at] = -whole[rows][:, others].sum(axis=1)
    pairs, inverse = np.unique(whole[:, [1, 0]], axis=0, return_inverse=True)
    inverse = inverse.reshape(-1)
    middles = np.column_stack([radius * math.sqrt(3) * (pairs[:, 1] + pairs[:, 0] / 2), radius * 1.5 * pairs[:, 0]])
    sums = np.bincount(inverse, weights=weights, minlength=len(pairs))
    return plane.back(middles), sums, np.bincount(inverse, minlength=len(pairs))
