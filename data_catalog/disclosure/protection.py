"""How the counts of persons in a table are kept: hidden where few (a fixed table), or each told with noise or rounded (free filters).

Hiding alone holds within one table. Who may ask for the same table under many filters takes one from another, so counts then carry the
noise of the cell key method or are rounded, and what was reckoned from a count is told only about as well as the count itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data_catalog.disclosure.cell_key import USUAL, Noise, draws, perturb
from data_catalog.disclosure.rounding import BASE, rounded
from data_catalog.disclosure.suppression import OTHER, Counting, Disclosed

SUPPRESS, CELL_KEY, ROUND = "suppress", "cell_key", "round"
MODES = (SUPPRESS, CELL_KEY, ROUND)

_DIGITS = 3
_NUMBERED = 0.5


@dataclass(frozen=True)
class Protection:
    """One of `MODES`, how much noise, and the secret that decides it (never shown). ValueError for another mode, or none secret."""

    mode: str = SUPPRESS
    noise: Noise = USUAL
    secret: bytes = field(default=b"", repr=False)

    def __post_init__(self) -> None:
        """ValueError when noise would be decided by nothing that is secret."""
        if self.mode not in MODES:
            raise ValueError(f"a mode is one of {', '.join(MODES)}")
        if self.changes and len(self.secret) < 16:
            raise ValueError("a secret has 16 bytes or more")

    @property
    def changes(self) -> bool:
        """Whether counts are told otherwise than they are."""
        return self.mode != SUPPRESS

    @property
    def most(self) -> int:
        """How far a count may be from what is told of it."""
        return self.noise.most if self.mode == CELL_KEY else BASE - 1


HIDING = Protection()
"""Fixed tables: small counts are hidden, no count is changed."""


def told_counts(values: NDArray[np.float64], cells: Sequence[str], protection: Protection) -> NDArray[np.int64]:
    """The counts as they may be told, each by what its cell is (`cells`) and how many it counts. Shapes (n,), n → (n,).

    The same cell of the same data with the same count is told alike by every question.
    """
    counts = np.where((values > 0) & (values < _NUMBERED), 1, np.rint(values)).astype(np.int64)
    drawn = draws(protection.secret, (f"{cell}\x1f{count}" for cell, count in zip(cells, counts, strict=True)))
    return perturb(counts, drawn, protection.noise) if protection.mode == CELL_KEY else rounded(counts, drawn)


def about(values: NDArray[np.float64], counts: NDArray[np.float64], cells: Sequence[str], protection: Protection) -> NDArray[np.float64]:
    """Numbers reckoned from counts, each moved by up to the share that its count may be off, and told in three digits.

    counts: of how many each was reckoned. A share (all from 0 to 1) stays one. Shapes (n,), (n,), n → (n,); nan stays.
    """
    drawn = draws(protection.secret, (f"about\x1f{cell}\x1f{count:.0f}" for cell, count in zip(cells, counts, strict=True)))
    wide = np.minimum(1.0, protection.most / np.maximum(counts, 1.0))
    moved = values * (1.0 + wide * (2.0 * drawn - 1.0))
    finite = values[np.isfinite(values)]
    if finite.size and finite.min() >= 0 and finite.max() <= 1:
        moved = np.minimum(moved, 1.0)
    return _in_digits(moved)


def protect(rows: pl.DataFrame, counting: Counting, named: Iterable[str], protection: Protection, mark: str) -> Disclosed:
    """The table with its counts told by noise or rounded; what was reckoned from fewer than `least` persons is hidden.

    named: the columns that say what a row is of. mark: of the data, so that two of them share no noise.
    """
    if rows.is_empty():
        return Disclosed(rows)
    cells = _cells(rows, list(named), mark)
    whole = _numbers(rows[counting.counts[0]])
    new = [_as_before(rows[name], told_counts(_numbers(rows[name]), cells, protection)) for name in counting.counts]
    few = (whole > 0) & (whole < protection.noise.least)
    for name in counting.follows:
        values = rows[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
        moved = about(values, whole, [f"{cell}\x1f{name}" for cell in cells], protection)
        kept = pl.Series(name, np.rint(moved) if rows[name].dtype.is_integer() else moved).fill_nan(None)
        new.append(kept.cast(rows[name].dtype).set(pl.Series(few), None))
    marks = {int(row): OTHER for row in np.flatnonzero(few)}
    return Disclosed(rows.with_columns(new), dict.fromkeys(counting.follows, marks) if marks else {})


def _cells(rows: pl.DataFrame, named: list[str], mark: str) -> list[str]:
    if not named:
        return [mark] * rows.height
    told = rows.select(pl.concat_str([pl.col(name).cast(pl.String).fill_null("") for name in named], separator="\x1f"))
    return [f"{mark}\x1f{one}" for one in told.to_series().to_list()]


def _numbers(column: pl.Series) -> NDArray[np.float64]:
    return column.cast(pl.Float64).fill_null(0.0).fill_nan(0.0).to_numpy()


def _as_before(column: pl.Series, told: NDArray[np.int64]) -> pl.Series:
    """Of the kind it had, and missing where it was."""
    return pl.Series(column.name, told).cast(column.dtype).set(column.is_null(), None)


def _in_digits(values: NDArray[np.float64]) -> NDArray[np.float64]:
    return pl.Series(values).round_sig_figs(_DIGITS).to_numpy()
