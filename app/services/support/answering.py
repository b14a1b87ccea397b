"""What supporters do with a question: take it, give it to a colleague or back, note something among themselves, and answer."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.platform import Platform
from app.services.support import articles, steps
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.policy.kept import path_up
from data_catalog.records import settings
from data_catalog.records.tables import TICKET_OPEN, HelpEntry, HelpTicket, Membership, PersonRow


def assign(person: Person, platform: Platform, ticket_id: str, seen: int, to: str | None = None) -> None:
    """Gives a question to a supporter, oneself unless told. `seen`: the version the person saw.

    Problems: not_found.ticket, not_found.person, support.not_open, .changed.
    """
    with platform.records.session() as session:
        row = _open(session, person, ticket_id, seen)
        whom = to or person.id
        if whom not in colleagues(session, row.organisation_id):
            raise Problem("not_found.person")
        steps.step(row, "assigned")
        row.assigned_to = whom
        steps.note(session, platform, row, ledger.HELP_ASSIGNED, person.id)
        steps.tell(session, platform, [whom], "assigned", row.id, but=person.id)


def give_back(person: Person, platform: Platform, ticket_id: str, seen: int) -> None:
    """Puts a question back in the queue. Problems: not_found.ticket, support.not_open, .changed."""
    with platform.records.session() as session:
        row = _open(session, person, ticket_id, seen)
        steps.to_queue(session, row.id)
        steps.tell(session, platform, steps.supporters(session, row.organisation_id), "returned", row.id, but=person.id)


def note(person: Person, platform: Platform, ticket_id: str, said: str) -> None:
    """Leaves a note that supporters alone read. Problems: not_found.ticket, support.word_missing."""
    word = steps.plain(said)
    with platform.records.session() as session:
        row = _supported(session, person, ticket_id)
        if not word:
            raise Problem("support.word_missing")
        steps.add(session, platform, row, person, "note", word)


def answer(person: Person, platform: Platform, ticket_id: str, said: str, seen: int, article_id: str | None = None) -> None:
    """Answers; the asker is told. `article_id`: a published article the answer was taken from. Whoever presses twice has answered once.

    Problems: not_found.ticket, not_found.article, support.word_missing, .not_open, .changed.
    """
    word = steps.plain(said)
    if not word:
        raise Problem("support.word_missing")
    with platform.records.session() as session:
        row = _supported(session, person, ticket_id)
        if row.version == seen + 1 and row.state == "answered" and _is_last_said(session, row, person, word):
            return
        _need_open(row, seen)
        if article_id is not None and not articles.is_published(session, article_id):
            raise Problem("not_found.article")
        now = platform.now()
        minutes = steps.minutes_between(row.asked_at_utc, now, settings.local_zone(session))
        if row.answered_at_utc is None:
            row.answered_at_utc, row.minutes = now, minutes
        steps.step(row, "answered")
        row.assigned_to, row.helped, row.waits_since_utc = person.id, None, now
        steps.add(session, platform, row, person, "answer", word, article_id)
        steps.note(session, platform, row, ledger.HELP_ANSWERED, person.id, minutes=minutes)
        steps.tell(session, platform, [row.person_id], "answered", row.id, but=person.id)


def colleagues(session: Session, organisation_id: str) -> dict[str, str]:
    """Who may answer what is asked at an organisation, with their names, by name."""
    rows = session.execute(
        select(PersonRow.id, PersonRow.name)
        .join(Membership, Membership.person_id == PersonRow.id)
        .where(Membership.organisation_id.in_(path_up(session, organisation_id)), Membership.role.in_(rights.RIGHTS["support"]))
        .where(PersonRow.disabled.is_(False), PersonRow.must_change.is_(False))
        .distinct()
        .order_by(PersonRow.name, PersonRow.id)
    ).all()
    return {row.id: row.name for row in rows}


def _supported(session: Session, person: Person, ticket_id: str) -> HelpTicket:
    row = steps.needed(session, person, ticket_id, held=True)
    if not steps.supports(session, person, row.organisation_id):
        raise Problem("not_found.ticket")
    return row


def _open(session: Session, person: Person, ticket_id: str, seen: int) -> HelpTicket:
    """A question that waits and stands as the person saw it."""
    row = _supported(session, person, ticket_id)
    _need_open(row, seen)
    return row


def _need_open(row: HelpTicket, seen: int) -> None:
    steps.is_unchanged(row, seen)
    if row.state not in TICKET_OPEN:
        raise Problem("support.not_open")


def _is_last_said(session: Session, row: HelpTicket, person: Person, word: str) -> bool:
    """Whether this is the answer the person gave last."""
    answers = select(HelpEntry).where(HelpEntry.ticket_id == row.id, HelpEntry.kind == "answer").order_by(HelpEntry.id.desc()).limit(1)
    last = session.scalars(answers).one_or_none()
    return last is not None and (last.person_id, last.said) == (person.id, word)
