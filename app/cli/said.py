"""What a look at a table found, as a program takes it: each with its sentence in the language asked for."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from app.texts import findings as texts
from app.texts import text
from data_catalog.check_rules import CheckFinding
from data_catalog.looking import Looked
from data_catalog.mapping import SURE
from data_catalog.personal import mask
from data_catalog.places.crs import DEGREES
from data_catalog.profile import ColumnProfile
from data_catalog.repairs import Group


def column(one: ColumnProfile) -> dict[str, Any]:
    """A column: its kind, the share of its filled cells that read as it, and how its numbers or days lie."""
    return {
        "name": one.name,
        "kind": one.kind,
        "share": one.readable,
        "filled": one.filled,
        "missing": one.missing,
        "distinct": one.distinct,
        "distinct_error": one.distinct_error,
        "spread": one.spread and asdict(one.spread),
    }


def coordinates(looked: Looked | None) -> dict[str, Any] | None:
    """The system the coordinates are in and how sure that is, with the share of points that bears it out; None without any."""
    if looked is None or not any(field.kind == "place" for field in looked.input.fields):
        return None
    told = next((reason.facts for reason in looked.prepared.reasons if reason.code == "crs"), {"crs": DEGREES, "confidence": SURE})
    return {name: value for name, value in told.items() if name not in ("field", "title", "said")}


def repairs(looked: Looked | None, lang: str) -> list[dict[str, Any]]:
    """The cells by the repair that mends them; resident numbers in them are not shown."""
    return [_group(group, lang) for group in (looked.prepared.groups if looked else ())]


def findings(looked: Looked | None, lang: str) -> list[dict[str, Any]]:
    """What is odd about the table."""
    return [_finding(finding, lang) for finding in (looked.report.findings if looked else ())]


def _group(group: Group, lang: str) -> dict[str, Any]:
    example = group.examples[0]
    facts = {"title": group.column, "before": mask(example.before), "after": example.after, "rows": group.cells}
    key = "reports.input.repaired" if example.after and group.state != "asked" else "reports.input.repaired_blank"
    return {
        "code": group.code,
        "column": group.column,
        "kind": group.kind,
        "state": group.state,
        "cells": group.cells,
        "said": text(key, lang, **facts, way=text(f"repair.{group.code}", lang)),
        "why": text(f"repair.{group.code}.why", lang),
        "examples": [{"line": one.line, "before": mask(one.before), "after": one.after} for one in group.examples],
        "choices": {code: list(choice["after"]) for code, choice in group.choices.items()},
    }


def _finding(finding: CheckFinding, lang: str) -> dict[str, Any]:
    facts = {**finding.facts, "rows": finding.rows}
    return {
        "code": finding.code,
        "rows": finding.rows,
        "applied": finding.applied,
        "limiting": finding.limiting,
        "said": texts.said(finding, lang),
        "repair": text(finding.repair, lang, **facts) if finding.repair else None,
        "why": texts.why(finding, lang) or None,
        "help": f"/checks?check={finding.code}",
        "examples": [{"line": one.line, "value": mask(one.value)} for one in finding.examples],
    }
