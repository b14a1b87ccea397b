"""What a table must hold, or holds, as an Open Data Contract Standard 3.1 document: for other tools. No rows, no values, no persons."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data_catalog.card import About
from data_catalog.kinds import SQL_TYPES
from data_catalog.schema import Check, Field, Input

API_VERSION = "v3.1.0"
MIME = "application/json"
_LOGICAL = {
    "VARCHAR": "string", "BIGINT": "integer", "DOUBLE": "number", "BOOLEAN": "boolean", "DATE": "date", "TIMESTAMP": "timestamp",
}  # fmt: skip
_POINT = (("lon", "경도", "longitude", 180), ("lat", "위도", "latitude", 90))
_REFERENCE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\.[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Told:
    """What stands at the head of a contract. `state`: as the standard has it (draft, active …)."""

    id: str
    version: str
    name: str
    state: str
    purpose: str
    limitations: str = ""
    usage: str = ""
    tags: Sequence[str] = ()
    owner: str = ""


def of_inputs(told: Told, inputs: Sequence[Input], lang: str) -> dict[str, Any]:
    """The contract of tables a model asks for: one object a table, with the checks that every file is held to."""
    return _head(told) | {"schema": [_input(item, lang) for item in inputs]}


def of_dataset(told: Told, name: str, columns: Sequence[tuple[str, str, bool]], about: About, until: str) -> dict[str, Any]:
    """The contract of a table there is: its columns as name, kind and whether every row has a value."""
    # What is kept of a file are its texts; the kind is what they can be read as.
    properties = [{**_typed(kind), "physicalType": "VARCHAR", "name": column, "required": full} for column, kind, full in columns]
    table = {"name": name, "physicalType": "parquet", "dataGranularityDescription": about.grain, "properties": properties}
    agreed = [{"property": "frequency", "value": about.cycle}, {"property": "retentionUntil", "value": until}]
    first, last = about.period or (None, None)
    more = {"area": about.area, "tier": about.tier, "periodFrom": first, "periodTo": last}
    return _head(told) | {"schema": [_filled(table)], "slaProperties": agreed, "customProperties": _custom(more)}


def _head(told: Told) -> dict[str, Any]:
    said = _filled({"purpose": told.purpose, "limitations": told.limitations, "usage": told.usage})
    return {
        "apiVersion": API_VERSION,
        "kind": "DataContract",
        "id": told.id,
        "name": told.name,
        "version": told.version,
        "status": told.state,
        **_filled({"description": said, "tags": list(told.tags), "team": {"name": told.owner} if told.owner else None}),
    }


def _input(item: Input, lang: str) -> dict[str, Any]:
    said = {
        "name": item.name,
        "businessName": item.title[lang],
        "physicalType": "table",
        "dataGranularityDescription": item.grain[lang],
        "description": item.without[lang] if item.without else None,
        "properties": [_field(item, field, lang) for field in item.fields],
        "quality": [*_counts(item), *(_check(check, lang) for check in item.checks)],
        "customProperties": _custom({"required": item.required, "holder": item.holder[lang] if item.holder else None}),
    }
    return _filled(said)


def _field(item: Input, field: Field, lang: str) -> dict[str, Any]:
    key = item.unique.index(field.name) + 1 if field.name in item.unique else None
    limits = {"minimum": field.minimum, "maximum": field.maximum} if _typed(field.kind)["logicalType"] in ("integer", "number") else {}
    refers = [check.other for check in item.checks if check.rule == "refers_to" and check.fields[0] == field.name and check.other]
    said = {
        "name": field.name,
        "businessName": field.title[lang],
        "description": field.meaning[lang],
        **_typed(field.kind),
        "required": field.required,
        "primaryKey": True if key else None,
        "primaryKeyPosition": key,
        "logicalTypeOptions": _filled(limits),
        "examples": list(field.examples),
        "relationships": [{"type": "foreignKey", "to": other} for other in refers if _REFERENCE.fullmatch(other)],
        "quality": [_invalid(field.choices)] if field.choices else [],
        "customProperties": _custom({
            "kind": field.kind, "unit": field.unit, "synonyms": list(field.synonyms),
            "without": field.without[lang] if field.without else None,
        }),
    }  # fmt: skip
    if field.kind == "place":
        said |= {"logicalType": "object", "properties": [_part(part, lang) for part in _POINT]}
    return _filled(said)


def _part(part: tuple[str, str, str, int], lang: str) -> dict[str, Any]:
    name, ko, en, most = part
    limits = {"minimum": -most, "maximum": most}
    return {"name": name, "businessName": ko if lang == "ko" else en, "logicalType": "number", "logicalTypeOptions": limits}


def _typed(kind: str) -> dict[str, Any]:
    physical = SQL_TYPES.get(kind, "VARCHAR")
    return {"logicalType": "time" if kind == "time" else _LOGICAL[physical], "physicalType": physical}


def _counts(item: Input) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [{"metric": "rowCount", "mustBeGreaterOrEqualTo": max(1, item.minimum_rows)}]
    if item.unique:
        found.append({"metric": "duplicateValues", "mustBe": 0, "arguments": {"properties": list(item.unique)}})
    return [{"type": "library", **one} for one in found]


def _invalid(choices: Sequence[str]) -> dict[str, Any]:
    return {"type": "library", "metric": "invalidValues", "mustBe": 0, "arguments": {"validValues": list(choices)}}


def _check(check: Check, lang: str) -> dict[str, Any]:
    """A check of ours, for whoever runs it with us: the standard has no words for it."""
    rule = {
        "rule": check.rule, "fields": list(check.fields), "limit": check.limit, "values": list(check.values),
        "pattern": check.pattern, "other": check.other,
    }  # fmt: skip
    said = {"description": check.why[lang] if check.why else None}
    return {"type": "custom", "engine": "modu", "implementation": _filled(rule), **_filled(said)}


def _custom(said: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"property": name, "value": value} for name, value in _filled(said).items()]


def _filled(said: Mapping[str, Any]) -> dict[str, Any]:
    """What says something."""
    return {name: value for name, value in said.items() if value is not None and value not in ("", [], {})}
