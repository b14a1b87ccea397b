"""Looking agreements up: what one asked for, what waits for one's decision, what is in force, and the history of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.agreements import deciding, steps
from app.services.agreements.steps import Terms
from app.services.people.organisations import within
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import reading
from data_catalog.records import settings
from data_catalog.records.tables import AGREEMENT_OPEN, Agreement, AgreementEvent, Dataset, Organisation, PersonRow
from models.kit.wording import Words

_MOST = 200


@dataclass(frozen=True)
class Line:
    """One agreement. `title` is empty when the dataset is gone. `waited_days`: since it was asked for, while it is open; `left_days`:
    until it ends, in force. `decides`: it is the reader's to decide or revoke; `mine`: they asked for it."""

    id: str
    dataset_id: str
    title: str
    owner: Words
    receiver: Words
    asker: str
    purpose: str
    legal_basis: str
    below: bool
    state: str
    revision: int
    terms: Terms
    waited_days: int
    left_days: int
    decides: bool
    mine: bool


@dataclass(frozen=True)
class Step:
    """One step of an agreement's history; `who` is None when the day did it. `terms`: those on the table after it."""

    step: str
    after: str
    who: str | None
    at_utc: datetime
    comment: str
    terms: Terms


def mine(person: Person, platform: Platform) -> tuple[Line, ...]:
    """What the person asked for: first what is open, then the newest."""
    found = _lines(person, platform, Agreement.asked_by == person.id, newest=True)
    found.reverse()
    return tuple(sorted(found, key=lambda one: one.state not in AGREEMENT_OPEN))


def to_decide(person: Person, platform: Platform) -> tuple[Line, ...]:
    """What waits for the person's decision, the oldest first. What was offered waits for who asked."""
    found = _lines(person, platform, Agreement.state.in_(("asked", "mediation")))
    return tuple(one for one in found if one.decides)


def in_force(person: Person, platform: Platform) -> tuple[Line, ...]:
    """The agreements in force on data the person is steward of, the first to end first."""
    found = _lines(person, platform, Agreement.state == "active")
    return tuple(sorted((one for one in found if one.decides), key=lambda one: one.terms.ends))


def one(person: Person, platform: Platform, agreement_id: str) -> tuple[Line, tuple[Step, ...]]:
    """An agreement the person takes part in, with its history, the newest step first. Problem not_found.agreement."""
    with platform.records.reading() as session:
        row = session.get(Agreement, agreement_id)
        if row is None or not steps.takes_part(session, person, row):
            raise Problem("not_found.agreement")
        events = session.scalars(
            select(AgreementEvent).where(AgreementEvent.agreement_id == row.id).order_by(AgreementEvent.id.desc())
        ).all()
        names = _people(session, {event.person_id for event in events if event.person_id})
        told = tuple(
            Step(event.step, event.after, names.get(event.person_id, "–") if event.person_id else None, event.at_utc, event.comment,
                 Terms.from_json(event.terms))
            for event in events
        )  # fmt: skip
        return _line(session, platform, person, row, reading.today_of(session, platform.now())), told


def _lines(person: Person, platform: Platform, *wanted: ColumnElement[bool], newest: bool = False) -> list[Line]:
    """Those that are the person's to see, the oldest first; of very many the oldest, or the newest."""
    with platform.records.reading() as session:
        reached = within(session, rights.spans(person, "manage_datasets"))
        theirs = or_(Agreement.asked_by == person.id, Agreement.owner_organisation_id.in_(reached))
        first = Agreement.asked_at_utc.desc() if newest else Agreement.asked_at_utc
        rows = session.scalars(select(Agreement).where(*wanted, theirs).order_by(first, Agreement.id).limit(_MOST)).all()
        today = reading.today_of(session, platform.now())
        return [_line(session, platform, person, row, today) for row in (reversed(rows) if newest else rows)]


def _line(session: Session, platform: Platform, person: Person, row: Agreement, today: date) -> Line:
    dataset, asker = session.get(Dataset, row.dataset_id), session.get_one(PersonRow, row.asked_by)
    asked = row.asked_at_utc.astimezone(settings.local_zone(session)).date()
    return Line(
        row.id, row.dataset_id, dataset.title if dataset else "", _named(session, row.owner_organisation_id),
        _named(session, row.receiver_organisation_id), asker.name, row.purpose, row.legal_basis,
        row.below, row.state, row.revision, steps.terms_of(row), (today - asked).days, (row.ends - today).days,
        deciding.decides(session, person, row), row.asked_by == person.id,
    )  # fmt: skip


def _named(session: Session, organisation_id: str) -> Words:
    body = session.get_one(Organisation, organisation_id)
    return {"ko": body.name_ko, "en": body.name_en}


def _people(session: Session, ids: set[str]) -> dict[str, str]:
    return {row.id: row.name for row in session.execute(select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(ids)))}
