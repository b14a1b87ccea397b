"""Retention of the trail: takes the personal detail of old segments, then old segments whole. Their seals stay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from data_catalog import ledger
from data_catalog.records import append_only
from data_catalog.records.store import Records
from data_catalog.records.tables import LedgerRow, LedgerSeal
from data_catalog.trail import marks, seals
from data_catalog.trail.form import PERSONAL_FACTS, impersonal
from data_catalog.trail.segments import Rows
from data_catalog.trail.told import read
from data_catalog.trail.verdict import Found
from data_catalog.trail.walking import START, rows_between


@dataclass(frozen=True)
class Segment:
    """A closed segment: the ids behind `after`, up to its seal's."""

    seal: LedgerSeal
    after: int


@dataclass(frozen=True)
class Dropped:
    """How many segments went whole, of how many the personal detail did, and the day of the one that does not verify, which stopped it."""

    segments: int
    details: int
    stopped_at: date | None


def drop(records: Records, home: Path, today: date, now: datetime, *, days: int, detail_days: int) -> Dropped:
    """Takes what is older than so many days, the oldest first. What does not verify stays, and so does all behind it.

    Rows from before there were stamps have no detail to take apart: their persons go with the whole segment.
    """
    stamp = seals.stamp_in(records)
    with marks.alone(home):
        with records.reading() as session:
            told, every = read(session, stamp), _segments(session)
        whole = [one for one in every if one.seal.number > told.dropped]
        gone, stopped = _each(records, whole, today - timedelta(days=days), told.detail_dropped, now, _take_rows)
        first = max(told.detail_dropped, told.dropped + gone)
        kept = [one for one in every if one.seal.number > first]
        bared, also = _each(records, kept, today - timedelta(days=detail_days), told.detail_dropped, now, _take_detail)
    return Dropped(gone, bared, stopped or also)


def _segments(session: Session) -> list[Segment]:
    found: list[Segment] = []
    for seal in session.scalars(select(LedgerSeal).order_by(LedgerSeal.number)):
        found.append(Segment(seal, found[-1].seal.last_id if found else 0))
    return found


def _each(
    records: Records, segments: list[Segment], before: date, bare: int, now: datetime, take: Callable[[Session, Segment, datetime], None]
) -> tuple[int, date | None]:  # fmt: skip
    taken = 0
    for segment in segments:
        if segment.seal.day >= before:
            break
        if not _verifies(records, segment, bare):
            return taken, segment.seal.day
        with records.session() as session:
            seals.hold_writers(session)
            append_only.lift(session.connection())
            take(session, segment, now)
            append_only.lay(session.connection())
        taken += 1
    return taken, None


def _verifies(records: Records, segment: Segment, bare: int) -> bool:
    stamp, seal = seals.stamp_in(records), segment.seal
    rows = Rows(stamp, Found(), bare)
    with records.reading() as session:
        chain = rows.walk(rows_between(session, segment.after, seal.last_id), seal.before or START, seal.number, seal.day)
    fits = stamp.fits("seal", seals.said_of(seal), seal.mac) == "fits"
    return fits and (chain.at, chain.rows) == (seal.chain, seal.rows) and not rows.found.breaks


def _take_rows(session: Session, segment: Segment, now: datetime) -> None:
    session.execute(delete(LedgerRow).where(*_in(segment)))
    _note(session, ledger.TRAIL_DROPPED, segment, now)


def _take_detail(session: Session, segment: Segment, now: datetime) -> None:
    stamped = (*_in(segment), LedgerRow.detail.is_not(None))
    for row_id, facts in session.execute(select(LedgerRow.id, LedgerRow.facts).where(*stamped)).all():
        if not PERSONAL_FACTS.isdisjoint(facts):
            session.execute(update(LedgerRow).where(LedgerRow.id == row_id).values(facts=impersonal(facts)))
    session.execute(update(LedgerRow).where(*stamped, LedgerRow.subject_kind == "person").values(subject_id=None))
    session.execute(update(LedgerRow).where(*stamped).values(person_id=None, salt=None))
    _note(session, ledger.TRAIL_DETAIL_DROPPED, segment, now)


def _in(segment: Segment) -> tuple[ColumnElement[bool], ...]:
    return (LedgerRow.id > segment.after, LedgerRow.id <= segment.seal.last_id)


def _note(session: Session, event: str, segment: Segment, now: datetime) -> None:
    seal = segment.seal
    facts = {"through": seal.number, "day": seal.day.isoformat(), "rows": seal.rows}
    ledger.record(session, event, subject=("segment", str(seal.number)), facts=facts, at=now)
