"""What a search of the ledger found, as a file to take along: CSV or a workbook, safe to open in a spreadsheet, and on record."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import xlsxwriter
from sqlalchemy.orm import Session

from app import texts
from app.identity import rights
from app.identity.person import Person
from app.services.audit.looking import Cursor, Wanted, batch
from app.services.audit.naming import names_of
from app.services.audit.saying import Teller
from app.services.platform import Platform
from connectors.formulas import harmless
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records import settings

MOST_ROWS = 50_000
COLUMNS = ("when", "who", "organisation", "done", "what", "more", "row")
_BATCH = 2_000


def taken(person: Person, platform: Platform, wanted: Wanted, kind: str, lang: str) -> bytes:
    """The newest MOST_ROWS of what is wanted, in plain words: `csv` (UTF-8 with BOM) or `xlsx`. First it is put on record.

    Problems: rights.role_needed, trail.period.
    """
    rights.need(person, "read_ledger")
    if wanted.first > wanted.last:
        raise Problem("trail.period")
    facts = {"first": wanted.first.isoformat(), "last": wanted.last.isoformat(), "file": kind}
    with platform.records.session() as session:
        ledger.record(
            session, ledger.AUDIT_EXPORTED, person_id=person.id, organisation_id=person.organisation_id,
            facts=facts | ({"event": wanted.event} if wanted.event else {}), at=platform.now(),
        )  # fmt: skip
    with platform.records.reading() as session:
        rows = _rows(session, person, wanted, lang)
        head = [texts.text(f"audit.column.{name}", lang) for name in COLUMNS]
        return _xlsx(head, rows, lang) if kind == "xlsx" else _csv(head, rows)


def _rows(session: Session, person: Person, wanted: Wanted, lang: str) -> Iterator[list[str | int]]:
    zone, left = settings.local_zone(session), MOST_ROWS
    after: Cursor | None = None
    teller = Teller(lang)
    while left:
        entries, after = batch(session, person, wanted, after, min(_BATCH, left))
        names = names_of(session, entries)
        for entry in entries:
            one = teller.said(entry, names)
            yield [_moment(entry.at_utc, zone), one.who, one.organisation, one.done, one.what, one.more, entry.id]
        left -= len(entries)
        if after is None:
            return


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}"


def _csv(head: list[str], rows: Iterator[list[str | int]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _xlsx(head: list[str], rows: Iterator[list[str | int]], lang: str) -> bytes:
    made = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(made, options) as book:
        sheet = book.add_worksheet(texts.text("nav.audit", lang)[:31])
        sheet.freeze_panes(1, 0)
        for at, (name, width) in enumerate(zip(head, (20, 24, 24, 32, 40, 50, 10), strict=True)):
            sheet.write_string(0, at, name)
            sheet.set_column(at, at, width)
        for at, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(at, column, cell)
                else:
                    sheet.write_number(at, column, cell)
    return made.getvalue()
