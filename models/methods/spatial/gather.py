"""Whether high values gather: Moran's I, and for each place Gi, Gi* and the local Moran statistic."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.methods.spatial.neighbours import Neighbours
from models.methods.spatial.permute import draw_neighbours


@dataclass(frozen=True)
class Moran:
    """Moran's I with its expectation, and the standard deviate under randomisation."""

    value: float
    expected: float
    z: float


@dataclass(frozen=True, eq=False)
class LocalMoran:
    """Per place: the statistic, the quadrant (1 high beside high, 2 low beside high, 3 low beside low, 4 high beside low), the standard
    deviate given the place's own value, and the pseudo p-value of the permutations (the smaller side, (r + 1) / (n + 1))."""

    value: NDArray[np.float64]
    quadrant: NDArray[np.int64]
    z: NDArray[np.float64]
    p: NDArray[np.float64]


def getis_ord(values: ArrayLike, near: Neighbours, *, star: bool = True) -> NDArray[np.float64]:
    """Gi* (with the place itself, `star`) or Gi as standard deviates; NaN where a place is beside all others or values do not differ.

    Getis & Ord 1992, The analysis of spatial association by use of distance statistics; Ord & Getis 1995, Local spatial
    autocorrelation statistics. Example: points (10,10) (20,10) (40,10) (15,20) (30,20) (30,30), values 2 3 3.2 5 8 7, band 15:
    Gi* −1.3973 −0.2892 0.6506 −0.2892 1.2345 2.0242.
    """
    x = _values(values, near)
    n = x.size
    weights, squares = near.totals(), near.totals(2)
    summed = near.lag(x)
    with np.errstate(divide="ignore", invalid="ignore"):
        if star:
            summed, weights, squares = summed + x, weights + 1, squares + 1
            mean, spread, others = x.mean(), x.std(), n - 1
            found = (summed - mean * weights) / (spread * np.sqrt((n * squares - weights**2) / others))
        else:
            rest = n - 1
            mean = (x.sum() - x) / rest
            spread = np.sqrt(np.maximum((np.square(x).sum() - np.square(x)) / rest - mean**2, 0.0))
            found = (summed - mean * weights) / (spread * np.sqrt((rest * squares - weights**2) / (rest - 1)))
    return np.where(np.isfinite(found), found, np.nan)


def moran(values: ArrayLike, near: Neighbours) -> Moran:
    """Moran's I (Moran 1950, Notes on continuous stochastic phenomena) and its deviate under randomisation (Cliff & Ord 1981, Spatial
    processes). ValueError where values do not differ or nothing has a neighbour.
    """
    x = _values(values, near)
    n, z = x.size, x - x.mean()
    total, s2 = near.weights.sum(), np.square(z).sum()
    if total <= 0 or s2 <= 0:
        raise ValueError("values that differ and places with neighbours are needed")
    value = float(n / total * (z @ near.lag(z)) / s2)
    expected = -1 / (n - 1)
    s1 = _both_ways(near)
    into = np.bincount(near.others, weights=near.weights, minlength=n)
    s_2 = float(np.square(near.totals() + into).sum())
    kurtosis = n * float((z**4).sum()) / s2**2
    variance = (n * ((n * n - 3 * n + 3) * s1 - n * s_2 + 3 * total**2) - kurtosis * ((n * n - n) * s1 - 2 * n * s_2 + 6 * total**2)) / (
        (n - 1) * (n - 2) * (n - 3) * total**2
    ) - expected**2
    return Moran(value, expected, float((value - expected) / sqrt(variance)))


def local_moran(values: ArrayLike, near: Neighbours, *, permutations: int = 999, seed: int = 0) -> LocalMoran:
    """The local Moran statistic (Anselin 1995, Local indicators of spatial association), each place's neighbours drawn anew from all
    other places `permutations` times. Weights of `near` are taken as they are: row-standardise them before.

    The deviate is that of the same draws (Sokal, Oden & Thomson 1998, Local spatial autocorrelation in a biological model): it is Gi,
    with the sign of the place's own value.
    """
    x = _values(values, near)
    z = x - x.mean()
    scale = np.square(z).sum() / (x.size - 1)
    if scale <= 0:
        raise ValueError("values that differ are needed")
    lag = near.lag(z)
    quadrant = np.where(z > 0, np.where(lag > 0, 1, 4), np.where(lag > 0, 2, 3))
    p = draw_neighbours(x, near, permutations=permutations, seed=seed).p
    return LocalMoran(z / scale * lag, quadrant, np.sign(z) * getis_ord(x, near, star=False), p)


def _values(values: ArrayLike, near: Neighbours) -> NDArray[np.float64]:
    x = np.asarray(values, dtype=float).reshape(-1)
    if x.size != near.size or not np.isfinite(x).all():
        raise ValueError(f"{near.size} finite values are needed, one a place")
    return x


def _both_ways(near: Neighbours) -> float:
    """½ Σ (w_ij + w_ji)² over all ordered pairs."""
    if not near.others.size:
        return 0.0
    place = np.repeat(np.arange(near.size), near.counts)
    keys, back = place * near.size + near.others, near.others * near.size + place
    at = np.minimum(np.searchsorted(keys, back), keys.size - 1)
    mutual = keys[at] == back
    other = np.where(mutual, near.weights[at], 0.0)
    # A pair given one way counts w² there and w² from the other end.
    return float(0.5 * (np.square(near.weights + other).sum() + np.square(near.weights[~mutual]).sum()))
