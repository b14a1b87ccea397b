"""Words that tell where and not what: those that stand in a complaint because of its place."""

from __future__ import annotations

import polars as pl

from models.methods.text.english import fold

# A word of which so many complaints have it in their own place too is the name of a place.
MOSTLY = 0.5
# What ends the names of Korean areas and streets: the name is said without it too.
_ENDINGS = "[시군구읍면동리로길가]$"
_SHORTEST = 2


def place_words(papers: pl.DataFrame, paper_texts: pl.DataFrame, terms: pl.DataFrame, text_terms: pl.DataFrame) -> pl.DataFrame:
    """`term`, `word`: the words that at least half of the complaints that say them have in their own area or address.

    A word that places elsewhere have too, as the street of “street light”, is no place where it is said without one.
    """
    where = _of_places(papers)
    known = terms.join(where.select("word").unique(), on="word", how="semi").select("term", "word")
    said = paper_texts.drop_nulls("text").select("line", "text")
    placed = said.join(where.select("line").unique(), on="line", how="semi")
    uses = text_terms.join(known, on="term").unique().join(placed, on="text")
    there = where.select("line", "word").unique().with_columns(there=True)
    told = (
        uses.join(there, on=["line", "word"], how="left").group_by("term", "word").agg(share=pl.col("there").fill_null(value=False).mean())
    )
    return told.filter(pl.col("share") >= MOSTLY).select("term", "word").sort("term")


def _of_places(papers: pl.DataFrame) -> pl.DataFrame:
    """`line`, `word`: the words of the area and the address of each complaint, folded as words of texts are."""
    where = pl.concat_str("area", "address", separator=" ", ignore_nulls=True).str.to_lowercase()
    each = papers.select("line", word=where.str.extract_all(r"\p{L}+")).explode("word").drop_nulls("word")
    words = each.select(pl.col("word").unique())
    spelled = words.with_columns(folded=pl.col("word").map_elements(fold, return_dtype=pl.String)).with_columns(
        bare=pl.when(pl.col("word").str.len_chars() > _SHORTEST).then(pl.col("word").str.replace(_ENDINGS, ""))
    )
    forms = spelled.unpivot(["folded", "bare"], index="word", value_name="form").drop_nulls("form")
    found = each.join(forms.select("word", "form").unique(), on="word").select("line", word="form")
    return found.filter(pl.col("word").str.len_chars() >= _SHORTEST)
