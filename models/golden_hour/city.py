"""한빛시, an invented city for practice: dong, river, roads, posts, hospitals. It lies where there is only open sea.

Everything is laid out in metres from the south-west corner (x to the east, y to the north); `to_lonlat` puts it on the globe.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

LON_0, LAT_0 = 125.55, 36.15
WIDTH_M, HEIGHT_M = 16_000.0, 18_000.0
COLUMNS, ROWS = 4, 6
STREET_M = 500.0

# Rows from the south; the river runs between the third and the fourth. The northernmost row is the growth district.
DONG = (
    ("솔내음동", "마파람동", "여울목동", "너울동"),
    ("아람들동", "한결동", "도란동", "물빛동"),
    ("은가비동", "다솜동", "미리내동", "꽃가람동"),
    ("온새동", "시나브로동", "윤슬동", "나르샤동"),
    ("해든동", "늘봄동", "볕뉘동", "하늬동"),
    ("새녘동", "햇귀동", "북새동", "가람끝동"),
)
GROWTH = DONG[5]
PEAK = "은가비동"
OLD = ("솔내음동", "마파람동", "아람들동", "물빛동")
RESIDENTS = (
    (18_900, 21_400, 24_700, 17_200),
    (20_100, 34_800, 36_300, 19_600),
    (14_500, 39_200, 41_700, 26_300),
    (22_800, 37_900, 40_400, 24_100),
    (19_700, 29_300, 31_500, 21_800),
    (13_200, 37_600, 26_400, 9_900),
)
# Name, fire station, x, y, ambulances: none stands in the growth district, none in the dong of the morning peak.
POSTS = (
    ("솔내음119안전센터", "한빛남부소방서", 2_600, 2_100, 1),
    ("여울목119안전센터", "한빛남부소방서", 9_400, 1_500, 1),
    ("너울119안전센터", "한빛남부소방서", 13_900, 2_600, 1),
    ("한결119안전센터", "한빛남부소방서", 6_100, 4_400, 1),
    ("물빛119안전센터", "한빛남부소방서", 13_500, 5_400, 1),
    ("다솜119안전센터", "한빛중앙소방서", 7_000, 7_000, 2),
    ("미리내119안전센터", "한빛중앙소방서", 10_600, 7_600, 2),
    ("온새119안전센터", "한빛중앙소방서", 2_200, 10_600, 1),
    ("윤슬119안전센터", "한빛북부소방서", 9_000, 10_400, 1),
    ("나르샤119안전센터", "한빛북부소방서", 13_600, 10_200, 1),
    ("늘봄119안전센터", "한빛북부소방서", 6_000, 12_500, 1),
    ("볕뉘119안전센터", "한빛북부소방서", 10_900, 12_800, 1),
)
HOSPITALS = (
    ("한빛대학교병원", "권역응급의료센터", 8_300, 8_100),
    ("한빛남부병원", "지역응급의료센터", 7_600, 3_600),
    ("새한빛병원", "지역응급의료기관", 11_800, 11_600),
)


@dataclass(frozen=True)
class Roads:
    """Nodes (x, y in metres) and directed links (from, to, metres, speed limit in km/h)."""

    nodes: NDArray[np.float64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    length_m: NDArray[np.float64]
    limit_kmh: NDArray[np.int64]

    def nearest(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
        """The node next to each point: the best of the nine of the lattice round it."""
        across = int(WIDTH_M / STREET_M) + 1
        up = int(HEIGHT_M / STREET_M) + 1
        i, j = np.rint(x / STREET_M).astype(int), np.rint(y / STREET_M).astype(int)
        best = np.zeros(len(x), dtype=np.int64)
        least = np.full(len(x), np.inf)
        for di in (-1, 0, 1):
            for dj in (-1, 0, 1):
                near = np.clip(j + dj, 0, up - 1) * across + np.clip(i + di, 0, across - 1)
                away = np.hypot(self.nodes[near, 0] - x, self.nodes[near, 1] - y)
                best, least = np.where(away < least, near, best), np.minimum(away, least)
        return best


def to_lonlat(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Degrees of points given in metres (a plain local scale: exact enough for an invented city)."""
    lat = LAT_0 + np.asarray(y, dtype=float) / 110_960.0
    return LON_0 + np.asarray(x, dtype=float) / (111_320.0 * np.cos(np.radians(LAT_0 + 0.08))), lat


