"""Would the answer change: the topics found again with other random numbers, limits, halves and methods."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.civil_complaints.subjects import Grouping, grouped
from models.methods.agreement import crossed, mutual_information
from models.methods.text.coherence import coherence
from models.methods.text.tokens import Tokens

# Of more texts a part is drawn: the comparison of groupings needs no more.
MOST_TEXTS = 20_000
FACTOR_TEXTS = 5_000


def topic_stability(
    tokens: Tokens, matter: NDArray[np.int64], way: str, count: int, min_df: int, max_df: float, seed: int
) -> pl.DataFrame | None:
    """One row a change: agreement with the topics as they are, and how close their words stand. None without topics."""
    whole, at = drawn(tokens, MOST_TEXTS, seed)
    same = matter[at]
    now = grouped(whole, way, count, min_df, max_df, seed, same)
    if not now.words:
        return None
    k, low = max(2, len(now.words)), max(2, min_df // 2)
    half, part = (max(2, len(whole) // 2), low), (min(FACTOR_TEXTS, len(whole)), min_df)
    tries = [("seed", way, len(whole), min_df, 1), ("seed", way, len(whole), min_df, 2), ("min_df_low", way, len(whole), low, 0),
             ("min_df_high", way, len(whole), min_df * 2, 0), ("half", way, *half, 0)]  # fmt: skip
    tries += [(other, other, *part, 0) for other in ("graph", "nmf", "lda") if other != way]
    rows = [_row("now", now.of_text, now)]
    for name, how, texts, least, more in tries:
        of, which = drawn(whole, texts, seed)
        rows.append(_row(name, now.of_text[which], grouped(of, how, k, least, max_df, seed + more, same[which])))
    return pl.DataFrame(rows)


def drawn(tokens: Tokens, most: int, seed: int) -> tuple[Tokens, NDArray[np.int64]]:
    """(at most so many of the texts, in their order; which they are)."""
    n = len(tokens)
    if n <= most:
        return tokens, np.arange(n)
    which = np.sort(np.random.default_rng([seed, n, most]).permutation(n)[:most])
    size = np.diff(tokens.ptr)[which]
    ptr = np.append(0, np.cumsum(size)).astype(np.int64)
    places = np.arange(ptr[-1]) - np.repeat(ptr[:-1], size) + np.repeat(tokens.ptr[:-1][which], size)
    return Tokens(ptr, tokens.ids[places], tokens.words, tokens.way), which


def _row(way: str, now: NDArray[np.int32], other: Grouping) -> dict[str, object]:
    both = (now >= 0) & (other.of_text >= 0)
    known = bool(other.words) and bool(both.any())
    table = crossed(now[both], other.of_text[both])
    same = int((table.max(axis=1) > table.sum(axis=1) / 2).sum()) if known else 0
    close = coherence(other.bag, other.places) if other.words else np.array([np.nan])
    return {
        "way": way, "topics": len(other.words), "agreement": mutual_information(now[both], other.of_text[both]) if known else 0.0,
        "same": same, "coherence": None if np.isnan(close).all() else float(np.nanmean(close)),
    }  # fmt: skip


def alarms_by_least(alarms: Mapping[int, pl.DataFrame | None], now: int) -> pl.DataFrame:
    """One row a least number: how many alarms, and how many of them are those of `now`."""
    keys = ["name", "area", "start"]
    known = {least: found for least, found in alarms.items() if found is not None}
    kept = {least: found.join(known[now].select(keys), on=keys, how="semi", nulls_equal=True).height for least, found in known.items()}
    return pl.DataFrame([{"least": least, "alarms": known[least].height, "kept": kept[least]} for least in sorted(known)])
