"""Finished analyses by organisation, model and month: a reading of the ledger, with every definition printed."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import and_, extract, func, or_, select

from app import texts
from app.identity import rights
from app.identity.person import Person
from app.services.people import history
from app.services.people.history import History
from app.services.platform import Platform
from connectors.formulas import harmless
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import RUN_KINDS, LedgerRow
from models.kit.wording import Words

DEFINITIONS = ("usage.definition.finished", "usage.definition.once", "usage.definition.kinds", "usage.definition.month")
"""Keys of the texts: what is counted and how, printed under every table and in every file."""


@dataclass(frozen=True)
class UsageRow:
    """One organisation, model and month ("2024-05"): how many analyses finished."""

    organisation_id: str
    organisation: Words
    model: str
    month: str
    real: int
    sample: int
    training: int


@dataclass(frozen=True)
class Totals:
    """The sums of a table, and how many different people made them."""

    real: int
    sample: int
    training: int
    people: int
    organisations: int


@dataclass(frozen=True)
class Usage:
    """The rows of a period (both days included), by organisation, model and month."""

    rows: tuple[UsageRow, ...]
    totals: Totals
    first: date
    last: date


def table(
    person: Person, platform: Platform, first: date, last: date, organisation_id: str | None = None
) -> Usage:  # fmt: skip
    """What the person's tree finished between two days, or one organisation of it with what is below: only counts.

    A re-organisation leaves what was counted before it: each day counts what stood in the tree then, by the name it had at the end of
    the month. Problems: rights.role_needed, usage.period, not_found.organisation.
    """
    rights.need(person, "see_usage")
    if first > last:
        raise Problem("usage.period")
    month = [extract("year", LedgerRow.day), extract("month", LedgerRow.day)]
    # A run repeated on the same data with the same settings gives the same answer: it is one analysis of that month.
    same = func.coalesce(LedgerRow.cache_key, LedgerRow.subject_id)
    with platform.records.reading() as session:
        kept = history.kept(session)
        roots = rights.spans(person, "see_usage")
        if organisation_id is not None:
            if organisation_id not in kept.within(roots, platform.today()):
                raise Problem("not_found.organisation")
            roots = frozenset({organisation_id})
        always, some = kept.stays(roots, first, last)
        then = [and_(LedgerRow.organisation_id == own, LedgerRow.day >= begin, LedgerRow.day <= until) for own, begin, until in some]
        wanted = (
            LedgerRow.event == ledger.RUN_FINISHED, LedgerRow.day >= first, LedgerRow.day <= last,
            or_(LedgerRow.organisation_id.in_(always), *then),
        )  # fmt: skip
        keys = [LedgerRow.organisation_id, LedgerRow.model, *month, LedgerRow.kind]
        counted = session.execute(select(*keys, func.count(same.distinct())).where(*wanted).group_by(*keys)).all()
        people = session.scalar(select(func.count(LedgerRow.person_id.distinct())).where(*wanted)) or 0
    rows = _rows(counted, kept, last)
    return Usage(rows, _totals(rows, people), first, last)


def viewed(person: Person, platform: Platform, first: date, last: date) -> None:
    """Notes in the ledger that the person looked at a period; a screen says it before it shows one, not at every redraw."""
    rights.need(person, "see_usage")
    with platform.records.session() as session:
        ledger.record(
            session, ledger.USAGE_VIEWED, person_id=person.id, organisation_id=person.organisation_id,
            facts={"first": first.isoformat(), "last": last.isoformat()}, at=platform.now(),
        )  # fmt: skip


def to_csv(
    person: Person, platform: Platform, usage: Usage, lang: str, model_titles: Mapping[str, Words]
) -> bytes:  # fmt: skip
    """The table as CSV for a spreadsheet (UTF-8 with BOM), the definitions under it. Noted in the ledger."""
    rights.need(person, "see_usage")
    out = io.StringIO()
    writer = csv.writer(out)
    heads = ("organisation", "model", "month", *RUN_KINDS)
    writer.writerow([texts.text(f"usage.column.{head}", lang) for head in heads])
    for row in usage.rows:
        title = model_titles[row.model][lang] if row.model in model_titles else row.model
        cells = [row.organisation[lang], title, row.month, row.real, row.sample, row.training]
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in cells])
    writer.writerow([])
    writer.writerow([texts.text("usage.file_period", lang, first=usage.first.isoformat(), last=usage.last.isoformat())])
    for key in DEFINITIONS:
        writer.writerow([texts.text(key, lang)])
    with platform.records.session() as session:
        ledger.record(
            session, ledger.USAGE_EXPORTED, person_id=person.id, organisation_id=person.organisation_id,
            facts={"rows": len(usage.rows), "first": usage.first.isoformat(), "last": usage.last.isoformat()},
            at=platform.now(),
        )  # fmt: skip
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _rows(counted: Any, kept: History, last: date) -> tuple[UsageRow, ...]:
    found: dict[tuple[str, str, str], dict[str, int]] = {}
    for organisation_id, model, year, month, kind, times in counted:
        key = (organisation_id, model, f"{int(year)}-{int(month):02d}")
        found.setdefault(key, {})[kind] = times
    rows = [
        UsageRow(
            organisation_id=own, organisation=_called(kept, own, month, last), model=model, month=month,
            **{kind: counts.get(kind, 0) for kind in RUN_KINDS},
        )
        for (own, model, month), counts in found.items()
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (row.organisation["ko"], row.organisation_id, row.model, row.month)))


def _called(kept: History, organisation_id: str, month: str, last: date) -> Words:
    """What an organisation was called at the end of a month, or of the period."""
    year, number = map(int, month.split("-"))
    end = date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)
    form = kept.nearest(organisation_id, min(end, last))
    return form.name if form else {"ko": "–", "en": "–"}


def _totals(rows: tuple[UsageRow, ...], people: int) -> Totals:
    return Totals(
        real=sum(row.real for row in rows), sample=sum(row.sample for row in rows),
        training=sum(row.training for row in rows), people=people,
        organisations=len({row.organisation_id for row in rows}),
    )  # fmt: skip
