"""The tree of organisations: what a person's roles reach, adding to it, renaming, and ending what is no more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.people import history
from app.services.people.walking import in_order, walk
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import ORGANISATION_KINDS, Membership, Organisation, PersonRow, new_id
from models.kit.wording import Words

_HELD = "organisations.held"
_ROWS = select(
    Organisation.id, Organisation.parent_id, Organisation.kind, Organisation.name_ko, Organisation.name_en, Organisation.valid_to,
    Organisation.code,
)  # fmt: skip


@dataclass(frozen=True)
class Node:
    """One organisation as it stands in the tree; `depth` 0 is the first the person reaches.

    `until`: the day from which it is no more, said or past. `astray`: it stands in a circle, or under one.
    """

    id: str
    parent_id: str | None
    kind: str
    name: Words
    depth: int
    ended: bool
    until: date | None = None
    code: str | None = None
    astray: bool = False


def tree(person: Person, platform: Platform, right: str = "see_usage", lang: str = "") -> tuple[Node, ...]:
    """What the person's right reaches, parents before children, siblings by name in a language, the person's unless told; their own
    organisation else.

    Who reaches the top is given those that stand in a circle too, at the end, each once: nobody else could put them back.
    """
    with platform.records.reading() as session:
        every = session.execute(_ROWS).all()
    roots = rights.spans(person, right) or frozenset({person.organisation_id})
    if not rights.spans(person, right):
        return tuple(_node(row, 0) for row in every if row.id in roots)
    order = in_order(lang or person.language)
    found = tuple(_node(row, depth) for row, depth in walk(every, roots, order))
    lost = astray({row.id: row.parent_id for row in every}) - {node.id for node in found}
    if lost and any(row.id in roots and row.parent_id is None for row in every):
        apart = [row for row in every if row.id in lost]
        found += tuple(_node(row, depth, astray=True) for row, depth in walk(apart, lost, order, astray=True))
    return found


def names(platform: Platform, ids: Iterable[str]) -> dict[str, Words]:
    """Names in ko and en, by id."""
    with platform.records.reading() as session:
        return names_in(session, ids)


def names_in(session: Session, ids: Iterable[str]) -> dict[str, Words]:
    """The same within a session."""
    return {row.id: row.name for row in session.scalars(select(Organisation).where(Organisation.id.in_(set(ids))))}


def below(platform: Platform, organisation_id: str) -> frozenset[str]:
    """The organisation and everything under it, ended ones too."""
    with platform.records.reading() as session:
        return within(session, {organisation_id})


def within(session: Session, roots: Iterable[str]) -> frozenset[str]:
    """The organisations at or under any of the roots."""
    children = session.info.get(_HELD) or children_of(session)
    found: set[str] = set()
    waiting = list(roots)
    while waiting:
        at = waiting.pop()
        if at not in found:
            found.add(at)
            waiting += children.get(at, [])
    return frozenset(found)


def children_of(session: Session) -> dict[str | None, list[str]]:
    """What stands right under each, by id."""
    children: dict[str | None, list[str]] = {}
    for own, parent in session.execute(select(Organisation.id, Organisation.parent_id)):
        children.setdefault(parent, []).append(own)
    return children


def hold_tree(session: Session) -> None:
    """Lets `within` ask for the tree no second time in this session, which is not to change it."""
    session.info[_HELD] = children_of(session)


def hold_rows(session: Session) -> Sequence[Organisation]:
    """Every organisation, for who asks for many of them in one session: as long as this is kept, none is asked for again."""
    return session.scalars(select(Organisation)).all()


def reaches(session: Session, person: Person, right: str, organisation_id: str) -> bool:
    """Whether the person's right holds at an organisation: whether it begins there or above."""
    begins, way = rights.spans(person, right), [organisation_id]
    while way[-1] not in begins:
        row = session.get(Organisation, way[-1])
        if row is None or row.parent_id is None or row.parent_id in way:
            return False
        way.append(row.parent_id)
    return True


