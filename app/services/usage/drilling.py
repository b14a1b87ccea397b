"""The runs behind a count: those the person may open, and of the others how many there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.identity.person import Person
from app.services.platform import Platform
from app.services.sharing import sight
from app.services.usage.periods import Span
from app.services.usage.scope import Asked, opened
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import LedgerRow
from models.kit.wording import Words

LOOKED_AT = 60
"""So many of the latest runs are looked at for whether the person may open them."""


@dataclass(frozen=True)
class RunSeen:
    """A finished run the person may open."""

    id: str
    organisation: Words
    day: date
    kind: str


@dataclass(frozen=True)
class Behind:
    """The runs behind a count: how many times one of each kind finished (repeats and all), and of the latest `looked` those that may be
    opened. `organisation`: whose, as it was called at the end of the period."""

    organisation: Words
    kinds: Mapping[str, int]
    looked: int
    seen: tuple[RunSeen, ...]

    @property
    def finished(self) -> int:
        """How many times one finished."""
        return sum(self.kinds.values())

    @property
    def closed(self) -> int:
        """How many of those looked at are not for the person."""
        return self.looked - len(self.seen)


def behind(person: Person, platform: Platform, span: Span, organisation_id: str, model: str, *, alone: bool = False) -> Behind:
    """The finished runs of a model in a period at an organisation, `alone` or with what stands below it. Problems as `seeing.seen`."""
    scope = opened(person, platform, Asked(organisation_id))
    there = [(days, scope.recorded(held & {organisation_id} if alone else held)) for days, held in scope.stretches(span)]
    wanted = (LedgerRow.event == ledger.RUN_FINISHED, LedgerRow.model == model)
    columns = (LedgerRow.subject_id, LedgerRow.day, LedgerRow.kind, LedgerRow.organisation_id)
    kinds, latest = Counter[str](), list[Any]()
    with platform.records.reading() as session:
        for days, held in reversed(there):
            within = (*wanted, LedgerRow.organisation_id.in_(held), LedgerRow.day >= days.first, LedgerRow.day <= days.last)
            for kind, many in session.execute(select(LedgerRow.kind, func.count()).where(*within).group_by(LedgerRow.kind)):
                kinds[str(kind)] += many
            left = LOOKED_AT - len(latest)
            latest += session.execute(select(*columns).where(*within).order_by(LedgerRow.id.desc()).limit(left)).all() if left else []
        seen = [
            RunSeen(row.subject_id, scope.name(row.organisation_id, row.day), row.day, row.kind)
            for row in latest
            if _may_see(session, platform, person, row.subject_id)
        ]
    return Behind(scope.name(organisation_id, span.last), kinds, len(latest), tuple(seen))


def _may_see(session: Session, platform: Platform, person: Person, run_id: str) -> bool:
    try:
        return sight.run_of(session, platform, person, run_id).state == "finished"
    except Problem:
        return False
