"""The few figures of a version that later versions are compared with: its rows, how empty its columns are, where its numbers lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from connectors.duck import open_workspace, quoted
from data_catalog.kinds import quick_sql
from data_catalog.profile import Profile

_NUMBERS = ("integer", "number", "won", "minutes", "km")
_LEAST_VALUES = 10
_READABLE = 0.9
_MEMORY_MB = 700


@dataclass(frozen=True)
class Figures:
    """`missing`: the share of empty cells by column. `level`: the median of each column of numbers with ten values or more."""

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


def figures(parquet: Path, found: Profile, scratch: Path) -> Figures:
    """The figures of a version whose profile is known. `scratch` is a folder of its own, which the caller removes."""
    missing = {column.name: column.missing / found.rows for column in found.columns if found.rows}
    wanted = [one for one in found.columns if one.kind in _NUMBERS and one.filled >= _LEAST_VALUES and one.readable >= _READABLE]
    workspace = open_workspace(scratch, memory_mb=_MEMORY_MB, reads=[parquet])
    try:
        workspace.view("version", parquet)
        # One column after the other: a median keeps all values it is of.
        medians = {
            one.name: workspace.fetch(f"select median({quick_sql(one.kind, quoted(one.name))}) as m from version")["m"][0]  # noqa: S608
            for one in wanted
        }
    finally:
        workspace.close()
    return Figures(found.rows, missing, {name: float(median) for name, median in medians.items() if median is not None})
