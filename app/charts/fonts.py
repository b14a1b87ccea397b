"""The fonts that documents and pictures carry: a Korean one, and one for the letters it lacks (names such as Erdoğan)."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

FAMILY = "NanumGothic"
SECOND = "DejaVu Sans"
# A letter that neither font has is printed as this, never left out.
UNKNOWN = "□"


def regular() -> Path:
    return _brought_by("koreanize_matplotlib") / "fonts" / "NanumGothic.ttf"


def bold() -> Path:
    return _brought_by("koreanize_matplotlib") / "fonts" / "NanumGothicBold.ttf"


def files() -> tuple[Path, ...]:
    """Both weights of both fonts."""
    second = _brought_by("matplotlib") / "mpl-data" / "fonts" / "ttf"
    return regular(), bold(), second / "DejaVuSans.ttf", second / "DejaVuSans-Bold.ttf"


@cache
def letters() -> frozenset[int]:
    """Code points that one of the fonts can draw in both weights."""
    from matplotlib.ft2font import FT2Font

    known = [frozenset(FT2Font(str(path)).get_charmap()) for path in files()]
    return (known[0] & known[1]) | (known[2] & known[3])


def printable(text: str) -> str:
    """The text with every letter the font lacks replaced by a box."""
    known = letters()
    if text.isascii() or all(ord(letter) in known or letter == "\n" for letter in text):
        return text
    return "".join(letter if ord(letter) in known or letter == "\n" else UNKNOWN for letter in text)


@cache
def _brought_by(package: str) -> Path:
    """The folder of an installed package, without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{package} is not installed: it carries a font that documents need")
    return Path(spec.origin).parent
