"""Hangul in Latin letters, syllable by syllable, as column names write it (행정동 → haengjeongdong)."""

from __future__ import annotations

# Revised Romanization of Korean (2000), without the changes between syllables but for ㄹ: names of columns seldom make them.
_FIRST = ("g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h")
_MIDDLE = ("a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i")
_LAST = (
    *("", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l"),
    *("m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t"),
)


def romanised(word: str) -> str:
    """The word in small letters; what is not a Hangul syllable stays.

    >>> romanised("행정동"), romanised("접수일시"), romanised("관리기관")
    ('haengjeongdong', 'jeopsuilsi', 'gwanrigigwan')
    """
    return "".join(_syllable(char) for char in word)


def _syllable(char: str) -> str:
    place = ord(char) - ord("가")
    if not 0 <= place < 11_172:
        return char
    return _FIRST[place // 588] + _MIDDLE[place % 588 // 28] + _LAST[place % 28]
