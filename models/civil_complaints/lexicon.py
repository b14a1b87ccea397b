"""Words to be shown: the commonest with where they are used, and those that go together."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.methods.spatial.chance import false_discovery, two_sided
from models.methods.text.counting import Bags, bags
from models.methods.text.keywords import distinctive
from models.methods.text.network import network
from models.methods.text.tokens import Tokens

TOP, PAIRS, WEAKEST = 40, 60, 0.15
TOP_COLUMNS = {
    "rank": pl.Int64, "word": pl.String, "papers": pl.Int64, "texts": pl.Int64, "share": pl.Float64, "name": pl.String,
    "example": pl.String,
}  # fmt: skip
PAIR_COLUMNS = {"first": pl.String, "second": pl.String, "group": pl.Int64, "texts": pl.Int64, "npmi": pl.Float64}

APART = {"kind": pl.String, "part": pl.String, "rank": pl.Int64, "word": pl.String, "papers": pl.Int64, "z": pl.Float64}
LIKELY = 0.05


def top(
    terms: pl.DataFrame, text_terms: pl.DataFrame, texts: pl.DataFrame, text_topics: pl.DataFrame, topics: pl.DataFrame
) -> pl.DataFrame:
    """The words of most complaints, each with the topic it is mostly used in and a text that uses it."""
    known = terms.filter((pl.col("papers") > 0) & (pl.col("word").str.len_chars() > 1))
    shown = known.sort(-pl.col("papers"), "word").head(TOP).with_row_index("rank", offset=1).with_columns(pl.col("rank").cast(pl.Int64))
    uses = text_terms.join(shown.select("term"), on="term", how="semi").unique()
    named = (
        uses.join(text_topics, on="text").join(topics.select("topic", "name"), on="topic").join(texts.select("text", "papers"), on="text")
    )
    mostly = named.group_by("term", "name").agg(n=pl.col("papers").sum()).sort("n", "name", descending=[True, False])
    mostly = mostly.unique("term", keep="first", maintain_order=True).select("term", "name")
    # The shortest text that is no scrap shows a word best.
    examples = uses.join(texts.select("text", "shown"), on="text").with_columns(n=pl.col("shown").str.len_chars()).filter(pl.col("n") >= 20)
    examples = examples.sort("n", "text").unique("term", keep="first", maintain_order=True).select("term", example="shown")
    written = max(1, int(texts["papers"].sum() or 0))
    found = shown.join(mostly, on="term", how="left").join(examples, on="term", how="left").with_columns(share=pl.col("papers") / written)
    return found.sort("rank").select(*TOP_COLUMNS)


def pairs(tokens: Tokens, min_df: int, max_df: float, seed: int) -> pl.DataFrame:
    """The strongest pairs of words that stand in five texts together, with the community of the first."""
    bag = bags(tokens, min_df, max_df, 3_000)
    if len(bag.words) < 2:
        return pl.DataFrame(schema=PAIR_COLUMNS)
    net = network(bag, least=5, weakest=WEAKEST, seed=seed)
    words = np.array(bag.words, dtype=object)
    found = pl.DataFrame(
        {
            "first": words[net.one].tolist(), "second": words[net.other].tolist(), "group": net.community[net.one].astype(np.int64) + 1,
            "texts": net.texts.astype(np.int64), "npmi": net.npmi.astype(np.float64),
        },
        schema=PAIR_COLUMNS,
    )  # fmt: skip
    found = found.filter((pl.col("first").str.len_chars() > 1) & (pl.col("second").str.len_chars() > 1))
    # A chain of templates would fill the table with one sentence: of each group the strongest only.
    return found.with_columns(place=pl.int_range(pl.len()).over("group")).filter(pl.col("place") < 8).drop("place").head(PAIRS)


def apart(tokens: Tokens, tagged: pl.DataFrame, most_parts: int = 12, most_words: int = 5) -> pl.DataFrame:
    """Words that stand out in each large area and each year, a text counted once for each of its papers there; of all words of all
    areas (years) compared at most 5 % wrongly (Benjamini-Hochberg): among thousands some would stand out by chance."""
    bag = bags(tokens, 5, 1.0, 3_000)
    rows = tagged.filter(pl.col("text").is_not_null()).with_columns(year=pl.col("day").dt.year().cast(pl.String))
    parts = [_apart(bag, rows, kind, column, most_parts, most_words) for kind, column in (("area", "area"), ("year", "year"))]
    known = [one for one in parts if one.height]
    return pl.concat(known) if known else pl.DataFrame(schema=APART)


def _apart(bag: Bags, rows: pl.DataFrame, kind: str, column: str, most_parts: int, most_words: int) -> pl.DataFrame:
    named = rows.filter(pl.col(column).is_not_null())
    largest = named.group_by(column).len().sort(-pl.col("len").cast(pl.Int64), column).head(most_parts)[column].to_list()
    if named[column].n_unique() < 2 or not bag.words:
        return pl.DataFrame(schema=APART)
    count = _words_of(bag, named, column)
    total = count.sum(axis=0)
    found = []
    names = sorted(named[column].unique().to_list())
    told = [names.index(part) for part in sorted(largest)]
    deviates = np.array([distinctive(count[at], total - count[at]).z for at in told])
    clear = false_discovery(two_sided(deviates).ravel(), LIKELY).reshape(deviates.shape) & (deviates > 0)
    for part, at_part, z, sure in zip(sorted(largest), told, deviates, clear, strict=True):
        own = count[at_part]
        order = [at for at in np.argsort(-z, kind="stable")[:most_words] if sure[at] and own[at] >= 5 and len(bag.words[at]) > 1]
        found += [{"kind": kind, "part": part, "rank": place, "word": bag.words[at], "papers": int(own[at]), "z": float(z[at])}
                  for place, at in enumerate(order, 1)]  # fmt: skip
    return pl.DataFrame(found, schema=APART)


def _words_of(bag: Bags, named: pl.DataFrame, column: str) -> NDArray[np.float64]:
    """Parts (in the order of their names) × words: papers that hold the word."""
    names = named.select(column).unique().sort(column).with_row_index("part")
    papers = named.join(names, on=column).group_by("part", "text").agg(n=pl.len()).sort("part", "text")
    part, text, n = papers["part"].to_numpy(), papers["text"].to_numpy(), papers["n"].to_numpy()
    size = np.diff(bag.ptr)[text]
    start = np.repeat(bag.ptr[:-1][text], size)
    place = np.arange(size.sum()) - np.repeat(np.append(0, np.cumsum(size)[:-1]), size) if size.size else np.empty(0, np.int64)
    key = np.repeat(part.astype(np.int64), size) * len(bag.words) + bag.ids[start + place]
    return np.bincount(key, np.repeat(n, size), names.height * len(bag.words)).astype(np.float64).reshape(names.height, len(bag.words))
