"""Which names a map writes, and where: sites first, then what stands today, then the land; none on another."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.charts.mapplan import middle
from app.charts.marks import Layer, MapPlan, Spot

# More posts than this would fill the map with names; they stay in the tooltip and in the table.
POSTS_NAMED_MAX = 15
AREAS_NAMED_MAX = 40
# A site's mark holds this many letters.
INSIDE_MAX = 2
# A name with so many digits is a number.
_CODE_DIGITS = 4
# Sides of a name and of a site's mark, in widths of a Latin letter.
_LATIN, _WIDE, _HALF_HEIGHT, _MARK, _GAP = 1.1, 1.9, 1.3, 1.8, 1.0
# A site's name is written larger, and clear of its mark.
_SITE_SCALE, _SITE_GAP = 1.25, 2.6

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Name:
    """One name: right or left of its spot, or `centred` on it. `layer` is the number of its layer in the plan."""

    layer: int
    text: str
    spot: Spot
    centred: bool
    left: bool = False


def names_of(drawing: MapPlan, at: Callable[[Spot], tuple[float, float]], letter: float, edge: float = math.inf) -> tuple[Name, ...]:
    """The names that find room. `at` gives a spot's place on the paper or screen, `letter` the width of a letter there.

    What would lie on another name, or beyond `edge`, is tried on the left.
    """
    layers = list(enumerate(drawing.layers))
    taken = [_mark_box(at(mark.shape), letter) for _, layer in layers if _is_site(layer) for mark in layer.marks]
    found = []
    for number, layer in reversed(layers):
        for name in _wanted(number, layer):
            for tried in (name,) if name.centred else (name, replace(name, left=True)):
                box = _box(at(tried.spot), tried, letter, beside_site=_is_site(layer))
                if box[2] <= edge and not any(_overlap(box, other) for other in taken):
                    taken.append(box)
                    found.append(tried)
                    break
    return tuple(found)


def _wanted(number: int, layer: Layer) -> list[Name]:
    if _is_site(layer):
        told = [(_spoken(mark.name) or ("" if len(mark.label) <= INSIDE_MAX else mark.label), mark.shape) for mark in layer.marks]
    elif layer.kind == "points" and layer.role == "existing" and len(layer.marks) <= POSTS_NAMED_MAX:
        told = [(mark.label, mark.shape) for mark in layer.marks]
    elif layer.kind == "areas" and layer.role == "context" and not layer.water and len(layer.marks) <= AREAS_NAMED_MAX:
        return [Name(number, mark.label, middle(mark.shape), True) for mark in layer.marks if mark.label]
    else:
        return []
    return [Name(number, text, spot, False) for text, spot in told if text]


def _spoken(name: str) -> str:
    """A name that says something to a reader; the number of a cell says nothing on a map, and stays in the tip and the list."""
    return "" if sum(letter.isdigit() for letter in name) >= _CODE_DIGITS else name


def _is_site(layer: Layer) -> bool:
    return layer.kind == "points" and layer.role == "site"


def _mark_box(place: tuple[float, float], letter: float) -> Box:
    x, y = place
    return x - _MARK * letter, y - _MARK * letter, x + _MARK * letter, y + _MARK * letter


def _box(place: tuple[float, float], name: Name, letter: float, beside_site: bool) -> Box:
    x, y = place
    wide = letter * (_SITE_SCALE if beside_site else 1.0) * sum(_WIDE if ord(char) > 0x1100 else _LATIN for char in name.text)
    low, high = y - _HALF_HEIGHT * letter, y + _HALF_HEIGHT * letter
    if name.centred:
        return x - wide / 2, low, x + wide / 2, high
    # It begins where its own mark ends.
    gap = letter * (_SITE_GAP if beside_site else _GAP)
    return (x - gap - wide, low, x - gap, high) if name.left else (x + gap, low, x + gap + wide, high)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
