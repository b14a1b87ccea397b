"""Looking questions up: one's own, the queue of those one supports with its filters, and one question with all that was said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.people.organisations import names_in
from app.services.platform import Platform
from app.services.support import answering, steps
from data_catalog.records import settings
from data_catalog.records.tables import TICKET_OPEN, HelpEntry, HelpTicket, PersonRow
from models.kit.wording import Words

SHOWN = ("open", "mine", "free", "answered", "closed", "all")
"""Which questions of a queue are shown: those that wait, those given to me, those given to nobody, and what is over."""
_MOST = 200
_BRIEF = 140


@dataclass(frozen=True)
class Filters:
    """What a queue is narrowed to; empty: not at all."""

    shown: str = "open"
    organisation_id: str = ""
    model: str = ""
    step: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Line:
    """One question in a list. `waits_min`: for so many minutes it has waited, Saturdays and Sundays left out; None where it waits for
    nobody. `helper`: who is on it, by name; `mine`: the reader is."""

    id: str
    brief: str
    state: str
    organisation: Words
    model: str | None
    step: str | None
    problem: str | None
    asked_at_utc: datetime
    waits_min: int | None
    helper: str
    mine: bool
    reopened: int
    helped: bool | None


@dataclass(frozen=True)
class Entry:
    """Something said: question, answer, note or reopened. `own`: by the reader; `name`: by whom, told to supporters alone."""

    kind: str
    said: str
    at_utc: datetime
    own: bool
    name: str


@dataclass(frozen=True)
class Ticket:
    """One question as its reader sees it. `version` is handed back with a step; `owns`: the reader asked it; `supports`: theirs to answer;
    `asker` is told to supporters alone; `language`: the asker's; `colleagues`: who may be put on it, by id."""

    line: Line
    version: int
    attached: Mapping[str, Any]
    entries: tuple[Entry, ...]
    owns: bool
    supports: bool
    asker: str
    assigned_to: str | None
    language: str
    colleagues: Mapping[str, str]


@dataclass(frozen=True)
class Queue:
    """The questions that fit, those that wait longest first, and what they can be narrowed to."""

    lines: tuple[Line, ...]
    waiting: int
    organisations: Mapping[str, Words]
    models: tuple[str, ...]
    steps: tuple[str, ...]
    problems: tuple[str, ...]


def mine(person: Person, platform: Platform) -> tuple[Line, ...]:
    """One's own questions, the newest first."""
    with platform.records.reading() as session:
        wanted = select(HelpTicket).where(HelpTicket.person_id == person.id).order_by(HelpTicket.asked_at_utc.desc(), HelpTicket.id)
        rows = session.scalars(wanted.limit(_MOST)).all()
        return _lines(session, platform, person, rows, named=False)


def waiting(person: Person, platform: Platform) -> int:
    """How many questions wait for an answer among those the person supports; 0 without the right."""
    with platform.records.reading() as session:
        mine = steps.tree(session, person)
        wanted = (HelpTicket.organisation_id.in_(mine), HelpTicket.state.in_(TICKET_OPEN))
        return (session.scalar(select(func.count()).select_from(HelpTicket).where(*wanted)) or 0) if mine else 0


def queue(person: Person, platform: Platform, filters: Filters) -> Queue:
    """The questions of the person's tree. What belonged to a supporter who left is back in it. Problem rights.role_needed."""
    rights.need(person, "support")
    with platform.records.session() as session:
        steps.give_back(session, platform)
    with platform.records.reading() as session:
        whole = HelpTicket.organisation_id.in_(steps.tree(session, person))
        rows = session.scalars(
            select(HelpTicket).where(whole, *_narrowed(person, filters)).order_by(HelpTicket.waits_since_utc, HelpTicket.id).limit(_MOST)
        ).all()
        kinds: dict[str, tuple[str, ...]] = {}
        for name in ("organisation_id", "model", "step", "problem"):
            column = getattr(HelpTicket, name)
            kinds[name] = tuple(session.scalars(select(column).where(whole, column.is_not(None)).distinct().order_by(column)))
        lines = _lines(session, platform, person, rows, named=True)
        waits = session.scalar(select(func.count()).select_from(HelpTicket).where(whole, HelpTicket.state.in_(TICKET_OPEN))) or 0
        bodies = names_in(session, kinds["organisation_id"])
    return Queue(lines, waits, bodies, kinds["model"], kinds["step"], kinds["problem"])


def one(person: Person, platform: Platform, ticket_id: str) -> Ticket:
    """A question of one's own or of one's tree. Problem not_found.ticket."""
    with platform.records.reading() as session:
        row = steps.needed(session, person, ticket_id)
        supports = steps.supports(session, person, row.organisation_id)
        entries = session.scalars(select(HelpEntry).where(HelpEntry.ticket_id == row.id).order_by(HelpEntry.id)).all()
        names = _people(session, [row.person_id, *(entry.person_id for entry in entries)]) if supports else {}
        told = tuple(
            Entry(entry.kind, entry.said, entry.at_utc, entry.person_id == person.id, names.get(entry.person_id, ""))
            for entry in entries
            if supports or entry.kind != "note"
        )
        (line,) = _lines(session, platform, person, [row], named=supports)
        colleagues = answering.colleagues(session, row.organisation_id) if supports else {}
        return Ticket(
            line, row.version, row.attached, told, steps.owns(person, row), supports, names.get(row.person_id, ""),
            row.assigned_to if supports else None, row.language, colleagues,
        )  # fmt: skip


def _narrowed(person: Person, filters: Filters) -> list[ColumnElement[bool]]:
    states: dict[str, list[ColumnElement[bool]]] = {
        "open": [HelpTicket.state.in_(TICKET_OPEN)],
        "mine": [HelpTicket.state.in_(TICKET_OPEN), HelpTicket.assigned_to == person.id],
        "free": [HelpTicket.state.in_(("asked", "reopened"))],
        "answered": [HelpTicket.state == "answered"],
        "closed": [HelpTicket.state == "closed"],
    }
    named = {"organisation_id": filters.organisation_id, "model": filters.model, "step": filters.step, "problem": filters.problem}
    return [*states.get(filters.shown, []), *(getattr(HelpTicket, name) == value for name, value in named.items() if value)]


def _lines(session: Session, platform: Platform, person: Person, rows: Sequence[HelpTicket], *, named: bool) -> tuple[Line, ...]:
    zone, now = settings.local_zone(session), platform.now()
    bodies = names_in(session, (row.organisation_id for row in rows))
    helpers = _people(session, (row.assigned_to for row in rows if row.assigned_to)) if named else {}
    first = select(HelpEntry.ticket_id, HelpEntry.said).where(
        HelpEntry.ticket_id.in_([row.id for row in rows]), HelpEntry.kind == "question"
    )
    said = {row.ticket_id: row.said for row in session.execute(first)}
    return tuple(
        Line(
            row.id, _brief(said.get(row.id, "")), row.state, bodies[row.organisation_id], row.model, row.step, row.problem,
            row.asked_at_utc, steps.minutes_between(row.waits_since_utc, now, zone) if row.state in TICKET_OPEN else None,
            helpers.get(row.assigned_to or "", ""), row.assigned_to == person.id, row.reopened, row.helped,
        )
        for row in rows
    )  # fmt: skip


def _brief(said: str) -> str:
    line = " ".join(said.split())
    return line if len(line) <= _BRIEF else f"{line[: _BRIEF - 1].rstrip()}…"


def _people(session: Session, ids: Iterable[str]) -> dict[str, str]:
    rows = session.execute(select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(set(ids)))).all()
    return {row.id: row.name for row in rows}
