"""How the values of a column lie: quantiles with the error of the sample they come from, and the shares of a histogram."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from math import ceil, log, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

SHARES = (0.05, 0.25, 0.5, 0.75, 0.95)
ROWS = 20_000
"""A table of more rows is judged on about so many, chosen by a hash of their line."""

_BARS = 12
_FEWEST = 5
_OUTERMOST = 0.01
_RISK = 0.05


@dataclass(frozen=True)
class Spread:
    """`quantiles`: the values at `SHARES`, numbers or ISO text. `bars`: shares of the values in equally wide classes from `low` to
    `high`, which leave out the outermost hundredths; what lies beyond counts in the first and the last.

    `taken_from` values were looked at. A quantile's share is right within `error` with 95 % confidence (Dvoretzky, Kiefer & Wolfowitz
    1956 with the constant of Massart 1990), 0 when every value was looked at.
    """

    quantiles: tuple[float | str, ...]
    low: float | str
    high: float | str
    bars: tuple[float, ...]
    taken_from: int
    error: float

    @property
    def median(self) -> float | str:
        """The value at the half."""
        return self.quantiles[SHARES.index(0.5)]

    def without_rare(self, rows: int, least: int) -> Spread | None:
        """The spread of a column of so many rows without what fewer than `least` of them tell: classes that hold fewer are empty, and
        there is none when beyond an outer quantile lie fewer."""
        if rows * SHARES[0] < least:
            return None
        return replace(self, bars=tuple(share if share * rows >= least else 0.0 for share in self.bars))

    @classmethod
    def from_json(cls, said: Mapping[str, Any] | None) -> Spread | None:
        """The spread of its plain values."""
        return cls(**{**said, "quantiles": tuple(said["quantiles"]), "bars": tuple(said["bars"])}) if said else None


def step(rows: int) -> int:
    """Of how many rows one is looked at."""
    return max(1, rows // ROWS)


def chosen_sql(rows: int) -> str:
    """Whether a row is one of those looked at."""
    return f"hash(_line) % {step(rows)} = 0" if rows > ROWS else "true"


def spread(values: Sequence[Any], of: int, times: Sequence[int] | None = None) -> Spread | None:
    """The spread of numbers, days or moments, all of one type: of so many values all, or those in rows chosen by a hash. None of fewer
    than five.

    times: how many rows each value stands for; one each without.
    """
    numbers, plain = _as_numbers(values)
    counts = np.ones(len(numbers), np.int64) if times is None else np.asarray(times, np.int64)
    order = np.argsort(numbers, kind="stable")
    order = order[np.isfinite(numbers[order])]
    ordered, reached = numbers[order], np.cumsum(counts[order])
    size = int(reached[-1]) if reached.size else 0
    if size < _FEWEST:
        return None
    # The inverse of the distribution: the least value that so many of all do not exceed.
    shares = np.array([*SHARES, _OUTERMOST, 1 - _OUTERMOST])
    *quantiles, first, last = ordered[np.searchsorted(reached, np.maximum(np.ceil(shares * size - 1e-9), 1))].tolist()
    edges = _edges(ordered, first, last)
    bars = np.histogram(np.clip(ordered, edges[0], edges[-1]), edges, weights=counts[order])[0] / size
    error = 0.0 if size >= of else sqrt(log(2 / _RISK) / (2 * size))
    return Spread(tuple(map(plain, quantiles)), plain(first), plain(last), tuple(bars.tolist()), size, error)


def _as_numbers(values: Sequence[Any]) -> tuple[npt.NDArray[np.float64], Callable[[float], float | str]]:
    """Days count as days and moments as seconds; with what writes such a number again."""
    if isinstance(values[0], datetime):
        seconds = [value.replace(tzinfo=UTC).timestamp() for value in values]
        return np.array(seconds), lambda number: datetime.fromtimestamp(number, UTC).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(values[0], date):
        return np.array([value.toordinal() for value in values], float), lambda number: date.fromordinal(int(number)).isoformat()
    return np.array(values, float), lambda number: int(number) if number.is_integer() and abs(number) < 1e15 else number


def _edges(ordered: npt.NDArray[np.float64], first: float, last: float) -> npt.NDArray[np.float64]:
    """Whole numbers get classes of a whole width, so that each class holds as many of them."""
    if last <= first:
        return np.array([first, first + 1])
    if np.all(ordered == np.floor(ordered)) and last - first < 1e9:
        width = max(1, ceil((last - first + 1) / _BARS))
        return np.arange(first, last + 1 + width, width)[: ceil((last - first + 1) / width) + 1]
    return np.linspace(first, last, _BARS + 1)
