"""The use cases of a period: who registered one with a standard model, who lacks one, and the case files of those that did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl
from sqlalchemy import select

from app.identity import rights
from app.identity.person import Person
from app.services.people.organisations import within
from app.services.platform import Platform
from app.services.usage import counts
from app.services.usage.counts import BY_NAME, Rows
from app.services.usage.periods import Span
from app.services.usage.scope import Scope
from data_catalog.records import settings
from data_catalog.records.tables import UseCase
from models.kit import library
from models.kit.wording import Words


@dataclass(frozen=True)
class Checked:
    """An organisation with real analyses of standard models: how many, how many cases of such it registered, and how many of its cases
    were reviewed."""

    organisation_id: str
    organisation: Words
    analyses: int
    cases: int
    reviewed: int


@dataclass(frozen=True)
class CaseFile:
    """One case as it was told: the run it rests on, what was decided, the target of sustainable development it serves, and the indicator
    before and after."""

    id: str
    organisation: Words
    model: str
    run_id: str
    title: str
    told: str
    decided: bool
    sdg: str | None
    indicator: str
    before: float | None
    after: float | None
    unit: str
    periods: tuple[str, str]
    registered: date


def standard() -> frozenset[str]:
    """The models that come with the platform."""
    return frozenset(one.id for one in library.models())


def checked(scope: Scope, span: Span, rows: Rows) -> tuple[Checked, ...]:
    """Every organisation that was in the tree and finished a real analysis with a standard model, those without a case first."""
    known = list(standard())
    ours = rows.where(pl.col("model").is_in(known))
    analyses = counts.by(BY_NAME["real"], ours, "organisation")
    cases = counts.by(BY_NAME["cases"], ours, "organisation")
    reviewed = counts.by(BY_NAME["reviewed"], rows, "organisation")
    found = []
    for (code,), many in analyses.items():
        own = scope.of_code(int(str(code)))
        if own is not None:
            found.append(Checked(own, scope.name(own, span.last), many, cases.get((code,), 0), reviewed.get((code,), 0)))
    return tuple(sorted(found, key=lambda one: (one.cases > 0, one.organisation["ko"], one.organisation_id)))


@dataclass(frozen=True)
class Files:
    """The cases somebody may read; `unread`: how many more there are, of organisations whose cases are not theirs to judge."""

    read: tuple[CaseFile, ...] = ()
    unread: int = 0


def files(person: Person, platform: Platform, scope: Scope, span: Span) -> Files:
    """The cases registered in a period at organisations of the tree that were not withdrawn, by organisation: published ones, one's own,
    and those of organisations whose cases the person judges."""
    if scope.practice:
        return Files()
    there = scope.stretches(span)
    every = frozenset(own for _, held in there for own in held)
    with platform.records.reading() as session:
        zone, judged = settings.local_zone(session), within(session, rights.spans(person, "judge_cases"))
        rows = session.scalars(select(UseCase).where(UseCase.organisation_id.in_(every), UseCase.state != "withdrawn")).all()
    found, unread = [], 0
    for row in rows:
        day = row.created_at_utc.astimezone(zone).date()
        if any(days.first <= day <= days.last and row.organisation_id in held for days, held in there):
            if row.organisation_id in judged or row.person_id == person.id or row.published_at_utc is not None:
                found.append(_file(row, scope, day))
            else:
                unread += 1
    return Files(tuple(sorted(found, key=lambda one: (one.organisation["ko"], one.registered, one.id))), unread)


def _file(row: UseCase, scope: Scope, day: date) -> CaseFile:
    return CaseFile(
        row.id, scope.name(row.organisation_id, day), row.model, row.run_id, row.title, row.sentence, row.decided, row.sdg,
        row.indicator, row.before, row.after, row.unit, (row.before_period, row.after_period), day,
    )  # fmt: skip


def awaiting(platform: Platform, scope: Scope) -> int:
    """How many cases of the tree wait today for reviewers to be named or to be done."""
    if scope.practice:
        return 0
    with platform.records.reading() as session:
        rows = session.scalars(select(UseCase.organisation_id).where(UseCase.state.in_(("registered", "review")))).all()
    held = scope.tree(scope.today)
    return sum(own in held for own in rows)
