"""One worker at a time fetches a source: it claims it, keeps the claim while it works, and lets it go with the outcome."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from app.services import claims
from app.services.platform import Platform
from data_catalog.records.tables import Source

CLAIM = timedelta(minutes=3)
_RENEW_S = 30.0


@dataclass(frozen=True)
class Taken:
    """A source claimed for one refresh, as it was then."""

    row: Source
    token: str


def due(platform: Platform) -> list[str]:
    """Sources whose time has come and that nobody is fetching, the longest waiting first."""
    now = platform.now()
    free = or_(Source.claimed_until_utc.is_(None), Source.claimed_until_utc < now)
    wanted = select(Source.id).where(Source.state == "ready", Source.next_at_utc <= now, free)
    with platform.records.reading() as session:
        return list(session.scalars(wanted.order_by(Source.next_at_utc)))


def take(platform: Platform, source_id: str) -> Taken | None:
    """Claims a source; None when it is not ready or somebody else has it."""
    now, token = platform.now(), uuid4().hex
    free = or_(Source.claimed_until_utc.is_(None), Source.claimed_until_utc < now)
    mine = {"claimed_by": token, "claimed_until_utc": now + CLAIM}
    with platform.records.session() as session:
        claimed = session.execute(update(Source).where(Source.id == source_id, Source.state == "ready", free).values(**mine))
        if claimed.rowcount != 1:  # type: ignore[attr-defined]
            return None
        return Taken(session.get_one(Source, source_id), token)


@contextmanager
def kept(platform: Platform, taken: Taken) -> Iterator[None]:
    """Keeps the claim while the block runs; a process that dies lets it go within minutes."""
    mine = (Source.id == taken.row.id, Source.claimed_by == taken.token)

    def renew() -> None:
        with platform.records.session() as session:
            session.execute(update(Source).where(*mine).values(claimed_until_utc=platform.now() + CLAIM))

    with claims.renewed(renew, _RENEW_S):
        yield


def let_go(session: Session, taken: Taken) -> Source | None:
    """The source without its claim, to write the outcome on; None when it is no longer ours."""
    row = session.get(Source, taken.row.id, with_for_update=True)
    if row is None or row.claimed_by != taken.token:
        return None
    row.claimed_by = row.claimed_until_utc = None
    return row
