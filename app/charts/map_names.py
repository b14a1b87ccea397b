"""Which names a map writes, and where: sites first, then what stands today, then the land; none on another."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.charts.dodge import BADGES_MAX, INSIDE_MAX, STILL, shifts
from app.charts.mapplan import middle
from app.charts.marks import Layer, MapPlan, Spot

# More posts than this would fill the map with names; they stay in the tooltip and in the table.
POSTS_NAMED_MAX = 15
AREAS_NAMED_MAX = 40
# Small marks of which more than this stand on a map leave no room for names beside them.
OBSTACLES_MAX = 60
# A name with so many digits is a number.
_CODE_DIGITS = 4
# Sides of a name and of a site's mark, in widths of a Latin letter.
_LATIN, _WIDE, _HALF_HEIGHT, _MARK, _GAP = 1.1, 1.9, 1.3, 1.8, 1.0
# Half of a small mark, and how far above or below one a name of the land begins.
_POST = 0.9
STEP = 2.4
# The radius of a site's mark with the line around it, in the same widths.
REACH = 2.15
# A site's name is written larger, and clear of its mark.
_SITE_SCALE, _SITE_GAP = 1.25, 2.6

_NO_EDGES = (-math.inf, math.inf)
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Name:
    """One name: right or left of its spot, or `centred` on it and then a step `up` or down. `layer` is its layer's number in the plan."""

    layer: int
    text: str
    spot: Spot
    centred: bool
    left: bool = False
    up: int = 0


def names_of(
    drawing: MapPlan, at: Callable[[Spot], tuple[float, float]], letter: float, edges: tuple[float, float] = _NO_EDGES
) -> tuple[Name, ...]:
    """The names that find room. `at` gives a spot's place on the paper or screen (its second part grows upwards), `letter` the width of
    a letter there.

    What would lie on a mark, on another name or beyond the left and right `edges` is tried on the other side. A site's name comes before
    small marks. A name is written once.
    """
    layers = list(enumerate(drawing.layers))
    sites = [box for _, layer in layers if _is_site(layer) for box in _mark_boxes(layer, at, letter)]
    posts = [box for _, layer in layers if not _is_site(layer) for box in _mark_boxes(layer, at, letter)]
    taken: list[Box] = []
    found: list[Name] = []
    said: set[str] = set()
    for number, layer in reversed(layers):
        for name in _wanted(number, layer, at, letter):
            if name.text in said:
                continue
            for tried in _ways(name):
                box = _box(at(tried.spot), tried, letter, beside_site=_is_site(layer))
                beneath = sites if _is_site(layer) else sites + posts
                if edges[0] <= box[0] and box[2] <= edges[1] and not any(_overlap(box, other) for other in (*taken, *beneath)):
                    taken.append(box)
                    found.append(tried)
                    said.add(name.text)
                    break
    return tuple(found)


def _ways(name: Name) -> tuple[Name, ...]:
    if name.centred:
        return (name, replace(name, up=-1), replace(name, up=1))
    return (name, replace(name, left=True))


def _wanted(number: int, layer: Layer, at: Callable[[Spot], tuple[float, float]], letter: float) -> list[Name]:
    if _is_site(layer):
        # Beside a mark that stands away from its place a name would name what lies there.
        still = [shift == STILL for shift in shifts(layer, at, REACH * letter)[:BADGES_MAX]]
        marks = [mark for mark, stays in zip(layer.marks, still, strict=False) if stays]
        told = [(_spoken(mark.name) or ("" if len(mark.label) <= INSIDE_MAX else mark.label), mark.shape) for mark in marks]
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


def _mark_boxes(layer: Layer, at: Callable[[Spot], tuple[float, float]], letter: float) -> list[Box]:
    """What the marks of a layer cover: names keep clear of sites, and of small marks where these are few."""
    if layer.kind != "points" or layer.sized or layer.crowded:
        return []
    if _is_site(layer):
        moved = shifts(layer, at, REACH * letter)
        half = [_MARK if number < BADGES_MAX else _POST for number in range(len(moved))]
        return [_around(at(mark.shape), shift, one * letter) for mark, shift, one in zip(layer.marks, moved, half, strict=True)]
    return [_around(at(mark.shape), STILL, _POST * letter) for mark in layer.marks] if len(layer.marks) <= OBSTACLES_MAX else []


def _around(place: tuple[float, float], shift: tuple[float, float], half: float) -> Box:
    x, y = place[0] + shift[0], place[1] + shift[1]
    return x - half, y - half, x + half, y + half


def _box(place: tuple[float, float], name: Name, letter: float, beside_site: bool) -> Box:
    x, y = place[0], place[1] + name.up * STEP * letter
    wide = letter * (_SITE_SCALE if beside_site else 1.0) * sum(_WIDE if ord(char) > 0x1100 else _LATIN for char in name.text)
    low, high = y - _HALF_HEIGHT * letter, y + _HALF_HEIGHT * letter
    if name.centred:
        return x - wide / 2, low, x + wide / 2, high
    # It begins where its own mark ends.
    gap = letter * (_SITE_GAP if beside_site else _GAP)
    return (x - gap - wide, low, x - gap, high) if name.left else (x + gap, low, x + gap + wide, high)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
