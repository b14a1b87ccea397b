"""Words that stand out in an area: those that were planted, and hardly any where there is nothing but chance."""

from datetime import date

import numpy as np
import polars as pl

from models.civil_complaints.lexicon import apart
from models.methods.text.tokens import Tokens

AREAS, TEXTS, WORDS, LONG = 8, 1600, 400, 12


def _told(planted: bool) -> pl.DataFrame:
    rng = np.random.default_rng(7)
    ids = rng.integers(0, WORDS, (TEXTS, LONG)).astype(np.int32)
    area = np.arange(TEXTS) % AREAS
    if planted:
        ids[area == 3, 0] = np.where(rng.random((area == 3).sum()) < 0.3, 17, ids[area == 3, 0])
    tokens = Tokens(np.arange(TEXTS + 1) * LONG, ids.ravel(), [f"낱말{at}" for at in range(WORDS)], "")
    tagged = pl.DataFrame({"text": np.arange(TEXTS), "area": [f"{at}동" for at in area], "day": [date(2023, 5, 1)] * TEXTS})
    return apart(tokens, tagged)


def test_of_thousands_of_words_hardly_any_stands_out_by_chance() -> None:
    # By each word's own deviate of 1.96 every area has its five: 40.
    assert _told(planted=False).height <= 2


def test_a_planted_word_stands_out_where_it_was_planted() -> None:
    found = _told(planted=True)
    assert (found["part"][0], found["word"][0]) == ("3동", "낱말17")
