"""How many topics NMF or LDA is asked for, where nobody says: the number whose words cohere and which other seeds find again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.civil_complaints.shaking import FACTOR_TEXTS, drawn
from models.civil_complaints.subjects import MOST_WORDS, first_of
from models.methods.text.counting import bags
from models.methods.text.factors import Way, choose
from models.methods.text.tokens import Tokens

KS = (5, 8, 10, 12, 15, 20, 25, 30)
TRIED = {"k": pl.Int64, "coherence": pl.Float64, "stability": pl.Float64, "chosen": pl.String}


def tried(
    tokens: Tokens, matter: NDArray[np.int64], way: str, min_df: int, max_df: float, seed: int, ks: Sequence[int] = KS
) -> pl.DataFrame | None:
    """One row a number of topics: NPMI coherence and stability over three seeds, and which was taken; of many texts a part is tried.
    None for the word graph, which finds its number itself, and where no number fits."""
    if way not in ("nmf", "lda"):
        return None
    part, at = drawn(tokens, FACTOR_TEXTS, seed)
    bag = bags(part, max(2, min(min_df, len(part) // 20)), max_df, MOST_WORDS)
    learnt = first_of(matter[at])
    if not any(2 <= k <= min(int(learnt.sum()), len(bag.words)) for k in ks):
        return None
    best, rows = choose(bag, ks, cast(Way, way), (seed + 1, seed + 2, seed + 3), learnt)
    return pl.DataFrame(
        [(one.k, one.coherence, one.stability, "yes" if one.k == best else "no") for one in rows], schema=TRIED, orient="row"
    )
