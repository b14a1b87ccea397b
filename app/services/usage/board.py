"""What the page of usage tells of a period: every count with what it is compared with, the months, and who with which model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.identity import rights
from app.identity.person import Person
from app.services.platform import Platform
from app.services.usage import counts
from app.services.usage.counts import BY_NAME, COUNTS, Rows, Value
from app.services.usage.periods import Span, over
from app.services.usage.scope import Scope
from data_catalog import ledger
from data_catalog.records.tables import RUN_KINDS
from models.kit.wording import Words


@dataclass(frozen=True)
class Figure:
    """One count of a period, and of the period it is compared with; None there: it is compared with nothing."""

    name: str
    value: Value
    before: Value = None

    @property
    def change(self) -> float | None:
        """By which share it changed; None where there is nothing to compare with or it was none."""
        return None if self.value is None or not self.before else self.value / self.before - 1


@dataclass(frozen=True)
class Month:
    """The finished analyses of a month, by kind; None of a month to come."""

    first: date
    real: int | None
    sample: int | None
    training: int | None


@dataclass(frozen=True)
class Line:
    """The finished analyses of an organisation and what stands below it with one model. `below`: there is something below to look at.
    `alone`: of the organisation itself, as what stands below it has lines of its own."""

    organisation_id: str
    organisation: Words
    model: str
    real: int
    sample: int
    training: int
    below: bool
    alone: bool


@dataclass(frozen=True)
class Board:
    """All of a period. `over`: what of it is over, which is what is compared. `empty`: nothing at all happened."""

    span: Span
    over: Span
    against: Span | None
    figures: Mapping[str, Figure]
    months: tuple[Month, ...]
    lines: tuple[Line, ...]
    empty: bool


def of_scope(scope: Scope, rows: Rows, span: Span, against: Span | None) -> Board:
    """Of a scope and its rows of the period."""
    past = over(span, scope.today)
    found = figures(scope, rows, span, against)
    return Board(span, past, against, found, months(rows, span, scope.today), lines(scope, rows, span), not rows)


def figures(scope: Scope, rows: Rows, span: Span, against: Span | None) -> dict[str, Figure]:
    """Every count of a period beside that of another."""
    now = told(scope, rows, span)
    before = told(scope, scope.rows_of(against), against) if against else {}
    return {one.name: Figure(one.name, now[one.name], before.get(one.name)) for one in COUNTS}


def told(scope: Scope, rows: Rows, span: Span) -> dict[str, Value]:
    """Every count of a period by its name, of its rows."""
    seen = scope.seen_before(span.first)
    return {one.name: counts.value(one, rows, seen) for one in COUNTS}


def months(rows: Rows, span: Span, today: date) -> tuple[Month, ...]:
    """Every month of a period, those with nothing too, and those to come."""
    found = {kind: counts.by(BY_NAME[kind], rows, "month") for kind in RUN_KINDS}
    return tuple(Month(first, *(found[kind].get((first,), 0) if first <= today else None for kind in RUN_KINDS)) for first in span.months())


def lines(scope: Scope, rows: Rows, span: Span) -> tuple[Line, ...]:
    """Who with which model, the most real analyses first within each organisation, organisations by name."""
    found: dict[tuple[object, ...], dict[str, int]] = {}
    for kind in RUN_KINDS:
        for key, many in counts.by(BY_NAME[kind], rows, "group", "model").items():
            found.setdefault(key, {})[kind] = many
    made = []
    for (group, model), held in found.items():
        own = scope.groups[int(str(group))]
        numbers = {kind: held.get(kind, 0) for kind in RUN_KINDS}
        alone = scope.tops == (own,) and own in scope.parents
        made.append(Line(own, scope.name(own, span.last), str(model), **numbers, below=own in scope.parents and not alone, alone=alone))
    return tuple(sorted(made, key=lambda one: (one.organisation["ko"], one.organisation_id, -one.real, one.model)))


def viewed(person: Person, platform: Platform, span: Span, organisation_id: str | None = None) -> None:
    """Notes in the ledger that the person looked at a period; a screen says it before it shows one, not at every redraw."""
    rights.need(person, "see_usage")
    facts = {"first": span.first.isoformat(), "last": span.last.isoformat()} | ({"of": organisation_id} if organisation_id else {})
    with platform.records.session() as session:
        ledger.record(
            session, ledger.USAGE_VIEWED, person_id=person.id, organisation_id=person.organisation_id, facts=facts, at=platform.now()
        )  # fmt: skip
