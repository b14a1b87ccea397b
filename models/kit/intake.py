"""Brings one file to one input of a model: read, mapped, prepared and checked, with every row accounted for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from connectors.engine import Workspace
from connectors.files import ReadOptions, TableRead, read
from connectors.problem import Problem
from data_catalog.checks import CheckReport, check
from data_catalog.mapping import LIKELY, SURE, Source, suggest, to_json
from data_catalog.personal import masked_texts
from data_catalog.places.book import Book
from data_catalog.prepare import prepare
from data_catalog.prepared import Prepared, Reason
from data_catalog.profile import Profile, sketch
from data_catalog.repairs import with_names, with_tokens
from data_catalog.schema import Field, Input
from models.kit.prepared import PreparedInput
from models.kit.result import InputUse

_SHOWN = 5
_NAMED, _NAME_LETTERS = 20, 40
# What is missing from the result without a field is told by itself.
_LACKING = frozenset({"required_absent", "required_empty", "names_only"})
_CHANGED = frozenset({"undecodable", "western_characters", "nul_characters", "error_cells", "corrected"})


@dataclass(frozen=True)
class AsRead:
    """A file as it was read: its rows as text in a Parquet file, the account of the reading, the name shown for it.

    `profile`: of these rows, where one was made.
    """

    parquet: Path
    table: TableRead
    shown_name: str
    profile: Profile | None = None


@dataclass(frozen=True)
class Brought:
    """`prepared` for the run, `report` of the checks, and the mapping used."""

    prepared: PreparedInput
    report: CheckReport
    mapping: Mapping[str, Source]


def read_file(file: Path, parquet: Path, shown_name: str, options: ReadOptions | None = None) -> AsRead:
    """The file read into `parquet`. Raises what reading raises."""
    return AsRead(parquet, read(file, parquet, options or ReadOptions(), shown_name), shown_name)


def bring(
    item: Input,
    brought: AsRead,
    canonical: Path,
    workspace: Workspace,
    mapping: Mapping[str, Source] | None = None,
    book: Book | None = None,
    repairs: Sequence[str] = (),
    others: Mapping[str, Path] | None = None,
) -> Brought:
    """The rows as the input's canonical table. The folder of `canonical` must be among what the workspace may read.

    Without a mapping the suggested one is taken where every required field is sure, or has no column at all and the input
    says what is lost without it; else raises Problem "mapping.not_sure" or "mapping.no_header", naming the fields.
    `repairs` are chosen beside those of the mapping (`data_catalog.repairs.with_tokens`); `others` are the canonical tables
    of inputs it refers to.

    Raises what mapping, choosing and preparing raise, "input.no_rows" and "check.cannot".
    """
    if not brought.table.rows_kept:
        facts = {"rows_in": brought.table.rows_in, "rows_set_aside": brought.table.rows_set_aside}
        raise Problem("input.no_rows", file=brought.shown_name, input=dict(item.title), **facts)
    if mapping is None:
        mapping = first_mapping(item, brought)
    mapping = with_tokens(item, mapping, repairs) if repairs else mapping
    prepared, report = _checked_beside(item, brought, canonical, workspace, mapping, book, others)
    named = with_names(mapping, report.groups)
    if named != mapping:
        mapping = named
        prepared, report = _checked_beside(item, brought, canonical, workspace, mapping, book, others)
    if report.state == "cannot":
        raise cannot(item, report, brought.shown_name)
    return Brought(as_input(item, brought, _masked(workspace, item, prepared), mapping, report), report, mapping)


def _checked_beside(
    item: Input, brought: AsRead, canonical: Path, workspace: Workspace, mapping: Mapping[str, Source], book: Book | None,
    others: Mapping[str, Path] | None,
) -> tuple[Prepared, CheckReport]:  # fmt: skip
    try:
        prepared = prepare(workspace, brought.parquet, item, dict(mapping), canonical, book)
    except Problem as problem:
        raise Problem(problem.code, **{**problem.facts, "file": brought.shown_name}) from problem
    return prepared, check(workspace, prepared, item, others=others)


def _masked(workspace: Workspace, item: Input, prepared: Prepared) -> Prepared:
    """The free texts without the personal values in them, however the file came here and whatever was decided of it."""
    texts = {field.name: field for field in item.fields if field.masked and field.name in prepared.fields}
    if not texts:
        return prepared
    hidden = masked_texts(workspace, prepared.path, list(texts))
    told = tuple(
        Reason("text_masked", "repaired", {"field": name, "title": dict(texts[name].title)}, rows) for name, rows in hidden.items() if rows
    )
    return replace(prepared, reasons=(*prepared.reasons, *told))


def first_mapping(item: Input, brought: AsRead) -> dict[str, Source]:
    """What is sure for the required fields, and sure or likely for the others: what a person is shown as chosen, unasked.

    Where a required field is not sure raises Problem "mapping.not_sure", or "mapping.no_header" when the file says no names
    of columns. A required field that may be done without is let go only where no column comes near it: one that might be it
    is asked for.
    """
    suggested = suggest(brought.profile or sketch(brought.parquet), item, None)
    required = {field.name for field in item.required_fields}
    mapping = {
        one.field: one.source
        for one in suggested
        if one.source is not None and one.confidence in ((SURE,) if one.field in required else (SURE, LIKELY))
    }
    unsure = [field for field in item.required_fields if field.name not in mapping]
    maybe = {one.field for one in suggested if one.source is not None}
    if any(field.without is None or field.name in maybe for field in unsure):
        raise not_sure(item, brought, unsure)
    return mapping


def not_sure(item: Input, brought: AsRead, unsure: Sequence[Field]) -> Problem:
    """The problem that names the fields no column was surely found for, and the columns there are."""
    titles = [dict(field.title) for field in unsure]
    names = [field.name for field in unsure]
    # Layers, records and Parquet have no header row and name their columns all the same.
    code = "mapping.no_header" if any(note.code == "no_header" for note in brought.table.notes) else "mapping.not_sure"
    columns = [column[:_NAME_LETTERS] for column in brought.table.columns[:_NAMED]]
    more = len(brought.table.columns) - len(columns)
    columns += [f"(+{more})"] if more else []
    return Problem(code, file=brought.shown_name, input=dict(item.title), fields=titles, names=names, columns=columns)


def cannot(item: Input, report: CheckReport, shown_name: str) -> Problem:
    """Why the checks let no run begin: the first blocking finding, and how many there are."""
    blocking = [finding for finding in report.findings if finding.blocking] or list(report.findings)
    first = blocking[0]
    facts = {name: value for name, value in first.facts.items() if name not in ("file", "input", "count", "check")}
    return Problem("check.cannot", file=shown_name, input=dict(item.title), count=len(blocking), check=first.code, **facts)


def as_input(item: Input, brought: AsRead, prepared: Prepared, mapping: Mapping[str, Source], report: CheckReport) -> PreparedInput:
    """The prepared table with its account: rows of the file = rows kept + rows set aside in reading or preparing; what checks found."""
    table = brought.table
    use = InputUse(
        name=item.name,
        title=item.title,
        file=brought.shown_name,
        fingerprint=table.fingerprint,
        rows_in=table.rows_in,
        rows_kept=prepared.rows_kept,
        rows_set_aside=table.rows_set_aside + prepared.rows_set_aside,
        mapping=to_json(mapping),
        reasons=(
            *_read_aside(table),
            *_read_mended(table),
            *_lacking(item, prepared),
            *_prepared(prepared),
            *_repaired(prepared),
            *_checked(prepared, report),
        ),
    )
    return PreparedInput(prepared.path, prepared.fields, use)


def _read_aside(table: TableRead) -> list[dict[str, Any]]:
    said = []
    for reason, rows in table.reasons.items():
        lines = [one.line for one in table.set_aside if one.reason == reason][:_SHOWN]
        examples = [{"line": line, "value": ""} for line in lines]
        said.append({"code": f"aside.{reason}", "effect": "set_aside", "facts": {}, "rows": rows, "examples": examples})
    return said


def _read_mended(table: TableRead) -> list[dict[str, Any]]:
    """What reading changed or could not make out in rows it kept: the sentence of the note, nothing of it set aside."""
    said: list[dict[str, Any]] = []
    for note in table.notes:
        if note.code in _CHANGED or note.code.startswith("mended_"):
            facts = {name: fact for name, fact in note.facts.items() if name != "rows"}
            rows = int(note.facts.get("rows", note.facts.get("count", 0)))
            said.append({"code": f"note.{note.code}", "effect": "repaired", "facts": facts, "rows": rows, "examples": []})
    return said


def _lacking(item: Input, prepared: Prepared) -> list[dict[str, Any]]:
    """Needed fields that hold nothing, where the input says what is then missing from the answer."""
    return [
        {
            "code": "prepare.required_lacking",
            "effect": "noted",
            "facts": {"field": field.name, "title": dict(field.title), "without": dict(field.without)},
            "rows": 0,
            "examples": [],
        }
        for field in item.required_fields
        if field.without is not None and field.name not in prepared.fields
    ]


def _prepared(prepared: Prepared) -> list[dict[str, Any]]:
    return [
        {
            "code": f"prepare.{one.code}",
            "effect": one.effect,
            "facts": dict(one.facts),
            "rows": one.rows,
            "examples": [{"line": shown.line, "value": shown.value} for shown in one.examples],
        }
        for one in prepared.reasons
    ]


def _repaired(prepared: Prepared) -> list[dict[str, Any]]:
    """Cells that were read another way than they are written: by themselves, or because somebody said so. Numbers of cells, not rows."""
    return [
        {
            "code": f"repaired.{group.code}",
            "effect": "repaired",
            "facts": {
                "field": group.field,
                "title": dict(group.title),
                "columns": group.column,
                "chosen": group.state == "taken",
                "before": group.examples[0].before,
                "after": group.examples[0].after,
            },
            "rows": group.cells,
            "examples": [{"line": one.line, "value": one.before} for one in group.examples],
        }
        for group in prepared.groups
        if group.state in ("read", "taken")
    ]


def _checked(prepared: Prepared, report: CheckReport) -> list[dict[str, Any]]:
    """What the checks found beside what preparing tells: the reader of a result should know it. Of examples only the lines."""
    told = {one.code for one in prepared.reasons} | {"crs_agrees", "crs_not_sure", "crs_turned", "crs_wrong"}
    return [
        {
            "code": f"check.{finding.code}",
            "effect": "noted",
            "facts": {name: fact.isoformat() if isinstance(fact, date) else fact for name, fact in finding.facts.items()},
            "rows": finding.rows,
            "examples": [{"line": one.line, "value": ""} for one in finding.examples],
        }
        for finding in report.findings
        if not finding.applied and finding.code not in told and not (finding.code in _LACKING and finding.facts.get("without"))
    ]
