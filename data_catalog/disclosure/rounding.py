"""Random rounding to a base, decided by the cell: unbiased, and the same whenever the same cell is asked for.

(Fellegi 1975, Controlled random rounding, Survey Methodology 1; Fraser & Wooton 2005 for the key that makes it repeatable.)
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BASE = 3


def rounded(counts: NDArray[np.int64], drawn: NDArray[np.float64], base: int = BASE) -> NDArray[np.int64]:
    """The counts rounded down or up to multiples of `base`, up with the chance of their rest. Shapes (n,), (n,) → (n,).

    drawn: a number from 0 to 1 for each, of the cell's key. Multiples stay. ValueError for a base below 2.

    >>> rounded(np.array([0, 1, 1, 2, 6]), np.array([0.1, 0.5, 0.2, 0.5, 0.9])).tolist()
    [0, 0, 3, 3, 6]
    """
    if base < 2:
        raise ValueError("a base is 2 or more")
    rest = counts % base
    return counts - rest + base * (drawn * base < rest)


def may_be(told: int, base: int = BASE) -> list[int]:
    """Every true count that may stand behind a rounded one.

    >>> may_be(3), may_be(0)
    ([1, 2, 3, 4, 5], [0, 1, 2])
    """
    return list(range(max(0, told - base + 1), told + base))
