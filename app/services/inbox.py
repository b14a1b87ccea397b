"""What concerns me: messages by key and facts, read or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from app.identity.person import Person
from app.services.platform import Platform
from data_catalog.records.tables import Message, utc_now

_UNREAD = select(func.count()).where(Message.person_id == bindparam("person"), Message.read_at_utc.is_(None))


@dataclass(frozen=True)
class MessageLine:
    """One message: `key` names its sentence in the texts, `facts` fill it, `link` leads to what it speaks of."""

    id: int
    key: str
    facts: Mapping[str, Any]
    link: str | None
    made_at_utc: datetime
    read: bool


def count(person: Person, platform: Platform) -> int:
    """How many are not read."""
    with platform.records.reading() as session:
        return session.scalar(_UNREAD, {"person": person.id}) or 0


def listed(person: Person, platform: Platform, limit: int = 50) -> tuple[MessageLine, ...]:
    """The newest first."""
    with platform.records.reading() as session:
        rows = session.scalars(select(Message).where(Message.person_id == person.id).order_by(Message.id.desc()).limit(limit)).all()
    return tuple(MessageLine(row.id, row.key, row.facts, row.link, row.made_at_utc, row.read_at_utc is not None) for row in rows)


def unread(person: Person, platform: Platform, path: str, ids: Mapping[str, str]) -> int:
    """How many are not read, once those that lead to the page at hand are: its path and the ids of its address. Whoever handled what a
    message speaks of by another way need not read it too."""
    waiting = count(person, platform)
    if not waiting or not ids:
        return waiting
    with platform.records.reading() as session:
        unread = select(Message.id, Message.link).where(Message.person_id == person.id, Message.read_at_utc.is_(None))
        here = [own for own, link in session.execute(unread.where(Message.link.startswith(f"/{path}?", autoescape=True)))
                if dict(parse_qsl(urlsplit(str(link)).query)).items() <= ids.items()]  # fmt: skip
    if here:
        mark_read(person, platform, here)
    return waiting - len(here)


def mark_read(person: Person, platform: Platform, ids: Iterable[int] | None = None) -> None:
    """Marks some of one's messages read, or all."""
    statement = update(Message).where(Message.person_id == person.id, Message.read_at_utc.is_(None))
    if ids is not None:
        statement = statement.where(Message.id.in_(list(ids)))
    with platform.records.session() as session:
        session.execute(statement.values(read_at_utc=platform.now()))


def add(
    session: Session,
    person_id: str,
    key: str,
    facts: Mapping[str, Any],
    *,
    link: str | None = None,
    once: str | None = None,
    at: datetime | None = None,
) -> bool:
    """Leaves a message in the session's transaction and says so; with `once` the same news does not come twice."""
    if once is not None:
        known = select(Message.id).where(Message.person_id == person_id, Message.once == once)
        if session.scalar(known) is not None:
            return False
    session.add(Message(person_id=person_id, key=key, facts=dict(facts), link=link, once=once, made_at_utc=at or utc_now()))
    session.flush()
    return True