def need_over(session: Session, person: Person, row: PersonRow) -> None:
    """Passes where an administrator looks after all an account may do: who could enter as somebody would have their roles elsewhere too.

    Problems: not_found.person, people.held_elsewhere.
    """
    reached = within(session, rights.spans(person, "manage_people"))
    if row.organisation_id not in reached:
        raise Problem("not_found.person")
    held = set(session.scalars(select(Membership.organisation_id).where(Membership.person_id == row.id)))
    if held - reached:
        raise Problem("people.held_elsewhere", name=row.name)


def astray(parents: Mapping[str, str | None]) -> frozenset[str]:
    """Those from which no way leads up to a top: they stand in a circle, or under one.

    >>> sorted(astray({"a": None, "b": "c", "c": "b", "d": "c"}))
    ['b', 'c', 'd']
    """
    children: dict[str | None, list[str]] = {}
    for own, parent in parents.items():
        children.setdefault(parent if parent in parents else None, []).append(own)
    there: set[str] = set()
    waiting = list(children.get(None, []))
    while waiting:
        at = waiting.pop()
        there.add(at)
        waiting += children.get(at, [])
    return frozenset(parents.keys() - there)


def locked(session: Session) -> dict[str, Organisation]:
    """Every organisation by id, for who changes the tree: a second one waits, and then sees what the first did."""
    rows = session.scalars(select(Organisation).order_by(Organisation.id).with_for_update().execution_options(populate_existing=True))
    return {row.id: row for row in rows}


def fits(kind: str, parent: Organisation) -> None:
    """Passes where a kind is one, and not wider than that it would stand under: a ministry stands under no team.

    Problems: organisations.kind_unknown, organisations.kind_order.
    """
    if kind not in ORGANISATION_KINDS:
        raise Problem("organisations.kind_unknown", known=list(ORGANISATION_KINDS))
    if ORGANISATION_KINDS.index(kind) < ORGANISATION_KINDS.index(parent.kind):
        raise Problem("organisations.kind_order", kind=kind, above=parent.kind, name=parent.name)


def add(
    person: Person, platform: Platform, parent_id: str, kind: str, name_ko: str, name_en: str, code: str = ""
) -> Node:  # fmt: skip
    """A new organisation under one in the tree.

    Problems: organisations.kind_unknown, .kind_order, .name_missing, .ended, .code_taken, not_found.organisation.
    """
    rights.need(person, "manage_people")
    with platform.records.session() as session:
        return _node(begin(session, platform, person, parent_id, kind, name_ko, name_en, code), 0)


