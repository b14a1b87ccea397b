"""What a search of the ledger found, as a file to take along: CSV or a workbook, safe to open in a spreadsheet, and on record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app import texts
from app.identity import rights
from app.identity.person import Person
from app.reports.lists import Listing, file_bytes
from app.services.audit.looking import Cursor, Wanted, batch
from app.services.audit.naming import names_of
from app.services.audit.saying import Teller
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records import settings

MOST_ROWS = 50_000
COLUMNS = ("when", "who", "organisation", "done", "what", "more", "row")
_WIDTHS = (20, 24, 24, 32, 40, 50, 10)
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
        heads = [texts.text(f"audit.column.{name}", lang) for name in COLUMNS]
        listing = Listing(texts.text("nav.audit", lang), heads, _WIDTHS)
        return file_bytes(kind, listing, rows)


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
