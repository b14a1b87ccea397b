"""What every siting solve returns, and the checks every siting input passes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

PROOF_TOLERANCE = 1e-9  # relative difference of value and bound below which they are the same number


@dataclass(frozen=True, eq=False)
class Solution:
    """Sites chosen, with the proof that goes with them.

    sites: candidate numbers in rising order, fixed ones included; in `mexclp` a number stands once for each unit there.
    value: the objective in the unit of the problem (sites, covered weight, weight × cost, expected covered weight).
    bound: no solution can be better than this; equal to `value` when the status is "optimal".
    gap: |bound − value| / |value|, 0.0 when proven, inf where nothing is proven of a value of 0.
    status: "optimal" only with a proof, otherwise "gap".
    seconds: wall time of the solve.
    stopped: whether the wall clock ended it before its counted work was done; another run may then answer differently.
    covered: per demand row, how many of the chosen sites (units in `mexclp`) cover it; None for `p_median`.
    assignment: per demand row, the nearest chosen site (`p_median`); None for the covering problems.
    """

    sites: NDArray[np.int64]
    value: float
    bound: float
    gap: float
    status: Literal["optimal", "gap"]
    seconds: float
    stopped: bool = False
    covered: NDArray[np.int64] | None = None
    assignment: NDArray[np.int64] | None = None


def proven(
    sites: ArrayLike,
    value: float,
    bound: float,
    seconds: float,
    *,
    step: float = 0.0,
    stopped: bool = False,
    covered: NDArray[np.int64] | None = None,
    assignment: NDArray[np.int64] | None = None,
) -> Solution:
    """A `Solution` whose status follows from value and bound.

    `step` is the smallest difference two objective values can have (1 for whole-number data, 0 when unknown): a bound
    nearer than one step to the value proves it.
    """
    distance = abs(value - bound)
    closed = distance <= PROOF_TOLERANCE * max(1.0, abs(value)) or distance < step * (1 - 1e-6)
    if closed:
        bound = value
    gap = 0.0 if closed else (distance / abs(value) if value else float("inf"))
    return Solution(
        sites=np.sort(np.asarray(sites, dtype=np.int64)),
        value=float(value),
        bound=float(bound),
        gap=float(gap),
        status="optimal" if closed else "gap",
        seconds=float(seconds),
        stopped=stopped,
        covered=covered,
        assignment=assignment,
    )


def checked_weights(weights: ArrayLike | None, n_demand: int) -> NDArray[np.float64]:
    """Demand weights as float64; ones when None. ValueError when sizes differ or a weight is negative or not finite."""
    if weights is None:
        return np.ones(n_demand)
    values = np.ascontiguousarray(weights, dtype=np.float64)
    if values.shape != (n_demand,):
        raise ValueError(f"weights: {n_demand} expected, one per demand row, got shape {values.shape}")
    if not np.isfinite(values).all() or (values < 0).any():
        raise ValueError("weights must be finite and not negative")
    return values


def checked_fixed(fixed: Sequence[int] | ArrayLike, n_sites: int) -> NDArray[np.int64]:
    """Fixed site numbers, sorted. ValueError when one is outside 0 … n_sites − 1 or stands twice."""
    values = np.sort(np.asarray(fixed, dtype=np.int64).reshape(-1))
    if values.size and (values[0] < 0 or values[-1] >= n_sites):
        raise ValueError(f"fixed sites must lie in 0 … {n_sites - 1}")
    if np.unique(values).size != values.size:
        raise ValueError("a fixed site stands twice")
    return values


def checked_count(p: int, n_fixed: int, n_sites: int) -> int:
    """The number of sites to open, fixed ones included. ValueError unless n_fixed ≤ p ≤ n_sites and p ≥ 1."""
    if int(p) != p or p < 1 or p > n_sites:
        raise ValueError(f"p must be a whole number in 1 … {n_sites}, got {p}")
    if p < n_fixed:
        raise ValueError(f"p = {p} is smaller than the number of fixed sites, {n_fixed}")
    return int(p)


def value_step(values: NDArray[np.float64]) -> float:
    """The greatest step all values are multiples of, so that their sums are; 0.0 where there is none that is sure.

    Whole numbers have their greatest common divisor. Others have what Euclid's algorithm leaves, a ten millionth of their sum or more:
    people spread over equal parts of a cell are such.

    >>> [round(value_step(np.array(pair)), 12) for pair in ([6.0, 4.0], [0.8, 2.0], [1.0, 2**0.5])]
    [2.0, 0.4, 0.0]
    """
    positive = values[values > 0]
    if positive.size == 0:
        return 1.0
    if positive.max() <= 2**40 and np.array_equal(positive, np.floor(positive)):
        return float(np.gcd.reduce(np.unique(positive).astype(np.int64)))
    return _common_part(positive)


def _common_part(values: NDArray[np.float64]) -> float:
    most, least = float(values.max()), float(values.sum()) * 1e-7
    step, noise = most, most * 1e-12
    for some in (values[:1000], values):  # most have none, which a few tell
        while (off := np.abs(some - np.round(some / step) * step)).max() > noise:
            rest = float(off[off > noise].min())
            if rest < least:
                return 0.0
            while rest > least:
                step, rest = rest, abs(step - round(step / rest) * rest)
            if rest > 0.01 * least:
                return 0.0
            step = most / round(most / step)  # what the subtractions lost comes back
    return float(values.sum() / np.round(values / step).sum())
