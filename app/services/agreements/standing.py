"""Agreements in force: revoked at once, given back, and ended by date with both sides told a week before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.person import Person
from app.services.agreements import deciding, deletion, steps
from app.services.agreements.ageing import IS_OPEN, Calendar
from app.services.catalogue import policies
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger, reading
from data_catalog.records.tables import Agreement

TOLD_BEFORE_DAYS = 7


@dataclass(frozen=True)
class Turned:
    """What one turn did. `owed`: proofs of deletion that were asked for."""

    ended: int
    reminded: int
    late: int = 0
    owed: int = 0


def revoke(person: Person, platform: Platform, agreement_id: str, seen: int, comment: str) -> None:
    """Takes the data back at once, with a reason: what it showed, and every result made of it, is closed with this transaction.

    Problems: those of `steps.needed`, rights.role_needed, agreement.own, agreement.state_wrong, agreement.reason_missing.
    """
    said = steps.need_reason(comment)
    with platform.records.session() as session:
        row = deciding.need_decider(session, person, agreement_id, seen)
        steps.need_state(row, "active")
        policies.end_of_agreement(session, platform, row.id, person.id)
        steps.move(session, platform, row, ledger.AGREEMENT_REVOKED, "revoked", person.id, both(session, row), said)
        deletion.owe(session, platform, row, reading.today_of(session, platform.now()))
    platform.lake.forget_seen(row.dataset_id)


def give_back(person: Person, platform: Platform, agreement_id: str, seen: int) -> None:
    """Ends an agreement one asked for before its day. Problems: those of `steps.needed`, agreement.state_wrong."""
    with platform.records.session() as session:
        row = steps.needed(session, person, agreement_id, seen)
        if row.asked_by != person.id:
            raise Problem("not_found.agreement")
        steps.need_state(row, "active")
        policies.end_of_agreement(session, platform, row.id, person.id)
        steps.move(session, platform, row, ledger.AGREEMENT_ENDED, "ended", person.id, both(session, row))
        deletion.owe(session, platform, row, reading.today_of(session, platform.now()))
    platform.lake.forget_seen(row.dataset_id)


def turn(platform: Platform, now: datetime | None = None) -> Turned:
    """Marks ended what is past its day (its policy shows nothing since then), tells both sides of what ends within a week, and whose turn
    it is of a request that is late with them, once at every step; and asks for the proofs of deletion that are owed.

    The worker calls it every hour; twice does no harm.
    """
    with platform.records.reading() as session:
        today = reading.today_of(session, now or platform.now())
        over = session.scalars(select(Agreement.id).where(Agreement.state == "active", Agreement.ends < today)).all()
    ended = [found for one in over if (found := end_by_day(platform, one))]
    for dataset_id in set(ended):
        platform.lake.forget_seen(dataset_id)
    with platform.records.session() as session:
        soon = (Agreement.ends >= today, Agreement.ends <= today + timedelta(days=TOLD_BEFORE_DAYS))
        near = session.scalars(select(Agreement).where(Agreement.state == "active", *soon)).all()
        for row in near:
            for one in both(session, row):
                steps.message(session, platform, row, one, "agreement_near")
        calendar = Calendar.of(session, now or platform.now())
        late = session.scalars(select(Agreement).where(IS_OPEN, calendar.is_late())).all()
        for row in late:
            for one in steps.holders(session, row):
                steps.message(session, platform, row, one, "agreement_late", days=calendar.late_days)
        owed = deletion.turn(session, platform, today)
    return Turned(len(ended), len(near), len(late), owed)


def both(session: Session, row: Agreement) -> Iterable[str]:
    """Who is told on both sides: who asked, and the owner's stewards."""
    return dict.fromkeys([row.asked_by, *steps.owners(session, row)])


def end_by_day(platform: Platform, agreement_id: str) -> str | None:
    """Marks an agreement ended whose last day the caller found to be over; gives its dataset, None when another did it.

    `Lake.forget_seen` of the dataset is the caller's.
    """
    with platform.records.session() as session:
        row = session.get(Agreement, agreement_id, with_for_update=True)
        if row is None or row.state != "active":
            return None
        policies.end_of_agreement(session, platform, row.id, None)
        steps.move(session, platform, row, ledger.AGREEMENT_ENDED, "ended", None, both(session, row))
        deletion.owe(session, platform, row, row.ends)
        return row.dataset_id
