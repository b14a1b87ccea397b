"""`modu run`: a model on files, its result and reports in a folder."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import polars as pl

from app.cli import confined
from app.cli.files import folder_for, readable
from app.cli.personal import as_decided, wanted
from app.cli.saying import print_json, print_said
from app.home import home_folder
from app.services.runs.analysis import Asked, Brings
from app.texts import pick, text
from connectors.formulas import harmless_frame
from connectors.problem import Problem
from data_catalog.disclosure import FEW, HIDING, Protection
from data_catalog.lake import Lake
from data_catalog.mapping import Source, inputs_from_json
from data_catalog.places.book import Book
from models.kit import library
from models.kit.intake import AsRead
from models.kit.result import Result, Table

if TYPE_CHECKING:
    from app.reports import ReportOptions


def run(asked: argparse.Namespace) -> int:
    """Writes `result.json`, `tables/NAME.csv` and the reports asked for into the folder of --out."""
    formats = _formats(asked.report)
    options = _options(asked) if formats else None
    model = library.load(asked.model)
    files = _files(asked.input)
    from_catalogue = _files(asked.data)
    for name in files.keys() & from_catalogue.keys():
        raise Problem("cli.input_twice", input=name[:60], first=files[name], second=from_catalogue[name])
    settings = dict(_pair(said, "set") for said in asked.set)
    if not files and not from_catalogue and not asked.sample:
        needed = [item.name for item in model.inputs if item.required]
        raise Problem("cli.nothing_brought", model=model.id, inputs=needed)
    mapping = _mapping(asked.mapping, [item.name for item in model.inputs])
    personal = wanted(asked.personal)
    for file in files.values():
        readable(Path(file))
    folder_for(asked.out / "tables")
    with tempfile.TemporaryDirectory(prefix="modu-run-") as scratch:
        home = home_folder(asked.home)
        hides = {item.name for item in model.inputs if any(field.masked for field in item.fields)}
        read = {name: as_decided(Path(file), Path(scratch), name, personal, home, hides=name in hides) for name, file in files.items()}
        catalogued, protection, kind = _from_catalogue(asked, from_catalogue, Path(scratch))
        read |= catalogued
        brings = {name: Brings(as_read=one, mapping=mapping.get(name), repairs=_repairs(name, asked, files)) for name, one in read.items()}
        book = Book(Lake(home).places)
        order = Asked(model.id, uuid4().hex, brings, settings, "sample" if asked.sample else kind, book=book, protection=protection)
        result = confined.run(order, Path(scratch))
    _write(result, asked.out)
    made = _reports(result, asked.lang, formats, asked.out, options)
    if asked.json:
        print_json(result.to_json())
    else:
        _say(result, asked.out, made, asked.lang)
    return 0


def _from_catalogue(asked: argparse.Namespace, wanted: Mapping[str, str], folder: Path) -> tuple[dict[str, AsRead], Protection, str]:
    """What the catalogue gives, how the platform protects the persons in it, and the kind of the run. Whoever brings files has their
    rows."""
    if not wanted:
        return {}, HIDING, "real"
    # Records are opened for nobody who brings files alone.
    from app.cli.catalogued import brought

    return brought(asked, wanted, folder)


def _pair(said: str, option: str) -> tuple[str, str]:
    name, equals, value = said.partition("=")
    if not (name and equals and value):
        raise Problem("cli.pair_wrong", option=f"--{option}", said=said[:80])
    return name.strip(), value


def _files(said: Sequence[str]) -> dict[str, str]:
    """Input → file. An input takes one file: of two, neither is left out in silence."""
    files: dict[str, str] = {}
    for name, file in (_pair(one, "input") for one in said):
        if name in files:
            raise Problem("cli.input_twice", input=name[:60], first=files[name], second=file)
        files[name] = file
    return files


def _formats(said: str) -> list[str]:
    wanted = [part.strip().lower() for part in said.split(",") if part.strip()]
    if wanted:
        from app.reports import FORMATS

        unknown = [name for name in wanted if name not in FORMATS]
        if unknown:
            raise Problem("cli.format_unknown", formats=unknown, known=list(FORMATS))
    return wanted


def _options(asked: argparse.Namespace) -> ReportOptions:
    from app.reports import PARTS, ReportOptions, Review

    for part in asked.report_without:
        if part not in PARTS:
            raise Problem("report.part_unknown", part=part[:60], parts=list(PARTS))
    kept = tuple(part for part in PARTS if part not in asked.report_without)
    return ReportOptions(asked.report_length, asked.report_comment, kept, title=asked.report_title, review=Review())


def _mapping(file: Path | None, known: Sequence[str]) -> Mapping[str, dict[str, Source]]:
    if file is None:
        return {}
    readable(file)
    try:
        mapping = inputs_from_json(json.loads(file.read_text(encoding="utf-8-sig")))
    except (ValueError, RecursionError) as fault:
        raise Problem("cli.json_wrong", file=file.name, fault=str(fault)[:200]) from fault
    for name in mapping:
        if name not in known:
            raise Problem("input.unknown", file=file.name, input=name[:60], known=list(known))
    return mapping


def _repairs(name: str, asked: argparse.Namespace, files: Mapping[str, str]) -> tuple[str, ...]:
    """The repairs asked for one input: `CODE`, `CODE:FIELD`, or `CODE:INPUT.FIELD` where several files are brought."""
    found = []
    for sign, said in [*(("", one) for one in asked.repair), *(("-", one) for one in asked.no_repair)]:
        code, _, place = said.partition(":")
        input_name, dot, field = place.rpartition(".")
        if dot and input_name not in files:
            raise Problem("input.unknown", input=input_name[:60], known=list(files))
        if not dot or input_name == name:
            found.append(f"{sign}{code}:{field}" if field else f"{sign}{code}")
    return tuple(found)


def _write(result: Result, out: Path) -> None:
    said = json.dumps(result.to_json(), ensure_ascii=False, indent=1)
    (out / "result.json").write_text(said + "\n", encoding="utf-8")
    for table in result.tables:
        # For programs: names of columns and codes as the model gives them; their words are in result.json.
        # Spreadsheets take a file for UTF-8 only by its first bytes.
        harmless_frame(_with_marks(table)).write_csv(out / "tables" / f"{table.spec.name}.csv", include_bom=True)


def _with_marks(table: Table) -> pl.DataFrame:
    """The rows, in the place of a hidden count "<5", of what else is hidden "*"."""
    marked = []
    for name, cells in table.hidden.items():
        texts = table.rows[name].cast(pl.String).to_list()
        for row, why in cells.items():
            texts[row] = "<5" if why == FEW else "*"
        marked.append(pl.Series(name, texts, dtype=pl.String))
    return table.rows.with_columns(marked)


def _reports(result: Result, lang: str, formats: list[str], out: Path, options: ReportOptions | None) -> Mapping[str, Any]:
    if not formats:
        return {}
    from app.reports import make

    return make(result, lang, formats, out, options)


def _say(result: Result, out: Path, made: Mapping[str, Any], lang: str) -> None:
    from app.reports.front import reasons

    for finding in result.findings:
        print_said(pick(finding.text, lang))
    for answer in result.answers:
        if answer.why is not None:
            print_said(f"{pick(answer.title, lang)}: {pick(answer.why, lang)}")
    for item in result.inputs:
        counts = {"rows_in": item.rows_in, "rows_kept": item.rows_kept, "rows_set_aside": item.rows_set_aside}
        print_said(text("cli.rows", lang, file=item.file, **counts))
        for line, reason in zip(reasons(item, lang), item.reasons, strict=True):
            print_said(f"    {line}{_where(reason, lang)}")
    print_said(text("cli.written", lang, folder=str(out), reports=", ".join(made) or "–"))


def _where(reason: Mapping[str, Any], lang: str) -> str:
    """The column and the first lines of the file a reason is about."""
    columns, lines = reason["facts"].get("columns"), [str(one["line"]) for one in reason["examples"]]
    told = [text("cli.column", lang, column=columns)] if columns else []
    if lines:
        more = "…" if reason["rows"] > len(lines) else ""
        told.append(text("cli.lines", lang, lines=", ".join(lines) + more))
    return f" [{' · '.join(told)}]" if told else ""
