"""Looking releases up: how it stands with a result, what one asked for, what waits for one's word, and what exactly would leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services.people.organisations import within
from app.services.platform import Platform
from app.services.sharing import release_gate, release_rules, release_steps, sight
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.records.tables import Organisation, PersonRow, Release, ReleaseEvent, Run
from models.kit import saved
from models.kit.disclosing import PROTECTING, counting_of
from models.kit.result import Result, Table
from models.kit.wording import Words

_MOST = 200


@dataclass(frozen=True)
class Line:
    """One release. `gone`: its result is no more. `decides`: it waits for the reader's word; `mine`: they asked for it."""

    id: str
    run_id: str
    model: str
    body: Words
    asker: str
    purpose: str
    recipient: str
    reasons: tuple[str, ...]
    state: str
    asked_at_utc: datetime
    gone: bool
    decides: bool
    mine: bool


@dataclass(frozen=True)
class Step:
    """One step; `who` is None when a policy's end did it."""

    step: str
    who: str | None
    at_utc: datetime
    comment: str


@dataclass(frozen=True)
class Standing:
    """How it stands with taking a result out: `state` is free, needed, asked, approved, returned, ended or changed.

    `reasons`: for which data it waits; `release_id`: what the person asked for last, where they did; `comment`: why it was returned.
    """

    state: str
    reasons: tuple[str, ...] = ()
    bodies: tuple[Words, ...] = ()
    release_id: str = ""
    comment: str = ""

    @property
    def held(self) -> bool:
        """Whether nothing of it may be taken out now."""
        return self.state not in ("free", "approved", "changed")


@dataclass(frozen=True)
class Leaving:
    """One table that would leave. `counts`: its cells that count persons; `hidden` of all its cells are hidden; `smallest`: the smallest
    count above 0 that is left, None where none is."""

    table: Table
    cells: int
    counts: int
    hidden: int
    smallest: float | None


@dataclass(frozen=True)
class Looked:
    """What exactly would leave: the result, its tables weighed, how persons are protected in it, and what its report says beside it.

    `changed`: it is not what it was when it was asked for.
    """

    result: Result
    tables: tuple[Leaving, ...]
    protected: Words | None
    worded: Mapping[str, Any]
    changed: bool


def standing(person: Person, platform: Platform, run_id: str) -> Standing:
    """How it stands with a result the person may see. Problems: not_found.run, share.closed."""
    return standing_of(person, platform, sight.opened(person, platform, run_id))


def standing_of(person: Person, platform: Platform, run: Any) -> Standing:
    """How it stands with the result of a run that was opened (`sight.opened`)."""
    with platform.records.reading() as session:
        wanted = release_rules.needs(session, platform, run)
        if not wanted or run.state != "finished":
            return Standing("free")
        bodies = tuple(session.get_one(Organisation, need.body_id).name for need in wanted)
        reasons = tuple(dict.fromkeys(reason for need in wanted for reason in need.reasons))
        found = [release_gate.newest(session, person.id, run.id, need.body_id) for need in wanted]
        states = ["needed" if row is None else release_gate.state_of(session, row) for row in found]
        worst = next((one for one in ("needed", "ended", "returned", "asked") if one in states), "approved")
        row = next((row for row, state in zip(found, states, strict=True) if row is not None and state == worst), None)
        if worst == "approved":
            # The files themselves are looked at when one of them is taken.
            said = release_gate.worded(session, person, run)
            if any(one is not None and one.fingerprint != release_gate.fingerprint_of(one.content, said) for one in found):
                worst = "changed"
        return Standing(worst, reasons, bodies, row.id if row else "", _comment(session, row) if row else "")


def mine(person: Person, platform: Platform) -> tuple[Line, ...]:
    """What the person asked for, the newest first."""
    with platform.records.reading() as session:
        asked = select(Release).where(Release.asked_by == person.id).order_by(Release.asked_at_utc.desc(), Release.id).limit(_MOST)
        return tuple(_line(session, person, row) for row in session.scalars(asked).all())


