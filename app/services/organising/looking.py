"""The tree of organisations to look at: with people counted, as it stands or stood on a day, found by name; and one with its past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person, same_form
from app.services.people import history, organisations
from app.services.people.called import ways
from app.services.people.history import Form, History
from app.services.people.organisations import Node, need, within
from app.services.platform import Platform
from data_catalog import ledger
from data_catalog.records.tables import OrganisationSuccession, PersonRow
from models.kit.wording import Words

WHOLE = 60
"""As many are shown as a whole tree; of more one with those right under it."""
_MOST_PEOPLE = 500


@dataclass(frozen=True)
class Line:
    """One organisation in the table. `people` belong to it, `people_all` to it or below; `below`: organisations in use under it.

    `path` is the way to the one right above it.
    """

    id: str
    name: Words
    kind: str
    depth: int
    path: Words
    people: int
    people_all: int
    below: int
    until: date | None
    ended: bool
    code: str | None = None


@dataclass(frozen=True)
class Board:
    """A page of the table, how many there are in all, whether only some of the tree is shown, and those that stand in a circle."""

    lines: tuple[Line, ...]
    total: int
    partial: bool
    astray: tuple[tuple[str, Words], ...]


@dataclass(frozen=True)
class Succession:
    """merged_from, merged_to, split_from or split_to: others, on a day."""

    way: str
    day: date
    names: tuple[Words, ...]


@dataclass(frozen=True)
class Whole:
    """One organisation with what it was: `forms` the latest first, the first of them what it is."""

    line: Line
    parent_id: str | None
    forms: tuple[tuple[Form, Words], ...]
    successions: tuple[Succession, ...]
    top: bool


def board(
    person: Person, platform: Platform, at: str = "", search: str = "", day: date | None = None, with_ended: bool = False,
    limit: int = 50, offset: int = 0,
) -> Board:  # fmt: skip
    """The organisations of an administrator's tree: found by name, code or way; else the whole tree; else one and those right under it."""
    rights.need(person, "manage_people")
    nodes = organisations.tree(person, platform, "manage_people") if day is None else _as_of(person, platform, day)
    today = platform.today() if day is None else day
    with platform.records.reading() as session:
        counts = _people(session)
    lines = _lines(nodes, counts, today)
    shown = [line for line in lines if with_ended or not line.ended]
    total, partial = len(shown), False
    if search.strip():
        wanted = same_form(search)
        said = {line.id: [same_form(one) for one in (*line.name.values(), line.code or "")] for line in shown}
        shown = [replace(line, depth=0) for line in shown if any(wanted in one for one in said[line.id])]
        total = len(shown)
    elif len(shown) > WHOLE:
        parents = {node.id: node.parent_id for node in nodes}
        here = at if at in parents else next((line.id for line in shown if line.depth == 0), "")
        base = next((line.depth for line in shown if line.id == here), 0)
        shown = [replace(line, depth=line.depth - base) for line in shown if line.id == here or parents[line.id] == here]
        partial = True
    lost = tuple((node.id, node.name) for node in nodes if node.astray)
    return Board(tuple(shown[offset : offset + limit]), len(shown) if partial or search.strip() else total, partial, lost)


def one(person: Person, platform: Platform, organisation_id: str) -> Whole:
    """One organisation with its past. Problem not_found.organisation."""
    rights.need(person, "manage_people")
    nodes = organisations.tree(person, platform, "manage_people")
    today = platform.today()
    with platform.records.reading() as session:
        row = need(session, person, organisation_id)
        kept = history.kept(session)
        line = next(line for line in _lines(nodes, _people(session), today) if line.id == row.id)
        return Whole(line, row.parent_id, _forms(kept, row.id), _successions(session, row.id), row.parent_id is None)


def choices(person: Person, platform: Platform) -> dict[str, tuple[Node, Words]]:
    """The organisations in use to choose from, each with its way from the top of the person's tree."""
    nodes = organisations.tree(person, platform, "manage_people")
    way = ways(nodes)
    return {node.id: (node, way[node.id]) for node in nodes if not node.ended}


def people_at(person: Person, platform: Platform, organisation_id: str) -> dict[str, tuple[str, str]]:
    """Who belongs to an organisation: name and user name by id, at most 500. Problem not_found.organisation."""
    rights.need(person, "manage_people")
    with platform.records.reading() as session:
        need(session, person, organisation_id)
        wanted = select(PersonRow.id, PersonRow.name, PersonRow.login).where(PersonRow.organisation_id == organisation_id)
        rows = session.execute(wanted.order_by(PersonRow.name, PersonRow.login).limit(_MOST_PEOPLE))
        return {own: (name, login) for own, name, login in rows}


