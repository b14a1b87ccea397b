"""The Korean font that documents and pictures carry, found without importing the package that brings it."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

FAMILY = "NanumGothic"
# A letter the font does not have is printed as this, never left out.
UNKNOWN = "□"


@cache
def folder() -> Path:
    """Where the font files lie."""
    spec = find_spec("koreanize_matplotlib")
    if spec is None or spec.origin is None:
        raise RuntimeError("koreanize-matplotlib is not installed: it carries the Korean font")
    return Path(spec.origin).parent / "fonts"


def regular() -> Path:
    return folder() / "NanumGothic.ttf"


def bold() -> Path:
    return folder() / "NanumGothicBold.ttf"


@cache
def letters() -> frozenset[int]:
    """Code points both weights can draw."""
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(str(regular())).get_charmap()) & frozenset(FT2Font(str(bold())).get_charmap())


def printable(text: str) -> str:
    """The text with every letter the font lacks replaced by a box."""
    known = letters()
    if text.isascii() or all(ord(letter) in known or letter == "\n" for letter in text):
        return text
    return "".join(letter if ord(letter) in known or letter == "\n" else UNKNOWN for letter in text)
