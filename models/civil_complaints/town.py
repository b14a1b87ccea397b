"""한빛시 of the sample, twelve invented dong that lie where there is only open sea: where things are and who lives there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

LON_0, LAT_0 = 125.20, 35.90
SIDE_M, COLUMNS = 2_000.0, 4
# In rows of four from the south-west; the seventh has the smell.
DONG = (
    "솔내음동", "마파람동", "여울목동", "너울동", "아람들동", "한결동", "도란동", "물빛동", "은가비동", "다솜동", "미리내동", "꽃가람동",
)  # fmt: skip
RESIDENTS = (18_900, 21_400, 24_700, 17_200, 20_100, 34_800, 36_300, 19_600, 14_500, 39_200, 41_700, 3_900)
SURGE_DONG = 6
CORNER_DONG = 2
CORNER = (4_730.0, 1_240.0)
# Few of the old write: their dong complains least for its people.
SILENT_DONG = 8


def lonlat(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Degrees of points in metres from the south-west corner (a plain local scale)."""
    return LON_0 + x / (111_320.0 * np.cos(np.radians(LAT_0 + 0.03))), LAT_0 + y / 110_950.0


def middle(dong: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The middle of each dong, in metres."""
    row, column = np.divmod(dong, COLUMNS)
    return (column.astype(np.float64) + 0.5) * SIDE_M, (row.astype(np.float64) + 0.5) * SIDE_M


def scattered(
    rng: np.random.Generator, dong: NDArray[np.int64], topic: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Points in their dong, half of them round two spots of their own matter."""
    x, y = middle(dong)
    spot = np.random.default_rng([97, 3]).uniform(-0.32, 0.32, (len(DONG), 10, 2, 2))[dong, topic, rng.integers(0, 2, len(dong))]
    near = (rng.uniform(size=len(dong)) < 0.5)[:, None]
    own = np.where(near, spot + rng.normal(0, 0.05, spot.shape), rng.uniform(-0.49, 0.49, spot.shape))
    own = np.clip(own, -0.49, 0.49) * SIDE_M
    return x + own[:, 0], y + own[:, 1]


def outline(dong: int) -> str:
    """The border of a dong as well-known text in degrees."""
    west, south = dong % COLUMNS * SIDE_M, dong // COLUMNS * SIDE_M
    x = np.array([west, west + SIDE_M, west + SIDE_M, west, west])
    y = np.array([south, south, south + SIDE_M, south + SIDE_M, south])
    points = ", ".join(f"{lon:.5f} {lat:.5f}" for lon, lat in zip(*lonlat(x, y), strict=True))
    return f"POLYGON (({points}))"
