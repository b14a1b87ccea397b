"""Latin words no table holds, read as inflected, clipped or vowel-less forms of words the table does hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from data_catalog.terms.lexicon import Terms, lexicon
from data_catalog.terms.romanise import romanised

# Shorter pieces are met by chance.
_SHORTEST = 4
_ENDINGS = ("ations", "ation", "ings", "ing", "ions", "ion", "ers", "ies", "ed", "er", "es", "e", "s", "y")
_VOWELS = re.compile("[aeiou]")
# What is left of a word's consonants: dstn of dstnc, rptd of rprtd.
_KEPT = 0.65


def shortened(low: str) -> Terms:
    """The concepts of the only word of the table that `low` can be a form of; nothing where none or several could be.

    >>> [[term.concept for term in shortened(word)] for word in ("cmplnt", "requesting", "desc", "dispa", "qqqq")]
    [['complaint'], ['complaint'], ['body'], ['dispatch'], []]
    """
    if len(low) < _SHORTEST or not low.isalpha() or not low.isascii():
        return ()
    return _stems().get(_stem(low)) or _only([meant for word, meant in _long() if _clipped(low, word)]) or _consonants(low)


def _clipped(low: str, word: str) -> bool:
    return word.startswith(low) and len(word) >= len(low) + 2


def _consonants(low: str) -> Terms:
    """Written without vowels (cmplnt, rptd), perhaps without one more letter."""
    if _VOWELS.search(low[1:]):
        return ()
    return _only([meant for bare, meant in _bare() if bare[0] == low[0] and len(low) >= _KEPT * len(bare) and _within(low, bare)])


def _within(low: str, bare: str) -> bool:
    letters = iter(bare)
    return len(low) <= len(bare) and all(letter in letters for letter in low)


def _only(found: list[Terms]) -> Terms:
    return found[0] if found and all(one == found[0] for one in found) else ()


def _stem(low: str) -> str:
    for ending in _ENDINGS:
        if low.endswith(ending) and len(low) - len(ending) >= _SHORTEST:
            return low.removesuffix(ending)
    return low


@cache
def _words() -> tuple[tuple[str, Terms], ...]:
    """The English words of the table: what is written without a vowel is an abbreviation, what only sounds Korean is no English."""
    korean = {romanised(word) for word in lexicon() if re.fullmatch("[가-힣]{2,}", word)}
    english = (one for one in lexicon().items() if re.fullmatch("[a-z]{4,}", one[0]) and one[0] not in korean)
    return tuple((word, meant) for word, meant in english if _VOWELS.search(word[1:]))


@cache
def _long() -> tuple[tuple[str, Terms], ...]:
    return tuple((word, meant) for word, meant in _words() if len(word) >= 6)


@cache
def _stems() -> Mapping[str, Terms]:
    """By stem, the concepts of the words that have it, where they agree."""
    found: dict[str, list[Terms]] = {}
    for word, meant in _words():
        found.setdefault(_stem(word), []).append(meant)
    return {stem: only for stem, all_of in found.items() if (only := _only(all_of))}


@cache
def _bare() -> tuple[tuple[str, Terms], ...]:
    return tuple((word[0] + _VOWELS.sub("", word[1:]), meant) for word, meant in _long())


def forget() -> None:
    """Drops what was made of the table, which has changed."""
    for memo in (_words, _long, _stems, _bare):
        memo.cache_clear()
