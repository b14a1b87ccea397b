"""The units a number may be written in, by what a field holds, and the one a header names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from data_catalog.schema import Field

# What one of each is in the field's own unit. The first name of a factor is the one people are shown.
_MONEY = {"천원": 1e3, "만원": 1e4, "십만원": 1e5, "백만원": 1e6, "천만원": 1e7, "억원": 1e8, "조원": 1e12}
_BY_KIND: Mapping[str, Mapping[str, float]] = {
    "km": {
        "m": 0.001,
        "미터": 0.001,
        "meter": 0.001,
        "meters": 0.001,
        "metre": 0.001,
        "metres": 0.001,
        "mile": 1.609344,
        "miles": 1.609344,
    },
    "minutes": {
        **{"초": 1 / 60, "sec": 1 / 60, "secs": 1 / 60, "second": 1 / 60, "seconds": 1 / 60, "s": 1 / 60},
        **{"시간": 60.0, "hour": 60.0, "hours": 60.0, "일": 1440.0, "days": 1440.0},
    },
    "won": _MONEY,
}
_BY_UNIT: Mapping[str, Mapping[str, float]] = {
    "㎡": {"평": 400 / 121, "ha": 1e4, "㎢": 1e6, "km2": 1e6, "천㎡": 1e3},
    "m": {"km": 1e3, "㎞": 1e3, "cm": 0.01, "mm": 0.001, "miles": 1609.344},
    "km/h": {"m/s": 3.6, "mph": 1.609344},
    "명": {"천명": 1e3, "만명": 1e4},
    "세대": {"천세대": 1e3},
    "원": _MONEY,
    "년": {"개월": 1 / 12, "월": 1 / 12, "months": 1 / 12},
    "일": {"개월": 30.4375, "년": 365.25, "주": 7.0},
}
_NOTE = re.compile(
    r"[(\[]\s*(?:단위\s*[:：]?)?\s*([^)\]]*?)\s*[)\]]|[_ ](초|sec|secs|seconds|m|meters?|metres?|km|hours?)$"
    r"|(?<=[a-z])(Seconds|Secs|Meters|Metres|Hours)$",
    re.I,
)


def units_of(field: Field) -> Mapping[str, float]:
    """The other units the field's numbers may be written in, with what a number is multiplied by; none where nothing is measured."""
    if field.kind in _BY_KIND:
        return _BY_KIND[field.kind]
    measured = field.kind in ("number", "integer")
    return MappingProxyType(_BY_UNIT.get(field.unit or "", {})) if measured else MappingProxyType({})


def offered_units(field: Field) -> tuple[str, ...]:
    """One name a factor, for a person to choose from."""
    named: dict[float, str] = {}
    for unit, factor in units_of(field).items():
        named.setdefault(factor, unit)
    return tuple(named.values())


def unit_said(field: Field, header: str) -> str | None:
    """The unit a header names when it is another than the field's: 거리(m), 체납액(천원), TravelTimeSeconds."""
    units = units_of(field)
    notes = [next(part for part in found.groups() if part is not None).casefold() for found in _NOTE.finditer(header.strip())]
    return next((note for note in notes if note in units), None)
