"""Pictures for documents, each drawn once however many formats show it."""

from __future__ import annotations

from app import charts
from models.kit.result import Result

# Maps are drawn as pixels: thousands of cells as paths would make a slow, heavy document.
DPI = 200


class Prints:
    """The pictures of one result in one language, without titles: the document gives each its caption."""

    def __init__(self, result: Result, lang: str) -> None:
        self._result, self._lang = result, lang
        self._drawn: dict[tuple[str, str], bytes] = {}

    def png(self, name: str) -> bytes:
        return self._picture(name, "png")

    def best(self, name: str, is_map: bool) -> tuple[bytes, str]:
        """The sharpest form that stays light, and its kind: lines for figures, pixels for maps."""
        kind = "png" if is_map else "svg"
        return self._picture(name, kind), kind

    def _picture(self, name: str, kind: str) -> bytes:
        if (name, kind) not in self._drawn:
            self._drawn[name, kind] = charts.picture(self._result, name, self._lang, kind, dpi=DPI, titled=False)
        return self._drawn[name, kind]
