"""Where a field's values come from in a file, and the form mappings are kept and exchanged in."""

from __future__ import annotations

import json
from collections.abc import Mapping as Pairs
from dataclasses import dataclass
from typing import Any

from connectors.problem import Problem

# How many columns each way of reading takes: at least, at most. The third of a pair of coordinates names the place.
_COLUMNS = {"column": (1, 1), "joined": (2, 5), "date_time": (2, 2), "constant": (0, 0), "lonlat": (2, 3), "xy": (2, 3), "area": (1, 5)}

HOWS = tuple(_COLUMNS)
PARTS = ("code", "name")


@dataclass(frozen=True)
class Source:
    """One way to read a field.

    `how`: column · joined (texts of several columns) · date_time (date column, time column) · constant (`value`) · lonlat (longitude,
    latitude) · xy (x, y, with `crs`; None: found from the rows) · area (columns naming an area or address; `value` may be JSON of
    name → [longitude, latitude]).

    `unit`: what the numbers are written in, where it is not the field's own (만원, m, 초); without it the header decides. `part` of a
    text like 청운효자동(1111051500): "code" or "name". `values`: what a text of the file stands for, None for nothing.
    `repairs`: codes of the repairs chosen for its cells, with a leading `-` those declined. `names`: texts that are read as the name
    another input has (`repairs.othernames`).
    """

    how: str
    columns: tuple[str, ...] = ()
    value: str | None = None
    crs: str | None = None
    unit: str | None = None
    part: str | None = None
    values: tuple[tuple[str, str | None], ...] | None = None
    repairs: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The source as one JSON object, parts that say nothing left out."""
        said: dict[str, Any] = {"how": self.how, "columns": list(self.columns)}
        more = {"value": self.value, "crs": self.crs, "unit": self.unit, "part": self.part}
        more["values"] = None if self.values is None else dict(self.values)  # type: ignore[assignment]
        more["repairs"] = list(self.repairs) or None  # type: ignore[assignment]
        more["names"] = dict(self.names) or None  # type: ignore[assignment]
        return said | {key: value for key, value in more.items() if value is not None}

    @staticmethod
    def from_json(said: Any) -> Source:
        """The source of a JSON object. Problem "mapping.unreadable" when it is not one."""
        if not isinstance(said, dict) or str(said.get("how")) not in _COLUMNS:
            raise Problem("mapping.unreadable", part=json.dumps(said, ensure_ascii=False)[:80])
        columns = said.get("columns", [])
        least, most = _COLUMNS[said["how"]]
        named = isinstance(columns, list) and all(isinstance(name, str) for name in columns)
        if not named or not least <= len(columns) <= most:
            raise Problem("mapping.unreadable", part=json.dumps(said, ensure_ascii=False)[:80])
        value, crs, unit = (None if said.get(key) is None else str(said[key]) for key in ("value", "crs", "unit"))
        part, values, repairs, names = said.get("part"), said.get("values"), said.get("repairs") or [], said.get("names") or {}
        codes = isinstance(repairs, list) and all(isinstance(code, str) for code in repairs)
        renamed = _is_table(names) and None not in names.values()
        if part not in (None, *PARTS) or not _is_table(values) or not codes or not renamed:
            raise Problem("mapping.unreadable", part=json.dumps(said, ensure_ascii=False)[:80])
        table = None if values is None else tuple(sorted((str(old), new) for old, new in values.items()))
        return Source(said["how"], tuple(columns), value, crs, unit, part, table, tuple(repairs), tuple(sorted(names.items())))


def _is_table(said: Any) -> bool:
    """Whether it is no table at all, or one from texts to texts or to nothing."""
    return said is None or (isinstance(said, dict) and all(new is None or isinstance(new, str) for new in said.values()))


Mapping = dict[str, Source]
"""Field name → source, of one input."""


def to_json(mapping: Pairs[str, Source]) -> dict[str, Any]:
    """A mapping as JSON: `{field: {"how": …, "columns": […]}}`."""
    return {field: source.to_json() for field, source in mapping.items()}


def from_json(said: Any) -> Mapping:
    """The mapping of a JSON object. Problem "mapping.unreadable" when it is not one."""
    if not isinstance(said, dict):
        raise Problem("mapping.unreadable", part=json.dumps(said, ensure_ascii=False)[:80])
    return {str(field): Source.from_json(source) for field, source in said.items()}


def inputs_from_json(said: Any) -> dict[str, Mapping]:
    """The mappings of several inputs, as `--mapping` reads them: `{input: {field: source}}`."""
    if not isinstance(said, dict):
        raise Problem("mapping.unreadable", part=json.dumps(said, ensure_ascii=False)[:80])
    return {str(name): from_json(mapping) for name, mapping in said.items()}
