"""Re-organisations: adding, renaming, moving, merging, splitting and ending, each with its effects told before it is done.

What is told is measured: the change is made in a transaction, looked at, and undone.

- Moving takes all that is below along. What people of another place were let see does not follow; what they are denied is judged anew.
- Merging: the people, and what stood below, stand in the other from then on. The merged one ends and stands below the other, so that
  its datasets, their policies and its past are looked after there. A policy that let its people see, and what was shared with it, ends
  with it: who set or gave it is told. A denying policy speaks of the other: what was closed stays closed.
- Splitting makes a new organisation beside it and moves chosen people and organisations there.
- Roles of work (analyst, author, trainer) go along with people; roles over others stay where they were given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services import inbox
from app.services.organising import effects
from app.services.organising.effects import Effect
from app.services.people import history, moving, organisations
from app.services.people.organisations import need, note, within
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import Organisation, OrganisationSuccession, PersonRow, PolicyRow, Share

KINDS = ("add", "rename", "move", "merge", "split", "end")


@dataclass(frozen=True)
class Change:
    """What is to be done to an organisation from a day on (today unless told).

    add: a new one under it. move: under `to_id`. merge: into `to_id`. split: a new one beside it, with `people` and the organisations
    of `below`. `name_ko`, `name_en`, `organisation_kind` are those of the new one, or its new ones.
    """

    kind: str
    organisation_id: str
    to_id: str = ""
    name_ko: str = ""
    name_en: str = ""
    organisation_kind: str = ""
    code: str = ""
    on: date | None = None
    people: tuple[str, ...] = ()
    below: tuple[str, ...] = ()


@dataclass
class Done:
    """What was done: the organisation it was done to or made, where those it concerns stand now, and what was counted on the way."""

    row: Organisation
    stands: str
    counted: dict[str, int] = field(default_factory=dict)


def preview(person: Person, platform: Platform, change: Change) -> tuple[Effect, ...]:
    """What the change would do, in an order to be read; nothing is kept. Problems as `make`."""
    rights.need(person, "manage_people")
    with platform.records.session() as session:
        before = effects.measured(session, change.organisation_id)
        done = make_in(session, platform, person, change)
        session.flush()
        told = effects.told(session, platform, change.kind, before, effects.measured(session, done.stands), done.counted)
        session.rollback()
    return told


def make(person: Person, platform: Platform, change: Change) -> str:
    """Makes the change; gives the id of the organisation it was done to, or of the new one.

    Problems: rights.role_needed, not_found.organisation, not_found.person, organisations.cycle, .kind_order, .kind_unknown, .own, .ended,
    .name_missing, .day_wrong, .end_past, .code_taken, .merge_below, .same.
    """
    rights.need(person, "manage_people")
    with platform.records.session() as session:
        return make_in(session, platform, person, change).row.id


def move_under(session: Session, platform: Platform, person: Person, row: Organisation, parent: Organisation, on: date | None) -> None:
    """Moves an organisation in the session's transaction. Problems: organisations.cycle, .own, .ended, .kind_order, .day_wrong."""
    if row.parent_id is None:
        raise Problem("organisations.own")
    if parent.id in within(session, {row.id}):
        raise Problem("organisations.cycle", name=row.name, above=parent.name)
    _in_use(row)
    _in_use(parent)
    organisations.fits(row.kind, parent)
    history.change(session, platform, person, row, on, parent_id=parent.id)
    note(session, platform, person, ledger.ORGANISATION_MOVED, row.id)


def make_in(session: Session, platform: Platform, person: Person, change: Change) -> Done:
    """The change in the session's transaction; the person's right is the caller's to ask. Problems as `make`."""
    if change.kind not in KINDS:
        raise ValueError(change.kind)
    organisations.locked(session)
    row = need(session, person, change.organisation_id)
    if change.kind == "add":
        made = organisations.begin(
            session, platform, person, row.id, change.organisation_kind, change.name_ko, change.name_en, change.code
        )  # fmt: skip
        return Done(made, made.id)
    if change.kind == "rename":
        said = (change.name_ko, change.name_en, change.organisation_kind or None, change.on)
        return Done(organisations.call(session, platform, person, row.id, *said), row.id)
    if change.kind == "end":
        return Done(organisations.close(session, platform, person, row.id, change.on), row.id)
    if change.kind == "split":
        return _split(session, platform, person, row, change)
    other = need(session, person, change.to_id)
    if other.id == row.id:
        raise Problem("organisations.same")
    if change.kind == "move":
        move_under(session, platform, person, row, other, change.on)
        return Done(row, row.id)
    return _merge(session, platform, person, row, other, change.on)


