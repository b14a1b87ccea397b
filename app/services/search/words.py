"""The words of what somebody searches for: those that carry meaning, endings taken off, and texts made comparable."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST = 200
"""Letters of a query that are read: more than anybody types would only keep the portal busy."""

_WORD = re.compile(r"[0-9]+|[a-z]+|[가-힣]+")
# fmt: off
_ENDINGS = (
    "에서", "에는", "으로", "까지", "부터", "이나", "하고", "한테", "에게", "어요", "아요", "나요", "까요",
    "은", "는", "이", "가", "을", "를", "에", "의", "도", "로", "와", "과", "만",
)
_IDLE = frozenset({
    "어디", "어떻게", "무엇", "얼마나", "왜", "것", "수", "the", "a", "an", "of", "to", "in", "is", "are", "do",
    "where", "how", "why", "what", "we", "our", "my", "for", "and",
})
# fmt: on


def words(query: str) -> tuple[str, ...]:
    """The words of a query that carry meaning, Korean endings taken off, each once; of its first `LONGEST` letters.

    >>> words("구급차를 어디에"), words("cctv사각지대")
    (('구급차',), ('cctv', '사각지대'))
    """
    found = [_bare(word) for word in _WORD.findall(folded(query[:LONGEST]))]
    kept = [word for word in found if word not in _IDLE]
    return tuple(dict.fromkeys(kept or found))


@lru_cache(maxsize=50_000)
def folded(text: str) -> str:
    """A text however it was typed: full width, parts of syllables, upper case."""
    return unicodedata.normalize("NFKC", text).casefold()


@lru_cache(maxsize=50_000)
def closed(text: str) -> str:
    """The text without blanks and marks: "출동 기록" and "출동기록" are one."""
    return re.sub(r"[\W_]+", "", folded(text))


@lru_cache(maxsize=50_000)
def pieces(text: str) -> tuple[str, ...]:
    """The runs of digits, Latin letters and Hangul of a text."""
    return tuple(_WORD.findall(folded(text)))


@lru_cache(maxsize=50_000)
def letters(word: str) -> str:
    """A word by its letters, syllables taken apart: a slip in one letter is no more than that."""
    return unicodedata.normalize("NFD", word)


def _bare(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            return word.removesuffix(ending)
    return word
