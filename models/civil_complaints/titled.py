"""Titles that an office sets as topics: those that differ by numbers, names of places and details alone are one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping

import polars as pl

from models.civil_complaints.placed import place_words
from models.civil_complaints.subjects import LEAST_SAID, Grouping, set_ones
from models.methods.text.english import fold
from models.methods.text.lists import STOP_EN
from models.methods.text.stripped import stem

# A word of fewer complaints than one in so many is a detail: a name, a word that slipped in.
DETAIL = 200
# Texts of one line are titles; a file of them is an office's where so many say one of the titles that recur.
SHARED, ONE_LINE, RECUR = 0.5, 0.9, 0.8
_PIECE = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_SIGNS = re.compile(r"([^\w\s])(?:\s*\1)+")
_EDGES = " /:;,·|~&@#-–—"


Pieces = Mapping[str, list[tuple[re.Match[str], str]]]


def as_titled(texts: pl.DataFrame, papers: pl.DataFrame, paper_texts: pl.DataFrame) -> Grouping | None:
    """Topics of the titles, named by the commonest of them. None where less than half of the complaints share theirs with others, or all
    have one."""
    found = _folded(texts, papers, paper_texts)
    return found if len(found.names or ()) > 1 and _told(found, texts) >= SHARED else None


def as_set(texts: pl.DataFrame, papers: pl.DataFrame, paper_texts: pl.DataFrame) -> Grouping | None:
    """The same where there are titles alone, and nearly all are some that an office has: None elsewhere."""
    lines = int(texts["papers"].filter(~texts["said"].str.contains("\n")).sum() or 0)
    if lines < ONE_LINE * int(texts["papers"].sum() or 0):
        return None
    found = as_titled(texts, papers, paper_texts)
    return found if found is not None and _told(found, texts) >= RECUR else None


def _told(found: Grouping, texts: pl.DataFrame) -> float:
    """The share of complaints with a topic."""
    return int(texts["papers"].filter(pl.Series(found.of_text >= 0)).sum() or 0) / max(1, int(texts["papers"].sum() or 0))


def _folded(texts: pl.DataFrame, papers: pl.DataFrame, paper_texts: pl.DataFrame) -> Grouping:
    rows = texts.select("text", "papers", title=pl.col("said").str.split("\n").list.first())
    titles = rows.group_by("title").agg(pl.col("papers").sum())
    least = max(LEAST_SAID, int(titles["papers"].sum() or 0) / DETAIL)
    pieces = {title: _pieces(title) for title in titles["title"]}
    common = _common(titles, pieces, least) - {*STOP_EN, *_places(rows, pieces, papers, paper_texts)}
    keys = {title: " ".join(sorted({form for _, form in found if form in common})) or None for title, found in pieces.items()}
    names = {title: _name(title, found, common) for title, found in pieces.items()}
    told = titles.with_columns(
        key=pl.col("title").replace_strict(keys, return_dtype=pl.String), name=pl.col("title").replace_strict(names, return_dtype=pl.String)
    )
    # Of the ways a title is written the commonest names all; of those equally common the first in the alphabet.
    ways = told.group_by("key", "name").agg(pl.col("papers").sum()).sort(-pl.col("papers"), "name")
    shown = ways.group_by("key", maintain_order=True).agg(shown=pl.col("name").first())
    of_title = told.select("title", "key").join(shown, on="key", how="left")
    return set_ones(rows.join(of_title, on="title", how="left", maintain_order="left"), least)


def _places(rows: pl.DataFrame, pieces: Pieces, papers: pl.DataFrame, paper_texts: pl.DataFrame) -> Collection[str]:
    """The forms that tell where alone."""
    each = {title: sorted({form for _, form in found if form}) for title, found in pieces.items()}
    of_title = pl.DataFrame({"title": list(each), "word": list(each.values())}, schema={"title": pl.String, "word": pl.List(pl.String)})
    stream = rows.join(of_title, on="title").explode("word").drop_nulls("word").select("text", "word")
    terms = stream.select(pl.col("word").unique(maintain_order=True)).with_row_index("term").with_columns(pl.col("term").cast(pl.Int64))
    found = place_words(papers, paper_texts, terms, stream.join(terms, on="word").select("text", "term"))
    return frozenset(found["word"])


def _pieces(title: str) -> list[tuple[re.Match[str], str]]:
    """Each word of a title with its form without endings; a piece with a digit has none."""
    found = []
    for piece in _PIECE.finditer(title):
        word = piece[0].lower()
        counted = any(letter.isdigit() for letter in word)
        found.append((piece, "" if counted else fold(word) if word.isascii() else stem(word)))
    return found


def _common(titles: pl.DataFrame, pieces: Pieces, least: float) -> set[str]:
    """The forms that so many complaints have."""
    papers: Counter[str] = Counter()
    for title, n in titles.iter_rows():
        for form in {form for _, form in pieces[title]}:
            papers[form] += n
    return {form for form, n in papers.items() if form and n >= least}


def _name(title: str, pieces: list[tuple[re.Match[str], str]], common: set[str]) -> str:
    """The title without what is left out: cut where nothing common follows, else its common words, with “to” and “of” between them."""
    kept = [form in common for _, form in pieces]
    little = [word[0].lower() in STOP_EN for word, _ in pieces]
    if all(one or other for one, other in zip(kept, little, strict=True)):
        return _SIGNS.sub(r"\1", title).strip(_EDGES)
    if not any(kept):
        return title
    last = max(at for at, one in enumerate(kept) if one)
    if all(kept[at] or little[at] for at in range(last)):
        return _SIGNS.sub(r"\1", title[: pieces[last][0].end()]).strip(_EDGES)
    between = [one or (little[at] and 0 < at < last and kept[at - 1] and kept[at + 1]) for at, one in enumerate(kept)]
    return " ".join(piece[0] for (piece, _), stays in zip(pieces, between, strict=True) if stays)
