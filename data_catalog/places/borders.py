"""The borders of dongs and districts, where a boundary file was loaded: whether a point lies in the very area its row names."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from data_catalog.places.address import parse
from data_catalog.places.book import Book

Floats = NDArray[np.float64]


class Borders:
    """Outlines by (district, dong); the dong is empty for a whole district."""

    def __init__(self, rows: pl.DataFrame) -> None:
        shapes = shapely.from_wkb(rows["wkb"].to_list())
        shapely.prepare(shapes)
        self._shapes = dict(zip(zip(rows["district"], rows["dong"], strict=True), shapes, strict=True))
        self._provinces = {district.split()[0] for district in rows["district"].unique()}

    def hits(self, lon: Floats, lat: Floats, texts: Sequence[str | None]) -> NDArray[np.float64]:
        """1 where a point lies in the area its row names, 0 where it does not, not-a-number where the row names none of them."""
        found = np.full(len(texts), np.nan)
        meant: dict[str, list[int]] = {}
        for row, text in enumerate(texts):
            if text:
                meant.setdefault(text, []).append(row)
        for text, rows in meant.items():
            shape = self._meant(text)
            if shape is not None:
                found[rows] = shapely.contains_xy(shape, lon[rows], lat[rows])
        return found

    def _meant(self, text: str) -> shapely.Geometry | None:
        said = parse(text)
        provinces = [said.province] if said.province else sorted(self._provinces)
        for dong in (said.dong, ""):
            found = [shape for name in provinces if (shape := self._shapes.get((f"{name} {said.district}".strip(), dong))) is not None]
            if len(found) == 1:
                return found[0]
        return None


def borders(book: Book | None) -> Borders | None:
    """The borders of a book; None when no boundary file was loaded."""
    if book is None or not book.part("borders").is_file():
        return None
    file = book.part("borders")
    return _read(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(file: Path, changed: int) -> Borders:
    return Borders(pl.read_parquet(file))
