"""One run as the page of its result needs it, and what of mine is running right now: small questions, asked often."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from app.identity.person import Person
from app.services.platform import Platform
from app.services.sharing import sight
from data_catalog.destruction import UNFINISHED
from data_catalog.records.tables import Run

# Columns, not whole rows: a run's inputs, mapping and settings are texts to be read, and nobody here asks for them.
_COLUMNS = select(Run.id, Run.draft_id, Run.person_id, Run.model, Run.kind, Run.state, Run.queued_at_utc, Run.finished_at_utc)
_RUNNING = _COLUMNS.where(Run.person_id == bindparam("person"), Run.state.in_(UNFINISHED)).order_by(Run.queued_at_utc.desc())


@dataclass(frozen=True)
class OneRun:
    """One run. `own`: the person's; another's that they may see has no draft. Who holds one of `load` may see what it found: what is told
    of it further (its result, its review, its way out) is asked of this and not found out again."""

    id: str
    draft_id: str | None
    model: str
    kind: str
    state: str
    own: bool
    queued_at_utc: datetime
    finished_at_utc: datetime | None
    seen: Any = field(default=None, repr=False, compare=False)
    """What `sharing.sight.opened` gave; only of `load`."""


def load(person: Person, platform: Platform, run_id: str) -> OneRun:
    """A run the person may see (`sharing.sight`). Problems: not_found.run, share.closed."""
    row = sight.opened(person, platform, run_id)
    own = row.person_id == person.id
    draft = row.draft_id if own else None
    return OneRun(row.id, draft, row.model, row.kind, row.state, own, row.queued_at_utc, row.finished_at_utc, row)


def running(person: Person, platform: Platform) -> tuple[OneRun, ...]:
    """The person's runs that are waiting or running, the last first."""
    with platform.records.reading() as session:
        rows = session.execute(_RUNNING, {"person": person.id}).all()
    return tuple(OneRun(row.id, row.draft_id, row.model, row.kind, row.state, True, row.queued_at_utc, None) for row in rows)
