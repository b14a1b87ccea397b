"""The accounts of an administrator's tree: list, add, give roles, disable, let in again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from app.identity import guards, passwords, rights
from app.identity import person as identities
from app.identity.person import Person
from app.services.people.credentials import end_sessions
from app.services.people.organisations import need_over, reaches, within
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import ROLES, Identity, Membership, Organisation, PersonRow, new_id
from models.kit.wording import Words


@dataclass(frozen=True)
class PersonLine:
    """One account in a list. `roles`: all, wherever held; `here`: those at its own organisation.

    `locked`: it waits after failed sign-ins.
    """

    id: str
    login: str
    name: str
    organisation_id: str
    organisation: Words
    roles: tuple[str, ...]
    disabled: bool
    locked: bool
    must_change: bool
    here: tuple[str, ...] = ()


@dataclass(frozen=True)
class People:
    """A page of accounts, and how many there are in all."""

    lines: tuple[PersonLine, ...]
    total: int


@dataclass(frozen=True)
class NewPerson:
    """Somebody to add."""

    login: str
    name: str
    organisation_id: str
    roles: frozenset[str]
    language: str = "ko"


@dataclass(frozen=True)
class Added:
    """Somebody added, with the temporary password: it is told once and kept nowhere."""

    person_id: str
    login: str
    name: str
    password: str


def listed(person: Person, platform: Platform, search: str = "", limit: int = 100, offset: int = 0) -> People:
    """The accounts of the person's tree, by name; `search` looks in name and login."""
    rights.need(person, "manage_people")
    with platform.records.reading() as session:
        wanted = _in_tree(session, person, search.strip())
        rows = session.execute(
            select(PersonRow, Organisation)
            .join(Organisation, Organisation.id == PersonRow.organisation_id)
            .where(*wanted)
            .order_by(PersonRow.name, PersonRow.login)
            .limit(limit)
            .offset(offset)
        ).all()
        held: dict[str, set[tuple[str, str]]] = {}
        given = select(Membership.person_id, Membership.role, Membership.organisation_id)
        for owner, role, at in session.execute(given.where(Membership.person_id.in_([row.id for row, _ in rows]))):
            held.setdefault(owner, set()).add((role, at))
        lines = tuple(_line(session, platform, row, body, held.get(row.id, set())) for row, body in rows)
        total = session.scalar(select(func.count()).select_from(PersonRow).where(*wanted)) or 0
    return People(lines, total)


def viewed(person: Person, platform: Platform, search: str, page: int) -> None:
    """Notes in the ledger that the person looked at a page of the list; a screen says it before it shows one, not at every redraw."""
    rights.need(person, "manage_people")
    with platform.records.session() as session:
        ledger.record(
            session, ledger.PEOPLE_VIEWED, person_id=person.id, organisation_id=person.organisation_id,
            facts={"page": page, **({"search": True} if search.strip() else {})}, at=platform.now(),
        )  # fmt: skip


def add(person: Person, platform: Platform, new: NewPerson) -> Added:
    """Adds somebody with a temporary password. Problems: people.….  Takes 0.1 s."""
    rights.need(person, "manage_people")
    password = passwords.temporary()
    hashed = passwords.hash_password(password)
    with platform.records.session() as session:
        return insert(session, platform, person, new, password, hashed)[1]


