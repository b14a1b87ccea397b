"""What somebody can meet and ask about, by its key: a Problem (`upload.held`), or a finding of a check (`finding.too_few`)."""

from __future__ import annotations

import re

from app.texts import keys, words
from models.kit.wording import LANGUAGES, Words

FINDING, _PROBLEM = "finding.", "problem."
_GAP = "…"
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
_SLOT = re.compile(r"\{\w+(?::(?P<form>[^{}]*))?\}")


def is_known(key: str) -> bool:
    """Whether there is such a Problem or finding."""
    return _text_of(key) in keys() and (not key.startswith(FINDING) or key.count(".") == 1)


def every() -> tuple[str, ...]:
    """All keys there are, by name."""
    problems = [key.removeprefix(_PROBLEM) for key in keys() if key.startswith(_PROBLEM)]
    return tuple(sorted([*problems, *(key for key in keys() if key.startswith(FINDING) and is_known(key))]))


def bare(key: str) -> Words:
    """The sentence of a key with a gap where a fact stood, in both languages: facts may be values of somebody's data."""
    said = words(_text_of(key))
    return {lang: _SLOT.sub(_gap, said[lang]) for lang in LANGUAGES}


def halves(said: str) -> tuple[str, str]:
    """What happened, and what to do: the first sentence and the rest.

    >>> halves("It is too large. Please send less.")
    ('It is too large.', 'Please send less.')
    """
    first, *rest = _SENTENCE.split(said.strip())
    return first, " ".join(rest)


def _text_of(key: str) -> str:
    return key if key.startswith(FINDING) else f"{_PROBLEM}{key}"


def _gap(match: re.Match[str]) -> str:
    """A gap with the words after it: both members of a pair of Korean particles, the English words for many."""
    pair = (match.group("form") or "").partition("|")[0]
    if "/" not in pair:
        return _GAP
    closing = "’" * pair.startswith("’")
    one, _, many = pair.removeprefix("’").partition("/")
    return f"{_GAP}{closing}{one}({many})" if re.search("[가-힣]", one) else f"{_GAP} {many}"
