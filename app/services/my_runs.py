"""One run as the page of its result needs it, and what of mine is running right now: small questions, asked often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from app.identity.person import Person
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog.destruction import UNFINISHED
from data_catalog.records.tables import Run


@dataclass(frozen=True)
class OneRun:
    """One run. `own`: the person's; another's is seen only on a sample, and has no draft."""

    id: str
    draft_id: str | None
    model: str
    kind: str
    state: str
    own: bool
    queued_at_utc: datetime
    finished_at_utc: datetime | None


def load(person: Person, platform: Platform, run_id: str) -> OneRun:
    """One's own run, or anybody's on a sample. Problem not_found.run."""
    wanted = select(Run).where(Run.id == run_id, or_(Run.person_id == person.id, Run.kind == "sample"))
    with platform.records.reading() as session:
        row = session.scalars(wanted).one_or_none()
    if row is None:
        raise Problem("not_found.run")
    own = row.person_id == person.id
    return OneRun(row.id, row.draft_id if own else None, row.model, row.kind, row.state, own, row.queued_at_utc, row.finished_at_utc)


def running(person: Person, platform: Platform) -> tuple[OneRun, ...]:
    """The person's runs that are waiting or running, the last first."""
    wanted = select(Run).where(Run.person_id == person.id, Run.state.in_(UNFINISHED)).order_by(Run.queued_at_utc.desc())
    with platform.records.reading() as session:
        rows = session.scalars(wanted).all()
    return tuple(OneRun(row.id, row.draft_id, row.model, row.kind, row.state, True, row.queued_at_utc, None) for row in rows)
