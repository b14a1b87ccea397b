"""What a worker does for the trail: compares the last mark with what is there, closes the days that are over, marks anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from data_catalog import ledger
from data_catalog.records.store import Records
from data_catalog.records.tables import LedgerRow, LedgerSeal
from data_catalog.trail import marks, seals
from data_catalog.trail.marks import Mark
from data_catalog.trail.stamp import Stamp
from data_catalog.trail.walking import START, Chain, link_of, rows_between


@dataclass(frozen=True)
class Tended:
    """What one turn did: the days whose segments it closed, whether it made a new mark, and what the last mark found wrong."""

    sealed: tuple[date, ...]
    marked: bool
    wrong: str | None


def tend(records: Records, home: Path, today: date, now: datetime) -> Tended:
    """Closes every segment whose day is over, then marks the open one. Any number of processes may do it at once.

    What the last mark told is compared before anything takes its place: a difference becomes a row of the ledger (`trail_broken`,
    once), and with it part of the trail for good.
    """
    stamp = seals.stamp_in(records)
    with marks.alone(home):
        last, mark = seals.last_seal(records), marks.read(home)
        marked = mark.last_id if mark is not None and _of_open(mark, last) and mark.fit(stamp) == "fits" else 0
        try:
            ends = seals.due(records, last, today, marked)
        except OperationalError:  # a writer takes long: in a minute again
            return Tended((), False, None)
        wrong = _wrong(records, home, stamp, mark, last, deep=bool(ends))
        if wrong is not None:
            _tell(records, mark, wrong, now)
        sealed = []
        for day, last_id in ends:
            last = seals.close(records, stamp, last, day, last_id, now)
            sealed.append(last.day)
        goes_on = mark if wrong is None and mark is not None and _of_open(mark, last) else None
        made = _mark(records, home, stamp, last, goes_on, now)
    return Tended(tuple(sealed), made, wrong["why"] if wrong else None)


def mark_anew(records: Records, home: Path, now: datetime) -> None:
    """Marks the trail as it is, whatever an earlier mark told: after a restore, which says so in a row of its own."""
    with marks.alone(home):
        _mark(records, home, seals.stamp_in(records), seals.last_seal(records), None, now)


def _of_open(mark: Mark, last: LedgerSeal | None) -> bool:
    return (mark.seal, mark.seal_mac) == ((last.number, last.mac) if last else (0, START))


def _wrong(records: Records, home: Path, stamp: Stamp, mark: Mark | None, last: LedgerSeal | None, *, deep: bool) -> dict[str, Any] | None:
    """What is not as the mark told: facts of the ledger's row, `why` first. Only a count unless `deep`, which walks the rows."""
    if mark is None or mark.fit(stamp) != "fits":
        return {"why": "mark_wrong"} if (home / marks.FOLDER / marks.MARK).exists() else None
    with records.reading() as session:
        epoch = seals.epoch_of(session)
    if mark.epoch < epoch:
        return None
    told = {"marked_at": mark.at_utc, "last_id": mark.last_id, "marked": mark.rows}
    number = last.number if last else 0
    if mark.epoch > epoch or mark.seal > number or (mark.seal == number and not _of_open(mark, last)):
        return {"why": "seals_missing", **told, "seal": mark.seal, "seals": number}
    if mark.seal < number:
        return None
    rows, chain = _found(records, mark, last, deep=deep)
    if rows < mark.rows:
        return {"why": "rows_missing", **told, "rows": rows, "missing": mark.rows - rows}
    if rows > mark.rows or (deep and chain != mark.chain):
        return {"why": "rows_changed", **told, "rows": rows}
    return None


def _found(records: Records, mark: Mark, last: LedgerSeal | None, *, deep: bool) -> tuple[int, str]:
    after = last.last_id if last else 0
    with records.reading() as session:
        if not deep:
            known = select(func.count()).select_from(LedgerRow).where(LedgerRow.id > after, LedgerRow.id <= mark.last_id)
            return session.scalar(known) or 0, mark.chain
        chain = Chain(at=mark.seal_mac)
        for row in rows_between(session, after, mark.last_id):
            chain.take(row.id, link_of(row))
    return chain.rows, chain.at


def _tell(records: Records, mark: Mark | None, wrong: dict[str, Any], now: datetime) -> None:
    subject = ("mark", mark.chain if mark else "-")
    with records.session() as session:
        same = select(LedgerRow.id).where(LedgerRow.subject_kind == subject[0], LedgerRow.subject_id == subject[1])
        if mark is None or session.scalar(same.limit(1)) is None:
            ledger.record(session, ledger.TRAIL_BROKEN, subject=subject, facts=wrong, at=now)


def _mark(records: Records, home: Path, stamp: Stamp, last: LedgerSeal | None, mark: Mark | None, now: datetime) -> bool:
    """Goes on from the last mark, so that what it knew stays in the chain; else from the last seal."""
    after, before = (last.last_id, last.mac) if last else (0, START)
    try:
        with records.session() as session:
            seals.hold_writers(session)
            epoch = seals.epoch_of(session)
            top = session.scalar(select(func.max(LedgerRow.id)).where(LedgerRow.id > after)) or after
    except OperationalError:
        return False
    chain = Chain(at=before, last_id=after)
    if mark is not None and mark.epoch == epoch:
        if top == mark.last_id:
            return False
        chain = Chain(at=mark.chain, rows=mark.rows, last_id=mark.last_id)
    elif top == 0:
        return False
    with records.reading() as session:
        for row in rows_between(session, chain.last_id, top):
            chain.take(row.id, link_of(row))
    made = Mark(
        at_utc=now.isoformat(), epoch=epoch, seal=last.number if last else 0, seal_mac=before, last_id=top, rows=chain.rows,
        total=(last.total if last else 0) + chain.rows, chain=chain.at,
    )  # fmt: skip
    marks.write(home, made.stamped(stamp))
    return True
