"""A year of invented emergency calls in 한빛시, answered by the nearest free ambulance: clean records, before they are made ugly."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from models.golden_hour.city import DONG, GROWTH, HOSPITALS, OLD, PEAK, POSTS, RESIDENTS, inside, minutes_from, roads

SIZES = {"small": 4_000, "normal": 40_000, "large": 160_000}
CALLS_A_DAY = 109.6
# Share of a day's calls in each hour, and how fast traffic flows against the posted limit.
BY_HOUR = np.array([28, 23, 20, 18, 18, 22, 31, 42, 56, 60, 58, 56, 53, 52, 51, 50, 51, 53, 55, 53, 50, 45, 39, 32], dtype=float)
FLOW = np.array([0.86] * 6 + [0.80, 0.72, 0.62, 0.64, 0.68, 0.72, 0.74, 0.74, 0.73, 0.72, 0.70, 0.64, 0.64, 0.70] + [0.76] * 4)
PEAK_HOURS = (8, 9, 10)
PEAK_SHARE = 0.2
CONDITIONS = ("복통", "흉통", "호흡곤란", "의식장애", "열상", "골절", "어지러움", "고열", "심정지", "교통사고")
CONDITION_SHARE = (0.17, 0.11, 0.11, 0.08, 0.14, 0.10, 0.13, 0.09, 0.015, 0.055)


@lru_cache(maxsize=2)
def answered(seed: int, size: str) -> dict[str, NDArray]:
    """One entry a call in order of time: place, times in seconds from 2024-01-01 00:00, post and vehicle that came."""
    rng = np.random.default_rng([seed, 3])
    calls = SIZES[size]
    days = min(int(np.ceil(calls / CALLS_A_DAY)), 366 * 4)
    called = _called(rng, calls, days)
    hour = (called // 3600 % 24).astype(int)
    row, column, point = _where(seed, rng, called, hour, days)
    road = roads(seed).nearest(point[:, 0], point[:, 1])
    last_m = np.hypot(*(roads(seed).nodes[road] - point).T)
    limit_min = minutes_from(seed, tuple((post[2], post[3]) for post in POSTS))[:, road]
    drive = (limit_min / FLOW[hour] + last_m / 1000 / 18 * 60 + 0.35) * rng.lognormal(0, 0.2, calls)
    turnout = rng.lognormal(np.log(1.55), 0.33, calls) + 0.45 * (hour < 6)
    on_scene = rng.gamma(5.0, 2.4, calls)
    to_hospital = minutes_from(seed, tuple((place[2], place[3]) for place in HOSPITALS))[:, road].min(axis=0)
    carried = rng.uniform(size=calls) < 0.62
    away = np.where(carried, to_hospital / FLOW[hour] + rng.gamma(4.0, 4.0, calls), 0.0)
    unit, minutes, back = _sent(called / 60, drive, turnout, on_scene, away)
    post = np.array([number for number, item in enumerate(POSTS) for _ in range(item[4])])[unit]
    length_m = limit_min[post, np.arange(calls)] * 1000 * 0.82 + last_m
    return {
        "called": called,
        "departed": np.rint(called + turnout * 60).astype(np.int64),
        "arrived": np.rint(called + (turnout + minutes) * 60).astype(np.int64),
        "cleared": np.rint(back * 60).astype(np.int64),
        "row": row,
        "column": column,
        "x": point[:, 0],
        "y": point[:, 1],
        "unit": unit,
        "post": post,
        "length_m": length_m,
        "age": _ages(rng, row, column),
        "condition": rng.choice(len(CONDITIONS), calls, p=CONDITION_SHARE),
    }


def _called(rng: np.random.Generator, calls: int, days: int) -> NDArray[np.int64]:
    day = rng.integers(0, days, calls)
    hour = rng.choice(24, calls, p=BY_HOUR / BY_HOUR.sum())
    return np.sort(day * 86_400 + hour * 3_600 + rng.integers(0, 3_600, calls)).astype(np.int64)


def _where(
    seed: int, rng: np.random.Generator, called: NDArray[np.int64], hour: NDArray, days: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Dong and point of each call: more in the growing north as the year goes on, and in one dong of a morning."""
    calls = len(called)
    weight = np.array(
        [
            [people * (1.5 if name in OLD else 1.0) * (1.25 if name in GROWTH else 1.0) for people, name in zip(*pair, strict=True)]
            for pair in zip(RESIDENTS, DONG, strict=True)
        ]
    ).ravel()
    dong = rng.choice(weight.size, calls, p=weight / weight.sum())
    grown = rng.uniform(size=calls) < 0.05 * called / (days * 86_400)
    north = weight.reshape(len(DONG), -1)[5]
    dong[grown] = 20 + rng.choice(4, int(grown.sum()), p=north / north.sum())
    peak = np.isin(hour, PEAK_HOURS) & (rng.uniform(size=calls) < PEAK_SHARE)
    dong[peak] = next(r * 4 + c for r, names in enumerate(DONG) for c, name in enumerate(names) if name == PEAK)
    row, column = dong // 4, dong % 4
    middle = np.random.default_rng([seed, 4]).uniform(0.25, 0.75, (24, 2, 2))[dong, rng.integers(0, 2, calls)]
    gathered = (rng.uniform(size=calls) < 0.6)[:, None]
    own = np.where(gathered, middle + rng.normal(0, 0.11, (calls, 2)), rng.uniform(size=(calls, 2)))
    own = np.clip(own, 0.01, 0.99)
    return row, column, inside(seed, row, column, own[:, 0], own[:, 1])


def _sent(
    called_min: NDArray, drive: NDArray, turnout: NDArray, on_scene: NDArray, away: NDArray
) -> tuple[NDArray[np.int64], NDArray, NDArray]:
    """Vehicle, minutes on the way and time back at the post: the nearest free one goes, else the first to be free."""
    homes = [number for number, item in enumerate(POSTS) for _ in range(item[4])]
    free = [0.0] * len(homes)
    unit, minutes, back = np.zeros(len(called_min), dtype=np.int64), np.zeros(len(called_min)), np.zeros(len(called_min))
    ways = drive.T.tolist()
    for number, (at, way, ready, scene, more) in enumerate(
        zip(called_min.tolist(), ways, turnout.tolist(), on_scene.tolist(), away.tolist(), strict=True)
    ):
        chosen = min(range(len(homes)), key=lambda u: (max(free[u] - at, 0.0) + way[homes[u]], u))
        waited = max(free[chosen] - at, 0.0)
        unit[number], minutes[number] = chosen, waited + way[homes[chosen]]
        free[chosen] = back[number] = at + ready + waited + way[homes[chosen]] * 1.9 + scene + more
    return unit, minutes, back


def _ages(rng: np.random.Generator, row: NDArray, column: NDArray) -> NDArray[np.int64]:
    old = np.array([[name in OLD for name in names] for names in DONG])[row, column]
    return np.clip(rng.normal(np.where(old, 66, 54), 21), 0, 99).astype(np.int64)
