"""How far two groupings of the same things agree."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def mutual_information(one: ArrayLike, other: ArrayLike) -> float:
    """Normalised mutual information of two groupings, 0 (independent) … 1 (the same but for names), by the mean of their entropies.

    Strehl & Ghosh 2002, Cluster ensembles: a knowledge reuse framework; arithmetic mean as Kvalseth 1987. Negative groups are a group
    like others. Two groupings without any difference within are the same: 1. ValueError on differing lengths.

    Example: (0 0 1 1) and (1 1 0 0): 1; (0 0 1 1) and (0 1 0 1): 0; (0 0 1 1) and (0 0 0 1): .3437.
    """
    table = crossed(one, other).astype(float)
    n = table.sum()
    if not n:
        return 1.0
    rows, columns = table.sum(axis=1) / n, table.sum(axis=0) / n
    share = table / n
    both = share > 0
    shared = float((share[both] * np.log(share[both] / np.outer(rows, columns)[both])).sum())
    spread = (_entropy(rows) + _entropy(columns)) / 2
    return 1.0 if spread == 0 else float(np.clip(shared / spread, 0.0, 1.0))


def crossed(one: ArrayLike, other: ArrayLike) -> NDArray[np.int64]:
    """How many things stand in each group of `one` (rows, in the order of their numbers) and of `other` (columns)."""
    a, b = np.asarray(one).reshape(-1), np.asarray(other).reshape(-1)
    if a.size != b.size:
        raise ValueError("both groupings must be of the same things")
    rows, row = np.unique(a, return_inverse=True)
    columns, column = np.unique(b, return_inverse=True)
    return np.bincount(row * columns.size + column, minlength=rows.size * columns.size).reshape(rows.size, columns.size).astype(np.int64)


def _entropy(share: NDArray[np.float64]) -> float:
    known = share[share > 0]
    return float(-(known * np.log(known)).sum())
