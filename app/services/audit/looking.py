"""The ledger searched: by days, person, event and what it was done to, a page at a time, the newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.identity import rights
from app.identity.person import Person
from app.services.audit.naming import Names, names_of
from app.services.people.organisations import within
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import Dataset, LedgerRow, Organisation, PersonRow

A_PAGE = 50
COUNTED = 10_000
"""So many are counted; of more it is said that there are more."""
SUBJECTS = ("article", "booking", "campaign", "collaboration", "dataset", "draft", "mark", "model", "organisation", "person", "proposal",
            "provider", "run", "segment", "setting", "source", "ticket", "upload", "use_case",
            "workshop")  # fmt: skip
"""The kinds of what things are done to."""
_ALIKE = 50
_FEW = 8
Cursor = tuple[date, int]


@dataclass(frozen=True)
class Wanted:
    """What is looked for, days included. `person`: part of a name or user name, or an id; `subject`: an id, or part of a dataset's name."""

    first: date
    last: date
    person: str = ""
    event: str = ""
    subject: str = ""


@dataclass(frozen=True)
class Entry:
    """One thing done. `subject` is a kind and an id; facts are the ledger's."""

    id: int
    at_utc: datetime
    event: str
    person_id: str | None
    organisation_id: str | None
    subject: tuple[str, str | None] | None
    model: str | None
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Page:
    """Entries, what ids in them are called, where the next page begins (None: there is none), and how many there are up to COUNTED + 1."""

    entries: tuple[Entry, ...]
    names: Names
    after: Cursor | None
    count: int


@dataclass(frozen=True)
class _Asked:
    conditions: list[ColumnElement[bool]] = field(default_factory=list)
    nothing: bool = False


def listed(person: Person, platform: Platform, wanted: Wanted, after: Cursor | None = None, *, note: bool = True) -> Page:
    """A page of what was done in the person's tree; at the top, all of it. That they looked is itself on record, before they see it.

    Without `note` it is the redrawing of a page already on record. Problems: rights.role_needed, trail.period.
    """
    rights.need(person, "read_ledger")
    if wanted.first > wanted.last:
        raise Problem("trail.period")
    if note:
        with platform.records.session() as session:
            _note(session, platform, person, wanted)
    with platform.records.reading() as session:
        asked = _asked(session, person, wanted)
        rows = [] if asked.nothing else session.execute(_page(asked, after, A_PAGE + 1)).all()
        count = 0 if asked.nothing else _count(session, asked)
        entries = tuple(_entry(row) for row in rows[:A_PAGE])
        names = names_of(session, entries)
    more = (rows[A_PAGE - 1].day, rows[A_PAGE - 1].id) if len(rows) > A_PAGE else None
    return Page(entries, names, more, count)


def batch(session: Session, person: Person, wanted: Wanted, after: Cursor | None, rows: int) -> tuple[tuple[Entry, ...], Cursor | None]:
    """So many entries at once, and where the next begin; for files."""
    asked = _asked(session, person, wanted)
    found = [] if asked.nothing else session.execute(_page(asked, after, rows)).all()
    return tuple(_entry(row) for row in found), (found[-1].day, found[-1].id) if len(found) == rows else None


def whole(session: Session, person: Person) -> bool:
    """Whether the person reads all of the ledger: their right begins at the top."""
    mine = rights.spans(person, "read_ledger")
    top = select(Organisation.id).where(Organisation.id.in_(mine), Organisation.parent_id.is_(None))
    return session.scalars(top.limit(1)).one_or_none() is not None


def _asked(session: Session, person: Person, wanted: Wanted) -> _Asked:
    """The conditions. What is not to lead the search is wrapped, so that no database follows its index."""
    asked = _Asked([LedgerRow.day >= wanted.first, LedgerRow.day <= wanted.last])
    by_subject, by_person = bool(wanted.subject.strip()), bool(wanted.person.strip())
    if by_subject:
        of_kind, named = LedgerRow.subject_kind.in_(SUBJECTS), LedgerRow.subject_id.in_(_subjects(session, wanted.subject.strip()))
        asked.conditions.extend((of_kind, named))
    if by_person:
        people = _people(session, wanted.person.strip())
        if not people:
            return _Asked(nothing=True)
        asked.conditions.append(_column(LedgerRow.person_id, by_subject).in_(people))
    if wanted.event:
        asked.conditions.append(_column(LedgerRow.event, by_subject) == wanted.event)
    if not whole(session, person):
        reached = within(session, rights.spans(person, "read_ledger"))
        asked.conditions.append(_column(LedgerRow.organisation_id, by_subject or by_person or len(reached) > _FEW).in_(reached))
    return asked


def _column(column: InstrumentedAttribute[Any], wrapped: bool) -> ColumnElement[Any]:
    return func.coalesce(column, "") if wrapped else column.expression


def _people(session: Session, said: str) -> Sequence[str]:
    like = or_(PersonRow.name.icontains(said, autoescape=True), PersonRow.login.icontains(said, autoescape=True), PersonRow.id == said)
    found = session.scalars(select(PersonRow.id).where(like).limit(_ALIKE)).all()
    return found or ([said] if len(said) == 32 else [])


def _subjects(session: Session, said: str) -> Sequence[str]:
    titled = session.scalars(select(Dataset.id).where(Dataset.title.icontains(said, autoescape=True)).limit(_ALIKE)).all()
    return [said[:64], *titled]


def _page(asked: _Asked, after: Cursor | None, rows: int) -> Select[Any]:
    """The ids from an index alone, then their rows."""
    ids = select(LedgerRow.id).where(*asked.conditions)
    if after is not None:
        day, row_id = after
        ids = ids.where(LedgerRow.day <= day, or_(LedgerRow.day < day, and_(LedgerRow.day == day, LedgerRow.id < row_id)))
    order = (LedgerRow.day.desc(), LedgerRow.id.desc())
    wanted = ids.order_by(*order).limit(rows).scalar_subquery()
    return select(*LedgerRow.__table__.columns).where(LedgerRow.id.in_(wanted)).order_by(*order)


def _count(session: Session, asked: _Asked) -> int:
    some = select(LedgerRow.id).where(*asked.conditions).limit(COUNTED + 1).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def _entry(row: Any) -> Entry:
    subject = (row.subject_kind, row.subject_id) if row.subject_kind else None
    return Entry(row.id, row.at_utc, row.event, row.person_id, row.organisation_id, subject, row.model, row.facts)


def _note(session: Session, platform: Platform, person: Person, wanted: Wanted) -> None:
    facts = {"first": wanted.first.isoformat(), "last": wanted.last.isoformat()}
    facts |= {"event": wanted.event} if wanted.event else {}
    facts |= {"by_person": "yes"} if wanted.person.strip() else {}
    facts |= {"by_subject": wanted.subject.strip()} if len(wanted.subject.strip()) == 32 else {}
    ledger.record(session, ledger.AUDIT_VIEWED, person_id=person.id, organisation_id=person.organisation_id, facts=facts, at=platform.now())
