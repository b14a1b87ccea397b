"""Asking the help desk, saying whether the answer helped, asking again with a word, and letting a question go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select

from app.identity.person import Person
from app.services.platform import Platform
from app.services.support import articles, attaching, steps
from app.services.support.attaching import Where
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.profile import Profile
from data_catalog.records.tables import TICKET_OPEN, HelpEntry, HelpTicket, new_id

QUESTION_MAX = 2_000
MOST_OPEN = 30
"""So many questions of one person may wait at once."""


@dataclass(frozen=True)
class Wanted:
    """A question, where it was asked, and which parts of what was there go with it."""

    question: str
    where: Where
    parts: frozenset[str] = frozenset(attaching.PARTS) - frozenset(attaching.UNASKED)
    profiles: Mapping[str, Profile] = field(default_factory=dict)


def ask(person: Person, platform: Platform, wanted: Wanted) -> str:
    """Asks; gives the id of the ticket. Supporters are told. Problems: rights.password_first, support.question_missing, .too_many."""
    steps.need_account(person)
    question = steps.plain(wanted.question, QUESTION_MAX)
    if not question:
        raise Problem("support.question_missing")
    attached = attaching.kept(attaching.found(person, platform, wanted.where, wanted.profiles), wanted.parts)
    with platform.records.session() as session:
        waits = (HelpTicket.person_id == person.id, HelpTicket.state.in_(TICKET_OPEN))
        if (session.scalar(select(func.count()).select_from(HelpTicket).where(*waits)) or 0) >= MOST_OPEN:
            raise Problem("support.too_many", limit=MOST_OPEN)
        now = platform.now()
        row = HelpTicket(
            id=new_id(), organisation_id=person.organisation_id, person_id=person.id, language=person.language,
            page=attached.get("page", "help"), step=attached.get("step"), model=attached.get("model", {}).get("id"),
            problem=next(iter(attached.get("problems", ())), None), attached=attached, asked_at_utc=now, waits_since_utc=now,
        )  # fmt: skip
        session.add(row)
        session.flush()
        steps.add(session, platform, row, person, "question", question)
        steps.note(session, platform, row, ledger.HELP_ASKED, person.id)
        steps.tell(session, platform, steps.supporters(session, row.organisation_id), "asked", row.id, but=person.id)
        return row.id


def helped(person: Person, platform: Platform, ticket_id: str, yes: bool) -> None:
    """Says whether the answer helped. One that did closes the question; one that did not leaves it, to be asked again.

    Problems: not_found.ticket, support.not_answered.
    """
    with platform.records.session() as session:
        row = steps.needed(session, person, ticket_id, held=True)
        if not steps.owns(person, row):
            raise Problem("not_found.ticket")
        if row.state != "answered":
            raise Problem("support.not_answered")
        row.helped = yes
        if not yes:
            row.version += 1
            return
        used = select(HelpEntry.article_id).where(HelpEntry.ticket_id == row.id, HelpEntry.article_id.is_not(None))
        for article in dict.fromkeys(session.scalars(used.order_by(HelpEntry.id))):
            articles.vote(session, person.id, str(article))
        _close(platform, row)
        steps.note(session, platform, row, ledger.HELP_CLOSED, person.id, helped=1)


def again(person: Person, platform: Platform, ticket_id: str, said: str) -> None:
    """Asks again, with a word on what is still missing. Problems: not_found.ticket, support.not_answered, .word_missing."""
    word = steps.plain(said, QUESTION_MAX)
    with platform.records.session() as session:
        row = steps.needed(session, person, ticket_id, held=True)
        if not steps.owns(person, row):
            raise Problem("not_found.ticket")
        if row.state not in ("answered", "closed"):
            raise Problem("support.not_answered")
        if not word:
            raise Problem("support.word_missing")
        last = row.assigned_to
        steps.step(row, "reopened")
        row.reopened, row.helped, row.assigned_to, row.waits_since_utc, row.closed_at_utc = (
            row.reopened + 1,
            False,
            None,
            platform.now(),
            None,
        )
        steps.add(session, platform, row, person, "reopened", word)
        steps.note(session, platform, row, ledger.HELP_REOPENED, person.id)
        whom = (*([last] if last else []), *steps.supporters(session, row.organisation_id))
        steps.tell(session, platform, whom, "reopened", row.id, but=person.id)


def let_go(person: Person, platform: Platform, ticket_id: str) -> None:
    """The asker needs no answer any more. Problems: not_found.ticket, support.not_open."""
    with platform.records.session() as session:
        row = steps.needed(session, person, ticket_id, held=True)
        if not steps.owns(person, row):
            raise Problem("not_found.ticket")
        if row.state not in TICKET_OPEN:
            raise Problem("support.not_open")
        _close(platform, row)
        steps.note(session, platform, row, ledger.HELP_CLOSED, person.id)


def close_idle(platform: Platform, ticket_id: str) -> bool:
    """Closes an answered question of which nothing more was heard; says whether it did."""
    with platform.records.session() as session:
        row = session.get(HelpTicket, ticket_id, with_for_update=True)
        if row is None or row.state != "answered":
            return False
        _close(platform, row)
        steps.note(session, platform, row, ledger.HELP_CLOSED, None)
        steps.tell(session, platform, [row.person_id], "closed", row.id)
        return True


def _close(platform: Platform, row: HelpTicket) -> None:
    steps.step(row, "closed")
    row.closed_at_utc = platform.now()
