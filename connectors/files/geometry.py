"""Geometry as columns of text: x and y of points, the middle of everything else beside its outline in WKT."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from connectors.files.table import Note


@dataclass(frozen=True)
class Places:
    """One geometry a row (None: none), and the coordinate system they are in as far as it is known."""

    geometries: Sequence[Any]
    crs: str | None

    @property
    def are_points(self) -> bool:
        """Whether every geometry is one point."""
        kinds = set(shapely.get_type_id(self._array).tolist())
        return kinds <= {-1, 0}

    def columns(self, taken: Sequence[str]) -> list[tuple[str, list[str | None]]]:
        """`x` and `y`, and `wkt` where they are but the middle; a name the table has already gets `geometry_` before it."""
        places = self._array if self.are_points else shapely.centroid(self._array)
        places = np.where(shapely.is_empty(places), None, places)
        found = [("x", _numbers(shapely.get_x(places))), ("y", _numbers(shapely.get_y(places)))]
        if not self.are_points:
            found.append(("wkt", [None if item is None else str(item) for item in shapely.to_wkt(self._array, rounding_precision=9)]))
        lowered = {name.casefold() for name in taken}
        return [(f"geometry_{name}" if name in lowered else name, cells) for name, cells in found]

    def notes(self) -> list[Note]:
        """The coordinate system, that x and y are middles of areas, and rows without geometry."""
        found = [Note("crs", {"crs": self.crs}) if self.crs else Note("crs_unknown", {})]
        if not self.are_points:
            found.append(Note("centroid", {}))
        missing = int(shapely.is_missing(self._array).sum() + shapely.is_empty(self._array).sum())
        if missing:
            found.append(Note("geometry_missing", {"rows": missing}))
        return found

    @property
    def _array(self) -> Any:
        array = np.empty(len(self.geometries), object)
        array[:] = list(self.geometries)
        return array


def from_geojson(said: Any) -> Any:
    """The geometry of a GeoJSON object; None when it is none."""
    import json

    if not isinstance(said, dict):
        return None
    try:
        return shapely.from_geojson(json.dumps(_as_numbers(said)), on_invalid="ignore")
    except (shapely.errors.GEOSException, TypeError, ValueError, RecursionError):
        return None


def crs_name(said: str | None) -> str | None:
    """`EPSG:5179` for a coordinate system as files say it (WKT of any kind); its own name where it has no number."""
    if not said:
        return None
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        crs = CRS.from_user_input(said)
    except CRSError:
        return None
    code = crs.to_epsg(min_confidence=60)
    return f"EPSG:{code}" if code else crs.name


def _as_numbers(value: Any) -> Any:
    """Coordinates were kept as they are written."""
    if isinstance(value, dict):
        return {name: item if name == "type" else _as_numbers(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_as_numbers(item) for item in value]
    return float(value) if isinstance(value, str) else value


def _numbers(values: Any) -> list[str | None]:
    return [None if np.isnan(value) else repr(round(float(value), 9)).removesuffix(".0") for value in values]
