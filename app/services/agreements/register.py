"""Looking agreements up: what one asked for, what waits for one's decision, what is in force, and the history of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.agreements import deciding, deletion, steps
from app.services.agreements.deletion import Proof
from app.services.agreements.steps import Terms
from app.services.people.organisations import hold_tree, within
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import reading
from data_catalog.records import settings
from data_catalog.records.tables import AGREEMENT_OPEN, Agreement, AgreementEvent, Dataset, Organisation, PersonRow
from models.kit.wording import Words

_MOST = 200


@dataclass(frozen=True)
class Line:
    """One agreement. `title` is empty when the dataset is gone. `bases`: ids of the library of legal bases. `waited_days`: since it was
    asked for, while it is open; `left_days`: until it ends, in force. `decides`: it is the reader's to decide or revoke; `mine`: they
    asked for it. `deletion`: how it stands with the proof of deletion (`deletion.state`); `confirms`: it is the reader's to give."""

    id: str
    number: str
    dataset_id: str
    title: str
    owner_id: str
    owner: Words
    receiver_id: str
    receiver: Words
    asker: str
    purpose: str
    bases: tuple[str, ...]
    legal_basis: str
    below: bool
    state: str
    revision: int
    terms: Terms
    waited_days: int
    left_days: int
    decides: bool
    mine: bool
    deletion: str
    deletion_due: date | None
    confirms: bool


@dataclass(frozen=True)
class Step:
    """One step of an agreement's history; `who`, and `where` they belong today, are None when the day did it. `terms`: those on the table
    after it."""

    step: str
    after: str
    who: str | None
    where: Words | None
    at_utc: datetime
    comment: str
    terms: Terms
    proof: Proof | None = None


def mine(person: Person, platform: Platform) -> tuple[Line, ...]:
    """What the person asked for: first what is open, then the newest."""
    newest = (Agreement.asked_at_utc.desc(), Agreement.number.desc())
    found = _lines(person, platform, Agreement.asked_by == person.id, order=newest)
    return tuple(sorted(found, key=lambda one: one.state not in AGREEMENT_OPEN))


def to_decide(person: Person, platform: Platform) -> tuple[Line, ...]:
    """What waits for the person's decision, the oldest first. What was offered waits for who asked."""
    found = _lines(person, platform, Agreement.state.in_(("asked", "mediation")))
    return tuple(one for one in found if one.decides)


def in_force(person: Person, platform: Platform, limit: int = _MOST) -> tuple[Line, ...]:
    """The agreements in force on data the person is steward of, the first to end first."""
    found = _lines(person, platform, Agreement.state == "active", order=(Agreement.ends, Agreement.id), limit=limit)
    return tuple(one for one in found if one.decides)


def in_force_count(person: Person, platform: Platform) -> int:
    """How many `in_force` there are."""
    with platform.records.reading() as session:
        reached = within(session, rights.spans(person, "manage_datasets"))
        wanted = (Agreement.state == "active", Agreement.owner_organisation_id.in_(reached), Agreement.asked_by != person.id)
        return session.scalar(select(func.count(Agreement.id)).where(*wanted)) or 0


def one(person: Person, platform: Platform, agreement_id: str) -> tuple[Line, tuple[Step, ...]]:
    """An agreement the person takes part in, with its history, the newest step first. Problem not_found.agreement."""
    with platform.records.reading() as session:
        row = session.get(Agreement, agreement_id)
        if row is None or not steps.takes_part(session, person, row):
            raise Problem("not_found.agreement")
        events = session.scalars(
            select(AgreementEvent).where(AgreementEvent.agreement_id == row.id).order_by(AgreementEvent.id.desc())
        ).all()
        known = _people(session, {event.person_id for event in events if event.person_id})
        told = tuple(_step(event, known) for event in events)
        return _line(session, platform, person, row, reading.today_of(session, platform.now())), told


def _step(event: AgreementEvent, known: Mapping[str, tuple[str, Words]]) -> Step:
    who, where = known.get(event.person_id, ("–", None)) if event.person_id else (None, None)
    proof = Proof.from_json(event.proof) if event.proof else None
    return Step(event.step, event.after, who, where, event.at_utc, event.comment, Terms.from_json(event.terms), proof)


def _lines(person: Person, platform: Platform, *wanted: ColumnElement[bool], order: Sequence[Any] = (), limit: int = _MOST) -> list[Line]:
    """Those that are the person's to see, by default the oldest first; of very many the first."""
    with platform.records.reading() as session:
        hold_tree(session)
        reached = within(session, rights.spans(person, "manage_datasets"))
        theirs = or_(Agreement.asked_by == person.id, Agreement.owner_organisation_id.in_(reached))
        asked = select(Agreement).where(*wanted, theirs).order_by(*(order or (Agreement.asked_at_utc, Agreement.id))).limit(limit)
        rows = session.scalars(asked).all()
        # Held while the lines are made, so that what they name is asked for once and not for each.
        named = [
            *session.scalars(select(Dataset).where(Dataset.id.in_({row.dataset_id for row in rows}))),
            *session.scalars(select(PersonRow).where(PersonRow.id.in_({row.asked_by for row in rows}))),
            *session.scalars(select(Organisation).where(Organisation.id.in_({own for row in rows for own in _sides(row)}))),
        ]
        today = reading.today_of(session, platform.now())
        found = [_line(session, platform, person, row, today) for row in rows]
        del named
        return found


def _sides(row: Agreement) -> tuple[str, str]:
    return row.owner_organisation_id, row.receiver_organisation_id


def _line(session: Session, platform: Platform, person: Person, row: Agreement, today: date) -> Line:
    dataset, asker = session.get(Dataset, row.dataset_id), session.get_one(PersonRow, row.asked_by)
    owner, receiver = (session.get_one(Organisation, own) for own in _sides(row))
    asked = row.asked_at_utc.astimezone(settings.local_zone(session)).date()
    return Line(
        row.id, row.number or "", row.dataset_id, dataset.title if dataset else "", owner.id, owner.name, receiver.id, receiver.name,
        asker.name, row.purpose, tuple(row.legal_bases), row.legal_basis, row.below, row.state, row.revision, steps.terms_of(row),
        (today - asked).days, (row.ends - today).days, deciding.decides(session, person, row), row.asked_by == person.id,
        deletion.state(session, row, today), row.deletion_due, deletion.confirms(session, person, row),
    )  # fmt: skip


def _people(session: Session, ids: set[str]) -> dict[str, tuple[str, Words]]:
    """Names of people and of where they belong, by id."""
    wanted = select(PersonRow.id, PersonRow.name, Organisation)
    rows = session.execute(wanted.join(Organisation, Organisation.id == PersonRow.organisation_id).where(PersonRow.id.in_(ids)))
    return {own: (name, body.name) for own, name, body in rows}
