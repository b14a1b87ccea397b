"""Pictures for documents, each drawn once however many formats show it."""

from __future__ import annotations

from collections.abc import Callable

from app import charts
from models.kit.result import Result

# Maps are drawn as pixels: thousands of cells as paths would make a slow, heavy document.
DPI = 200


class Pictures:
    """Pictures by name, without titles: the document gives each its caption. `draw` makes one of a kind, `png` or `svg`, or raises
    KeyError; `narrow` the lines of one as wide as a telephone, where there are such."""

    def __init__(self, draw: Callable[[str, str], bytes], narrow: Callable[[str], bytes] | None = None) -> None:
        self._draw, self._narrow = draw, narrow
        self._drawn: dict[tuple[str, str], bytes] = {}

    def png(self, name: str) -> bytes:
        return self._picture(name, "png")

    def best(self, name: str, is_map: bool) -> tuple[bytes, str]:
        """The sharpest form that stays light, and its kind: lines for figures, pixels for maps."""
        kind = "png" if is_map else "svg"
        return self._picture(name, kind), kind

    def narrow(self, name: str) -> bytes | None:
        """Lines (SVG) for a telephone, with legend; None where the picture is one for all widths."""
        return self._narrow(name) if self._narrow else None

    def _picture(self, name: str, kind: str) -> bytes:
        if (name, kind) not in self._drawn:
            self._drawn[name, kind] = self._draw(name, kind)
        return self._drawn[name, kind]


class Prints(Pictures):
    """The pictures of one result in one language."""

    def __init__(self, result: Result, lang: str) -> None:
        super().__init__(lambda name, kind: charts.picture(result, name, lang, kind, dpi=DPI, titled=False))


def _no_picture(name: str, _kind: str) -> bytes:
    """What a story without pictures draws."""
    raise KeyError(name)


NONE = Pictures(_no_picture)
"""Of a story that has none."""
