"""The tree of organisations: what a person's roles reach, and changing it without losing its history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import ORGANISATION_KINDS, Organisation, new_id
from models.kit.wording import Words


@dataclass(frozen=True)
class Node:
    """One organisation as it stands in the tree; `depth` 0 is the first the person reaches."""

    id: str
    parent_id: str | None
    kind: str
    name: Words
    depth: int
    ended: bool


def tree(person: Person, platform: Platform, right: str = "see_usage") -> tuple[Node, ...]:
    """What the person's right reaches, parents before children, siblings by name; their own organisation else."""
    with platform.records.reading() as session:
        every = session.scalars(select(Organisation)).all()
    roots = rights.spans(person, right) or frozenset({person.organisation_id})
    if not rights.spans(person, right):
        return tuple(_node(row, 0) for row in every if row.id in roots)
    return tuple(_walk(every, roots))


def names(platform: Platform, ids: Iterable[str]) -> dict[str, Words]:
    """Names in ko and en, by id."""
    with platform.records.reading() as session:
        rows = session.scalars(select(Organisation).where(Organisation.id.in_(set(ids)))).all()
    return {row.id: _words(row) for row in rows}


def below(platform: Platform, organisation_id: str) -> frozenset[str]:
    """The organisation and everything under it, ended ones too."""
    with platform.records.reading() as session:
        return within(session, {organisation_id})


def within(session: Session, roots: Iterable[str]) -> frozenset[str]:
    """The organisations at or under any of the roots."""
    children: dict[str | None, list[str]] = {}
    for own, parent in session.execute(select(Organisation.id, Organisation.parent_id)):
        children.setdefault(parent, []).append(own)
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        at = waiting.pop()
        if at not in found:
            found.add(at)
            waiting += children.get(at, [])
    return frozenset(found)


def reaches(session: Session, person: Person, right: str, organisation_id: str) -> bool:
    """Whether the person's right holds at an organisation."""
    return organisation_id in within(session, rights.spans(person, right))


def add(person: Person, platform: Platform, parent_id: str, kind: str, name_ko: str, name_en: str) -> Node:
    """A new organisation under one in the tree. Problems: organisations.kind_unknown, organisations.name_missing."""
    rights.need(person, "manage_people")
    if kind not in ORGANISATION_KINDS:
        raise Problem("organisations.kind_unknown", known=list(ORGANISATION_KINDS))
    ko, en = _both(name_ko, name_en)
    with platform.records.session() as session:
        _need(session, person, parent_id)
        row = Organisation(
            id=new_id(), parent_id=parent_id, kind=kind, name_ko=ko, name_en=en, demo=person.demo,
            valid_from=platform.now().date(),
        )  # fmt: skip
        session.add(row)
        _note(session, platform, person, ledger.ORGANISATION_ADDED, row.id)
        return _node(row, 0)


def rename(person: Person, platform: Platform, organisation_id: str, name_ko: str, name_en: str) -> None:
    """Gives an organisation other names."""
    rights.need(person, "manage_people")
    ko, en = _both(name_ko, name_en)
    with platform.records.session() as session:
        row = _need(session, person, organisation_id)
        row.name_ko, row.name_en = ko, en
        _note(session, platform, person, ledger.ORGANISATION_RENAMED, row.id)


def end(person: Person, platform: Platform, organisation_id: str) -> None:
    """Ends an organisation and what is under it as of today: their history stays, nobody is added to them any more."""
    rights.need(person, "manage_people")
    with platform.records.session() as session:
        row = _need(session, person, organisation_id)
        if row.id == person.organisation_id or row.parent_id is None:
            raise Problem("organisations.own")
        for one in session.scalars(select(Organisation).where(Organisation.id.in_(within(session, {row.id})))):
            one.valid_to = one.valid_to or platform.now().date()
        _note(session, platform, person, ledger.ORGANISATION_ENDED, row.id)


def _walk(every: Sequence[Organisation], roots: frozenset[str]) -> Iterable[Node]:
    by_id = {row.id: row for row in every}
    children: dict[str | None, list[Organisation]] = {}
    for row in sorted(every, key=lambda row: (row.name_ko, row.id)):
        children.setdefault(row.parent_id, []).append(row)
    # A root under another root is drawn once, where it stands.
    tops = [root for root in roots if root in by_id and not _above(by_id, root) & roots]
    waiting = [(by_id[top], 0) for top in sorted(tops, key=lambda top: by_id[top].name_ko, reverse=True)]
    seen: set[str] = set()
    while waiting:
        row, depth = waiting.pop()
        if row.id in seen:
            continue
        seen.add(row.id)
        yield _node(row, depth)
        waiting += [(child, depth + 1) for child in reversed(children.get(row.id, []))]


def _above(by_id: dict[str, Organisation], own: str) -> set[str]:
    found: set[str] = set()
    at = by_id[own].parent_id
    while at and at in by_id and at not in found:
        found.add(at)
        at = by_id[at].parent_id
    return found


def _node(row: Organisation, depth: int) -> Node:
    return Node(row.id, row.parent_id, row.kind, _words(row), depth, row.valid_to is not None)


def _words(row: Organisation) -> Words:
    return {"ko": row.name_ko, "en": row.name_en}


def _both(name_ko: str, name_en: str) -> tuple[str, str]:
    ko, en = name_ko.strip()[:200], name_en.strip()[:200]
    if not ko or not en:
        raise Problem("organisations.name_missing")
    return ko, en


def _need(session: Session, person: Person, organisation_id: str) -> Organisation:
    row = session.get(Organisation, organisation_id)
    if row is None or not reaches(session, person, "manage_people", organisation_id):
        raise Problem("not_found.organisation")
    return row


def _note(session: Session, platform: Platform, person: Person, event: str, organisation_id: str) -> None:
    ledger.record(
        session, event, person_id=person.id, organisation_id=organisation_id,
        subject=("organisation", organisation_id), at=platform.now(),
    )  # fmt: skip
