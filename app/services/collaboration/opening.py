"""Opening a collaboration check for two or more organisations, closing and withdrawing it, and the worker's turn."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.identity import house, rights
from app.identity.person import Person
from app.services.agreements import register
from app.services.collaboration import steps
from app.services.people.organisations import within
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger, reading
from data_catalog.records.tables import (
    COLLABORATION_DRIVERS,
    CollaborationCheck,
    CollaborationPartner,
    Organisation,
    PersonRow,
    new_id,
)

LEAST, MOST = 2, 12
"""So many partners."""
LONGEST_DAYS = 180
REMIND_DAYS = 3


@dataclass(frozen=True)
class Wanted:
    """What a check is to be about, whom it asks until when. `invited`: user names by organisation; without one its stewards are asked."""

    partners: tuple[str, ...]
    goal: str
    driver: str
    due: date
    sponsor: str = ""
    risks: str = ""
    invited: Mapping[str, str] = field(default_factory=dict)
    agreement_id: str | None = None


@dataclass(frozen=True)
class Turned:
    """What one turn did: checks closed, and those of which somebody is waited for who was reminded."""

    closed: int
    reminded: int


def sides(person: Person, platform: Platform, agreement_id: str) -> tuple[str, str]:
    """The organisations of an agreement the person takes part in. Problem not_found.agreement."""
    line, _ = register.one(person, platform, agreement_id)
    return line.owner_id, line.receiver_id


def begin(person: Person, platform: Platform, wanted: Wanted) -> str:
    """Opens a check; gives its id. Who is asked is told.

    Problems: rights.*, not_found.agreement, not_found.organisation, organisations.ended, policy.choice_unknown, collaboration.goal_missing,
    .partners_count, .due_wrong, .not_yours, .already, .person_unknown, .nobody, .same_person.
    """
    rights.need(person, "manage_datasets")
    if wanted.agreement_id:
        sides(person, platform, wanted.agreement_id)
    goal = steps.plain(wanted.goal)
    if not goal:
        raise Problem("collaboration.goal_missing")
    if wanted.driver not in COLLABORATION_DRIVERS:
        raise Problem("policy.choice_unknown", said=wanted.driver[:60], known=list(COLLABORATION_DRIVERS))
    with platform.records.session() as session:
        today = reading.today_of(session, platform.now())
        last = today + timedelta(days=LONGEST_DAYS)
        if not today <= wanted.due <= last:
            raise Problem("collaboration.due_wrong", first=today.isoformat(), last=last.isoformat())
        ids = _partners(session, person, wanted.partners, today)
        row = CollaborationCheck(
            id=new_id(), organisation_id=person.organisation_id, opened_by=person.id, agreement_id=wanted.agreement_id or None,
            partners=_fingerprint(ids), goal=goal, sponsor=steps.plain(wanted.sponsor), driver=wanted.driver,
            risks=steps.plain(wanted.risks), due=wanted.due, opened_at_utc=platform.now(),
        )  # fmt: skip
        same = (CollaborationCheck.partners == row.partners, CollaborationCheck.state == "open", CollaborationCheck.due >= today)
        if session.scalar(select(CollaborationCheck.id).where(*same)) is not None:
            raise Problem("collaboration.already")
        session.add(row)
        session.flush()
        for own in ids:
            session.add(CollaborationPartner(check_id=row.id, organisation_id=own, person_id=_invited(session, wanted, own)))
        session.flush()
        _need_somebody_each(session, row)
        steps.note(session, platform, row, ledger.COLLABORATION_OPENED, person.id, partners=len(ids))
        _ask(session, platform, row, "asked", today)
        return row.id


def close(person: Person, platform: Platform, check_id: str) -> None:
    """Closes it before everybody answered: the answers there are, are shown. Problems: not_found.collaboration, collaboration.over."""
    with platform.records.session() as session:
        row = _own(session, person, check_id)
        steps.need_open(session, platform, row)
        steps.close(session, platform, row, person.id)


def withdraw(person: Person, platform: Platform, check_id: str) -> None:
    """Takes it back: what was answered is erased unseen. Problems as `close`."""
    with platform.records.session() as session:
        row = _own(session, person, check_id)
        steps.need_open(session, platform, row)
        row.state, row.closed_at_utc = "withdrawn", platform.now()
        for one in steps.partners(session, row):
            one.ratings, one.benefit, one.goal, one.comment = None, "", "", ""
        steps.note(session, platform, row, ledger.COLLABORATION_WITHDRAWN, person.id)
        steps.tell(session, platform, row, steps.everybody(session, row), "withdrawn", but=person.id)


def turn(platform: Platform) -> Turned:
    """Closes what is past its day or waits for nobody any more; asks who took the place of somebody that left, and reminds a few days
    before the last. The worker calls it every hour; twice does no harm."""
    with platform.records.reading() as session:
        today = reading.today_of(session, platform.now())
        ids = session.scalars(select(CollaborationCheck.id).where(CollaborationCheck.state == "open")).all()
    closed = reminded = 0
    for own in ids:
        with platform.records.session() as session:
            row = session.get(CollaborationCheck, own, with_for_update=True)
            if row is None or row.state != "open":
                continue
            if steps.is_over(row, today) or steps.all_answered(session, row, today):
                steps.close(session, platform, row, None)
                closed += 1
                continue
            _ask(session, platform, row, "asked", today)
            if row.due <= today + timedelta(days=REMIND_DAYS):
                _ask(session, platform, row, "remind", today)
                reminded += 1
    return Turned(closed, reminded)


def _partners(session: Session, person: Person, wanted: Sequence[str], today: date) -> tuple[str, ...]:
    ids = tuple(dict.fromkeys(wanted))
    if not LEAST <= len(ids) <= MOST:
        raise Problem("collaboration.partners_count", least=LEAST, most=MOST)
    # Held until the end, in the same order by everybody: of two who open the same at once, the second sees the first's.
    held = select(Organisation).where(Organisation.id.in_(ids), Organisation.id != house.ID).order_by(Organisation.id).with_for_update()
    rows = {row.id: row for row in session.scalars(held)}
    if set(ids) - rows.keys():
        raise Problem("not_found.organisation")
    for row in rows.values():
        if steps.has_ended(session, row.id, today):
            raise Problem("organisations.ended", name=row.name)
    if not set(ids) & within(session, rights.spans(person, "manage_datasets")):
        raise Problem("collaboration.not_yours")
    return ids


def _invited(session: Session, wanted: Wanted, organisation_id: str) -> str | None:
    said = wanted.invited.get(organisation_id, "").strip()
    if not said:
        return None
    row = session.scalars(select(PersonRow).where(func.lower(PersonRow.login) == said.casefold())).one_or_none()
    if row is None or not steps.stands_for(session, row, organisation_id):
        raise Problem("collaboration.person_unknown", login=said[:100], organisation=session.get_one(Organisation, organisation_id).name)
    return row.id


def _need_somebody_each(session: Session, row: CollaborationCheck) -> None:
    """Passes where every partner has somebody to ask, and nobody is asked for two: who answers for both would answer nothing blind."""
    known: set[str] = set()
    for one in steps.partners(session, row):
        whom, name = set(steps.asked(session, one)), session.get_one(Organisation, one.organisation_id).name
        if not whom:
            raise Problem("collaboration.nobody", organisation=name)
        if whom & known:
            raise Problem("collaboration.same_person", organisation=name)
        known |= whom


def _ask(session: Session, platform: Platform, row: CollaborationCheck, what: str, today: date) -> None:
    for one in steps.partners(session, row):
        if one.answered_by is None and not steps.has_ended(session, one.organisation_id, today):
            steps.tell(session, platform, row, steps.asked(session, one), what)


def _own(session: Session, person: Person, check_id: str) -> CollaborationCheck:
    row = steps.needed(session, person, check_id, held=True)
    if not steps.manages(session, person, row):
        raise Problem("not_found.collaboration")
    return row


def _fingerprint(ids: Sequence[str]) -> str:
    return hashlib.sha256(" ".join(sorted(ids)).encode()).hexdigest()
