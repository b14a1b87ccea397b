"""Files somebody may take with them: a run's reports, tables and pictures, a model's package and standard forms."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass

import polars as pl
from sqlalchemy.orm import Session

from app import charts
from app.charts.numbers import heading, worded_column
from app.identity.person import Person
from app.mimes import CSV, XLSX, ZIP
from app.reports import FORMATS
from app.services.catalogue import contracts
from app.services.drafts import drafts
from app.services.packages import form
from app.services.platform import Platform
from app.services.preparing import rest
from app.services.results import reports
from app.services.runs import runs
from app.services.sharing import release_gate, sight
from app.texts import text
from connectors.formulas import harmless_frame
from connectors.problem import Problem
from data_catalog import ledger, odcs
from models.kit import library
from models.kit.contract import ColumnSpec
from models.kit.result import Result, Table

CONTRACT = "contract.odcs.json"


@dataclass(frozen=True)
class File:
    """A file to hand out. `plain_name` is its name in ASCII, for browsers that know no other."""

    name: str
    plain_name: str
    mime: str
    data: bytes


def of_run(person: Person, platform: Platform, run_id: str, file: str, lang: str) -> File:
    """`report.<format>`, `tables/<name>.csv` or `pictures/<name>.<png|svg>` of a run the person may see and take along.

    A picture is on record by its own name too, as a report is by its. Problems: those of `runs.result`, release.*, not_found.file.
    """
    result = runs.result(person, platform, run_id)
    with platform.records.reading() as session:
        row = sight.run_of(session, platform, person, run_id)
        release_gate.need_released(session, platform, person, row, report=file.startswith("report."))
    kind, _, name = file.rpartition("/")
    stem, _, suffix = name.rpartition(".")
    if kind == "" and stem == "report" and suffix in FORMATS:
        made = _report(person, platform, run_id, result, suffix, lang)
    elif kind == "tables" and suffix == "csv":
        made = _table(result, stem, lang)
    elif kind == "pictures" and suffix in {"png", "svg"} and stem in charts.names(result):
        mime = "image/png" if suffix == "png" else "image/svg+xml"
        made = File(
            f"{_title(result, lang)}_{stem}.{suffix}",
            f"{stem}.{suffix}",
            mime,
            charts.picture(result, stem, lang, suffix),
        )
    else:
        raise Problem("not_found.file", file=file[:80])
    with platform.records.session() as session:
        if kind == "pictures":
            _record(
                session, platform, person, ledger.PICTURE_SAVED, ("run", run_id), {"picture": stem, "format": suffix, "model": result.model}
            )
        _record(session, platform, person, ledger.DOWNLOAD, ("run", run_id), {"file": file})
    return made


def of_model(person: Person, platform: Platform, model_id: str, file: str, lang: str) -> File:
    """`package.zip` of a model, `contract.odcs.json` of all its inputs, or `form_<input>.xlsx`."""
    made = _of_model(model_id, file, lang)
    _note(person, platform, ("model", model_id), {"file": file})
    return made


def of_draft(person: Person, platform: Platform, draft_id: str, file: str, lang: str) -> File:
    """`rest_<input>.xlsx`: the rows of an own draft's input that could not be used, to be corrected."""
    draft = drafts.load(person, platform, draft_id)
    model = library.load(draft.model)
    name = file.removeprefix("rest_").removesuffix(".xlsx")
    if file == f"rest_{name}.xlsx" and name in {item.name for item in model.inputs}:
        made = rest.rest(person, platform, draft, model.input(name), lang)
        if made is not None:
            _note(person, platform, ("draft", draft_id), {"file": file, "model": model.id})
            return File(text("check.rest.file", lang), file, XLSX, made)
    raise Problem("not_found.file", file=file[:80])


def _of_model(model_id: str, file: str, lang: str) -> File:
    model = library.load(model_id)
    if file == "package.zip":
        return File(
            f"{model.id}-{model.version}.zip",
            f"{model.id}-{model.version}.zip",
            ZIP,
            library.package_zip(model),
        )
    if file == CONTRACT:
        said = json.dumps(contracts.of_model(model, lang), ensure_ascii=False, indent=1)
        return File(f"{model.id}-{model.version}.odcs.json", f"{model.id}.odcs.json", odcs.MIME, said.encode())
    name = file.removeprefix("form_").removesuffix(".xlsx")
    if file == f"form_{name}.xlsx" and name in {item.name for item in model.inputs}:
        asked = model.input(name)
        return File(f"{asked.title[lang]}.xlsx", f"{name}.xlsx", XLSX, form.standard_form(asked, lang))
    raise Problem("not_found.file", file=file[:80])


def _note(person: Person, platform: Platform, subject: tuple[str, str], facts: dict[str, str]) -> None:
    """What cannot be put on record is not handed out."""
    with platform.records.session() as session:
        _record(session, platform, person, ledger.DOWNLOAD, subject, facts)


def _record(
    session: Session, platform: Platform, person: Person, event: str, subject: tuple[str, str], facts: dict[str, str]
) -> None:  # fmt: skip
    whose = {"person_id": person.id, "organisation_id": person.organisation_id}
    ledger.record(session, event, subject=subject, facts=facts, at=platform.now(), **whose)


def _report(person: Person, platform: Platform, run_id: str, result: Result, suffix: str, lang: str) -> File:
    made = reports.make(person, platform, run_id, suffix, lang)
    name = f"{_title(result, lang)} {platform.today():%Y%m%d}{FORMATS[suffix].suffix}"
    return File(name, f"report{FORMATS[suffix].suffix}", FORMATS[suffix].mime, made)


def _table(result: Result, name: str, lang: str) -> File:
    try:
        table = result.table(name)
    except KeyError as missing:
        raise Problem("not_found.file", file=name[:80]) from missing
    shown = [column for column in table.spec.columns if not column.hidden and column.name in table.rows.columns]
    # A person's table: headings and codes in their language. The files of the command line keep names and codes instead.
    told = [_column(table, column, lang).alias(heading(column, lang)) for column in shown]
    out = io.BytesIO()
    harmless_frame(pl.DataFrame(told)).write_csv(out, include_bom=True)
    return File(f"{table.spec.title[lang]}.csv", f"{name}.csv", f"{CSV}; charset=utf-8", out.getvalue())


def _column(table: Table, column: ColumnSpec, lang: str) -> pl.Series:
    """Numbers as numbers, unless some are hidden: then as texts, those among them saying so."""
    values = worded_column(table.rows[column.name], column, lang)
    if column.name not in table.hidden:
        return values
    texts = values.cast(pl.String).to_list()
    for row, why in table.hidden[column.name].items():
        texts[row] = text(f"disclosure.{why}", lang)
    return pl.Series(texts, dtype=pl.String)


def _title(result: Result, lang: str) -> str:
    return str(result.title[lang])
