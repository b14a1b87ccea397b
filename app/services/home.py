"""What the first page shows: what I can continue, what is running, what came out, and what is used most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.identity.person import Person
from app.services import inbox
from app.services.drafts.draft_list import DraftLine
from app.services.drafts.draft_list import listed as drafts_listed
from app.services.platform import Platform
from app.services.sharing import listing, sight
from app.services.sharing.listing import ShareLine
from data_catalog import ledger
from data_catalog.destruction import UNFINISHED
from data_catalog.records.tables import LedgerRow, Run


@dataclass(frozen=True)
class RunLine:
    """One run in a list."""

    id: str
    draft_id: str | None
    model: str
    kind: str
    state: str
    limited: bool
    headline: Mapping[str, Any] | None
    progress: Mapping[str, Any] | None
    queued_at_utc: datetime
    finished_at_utc: datetime | None


@dataclass(frozen=True)
class Home:
    """The first page of one person. `popular`: how many organisations finished a real analysis with each model."""

    popular: Mapping[str, int]
    drafts: tuple[DraftLine, ...]
    running: tuple[RunLine, ...]
    results: tuple[RunLine, ...]
    shared: tuple[ShareLine, ...]
    unread: int


def overview(person: Person, platform: Platform, limit: int = 6) -> Home:
    """All of it, in a few small questions to the records."""
    with platform.records.reading() as session:
        counted = session.execute(
            select(LedgerRow.model, func.count(LedgerRow.organisation_id.distinct()))
            .where(LedgerRow.event == ledger.RUN_FINISHED, LedgerRow.kind == "real")
            .group_by(LedgerRow.model)
        ).all()
        mine = select(Run).where(Run.person_id == person.id)
        running = session.scalars(mine.where(Run.state.in_(UNFINISHED)).order_by(Run.queued_at_utc.desc())).all()
        results = session.scalars(mine.where(Run.state == "finished").order_by(Run.finished_at_utc.desc()).limit(limit)).all()
        told = tuple(
            replace(_line(row), headline=row.headline if sight.open_to(session, platform, person, row) else None) for row in results
        )
    return Home(
        popular={name: organisations for name, organisations in counted if name},
        drafts=drafts_listed(person, platform, limit),
        running=tuple(_line(row) for row in running),
        results=told,
        shared=listing.with_me(person, platform, 3),
        unread=inbox.count(person, platform),
    )


def _line(row: Run) -> RunLine:
    return RunLine(
        id=row.id, draft_id=row.draft_id, model=row.model, kind=row.kind, state=row.state, limited=row.limited,
        headline=row.headline, progress=row.progress, queued_at_utc=row.queued_at_utc,
        finished_at_utc=row.finished_at_utc,
    )  # fmt: skip
