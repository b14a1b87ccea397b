"""Housekeeping by date: destroys what has come to its day, warns before, and clears what nobody can use any more."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from app.identity import guards, sessions
from app.services import inbox
from app.services.drafts import drafts
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import datasets, ledger
from data_catalog.lake import remove
from data_catalog.records import settings
from data_catalog.records.tables import (
    Dataset,
    Draft,
    SessionRow,
    SignInGuard,
    SignOnAttempt,
    Upload,
    UploadToken,
    UsedLogoutToken,
)
from data_catalog.trail import dropping

# A folder this young may belong to a file on its way in, or to a run being made.
_YOUNG_S = 3_600


@dataclass(frozen=True)
class Swept:
    """What one sweep did. `waiting`: datasets past their day that a run still reads."""

    datasets: int
    waiting: int
    uploads: int
    warned: int
    sessions: int
    tokens: int
    orphans: int


def sweep(platform: Platform, now: datetime | None = None) -> Swept:
    """Does all of it once. The worker calls it every hour; twice does no harm."""
    now = now or platform.now()
    with platform.records.reading() as session:
        today = now.astimezone(settings.local_zone(session)).date()
        due = session.scalars(select(Dataset.id).where(Dataset.retention_until < today)).all()
    destroyed = sum(_destroy(platform, dataset_id) for dataset_id in due)
    with platform.records.session() as session:
        folders = _stale_uploads(session, platform, now)
        warned = _warn(session, now)
        idle_min = settings.value(session, "session_idle_min")
        ended = session.execute(delete(SessionRow).where(sessions.over(now, idle_min))).rowcount  # type: ignore[attr-defined]
        tokens = session.execute(delete(UploadToken).where(UploadToken.expires_at_utc < now)).rowcount  # type: ignore[attr-defined]
        for done in (SignOnAttempt, UsedLogoutToken):
            session.execute(delete(done).where(done.ends_at_utc <= now))
        session.execute(delete(SignInGuard).where(SignInGuard.last_at_utc < now - guards.QUIET))
    _drop_trail(platform, today, now)
    remove(folders)
    if folders:
        platform.lake.note_gone()
        platform.records.scrub()
    platform.lake.forget_old_seen()
    return Swept(destroyed, len(due) - destroyed, len(folders), warned, ended, tokens, _clear_orphans(platform))


def _drop_trail(platform: Platform, today: date, now: datetime) -> None:
    with platform.records.reading() as session:
        days, detail_days = settings.value(session, "ledger_days"), settings.value(session, "ledger_detail_days")
    dropping.drop(platform.records, platform.home, today, now, days=days, detail_days=detail_days)


def _destroy(platform: Platform, dataset_id: str) -> int:
    try:
        datasets.destroy(platform.records, platform.lake, dataset_id, person_id=None, why="date")
    except Problem:  # a run reads it, or it went meanwhile: the next sweep looks again
        return 0
    return 1


def _stale_uploads(session: Session, platform: Platform, now: datetime) -> list[Path]:
    """Files never analysed: past their retention date, or in a draft untouched for as long as the setting says."""
    today = now.astimezone(settings.local_zone(session)).date()
    limit = now - timedelta(days=settings.value(session, "staging_days"))
    stale = session.scalars(
        select(Upload)
        .join(Draft, Draft.id == Upload.draft_id)
        .where(Upload.state != "settled", or_(Upload.retention_until < today, Draft.saved_at_utc < limit))
    ).all()
    for row in stale:
        ledger.record(
            session, ledger.UPLOAD_REMOVED, organisation_id=row.organisation_id, subject=("upload", row.id),
            facts={"why": "date"}, at=now,
        )  # fmt: skip
        drafts.forget_input(session, row.draft_id, row.input, row.id, now)
        session.delete(row)
    return [platform.lake.upload_folder(row.draft_id, row.id) for row in stale]


def _warn(session: Session, now: datetime) -> int:
    today = now.astimezone(settings.local_zone(session)).date()
    soon = today + timedelta(days=settings.value(session, "retention_warn_days"))
    near = session.scalars(select(Dataset).where(Dataset.retention_until >= today, Dataset.retention_until <= soon)).all()
    return sum(
        inbox.add(
            session, row.person_id, "inbox.retention_near",
            {"file": row.title, "until": row.retention_until.isoformat()},
            once=f"retention:{row.id}:{row.retention_until.isoformat()}", at=now,
        )
        for row in near
    )  # fmt: skip


def _clear_orphans(platform: Platform) -> int:
    """What a crash left between the records and the files. Young folders are let be."""
    before = time.time() - _YOUNG_S
    old = [path for path in _orphans(platform) if path.stat().st_mtime < before]
    remove(old)
    return len(old)


def _orphans(platform: Platform) -> list[Path]:
    with platform.records.reading() as session:
        uploads = set(session.scalars(select(Upload.id).where(Upload.state != "settled")))
    sent = platform.lake.staging.glob("*/*")
    return [*datasets.orphans(platform.records, platform.lake), *(path for path in sent if path.name not in uploads)]
