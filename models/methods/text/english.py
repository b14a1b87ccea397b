"""English words: small letters, endings folded, words without a meaning of their own left out."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from models.methods.text.lists import STOP_EN

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_VOWEL = re.compile("[aeiouy]")
_DOUBLE = re.compile(r"([bdgmnprt])\1$")
_S_STAYS = ("ss", "us", "is")
_IRREGULAR = {
    "buses": "bus",
    "gases": "gas",
    "children": "child",
    "men": "man",
    "women": "woman",
    "people": "people",
    "feet": "foot",
    "mice": "mouse",
}


def english_words(text: str, stop: Collection[str] = STOP_EN) -> list[str]:
    """The words of a text, folded, in order; single letters and stop words are left out.

    Example: "Broken street lights aren't fixed" -> ["broken", "street", "light", "fix"].
    """
    found = []
    for word in _WORD.findall(text.lower().replace("\u2019", "'")):
        stem = word.partition("'")[0]
        if len(stem) < 2 or stem in stop or (word != stem and (stem + "t" in stop or word.endswith("n't"))):
            continue
        folded = fold(stem)
        if folded not in stop:
            found.append(folded)
    return found


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """A word without its ending of number or time: rules of our own, fewer than Porter 1980, An algorithm for suffix stripping.

    -ies and -ied become -y; -es after s, x, z, ch, sh and other -s go; -ing and -ed go where a vowel is left, a doubled
    letter becomes one. Every form of a word need not meet: baked is "bak", and so is baking.

    Example: cities city, boxes box, lights light, bus bus, parking park, stopped stop, red red, need need.
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) > 4 and word.endswith(("ies", "ied")):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(_S_STAYS):
        word = word[:-1]
    for ending in ("ing", "ed"):
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) > 2 and _VOWEL.search(stem):
            return _DOUBLE.sub(r"\1", stem)
    return word
