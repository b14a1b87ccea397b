"""Closes the segments of days that are over: finds where each ends, and seals it."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data_catalog import ledger
from data_catalog.records.store import Records
from data_catalog.records.tables import LedgerRow, LedgerSeal
from data_catalog.trail.form import plain
from data_catalog.trail.stamp import Stamp
from data_catalog.trail.walking import START, Chain, link_of, rows_between

# A writer that holds the ledger for longer is let be: the next minute looks again.
_LOCK_WAIT = "SET LOCAL lock_timeout = '3s'"


def stamp_in(records: Records) -> Stamp:
    """What stamps the ledger of these records."""
    if records.stamp is None:
        raise ValueError("these records were opened without a stamp")
    return records.stamp


def said_of(seal: Any) -> bytes:
    """What a seal's stamp covers."""
    prints = hashlib.sha256(seal.prints.encode()).hexdigest()
    return plain([
        "modu.seal.1", seal.number, seal.day.isoformat(), seal.last_id, seal.rows, seal.total, seal.ids, prints, seal.chain,
        seal.before, seal.made_at_utc.astimezone(UTC).isoformat(timespec="microseconds"),
    ])  # fmt: skip


def epoch_of(session: Session) -> int:
    """How many restores the trail went through, as its own rows say."""
    facts = session.scalars(
        select(LedgerRow.facts).where(LedgerRow.event == ledger.RESTORED).order_by(LedgerRow.id.desc()).limit(1)
    ).first()  # fmt: skip
    return int((facts or {}).get("epoch") or 0)


def last_seal(records: Records) -> LedgerSeal | None:
    """The last seal there is."""
    with records.reading() as session:
        return session.scalars(select(LedgerSeal).order_by(LedgerSeal.number.desc()).limit(1)).one_or_none()


def due(records: Records, last: LedgerSeal | None, today: date, marked_id: int = 0) -> list[tuple[date, int]]:
    """The days to be closed with the last id of each. A day no later than the last seal's waits for the next that is:
    its rows came late. (Unless that seal's day is yet to come: then a clock was wrong, and nothing waits for it.)

    What was marked while a segment was open lies in it: the first one reaches to `marked_id` at least.
    """
    before = last.last_id if last else 0
    floor = last.day if last and last.day < today else date.min
    with records.session() as session:
        hold_writers(session)
        found = session.execute(
            select(LedgerRow.day, func.max(LedgerRow.id)).where(LedgerRow.id > before, LedgerRow.day < today)
            .group_by(LedgerRow.day).order_by(LedgerRow.day)
        ).all()  # fmt: skip
    ends, top, closed = [], before, before
    for day, last_id in found:
        top = max(top, last_id)
        if day > floor and top > closed:
            ends.append((day, top))
            closed = top
    if ends:
        ends[0] = (ends[0][0], max(ends[0][1], marked_id))
        ends = ends[:1] + [end for end in ends[1:] if end[1] > ends[0][1]]
    return ends


def hold_writers(session: Session) -> None:
    """Until the transaction ends no row comes in, and none is on its way: ids seen now are all there will ever be below the highest."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(_LOCK_WAIT))
        session.execute(text("LOCK TABLE ledger IN SHARE MODE"))


def close(records: Records, stamp: Stamp, last: LedgerSeal | None, day: date, last_id: int, now: datetime) -> LedgerSeal:
    """Seals the rows behind the last seal up to an id, as its day's segment."""
    before = last.mac if last else START
    chain = Chain(at=before)
    with records.reading() as session:
        for row in rows_between(session, last.last_id if last else 0, last_id):
            chain.take(row.id, link_of(row))
    seal = LedgerSeal(
        number=last.number + 1 if last else 1, day=day, last_id=last_id, rows=chain.rows,
        total=(last.total if last else 0) + chain.rows, ids=chain.ids(), prints=chain.prints_text(), chain=chain.at, before=before,
        made_at_utc=now,
    )  # fmt: skip
    seal.mac = stamp.make("seal", said_of(seal))
    try:
        with records.session() as session:
            session.add(seal)
    except IntegrityError:
        # Another machine, whose lock this one does not see, made it first: the same rows, the same seal.
        made = last_seal(records)
        if made is None or made.number < seal.number:
            raise
        return made
    return seal
