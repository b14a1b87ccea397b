"""What every step of the help desk shares: finding a ticket, whose it is, who supports it, telling them, and the time that passed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services import inbox, written
from app.services.people.deciders import deciders
from app.services.people.organisations import within
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger, reading
from data_catalog.policy.kept import path_up
from data_catalog.records.tables import HelpEntry, HelpTicket, Membership, PersonRow

TEXT_MAX = 4_000
_SATURDAY = 5


def needed(session: Session, person: Person, ticket_id: str, *, held: bool = False) -> HelpTicket:
    """A ticket of the person's own or one they support; `held` until the transaction ends. Problem not_found.ticket."""
    row = session.get(HelpTicket, ticket_id, with_for_update=True if held else None)
    if row is None or not (owns(person, row) or supports(session, person, row.organisation_id)):
        raise Problem("not_found.ticket")
    return row


def owns(person: Person, row: HelpTicket) -> bool:
    """Whether it is the person who asked."""
    return row.person_id == person.id and not person.must_change


def need_account(person: Person) -> None:
    """Passes for an account in use; a seat of a workshop asks its trainer. Problems: rights.password_first, rights.role_needed."""
    if person.must_change:
        raise Problem("rights.password_first")
    if person.workshop_id is not None:
        raise Problem("rights.role_needed", right="analyse", roles=sorted(rights.RIGHTS["analyse"]))


def supports(session: Session, person: Person, organisation_id: str) -> bool:
    """Whether the person answers what is asked at an organisation."""
    return organisation_id in tree(session, person)


def tree(session: Session, person: Person) -> frozenset[str]:
    """The organisations whose questions the person answers, found once a session."""
    if not rights.may(person, "support"):
        return frozenset()
    key = f"support.tree.{person.id}"
    if key not in session.info:
        session.info[key] = within(session, rights.spans(person, "support"))
    found: frozenset[str] = session.info[key]
    return found


def supporters(session: Session, organisation_id: str) -> tuple[str, ...]:
    """Who is told of a question there: supporters of the nearest organisation that has one, else its administrators."""
    way = path_up(session, organisation_id)
    for own in way:
        found = session.scalars(
            select(Membership.person_id)
            .join(PersonRow, PersonRow.id == Membership.person_id)
            .where(Membership.organisation_id == own, Membership.role == "supporter", PersonRow.disabled.is_(False))
            .distinct()
        ).all()
        if found:
            return tuple(sorted(found))
    return deciders(session, "support", way)


def is_unchanged(row: HelpTicket, seen: int) -> None:
    """Passes where nobody took a step since the person saw it. Problem support.changed (`state`)."""
    if row.version != seen:
        raise Problem("support.changed", version=row.version)


def step(row: HelpTicket, state: str) -> None:
    """Takes a ticket to a state."""
    row.state, row.version = state, row.version + 1


def give_back(session: Session, platform: Platform) -> int:
    """Puts tickets back in the queue whose supporter has left: a closed account, or no right to support any more. How many."""
    holds = exists().where(Membership.person_id == HelpTicket.assigned_to, Membership.role.in_(rights.RIGHTS["support"]))
    shut = exists().where(PersonRow.id == HelpTicket.assigned_to, PersonRow.disabled)
    left: tuple[ColumnElement[bool], ...] = (HelpTicket.state == "assigned", shut | ~holds)
    found = session.execute(select(HelpTicket.id, HelpTicket.organisation_id).where(*left)).all()
    today = reading.today_of(session, platform.now())
    for own, organisation_id in found:
        to_queue(session, own)
        tell(session, platform, supporters(session, organisation_id), "returned", own, once=f"help:{own}:returned:{today}")
    return len(found)


def to_queue(session: Session, ticket_id: str) -> None:
    """Nobody is on it any more: it waits in the queue as it did before somebody took it."""
    row = session.get_one(HelpTicket, ticket_id, with_for_update=True)
    if row.state == "assigned":
        step(row, "reopened" if row.reopened else "asked")
        row.assigned_to = None


def add(session: Session, platform: Platform, row: HelpTicket, person: Person, kind: str, said: str, article: str | None = None) -> None:
    """Adds what somebody said."""
    session.add(HelpEntry(ticket_id=row.id, person_id=person.id, kind=kind, said=said, article_id=article, at_utc=platform.now()))


def tell(
    session: Session, platform: Platform, whom: Iterable[str], what: str, ticket_id: str, *, but: str | None = None, once: str | None = None
) -> None:  # fmt: skip
    """Leaves the news in inboxes. What was asked stays on the page of the ticket: the inbox says only that there is something."""
    page = "help" if what in ("answered", "closed") else "support"
    for one in dict.fromkeys(whom):
        if one != but:
            inbox.add(session, one, f"inbox.help_{what}", {}, link=f"/{page}?ticket={ticket_id}", once=once, at=platform.now())


def note(session: Session, platform: Platform, row: HelpTicket, event: str, person_id: str | None, **facts: int | str) -> None:
    """Puts on record what was done with a ticket: where it came from, never what it says."""
    whence = {"model": row.model, "step": row.step, "problem": row.problem}
    ledger.record(
        session, event, person_id=person_id, organisation_id=row.organisation_id, subject=("ticket", row.id),
        facts={**{name: value for name, value in whence.items() if value}, **facts}, at=platform.now(),
    )  # fmt: skip


def plain(said: str, longest: int = TEXT_MAX) -> str:
    """A text as it is kept: its lines trimmed, personal values hidden."""
    return written.lines(said, longest)


def hides(said: str) -> bool:
    """Whether something in a text is hidden as it is kept."""
    return plain(said, len(said)).count("*") > said.count("*")


def minutes_between(first: datetime, last: datetime, zone: ZoneInfo) -> int:
    """Whole minutes from one moment to a later one, Saturdays and Sundays of the zone left out; public holidays count.

    Example: asked on Friday at 17:00 and answered on Monday at 09:30: 7 hours and 9 and a half are 990 minutes.
    """
    begin, end = first.astimezone(zone), last.astimezone(zone)
    passed, at = timedelta(), begin
    while at < end:
        next_day = datetime.combine(at.date() + timedelta(days=1), time(), zone)
        until = min(next_day, end)
        if at.weekday() < _SATURDAY:
            passed += until - at
        at = until
    return int(passed.total_seconds() // 60)
