"""The few figures of a version that later versions are compared with: its rows, how empty its columns are, where its numbers lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from data_catalog.profile import Profile
from data_catalog.schema import MEASURES

_LEAST_VALUES = 10
_READABLE = 0.9


@dataclass(frozen=True)
class Figures:
    """`missing`: the share of empty cells by column. `level`: the median of each column of ten numbers or more that are nobody's."""

    rows: int
    missing: Mapping[str, float] = field(default_factory=dict)
    level: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Figures:
        """The figures that `to_json` wrote."""
        return cls(said["rows"], said["missing"], said["level"])


def figures(found: Profile) -> Figures:
    """The figures of a version of which this is the profile. The median of a large table is right within the error of its spread."""
    missing = {column.name: column.missing / found.rows for column in found.columns if found.rows}
    wanted = [one for one in found.columns if one.kind in MEASURES and one.filled >= _LEAST_VALUES and one.readable >= _READABLE]
    return Figures(found.rows, missing, {one.name: float(one.spread.median) for one in wanted if one.spread is not None})
