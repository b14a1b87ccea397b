"""How far the outcome differs between groups and areas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike


@dataclass(frozen=True)
class Outside:
    """The share of a group, and of everyone, that lies outside; gap = group − everyone, as a difference of shares."""

    group: float
    everyone: float

    @property
    def gap(self) -> float:
        return self.group - self.everyone


def outside_share(outside: ArrayLike, group: ArrayLike, everyone: ArrayLike) -> Outside:
    """Shares outside over areas: `outside` is each area's share outside, 0 … 1 (NaN: not known, left out).

    Example: outside (1, 0), elderly (30, 10), residents (100, 100): 0.75 of the elderly against 0.5 of everyone.
    ValueError on sizes, or when nobody is left.
    """
    share = np.asarray(outside, dtype=np.float64)
    some, total = np.asarray(group, dtype=np.float64), np.asarray(everyone, dtype=np.float64)
    if not share.shape == some.shape == total.shape:
        raise ValueError("outside, group and everyone must name the same areas")
    known = np.isfinite(share) & np.isfinite(some) & np.isfinite(total)
    if some[known].sum() <= 0 or total[known].sum() <= 0:
        raise ValueError("nobody lives in the areas that are known")
    return Outside(float(share[known] @ some[known] / some[known].sum()), float(share[known] @ total[known] / total[known].sum()))
