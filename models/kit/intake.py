"""Brings one file to one input of a model: read, mapped, prepared and checked, with every row accounted for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data_catalog.checks import CheckReport, check
from data_catalog.prepare import Prepared, prepare
from data_catalog.profile import profile

from connectors.engine import Workspace
from connectors.files import ReadOptions, TableRead, read
from connectors.problem import Problem
from data_catalog.mapping import Source, Suggestion, suggest
from data_catalog.schema import Input
from models.kit.prepared import PreparedInput
from models.kit.result import InputUse


@dataclass(frozen=True)
class Brought:
    """`prepared` for the run; `report` of the checks; `suggested` when no mapping was given."""

    prepared: PreparedInput
    report: CheckReport
    table: TableRead
    suggested: tuple[Suggestion, ...] = ()


def bring(
    item: Input,
    file: Path,
    folder: Path,
    workspace: Workspace,
    *,
    shown_name: str | None = None,
    mapping: Mapping[str, Source] | None = None,
    options: ReadOptions | None = None,
) -> Brought:
    """The file as an input. `folder` must be among what the workspace may read.

    Without a mapping the suggested one is taken where every required field is sure; else raises
    Problem "mapping.not_sure" naming the fields. Raises what reading, mapping, preparing and checking raise.
    """
    folder.mkdir(parents=True, exist_ok=True)
    as_read, canonical = folder / f"{item.name}.read.parquet", folder / f"{item.name}.parquet"
    table = read(file, as_read, options or ReadOptions(), shown_name)
    suggested: tuple[Suggestion, ...] = ()
    if mapping is None:
        suggested = suggest(profile(as_read), item, None)
        mapping = sure_mapping(item, suggested, shown_name or file.name)
    prepared = prepare(workspace, as_read, item, mapping, canonical)
    report = check(workspace, prepared, item)
    if report.state == "cannot":
        raise cannot(item, report)
    return Brought(as_input(item, table, prepared, mapping, shown_name or file.name), report, table, suggested)


def sure_mapping(item: Input, suggested: tuple[Suggestion, ...], file: str) -> dict[str, Source]:
    """The suggestions that are sure. Raises Problem "mapping.not_sure" when a required field is not among them."""
    mapping = {one.field: one.source for one in suggested if one.source is not None and one.confidence == "sure"}
    unsure = [field for field in item.required_fields if field.name not in mapping]
    if unsure:
        titles = [dict(field.title) for field in unsure]
        names = [field.name for field in unsure]
        raise Problem("mapping.not_sure", file=file, input=dict(item.title), fields=titles, names=names)
    return mapping


def cannot(item: Input, report: CheckReport) -> Problem:
    """Why the checks let no run begin: the first blocking finding, and how many there are."""
    blocking = [finding for finding in report.findings if finding.blocking] or list(report.findings)
    first = blocking[0]
    return Problem("check.cannot", input=dict(item.title), count=len(blocking), check=first.code, **_free(first.facts))


def as_input(
    item: Input, table: TableRead, prepared: Prepared, mapping: Mapping[str, Source], shown_name: str
) -> PreparedInput:
    """The prepared table with its account: rows of the file = rows kept + rows set aside in reading or preparing."""
    filled = frozenset(name for name in prepared.fields if prepared.missing.get(name, 0) < prepared.rows_kept)
    shown = table.set_aside[:100]
    read_aside = [{"code": f"read.{one.reason}", "facts": {"line": one.line}, "rows": 1} for one in shown]
    aside = [{"code": one.code, "facts": dict(one.facts), "rows": one.rows} for one in prepared.reasons]
    use = InputUse(
        name=item.name,
        title=item.title,
        file=shown_name,
        fingerprint=table.fingerprint,
        rows_in=table.rows_in,
        rows_kept=prepared.rows_kept,
        rows_set_aside=table.rows_set_aside + prepared.rows_set_aside,
        mapping={name: source.to_json() for name, source in mapping.items()},
        reasons=(*read_aside, *aside),
    )
    return PreparedInput(prepared.path, filled, use)


def _free(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in ("input", "count", "check")}