def viewed(person: Person, platform: Platform) -> None:
    """Notes in the ledger that the person looked at the organisations; a screen says it before it shows them, not at every redraw."""
    rights.need(person, "manage_people")
    with platform.records.session() as session:
        ledger.record(
            session, ledger.ORGANISATIONS_VIEWED, person_id=person.id, organisation_id=person.organisation_id, at=platform.now()
        )  # fmt: skip


def _as_of(person: Person, platform: Platform, day: date) -> tuple[Node, ...]:
    """The person's tree as it stood on a day: what was in it then, by the names of then."""
    with platform.records.reading() as session:
        kept = history.kept(session)
        roots = rights.spans(person, "manage_people")
        reached = kept.within(roots, day) & within(session, roots) | (roots & frozenset(kept.forms))
    there = {own: form for own in reached if (form := kept.there(own, day)) is not None}
    children: dict[str | None, list[Form]] = {}
    for form in sorted(there.values(), key=lambda form: (form.name[person.language].casefold(), form.organisation_id)):
        children.setdefault(form.parent_id if form.parent_id in there else None, []).append(form)
    found: list[Node] = []
    waiting = [(form, 0) for form in reversed(children.get(None, []))]
    while waiting:
        form, depth = waiting.pop()
        found.append(Node(form.organisation_id, form.parent_id, form.kind, form.name, depth, False))
        waiting += [(one, depth + 1) for one in reversed(children.get(form.organisation_id, []))]
    return tuple(found)


def _lines(nodes: Sequence[Node], counts: Mapping[str, int], today: date) -> list[Line]:
    children: dict[str | None, list[str]] = {}
    for node in nodes:
        children.setdefault(node.parent_id, []).append(node.id)
    way = ways(nodes)
    every: dict[str, tuple[int, int]] = {}
    gone = {node.id for node in nodes if node.until is not None and node.until <= today}
    # Below before above: what stands below is counted already. In a circle each counts what comes after it in the list.
    for node in reversed(nodes):
        below = [every[child] for child in children.get(node.id, []) if child in every]
        deep = sum(count for _, count in below) + sum(child in every and child not in gone for child in children.get(node.id, []))
        every[node.id] = (counts.get(node.id, 0) + sum(one for one, _ in below), deep)
    return [
        Line(node.id, node.name, node.kind, node.depth, _above(way, node), counts.get(node.id, 0), *every[node.id], node.until,
             node.id in gone, node.code)
        for node in nodes
    ]  # fmt: skip


def _above(way: Mapping[str, Words], node: Node) -> Words:
    return way.get(node.parent_id or "", {"ko": "", "en": ""})


def _people(session: Session) -> dict[str, int]:
    wanted = select(PersonRow.organisation_id, func.count()).where(PersonRow.disabled.is_(False)).group_by(PersonRow.organisation_id)
    return {row[0]: row[1] for row in session.execute(wanted)}


def _forms(kept: History, organisation_id: str) -> tuple[tuple[Form, Words], ...]:
    """What it was, each with what it stood under then."""
    none: Words = {"ko": "", "en": ""}
    found = []
    for form in kept.forms[organisation_id]:
        above = kept.nearest(form.parent_id, form.first) if form.parent_id else None
        found.append((form, above.name if above else none))
    return tuple(reversed(found))


def _successions(session: Session, organisation_id: str) -> tuple[Succession, ...]:
    rows = session.scalars(
        select(OrganisationSuccession).where(
            or_(OrganisationSuccession.from_id == organisation_id, OrganisationSuccession.to_id == organisation_id)
        )
    ).all()
    ids = {one.from_id for one in rows} | {one.to_id for one in rows}
    named = organisations.names_in(session, ids)
    found: dict[tuple[str, date], list[Words]] = {}
    for one_ in rows:
        other, way = (one_.to_id, "to") if one_.from_id == organisation_id else (one_.from_id, "from")
        found.setdefault((f"{one_.way}_{way}", one_.day), []).append(named[other])
    return tuple(Succession(way, day, tuple(names)) for (way, day), names in sorted(found.items(), key=lambda one: one[0][1], reverse=True))
