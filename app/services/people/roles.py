"""The roles of people in several organisations: what each gives where, from which organisation a right comes, and giving them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.people import people
from app.services.people.organisations import children_of, need, within
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog.policy.kept import path_up
from data_catalog.records.tables import ROLES, Membership, Organisation, PersonRow
from models.kit.wording import Words

_MOST = 200


@dataclass(frozen=True)
class Held:
    """One role somebody holds at an organisation and at `below` more under it. `own`: an administrator who asks may change it.

    `by_provider`: it came by a rule of single sign-on, and goes with it.
    """

    role: str
    organisation_id: str
    organisation: Words
    below: int
    by_provider: bool
    own: bool


@dataclass(frozen=True)
class Holder:
    """Somebody who holds a role at an organisation, because it was given at `source`: there or above."""

    person_id: str
    name: str
    login: str
    role: str
    source_id: str
    source: Words


def held(person: Person, platform: Platform, person_id: str) -> tuple[Held, ...]:
    """All roles of somebody of an administrator's tree; those held outside it by name only. Problem not_found.person."""
    rights.need(person, "manage_people")
    with platform.records.reading() as session:
        people.need(session, person, person_id)
        return of(session, person_id, within(session, rights.spans(person, "manage_people")))


def of(session: Session, person_id: str, reached: frozenset[str]) -> tuple[Held, ...]:
    """The same in a session, the organisation of most roles first."""
    rows = session.execute(
        select(Membership.role, Membership.identity_id, Organisation)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id == person_id)
    ).all()
    children = children_of(session)
    found = [
        Held(role, body.id, body.name, _below(children, body.id), identity is not None, body.id in reached) for role, identity, body in rows
    ]
    return tuple(sorted(found, key=lambda one: (one.organisation["ko"], one.organisation_id, ROLES.index(one.role))))


def give(person: Person, platform: Platform, person_id: str, organisation_id: str, roles: Iterable[str]) -> None:
    """Gives somebody of the tree these roles at one organisation of it and no others there; none takes all there. Their sessions end.

    Problems: not_found.person, not_found.organisation, organisations.ended, people.roles_unknown, people.last_admin, people.role_left.
    """
    rights.need(person, "manage_people")
    wanted = frozenset(roles)
    with platform.records.session() as session:
        row = people.need(session, person, person_id)
        body = need(session, person, organisation_id)
        if wanted:
            people.known_roles(wanted)
            if body.valid_to is not None:
                raise Problem("organisations.ended", name=body.name)
        people.put_roles(session, platform, person, row, body.id, wanted)
        if not session.scalar(select(func.count()).select_from(Membership).where(Membership.person_id == row.id)):
            raise Problem("people.role_left")


def holders(person: Person, platform: Platform, organisation_id: str) -> tuple[Holder, ...]:
    """Who holds a role over an organisation (supervisor, steward, auditor, admin) and where each comes from; at most 200.

    Those whose role comes from outside the person's tree are told as well: they look after what is in it. Problem not_found.organisation.
    """
    rights.need(person, "manage_people")
    with platform.records.reading() as session:
        need(session, person, organisation_id)
        path = list(path_up(session, organisation_id))
        rows = session.execute(
            select(PersonRow.id, PersonRow.name, PersonRow.login, Membership.role, Organisation)
            .join(Membership, Membership.person_id == PersonRow.id)
            .join(Organisation, Organisation.id == Membership.organisation_id)
            .where(
                Membership.organisation_id.in_(path), Membership.role.in_(("supervisor", "steward", "auditor", "admin")),
                PersonRow.disabled.is_(False),
            )
            .limit(_MOST)
        ).all()  # fmt: skip
    found = [Holder(own, name, login, role, body.id, body.name) for own, name, login, role, body in rows]
    return tuple(sorted(found, key=lambda one: (path.index(one.source_id), ROLES.index(one.role), one.name, one.person_id)))


def _below(children: Mapping[str | None, list[str]], root: str) -> int:
    seen: set[str] = set()
    waiting = [root]
    while waiting:
        at = waiting.pop()
        if at not in seen:
            seen.add(at)
            waiting += children.get(at, [])
    return len(seen) - 1
