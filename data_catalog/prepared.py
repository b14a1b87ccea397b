"""What preparing a file for a model left: where the rows are, how many, and what happened to the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data_catalog.repairs.group import Group


@dataclass(frozen=True)
class Example:
    """A row that shows a reason: its line in the person's file and the value as it stands there."""

    line: int
    value: str


@dataclass(frozen=True)
class Reason:
    """Something that happened to rows. `effect`: set_aside (row left out), blanked (value left out), repaired, or noted.

    Worded by `prepare.<code>`; facts name the field, its title and its columns.
    """

    code: str
    effect: str
    facts: Mapping[str, Any]
    rows: int
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class Prepared:
    """A canonical, typed Parquet file of one input. rows_in = rows_kept + rows_set_aside.

    `fields` are those that hold something; a place counts when at least one of its rows has a point. `missing`: rows kept without a
    value, by mapped field (for a place: without a point).
    """

    path: Path
    rows_in: int
    rows_kept: int
    rows_set_aside: int
    reasons: tuple[Reason, ...]
    missing: Mapping[str, int]
    fields: frozenset[str]
    mapped: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Field → the columns it came from."""
    named: frozenset[str] = frozenset()
    """Places that have a name in at least one row, with or without a point."""
    groups: tuple[Group, ...] = ()
    """The cells of the mapped columns by the repair that mends them, those read by themselves among them."""

    def to_json(self) -> dict[str, Any]:
        """Everything but the path, as one JSON object."""
        return {
            "rows_in": self.rows_in,
            "rows_kept": self.rows_kept,
            "rows_set_aside": self.rows_set_aside,
            "reasons": [
                {
                    "code": reason.code,
                    "effect": reason.effect,
                    "facts": dict(reason.facts),
                    "rows": reason.rows,
                    "examples": [{"line": one.line, "value": one.value} for one in reason.examples],
                }
                for reason in self.reasons
            ],
            "missing": dict(self.missing),
            "fields": sorted(self.fields),
            "named": sorted(self.named),
            "groups": [group.to_json() for group in self.groups],
            "mapped": {name: list(columns) for name, columns in self.mapped.items()},
        }

    @staticmethod
    def from_json(said: Mapping[str, Any], path: Path) -> Prepared:
        """The opposite of `to_json`."""
        reasons = tuple(
            Reason(
                one["code"],
                one["effect"],
                one["facts"],
                one["rows"],
                tuple(Example(shown["line"], shown["value"]) for shown in one["examples"]),
            )
            for one in said["reasons"]
        )
        mapped = {name: tuple(columns) for name, columns in said["mapped"].items()}
        counts = (said["rows_in"], said["rows_kept"], said["rows_set_aside"])
        fields, named = frozenset(said["fields"]), frozenset(said["named"])
        groups = tuple(Group.from_json(one) for one in said.get("groups", ()))
        return Prepared(path, *counts, reasons, said["missing"], fields, mapped, named, groups)
