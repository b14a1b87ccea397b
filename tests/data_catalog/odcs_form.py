"""The part of the Open Data Contract Standard 3.1.0 that is written here, as its published JSON schema has it: keys and closed lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

ROOT = {
    "apiVersion", "kind", "id", "name", "version", "status", "description", "tags", "team", "schema", "slaProperties", "customProperties",
}  # fmt: skip
NEEDED = {"apiVersion", "kind", "id", "version", "status"}
DESCRIPTION = {"purpose", "limitations", "usage"}
ELEMENT = {"name", "physicalType", "description", "businessName", "tags", "customProperties", "quality", "logicalType"}
OBJECT = ELEMENT | {"dataGranularityDescription", "properties"}
PROPERTY = ELEMENT | {
    "primaryKey", "primaryKeyPosition", "logicalTypeOptions", "required", "examples", "relationships", "properties",
}  # fmt: skip
LOGICAL = {"string", "date", "timestamp", "time", "number", "integer", "boolean", "object"}
METRICS = {"rowCount", "duplicateValues", "invalidValues"}
OPERATORS = {"mustBe", "mustBeGreaterOrEqualTo"}
REFERENCE = re.compile(r"[A-Za-z_]\w*\.[A-Za-z_]\w*", re.ASCII)


def faults(said: dict[str, Any]) -> list[str]:
    """Everything in a contract that the standard does not have."""
    return list(_faults(said))


def _faults(said: dict[str, Any]) -> Iterator[str]:
    yield from _keys("root", said, ROOT, NEEDED)
    yield from _keys("description", said.get("description", {}), DESCRIPTION)
    if said.get("apiVersion") != "v3.1.0" or said.get("kind") != "DataContract":
        yield "not of the version"
    for custom in said.get("customProperties", []):
        yield from _keys("custom", custom, {"property", "value"}, {"property", "value"})
    for agreed in said.get("slaProperties", []):
        yield from _keys("sla", agreed, {"property", "value"}, {"property", "value"})
    for table in said["schema"]:
        yield from _keys("table", table, OBJECT, {"name"})
        yield from _quality(table)
        for one in table.get("properties", []):
            yield from _property(one)


def _property(one: dict[str, Any]) -> Iterator[str]:
    yield from _keys("property", one, PROPERTY, {"name", "logicalType"})
    yield from _quality(one)
    if one["logicalType"] not in LOGICAL or (one.get("properties") and one["logicalType"] != "object"):
        yield f"{one['name']}: {one['logicalType']}"
    if one.get("logicalTypeOptions") and one["logicalType"] not in ("number", "integer"):
        yield f"{one['name']}: options of a {one['logicalType']}"
    yield from _keys("options", one.get("logicalTypeOptions", {}), {"minimum", "maximum"})
    for way in one.get("relationships", []):
        if set(way) != {"type", "to"} or not REFERENCE.fullmatch(way["to"]):
            yield f"{one['name']}: {way}"
    for inside in one.get("properties", []):
        yield from _property(inside)


def _quality(one: dict[str, Any]) -> Iterator[str]:
    for rule in one.get("quality", []):
        if rule.get("type") == "custom":
            yield from _keys("custom rule", rule, {"type", "engine", "implementation", "description"}, {"engine", "implementation"})
        elif rule.get("metric") not in METRICS or len(OPERATORS & set(rule)) != 1:
            yield f"{one['name']}: {rule}"
    for custom in one.get("customProperties", []):
        yield from _keys("custom", custom, {"property", "value"}, {"property", "value"})


def _keys(place: str, said: dict[str, Any], known: set[str], needed: set[str] | None = None) -> Iterator[str]:
    yield from (f"{place}: {key} is unknown" for key in sorted(said.keys() - known))
    yield from (f"{place}: {key} is missing" for key in sorted((needed or set()) - said.keys()))
