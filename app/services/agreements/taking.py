"""The register as a file to take along: every line that was looked for, with its terms in words, and on record first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.identity import rights
from app.identity.person import Person
from app.reports.lists import Cell, Listing, file_bytes
from app.services.agreements import board
from app.services.agreements.board import Entry, Wanted
from app.services.catalogue.wording import rows_said, rule_said
from app.services.platform import Platform
from app.texts import pick, text
from data_catalog import ledger, legal_bases

MOST_ROWS = 20_000
_A_TIME = 500
_COLUMNS = {
    "number": 12, "data": 28, "owner": 22, "receiver": 22, "asker": 14, "state": 16, "purpose": 16, "legal": 30, "columns": 40, "rows": 30,
    "first": 12, "last": 12, "retention": 12, "asked": 12, "holder": 22, "held": 12, "open": 12, "late": 8, "left": 10, "deletion": 16,
    "deletion_due": 12, "deleted": 12,
}  # fmt: skip


def taken(person: Person, platform: Platform, wanted: Wanted, kind: str, lang: str) -> bytes:
    """The first MOST_ROWS lines of what is wanted, in its order: `csv` (UTF-8 with BOM) or `xlsx`. First it is put on record.

    Problems: those of `board.listed`.
    """
    rights.need(person, "see_agreements")
    total = board.listed(person, platform, wanted, limit=1).total
    with platform.records.session() as session:
        board.note(session, platform, person, ledger.AGREEMENTS_EXPORTED, wanted, file=kind, rows=min(total, MOST_ROWS))
    heads = [text(f"agreements.column.{name}", lang) for name in _COLUMNS]
    listing = Listing(text("nav.agreements", lang), heads, list(_COLUMNS.values()))
    rows = _rows(person, platform, wanted, lang)
    return file_bytes(kind, listing, rows)


def _rows(person: Person, platform: Platform, wanted: Wanted, lang: str) -> Iterator[list[Cell]]:
    for offset in range(0, MOST_ROWS, _A_TIME):
        found = board.listed(person, platform, wanted, offset, _A_TIME).entries
        yield from (_row(one, lang) for one in found)
        if len(found) < _A_TIME:
            return


def _row(one: Entry, lang: str) -> list[Cell]:
    terms = one.terms
    receiver = pick(one.receiver, lang)
    said: dict[str, str | int | date | None] = {
        "number": one.number,
        "data": one.title or text("agreement.gone", lang),
        "owner": pick(one.owner, lang),
        "receiver": text("agreement.fact.receiver_below", lang, name=receiver) if one.below else receiver,
        "asker": one.asker,
        "state": text(f"agreement.state.{one.state}", lang),
        "purpose": text(f"purpose.{one.purpose}", lang),
        "legal": legal_bases.said(one.bases, one.legal_basis, lang),
        "columns": ", ".join(text("agreement.column_said", lang, column=rule.column, rule=rule_said(rule, lang)) for rule in terms.columns),
        "rows": rows_said(terms.rows, lang),
        "first": terms.starts,
        "last": terms.ends,
        "retention": terms.retention_days,
        "asked": one.asked_on,
        "holder": pick(one.holder, lang) if one.holder else "",
        "held": one.held_days,
        "open": one.open_days,
        "late": text("agreements.late", lang) if one.late else "",
        "left": one.left_days,
        "deletion": text(f"agreement.deletion.{one.deletion}", lang) if one.deletion else "",
        "deletion_due": one.deletion_due,
        "deleted": one.deleted_on,
    }
    return [said[name] for name in _COLUMNS]
