"""How far two groupings of the same things agree, and two raters."""

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


def weighted_kappa(table: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Agreement of two raters beyond chance, at most 1: 1 − Σ v·p ⁄ Σ v·e; NaN where chance alone leaves nothing to differ on.

    `table`: how many things (or which share of them) one rater put into each category (rows) and the other into which (columns), the
    categories in their order, those nobody used too. `weights`: how much each disagreement v counts, 0 on the diagonal; without them
    the square of how far categories lie apart. Cohen 1968, Weighted kappa: nominal scale agreement with provision for scaled disagreement
    or partial credit; with squares it is the intraclass correlation of Fleiss & Cohen 1973. ValueError on a table that is not square.

    Example: 10 things, (4 1; 1 4): 1 − 0.2 ⁄ 0.5 = 0.6.
    """
    counted = np.asarray(table, dtype=float)
    if counted.ndim != 2 or counted.shape[0] != counted.shape[1]:
        raise ValueError("both raters must have the same categories")
    at = np.arange(counted.shape[0])
    apart = (at[:, None] - at[None, :]) ** 2 if weights is None else np.asarray(weights, dtype=float)
    if apart.shape != counted.shape:
        raise ValueError("a weight is needed for every cell of the table")
    total = counted.sum()
    chance = np.outer(counted.sum(axis=1), counted.sum(axis=0))
    expected = float((apart * chance).sum())
    return 1 - float((apart * counted).sum()) * total / expected if expected > 0 else float("nan")


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