def insert(
    session: Session, platform: Platform, person: Person, new: NewPerson, password: str, hashed: str, *, free: bool = False
) -> tuple[PersonRow, Added]:  # fmt: skip
    """Adds somebody in the session's transaction. `free`: that nobody has the login was found out before.

    Problems: people.login_unusable, login_taken, name_missing, roles_unknown, organisation_unknown.
    """
    login = identities.usable_login(new.login)
    name = new.name.strip()[:100]
    if not name:
        raise Problem("people.name_missing")
    roles = known_roles(new.roles)
    body = session.get(Organisation, new.organisation_id)
    if body is None or body.valid_to is not None or not reaches(session, person, "manage_people", body.id):
        raise Problem("people.organisation_unknown")
    if not free and session.scalar(select(PersonRow.id).where(PersonRow.login == login)):
        raise Problem("people.login_taken", login=login)
    # Whoever is added in the demo belongs to the demo, and ends with it.
    row = PersonRow(
        id=new_id(), login=login, name=name, organisation_id=body.id, password_hash=hashed, must_change=True,
        demo=person.demo, language=new.language if new.language in ("ko", "en") else "ko", made_at_utc=platform.now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add_all(Membership(person_id=row.id, organisation_id=body.id, role=role) for role in sorted(roles))
    _note(session, platform, person, ledger.PERSON_ADDED, row, roles=sorted(roles))
    return row, Added(row.id, login, name, password)


def set_roles(person: Person, platform: Platform, person_id: str, roles: Iterable[str]) -> None:
    """Gives somebody these roles in their organisation and no others there. Problem people.last_admin.

    Their sessions end: a page drawn for the roles of before offers, and a click on it asks, what those allowed.
    """
    rights.need(person, "manage_people")
    wanted = known_roles(roles)
    with platform.records.session() as session:
        row = need(session, person, person_id)
        put_roles(session, platform, person, row, row.organisation_id, wanted)


def put_roles(
    session: Session, platform: Platform, person: Person, row: PersonRow, organisation_id: str, roles: frozenset[str]
) -> None:  # fmt: skip
    """These roles at one organisation and no others there, in the session's transaction; none: they hold none there any more."""
    there = (Membership.person_id == row.id, Membership.organisation_id == organisation_id)
    was_admin = session.scalar(select(Membership.role).where(*there, Membership.role == "admin"))
    with keeping_an_admin(session, row.demo) if was_admin and "admin" not in roles else nullcontext():
        session.execute(delete(Membership).where(*there))
        session.add_all(Membership(person_id=row.id, organisation_id=organisation_id, role=role) for role in sorted(roles))
    at = {} if organisation_id == row.organisation_id else {"at": organisation_id}
    _note(session, platform, person, ledger.ROLE_CHANGED, row, roles=sorted(roles), **at)
    end_sessions(session, platform, row, by=person.id)


def disable(person: Person, platform: Platform, person_id: str) -> None:
    """Shuts an account: its sessions end at once, its work stays. Problems: people.self, people.last_admin."""
    if person_id == person.id:
        raise Problem("people.self")
    with platform.records.session() as session:
        shut(session, platform, person, person_id)


def shut(session: Session, platform: Platform, person: Person, person_id: str) -> None:
    """Shuts another's account in the session's transaction.

    Problems: rights.role_needed, not_found.person, people.held_elsewhere, people.last_admin.
    """
    rights.need(person, "manage_people")
    row = need(session, person, person_id)
    need_over(session, person, row)
    with keeping_an_admin(session, row.demo):
        row.disabled = True
    _note(session, platform, person, ledger.PERSON_DISABLED, row)
    end_sessions(session, platform, row, by=person.id)


def enable(person: Person, platform: Platform, person_id: str) -> None:
    """Opens a shut account again."""
    rights.need(person, "manage_people")
    with platform.records.session() as session:
        row = need(session, person, person_id)
        row.disabled = False
        _note(session, platform, person, ledger.PERSON_ENABLED, row)


def unlock(person: Person, platform: Platform, person_id: str) -> None:
    """Lets an account in that waits after failed sign-ins."""
    rights.need(person, "manage_people")
    with platform.records.session() as session:
        row = need(session, person, person_id)
        guards.forget(session, row.login)
        _note(session, platform, person, ledger.PERSON_UNLOCKED, row)


def known_roles(roles: Iterable[str]) -> frozenset[str]:
    """The roles, when each is one. Problem people.roles_unknown with those that are none and those there are."""
    wanted = frozenset(roles)
    unknown = sorted(wanted - set(ROLES))
    if unknown or not wanted:
        raise Problem("people.roles_unknown", given=", ".join(unknown)[:100] or "–", known=list(ROLES))
    return wanted


def _in_tree(session: Session, person: Person, search: str) -> Sequence[ColumnElement[bool]]:
    reached = within(session, rights.spans(person, "manage_people"))
    wanted: list[ColumnElement[bool]] = [PersonRow.organisation_id.in_(reached)]
    if search:
        wanted.append(
            or_(
                PersonRow.name.icontains(search, autoescape=True), PersonRow.login.icontains(search, autoescape=True)
            )
        )  # fmt: skip
    return wanted


def _line(session: Session, platform: Platform, row: PersonRow, body: Organisation, held: set[tuple[str, str]]) -> PersonLine:
    roles, here = {role for role, _ in held}, {role for role, at in held if at == body.id}
    return PersonLine(
        id=row.id, login=row.login, name=row.name, organisation_id=body.id,
        organisation=body.name, roles=tuple(role for role in ROLES if role in roles),
        disabled=row.disabled, locked=guards.wait_min(session, row.login, platform.now()) > 0,
        must_change=row.must_change, here=tuple(role for role in ROLES if role in here),
    )  # fmt: skip


def need(session: Session, person: Person, person_id: str) -> PersonRow:
    """The account, where it belongs to the administrator's tree. Problem not_found.person."""
    row = session.get(PersonRow, person_id)
    if row is None or not reaches(session, person, "manage_people", row.organisation_id):
        raise Problem("not_found.person")
    return row


@contextmanager
def keeping_an_admin(session: Session, demo: bool) -> Iterator[None]:
    """What is done inside leaves somebody who can sign in as an administrator, and one of the whole tree where there was one."""
    had_top = _admins(session, demo, at_top=True) > 0
    yield
    session.flush()
    if not _admins(session, demo, at_top=had_top):
        raise Problem("people.last_admin")


def _admins(session: Session, demo: bool, *, at_top: bool) -> int:
    """Those who can sign in whatever becomes of a provider: by a password, and not by grace of a provider's rules."""
    came_with = select(Identity.id).where(Identity.person_id == PersonRow.id).exists()
    wanted = (
        select(func.count())
        .select_from(Membership)
        .join(PersonRow, PersonRow.id == Membership.person_id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.role == "admin", PersonRow.disabled.is_(False), PersonRow.demo == demo)
        .where(Membership.identity_id.is_(None), or_(PersonRow.password_hash.is_not(None), ~came_with))
    )
    return session.scalar(wanted.where(Organisation.parent_id.is_(None)) if at_top else wanted) or 0


def _note(session: Session, platform: Platform, person: Person, event: str, row: PersonRow, **facts: object) -> None:
    ledger.record(
        session, event, person_id=person.id, organisation_id=row.organisation_id, subject=("person", row.id),
        facts=facts, at=platform.now(),
    )  # fmt: skip