def to_decide(person: Person, platform: Platform) -> tuple[Line, ...]:
    """What waits for the person's word, the oldest first."""
    with platform.records.reading() as session:
        reached = within(session, rights.spans(person, "review_releases"))
        asked = select(Release).where(Release.state == "asked", Release.body_id.in_(reached))
        rows = session.scalars(asked.order_by(Release.asked_at_utc, Release.id).limit(_MOST)).all()
        return tuple(line for row in rows if (line := _line(session, person, row)).decides)


def one(person: Person, platform: Platform, release_id: str) -> tuple[Line, tuple[Step, ...]]:
    """A release the person asked for or is steward over, with its steps, the newest first. Problem not_found.release."""
    with platform.records.reading() as session:
        row = _need(session, person, release_id)
        events = session.scalars(select(ReleaseEvent).where(ReleaseEvent.release_id == row.id).order_by(ReleaseEvent.id.desc())).all()
        people = {event.person_id for event in events if event.person_id}
        rows = session.execute(select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(people)))
        names = {each.id: each.name for each in rows}
        steps = (Step(one.step, names.get(one.person_id, "–") if one.person_id else None, one.at_utc, one.comment) for one in events)
        return _line(session, person, row), tuple(steps)


def looked(person: Person, platform: Platform, release_id: str) -> Looked:
    """What would leave, for who decides and who asked. Problems: not_found.release, release.ended when its result is gone."""
    with platform.records.reading() as session:
        row = _need(session, person, release_id)
        run = session.get(Run, row.run_id)
        folder = platform.lake.run_folder(row.run_id)
        if run is None or not (folder / "result.json").is_file() or release_gate.state_of(session, row) == "ended":
            raise Problem("release.ended")
        asker = Person(row.asked_by, "", "", frozenset())
        now = release_gate.print_of(session, platform, asker, run)
        worded = release_gate.worded(session, asker, run)
        result = saved.load(folder)
    how = next((step.explains for step in result.method if step.name == PROTECTING), None)
    shown = tuple(weighed(table) for table in result.tables)
    return Looked(result, shown, how, worded, now.fingerprint != row.fingerprint)


def viewed(person: Person, platform: Platform, release_id: str) -> None:
    """Puts on record that somebody looked at what would leave. Problem not_found.release."""
    with platform.records.session() as session:
        row = _need(session, person, release_id)
        ledger.record(
            session, ledger.RELEASE_VIEWED, person_id=person.id, organisation_id=row.body_id, subject=("run", row.run_id),
            facts={"release": row.id, "model": row.model}, at=platform.now(),
        )  # fmt: skip


def weighed(table: Table) -> Leaving:
    """A table with its cells counted.

    Hidden cells are null in its rows: the smallest count is taken of those that are left.
    """
    counting = counting_of(table.spec)
    counts = [name for name in counting.counts if name in table.rows.columns] if counting else []
    left = [value for name in counts for value in table.rows[name].drop_nulls().to_list() if value > 0]
    return Leaving(
        table, table.rows.height * table.rows.width, table.rows.height * len(counts), sum(map(len, table.hidden.values())),
        min(left, default=None),
    )  # fmt: skip


def _need(session: Session, person: Person, release_id: str) -> Release:
    row = session.get(Release, release_id)
    reached = within(session, rights.spans(person, "review_releases"))
    if row is None or (row.asked_by != person.id and row.body_id not in reached):
        raise Problem("not_found.release")
    return row


def _line(session: Session, person: Person, row: Release) -> Line:
    asker, body = session.get_one(PersonRow, row.asked_by), session.get_one(Organisation, row.body_id)
    state = release_gate.state_of(session, row)
    decides = state == "asked" and release_steps.decides(session, person, row)
    return Line(
        row.id, row.run_id, row.model, body.name, asker.name, row.purpose, row.recipient, tuple(row.reasons), state, row.asked_at_utc,
        session.get(Run, row.run_id) is None, decides, row.asked_by == person.id,
    )  # fmt: skip


def _comment(session: Session, row: Release) -> str:
    wanted = select(ReleaseEvent.comment).where(ReleaseEvent.release_id == row.id).order_by(ReleaseEvent.id.desc()).limit(1)
    return session.scalar(wanted) or ""
