"""What a map of dots comes to before it is drawn: its marks, what is shown around them, and which names stand where."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.charts.labels import cut
from app.charts.plan import width

_NAMED_MAX = 12
_AROUND, _AROUND_MIN, _FOR_NAMES = 0.12, 0.06, 0.2
"""Of its width and height, and in degrees, what is shown around the marks; of its width, what the names right of them take."""

Box = tuple[float, float, float, float]
"""West, south, east, north."""


@dataclass(frozen=True)
class Dot:
    """A mark in degrees: its kind, what it counts, its name, and what a pointer reads of it."""

    lon: float
    lat: float
    kind: str
    count: int
    name: str
    said: str


@dataclass(frozen=True)
class Room:
    """What there is to draw in: its width and height, the width of a Latin letter, the height of a line, and a gap, all in one unit; and
    how many letters a name may have."""

    wide: float
    tall: float
    letter: float
    line: float
    gap: float
    letters: int


@dataclass(frozen=True)
class Named:
    """A name, where it begins in degrees, and whether it stands left of its mark."""

    lon: float
    lat: float
    name: str
    left: bool


def box(dots: Sequence[Dot]) -> Box:
    """What is shown."""
    lon, lat = [dot.lon for dot in dots], [dot.lat for dot in dots]
    across, up = (max(_AROUND * (max(all_) - min(all_)), _AROUND_MIN) for all_ in (lon, lat))
    return min(lon) - across, min(lat) - up, max(lon) + across + _FOR_NAMES * (max(lon) - min(lon)), max(lat) + up


def squeeze(shown: Box) -> float:
    """How much shorter a degree of longitude is than one of latitude."""
    return math.cos(math.radians((shown[1] + shown[3]) / 2))


def named(dots: Sequence[Dot], shown: Box, room: Room, size: Callable[[Dot], float]) -> list[Named]:
    """The names of the dots that count most: right of them, else left, where no other mark and no name before stands and the map does not
    end.

    `size`: how broad a mark is, in the room's unit.
    """
    west, south, east, north = shown
    degree = squeeze(shown)
    scale = min(room.wide / ((east - west) * degree), room.tall / (north - south))
    # What is less wide than the room stands in its middle.
    edges = [(west + east) / 2 * degree * scale + half * room.wide for half in (-0.5, 0.5)]
    spots = {dot: (dot.lon * degree * scale, dot.lat * scale, size(dot) / 2) for dot in dots}
    taken: list[tuple[float, float, float]] = []
    found: list[Named] = []
    for dot in sorted(dots, key=lambda one: -one.count):
        name, (middle, line, half) = cut(dot.name, room.letters), spots[dot]
        long, away = room.letter * width(name), half + room.gap
        marks = [(x - reach, x + reach, y, reach + room.line / 2) for other, (x, y, reach) in spots.items() if other != dot]
        for begin, end in ((middle + away, middle + away + long), (middle - away - long, middle - away)):
            stands = (*marks, *((first, last, y, room.line) for first, last, y in taken))
            free = all(abs(line - y) >= clear or end < first or begin > last for first, last, y, clear in stands)
            if free and edges[0] <= begin and end <= edges[1]:
                taken.append((begin, end, line))
                found.append(Named((begin if begin > middle else end) / (degree * scale), dot.lat, name, begin < middle))
                break
        if len(found) == _NAMED_MAX:
            break
    return found
