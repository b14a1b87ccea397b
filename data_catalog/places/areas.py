"""Finds the district a text names (address, area, fire station) and says whether a point can be in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LAT_KM = 111.0
_LON_KM = 88.8  # at 37 degrees north, good to 3 % over the country
# A district's farthest point from its middle, by what kind of district it is.
_RADIUS_KM = {"서울특별시": 8.0, "구": 12.0, "군": 35.0, "시": 30.0}
_OFFICES = ("소방서", "경찰서", "구청", "시청", "군청", "보건소", "세무서", "교육지원청")


@dataclass(frozen=True)
class Area:
    """A district: its province, name, middle in degrees, and how far its edge may be."""

    province: str
    name: str
    lon: float
    lat: float
    radius_km: float


def find(text: str | None) -> tuple[Area, ...]:
    """The districts a text may mean: several when cities share the name said (중구), none when it names none.

    >>> [area.province for area in find("대전 중구 은행동")]
    ['대전광역시']
    >>> [area.name for said in ("관악소방서", "관악구보건소", "강남구청") for area in find(said)]
    ['관악구', '관악구', '강남구']
    """
    if not text:
        return ()
    flat = re.sub(r"\s+", " ", text.strip())
    provinces = {name for alias, name in _aliases().items() if re.match(rf"{alias}(?![가-힣]*[구군])", flat)}
    found: list[Area] = []
    for name in _names():
        if re.search(rf"(?<![가-힣]){name}(?![가-힣])|{name}청", flat):
            found += _names()[name]
    # 강남구청 is no office of 남구.
    found = [area for area in found if not any(other.name != area.name and other.name.endswith(area.name) for other in found)]
    if not found:
        office = re.match(rf"([가-힣]+?)({'|'.join(_OFFICES)})", flat)
        found = (_stems().get(office[1]) or _names().get(office[1]) or []) if office else []
    narrowed = [area for area in found if area.province in provinces]
    # "강원도 고성군": the province decides; "광주시" alone stays what the name says.
    return tuple(narrowed or found)


def meant(text: str | None) -> Area | None:
    """The one district a text names; of a province alone the middle of its districts; None where no one place is named.

    >>> meant("부산광역시 중구청").name, meant("중구청"), round(meant("제주특별자치도").lat, 1)
    ('중구', None, 33.4)
    """
    found = find(text)
    if found or not text:
        return found[0] if len(found) == 1 else None
    named = {province for alias, province in _aliases().items() if text.strip().startswith(alias)}
    held = [area for area in every() if named == {area.province}]
    if not held:
        return None
    lon, lat = (float(np.mean([getattr(area, part) for area in held])) for part in ("lon", "lat"))
    return Area(held[0].province, "", lon, lat, max(distance_km(lon, lat, area) + area.radius_km for area in held))


def agreement(lon: Floats, lat: Floats, texts: Sequence[str | None]) -> tuple[float | None, int]:
    """The share of points that can lie in the district their row names (None when fewer than five name one), and how many do."""
    meant = {text: find(text) for text in set(texts)}
    held: list[bool] = []
    for x, y, text in zip(lon, lat, texts, strict=True):
        if areas := meant[text]:
            held.append(any(distance_km(x, y, area) <= area.radius_km for area in areas))
    return (float(np.mean(held)), len(held)) if len(held) >= 5 else (None, len(held))


def distance_km(lon: float, lat: float, area: Area) -> float:
    """Kilometres from a point to the middle of an area, on a flat sheet: good enough to tell districts apart."""
    return float(np.hypot((lon - area.lon) * _LON_KM, (lat - area.lat) * _LAT_KM))


@cache
def every() -> tuple[Area, ...]:
    """All districts of the built-in table."""
    table = _table()
    return tuple(
        Area(province, name, lon, lat, _RADIUS_KM.get(province) or _RADIUS_KM[name[-1]])
        for province, districts in table.items()
        if province != "aliases"
        for name, (lon, lat) in districts.items()
    )


@cache
def _table() -> dict[str, dict[str, list[float]]]:
    with (Path(__file__).parent / "areas.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _aliases() -> dict[str, str]:
    long = {name: name for name in _table() if name != "aliases"}
    return long | {str(alias): name for name, aliases in _table()["aliases"].items() for alias in aliases}


@cache
def _names() -> dict[str, list[Area]]:
    found: dict[str, list[Area]] = {}
    for area in every():
        found.setdefault(area.name, []).append(area)
    return found


@cache
def _stems() -> dict[str, list[Area]]:
    """Districts by name without its last syllable, where two or more are left (관악구 → 관악)."""
    found: dict[str, list[Area]] = {}
    for area in every():
        if len(area.name) > 2:
            found.setdefault(area.name[:-1], []).append(area)
    return found
