"""Places so near one another that they are one."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.methods.spatial.neighbours import within_band


def merged_within(xy: ArrayLike, band: float) -> NDArray[np.int64]:
    """Per point, the number of the place it belongs to: points at most `band` apart, directly or by way of others, are one place.

    Numbers rise with the first point of each place. Example: 0, 3, 6 and 100 on a line with band 5: 0 0 0 1.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    near = within_band(xy, band)
    graph = csr_array((near.weights, near.others, near.ptr), shape=(near.size, near.size))
    _, label = connected_components(graph, directed=False)
    kept, first = np.unique(label, return_index=True)
    number = np.empty(kept.size, dtype=np.int64)
    number[np.argsort(first)] = np.arange(kept.size)
    return number[label]
