"""Changes of organisations that are entered ahead: they wait, can be withdrawn, and are made on their day by a worker.

Each is made by the right of who entered it, as it is on that day. One that has become impossible by then is refused, and who entered it
is told why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta, tzinfo
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person, load
from app.services import inbox
from app.services.organising import changing
from app.services.organising.changing import Change
from app.services.organising.effects import Effect
from app.services.people.organisations import names_in, need, within
from app.services.platform import Platform
from app.texts import LANGUAGES, problem_text, text
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records import settings
from data_catalog.records.tables import Organisation, PersonRow, PlannedChange
from models.kit.wording import Words

KINDS = ("rename", "move", "merge", "end")
"""What can be entered ahead. What adds or parts an organisation makes one, which others could not be told of before its day."""
LONGEST_DAYS = 3_650


@dataclass(frozen=True)
class Plan:
    """One change that waits. `to`: the organisation it is moved under or merged into; `renamed`: its new name."""

    id: str
    change: Change
    name: Words
    to: Words | None
    renamed: Words | None
    day: date
    entered_by: str
    entered_on: date


@dataclass(frozen=True)
class Turned:
    """What one turn did."""

    done: int
    refused: int


def enter(person: Person, platform: Platform, change: Change) -> str:
    """Enters a change for a later day (`on`), which is to be possible as things stand today; gives the plan's id.

    Problems: those of `changing.make`, organisations.plan_day.
    """
    if change.kind not in KINDS:
        raise ValueError(change.kind)
    today = platform.today()
    last = today + timedelta(days=LONGEST_DAYS)
    if change.on is None or not today < change.on <= last:
        raise Problem("organisations.plan_day", first=(today + timedelta(days=1)).isoformat(), last=last.isoformat())
    changing.preview(person, platform, replace(change, on=None))
    said = {name: value for name, value in asdict(change).items() if name in ("to_id", "name_ko", "name_en", "organisation_kind") and value}
    with platform.records.session() as session:
        need(session, person, change.organisation_id)
        row = PlannedChange(
            organisation_id=change.organisation_id, kind=change.kind, said=said, day=change.on, entered_by=person.id,
            entered_at_utc=platform.now(),
        )  # fmt: skip
        session.add(row)
        session.flush()
        _note(session, platform, row, ledger.REORGANISATION_PLANNED, person)
        return row.id


def waiting(person: Person, platform: Platform) -> tuple[Plan, ...]:
    """What waits in the person's tree, the next first. Problem rights.role_needed."""
    rights.need(person, "manage_people")
    with platform.records.reading() as session:
        tree = within(session, rights.spans(person, "manage_people"))
        wanted = select(PlannedChange).where(PlannedChange.state == "waiting", PlannedChange.organisation_id.in_(tree))
        rows = session.scalars(wanted.order_by(PlannedChange.day, PlannedChange.entered_at_utc, PlannedChange.id)).all()
        names = names_in(session, {row.organisation_id for row in rows} | {row.said["to_id"] for row in rows if "to_id" in row.said})
        people = {row.entered_by for row in rows}
        by = {one.id: one.name for one in session.scalars(select(PersonRow).where(PersonRow.id.in_(people)))}
        zone = settings.local_zone(session)
    return tuple(_plan(row, names, by.get(row.entered_by, "–"), zone) for row in rows)


def preview(person: Person, platform: Platform, plan_id: str) -> tuple[Effect, ...]:
    """What a waiting change would do if it were made now. Problems: not_found.plan, and those of `changing.make`: why it could not be."""
    with platform.records.reading() as session:
        change = change_of(_needed(session, person, plan_id))
    return changing.preview(person, platform, replace(change, on=None))


def withdraw(person: Person, platform: Platform, plan_id: str) -> None:
    """Withdraws a change that waits. Problem not_found.plan."""
    rights.need(person, "manage_people")
    with platform.records.session() as session:
        row = _needed(session, person, plan_id, held=True)
        row.state, row.ended_at_utc = "withdrawn", platform.now()
        _note(session, platform, row, ledger.REORGANISATION_WITHDRAWN, person)


