"""People going from one organisation to another: roles of work go along, roles over others do not."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.people import people
from app.services.people.credentials import end_sessions
from app.services.people.organisations import need_over, reaches
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import Membership, Organisation, PersonRow

OF_WORK = ("analyst", "author", "trainer")
"""The roles in which one works oneself; the others are over people, data or records of an organisation."""


def to(person: Person, platform: Platform, person_id: str, organisation_id: str) -> None:
    """Somebody belongs to another organisation from now on. Roles over others that they had by the old one end.

    Their sessions end. Problems: not_found.person, people.held_elsewhere, people.organisation_unknown, people.last_admin.
    """
    rights.need(person, "manage_people")
    with platform.records.session() as session:
        place(session, platform, person, people.need(session, person, person_id), organisation_id)


def place(session: Session, platform: Platform, person: Person, row: PersonRow, organisation_id: str) -> None:
    """The same in the session's transaction."""
    need_over(session, person, row)
    body = session.get(Organisation, organisation_id)
    if body is None or body.valid_to is not None or not reaches(session, person, "manage_people", body.id):
        raise Problem("people.organisation_unknown")
    if body.id == row.organisation_id:
        return
    old = row.organisation_id
    with people.keeping_an_admin(session, row.demo):
        all_of(session, old, body.id, only=(row.id,))
        left = select(Membership).where(Membership.person_id == row.id, Membership.organisation_id == old)
        for held in session.scalars(left).all():
            session.delete(held)
    ledger.record(
        session, ledger.PERSON_MOVED, person_id=person.id, organisation_id=body.id, subject=("person", row.id), facts={"from": old},
        at=platform.now(),
    )  # fmt: skip
    end_sessions(session, platform, row, by=person.id)


def all_of(session: Session, old: str, new: str, *, only: Sequence[str] | None = None) -> set[str]:
    """Moves everybody of an organisation, or some, to another with their roles of work; gives who was moved."""
    wanted = select(PersonRow).where(PersonRow.organisation_id == old)
    rows = session.scalars(wanted if only is None else wanted.where(PersonRow.id.in_(only))).all()
    for row in rows:
        row.organisation_id = new
    held = select(Membership).where(Membership.organisation_id.in_((old, new)), Membership.role.in_(OF_WORK))
    if only is not None:
        held = held.where(Membership.person_id.in_(only))
    there = session.scalars(held).all()
    known = {(one.person_id, one.role) for one in there if one.organisation_id == new}
    for one in [one for one in there if one.organisation_id == old]:
        if (one.person_id, one.role) not in known:
            session.add(
                Membership(
                    person_id=one.person_id, organisation_id=new, role=one.role, identity_id=one.identity_id, since_utc=one.since_utc
                )
            )  # fmt: skip
        session.delete(one)
    session.flush()
    return {row.id for row in rows}
