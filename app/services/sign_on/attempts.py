"""Sign-ins under way: kept in the records, for one browser, one provider and one use, for ten minutes.

What is guarded against: a forged or replayed answer (the state is taken away by whoever brings it first), one that was begun in another
browser (the browser's own secret is in the key), one meant for another provider, and a flood of beginnings (so many at once, no more).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select

from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog.records.tables import SignOnAttempt

LASTS = timedelta(minutes=10)
MOST = 20_000


def keep(platform: Platform, provider: str, state: str, browser: str, facts: Mapping[str, Any]) -> None:
    """Notes what was asked. Problem sign_on.too_many."""
    now = platform.now()
    with platform.records.session() as session:
        session.execute(delete(SignOnAttempt).where(SignOnAttempt.ends_at_utc <= now))
        if (session.scalar(select(func.count()).select_from(SignOnAttempt)) or 0) >= MOST:
            raise Problem("sign_on.too_many")
        session.add(SignOnAttempt(key=_key(state, browser), provider=provider, facts=dict(facts), ends_at_utc=now + LASTS))


def find(platform: Platform, provider: str, state: str, browser: str) -> Mapping[str, Any] | None:
    """What was asked, when this browser asked this provider."""
    with platform.records.reading() as session:
        row = session.get(SignOnAttempt, _key(state, browser))
        return row.facts if row is not None and row.provider == provider and row.ends_at_utc > platform.now() else None


def take(platform: Platform, state: str, browser: str) -> bool:
    """Uses it up; False for whoever comes second."""
    with platform.records.session() as session:
        gone = session.execute(delete(SignOnAttempt).where(SignOnAttempt.key == _key(state, browser)))
        return bool(gone.rowcount)  # type: ignore[attr-defined]


def _key(state: str, browser: str) -> str:
    return hashlib.sha256(f"{len(state)}:{state}{browser}".encode("utf-8", "replace")).hexdigest()
