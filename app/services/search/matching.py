"""Says which things fit what somebody searches for, in which order and why: one measure for models, datasets and results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rapidfuzz import fuzz

from app.services.search.words import LONGEST, closed, folded, letters, pieces, words
from data_catalog import terms

T = TypeVar("T")

WEIGHTS = {
    "name": 3.0, "keyword": 3.0, "question": 2.5, "decision": 2.5, "organisation": 2.0, "column": 2.0, "model": 2.0, "subject": 2.0,
    "finding": 1.5, "input": 1.5, "said": 1.0, "field": 1.0, "header": 0.8,
}  # fmt: skip
"""What a word weighs by the part of a thing it is found in."""

_HOW = {"inside": 1.0, "meaning": 0.8, "within": 0.7, "nearly": 0.5}
_NAMES_COLUMNS = ("column", "field")
_SLIPS = ("name", "keyword", "column")
_EXACT = 2.0
_ALIKE, _SLIP = 0.8, 86.0
_SHOWN = 60
# Roles that say what sort of values a column holds; the others (name, code, count) are met in every table.
_TELLING = frozenset({"date", "time", "moment", "month", "year", "lon", "lat", "address", "phone"})


@dataclass(frozen=True)
class Part:
    """One thing that is said of something; `kind` is among `WEIGHTS`."""

    kind: str
    text: str


@dataclass(frozen=True)
class Why:
    """Why something fits: `word` was found `how` (inside, meaning, within, nearly) in `text`, which is its `kind`."""

    how: str
    kind: str
    text: str
    word: str


@dataclass(frozen=True)
class Hit(Generic[T]):
    """Something that fits, with one reason a word, the weightiest first."""

    thing: T
    score: float
    why: tuple[Why, ...]


def ranked(things: Iterable[tuple[T, Sequence[Part]]], query: str, *, least: float = 1.0, close: Sequence[str] = ()) -> tuple[Hit[T], ...]:
    """The things that fit a query, best first; of equals, in the order given. None for a query without a word.

    A thing fits when the share `least` of the words is found in it. With `close`, a word found in no part of those kinds counts only
    where all are found.
    """
    query = query[:LONGEST]
    wanted = words(query)
    if not wanted:
        return ()
    hits = [hit for thing, parts in things if (hit := _hit(thing, parts, wanted, query, least, frozenset(close))) is not None]
    return tuple(sorted(hits, key=lambda hit: -hit.score))


def _hit(
    thing: T, parts: Sequence[Part], wanted: Sequence[str], query: str, least: float, close: frozenset[str]
) -> Hit[T] | None:  # fmt: skip
    whole = _whole(parts, query) if len(wanted) > 1 else None
    if whole:
        weight, why = whole
        return Hit(thing, round(weight + _exact(parts, query), 6), (why,))
    found = [best for word in wanted if (best := _best(parts, word))]
    counted = [why for _, why in found if not close or why.kind in close or len(found) == len(wanted)]
    if not found or len(counted) < least * len(wanted):
        return None
    found.sort(key=lambda one: -one[0])
    score = sum(weight for weight, _ in found) / len(wanted) + _exact(parts, query)
    return Hit(thing, round(score, 6), tuple(why for _, why in found))


def _whole(parts: Sequence[Part], query: str) -> tuple[float, Why] | None:
    """The weightiest part that holds the query as one, blanks aside, or is a column that means it."""
    flat = closed(query)
    found = [
        (WEIGHTS[part.kind] * _HOW[how], Why(how, part.kind, _around(part.text, flat), query.strip()))
        for part in parts
        if (how := "inside" if len(flat) > 2 and flat in closed(part.text) else _meaning(part, query))
    ]
    return max(found, key=lambda one: one[0], default=None)


def _best(parts: Sequence[Part], word: str) -> tuple[float, Why] | None:
    """Where a word weighs most."""
    found: tuple[float, Why] | None = None
    for part in parts:
        most = WEIGHTS[part.kind]
        if (found is None or most > found[0]) and (how := _how(part, word)) and (found is None or most * _HOW[how] > found[0]):
            found = most * _HOW[how], Why(how, part.kind, _around(part.text, word), _asked(part, word, how))
    return found


def _asked(part: Part, word: str, how: str) -> str:
    """The word, or the part of it that a keyword is."""
    return part.text if how == "inside" and part.kind == "keyword" and word not in folded(part.text) else word


def _how(part: Part, word: str) -> str:
    """How a part has a word: `inside`, by `meaning`, `within` its meaning, `nearly` (a slip of the hand), or not at all."""
    if _holds(part, word):
        return "inside"
    if meant := _meaning(part, word):
        return meant
    if part.kind in _SLIPS and len(word) > 2 and any(fuzz.ratio(letters(word), letters(one)) >= _SLIP for one in pieces(part.text)):
        return "nearly"
    return ""


def _holds(part: Part, word: str) -> bool:
    if word.isascii() and word.isalpha():
        stem = word.removesuffix("s") if len(word) > 3 else word
        return any(one.startswith(stem) for one in pieces(part.text))
    if len(word) == 1:
        return word in pieces(part.text)
    # Over a blank only three syllables are no chance. A keyword may be a part of the word (구급차배치).
    if word in folded(part.text) or (len(word) > 2 and word in closed(part.text)):
        return True
    return part.kind == "keyword" and len(part.text) > 1 and closed(part.text) in word


def _meaning(part: Part, word: str) -> str:
    """How a column, or what a model asks of one, means a word: `meaning` as headers of one field do, `within` with all its concepts."""
    if part.kind not in _NAMES_COLUMNS:
        return ""
    if terms.likeness(part.text, word) >= _ALIKE:
        return "meaning"
    asked = [term for term in terms.terms(word) if term.sort != "faint"]
    telling = any(term.sort == "content" or (term.concept in _TELLING and part.kind == "column") for term in asked)
    if not telling or any(term.sort not in ("content", "role") for term in asked):
        return ""
    held = {term.concept for term in terms.terms(part.text)}
    held |= {"date", "time"} if "moment" in held else set()
    return "within" if {term.concept for term in asked} <= held else ""


def _exact(parts: Sequence[Part], query: str) -> float:
    return _EXACT if any(part.kind == "name" and closed(part.text) == closed(query) for part in parts) else 0.0


def _around(text: str, word: str) -> str:
    """The text, of a long one what stands around a word."""
    if len(text) <= _SHOWN:
        return text
    at = max(0, folded(text).find(word) - _SHOWN // 3)
    cut = text[at : at + _SHOWN].strip()
    return f"{'…' if at else ''}{cut}{'…' if at + _SHOWN < len(text) else ''}"
