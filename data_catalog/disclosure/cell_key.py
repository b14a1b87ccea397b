"""The cell key method: counts of persons with a noise that the cell decides, so that asking again tells no more.

A key, and a secret, choose the noise of a count from a table of probabilities: the same cell with the same count has the same noise
whatever question met it, and a cell of one record more has another. In the published method a cell's key is the sum of the keys of its
records; models hand over counts, not records, so here it is what the cell is of, the data, and the count (`protection`).
(Thompson, Broadfoot & Elazar 2013, Methodology for the automatic confidentialisation of statistical outputs from remote servers at the
Australian Bureau of Statistics; Fraser & Wooton 2005, A proposed method for confidentialising tabular output to protect against
differencing.)
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from data_catalog.disclosure.suppression import LEAST

NOISE, VARIANCE = 5, 4.0
"""The greatest noise, and its variance where a count is large enough to have it."""

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Noise:
    """How much noise: none greater than `most`, of this variance. `least`: the smallest count that may be told, at most `most`.

    A count from 1 to `least` − 1 is told as 0 or `least`, which has a variance of its own; one a little greater has the variance that
    noise of its kind can have, where that is less than `variance`.
    """

    most: int = NOISE
    variance: float = VARIANCE
    least: int = LEAST

    def __post_init__(self) -> None:
        """ValueError when no such noise can be."""
        if self.most < self.least:
            raise ValueError(f"noise of at most {self.most} cannot hide what is less than {self.least}")
        if not 0.25 <= self.variance <= self.most**2 / 2:
            raise ValueError(f"a variance is between 0.25 and {self.most**2 / 2}")


USUAL = Noise()
"""As it is unless an administrator says otherwise."""


def draws(secret: bytes, cell_keys: Iterable[int | str]) -> NDArray[np.float64]:
    """A number from 0 to 1 for each cell, by its key alone."""
    found = [int.from_bytes(hmac.digest(secret, f"draw {key}".encode(), hashlib.sha256)[:6]) for key in cell_keys]
    return np.array(found, np.float64) / 2.0**48


@cache
def chances(count: int, noise: Noise) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """What a count may be told as, and with which chance: unbiased, none of 1 to `least` − 1, zero only of what is near it.

    Of all such tables the one of greatest entropy with the variance asked for, or with four fifths of what is possible at most.

    >>> chances(0, Noise())
    ((0,), (1.0,))
    >>> chances(2, Noise())
    ((0, 5), (0.6, 0.4))
    >>> values, told = chances(100, Noise())
    >>> values[0], values[-1], round(sum(v * p for v, p in zip(values, told)), 6)
    (95, 105, 100.0)
    """
    if count <= 0:
        return (0,), (1.0,)
    low, high = max(0, count - noise.most), count + noise.most
    allowed = [value for value in range(low, high + 1) if value == 0 or value >= noise.least]
    if count < noise.least:
        up = count / noise.least
        allowed, probable = [0, noise.least], np.array([1 - up, up])
    else:
        steps = np.array(allowed, np.float64) - count
        probable = _flattest(steps, min(noise.variance, -0.8 * steps[0] * steps[-1]))
    return tuple(allowed), tuple(round(float(one), 12) for one in probable)


def perturb(counts: Counts, drawn: NDArray[np.float64], noise: Noise) -> Counts:
    """The counts as they may be told: whole numbers, each by its draw from 0 to 1. Shapes (n,), (n,) → (n,).

    >>> perturb(np.array([0, 2, 2, 3]), np.array([0.9, 0.59, 0.61, 0.5]), Noise()).tolist()
    [0, 0, 5, 5]
    """
    told = np.zeros(counts.size, np.int64)
    usual = noise.most + noise.least
    # From here on the table is the same for every count but for where it stands.
    for row in np.unique(np.minimum(counts, usual)):
        of_row = np.minimum(counts, usual) == row
        values, probable = chances(int(row), noise)
        at = np.searchsorted(np.cumsum(probable)[:-1], drawn[of_row], side="right")
        told[of_row] = np.array(values)[at] + (counts[of_row] - row)
    return told


def may_be(told: int, noise: Noise) -> list[int]:
    """Every true count that may stand behind one that is told: what somebody knows who knows all but the secret.

    >>> may_be(5, Noise()), may_be(0, Noise())
    ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [0, 1, 2, 3, 4, 5])
    """
    near = range(max(0, told - noise.most), told + noise.most + 1)
    return [count for count in near if dict(zip(*chances(count, noise), strict=True)).get(told, 0.0) > 0]


def _flattest(steps: NDArray[np.float64], variance: float) -> NDArray[np.float64]:
    """The chances of greatest entropy of these noises with mean 0 and the variance: of the form exp(a v + b v²), found by Newton."""
    moments = np.stack([steps, steps**2])
    slopes, wanted = np.zeros(2), np.array([0.0, variance])
    for _ in range(200):
        raised = slopes @ moments
        probable = np.exp(raised - raised.max())
        probable /= probable.sum()
        miss = moments @ probable - wanted
        if np.abs(miss).max() < 1e-12:
            break
        spread = (moments * probable) @ moments.T - np.outer(moments @ probable, moments @ probable)
        step = np.linalg.solve(spread + 1e-13 * np.eye(2), miss)
        slopes = slopes - step / max(1.0, np.abs(step).max())
    return np.asarray(probable)
