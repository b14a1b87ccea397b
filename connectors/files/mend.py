"""Mends a row of the wrong width when there is one way that agrees with every column; otherwise says why it cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from connectors.files.records import Dialect, split
from connectors.files.rejoin import Patterns, part
from connectors.files.separators import SEPARATORS
from connectors.files.shapes import finer_shape

Seen = tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Mended:
    """A row made whole: `how` is a key of the texts (`mended.<how>`)."""

    cells: tuple[str, ...]
    how: str


def seen_shapes(rows: Sequence[Sequence[str | None]], width: int) -> Seen:
    """The shapes each column shows among the rows of the right width (a shape of under 1 % does not count)."""
    body = [row for row in rows if len(row) == width]
    found = []
    for index in range(width):
        shapes = [finer_shape(row[index]) for row in body]
        found.append(frozenset(item for item in set(shapes) if shapes.count(item) * 100 >= len(shapes)))
    return tuple(found)


def mend(cells: tuple[str, ...], width: int, seen: Seen, dialect: Dialect, patterns: Patterns = ()) -> Mended | None:
    """The row made `width` cells wide, or None when no way, or more than one, agrees with the columns."""
    if len(cells) < width:
        other = _by_another_separator(cells, width, seen, dialect)
        if other:
            return other
        padded = (*cells, *[""] * (width - len(cells)))
        if len(cells) > 1 and _fits(padded, seen):
            return Mended(padded, "padded")
        return _by_missing_separator(cells, width, seen, patterns)
    if not any(cell.strip() for cell in cells[width:]) and _fits(cells[:width], seen):
        return Mended(cells[:width], "cut")
    if len(cells) != width + 1:
        return None
    ways = {(*cells[:at], *cells[at + 1 :]) for at, cell in enumerate(cells) if not cell.strip()}
    fitting = [way for way in ways if _fits(way, seen)]
    return Mended(fitting[0], "extra_separator") if len(fitting) == 1 else None


def _by_missing_separator(cells: tuple[str, ...], width: int, seen: Seen, patterns: Patterns) -> Mended | None:
    if len(cells) != width - 1 or len(patterns) != width:
        return None
    ways: list[tuple[str, ...]] = []
    for at in range(len(cells)):
        if _fits(cells[:at], seen[:at]) and _fits(cells[at + 1 :], seen[at + 2 :]):
            ways += part(cells, at, seen, patterns)
            if len(ways) > 1:
                return None
    return Mended(ways[0], "missing_separator") if ways else None


def _by_another_separator(cells: tuple[str, ...], width: int, seen: Seen, dialect: Dialect) -> Mended | None:
    text = dialect.separator.join(cells)
    for separator in (*SEPARATORS, " "):
        if separator == dialect.separator or separator not in text or width < 3:
            continue
        again = next(iter(split(text, Dialect(separator, dialect.quote, dialect.escape), 1, width)))
        if len(again.cells) == width and _fits(again.cells, seen):
            return Mended(again.cells, "other_separator")
    return None


def _fits(cells: Sequence[str], seen: Seen) -> bool:
    return all(finer_shape(cell) in shapes for cell, shapes in zip(cells, seen, strict=True))
