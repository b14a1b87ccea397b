"""Usage as files to take along: the report of a period and the yearly pack, as documents, a workbook, or spreadsheets in one archive."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from app.charts.plan import width
from app.identity import rights
from app.identity.person import Person
from app.mimes import HWPX, PDF, XLSX, ZIP
from app.reports import lists
from app.reports.lists import Cell, Listing
from app.services.platform import Platform
from app.services.usage import adoption, board, cases, counts, funnel, hints, periods, pictures, report, telling
from app.services.usage.counts import COUNTS
from app.services.usage.periods import Span
from app.services.usage.scope import EVERYTHING, Asked, opened
from app.services.usage.told import Grid, Told
from app.texts import pick, text
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records import settings
from data_catalog.records.tables import LedgerRow

KINDS = MappingProxyType({"pdf": PDF, "hwpx": HWPX, "html": "text/html", "xlsx": XLSX, "csv": ZIP})
"""The forms; `csv`: an archive of a spreadsheet a table."""
MOST_RUNS = 100_000
"""So many rows of runs at most stand in a workbook."""
_DOCUMENTS = ("pdf", "hwpx", "html")
_WIDEST = 44


@dataclass(frozen=True)
class Wanted:
    """What to take: a period with what it is compared with, or of a `pack` a calendar year beside the same days of the one before; of an
    organisation with what is below it, or of everything; in one of KINDS."""

    span: Span
    against: Span | None
    kind: str
    pack: bool = False
    asked: Asked = EVERYTHING


def of_year(year: int, kind: str, asked: Asked = EVERYTHING) -> Wanted:
    """The pack of a year. Problem usage.year_wrong."""
    if not 2000 <= year <= 2999:
        raise Problem("usage.year_wrong", year=str(year))
    return Wanted(periods.whole_year(year), None, kind, True, asked)


def taken(person: Person, platform: Platform, wanted: Wanted, lang: str) -> bytes:
    """The file; that it was taken is on record first. Problems: not_found.file, report.not_made, those of `seeing.seen`."""
    rights.need(person, "see_usage")
    if wanted.kind not in KINDS:
        raise Problem("not_found.file", file=wanted.kind[:80])
    told = gathered(person, platform, wanted, lang)
    _note(person, platform, wanted)
    if wanted.kind in _DOCUMENTS:
        story = report.story(told, pack=wanted.pack, queries=wanted.kind == "html")
        made: bytes = import_module(f"app.reports.{wanted.kind}").of_story(story, pictures.prints(told))
        return made
    tables = report.tables(told, pack=wanted.pack)
    if wanted.kind == "csv":
        return _archive(told, tables)
    drawn = tuple(pictures.of_report(told).values())
    gallery = lists.Gallery(text("reports.sheet.pictures", lang), drawn, pictures.prints(told)) if drawn else None
    return lists.book_bytes(_sheets(platform, told, tables, wanted), gallery)


def gathered(person: Person, platform: Platform, wanted: Wanted, lang: str) -> Told:
    """What the file tells, before it is any form. Problems: those of `seeing.seen`."""
    scope = opened(person, platform, wanted.asked)
    rows = scope.rows_of(periods.over(wanted.span, scope.today))
    against = periods.against(periods.over(wanted.span, scope.today), "year_before") if wanted.pack else wanted.against
    seen = board.of_scope(scope, rows, wanted.span, against)
    with platform.records.reading() as session:
        made_at = platform.now().astimezone(settings.local_zone(session))
    roots = sorted(scope.name(own, wanted.span.last)[lang] for own in scope.tops)
    return Told(
        scope, rows, seen, funnel.of_scope(scope, wanted.span), adoption.of_scope(scope, wanted.span),
        hints.of_scope(person, platform, scope, wanted.span.last.year), cases.checked(scope, wanted.span, rows),
        cases.files(person, platform, scope, wanted.span), ", ".join(roots), made_at, lang,
    )  # fmt: skip


def _note(person: Person, platform: Platform, wanted: Wanted) -> None:
    facts = {"file": wanted.kind, "first": wanted.span.first.isoformat(), "last": wanted.span.last.isoformat()}
    if wanted.asked.organisation_id:
        facts["of"] = wanted.asked.organisation_id
    event = ledger.EVALUATION_PACK_MADE if wanted.pack else ledger.USAGE_EXPORTED
    with platform.records.session() as session:
        ledger.record(session, event, person_id=person.id, organisation_id=person.organisation_id, facts=facts, at=platform.now())


def _archive(told: Told, tables: tuple[Grid, ...]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for at, grid in enumerate(tables, 1):
            archive.writestr(f"{at:02d}_{grid.name.replace('.', '_')}.csv", lists.csv_bytes(_listing(told, grid), grid.rows))
        archive.writestr("00_about.csv", lists.csv_bytes(*_about(told)))
    return made.getvalue()


def _sheets(
    platform: Platform, told: Told, tables: tuple[Grid, ...], wanted: Wanted
) -> Iterator[tuple[Listing, list[tuple[Cell, ...]]]]:  # fmt: skip
    """What it is of and what every count means, the tables, and of a pack the runs that were counted."""
    yield _about(told)
    for grid in tables:
        yield _listing(told, grid), list(grid.rows) or [(why_empty(told, grid.name),)]
    if wanted.pack and not told.scope.practice:
        yield runs_counted(platform, told, wanted.span)


def _about(told: Told) -> tuple[Listing, list[tuple[Cell, ...]]]:
    lang = told.lang
    mark = [(name, said, "") for name, said in report.marks(told)]
    facts = {"organisation": told.organisation, "period": telling.period(told.board.over, lang)}
    rows: list[tuple[Cell, ...]] = [*mark, *((text(f"usage.fact.{name}", lang), said, "") for name, said in facts.items())]
    rows += [(telling.count_title(one.name, lang), telling.means(one.name, lang), counts.query(one.name)) for one in COUNTS]
    return Listing(text("usage.sheet.about", lang), [told.title(one) for one in ("count", "meaning", "query")], (24, 70, 100)), rows


def why_empty(told: Told, name: str) -> str:
    """Why a table has no row, in a sentence."""
    if name == "targets":
        return text("usage.empty.targets", told.lang, year=str(told.hints.year))
    if name not in ("case_files", "goals", "outcomes"):
        return text("reports.no_rows", told.lang)
    if told.scope.practice:
        return text("usage.no_files_made_up", told.lang)
    if told.files.read:
        return text("usage.empty.outcomes", told.lang)
    return text("usage.files_unread", told.lang, count=told.files.unread) if told.files.unread else text("usage.no_files", told.lang)


def _listing(told: Told, grid: Grid) -> Listing:
    name, _, part = grid.name.partition(".")
    title = text(f"usage.table.{name}", told.lang)
    title = f"{title}: {text(f'usage.count_part.{part}', told.lang)}" if part else title
    wide = [max([width(head), *(width(str(row[at])) for row in grid.rows[:200])]) + 3 for at, head in enumerate(grid.heads)]
    return Listing(title, grid.heads, [min(max(one, 8), _WIDEST) for one in wide])


def runs_counted(platform: Platform, told: Told, span: Span) -> tuple[Listing, list[tuple[Cell, ...]]]:
    """Every finished run that was counted, with its id: those that are one analysis have one key."""
    heads = [told.title(one) for one in ("organisation", "model", "day", "kind", "run", "same")]
    columns = (LedgerRow.organisation_id, LedgerRow.model, LedgerRow.day, LedgerRow.kind, LedgerRow.subject_id, LedgerRow.cache_key)
    rows: list[tuple[Cell, ...]] = []
    with platform.records.reading() as session:
        for days, held in told.scope.stretches(span):
            ours = LedgerRow.organisation_id.in_(told.scope.recorded(held))
            within = (LedgerRow.event == ledger.RUN_FINISHED, ours, LedgerRow.day >= days.first, LedgerRow.day <= days.last)
            found = session.execute(select(*columns).where(*within).order_by(LedgerRow.id).limit(MOST_RUNS - len(rows))).all()
            rows += [_run(told, one) for one in found]
    return Listing(text("usage.sheet.runs", told.lang), heads, (28, 24, 12, 12, 36, 20)), rows


def _run(told: Told, row: Any) -> tuple[Cell, ...]:
    own, model, day, kind, run, key = row
    name = pick(told.scope.name(own, day), told.lang)
    return name, telling.model_title(model or "", told.lang), day, text(f"kind.{kind}", told.lang), run, (key or run or "")[:16]
