"""A score weighed anew from its parts, and the ranks it gives: the few forms a package may declare, nothing of its code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from models.kit.contract import PartSpec, RankingSpec

ACTS = ("term", "power", "blend", "lift")
# How far a package's own score may lie from its parts, as a share of the largest: parts are often printed rounded.
AGREES_WITHIN = 1e-4

Values = Mapping[str, np.ndarray]


def score(parts: Sequence[PartSpec], values: Values, weights: Sequence[float]) -> np.ndarray:
    """The score of every row. Rows with a part missing, or raised to what has no real value, are NaN.

    (sum of weight × term) × product of power ** weight × product of (1 + weight (blend − 1)) × (1 + sum of weight × lift);
    without a term the first bracket is 1.
    """
    size = next(iter(values.values())).size if values else 0
    terms, lifts, product = np.zeros(size), np.ones(size), np.ones(size)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        for part, weight in zip(parts, weights, strict=True):
            value = values[part.column]
            if part.acts == "term":
                terms += weight * value
            elif part.acts == "lift":
                lifts += weight * value
            elif part.acts == "power":
                product *= value**weight
            else:
                product *= 1 + weight * (value - 1)
            # 0 × missing and missing ** 0 are numbers to the machine, but nobody knows the part.
            product[np.isnan(value)] = np.nan
        whole = product * lifts if all(part.acts != "term" for part in parts) else terms * product * lifts
    whole[~np.isfinite(whole)] = np.nan
    return whole


def ranks(scores: np.ndarray, groups: np.ndarray | None = None) -> np.ndarray:
    """Each row's rank from 1, the highest score first, within its group; 0 where there is no score.

    Equal scores keep the order of the rows. `groups` are whole numbers, one a row.
    """
    found = np.zeros(scores.size, dtype=np.int64)
    known = np.flatnonzero(~np.isnan(scores))
    if groups is None:
        found[known[np.argsort(-scores[known], kind="stable")]] = np.arange(1, known.size + 1)
        return found
    order = known[np.lexsort((known, -scores[known], groups[known]))]
    starts = np.flatnonzero(np.r_[True, np.diff(groups[order]) != 0]) if order.size else np.zeros(0, dtype=np.int64)
    begun = np.repeat(starts, np.diff(np.r_[starts, order.size]))
    found[order] = np.arange(order.size) - begun + 1
    return found


def values_of(spec: RankingSpec, rows: pl.DataFrame) -> dict[str, np.ndarray]:
    """The parts of every row as numbers, missing ones as NaN, by their column."""
    return {part.column: rows[part.column].cast(pl.Float64).fill_null(float("nan")).to_numpy() for part in spec.parts}


def groups_of(spec: RankingSpec, rows: pl.DataFrame) -> np.ndarray | None:
    """Each row's group as a whole number; None when all are ranked together, or are of one group."""
    if spec.group is None or rows[spec.group].n_unique() < 2:
        return None
    return rows[spec.group].cast(pl.String).fill_null("").rank("dense").cast(pl.Int64).to_numpy()


def strays(spec: RankingSpec, rows: pl.DataFrame) -> tuple[int, float]:
    """How many rows have a score that their parts do not give, and by how much the worst is off."""
    said = rows[spec.score].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    made = score(spec.parts, values_of(spec, rows), [part.weight for part in spec.parts])
    both = ~np.isnan(said) & ~np.isnan(made)
    off = np.abs(said[both] - made[both])
    largest = float(np.abs(said[both]).max(initial=0.0))
    wrong = int((off > AGREES_WITHIN * max(largest, 1e-12)).sum()) + int((np.isnan(said) != np.isnan(made)).sum())
    return wrong, float(off.max(initial=0.0))
