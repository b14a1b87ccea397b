"""The issue board: each topic with how much there was lately, how much was usual, and how sure the change is."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from models.methods.changes import rate_change
from models.methods.spatial.chance import false_discovery

USUAL_WEEKS = 12
FEW = 5
BEGINNING = 48
OTHER = "other"
BOARD = {
    "rank": pl.Int64, "name": pl.String, "papers": pl.Int64, "share": pl.Float64, "people": pl.Int64, "recent": pl.Int64,
    "usual": pl.Float64, "change": pl.Float64, "low": pl.Float64, "high": pl.Float64, "turn": pl.String, "area": pl.String,
    "example": pl.String,
}  # fmt: skip


def named(tagged: pl.DataFrame, topics: pl.DataFrame) -> pl.DataFrame:
    """The complaints with the name of their topic; `other` where none fits."""
    names = topics.select("topic", "name")
    return tagged.join(names, on="topic", how="left", maintain_order="left").with_columns(pl.col("name").fill_null(OTHER))


def board(tagged: pl.DataFrame, span: pl.DataFrame, topics: pl.DataFrame, examples: pl.DataFrame, recent_weeks: int) -> pl.DataFrame:
    """Topics by size, those without one last. `change` is recent over usual per week, with a 95 % interval that allows for how
    unevenly the usual weeks came."""
    rows = named(tagged, topics)
    last = span["last_week"][0]
    begin, before = last - timedelta(weeks=recent_weeks - 1), last - timedelta(weeks=recent_weeks - 1 + USUAL_WEEKS)
    weeks = min(USUAL_WEEKS, max(0, (begin - span["first_week"][0]).days // 7))
    recent = pl.col("week").is_between(begin, last)
    usual = (pl.col("week") >= before) & (pl.col("week") < begin)
    found = rows.group_by("name").agg(
        papers=pl.len().cast(pl.Int64), people=pl.col("person").drop_nulls().n_unique().cast(pl.Int64),
        recent=recent.sum().cast(pl.Int64), earlier=usual.sum().cast(pl.Int64),
    )  # fmt: skip
    found = _changed(found, recent_weeks, weeks, _uneven(rows.filter(usual), found["name"], weeks)).join(
        _areas(rows.filter(recent)), on="name", how="left"
    )
    found = found.join(examples.filter(pl.col("place") == 1).select("name", example=_beginning("example")), on="name", how="left")
    ordered = found.sort(pl.col("name") == OTHER, -pl.col("papers"), "name").with_row_index("rank", offset=1)
    # Both would give a small number of complaints away.
    people = pl.when((pl.col("people") >= FEW) & (pl.col("papers") >= FEW)).then("people")
    share = pl.when(pl.col("papers") >= FEW).then(pl.col("papers") / rows.height)
    return ordered.with_columns(share=share, people=people, rank=pl.col("rank").cast(pl.Int64)).select(*BOARD)


def _beginning(column: str) -> pl.Expr:
    """The first words: the whole stands among the examples, and a board is read at a glance."""
    text = pl.col(column)
    return pl.when(text.str.len_chars() > BEGINNING).then(text.str.slice(0, BEGINNING - 1) + "…").otherwise(text)


def _changed(found: pl.DataFrame, recent_weeks: int, weeks: int, uneven: NDArray[np.float64]) -> pl.DataFrame:
    """Recent over usual with its limits, and whether that is a change: of all topics compared at most 5 % wrongly (Benjamini-Hochberg)."""
    now, then = found["recent"].to_numpy(), found["earlier"].to_numpy()
    few = (now + then < FEW) | (weeks == 0)
    ratio, least, most, p = rate_change(now, then, recent_weeks, max(weeks, 1), uneven, max(weeks - 1, 1))
    change, least, most = (np.where(few | ~np.isfinite(one), np.nan, one) for one in (ratio, least, most))
    sure = false_discovery(np.where(few, np.nan, p))
    turn = np.select([few, (then == 0) & (now >= FEW), sure & (change > 1), sure & (change < 1)], ["few", "new", "rose", "fell"], "steady")
    usual = then / weeks * recent_weeks if weeks else np.full(len(then), np.nan)
    columns = {"usual": usual, "change": change, "low": least, "high": most}
    return found.with_columns(pl.Series(name, values, nan_to_null=True) for name, values in columns.items()).with_columns(
        turn=pl.Series(turn, dtype=pl.String)
    )


def _uneven(earlier: pl.DataFrame, names: pl.Series, weeks: int) -> NDArray[np.float64]:
    """Of each topic the variance of its usual weeks over their mean, at least 1: how much more than a Poisson count they vary."""
    counted = earlier.group_by("name", "week").agg(n=pl.len().cast(pl.Float64))
    sums = counted.group_by("name").agg(pl.col("n").sum().alias("all"), (pl.col("n") ** 2).sum().alias("squares"))
    both = names.to_frame("name").join(sums, on="name", how="left", maintain_order="left").fill_null(0.0)
    total, squares = both["all"].to_numpy(), both["squares"].to_numpy()
    if weeks < 2:
        return np.ones(len(total))
    variance = (squares - total**2 / weeks) / (weeks - 1)
    return np.maximum(np.divide(variance, total / weeks, out=np.ones(len(total)), where=total > 0), 1.0)


def _areas(recent: pl.DataFrame) -> pl.DataFrame:
    """Where most of each topic's recent complaints are about, when that is no few."""
    counted = recent.filter(pl.col("area").is_not_null()).group_by("name", "area").agg(n=pl.len())
    return (
        counted.filter(pl.col("n") >= FEW)
        .sort("name", "n", "area", descending=[False, True, False])
        .unique("name", keep="first")
        .select("name", "area")
    )


