"""What is told of a source: in the inbox of whoever set it up, and by e-mail where a mail server is set."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.services import inbox, leaving
from app.services.platform import Platform
from app.texts import LANGUAGES, problem_text, text
from connectors.problem import Problem
from connectors.services import mail
from data_catalog.records.tables import PersonRow, Source

LINK = "/sources"
_LOG = logging.getLogger("modu.worker")


@dataclass(frozen=True)
class Letter:
    """One letter to send once the records hold what it tells."""

    to: tuple[str, ...]
    subject: str
    body: str


def failed(session: Session, row: Source, problem: Problem, now: datetime) -> Letter | None:
    """Tells a failure; the same one once a day. Gives the letter to send, when there is somebody to send it to."""
    why = {lang: problem_text(problem, lang) for lang in LANGUAGES}
    facts: dict[str, Any] = {"title": row.title, "why": why}
    once = f"source:{row.id}:{problem.code}:{now.date().isoformat()}"
    if not inbox.add(session, row.person_id, "inbox.source_failed", facts, link=LINK, once=once, at=now):
        return None
    person = session.get_one(PersonRow, row.person_id)
    to = addresses(row.settings.get("mail_to") or (), person.login)
    if not to:
        return None
    subject = text("source.mail.subject", person.language, title=row.title)
    return Letter(to, subject, text("source.mail.body", person.language, title=row.title, why=why[person.language]))


def succeeded(session: Session, row: Source, added: Sequence[str], recovered: bool, now: datetime) -> None:
    """Tells only what is worth it: that a failure is over, that columns came."""
    if recovered:
        inbox.add(session, row.person_id, "inbox.source_recovered", {"title": row.title}, link=LINK, at=now)
    if added:
        inbox.add(session, row.person_id, "inbox.source_columns", {"title": row.title, "columns": list(added)[:12]}, link=LINK, at=now)


def send(platform: Platform, letter: Letter) -> None:
    """Sends it where a mail server is set. A letter that fails is logged: the inbox has the news already."""
    server = leaving.mail_server(platform)
    if server is None:
        return
    try:
        mail.send(leaving.gate(platform), server, letter.to, letter.subject, letter.body)
    except Problem as problem:
        _LOG.warning("a letter was not sent: %s", problem)


def addresses(named: Sequence[str], login: str) -> tuple[str, ...]:
    """Whom to write to: who was named, else the owner where their login is an address."""
    return tuple(named) or ((login,) if "@" in login.strip("@") else ())
