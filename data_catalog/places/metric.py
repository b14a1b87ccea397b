"""The metric projection distances and grids are measured in: UTM-K in Korea, elsewhere one fitted to the points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyproj
from numpy.typing import ArrayLike, NDArray

from data_catalog.places import korea

Floats = NDArray[np.float64]

_UTM_HALF_WIDTH_DEG = 3.0


@dataclass(frozen=True)
class Metric:
    """A projection in metres. `crs` is what pyproj reads, `name` what a report prints."""

    crs: str
    name: str

    def to_metres(self, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        """East and north in metres of points in degrees."""
        move = pyproj.Transformer.from_crs("EPSG:4326", self.crs, always_xy=True)
        east, north = move.transform(np.asarray(lon, float), np.asarray(lat, float))
        return np.asarray(east, float), np.asarray(north, float)

    def to_degrees(self, east: ArrayLike, north: ArrayLike) -> tuple[Floats, Floats]:
        """Longitude and latitude of points in metres."""
        move = pyproj.Transformer.from_crs(self.crs, "EPSG:4326", always_xy=True)
        lon, lat = move.transform(np.asarray(east, float), np.asarray(north, float))
        return np.asarray(lon, float), np.asarray(lat, float)


def metric_crs(lon: ArrayLike, lat: ArrayLike) -> Metric:
    """EPSG:5179 when most points are in Korea; else the UTM zone that holds them, or an equal-area one about them."""
    x, y = np.asarray(lon, float), np.asarray(lat, float)
    known = np.isfinite(x) & np.isfinite(y)
    x, y = x[known], y[known]
    box_west, box_south, box_east, box_north = korea.BOX
    in_korea = (x >= box_west) & (x <= box_east) & (y >= box_south) & (y <= box_north)
    if not len(x) or in_korea.mean() >= 0.5:
        return Metric("EPSG:5179", "UTM-K (EPSG:5179)")
    west, middle, east = np.quantile(x, [0.01, 0.5, 0.99])
    south, centre, north = np.quantile(y, [0.01, 0.5, 0.99])
    zone = int((middle + 180) // 6) % 60 + 1
    meridian = zone * 6 - 183
    if max(east - meridian, meridian - west) <= _UTM_HALF_WIDTH_DEG + 0.5 and max(abs(south), abs(north)) < 80:
        code = (32600 if centre >= 0 else 32700) + zone
        return Metric(f"EPSG:{code}", f"UTM {zone}{'N' if centre >= 0 else 'S'} (EPSG:{code})")
    crs = f"+proj=laea +lat_0={centre:.4f} +lon_0={middle:.4f} +datum=WGS84 +units=m +no_defs"
    return Metric(crs, f"LAEA {centre:.2f}, {middle:.2f}")
