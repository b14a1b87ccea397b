"""Pictures in a workbook, beneath each other in their true size, each under its title and above what it shows."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from typing import Any

from app.reports.blocks import Picture
from app.reports.prints import DPI, Pictures

# A picture stands in its true size at the screen's resolution, over rows of the usual height.
_SCREEN_DPI, _ROW_PX = 96, 20
WIDE = 100
"""How wide the first column is, in letters."""


def stand(sheet: Any, row: int, pictures: Sequence[Picture], prints: Pictures, write: Callable[[int, str, str], None]) -> None:
    """Puts them on a sheet from a row on; `write` writes a text in the first column of a row, in letters `bold` or `note`."""
    sheet.set_column(0, 0, WIDE)
    for picture in pictures:
        drawn = prints.png(picture.name)
        write(row, f"{picture.number} {picture.title}", "bold")
        sheet.insert_image(
            row + 1, 0, f"{picture.name}.png", {"image_data": io.BytesIO(drawn), "description": picture.alt, "object_position": 2}
        )  # fmt: skip
        row += 2 + math.ceil(_height_px(drawn) * _SCREEN_DPI / DPI / _ROW_PX) + 1
        write(row - 2, " ".join(part for part in (picture.alt, picture.note) if part), "note")


def _height_px(png: bytes) -> int:
    return int.from_bytes(png[20:24], "big")
