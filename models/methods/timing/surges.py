"""Surges: which of many words or topics came more often than their own past lets expect, with p-values over all that were tested."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import ArrayLike, NDArray

from models.methods.spatial.chance import false_discovery
from models.methods.timing.baselines import Baseline, baseline, lent
from models.methods.timing.expected import Expected, expected

_FEW = 20
_Z95 = 1.959964
_AT_ONCE = 2_000_000


def surges(
    counts: Any,
    totals: ArrayLike | None = None,
    *,
    per_year: float = 365.25 / 7,
    tested: Iterable[int] | None = None,
    min_cases: int = 5,
    rate: float = 0.05,
    beyond: float = 0.005,
) -> pl.DataFrame:
    """One row a term and tested period with `min_cases` or more; `surge` where chance is no good explanation.

    counts: (term × period), numpy or scipy sparse, periods of equal length without holes, `per_year` of them a year; totals: all
    papers a period, so that a share is tested rather than a count; tested: numbers of periods, the last by default, each from what
    came before it alone.

    `method` "farrington": with three years before, quasi-Poisson with trend and a season of ten levels on all but the last half
    year, past outbreaks weighed down (`expected`); without trend where it leads beyond any share seen (Noufaily et al. 2013), level
    alone below 20 cases; days have weekdays too. "trailing": otherwise, the level of the half year up to two weeks before.
    "short": fewer than 8 periods before, nothing is tested. A level with fewer than 5 cases is lent half a case.
    `ratio`: count over expected, with its 95 % limits `low` and `high` (log-normal, the variance of its logarithm dispersion / count +
    variance of the mean / mean²: the delta method). NaN, null in the frame, where nothing was tested.
    `p`: the negative binomial tail from the count on, with the doubt about its mean and dispersion (`Expected`); `limit`: the count
    that chance passes in `beyond` of periods; `surge`: Benjamini & Hochberg 1995 at `rate` over all `tested` terms of the period,
    where fewer cases than `min_cases` never count as one. ValueError for counts that are none.

    Example: ten in each of 40 weeks and then 20: expected 10, of the 26 weeks learned from, p = P(NB(mean 10, variance 10.385) ≥ 20).
    """
    table, of = _checked(counts, totals)
    periods = [table.shape[1] - 1] if tested is None else sorted({int(period) for period in tested})
    if periods and not 0 <= periods[0] <= periods[-1] < table.shape[1]:
        raise ValueError(f"periods from 0 to {table.shape[1] - 1} can be tested")
    found = [_tested(table, of, period, per_year, max(1, min_cases), rate, beyond) for period in periods or [0]]
    shown = pl.DataFrame({name: np.concatenate([one[name] for one in found]) for name in found[0]}, nan_to_null=True)
    return shown if periods else shown.clear()


def _tested(
    table: Any, of: NDArray[np.float64], period: int, per_year: float, least: int, rate: float, beyond: float
) -> dict[str, NDArray[Any]]:
    """The columns of one period. Terms below the least number are tested without being fitted: theirs is no surge, their p counts as 1."""
    now = _dense(table[:, [period]])[:, 0]
    terms = np.flatnonzero(now >= least)
    basis = baseline(period, per_year, of) if of[period] > 0 else None
    expect, limit, p, doubt = np.full((4, terms.size), np.nan)
    season, trend = np.zeros((2, terms.size), dtype=bool)
    step = max(1, _AT_ONCE // max(1, period))
    for first in range(0, terms.size if basis else 0, step):
        assert basis is not None
        part = slice(first, first + step)
        fitted, season[part], trend[part] = _fitted(_dense(table[terms[part]][:, basis.periods]), basis, of, period)
        expect[part], limit[part], p[part] = fitted.mean, fitted.limit(beyond), fitted.chance(now[terms[part]])
        doubt[part] = np.sqrt(fitted.dispersion / now[terms[part]] + fitted.variance / fitted.mean**2)
    every = np.ones(table.shape[0])
    every[terms] = np.where(np.isnan(p), 1.0, p)
    return {
        "term": terms,
        "period": np.full(terms.size, period),
        "count": now[terms].astype(np.int64),
        "expected": expect,
        "limit": limit,
        "ratio": now[terms] / expect,
        "low": now[terms] / expect * np.exp(-_Z95 * doubt),
        "high": now[terms] / expect * np.exp(_Z95 * doubt),
        "p": p,
        "surge": false_discovery(every, rate)[terms],
        "method": np.full(terms.size, basis.method if basis else "short"),
        "season": season,
        "trend": trend,
        "tested": np.full(terms.size, table.shape[0] if basis else 0),
    }


def _fitted(
    past: NDArray[np.float64], basis: Baseline, of: NDArray[np.float64], period: int
) -> tuple[Expected, NDArray[np.bool_], NDArray[np.bool_]]:
    """(what to expect, with a season?, with a trend?) a term."""
    offset = np.log(of[basis.periods] / of[period])
    rich = past.sum(axis=1) >= _FEW
    width = basis.design.shape[1]
    level = np.ones((past.shape[1], 1))
    every = [_part(~rich, 1, lent(past, level), basis, offset), _part(rich, width, basis.lent(past), basis, offset)]
    found = np.where(rich, every[1], every[0])
    if not basis.seasonal:
        return Expected(*found), np.zeros_like(rich), np.zeros_like(rich)
    seen = (past / of[basis.periods]).max(axis=1) * of[period]
    too_far = rich & (found[0] > seen)
    found = np.where(too_far, _part(too_far, width - 1, basis.lent(past), basis, offset), found)
    return Expected(*found), rich, rich & ~too_far


def _part(
    which: NDArray[np.bool_], columns: int, past: NDArray[np.float64], basis: Baseline, offset: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(mean, variance, dispersion, free) of the terms meant, on the first columns of the design; NaN for others."""
    found = np.full((4, which.size), np.nan)
    if which.any():
        fitted = expected(past[which], basis.design[:, :columns], offset, basis.then[:columns])
        found[:, which] = fitted.mean, fitted.variance, fitted.dispersion, fitted.free
    return found


def _checked(counts: Any, totals: ArrayLike | None) -> tuple[Any, NDArray[np.float64]]:
    """The table, rows easily taken, and the totals; ones where none are given."""
    table = counts.tocsr() if hasattr(counts, "tocsr") else np.asarray(counts, dtype=float)
    values = np.asarray(table.data if hasattr(counts, "tocsr") else table)
    if table.ndim != 2 or not table.shape[1] or not np.isfinite(values).all() or (values < 0).any():
        raise ValueError("counts of 0 or more, a row a term and a column a period, are needed")
    of = np.ones(table.shape[1]) if totals is None else np.asarray(totals, dtype=float)
    if of.shape != (table.shape[1],) or not np.isfinite(of).all() or (of < 0).any():
        raise ValueError("totals of 0 or more, one a period, are needed")
    return table, of


def _dense(table: Any) -> NDArray[np.float64]:
    return np.asarray(table.toarray() if hasattr(table, "toarray") else table, dtype=float)
