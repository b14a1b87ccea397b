"""Shares with their intervals, thin groups hidden, and the change between two periods split into better and other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from models.methods.rates import Decomposition, kitagawa, wilson


def with_shares(frame: pl.DataFrame, hits: Mapping[str, str], total: str) -> pl.DataFrame:
    """The frame with, for each hit count, its share of `total` and the Wilson 95 % limits: NAME, NAME_low, NAME_high.

    `hits`: name of the share → column of counts. Shares of nothing are null.
    """
    n = frame[total].to_numpy()
    columns = []
    for name, column in hits.items():
        found = frame[column].to_numpy()
        low, high = wilson(found, n)
        share = np.divide(found, n, out=np.full(len(n), np.nan), where=n > 0)
        columns += [pl.Series(name, share), pl.Series(f"{name}_low", low), pl.Series(f"{name}_high", high)]
    return frame.with_columns(columns).with_columns(pl.col(column.name).fill_nan(None) for column in columns)


def thin_hidden(frame: pl.DataFrame, n: str, least: int, values: Sequence[str]) -> pl.DataFrame:
    """The frame with `values` null where there are fewer than `least` in `n`; `hidden` says which rows those are.

    Hidden because a share of few calls says nothing, not because it must be kept secret: n stays.
    """
    thin = pl.col(n) < least
    return frame.with_columns(pl.when(thin).then(None).otherwise(pl.col(value)).alias(value) for value in values).with_columns(hidden=thin)


def change(before: pl.DataFrame, after: pl.DataFrame, group: str, calls: str, within: str) -> Decomposition | None:
    """The change of the share `within`/`calls` between two periods over the groups both have (Kitagawa 1955); None without any."""
    both = before.join(after, on=group, suffix="_after", nulls_equal=True).filter((pl.col(calls) > 0) & (pl.col(f"{calls}_after") > 0))
    if both.is_empty():
        return None
    return kitagawa(
        both[calls].to_numpy(),
        (both[within] / both[calls]).to_numpy(),
        both[f"{calls}_after"].to_numpy(),
        (both[f"{within}_after"] / both[f"{calls}_after"]).to_numpy(),
    )
