"""Values written so that no pattern sees them: with invisible characters between, in other digits, other dashes or other blanks."""

from __future__ import annotations

import re
import unicodedata

SQL = r"\p{Cf}|\p{Mn}|\p{No}|[^\P{Nd}0-9]|[^\P{Pd}-]|[^\P{Zs} ]|[\x{2212}\x{3164}\x{FF01}-\x{FF5E}\x01-\x08\x0b-\x1f\x7f]|[0-9] +-|- +[0-9]"
"""A pattern of the engine: whether a text may be so written."""

_UNSEEN = {"Cf", "Cc", "Mn"}
_SEEN_CONTROLS = "\t\n"
_OTHER_DASHES, _OTHER_BLANKS = "\u2212", "\u3164"
_WIDE, _NARROW = range(0xFF01, 0xFF5F), 0xFEE0
_APART = re.compile(r"(?<=[0-9]) *- *(?=[0-9])")


def undisguised(text: str) -> str:
    """The text as a reader takes it: nothing unseen in it, plain digits, dashes and blanks.

    >>> undisguised("０１０\u200b－1234 – 5678")
    '010-1234-5678'
    """
    return _APART.sub("-", "".join(map(_plain, text)))


def _plain(letter: str) -> str:
    if " " <= letter <= "~" or letter in _SEEN_CONTROLS:
        return letter
    sort = unicodedata.category(letter)
    if sort in _UNSEEN:
        return ""
    if sort == "Pd" or letter in _OTHER_DASHES:
        return "-"
    if sort == "Zs" or letter in _OTHER_BLANKS:
        return " "
    if ord(letter) in _WIDE:
        return chr(ord(letter) - _NARROW)
    digit = unicodedata.digit(letter, None)
    return letter if digit is None else str(digit)