@lru_cache(maxsize=4)
def corners(seed: int) -> NDArray[np.float64]:
    """Corner points of the dong, (rows + 1) × (columns + 1) × 2, moved a little so that no border is straight."""
    rng = np.random.default_rng([seed, 1])
    x, y = np.meshgrid(np.linspace(0, WIDTH_M, COLUMNS + 1), np.linspace(0, HEIGHT_M, ROWS + 1))
    moved = rng.uniform(-420, 420, (2, ROWS + 1, COLUMNS + 1))
    moved[0, :, [0, -1]] = 0
    moved[1, [0, -1], :] = 0
    return np.stack([x + moved[0], y + moved[1]], axis=-1)


def inside(seed: int, row: NDArray[np.int64], column: NDArray[np.int64], u: NDArray, v: NDArray) -> NDArray[np.float64]:
    """Points of a dong from its own coordinates u, v in 0 … 1."""
    at = corners(seed)
    south = at[row, column] * (1 - u)[:, None] + at[row, column + 1] * u[:, None]
    north = at[row + 1, column] * (1 - u)[:, None] + at[row + 1, column + 1] * u[:, None]
    mixed: NDArray[np.float64] = south * (1 - v)[:, None] + north * v[:, None]
    return mixed


@lru_cache(maxsize=4)
def roads(seed: int) -> Roads:
    """A street lattice of 500 m with faster streets every fourth; the river is crossed by five bridges only."""
    rng = np.random.default_rng([seed, 2])
    across, up = int(WIDTH_M / STREET_M) + 1, int(HEIGHT_M / STREET_M) + 1
    i, j = np.tile(np.arange(across), up), np.repeat(np.arange(up), across)
    nodes = np.stack([i * STREET_M, j * STREET_M], axis=-1) + rng.uniform(-80, 80, (across * up, 2))
    pairs = np.concatenate(
        [
            np.stack([np.flatnonzero(i < across - 1), np.flatnonzero(i < across - 1) + 1], axis=-1),
            np.stack([np.flatnonzero(j < up - 1), np.flatnonzero(j < up - 1) + across], axis=-1),
        ]
    )
    upright = pairs[:, 1] - pairs[:, 0] == across
    fast = np.where(upright, i[pairs[:, 0]] % 4 == 0, j[pairs[:, 0]] % 4 == 0)
    crosses = upright & (nodes[pairs[:, 0], 1] < 9_000) & (nodes[pairs[:, 1], 1] >= 9_000)
    bridge = np.isin(i[pairs[:, 0]], (4, 12, 16, 20, 28))
    kept = np.where(crosses, bridge, fast | (rng.uniform(size=len(pairs)) > 0.05))
    pairs, fast = pairs[kept], fast[kept]
    length = np.hypot(*(nodes[pairs[:, 0]] - nodes[pairs[:, 1]]).T) * rng.uniform(1.0, 1.06, len(pairs))
    limit = np.where(fast, 60, 40)
    return Roads(
        nodes=nodes,
        start=np.concatenate([pairs[:, 0], pairs[:, 1]]),
        end=np.concatenate([pairs[:, 1], pairs[:, 0]]),
        length_m=np.tile(length, 2),
        limit_kmh=np.tile(limit, 2),
    )


@lru_cache(maxsize=4)
def minutes_from(seed: int, places: tuple[tuple[float, float], ...]) -> NDArray[np.float64]:
    """Minutes at the posted limit from each place to each road node (Dijkstra 1959), places × nodes."""
    net = roads(seed)
    ways: list[list[tuple[int, float]]] = [[] for _ in range(len(net.nodes))]
    cost = net.length_m / net.limit_kmh * 0.06
    for start, end, minutes in zip(net.start.tolist(), net.end.tolist(), cost.tolist(), strict=True):
        ways[start].append((end, minutes))
    starts = net.nearest(np.array([p[0] for p in places], dtype=float), np.array([p[1] for p in places], dtype=float))
    return np.array([_shortest(ways, int(start)) for start in starts])


def _shortest(ways: list[list[tuple[int, float]]], start: int) -> list[float]:
    best = [float("inf")] * len(ways)
    best[start] = 0.0
    queue = [(0.0, start)]
    while queue:
        minutes, node = heapq.heappop(queue)
        if minutes > best[node]:
            continue
        for end, more in ways[node]:
            if minutes + more < best[end]:
                best[end] = minutes + more
                heapq.heappush(queue, (best[end], end))
    return best
