"""Amounts of which a few givers make up most: a sum would tell each of them, or their rivals, what one has.

Two rules (Hundepool et al. 2012, Statistical Disclosure Control, chapter 4): (n, k), the `n` largest make up more than `k` of the sum;
p %, the second largest can reckon the largest to within `p` of it, by taking its own amount from the sum.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

LARGEST, SHARE, NEAR = 2, 0.85, 0.10


def is_dominated(amounts: Sequence[float], n: int = LARGEST, k: float = SHARE) -> bool:
    """Whether the `n` largest amounts, sign apart, are more than the share `k` of their sum. A cell without any amount is not.

    ValueError for `n` below 1 or `k` outside 0–1.

    >>> is_dominated([90, 5, 3, 2]), is_dominated([30, 25, 25, 20]), is_dominated([])
    (True, False, False)
    """
    if n < 1 or not 0 < k <= 1:
        raise ValueError("n is 1 or more, and k between 0 and 1")
    sizes = _sizes(amounts)
    return bool(sizes.sum() > 0 and sizes[:n].sum() > k * sizes.sum())


def is_near(amounts: Sequence[float], p: float = NEAR) -> bool:
    """Whether what is left of the sum without the two largest is less than the share `p` of the largest.

    ValueError for `p` that is not above 0.

    >>> is_near([100, 60, 9]), is_near([100, 60, 11]), is_near([100]), is_near([])
    (True, False, True, False)
    """
    if p <= 0:
        raise ValueError("p is above 0")
    sizes = _sizes(amounts)
    return bool(sizes.sum() > 0 and sizes[2:].sum() < p * sizes[0])


def _sizes(amounts: Sequence[float]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.sort(np.abs(np.asarray(amounts, np.float64)))[::-1]
