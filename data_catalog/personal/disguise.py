"""Values written so that no pattern sees them: with invisible characters between, in other digits, other dashes or other blanks.

One reading for all that look for persons: `undisguised` here, and `plain_sql`, the same for the engine.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

_UNSEEN = {"Cf", "Cc", "Mn", "Me"}
_FILLERS = "\u115f\u1160\uffa0"
_SEEN_CONTROLS = "\t\n"
_OTHER_DASHES, _OTHER_BLANKS = "\u2212\u2043\u02d7", "\u3164\u2800\u2028\u2029"
_WIDE, _NARROW = range(0xFF01, 0xFF5F), 0xFEE0
_TWO_DIGITS = range(10, 21)
"""Circled numbers that are one character."""
_PLANES = (range(0x3400), range(0xA000, 0xAC00), range(0xF900, 0x20000), range(0xE0000, 0xE1000))
"""The rest are ideographs, Hangul and what nobody has given a meaning."""

# Dots, bars and letters that part numbers as a dash does, and mean themselves anywhere else.
_BETWEEN = (
    "\\x{B7}\\x{2022}\\x{2027}\\x{2219}\\x{22C5}\\x{30FB}\\x{FF65}\\x{318D}\\x{119E}\\x{3161}\\x{1173}\\x{30FC}\\x{2500}\\x{2501}\\x{223C}"
)
_DASHED = rf"([0-9]) *[-{_BETWEEN}][- {_BETWEEN}]*([0-9])"
# 09:00~18:00 is a time; a number's parts have three digits and more.
_WAVED = r"([0-9]{3}) *~ *([0-9]{3})"
_WAVES = "[0-9]{3} *~ *[0-9]{3,4} *[~-]|[0-9] *- *[0-9]{3,4} *~ *[0-9]{4}|[0-9]{6} *~ *[1-8][0-9]{6}"
_DOTTED = r"([0-9]) +\. *([0-9])"
_ONE_BY_ONE = r"\b[0-9](?:[ .-]{1,3}[0-9]){8,}\b"
_JAMO = r"[\x{1100}-\x{11FF}]"
# A digit between two marks is used up by the first of them.
_PARTED = tuple((pattern, rf"\1{mark}\2") for pattern, mark in ((_DASHED, "-"), (_WAVED, "-"), (_DOTTED, ".")) for _ in "12")

# Characters that may stand for others, roughly: what texts are full of is not among them.
_ODD = (
    r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{A0}\x{AD}\x{B2}\x{B3}\x{B9}\x{2D7}\x{300}-\x{36F}\x{483}-\x{489}\x{58A}-\x{1DFF}"
    r"\x{2000}-\x{2015}\x{2028}-\x{202F}\x{2043}\x{205F}-\x{209F}\x{20D0}-\x{20FF}\x{2212}\x{2460}-\x{249B}\x{24EA}-\x{24FF}"
    r"\x{2776}-\x{2793}\x{2800}\x{2CEF}-\x{2D7F}\x{2DE0}-\x{2E7F}\x{3000}\x{301C}\x{302A}-\x{3030}\x{3099}\x{309A}\x{30A0}\x{3164}"
    r"\x{3192}-\x{319F}\x{3220}-\x{3229}\x{3248}-\x{324F}\x{3280}-\x{3289}\x{A620}-\x{ABFF}\x{FB1E}\x{FE00}-\x{FE6F}\x{FEFF}"
    r"\x{FF01}-\x{FF5E}\x{FFA0}\x{FFF9}-\x{FFFB}\x{10000}-\x{1EFFF}\x{1F100}-\x{1F10C}\x{1FBF0}-\x{1FBF9}\x{E0000}-\x{E0FFF}"
)
MAYBE = rf"[{_ODD}]|[0-9-]\r|[0-9] *[{_BETWEEN}] *[0-9]|[0-9] +[-.]|-[ -]+[0-9]|{_WAVES}|[0-9](?:[ .-]{{1,3}}[0-9]){{8}}"
"""A pattern of the engine: whether a text may be so written."""


def undisguised(text: str) -> str:
    """The text as a reader takes it: nothing unseen in it, plain digits, dashes and blanks; digits written one by one together.

    >>> undisguised("０１０\u200b－1234 – 5678"), undisguised("0 1 0 1 2 3 4 5 6 7 8")
    ('010-1234-5678', '01012345678')
    """
    plain = text.translate(table())
    if _PYTHON[_JAMO].search(plain):
        plain = unicodedata.normalize("NFC", plain)
    for pattern, parted in _PARTED:
        plain = _PYTHON[pattern].sub(parted, plain)
    return _PYTHON[_ONE_BY_ONE].sub(lambda found: found[0].replace(" ", "").replace(".", ""), plain)


def maybe_sql(value: str) -> str:
    """SQL: whether the text may hold something written so that `undisguised` reads it otherwise."""
    return f"regexp_matches({value}, '{MAYBE}')"


def plain_sql(value: str) -> str:
    """SQL: the text as `undisguised` gives it. Slow: for texts that `maybe_sql` is true of."""
    by_sort = _by_sort()
    text = value
    for said in ("", " ", "-"):
        text = f"regexp_replace({text}, '{by_sort[said]}', '{said}', 'g')"
    wide = "".join(map(chr, _WIDE)), "".join(chr(code - _NARROW) for code in _WIDE)
    text = _then(text, "w", rf"[\x{{{_WIDE.start:X}}}-\x{{{_WIDE.stop - 1:X}}}]", f"translate(w, {_text(wide[0])}, {_text(wide[1])})")
    digits = "d"
    for said, letters in by_sort.items():
        if said.isdigit():
            digits = f"regexp_replace({digits}, '{letters}', '{said}', 'g')"
    text = _then(text, "d", _class(code for code, said in table().items() if said and said.isdigit()), digits)
    text = _then(text, "j", _JAMO, "nfc_normalize(j)")
    for pattern, parted in _PARTED:
        text = f"regexp_replace({text}, '{pattern}', '{parted}', 'g')"
    together = (
        f"list_reduce(list_prepend(r, regexp_extract_all(r, '{_ONE_BY_ONE}')), "
        "lambda told, one: replace(told, one, regexp_replace(one, '[ .]', '', 'g')))"
    )
    return _then(text, "r", _ONE_BY_ONE, together)


@cache
def table() -> dict[int, str | None]:
    """The characters that are read as another one, as several, or (None) not at all."""
    read = {code: _plain(chr(code)) for plane in _PLANES for code in plane if not 0x20 <= code < 0x7F}
    return {code: plain or None for code, plain in read.items() if plain != chr(code)}


def _plain(letter: str) -> str:
    if letter in _SEEN_CONTROLS:
        return letter
    sort = unicodedata.category(letter)
    if sort in _UNSEEN or letter in _FILLERS:
        return ""
    if sort == "Pd" or letter in _OTHER_DASHES:
        return "-"
    if sort == "Zs" or letter in _OTHER_BLANKS:
        return " "
    if ord(letter) in _WIDE:
        return chr(ord(letter) - _NARROW)
    if sort not in ("Nd", "No"):
        return letter
    value = unicodedata.digit(letter, None)
    number = unicodedata.numeric(letter) if value is None else value
    return f"{number:.0f}" if value is not None or number in _TWO_DIGITS else letter


@cache
def _by_sort() -> dict[str, str]:
    """What characters are read as, with a class of those that are; what is wide is read by its place."""
    codes: dict[str, list[int]] = {}
    for code, said in table().items():
        if code not in _WIDE:
            codes.setdefault(said or "", []).append(code)
    return {said: _class(found) for said, found in codes.items()}


def _class(codes: Iterable[int]) -> str:
    ranges: list[list[int]] = []
    for code in sorted(codes):
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "[" + "".join(rf"\x{{{first:X}}}-\x{{{last:X}}}" for first, last in ranges) + "]"


def _then(text: str, name: str, pattern: str, changed: str) -> str:
    """SQL: `changed`, which knows the text by `name`, where the pattern is met. The text is computed once."""
    return f"list_transform([{text}], lambda {name}: case when regexp_matches({name}, '{pattern}') then {changed} else {name} end)[1]"


def _text(said: str) -> str:
    return "'" + said.replace("'", "''") + "'"


def _python(pattern: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\x\{([0-9A-F]+)\}", lambda code: re.escape(chr(int(code[1], 16))), pattern), re.ASCII)


_PYTHON = {pattern: _python(pattern) for pattern in (_DASHED, _WAVED, _DOTTED, _ONE_BY_ONE, _JAMO)}
