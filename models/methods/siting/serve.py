"""The one model behind median and covering: rows served by sites at a cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class ServeModel:
    """Rows served by sites at a cost, least total: entries by site, a cap a row, a price a site.

    `count` is the number of sites to open besides the open ones of `state`, or −1 when each site has its price.
    `step` is the smallest difference of two values (0.0 when unknown).
    """

    ptr: NDArray[np.int64]
    idx: NDArray[np.int32]
    cost: NDArray[np.float64]
    cap: NDArray[np.float64]
    price: NDArray[np.float64]
    state: NDArray[np.int8]
    count: int
    step: float
