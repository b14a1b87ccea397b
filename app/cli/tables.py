"""`modu profile` and `modu map`: what a file holds, and what its columns are."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.cli import said
from app.cli.files import folder_for, read_into, readable
from app.cli.saying import print_json, print_said
from app.home import home_folder
from app.services.platform import TERMS
from app.texts import pick, text, words
from connectors.files import OPTIONS, ReadOptions, TableRead, write_clean
from connectors.problem import Problem
from data_catalog.looking import MOST_COLUMNS, look
from data_catalog.mapping import Source, Suggestion, suggest
from data_catalog.personal import mask
from data_catalog.profile import profile as profile_of
from data_catalog.terms import published
from models.kit import library
from models.kit.contract import Model


def profile(asked: argparse.Namespace) -> int:
    """How the file is read, and what each column holds; the table as read goes to --out."""
    with as_read(asked.file, _said(asked)) as (parquet, table):
        found = profile_of(parquet)
        if asked.out:
            folder_for(asked.out.parent)
            # The file's own words for its columns, also where two are the same or one is blank.
            write_clean(parquet, asked.out, table.headers if table.header_rows else None)
        looked = look(parquet, found)
    columns = [said.column(one) for one in found.columns]
    repairs, findings = said.repairs(looked, asked.lang), said.findings(looked, asked.lang)
    if asked.json:
        personal = [one.to_json() for one in found.personal]
        told = {"columns": columns, "personal": personal, "repairs": repairs, "findings": findings,
                "columns_not_looked_at": looked.left_out if looked else 0}  # fmt: skip
        print_json({**_account(table), "coordinates": said.coordinates(looked), "set_aside": _aside(table), **told})
        return 0
    print_said(text("cli.read", asked.lang, file=asked.file.name, format=table.format, encoding=table.encoding or "–"))
    print_said(text("cli.rows", asked.lang, file=asked.file.name, rows_in=table.rows_in, rows_kept=table.rows_kept,
                    rows_set_aside=table.rows_set_aside))  # fmt: skip
    for note in table.notes:
        print_said(text(f"note.{note.code}", asked.lang, **note.facts))
    for one in columns:
        print_said(f"  {one['name']}: {text('field_kind.' + one['kind'], asked.lang)} ({one['filled']:,})")
    for told in (*repairs, *findings):
        print_said(f"  - {told['said']}")
    if looked and looked.left_out:
        print_said(text("cli.not_looked_at", asked.lang, first=MOST_COLUMNS, columns=looked.left_out))
    return 0


def mapped(asked: argparse.Namespace) -> int:
    """For each field of the input the column suggested, how sure that is, and why."""
    model = library.load(asked.model)
    item = _input(model, asked.input)
    published.use(home_folder(asked.home) / TERMS)
    with as_read(asked.file) as (parquet, table):
        suggested = suggest(profile_of(parquet), item, None)
    if asked.json:
        fields = [_suggested(one, item.field(one.field).required, asked.lang) for one in suggested]
        print_json({"model": model.id, "input": item.name, **_account(table), "fields": fields})
        return 0
    for one in suggested:
        field = item.field(one.field)
        print_said(text("cli.mapped", asked.lang, title=pick(field.title, asked.lang), column=_shown(one.source) or "–",
                        confidence=sure_word(one.confidence, asked.lang)))  # fmt: skip
    return 0


def _said(asked: argparse.Namespace) -> ReadOptions:
    """What the caller says of the file. Problem "cli.lines_wrong" for lines that are no numbers."""
    named = {name: getattr(asked, name) for name in ("encoding", "separator", "decimal", "sheet", "member") if getattr(asked, name)}
    if named.get("separator") in ("tab", "\\t"):
        named["separator"] = "\t"
    return ReadOptions(
        **named,
        header_rows=None if asked.header is None else tuple(line for line in _lines(asked.header) if line),
        skip_rows=_lines(asked.skip)[0] if asked.skip else None,
        totals="keep" if asked.totals == "keep" else "apart",
        fill="down" if asked.fill == "down" else "keep",
        blank_columns="drop" if asked.blank == "drop" else "keep",
        melt="long" if asked.melt else None,
    )


def _lines(said: str) -> list[int]:
    parts = [part.strip() for part in said.split(",")]
    if not all(part.isdecimal() and len(part) < 8 for part in parts):
        raise Problem("cli.lines_wrong", said=said[:60])
    return [int(part) for part in parts]


@contextmanager
def as_read(file: Path, options: ReadOptions | None = None) -> Iterator[tuple[Path, TableRead]]:
    readable(file)
    with tempfile.TemporaryDirectory(prefix="modu-read-") as place:
        parquet = Path(place) / "read.parquet"
        yield parquet, read_into(file, parquet, options)


def _aside(table: TableRead) -> list[dict[str, Any]]:
    """The rows set aside, the first thousand: where they begin and why; personal values in them are hidden."""
    return [{"line": row.line, "reason": row.reason, "cells": [mask(cell) for cell in row.cells]} for row in table.set_aside]


def _account(table: TableRead) -> dict[str, Any]:
    said = table.to_json()
    shown = ("format", "encoding", "separator", "sheet", "member", "crs", "header_rows", "rows_in", "rows_kept", "rows_set_aside",
             "fingerprint")  # fmt: skip
    notes = [{**note, "option": OPTIONS.get(note["code"])} for note in said["notes"]]
    return {name: said[name] for name in shown} | {"notes": notes, "reasons": said["reasons"]}


def _input(model: Model, name: str) -> Any:
    for item in model.inputs:
        if item.name == name:
            return item
    raise Problem("input.unknown", input=name[:60], known=[item.name for item in model.inputs])


def _suggested(one: Suggestion, required: bool, lang: str) -> dict[str, Any]:
    return {
        "field": one.field,
        "required": required,
        "column": _shown(one.source),
        "columns": list(one.source.columns) if one.source else [],
        "source": one.source.to_json() if one.source else None,
        "confidence": one.confidence,
        "score": round(one.score, 3),
        "reason": _reason(one, lang),
        "reason_code": one.reason.code,
        "alternatives": [
            {"column": _shown(other), "columns": list(other.columns), "source": other.to_json()} for other in one.alternatives
        ],
    }


def _reason(one: Suggestion, lang: str) -> str:
    key = f"mapping.reason.{one.reason.code}"
    try:
        words(key)
    except KeyError:
        return one.reason.code
    return text(key, lang, **one.reason.facts)


def sure_word(confidence: str, lang: str) -> str:
    return text(f"cli.confidence.{confidence}", lang)


def _shown(source: Source | None) -> str | None:
    if source is None:
        return None
    return " + ".join(source.columns) if source.columns else source.value
