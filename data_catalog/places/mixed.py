"""Two columns that hold degrees in some rows and metres in others: which rows are which."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from connectors.duck import quoted
from connectors.engine import Workspace
from data_catalog.expressions import value_sql
from data_catalog.mapping.source import Source
from data_catalog.places import crs as systems
from data_catalog.places import korea

Floats = NDArray[np.float64]

_MOST_DEGREES = 180
# Fewer rows in metres than this share are left out as impossible where nothing tells their system: they should not put all in doubt.
_FEW = 0.1
_FITS = 0.8


@dataclass(frozen=True)
class Mixture:
    """How many rows hold degrees within Korea, and how many metres."""

    degrees: int
    metres: int

    def __bool__(self) -> bool:
        return self.degrees > 0 and self.metres > 0

    def is_worth(self, guess: systems.CrsGuess | None) -> bool:
        """Whether the rows in metres are read in that system too."""
        if not self or guess is None or guess.crs == systems.DEGREES or guess.inside < _FITS:
            return False
        return guess.confidence != "not_sure" or self.metres >= _FEW * (self.degrees + self.metres)


def degrees_sql(x: str, y: str) -> str:
    """Whether a row holds degrees within Korea, in either order; never NULL."""
    west, south, east, north = korea.BOX
    along, across = f"between {west} and {east}", f"between {south} and {north}"
    return f"coalesce(({x} {along} and {y} {across}) or ({x} {across} and {y} {along}), false)"


def metres_sql(x: str, y: str) -> str:
    """Whether both values of a row are too great for degrees; never NULL."""
    return f"coalesce(abs({x}) > {_MOST_DEGREES} and abs({y}) > {_MOST_DEGREES}, false)"


def mixture(workspace: Workspace, table: str, source: Source) -> Mixture:
    """How the rows of two coordinate columns are made up."""
    x, y = (value_sql("number", quoted(column)) for column in source.columns[:2])
    degrees, metres = workspace.fetch(
        f"select count(*) filter (where {degrees_sql('x', 'y')}), count(*) filter (where {metres_sql('x', 'y')}) "  # noqa: S608
        f"from (select {x} as x, {y} as y from {quoted(table)})"
    ).row(0)
    return Mixture(int(degrees), int(metres))


def place_degrees(x: Floats, y: Floats, lon: Floats, lat: Floats) -> bool:
    """Puts longitude and latitude where a row holds degrees within Korea already, turned where they stand the other way round.

    Whether there are such rows, and rows in metres beside them.
    """
    west, south, east, north = korea.BOX
    with np.errstate(invalid="ignore"):
        straight = (x >= west) & (x <= east) & (y >= south) & (y <= north)
        turned = (y >= west) & (y <= east) & (x >= south) & (x <= north)
        metres = (np.abs(x) > _MOST_DEGREES) & (np.abs(y) > _MOST_DEGREES)
    lon[straight], lat[straight] = x[straight], y[straight]
    lon[turned], lat[turned] = y[turned], x[turned]
    return bool((straight | turned).any() and metres.any())
