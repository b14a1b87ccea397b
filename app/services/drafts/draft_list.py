"""The drafts a person can continue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from app.identity.person import Person
from app.services.platform import Platform
from data_catalog.records.tables import Draft, DraftField, Run, Upload


@dataclass(frozen=True)
class DraftLine:
    """One draft in a list, with the names of its files."""

    id: str
    model: str
    kind: str
    name: str | None
    step: str
    saved_at_utc: datetime
    files: tuple[str, ...]


def listed(person: Person, platform: Platform, limit: int = 20) -> tuple[DraftLine, ...]:
    """The person's drafts that have something in them and no finished run, the last saved first."""
    with platform.records.reading() as session:
        rows = session.scalars(
            select(Draft)
            .outerjoin(Run, Run.id == Draft.run_id)
            .where(
                Draft.person_id == person.id,
                or_(Run.id.is_(None), Run.state != "finished"),
                select(DraftField.name).where(DraftField.draft_id == Draft.id).exists(),
            )
            .order_by(Draft.saved_at_utc.desc(), Draft.id)
            .limit(limit)
        ).all()
        files: dict[str, list[str]] = {}
        sent = select(Upload.draft_id, Upload.file_name).where(Upload.draft_id.in_([row.id for row in rows]))
        for draft_id, file_name in session.execute(sent.order_by(Upload.made_at_utc)):
            files.setdefault(draft_id, []).append(file_name)
    return tuple(DraftLine(row.id, row.model, row.kind, row.name, row.step, row.saved_at_utc, tuple(files.get(row.id, ()))) for row in rows)
