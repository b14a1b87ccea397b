"""Whether the trail is whole: the last check, asking for one, and making those asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services import inbox
from app.services.audit.looking import whole
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records import settings
from data_catalog.records.tables import LedgerCheck, LedgerSeal, Membership, Organisation, PersonRow
from data_catalog.trail.verdict import Finding, Verdict, from_json
from data_catalog.trail.verify import verify

_DAILY = timedelta(hours=24)


@dataclass(frozen=True)
class State:
    """The trail: its last sealed day, the last check and its verdict, whether one is under way, and the zone of the office."""

    sealed_through: date | None
    checked_at: datetime | None
    verdict: Verdict | None
    under_way: bool
    may_ask: bool


def state(person: Person, platform: Platform) -> State:
    """As it stands. Problem rights.role_needed."""
    rights.need(person, "read_ledger")
    with platform.records.reading() as session:
        sealed = session.scalars(select(LedgerSeal.day).order_by(LedgerSeal.number.desc()).limit(1)).first()
        made = select(LedgerCheck).where(LedgerCheck.made_at_utc.is_not(None)).order_by(LedgerCheck.made_at_utc.desc())
        last = session.scalars(made.limit(1)).first()
        verdict = from_json(last.verdict) if last is not None and last.verdict else None
        return State(sealed, last.made_at_utc if last else None, verdict, _waiting(session), whole(session, person))


def ask(person: Person, platform: Platform) -> None:
    """Asks for a check of the whole trail; a worker makes it within seconds. Problems: rights.role_needed, rights.top_needed."""
    rights.need(person, "read_ledger")
    with platform.records.session() as session:
        if not whole(session, person):
            raise Problem("rights.top_needed")
        if _waiting(session):
            return
        session.add(LedgerCheck(person_id=person.id, asked_at_utc=platform.now()))
        ledger.record(session, ledger.AUDIT_CHECKED, person_id=person.id, organisation_id=person.organisation_id, at=platform.now())


def ask_daily(platform: Platform) -> None:
    """Asks for one when none was asked for within a day."""
    now = platform.now()
    recent = select(LedgerCheck.id).where(LedgerCheck.asked_at_utc > now - _DAILY).limit(1)
    with platform.records.reading() as session:
        if session.scalar(recent) is not None:
            return
    with platform.records.session() as session:
        session.add(LedgerCheck(asked_at_utc=now))


def make_checks(platform: Platform) -> int:
    """Makes the checks asked for, one for all of them, and tells those at the top of a broken trail. How many it answered."""
    with platform.records.reading() as session:
        asked = session.scalars(select(LedgerCheck.id).where(LedgerCheck.made_at_utc.is_(None))).all()
    if not asked:
        return 0
    verdict = _verdict(platform)
    with platform.records.session() as session:
        open_ones = (LedgerCheck.id.in_(asked), LedgerCheck.made_at_utc.is_(None))
        session.execute(update(LedgerCheck).where(*open_ones).values(made_at_utc=platform.now(), verdict=verdict.to_json()))
        if not verdict.whole:
            _warn(session, platform.now().astimezone(settings.local_zone(session)).date(), verdict)
    return len(asked)


def _verdict(platform: Platform) -> Verdict:
    try:
        return verify(platform.records, platform.home)
    except Exception as fault:
        # A trail so damaged that it cannot be gone over is not whole; nothing is to be asked for ever again.
        return Verdict((Finding("fault", None, None, {"fault": type(fault).__name__}),), (), None, 0, 0, 0, None)


def _warn(session: Session, today: date, verdict: Verdict) -> None:
    above = (
        select(PersonRow.id)
        .join(Membership, Membership.person_id == PersonRow.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.role.in_(rights.RIGHTS["read_ledger"]), Organisation.parent_id.is_(None), PersonRow.disabled.is_(False))
        .distinct()
    )
    for person_id in session.scalars(above).all():
        inbox.add(
            session, person_id, "inbox.trail_broken", {"count": len(verdict.breaks)}, link="/audit", once=f"trail:{today.isoformat()}"
        )


def _waiting(session: Session) -> bool:
    return session.scalar(select(LedgerCheck.id).where(LedgerCheck.made_at_utc.is_(None)).limit(1)) is not None
