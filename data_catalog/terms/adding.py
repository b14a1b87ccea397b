"""Teaches a process more words; what was read without them is forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from data_catalog.terms import cut, lexicon, meaning, shortened


def add_words(words: Mapping[str, Iterable[str]]) -> None:
    """Adds words of a published dictionary, each with its abbreviations, to those headers are read by in this process."""
    lexicon.add(words)
    forget()


def forget() -> None:
    """Drops what was remembered of headers."""
    for memo in (cut.compact, cut.terms, cut._latin, cut._hangul, meaning.likeness, meaning.kinship, meaning.roles, meaning.stem):
        memo.cache_clear()
    shortened.forget()
