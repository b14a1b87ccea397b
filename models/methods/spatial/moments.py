"""Places and times of cases as the methods of space and time reckon with them: metres and whole minutes."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

MINUTES_A_DAY = 1440


def of_points(xy: ArrayLike) -> NDArray[np.float64]:
    """(case × 2) coordinates; ValueError where one is no number."""
    points = np.ascontiguousarray(xy, dtype=float).reshape(-1, 2) if np.size(xy) == 0 else np.ascontiguousarray(xy, dtype=float)
    if points.ndim != 2 or points.shape[1] != 2 or not np.isfinite(points).all():
        raise ValueError("coordinates must be a table of two numbers a case")
    return points


def in_minutes(when: Any, size: int) -> NDArray[np.int64]:
    """Whole minutes since the day of the first: of numbers (days), dates or moments. ValueError for a missing one or another size."""
    given = pl.Series("when", when, strict=False)
    if given.len() != size or given.null_count():
        raise ValueError("one day or moment a case is needed")
    if not size:
        return np.empty(0, np.int64)
    if given.dtype.is_temporal():
        days = given.cast(pl.Datetime("us")).to_numpy().astype("datetime64[us]").astype(np.int64) / (MINUTES_A_DAY * 60e6)
    else:
        days = given.cast(pl.Float64).to_numpy()
    if not np.isfinite(days).all():
        raise ValueError("one day or moment a case is needed")
    return np.round((days - np.floor(days.min())) * MINUTES_A_DAY).astype(np.int64)
