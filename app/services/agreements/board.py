"""The register of agreements: those of one's tree, searched, sorted, a page at a time, and that it was looked at on record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.identity import rights
from app.identity.person import Person
from app.services.agreements import deletion, steps
from app.services.agreements.ageing import IS_OPEN, Calendar, holder_of, reached
from app.services.agreements.steps import Terms
from app.services.people.organisations import names_in
from app.services.platform import Platform
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import AGREEMENT_OPEN, AGREEMENT_STATES, Agreement, Dataset, Organisation, PersonRow
from models.kit.wording import Words

A_PAGE = 50
SHOWS = ("", "open", "late", "owed", *AGREEMENT_STATES)
"""What may be asked for: all of them, those somebody is waited for, those that wait too long, those that owe a proof of deletion, or those
of a state."""
SORTS = ("waiting", "ends", "asked", "data")
"""Who waits longest first, then what ends first; the last day; the newest; the name of the data."""

_OWNER, _RECEIVER = aliased(Organisation), aliased(Organisation)


@dataclass(frozen=True)
class Wanted:
    """What is looked for. `search`: words that all stand in the number, the data's name, either organisation's or the asker's.
    `ends_within`: days from today, of those in force."""

    search: str = ""
    shows: str = ""
    dataset_id: str = ""
    partner_id: str = ""
    ends_within: int | None = None
    sort: str = "waiting"


@dataclass(frozen=True)
class Entry:
    """One line. `title` is empty when the dataset is gone. Open: `holder` is the organisation whose turn it is, `held_days` since when,
    `open_days` since it was asked for. In force: `left_days` until it ends. `deletion`: how it stands with the proof
    of deletion (`deletion.state`)."""

    id: str
    number: str
    title: str
    owner: Words
    receiver: Words
    below: bool
    asker: str
    purpose: str
    bases: tuple[str, ...]
    legal_basis: str
    state: str
    terms: Terms
    asked_on: date
    holder: Words | None
    open_days: int | None
    held_days: int | None
    late: bool
    left_days: int | None
    deletion: str
    deletion_due: date | None
    deleted_on: date | None


@dataclass(frozen=True)
class Board:
    """A page of the register and how many lines it has in all."""

    entries: tuple[Entry, ...]
    total: int


def listed(person: Person, platform: Platform, wanted: Wanted, offset: int = 0, limit: int = A_PAGE) -> Board:
    """A page of the register. Problems: rights.*, policy.choice_unknown."""
    rights.need(person, "see_agreements")
    with platform.records.reading() as session:
        calendar = Calendar.of(session, platform.now())
        conditions = _conditions(person, session, calendar, wanted)
        order = _order(wanted.sort)
        ids = _joined(select(Agreement.id)).where(*conditions).order_by(*order).limit(limit).offset(offset)
        total = session.scalar(_joined(select(func.count(Agreement.id))).where(*conditions)) or 0
        return Board(tuple(_entries(session, calendar, session.scalars(ids).all())), total)


def datasets(person: Person, platform: Platform) -> dict[str, str]:
    """The datasets the register speaks of that are still there, by name. Problems: rights.*."""
    rights.need(person, "see_agreements")
    with platform.records.reading() as session:
        wanted = select(Dataset.id, Dataset.title).join(Agreement, Agreement.dataset_id == Dataset.id)
        rows = session.execute(wanted.where(reached(person, session)).distinct().order_by(Dataset.title, Dataset.id))
        return {row.id: row.title for row in rows}


def partners(person: Person, platform: Platform) -> dict[str, Words]:
    """The organisations on either side of an agreement of the register, by name. Problems: rights.*."""
    rights.need(person, "see_agreements")
    with platform.records.reading() as session:
        sides = select(Agreement.owner_organisation_id, Agreement.receiver_organisation_id).where(reached(person, session)).distinct()
        ids = {own for pair in session.execute(sides) for own in pair}
        names = names_in(session, ids)
    return dict(sorted(names.items(), key=lambda item: (item[1]["ko"], item[0])))


def viewed(person: Person, platform: Platform, wanted: Wanted, page: int) -> None:
    """Notes in the ledger that the person looked at a page of the register; a screen says it before it shows one. Problems: rights.*."""
    rights.need(person, "see_agreements")
    with platform.records.session() as session:
        note(session, platform, person, ledger.AGREEMENTS_VIEWED, wanted, page=page)


def note(session: Session, platform: Platform, person: Person, event: str, wanted: Wanted, **more: int | str) -> None:
    """Puts on record what of the register was looked at or taken along, without what was searched for: it may name a person."""
    facts: dict[str, Any] = {
        "shows": wanted.shows,
        "dataset": wanted.dataset_id,
        "for": wanted.partner_id,
        "search": bool(wanted.search.strip()),
    }
    ledger.record(
        session, event, person_id=person.id, organisation_id=person.organisation_id,
        facts={name: said for name, said in facts.items() if said} | more, at=platform.now(),
    )  # fmt: skip


def _conditions(person: Person, session: Session, calendar: Calendar, wanted: Wanted) -> list[ColumnElement[bool]]:
    if wanted.shows not in SHOWS or wanted.sort not in SORTS:
        raise Problem("policy.choice_unknown", said=f"{wanted.shows} {wanted.sort}"[:60], known=[*SHOWS[1:], *SORTS])
    found = [reached(person, session)]
    if wanted.shows in ("open", "late"):
        found.append(IS_OPEN)
        found += [calendar.is_late()] if wanted.shows == "late" else []
    elif wanted.shows == "owed":
        found.append(deletion.is_owed())
    elif wanted.shows:
        found.append(Agreement.state == wanted.shows)
    if wanted.dataset_id:
        found.append(Agreement.dataset_id == wanted.dataset_id)
    if wanted.partner_id:
        sides = (Agreement.owner_organisation_id, Agreement.receiver_organisation_id)
        found.append(or_(*(side == wanted.partner_id for side in sides)))
    if wanted.ends_within is not None:
        found += [Agreement.state == "active", Agreement.ends <= calendar.today + timedelta(days=wanted.ends_within)]
    names = (Agreement.number, Dataset.title, _OWNER.name_ko, _OWNER.name_en, _RECEIVER.name_ko, _RECEIVER.name_en, PersonRow.name)
    for word in wanted.search.split()[:10]:
        found.append(or_(*(name.icontains(word, autoescape=True) for name in names)))
    return found


def _joined(asked: Any) -> Any:
    """A question with the tables its conditions and its order speak of."""
    return (
        asked.select_from(Agreement)
        .outerjoin(Dataset, Dataset.id == Agreement.dataset_id)
        .join(_OWNER, _OWNER.id == Agreement.owner_organisation_id)
        .join(_RECEIVER, _RECEIVER.id == Agreement.receiver_organisation_id)
        .join(PersonRow, PersonRow.id == Agreement.asked_by)
    )


def _order(sort: str) -> list[Any]:
    newest = [Agreement.asked_at_utc.desc(), Agreement.number.desc()]
    if sort == "asked":
        return newest
    if sort == "data":
        return [case((Dataset.title.is_(None), 1), else_=0), Dataset.title, *newest]
    in_force = case((Agreement.state == "active", 0), else_=1)
    if sort == "ends":
        return [in_force, Agreement.ends, *newest]
    # Of what is closed neither the wait nor the last day counts: the newest first.
    waits = case((IS_OPEN, Agreement.changed_at_utc), else_=None)
    ends = case((Agreement.state == "active", Agreement.ends), else_=None)
    return [case((IS_OPEN, 0), else_=1), in_force, waits, ends, *newest]


def _entries(session: Session, calendar: Calendar, ids: Sequence[str]) -> Iterable[Entry]:
    wanted = _joined(select(Agreement, Dataset.title, _OWNER, _RECEIVER, PersonRow.name)).where(Agreement.id.in_(ids))
    rows = {row[0].id: row for row in session.execute(wanted)}
    owed = set(session.scalars(select(Agreement.id).where(Agreement.id.in_(ids), deletion.is_owed())))
    holding = {own: holder_of(session, rows[own][0]) for own in ids}
    names = names_in(session, (one for one in holding.values() if one))
    for own in ids:
        row, title, owner, receiver, asker = rows[own]
        is_open = row.state in AGREEMENT_OPEN
        held = calendar.days_since(row.changed_at_utc) if is_open else None
        yield Entry(
            row.id, row.number or "", title or "", owner.name, receiver.name, row.below, asker, row.purpose,
            tuple(row.legal_bases), row.legal_basis, row.state, steps.terms_of(row), calendar.day(row.asked_at_utc),
            names.get(holding[own] or ""), calendar.days_since(row.asked_at_utc) if is_open else None, held,
            held is not None and held >= calendar.late_days, (row.ends - calendar.today).days if row.state == "active" else None,
            _deletion(row, owed, calendar.today), row.deletion_due,
            calendar.day(confirmed) if (confirmed := row.deletion_confirmed_at_utc) else None,
        )  # fmt: skip


def _deletion(row: Agreement, owed: set[str], today: date) -> str:
    if row.deletion_confirmed_at_utc is not None:
        return "confirmed"
    if row.id not in owed or row.deletion_due is None:
        return ""
    return "late" if row.deletion_due < today else "owed"
