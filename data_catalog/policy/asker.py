"""Who asks, as policies see them: the organisations they stand in, their roles, the purpose they state, the day it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from data_catalog.policy.model import Subject
from data_catalog.records.tables import Membership, Organisation, OrganisationAttribute, PersonRow


@dataclass(frozen=True)
class Place:
    """One organisation somebody stands in, with all above it up to the top. `ended`: it or one above it is no more."""

    path: tuple[str, ...]
    ended: bool = False

    def under(self, organisation_id: str, below: bool) -> bool:
        """Whether it is that organisation, or (`below`) stands under it."""
        return organisation_id in self.path if below else self.path[0] == organisation_id


@dataclass(frozen=True)
class Asker:
    """`places`: their own organisation first. `roles`: each with the place it is held at. `own`: attributes of their organisation."""

    person_id: str
    places: tuple[Place, ...]
    today: date
    roles: tuple[tuple[str, Place], ...] = ()
    purpose: str | None = None
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    disabled: bool = False

    def let_in_by(self, subject: Subject) -> bool:
        """Whether an allowing policy speaks of them now. An organisation that ended lets nobody in."""
        return (
            not self.disabled
            and self._stands(subject, ended=False)
            and (subject.purpose is None or subject.purpose == self.purpose)
            and self._during(subject)
        )

    def held_by(self, subject: Subject) -> bool:
        """Whether a denying policy speaks of them now: also in an organisation that ended, and when they state no purpose."""
        return (
            self._stands(subject, ended=True)
            and (subject.purpose in (None, self.purpose) or self.purpose is None)
            and self._during(subject)
        )

    def _stands(self, subject: Subject, *, ended: bool) -> bool:
        places = self.places if subject.role is None else tuple(place for role, place in self.roles if role == subject.role)
        usable = [place for place in places if ended or not place.ended]
        if subject.organisation_id is None:
            return bool(usable)
        return any(place.under(subject.organisation_id, subject.below) for place in usable)

    def _during(self, subject: Subject) -> bool:
        return (subject.starts is None or subject.starts <= self.today) and (subject.ends is None or self.today <= subject.ends)


def asker_of(session: Session, person_id: str, today: date, purpose: str | None = None) -> Asker:
    """The person as the records know them; somebody they do not know stands nowhere."""
    person = session.get(PersonRow, person_id)
    if person is None:
        return Asker(person_id, (), today, purpose=purpose, disabled=True)
    tree = {row.id: row for row in session.scalars(select(Organisation))}
    held = session.execute(select(Membership.role, Membership.organisation_id).where(Membership.person_id == person_id)).all()
    home = _place(tree, person.organisation_id, today)
    roles = tuple((role, _place(tree, organisation_id, today)) for role, organisation_id in held)
    # A seat of a workshop stands nowhere: whoever joined by a code is let in by no policy, one for everybody neither.
    places = () if person.workshop_id is not None else tuple(dict.fromkeys([home, *(place for _, place in roles)]))
    return Asker(person_id, places, today, roles, purpose, attributes(session, home), person.disabled)


def askers(session: Session, today: date) -> Iterator[Asker]:
    """Everybody with an account in use, as the records know them, stating no purpose."""
    tree = {row.id: row for row in session.scalars(select(Organisation))}
    said = list(session.scalars(select(OrganisationAttribute)))
    place = lru_cache(None)(lambda organisation_id: _place(tree, organisation_id, today))
    own = lru_cache(None)(lambda home: _nearest(said, home))
    held: dict[str, list[tuple[str, str]]] = {}
    for person_id, role, organisation_id in session.execute(select(Membership.person_id, Membership.role, Membership.organisation_id)):
        held.setdefault(person_id, []).append((role, organisation_id))
    usable = (PersonRow.disabled.is_(False), PersonRow.workshop_id.is_(None))
    for person_id, organisation_id in session.execute(select(PersonRow.id, PersonRow.organisation_id).where(*usable)):
        home, roles = place(organisation_id), tuple((role, place(at)) for role, at in sorted(held.get(person_id, ())))
        yield Asker(person_id, tuple(dict.fromkeys([home, *(at for _, at in roles)])), today, roles, None, own(home))


def attributes(session: Session, home: Place) -> dict[str, tuple[str, ...]]:
    """Each attribute as the nearest organisation says it: its own, else that of one above."""
    return _nearest(session.scalars(select(OrganisationAttribute).where(OrganisationAttribute.organisation_id.in_(home.path))), home)


def _nearest(said: Iterable[OrganisationAttribute], home: Place) -> dict[str, tuple[str, ...]]:
    here = [row for row in said if row.organisation_id in home.path and row.values]
    nearest = sorted(here, key=lambda row: home.path.index(row.organisation_id), reverse=True)
    return {row.name: tuple(row.values) for row in nearest}


def _place(tree: Mapping[str, Organisation], organisation_id: str, today: date) -> Place:
    path: list[str] = []
    ended = False
    at: str | None = organisation_id
    while at is not None and at in tree and at not in path:
        path.append(at)
        row = tree[at]
        ended = ended or (row.valid_to is not None and row.valid_to <= today)
        at = row.parent_id
    # A circle in the tree is nobody's organisation.
    return Place(tuple(path) or (organisation_id,), ended or at is not None)