def begin(
    session: Session, platform: Platform, person: Person, parent_id: str, kind: str, name_ko: str, name_en: str, code: str = ""
) -> Organisation:  # fmt: skip
    """The same in the session's transaction."""
    if kind not in ORGANISATION_KINDS:
        raise Problem("organisations.kind_unknown", known=list(ORGANISATION_KINDS))
    ko, en = both(name_ko, name_en)
    parent = need(session, person, parent_id)
    if parent.valid_to is not None:
        raise Problem("organisations.ended", name=parent.name)
    fits(kind, parent)
    row = Organisation(
        id=new_id(), parent_id=parent_id, kind=kind, name_ko=ko, name_en=en, demo=person.demo, code=free_code(session, code),
        valid_from=platform.today(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    note(session, platform, person, ledger.ORGANISATION_ADDED, row.id)
    return row


def rename(person: Person, platform: Platform, organisation_id: str, name_ko: str, name_en: str, on: date | None = None) -> None:
    """Gives an organisation other names from a day on; what it was called is kept."""
    rights.need(person, "manage_people")
    with platform.records.session() as session:
        call(session, platform, person, organisation_id, name_ko, name_en, on=on)


def call(
    session: Session, platform: Platform, person: Person, organisation_id: str, name_ko: str, name_en: str, kind: str | None = None,
    on: date | None = None,
) -> Organisation:  # fmt: skip
    """Other names, or another kind, in the session's transaction. Problems: organisations.name_missing, .kind_order, .day_wrong."""
    ko, en = both(name_ko, name_en)
    row = need(session, person, organisation_id)
    if kind is not None and kind != row.kind:
        parent = session.get(Organisation, row.parent_id) if row.parent_id else None
        if parent is not None:
            fits(kind, parent)
        for one in session.scalars(select(Organisation).where(Organisation.parent_id == row.id, Organisation.valid_to.is_(None))):
            if kind in ORGANISATION_KINDS and ORGANISATION_KINDS.index(one.kind) < ORGANISATION_KINDS.index(kind):
                raise Problem("organisations.kind_order", kind=one.kind, above=kind, name=row.name)
    history.change(session, platform, person, row, on, name_ko=ko, name_en=en, kind=kind or row.kind)
    note(session, platform, person, ledger.ORGANISATION_RENAMED, row.id)
    return row


def end(person: Person, platform: Platform, organisation_id: str, on: date | None = None) -> None:
    """Ends an organisation and what is under it as of a day: their history stays, nobody is added to them any more."""
    rights.need(person, "manage_people")
    with platform.records.session() as session:
        close(session, platform, person, organisation_id, on)


def close(session: Session, platform: Platform, person: Person, organisation_id: str, on: date | None = None) -> Organisation:
    """The same in the session's transaction. Problems: organisations.own, .end_past, .ended."""
    row = need(session, person, organisation_id)
    today = platform.today()
    on = on or today
    branch = within(session, {row.id})
    if person.organisation_id in branch or row.parent_id is None:
        raise Problem("organisations.own")
    if on < today:
        raise Problem("organisations.end_past", first=today.isoformat())
    if row.valid_to is not None and row.valid_to <= today:
        raise Problem("organisations.ended", name=row.name)
    for one in session.scalars(select(Organisation).where(Organisation.id.in_(branch))):
        one.valid_to = on if one.id == row.id else min(one.valid_to or on, on)
    note(session, platform, person, ledger.ORGANISATION_ENDED, row.id, until=on.isoformat())
    return row


def need(session: Session, person: Person, organisation_id: str) -> Organisation:
    """The organisation, where the person administers it; to who reaches the top also one astray. Problem not_found.organisation."""
    row = session.get(Organisation, organisation_id)
    if row is None or not (reaches(session, person, "manage_people", organisation_id) or _lost(session, person, organisation_id)):
        raise Problem("not_found.organisation")
    return row


def both(name_ko: str, name_en: str) -> tuple[str, str]:
    """Both names as they are kept. Problem organisations.name_missing."""
    ko, en = " ".join(name_ko.split())[:200], " ".join(name_en.split())[:200]
    if not ko or not en:
        raise Problem("organisations.name_missing")
    return ko, en


def free_code(session: Session, code: str, but: str | None = None) -> str | None:
    """A code as it is kept, None where there is none. Problem organisations.code_taken."""
    said = code.strip()[:40] or None
    if said and (session.scalar(select(Organisation.id).where(Organisation.code == said)) or but) != but:
        raise Problem("organisations.code_taken", given=said)
    return said


def note(session: Session, platform: Platform, person: Person, event: str, organisation_id: str, **facts: Any) -> None:
    """Puts a change of an organisation on record."""
    ledger.record(
        session, event, person_id=person.id, organisation_id=organisation_id,
        subject=("organisation", organisation_id), facts=facts, at=platform.now(),
    )  # fmt: skip


def _lost(session: Session, person: Person, organisation_id: str) -> bool:
    parents = {row.id: row.parent_id for row in session.execute(select(Organisation.id, Organisation.parent_id))}
    at_top = any(own in parents and parents[own] is None for own in rights.spans(person, "manage_people"))
    return at_top and organisation_id in astray(parents)


def _node(row: Any, depth: int, *, astray: bool = False) -> Node:
    name = {"ko": row.name_ko, "en": row.name_en}
    return Node(row.id, row.parent_id, row.kind, name, depth, row.valid_to is not None, row.valid_to, row.code, astray)
