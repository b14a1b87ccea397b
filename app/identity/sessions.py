"""Server-side sessions: a random token in the browser, its hash in the records; they age, and can be ended."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam, or_, select, update
from sqlalchemy.orm import Session

from app.identity import person as people
from app.identity.person import Person
from data_catalog.records import settings
from data_catalog.records.store import Records
from data_catalog.records.tables import SessionRow

# A page of the portal asks many times a minute; being seen is written once a minute.
_SEEN_EVERY = timedelta(seconds=60)
_OF_TOKEN = select(
    SessionRow.id, SessionRow.person_id, SessionRow.csrf, SessionRow.seen_at_utc, SessionRow.expires_at_utc, SessionRow.revoked_at_utc,
    settings.chosen("session_idle_min").label("idle_min"),
).where(SessionRow.token_hash == bindparam("token_hash"))  # fmt: skip


@dataclass(frozen=True)
class Signed:
    """A session in force, whose it is, and the token its forms must carry. At `expires_at_utc` it ends in any case."""

    session_id: str
    person: Person
    csrf: str
    expires_at_utc: datetime


def begin(session: Session, person_id: str, now: datetime) -> tuple[str, SessionRow]:
    """Begins a session; gives the token for the browser's cookie, which is nowhere else, and the session."""
    token = secrets.token_urlsafe(32)
    begun = SessionRow(
        token_hash=_hashed(token), person_id=person_id, csrf=secrets.token_urlsafe(32), made_at_utc=now,
        seen_at_utc=now, expires_at_utc=now + timedelta(hours=settings.value(session, "session_absolute_h")),
    )  # fmt: skip
    session.add(begun)
    session.flush()
    return token, begun


def find(records: Records, token: str | None, now: datetime) -> Signed | None:
    """The session of a token, when it is neither ended nor too old nor idle too long, and the account is in use."""
    if not token:
        return None
    with records.reading() as session:
        row = session.execute(_OF_TOKEN, {"token_hash": _hashed(token)}).one_or_none()
        if row is None or row.revoked_at_utc is not None or row.expires_at_utc <= now:
            return None
        if now - row.seen_at_utc >= timedelta(minutes=settings.in_force("session_idle_min", row.idle_min)):
            return None
        person = people.load(session, row.person_id)
        if person is None:
            return None
        signed = Signed(row.id, person, row.csrf, row.expires_at_utc)
        seen = row.seen_at_utc
    if now - seen >= _SEEN_EVERY:
        with records.session() as session:
            session.execute(update(SessionRow).where(SessionRow.id == signed.session_id).values(seen_at_utc=now))
    return signed


def end(session: Session, token: str, now: datetime) -> str | None:
    """Ends the session of a token; gives whose it was."""
    row = session.scalar(select(SessionRow).where(SessionRow.token_hash == _hashed(token)))
    if row is None or row.revoked_at_utc is not None:
        return None
    row.revoked_at_utc = now
    return row.person_id


def end_all(session: Session, person_id: str, now: datetime, *, but: str | None = None) -> int:
    """Ends every session of a person, but one; how many there were."""
    ended = session.execute(
        update(SessionRow)
        .where(SessionRow.person_id == person_id, SessionRow.revoked_at_utc.is_(None), SessionRow.id != (but or ""))
        .values(revoked_at_utc=now)
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]


def over(now: datetime, idle_min: int) -> ColumnElement[bool]:
    """The condition that a session can never be used again."""
    idle = now - timedelta(minutes=idle_min)
    return or_(
        SessionRow.revoked_at_utc.is_not(None), SessionRow.expires_at_utc <= now, SessionRow.seen_at_utc <= idle
    )  # fmt: skip


def csrf_fits(signed: Signed, given: str | None) -> bool:
    """Whether a form carries the session's own token."""
    return given is not None and hmac.compare_digest(signed.csrf.encode(), given.encode())


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
