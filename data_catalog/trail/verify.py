"""Checks the whole trail in the records: every row, every seal, the marks of the open day, and what witnesses were told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data_catalog.records import append_only
from data_catalog.records.store import Records
from data_catalog.records.tables import LedgerRow, LedgerSeal
from data_catalog.trail import marks, seals
from data_catalog.trail.marks import Mark
from data_catalog.trail.segments import Rows, name_what_differs
from data_catalog.trail.stamp import Stamp
from data_catalog.trail.told import Told, read
from data_catalog.trail.verdict import Found, Verdict
from data_catalog.trail.walking import START, Chain, rows_between

Stops = dict[int, Callable[[Chain], None]]


@dataclass
class _Seen:
    """Marks by the segment they speak of, and how each stands."""

    by_seal: dict[int, list[tuple[Mark, str]]] = field(default_factory=dict)


def verify(records: Records, home: Path, stamp: Stamp | None = None) -> Verdict:
    """Everything once, in bounded memory: about 20 seconds for a million rows. With another's copy of the key, by that."""
    stamp, found = stamp or seals.stamp_in(records), Found()
    # The marks first: what they tell is no newer than the one moment the records are then seen at.
    given = _given(home, found)
    with records.reading() as session:
        one_moment = {"isolation_level": "REPEATABLE READ"} if records.kind == "postgresql" else {}
        connection = session.connection(execution_options=one_moment)
        told = read(session, stamp)
        for row_id, why, facts in told.broken:
            found.wrong(f"noted_{why}", None, row_id, **facts)
        for facts in told.given_up:
            found.note("restored", None, None, **facts)
        if not append_only.there(connection):
            found.wrong("triggers_missing")
        seen = _Seen()
        for mark, file in given:
            _take(seen, mark, file, stamp, told, found)
        rows = Rows(stamp, found, told.detail_dropped)
        last, count = _sealed(session, rows, told, seen)
        mark_at = _open(session, rows, last, seen)
        _copies(session, rows)
        open_rows = session.scalar(select(func.count()).select_from(LedgerRow).where(LedgerRow.id > (last.last_id if last else 0))) or 0
        early = session.scalars(select(LedgerRow.id).where(LedgerRow.id < 1).limit(1)).first()
        if early is not None:
            found.wrong("row_added", None, early, event="")
    through = last.day if last else None
    return Verdict(found.told(), tuple(found.notes), through, count, rows.checked, open_rows, mark_at)


def _given(home: Path, found: Found) -> list[tuple[Mark, str]]:
    """The mark in the home and those of the witnesses, each with the name of its file."""
    own = marks.read(home)
    given = [] if own is None else [(own, marks.MARK)]
    if own is None and (home / marks.FOLDER / marks.MARK).exists():
        found.wrong("mark_wrong", None, None, file=marks.MARK, at="")
    for path in marks.witnesses():
        try:
            given += [(mark, path.name) for mark in marks.told(path)]
        except OSError:
            found.note("witness_unread", None, None, file=path.name)
    return given


def _take(seen: _Seen, mark: Mark, file: str, stamp: Stamp, told: Told, found: Found) -> None:
    fit = mark.fit(stamp)
    if fit != "fits":
        found.wrong("mark_wrong" if fit == "wrong" else "mark_key_unknown", None, None, file=file, at=mark.at_utc, key_name=mark.mac[:8])
        return
    kept = told.kept(mark.epoch)
    if kept is not None and mark.last_id > kept:
        restored = max(at for epoch, _, at in told.restores if epoch > mark.epoch)
        explained = {"at": mark.at_utc, "rows": mark.last_id - kept, "kept": kept, "restored_at": restored}
        if not any(note.code == "restored" and note.facts["restored_at"] == restored for note in found.notes):
            found.note("restored", None, None, **explained)
        return
    if mark.epoch > told.epoch:
        found.wrong("tail_before_restore", None, None, at=mark.at_utc, marked=mark.total, file=file)
        return
    seen.by_seal.setdefault(mark.seal, []).append((mark, file))


