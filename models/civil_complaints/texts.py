"""What is said: titles and texts cleaned, the same and nearly the same texts found, so that they count apart from papers."""

from __future__ import annotations

import numpy as np
import polars as pl

from models.civil_complaints.signed import hidden
from models.methods.text.clean import ENGLISH, KOREAN, clean_all
from models.methods.text.clean import language as of_text
from models.methods.text.duplicates import duplicates

LANGUAGES = {"korean": KOREAN, "english": ENGLISH}
SHOWN = 160
# What the masks of personal values leave: numbers, addresses of mail, names, flats.
MASKED = "|".join(
    (
        r"\d{6}\s?[-–]?\s?[1-8]\*{6}",
        r"\*{3,4}[-.·) ]{0,2}\d{4}",
        r"\d[-\s]?\*{3,}",
        r"\*{3,}@",
        r"[가-힣]\*{1,2}[가-힣](?:[^가-힣]|$|씨|님)",
        r"[가-힣]\*(?:\s|$|씨|님)",
        r"[가-힣]\*\*",
        r"\*+\s?[동호]",
    )
)
TEXTS = {"text": pl.Int64, "said": pl.String, "shown": pl.String, "language": pl.Int64, "matter": pl.Int64, "papers": pl.Int64}
PAPERS = {"line": pl.Int64, "text": pl.Int64, "masked": pl.Boolean, "cut": pl.Boolean}


def read(papers: pl.DataFrame, language: str, alike: float, seed: int) -> dict[str, pl.DataFrame | None]:
    """`texts`: one row a distinct text; `paper_texts`: one row a complaint, its text null where nothing is written."""
    titles, bodies = clean_all(papers["title"]), clean_all(papers["body"])
    said = hidden([_joined(title, body) for title, body in zip(titles.texts, bodies.texts, strict=True)])
    found = duplicates(said, alike=alike, seed=seed)
    rows = pl.DataFrame({
        "line": papers["line"], "said": said, "same": found.same, "near": found.near, "cut": titles.cut | bodies.cut,
    }).with_columns(written=pl.col("said") != "", masked=pl.col("said").str.contains(MASKED))  # fmt: skip
    firsts = rows.with_row_index("at").filter(pl.col("written") & (pl.col("at") == pl.col("same"))).with_row_index("text")
    number = firsts.select(pl.col("at").cast(pl.Int64).alias("same"), pl.col("text").cast(pl.Int64))
    tagged = rows.join(number, on="same", how="left", maintain_order="left").with_columns(text=pl.when("written").then("text"))
    copies = tagged.drop_nulls("text").group_by("text").agg(papers=pl.len().cast(pl.Int64))
    spoken = np.array([of_text(said) for said in firsts["said"]] if language == "auto" else [LANGUAGES[language]] * firsts.height)
    texts = firsts.select(
        pl.col("text").cast(pl.Int64), "said", pl.col("said").str.replace_all(r"\s+", " ").alias("shown"), pl.col("near").alias("matter")
    ).with_columns(language=pl.Series(spoken.astype(np.int64)))
    texts = texts.join(copies, on="text", how="left", maintain_order="left")
    return {"texts": _shortened(texts).select(*TEXTS), "paper_texts": tagged.select(*PAPERS)}


def _joined(title: str, body: str) -> str:
    """Title and text as one; many systems begin the text with the title again."""
    if not title or not body or body.startswith(title):
        return body or title
    return f"{title}\n{body}"


def _shortened(texts: pl.DataFrame) -> pl.DataFrame:
    long = pl.col("shown").str.len_chars() > SHOWN
    return texts.with_columns(pl.when(long).then(pl.col("shown").str.slice(0, SHOWN - 1) + "…").otherwise("shown").alias("shown"))
