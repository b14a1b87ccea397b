"""Demand on a metric grid: the plane to measure in, the way from degrees to it, and the middle of a cell."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer

KOREA = (124.0, 33.0, 132.0, 39.5)
DEGREE = 4
POWERS = tuple((i, j) for i in range(DEGREE + 1) for j in range(DEGREE + 1 - i))


@dataclass(frozen=True)
class Plane:
    """Metres of a named projection as a polynomial of degrees round (lon_0, lat_0), good to a millimetre within 1°.

    x = Σ x_terms[k] · u^i · v^j with (i, j) = POWERS[k], u = lon − lon_0, v = lat − lat_0; y likewise. A polynomial runs inside
    the engine, over a million calls, where a projection library would have to be handed every row.
    """

    crs: str
    lon_0: float
    lat_0: float
    x_terms: tuple[float, ...]
    y_terms: tuple[float, ...]
    error_m: float
    """The greatest difference from the projection at the points tried."""


def metric_crs(lon: float, lat: float) -> str:
    """UTM-K (EPSG:5179) in Korea, so that cells are the same for all organisations; else the UTM zone of the place.

    >>> metric_crs(127.38, 36.35), metric_crs(-75.3, 40.1), metric_crs(151.2, -33.9)
    ('EPSG:5179', 'EPSG:32618', 'EPSG:32756')
    """
    west, south, east, north = KOREA
    if west <= lon <= east and south <= lat <= north:
        return "EPSG:5179"
    zone = min(int((lon + 180) // 6) + 1, 60)
    return f"EPSG:{(32600 if lat >= 0 else 32700) + zone}"


def to_plane(crs: str, lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Metres in a projection from degrees (EPSG:4326)."""
    x, y = _transformer("EPSG:4326", crs).transform(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
    return np.asarray(x), np.asarray(y)


def to_degrees(crs: str, x: ArrayLike, y: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Degrees (EPSG:4326) from metres in a projection."""
    lon, lat = _transformer(crs, "EPSG:4326").transform(np.asarray(x, dtype=float), np.asarray(y, dtype=float))
    return np.asarray(lon), np.asarray(lat)


def plane(west: float, south: float, east: float, north: float) -> Plane:
    """The plane for a box of degrees. ValueError when the box is wider or higher than 6°: that is no one place."""
    if not (0 <= east - west <= 6 and 0 <= north - south <= 6):
        raise ValueError("the places lie more than 6 degrees apart")
    lon_0, lat_0 = (west + east) / 2, (south + north) / 2
    crs = metric_crs(lon_0, lat_0)
    half_u, half_v = max((east - west) / 2, 0.05) * 1.1, max((north - south) / 2, 0.05) * 1.1
    u, v = (grid.ravel() for grid in np.meshgrid(np.linspace(-half_u, half_u, 13), np.linspace(-half_v, half_v, 13)))
    x, y = to_plane(crs, lon_0 + u, lat_0 + v)
    basis = np.stack([(u / half_u) ** i * (v / half_v) ** j for i, j in POWERS], axis=-1)
    scale = np.array([half_u**i * half_v**j for i, j in POWERS])
    x_terms, y_terms = (np.linalg.lstsq(basis, values, rcond=None)[0] for values in (x, y))
    error = max(float(np.abs(basis @ x_terms - x).max()), float(np.abs(basis @ y_terms - y).max()))
    return Plane(crs, lon_0, lat_0, tuple(x_terms / scale), tuple(y_terms / scale), error)


@lru_cache(maxsize=16)
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)
