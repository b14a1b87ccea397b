"""`modu audit verify`, `export`, `seal`: the audit trail from the shell."""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from app.cli.files import folder_for, readable
from app.cli.saying import print_json, print_said
from app.home import home_folder
from app.services.platform import Platform
from app.texts import text
from app.texts import trail as texts
from app.wiring import open_wiring
from connectors.formulas import harmless
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records import settings
from data_catalog.trail import exporting, keeping, seals
from data_catalog.trail.stamp import Stamp, stamp_of
from data_catalog.trail.verdict import Verdict
from data_catalog.trail.verify import verify


def verified(asked: argparse.Namespace) -> int:
    """Every break with its day and row; 0 when the trail is whole, 2 when it is not."""
    for file in filter(None, (asked.key, asked.file)):
        readable(file)
    key = Stamp(asked.key, makes=False) if asked.key else None
    if asked.file is not None:
        stamp = key or Stamp(stamp_of(home_folder(asked.home)).path, makes=False)
        with asked.file.open(encoding="utf-8") as lines:
            return _told(_of_file(lines, stamp, asked.file), asked, ZoneInfo(settings.in_force("time_zone", None)))
    platform = open_wiring(asked.home).platform
    with platform.records.reading() as session:
        zone = settings.local_zone(session)
    return _told(verify(platform.records, platform.home, key), asked, zone)


def exported(asked: argparse.Namespace) -> int:
    """Whole segments with their seals, as JSON lines; or the rows alone as a table for a spreadsheet. That it was done is on record."""
    first, last = _day(asked.first, "--from"), _day(asked.last, "--to")
    if first and last and first > last:
        raise Problem("trail.period")
    platform = open_wiring(asked.home).platform
    facts = {"first": asked.first, "last": asked.last, "file": "csv" if _is_csv(asked.out) else "jsonl", "shell": True}
    with platform.records.session() as session:
        ledger.record(session, ledger.AUDIT_EXPORTED, facts=facts, at=platform.now())
    if asked.out is None:
        _write(platform, first, last, asked, sys.stdout)
        return 0
    folder_for(asked.out.resolve().parent)
    try:
        descriptor = os.open(asked.out, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    except (PermissionError, FileNotFoundError, IsADirectoryError):
        raise Problem("cli.file_closed_to_write", file=str(asked.out)[:200]) from None
    with os.fdopen(descriptor, "w", encoding="utf-8-sig" if _is_csv(asked.out) else "utf-8", newline="") as file:
        rows, closed = _write(platform, first, last, asked, file)
    print_said(text("trail.exported", asked.lang, rows=rows, seals=closed, file=str(asked.out)))
    return 0


def sealed(asked: argparse.Namespace) -> int:
    """Closes what is due."""
    platform = open_wiring(asked.home).platform
    tended = keeping.tend(platform.records, platform.home, platform.today(), platform.now())
    last = seals.last_seal(platform.records)
    days, through = [day.isoformat() for day in tended.sealed], last.day.isoformat() if last else None
    if asked.json:
        print_json({"sealed": days, "through": through, "wrong": tended.wrong})
    elif days:
        print_said(text("trail.sealed", asked.lang, days=", ".join(days)))
    else:
        print_said(text("trail.nothing_to_seal", asked.lang, through=through) if through else text("trail.none_sealed", asked.lang))
    return 2 if tended.wrong else 0


def _of_file(lines: Iterable[str], stamp: Stamp, path: Path) -> Verdict:
    try:
        return exporting.check(lines, stamp)
    except Problem as problem:
        raise Problem(problem.code, **{"file": path.name, **problem.facts}) from None


def _told(verdict: Verdict, asked: argparse.Namespace, zone: Any) -> int:
    if asked.json:
        said = verdict.to_json() | {"sentence": texts.summary(verdict, asked.lang)}
        for name in ("breaks", "notes"):
            for one, finding in zip(said[name], getattr(verdict, name), strict=True):
                one["sentence"] = texts.sentence(finding, asked.lang, zone)
        print_json(said)
    else:
        print_said(texts.summary(verdict, asked.lang))
        for finding in (*verdict.breaks, *verdict.notes):
            print_said(f"- {texts.sentence(finding, asked.lang, zone)}")
    return 0 if verdict.whole else 2


def _write(platform: Platform, first: date | None, last: date | None, asked: argparse.Namespace, out: TextIO) -> tuple[int, int]:
    """How many rows and seals were written."""
    rows = closed = 0
    table = csv.writer(out) if _is_csv(asked.out) else None
    if table:
        table.writerow(exporting.COLUMNS)
    for said in _objects(platform, first, last, persons=not asked.without_persons):
        is_row = "id" in said
        rows, closed = rows + is_row, closed + ("seal" in said)
        if table is None:
            out.write(json.dumps(said, ensure_ascii=False) + "\n")
        elif is_row:
            table.writerow([_cell(said[name]) for name in exporting.COLUMNS])
    return rows, closed


def _objects(platform: Platform, first: date | None, last: date | None, *, persons: bool) -> Iterator[dict[str, Any]]:
    with platform.records.reading() as session:
        stamp = seals.stamp_in(platform.records)
        yield from exporting.objects(session, stamp, platform.home, first, last, persons=persons)


def _cell(value: Any) -> Any:
    if isinstance(value, dict):
        value = json.dumps(value, ensure_ascii=False)
    return harmless(value) if isinstance(value, str) else value


def _is_csv(path: Path | None) -> bool:
    return path is not None and path.suffix.lower() == ".csv"


def _day(said: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise Problem("cli.day_wrong", option=option, said=str(said)[:40]) from None
