"""The words of the texts as tables: which there are, in which texts, and how they were read."""

from __future__ import annotations

import numpy as np
import polars as pl

from models.methods.text.lists import STOP_EN, STOP_KO
from models.methods.text.tokens import Tokens, Way, tokens

# 200,000 short complaints read exactly take a minute and more of the two cores; from here on words between spaces are read once.
CACHED_FROM = 3_000_000
STOPPING = r"(?i)불용|제외|빼|stop|drop"


def read(texts: pl.DataFrame, vocabulary: pl.DataFrame | None, reading: str) -> dict[str, pl.DataFrame | None]:
    """`terms`: one row a word with the texts and papers it stands in; `text_terms`: one row a word of a text, in reading order."""
    whole, stop = dictionary(vocabulary)
    # What is left of a masked name is no word.
    said = texts["said"].str.replace_all(r"[가-힣A-Za-z0-9]*\*+[가-힣A-Za-z0-9]*", " ")
    found = tokens(
        said.to_list(), texts["language"].to_numpy().astype(np.int8), way=way_of(texts, reading), user=whole,
        stop=STOP_KO | STOP_EN | stop,
    )  # fmt: skip
    of_text = np.repeat(np.arange(len(found)), np.diff(found.ptr))
    unsaid = np.array([says_nothing(word) for word in found.words], dtype=bool)
    kept, number = ~unsaid[found.ids], np.cumsum(~unsaid) - 1
    stream = pl.DataFrame({"text": of_text[kept].astype(np.int64), "term": number[found.ids[kept]].astype(np.int64)})
    spelled = [word for word, gone in zip(found.words, unsaid, strict=True) if not gone]
    each = stream.unique(maintain_order=True).join(texts.select("text", "papers"), on="text", how="left", maintain_order="left")
    counts = each.group_by("term").agg(texts=pl.len().cast(pl.Int64), papers=pl.col("papers").sum())
    terms = pl.DataFrame({"term": np.arange(len(spelled), dtype=np.int64), "word": spelled}, schema={"term": pl.Int64, "word": pl.String})
    terms = terms.join(counts, on="term", how="left", maintain_order="left")
    reading_row = pl.DataFrame(
        {"way": [found.way], "f1": [found.f1], "why": [found.why], "words": [len(spelled)], "whole": [len(whole)], "stop": [len(stop)]},
        schema_overrides={"f1": pl.Float64},
    )
    return {"terms": terms, "text_terms": stream, "reading_used": reading_row}


def of_topics(text_terms: pl.DataFrame, place_words: pl.DataFrame) -> pl.DataFrame:
    """The words that topics are made of: those that tell where alone are none."""
    return text_terms.join(place_words.select("term"), on="term", how="anti", maintain_order="left")


def says_nothing(word: str) -> bool:
    """Whether the word is made of words that every complaint has, as 확인후답변 of 확인, 후 and 답변."""
    ends = {0}
    for end in range(1, len(word) + 1):
        if any(word[begin:end] in STOP_KO for begin in ends if begin < end):
            ends.add(end)
    return len(word) in ends and len(word) > 0


def dictionary(vocabulary: pl.DataFrame | None) -> tuple[frozenset[str], frozenset[str]]:
    """(words to be kept whole, words to be left out) of a person's list."""
    if vocabulary is None:
        return frozenset(), frozenset()
    rows = vocabulary.filter(pl.col("word").is_not_null()).with_columns(out=pl.col("use").fill_null("").str.contains(STOPPING))
    return frozenset(rows.filter(~pl.col("out"))["word"]), frozenset(rows.filter("out")["word"])


def way_of(texts: pl.DataFrame, reading: str) -> Way:
    """How Korean is read: as asked for, else exactly unless there is very much of it."""
    if reading == "exact":
        return "exact"
    if reading == "quick":
        return "cached"
    return "cached" if int(texts["said"].str.len_chars().sum() or 0) > CACHED_FROM else "exact"


def as_tokens(texts: int, text_terms: pl.DataFrame, terms: pl.DataFrame) -> Tokens:
    """The tables as the text methods take them."""
    ptr = np.append(0, np.cumsum(np.bincount(text_terms["text"].to_numpy(), minlength=texts))).astype(np.int64)
    return Tokens(ptr, text_terms["term"].to_numpy().astype(np.int32), terms["word"].to_list(), "")
