"""The land and near islands of South Korea as a coarse outline: whether a point can be there at all."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]

BOX = (124.0, 33.0, 132.0, 39.0)
"""West, south, east, north in degrees: any point of the country, its sea included."""

# Clockwise from Ganghwa along the northern border, the east, south and west coasts; about 5 km wide of the land.
_MAINLAND = (
    (126.05, 37.80), (126.45, 37.88), (126.70, 38.02), (126.88, 38.16), (127.05, 38.32),
    (127.30, 38.38), (127.80, 38.38), (128.10, 38.42), (128.28, 38.50), (128.33, 38.65),
    (128.48, 38.65), (128.72, 38.20), (129.02, 37.85), (129.25, 37.50), (129.50, 37.10),
    (129.58, 36.70), (129.65, 36.00), (129.55, 35.50), (129.35, 35.15), (129.10, 34.92),
    (128.80, 34.55), (128.20, 34.45), (127.80, 34.30), (127.35, 33.95), (126.90, 33.95),
    (126.25, 33.90), (125.05, 33.98), (125.00, 34.80), (125.85, 35.25), (126.20, 35.85),
    (125.85, 36.00), (125.45, 36.60), (125.80, 37.00), (125.75, 37.30), (125.98, 37.50),
)  # fmt: skip
# Jeju; Ulleung and Dokdo; Yeonpyeong; Baengnyeong and Daecheong.
_ISLANDS = (
    (126.10, 33.05, 127.00, 33.62), (130.70, 37.20, 131.95, 37.60),
    (125.60, 37.58, 125.85, 37.72), (124.55, 37.72, 124.85, 38.00),
)  # fmt: skip
_LAND = shapely.unary_union([shapely.Polygon(_MAINLAND), *(shapely.box(*box) for box in _ISLANDS)])
shapely.prepare(_LAND)


def is_inside(lon: Floats, lat: Floats) -> NDArray[np.bool_]:
    """Whether each point lies on the land or near islands of South Korea; not-a-number is outside."""
    return np.asarray(shapely.contains_xy(_LAND, lon, lat), dtype=bool)