def examples(tagged: pl.DataFrame, topics: pl.DataFrame, texts: pl.DataFrame, text_topics: pl.DataFrame, count: int) -> pl.DataFrame:
    """Up to `count` source texts a topic, the most typical of it, each another matter; none of a topic of few papers or people."""
    rows = named(tagged, topics).filter(pl.col("name") != OTHER)
    size = rows.group_by("name").agg(papers=pl.len(), people=pl.col("person").drop_nulls().n_unique(), signed=pl.col("person").count())
    told = size.filter((pl.col("papers") >= FEW) & ((pl.col("signed") == 0) | (pl.col("people") >= FEW))).select("name")
    known = text_topics.join(topics.select("topic", "name"), on="topic").join(told, on="name")
    copies = texts.group_by("matter").agg(copies=pl.col("papers").sum())
    typical = (
        known.join(texts.select("text", "shown", "matter"), on="text").join(copies, on="matter").sort("name", -pl.col("strength"), "text")
    )
    chosen = typical.unique(["name", "matter"], keep="first", maintain_order=True).with_columns(
        place=pl.int_range(1, pl.len() + 1).over("name")
    )
    return (
        chosen.filter(pl.col("place") <= count)
        .select("name", pl.col("place").cast(pl.Int64), pl.col("shown").alias("example"), pl.col("copies").cast(pl.Int64).alias("papers"))
        .sort("name", "place")
    )


def listed(tagged: pl.DataFrame, topics: pl.DataFrame) -> pl.DataFrame:
    """The topics with papers and people."""
    counted = (
        named(tagged, topics)
        .group_by("name")
        .agg(papers=pl.len().cast(pl.Int64), people=pl.col("person").drop_nulls().n_unique().cast(pl.Int64))
    )
    rows = topics.join(counted, on="name", how="left").with_columns(people=pl.when(pl.col("people") > 0).then("people"))
    return (
        rows.with_columns(pl.col("papers").fill_null(0))
        .sort(-pl.col("papers"), "name")
        .select("name", "words", "papers", "texts", "people", "kept")
    )


def types(tagged: pl.DataFrame, topics: pl.DataFrame) -> pl.DataFrame:
    """Topics against the types the office gave, the three commonest of each topic."""
    rows = named(tagged, topics).filter(pl.col("category").is_not_null() & (pl.col("name") != OTHER))
    counted = rows.group_by("name", "category").agg(papers=pl.len().cast(pl.Int64))
    shared = counted.with_columns(share=pl.col("papers") / pl.col("papers").sum().over("name"))
    ordered = shared.sort(-pl.col("papers").sum().over("name"), "name", -pl.col("papers"), "category")
    return ordered.with_columns(place=pl.int_range(pl.len()).over("name")).filter(pl.col("place") < 3).drop("place")