def _merge(session: Session, platform: Platform, person: Person, row: Organisation, other: Organisation, on: date | None) -> Done:
    if row.parent_id is None:
        raise Problem("organisations.own")
    if other.id in within(session, {row.id}):
        raise Problem("organisations.merge_below", name=row.name, into=other.name)
    _in_use(row)
    _in_use(other)
    counted = Counter(people=len(moving.all_of(session, row.id, other.id)))
    for child in _children(session, row.id):
        if child.valid_to is None:
            organisations.fits(child.kind, other)
        history.change(session, platform, person, child, on, parent_id=other.id)
        counted["below"] += 1
    counted.update(_policies(session, platform, person, row, other))
    counted["shares"] = _shares(session, platform, row, other)
    history.change(session, platform, person, row, on, parent_id=other.id)
    row.valid_to = on or platform.today()
    session.merge(OrganisationSuccession(from_id=row.id, to_id=other.id, way="merged", day=row.valid_to))
    note(session, platform, person, ledger.ORGANISATION_MERGED, row.id, into=other.id, **counted)
    session.flush()
    return Done(row, other.id, dict(counted))


def _split(session: Session, platform: Platform, person: Person, row: Organisation, change: Change) -> Done:
    if row.parent_id is None:
        raise Problem("organisations.own")
    _in_use(row)
    kind = change.organisation_kind or row.kind
    made = organisations.begin(session, platform, person, row.parent_id, kind, change.name_ko, change.name_en, change.code)
    if change.on is not None:
        if not history.since(session, row) <= change.on <= made.valid_from:
            raise Problem("organisations.day_wrong", first=history.since(session, row).isoformat(), last=made.valid_from.isoformat())
        made.valid_from = change.on
    moved = moving.all_of(session, row.id, made.id, only=change.people)
    if set(change.people) - moved:
        raise Problem("not_found.person")
    children = {child.id: child for child in _children(session, row.id)}
    for own in change.below:
        if own not in children:
            raise Problem("not_found.organisation")
        move_under(session, platform, person, children[own], made, change.on)
    session.merge(OrganisationSuccession(from_id=row.id, to_id=made.id, way="split", day=made.valid_from))
    counted = {"people": len(moved), "below": len(change.below)}
    note(session, platform, person, ledger.ORGANISATION_SPLIT, row.id, into=made.id, **counted)
    session.flush()
    return Done(made, made.id, counted)


def _policies(session: Session, platform: Platform, person: Person, row: Organisation, other: Organisation) -> Counter[str]:
    """What was closed to the one is closed to the other; who let the one in is told that it is no more."""
    counted: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for policy in session.scalars(
        select(PolicyRow).where(PolicyRow.subject_organisation_id == row.id, PolicyRow.ended_at_utc.is_(None)).with_for_update()
    ):
        if policy.effect == "allow":
            counted["allows"] += 1
            told[policy.made_by] += 1
            continue
        policy.subject_organisation_id = other.id
        policy.revision += 1
        counted["denies"] += 1
        ledger.record(
            session, ledger.POLICY_CHANGED, person_id=person.id, organisation_id=policy.owner_organisation_id,
            subject=("dataset", policy.dataset_id) if policy.dataset_id else None, at=platform.now(),
            facts={"policy": policy.id, "revision": policy.revision, "effect": policy.effect, "for": other.id},
        )  # fmt: skip
    for maker, count in told.items():
        _tell(session, platform, maker, "inbox.organisation_merged_policies", row, other, count)
    return counted


def _shares(session: Session, platform: Platform, row: Organisation, other: Organisation) -> int:
    held = (Share.to_organisation_id == row.id, Share.ended_at_utc.is_(None), Share.ends_at_utc > platform.now())
    told = Counter(session.scalars(select(Share.given_by).where(*held)))
    for giver, count in told.items():
        _tell(session, platform, giver, "inbox.organisation_merged_shares", row, other, count)
    return told.total()


def _tell(session: Session, platform: Platform, person_id: str, key: str, row: Organisation, other: Organisation, count: int) -> None:
    if session.get(PersonRow, person_id) is not None:
        facts = {"name": row.name, "into": other.name, "count": count}
        inbox.add(session, person_id, key, facts, once=f"{key}:{row.id}", at=platform.now())


def _children(session: Session, organisation_id: str) -> Iterable[Organisation]:
    return session.scalars(select(Organisation).where(Organisation.parent_id == organisation_id)).all()


def _in_use(row: Organisation) -> None:
    if row.valid_to is not None:
        raise Problem("organisations.ended", name=row.name)
