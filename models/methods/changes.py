"""How far a count rose or fell against an earlier one, with limits that allow for uneven weeks."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.methods.rates import wilson, wilson_at
from models.methods.spatial.chance import two_sided

Array = NDArray[np.float64]


def rate_change(
    now: ArrayLike, then: ArrayLike, weeks_now: float, weeks_then: float, uneven: ArrayLike = 1.0, free: float = np.inf
) -> tuple[Array, Array, Array, Array]:
    """(ratio of the two rates, its lower and upper 95 % limit, the two-sided p-value of no change); NaN where nothing came in both.

    Given what came in both, the later part is binomial with share w₁/(w₁ + w₂) when nothing changed (Przyborowski & Wilenski 1940,
    Homogeneity of results in testing samples from Poisson series): the limits are those of Wilson for that share, turned into a ratio,
    and the p-value is that of the same score. `uneven` is the variance of the counts over their mean (1 for Poisson counts): both are
    taken as so many times fewer, as a quasi-Poisson model has it (McCullagh & Nelder 1989, Generalized linear models). Where it is
    above 1 and was estimated with so many degrees of freedom (`free`), deviates are Student's: a few weeks tell it badly.
    ValueError unless counts are 0 or more, weeks above 0, `uneven` at least 1 and `free` above 0.

    Example: 42 in 4 weeks after 81 in 12: 1.5556 times, 1.0739 … 2.2533, p = .0191; twice as uneven, with 11 free: .868 … 2.788.
    """
    x, y, spread = np.broadcast_arrays(*(np.asarray(one, dtype=float) for one in (now, then, uneven)))
    if not (weeks_now > 0 and weeks_then > 0 and (spread >= 1).all() and free > 0):
        raise ValueError("weeks must be above 0 and the variance at least the mean")
    n, even = (x + y) / spread, weeks_now / (weeks_now + weeks_then)
    estimated = (spread > 1) & np.isfinite(free)
    low, high = wilson(x / spread, n)
    if estimated.any():
        from scipy.special import stdtr, stdtrit

        wide = wilson_at(x / spread, n, float(-stdtrit(free, 0.025)))
        low, high = (np.where(estimated, *both) for both in zip(wide, (low, high), strict=True))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio, lower, upper = (weeks_then / weeks_now * part / (1 - part) for part in (x / (x + y), low, high))
        z = (x / spread - n * even) / np.sqrt(n * even * (1 - even))
    p = two_sided(z)
    return ratio, lower, upper, np.where(estimated, 2 * stdtr(free, -np.abs(z)), p) if estimated.any() else p
