"""Whose complaints these are, as far as the file tells."""

from __future__ import annotations

import polars as pl

from models.civil_complaints.board import OTHER, named

KINDS = ("channel", "age", "sex")


def who(tagged: pl.DataFrame, topics: pl.DataFrame) -> pl.DataFrame | None:
    """One row a channel, age group and sex with its share of the complaints that tell it; None where none does."""
    rows = named(tagged, topics)
    parts = [_split(rows.filter(pl.col(kind).is_not_null()), kind) for kind in KINDS if rows[kind].is_not_null().any()]
    return pl.concat(parts) if parts else None


def _split(rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    topic = rows.filter(pl.col("name") != OTHER).group_by(kind, "name").agg(n=pl.len()).sort("n", "name", descending=[True, False])
    topic = topic.unique(kind, keep="first", maintain_order=True).select(kind, "name")
    counted = rows.group_by(kind).agg(papers=pl.len().cast(pl.Int64)).join(topic, on=kind, how="left")
    found = counted.select(
        pl.lit(kind).alias("kind"), pl.col(kind).alias("part"), "papers", share=pl.col("papers") / rows.height, name="name"
    )
    return found.sort("papers", "part", descending=[True, False]).head(30)
