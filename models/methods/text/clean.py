"""Plain text from what people typed or a system exported: no markup, no invisible characters, one way to write each letter."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LONGEST = 50_000
KOREAN, ENGLISH, OTHER = 0, 1, 2

_HANGUL_SHARE, _LATIN_SHARE = 0.3, 0.85
_RAW_LONGEST = 20 * LONGEST  # markup around a text within the bound; more is not looked at
# Names of tags, because people write <like this> too: only what is markup is taken away.
_BREAKS = (
    "address|article|blockquote|br|caption|center|dd|div|details|dl|dt|figcaption|footer|"
    "form|h[1-6]|header|hr|li|ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul"
)
_INLINE = (
    "a|abbr|b|big|body|button|cite|code|col|colgroup|del|em|figure|font|head|html|i|iframe|img|input|ins|label|link|main|map|area|mark|"
    "meta|nav|noscript|object|option|param|q|s|select|small|span|strike|strong|style|script|summary|sub|sup|svg|path|textarea|time|title|tt|u|video|audio|source|"
    "[ovwxm]:[a-z]+|st1:[a-z]+"
)
_DECLARED = re.compile(r"<!\[[^<>]{0,200}\]>|<!doctype[^<>]{0,500}>|<\?xml[^<>]{0,500}>", re.I)
_HIDDEN = [  # what opens and what closes a part nobody sees
    (re.compile("<!--"), re.compile("-->")),
    (re.compile(r"<script\b", re.I), re.compile(r"</script\s*>", re.I)),
    (re.compile(r"<style\b", re.I), re.compile(r"</style\s*>", re.I)),
]
_BREAK_TAG = re.compile(rf"</?(?:{_BREAKS})(?:[\s/][^<>]{{0,2000}})?>", re.I)
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE})(?:[\s/][^<>]{{0,5000}})?>", re.I)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|&nbsp\b")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffd\ud800-\udfff\U000e0000-\U000e0fff]"
)
_PICTURE = re.compile(
    "[\u2190-\u21ff\u231a\u231b\u2328\u23cf\u23e9-\u23fa\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\ue000-\uf8ff\U0001f000-\U0001faff\U000f0000-\U0010ffff]"
)
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_ENDS = r"\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
_LINE, _SPACE = re.compile(rf"\s*[{_ENDS}]\s*"), re.compile(rf"[^\S{_ENDS}]+")
_PLAIN = re.compile(r"[ -~\uac00-\ud7a3\u3131-\u318e\u00b7\u2018-\u201d\u2026]*")
_UNTIDY = re.compile(r"<|&|  |^ | $")
_LETTERS = {
    "hangul": re.compile("[\uac00-\ud7a3\u3131-\u3163]+"),
    "latin": re.compile("[A-Za-z]+"),
    "any": re.compile(r"[^\W\d_]+"),
}


@dataclass(frozen=True)
class Cleaned:
    """One entry per text given, in order: `texts`, `language` (KOREAN, ENGLISH, OTHER); `cut` says which were longer than the bound."""

    texts: list[str]
    language: NDArray[np.int8]
    cut: NDArray[np.bool_]


def clean_all(texts: Iterable[str | None], longest: int = LONGEST) -> Cleaned:
    """Every text cleaned, its language guessed and whether it was cut said; None gives ""."""
    known: dict[str, tuple[str, int, bool]] = {}
    found = []
    for text in texts:
        text = text or ""
        if text not in known:
            plain = clean(text)
            known[text] = (shorten(plain, longest), language(plain), len(plain) > longest or len(text) > _RAW_LONGEST)
        found.append(known[text])
    return Cleaned(
        [text for text, _, _ in found],
        np.fromiter((code for _, code, _ in found), np.int8, len(found)),
        np.fromiter((cut for _, _, cut in found), np.bool_, len(found)),
    )


def clean(text: str) -> str:
    """The text in NFC without markup, with entities decoded, without invisible characters; emoji and signs are spaces.

    Lines stay lines (tags that begin a block begin one), other spaces are one. Wide ASCII becomes ASCII. Unicode
    Standard Annex 15 (normalisation forms). Only known tags are markup: "<민원 제목>" stays.

    Example: "<p>불법&nbsp;주정차 <b>신고</b></p>합니다😡" -> "불법 주정차 신고\\n합니다".
    """
    if _PLAIN.fullmatch(text) and not _UNTIDY.search(text):
        return text
    text = text[:_RAW_LONGEST]
    if "<" in text or "&" in text:
        text = _without_markup(text)
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).translate(_WIDE)
    text = _PICTURE.sub(" ", text)
    return _LINE.sub("\n", _SPACE.sub(" ", text)).strip()


def language(text: str) -> int:
    """KOREAN where 3 of 10 letters are Hangul, else ENGLISH where 85 of 100 are plain Latin ones, else OTHER ("" too).

    Hangul needs less: a syllable is one letter where a Latin word is five. Example: "CCTV 설치" is Korean (2 of 6).
    """
    if text.isascii():
        return ENGLISH if any(map(str.isalpha, text)) else OTHER
    letters = _count("any", text)
    if not letters:
        return OTHER
    if _count("hangul", text) >= _HANGUL_SHARE * letters:
        return KOREAN
    return ENGLISH if _count("latin", text) >= _LATIN_SHARE * letters else OTHER


def _count(letters: str, text: str) -> int:
    return sum(map(len, _LETTERS[letters].findall(text)))


def shorten(text: str, longest: int = LONGEST) -> str:
    """The first `longest` characters at most, ended at a space where one is near, so that no word is cut."""
    if len(text) <= longest:
        return text
    space = max(text.rfind(" ", longest - 50, longest + 1), text.rfind("\n", longest - 50, longest + 1))
    return text[: space if space > 0 else longest].rstrip()


def _without_markup(text: str) -> str:
    """Twice, because exports escape what was escaped already; "&lt;p&gt;" is a tag that somebody's system spelled out."""
    for _ in range(2):
        text = _without_tags(text)
        decoded = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
        if decoded == text:
            return text
        text = decoded
    return _without_tags(text)


def _without_tags(text: str) -> str:
    for opening, closing in _HIDDEN:
        text = _without_hidden(text, opening, closing)
    return _INLINE_TAG.sub("", _BREAK_TAG.sub("\n", _DECLARED.sub(" ", text)))


def _without_hidden(text: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> str:
    """Each part from an opening to its closing taken out, in one pass: what is opened and never closed stays."""
    kept, at = [], 0
    while start := opening.search(text, at):
        end = closing.search(text, start.end())
        if end is None:
            break
        kept.append(text[at : start.start()])
        at = end.end()
    return " ".join([*kept, text[at:]])
