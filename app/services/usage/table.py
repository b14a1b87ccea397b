"""The plain table: finished analyses by organisation, model and month, with every definition printed, and as a file for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from app import texts
from app.identity import rights
from app.identity.person import Person
from app.services.platform import Platform
from app.services.usage import counts
from app.services.usage.counts import BY_NAME, Rows
from app.services.usage.periods import Span
from app.services.usage.scope import Asked, Scope, opened
from connectors.formulas import harmless
from data_catalog import ledger
from data_catalog.records.tables import RUN_KINDS
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
    person: Person, platform: Platform, first: date, last: date, organisation_id: str | None = None, practice: bool = False
) -> Usage:  # fmt: skip
    """What the person's tree finished between two days, or one organisation of it with what is below: only counts.

    A re-organisation leaves what was counted before it: each day counts what stood in the tree then, by the name it had at the end of
    the month. Problems: rights.role_needed, usage.period, not_found.organisation, usage.no_practice.
    """
    rights.need(person, "see_usage")
    span = Span(first, last)
    scope = opened(person, platform, Asked(organisation_id, practice))
    return of_scope(scope, span, scope.rows_of(span, (ledger.RUN_FINISHED,)))


def of_scope(scope: Scope, span: Span, rows: Rows) -> Usage:
    """The same of a scope and its rows."""
    found: dict[tuple[object, ...], dict[str, int]] = {}
    for kind in RUN_KINDS:
        for key, many in counts.by(BY_NAME[kind], rows, "organisation", "model", "month").items():
            found.setdefault(key, {})[kind] = many
    made = []
    for (code, model, month), held in found.items():
        own = scope.of_code(int(str(code)))
        if own is not None and isinstance(month, date):
            numbers = {kind: held.get(kind, 0) for kind in RUN_KINDS}
            name = scope.name(own, min(_end(month), span.last))
            made.append(UsageRow(own, name, str(model), f"{month:%Y-%m}", **numbers))
    made.sort(key=lambda row: (row.organisation["ko"], row.organisation_id, row.model, row.month))
    people = rows.of((ledger.RUN_FINISHED,))["person"].drop_nulls().n_unique()
    sums = {kind: sum(getattr(row, kind) for row in made) for kind in RUN_KINDS}
    return Usage(
        tuple(made), Totals(**sums, people=people, organisations=len({row.organisation_id for row in made})), span.first, span.last
    )


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


def _end(month: date) -> date:
    """The last day of a month."""
    return (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