def turn(platform: Platform) -> Turned:
    """Makes every change whose day has come, the earliest first. Any number of workers may do it at once."""
    today = platform.today()
    with platform.records.reading() as session:
        wanted = select(PlannedChange.id).where(PlannedChange.state == "waiting", PlannedChange.day <= today)
        due = session.scalars(wanted.order_by(PlannedChange.day, PlannedChange.entered_at_utc, PlannedChange.id)).all()
    ends = [_carry_out(platform, own, today) for own in due]
    return Turned(ends.count("done"), ends.count("refused"))


def change_of(row: PlannedChange) -> Change:
    """The change a plan keeps."""
    return Change(row.kind, row.organisation_id, on=row.day, **row.said)


def _carry_out(platform: Platform, own: str, today: date) -> str:
    """done or refused; empty where another worker saw to it."""
    try:
        with platform.records.session() as session:
            row = session.get_one(PlannedChange, own, with_for_update=True)
            if row.state != "waiting":
                return ""
            person = load(session, row.entered_by)
            if person is None or not rights.may(person, "manage_people"):
                raise Problem("organisations.plan_nobody")
            change = change_of(row)
            # Nothing ends on a day that is past: one that comes late ends today.
            changing.make_in(session, platform, person, replace(change, on=None) if row.kind == "end" and row.day < today else change)
            row.state, row.ended_at_utc = "done", platform.now()
            _note(session, platform, row, ledger.REORGANISATION_DONE, None)
            _tell(session, platform, row, "inbox.reorganisation_done")
    except Problem as problem:
        if problem.code == "records.cannot_write":
            raise
        return _refuse(platform, own, problem)
    return "done"


def _refuse(platform: Platform, own: str, problem: Problem) -> str:
    with platform.records.session() as session:
        row = session.get_one(PlannedChange, own, with_for_update=True)
        if row.state != "waiting":
            return ""
        row.state, row.ended_at_utc = "refused", platform.now()
        row.problem = {"code": problem.code, "facts": dict(problem.facts)}
        _note(session, platform, row, ledger.REORGANISATION_REFUSED, None, code=problem.code)
        _tell(session, platform, row, "inbox.reorganisation_refused", why={lang: problem_text(problem, lang) for lang in LANGUAGES})
    return "refused"


def _needed(session: Session, person: Person, plan_id: str, *, held: bool = False) -> PlannedChange:
    row = session.get(PlannedChange, plan_id, with_for_update=True if held else None)
    if row is None or row.state != "waiting" or row.organisation_id not in within(session, rights.spans(person, "manage_people")):
        raise Problem("not_found.plan")
    return row


def _plan(row: PlannedChange, names: Mapping[str, Words], entered_by: str, zone: tzinfo) -> Plan:
    change = change_of(row)
    renamed = {"ko": change.name_ko, "en": change.name_en} if change.name_ko else None
    entered_on = row.entered_at_utc.astimezone(zone).date()
    return Plan(row.id, change, names[row.organisation_id], names.get(change.to_id), renamed, row.day, entered_by, entered_on)


def _note(session: Session, platform: Platform, row: PlannedChange, event: str, person: Person | None, **more: Any) -> None:
    """`person`: who did it; nobody where a worker did."""
    ledger.record(
        session, event, person_id=person.id if person else None, organisation_id=row.organisation_id,
        subject=("organisation", row.organisation_id), at=platform.now(),
        facts={"plan": row.id, "change": row.kind, "day": row.day.isoformat(), **more},
    )  # fmt: skip


def _tell(session: Session, platform: Platform, row: PlannedChange, key: str, **more: Any) -> None:
    what = {lang: text(f"organisations.change.{row.kind}", lang) for lang in LANGUAGES}
    facts = {"name": session.get_one(Organisation, row.organisation_id).name, "what": what, "day": row.day.isoformat(), **more}
    link = f"/organisations?organisation={row.organisation_id}"
    inbox.add(session, row.entered_by, key, facts, link=link, once=f"{key}:{row.id}"[:100], at=platform.now())
