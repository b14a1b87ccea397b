"""Joining an account that is here already to a provider, and parting them: by an administrator, or by its owner who signed in there.

Never by e-mail or by name: whoever can have such a claim written at a provider would otherwise have the account.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.identity import passwords, rights, sessions
from app.identity.person import Person
from app.services.people.organisations import need_over, reaches
from app.services.platform import Platform
from app.services.sign_on import providers
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import Identity, Membership, PersonRow, SessionRow, SignOn, new_id


@dataclass(frozen=True)
class Linked:
    """One identity of an account. `by_hand`: somebody joined it; the account did not come with it."""

    id: str
    provider: str
    subject: str
    email: str | None
    by_hand: bool
    seen_at_utc: datetime


def own(person: Person, platform: Platform) -> tuple[Linked, ...]:
    """The identities of one's own account."""
    with platform.records.reading() as session:
        return _of(session, person.id)


def of(person: Person, platform: Platform, person_id: str) -> tuple[Linked, ...]:
    """The identities of somebody in an administrator's tree. Problems: rights.*, not_found.person."""
    rights.need(person, "manage_people")
    with platform.records.reading() as session:
        return _of(session, _need(session, person, person_id).id)


def is_me(person: Person, platform: Platform, password: str) -> None:
    """Passes when it is the owner who asks: a browser left open is not enough. Takes 0.1 s. Problem password.old_wrong."""
    with platform.records.reading() as session:
        hashed = session.get_one(PersonRow, person.id).password_hash
    if not passwords.fits(hashed, password):
        raise Problem("password.old_wrong")


def link_own(platform: Platform, person_id: str, provider: str, issuer: str, subject: str) -> None:
    """Joins the account of somebody who began it here and signed in there. Problem sign_on.identity_taken."""
    with platform.records.session() as session:
        row = session.get_one(PersonRow, person_id)
        _link(session, platform, row, provider, issuer, subject, by=person_id)


def link(person: Person, platform: Platform, person_id: str, provider: str, subject: str) -> None:
    """Joins somebody's account, by an administrator who knows the subject (`sub`) the provider calls them by.

    Problems: rights.*, not_found.person, sign_on.provider_unknown, sign_on.subject_unusable, sign_on.identity_taken,
    people.held_elsewhere.
    """
    rights.need(person, "manage_people")
    subject = subject.strip()
    if not 0 < len(subject) <= 255 or not subject.isprintable():
        raise Problem("sign_on.subject_unusable")
    one = providers.need(platform, provider)
    with platform.records.session() as session:
        row = _need(session, person, person_id)
        need_over(session, person, row)
        _link(session, platform, row, provider, one.issuer, subject, by=person.id)


def unlink(person: Person, platform: Platform, identity_id: str) -> None:
    """Parts them: what its rules gave is gone, and the sessions begun by it end.

    One's own, or one of an administrator's tree. Problems: not_found.person, sign_on.only_way, people.held_elsewhere.
    """
    with platform.records.session() as session:
        identity = session.get(Identity, identity_id)
        if identity is None:
            raise Problem("not_found.person")
        row = session.get_one(PersonRow, identity.person_id)
        if row.id != person.id:
            if not rights.may(person, "manage_people"):
                raise Problem("not_found.person")
            need_over(session, person, row)
        if row.id == person.id and row.password_hash is None and len(_of(session, row.id)) == 1:
            raise Problem("sign_on.only_way")
        now = platform.now()
        begun = select(SignOn.session_id).where(SignOn.identity_id == identity.id)
        session.execute(update(SessionRow).where(SessionRow.id.in_(begun), SessionRow.revoked_at_utc.is_(None)).values(revoked_at_utc=now))
        session.execute(delete(SignOn).where(SignOn.identity_id == identity.id))
        given = session.execute(delete(Membership).where(Membership.identity_id == identity.id))
        if given.rowcount:  # type: ignore[attr-defined]
            sessions.end_all(session, row.id, now)
        provider = identity.provider
        session.delete(identity)
        _note(session, platform, ledger.IDENTITY_UNLINKED, row, provider, by=person.id)


def _link(session: Session, platform: Platform, row: PersonRow, provider: str, issuer: str, subject: str, *, by: str) -> None:
    if row.demo:
        raise Problem("sign_on.admin_first")
    there = session.scalar(select(Identity).where(Identity.issuer == issuer, Identity.subject == subject))
    if there is not None:
        raise Problem("sign_on.identity_taken")
    session.add(
        Identity(
            id=new_id(), person_id=row.id, provider=provider, issuer=issuer, subject=subject, linked_by=by,
            made_at_utc=platform.now(), seen_at_utc=platform.now(),
        )
    )  # fmt: skip
    session.flush()
    _note(session, platform, ledger.IDENTITY_LINKED, row, provider, by=by)


def _of(session: Session, person_id: str) -> tuple[Linked, ...]:
    rows = session.scalars(select(Identity).where(Identity.person_id == person_id).order_by(Identity.made_at_utc, Identity.id))
    return tuple(Linked(row.id, row.provider, row.subject, row.email, row.linked_by is not None, row.seen_at_utc) for row in rows)


def _need(session: Session, person: Person, person_id: str) -> PersonRow:
    row = session.get(PersonRow, person_id)
    if row is None or not reaches(session, person, "manage_people", row.organisation_id):
        raise Problem("not_found.person")
    return row


def _note(session: Session, platform: Platform, event: str, row: PersonRow, provider: str, *, by: str) -> None:
    ledger.record(
        session, event, person_id=by, organisation_id=row.organisation_id, subject=("person", row.id),
        facts={"provider": provider}, at=platform.now(),
    )  # fmt: skip
