"""The words headers are made of and the concepts they stand for: the table of concepts, the standard words and what was added."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from data_catalog.terms.romanise import romanised

# How much a concept says about which field a column is. A role (date, name, count) is shared by many columns of a table; what the
# column is about is not.
WEIGHTS = {"role": 0.6, "content": 1.0, "faint": 0.12, "unknown": 0.9, "digits": 0.5}
_SORTS = ("role", "content", "faint")
# Shorter romanised words are met in English by chance.
_SHORTEST_ROMANISED = 6
_added: dict[str, tuple[str, ...]] = {}


@dataclass(frozen=True)
class Term:
    """One concept of a header. `sort` is role, content, faint, unknown (a word no table knows) or digits."""

    concept: str
    sort: str

    @property
    def weight(self) -> float:
        return WEIGHTS[self.sort]


Terms = tuple[Term, ...]


def add(words: Mapping[str, Iterable[str]]) -> None:
    """Adds words, each with its abbreviations; `adding` also drops what was read without them."""
    _added.update({word: tuple(known) for word, known in words.items()})
    for one in (lexicon, spelled, with_digits):
        one.cache_clear()


@cache
def lexicon() -> Mapping[str, Terms]:
    """By word (Hangul, abbreviation, English, romanised), the concepts it stands for. The table of concepts decides before the others."""
    found: dict[str, Terms] = {
        word: (Term(concept, sort),) for sort in _SORTS for concept, words in _concepts()[sort].items() for word in words
    }
    hangul = dict(found)
    for word, known in {**_standard(), **_added}.items():
        meant = hangul.setdefault(word, _of_parts(word, hangul) or (Term(word, "content"),))
        for one in known:
            found.setdefault(one.casefold(), meant)
    found = hangul | found
    for word, meant in hangul.items():
        if re.fullmatch("[가-힣]{2,}", word) and len(written := romanised(word)) >= _SHORTEST_ROMANISED:
            found.setdefault(written, meant)
    return found


@cache
def spelled() -> tuple[frozenset[str], int]:
    """The Latin words that a run of letters may be made of, and the length of the longest."""
    words = frozenset(word for word in lexicon() if re.fullmatch("[a-z]{2,}", word))
    return words, max(map(len, words))


@cache
def with_digits() -> tuple[str, ...]:
    """The words that hold digits, the longest first: a header is never cut inside them."""
    return tuple(sorted((word for word in lexicon() if re.search(r"\d", word)), key=len, reverse=True))


@cache
def near() -> Mapping[tuple[str, str], float]:
    """By two concepts, how far one may stand for the other."""
    return {(one, other): kin for one, others in _concepts()["near"].items() for other, kin in others.items()}


def _of_parts(word: str, known: Mapping[str, Terms]) -> Terms:
    """A standard word made of two known ones (사용승인 + 일); nothing when it is not."""
    for at in range(2, len(word) - 1):
        if word[:at] in known and word[at:] in known:
            return (*known[word[:at]], *known[word[at:]])
    return ()


@cache
def _concepts() -> dict[str, dict[str, dict[str, float]]]:
    with Path(__file__).with_name("concepts.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _standard() -> Mapping[str, tuple[str, ...]]:
    with Path(__file__).with_name("standard.toml").open("rb") as file:
        return {word: tuple(known.split()) for word, known in tomllib.load(file)["words"].items()}