def _stops(seen: _Seen, number: int, before: str, rows: Rows, row_at: int) -> Stops:
    """For each mark made while a segment was open, what is to be compared when its last id is passed."""
    stops: Stops = {}
    found = rows.found
    for mark, file in seen.by_seal.pop(number, []):
        if rows.is_old(mark.mac):
            found.wrong("mark_wrong", None, None, file=file, at=mark.at_utc, key_name=mark.mac[:8])
            continue
        if mark.seal_mac != before:
            found.wrong("seal_replaced", None, None, number=number, at=mark.at_utc, file=file)
            continue

        def compare(chain: Chain, mark: Mark = mark, file: str = file) -> None:
            if (chain.rows, chain.at) == (mark.rows, mark.chain):
                return
            missing = mark.rows - chain.rows
            code = "tail_cut" if missing > 0 else "tail_changed"
            found.wrong(code, None, None, at=mark.at_utc, marked=mark.rows, missing=missing, last_id=mark.last_id, after=row_at, file=file)

        stops[mark.last_id] = compare
    return stops


def _sealed(session: Session, rows: Rows, told: Told, seen: _Seen) -> tuple[LedgerSeal | None, int]:
    last, count, found = None, 0, rows.found
    for number in session.scalars(select(LedgerSeal.number).order_by(LedgerSeal.number)).all():
        seal = session.get_one(LedgerSeal, number)
        after, before = (last.last_id, last.mac) if last else (0, START)
        if number != (last.number if last else 0) + 1:
            first = (last.number if last else 0) + 1
            found.wrong("seal_missing", seal.day, None, first=first, last=number - 1, day_before=last and last.day.isoformat())
        elif (seal.before, seal.total) != (before, (last.total if last else 0) + seal.rows):
            found.wrong("seal_unchained", seal.day, None, number=number)
        fit = rows.stamp.fits("seal", seals.said_of(seal), seal.mac)
        if fit == "wrong":
            found.wrong("seal_wrong", seal.day, None, number=number)
        elif fit == "key_unknown":
            found.wrong("seal_key_unknown", seal.day, None, number=number, key_name=seal.mac[:8])
        _segment(session, rows, seal, after, fit, told, _stops(seen, number - 1, seal.before, rows, after))
        if fit == "fits":
            rows.sealed(seal)
        count += 1
        if last is not None:
            session.expunge(last)
        last = seal
    return last, count


def _segment(session: Session, rows: Rows, seal: Any, after: int, fit: str, told: Told, stops: Stops) -> None:
    there = session.scalar(select(LedgerRow.id).where(LedgerRow.id > after, LedgerRow.id <= seal.last_id).limit(1))
    if there is None:
        if seal.number > told.dropped and seal.rows:
            rows.found.wrong("day_missing", seal.day, None, rows=seal.rows)
        return
    chain = rows.walk(rows_between(session, after, seal.last_id), seal.before, seal.number, seal.day, stops)
    if fit == "fits" and (chain.at, chain.rows) != (seal.chain, seal.rows):
        name_what_differs(seal, lambda: rows_between(session, after, seal.last_id), rows.found)


def _open(session: Session, rows: Rows, last: LedgerSeal | None, seen: _Seen) -> str | None:
    """The rows behind the last seal, up to the marks made since; the moment of the newest."""
    number, before, after = (last.number, last.mac, last.last_id) if last else (0, START, 0)
    newest = max((mark.at_utc for mark, _ in seen.by_seal.get(number, [])), default=None)
    rows.walk(rows_between(session, after), before, number + 1, None, _stops(seen, number, before, rows, after))
    beyond = sorted(item for item in seen.by_seal.items() if item[0] > number)
    for later, told in beyond:
        mark, file = told[-1]
        rows.found.wrong("seals_cut", None, None, at=mark.at_utc, seals=later, there=number, marked=mark.total, file=file)
    if newest is None and last is not None and not beyond:
        rows.found.wrong("mark_missing", None, None)
    return newest


def _copies(session: Session, rows: Rows) -> None:
    """A row copied to another place brings a stamp that fits: it is the second with that stamp."""
    for beginning in rows.finish():
        like = LedgerRow.mac.like(f"________.{beginning:016x}%")
        for row in session.execute(select(LedgerRow.id, LedgerRow.event, LedgerRow.day).where(like).order_by(LedgerRow.id)).all()[1:]:
            rows.found.wrong("row_copied", None, row.id, event=row.event, done=row.day.isoformat())
