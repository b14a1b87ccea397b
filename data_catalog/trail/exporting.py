"""The trail as a file another can verify: JSON lines, the rows of each segment and then its seal; and back from such a file."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.problem import Problem
from data_catalog.records.tables import LedgerRow, LedgerSeal
from data_catalog.trail import marks, seals
from data_catalog.trail.form import Row, impersonal
from data_catalog.trail.segments import Rows, name_what_differs
from data_catalog.trail.stamp import Stamp
from data_catalog.trail.told import read
from data_catalog.trail.verdict import Found, Verdict
from data_catalog.trail.walking import rows_between

FORMAT = "modu.trail.1"
COLUMNS = tuple(column.name for column in LedgerRow.__table__.columns)
_ANY = 2**62
"""A segment's number no file reaches: of any segment the persons may have been left out."""
_SEAL = tuple(column.name for column in LedgerSeal.__table__.columns)


def objects(
    session: Session, stamp: Stamp, home: Path, first: date | None, last: date | None, *, persons: bool = True
) -> Iterator[dict[str, Any]]:
    """Whole segments of the days asked for, both included, and the open one when its days are among them.

    Without `persons` nobody is named in it, and it verifies all the same. The first line says what the file is;
    rows stand bare, as objects; `{"seal": …}` closes each segment, `{"mark": …}` the open one.
    """
    told, mark = read(session, stamp), marks.read(home)
    yield {"trail": FORMAT, "first": first and first.isoformat(), "last": last and last.isoformat(), "dropped": told.dropped}
    after, newest = 0, None
    for seal in session.scalars(select(LedgerSeal).order_by(LedgerSeal.number)):
        if (first is None or seal.day >= first) and (last is None or seal.day <= last):
            yield from (_row(row, persons) for row in rows_between(session, after, seal.last_id))
            yield {"seal": {name: _said(getattr(seal, name)) for name in _SEAL} | {"after": after}}
        after, newest = seal.last_id, seal.day
    if last is None or newest is None or last > newest:
        yield from (_row(row, persons) for row in rows_between(session, after))
        if mark is not None:
            yield {"mark": asdict(mark)}


def check(lines: Iterable[str], stamp: Stamp) -> Verdict:
    """Verifies an exported file with the key and nothing else. Problem trail.not_a_file when it is no such file."""
    found = Found()
    walked, waiting, before = Rows(stamp, found, detail_dropped=_ANY), list[Any](), None
    count, through, dropped, marked = 0, None, 0, None
    for said in _parsed(lines):
        if "trail" in said:
            dropped = int(said["dropped"])
        elif "seal" in said:
            seal = _back(said["seal"], {"day": date.fromisoformat, "made_at_utc": datetime.fromisoformat})
            if _segment(walked, seal, waiting, before, dropped):
                walked.sealed(seal)
            waiting, before, through, count = [], seal, seal.day, count + 1
        elif "mark" in said:
            marked = _marked(walked, marks.from_line(json.dumps(said["mark"])), waiting, before)
        else:
            waiting.append(_back(said, {"day": date.fromisoformat, "at_utc": datetime.fromisoformat}))
    if waiting and marked is None:
        walked.walk(waiting, "", _ANY, None)
        found.note("unmarked", None, None, rows=len(waiting))
    for _ in walked.finish():
        found.wrong("row_copied", None, None, event="", done="")
    return Verdict(found.told(), tuple(found.notes), through, count, walked.checked, len(waiting), marked)


def _segment(walked: Rows, seal: Any, rows: list[Row], before: Any, dropped: int) -> bool:
    """Whether the seal fits its stamp."""
    found = walked.found
    fit = walked.stamp.fits("seal", seals.said_of(seal), seal.mac)
    if fit != "fits":
        found.wrong("seal_wrong" if fit == "wrong" else "seal_key_unknown", seal.day, None, number=seal.number, key_name=seal.mac[:8])
    if before is not None and (seal.number, seal.before, seal.total) != (before.number + 1, before.mac, before.total + seal.rows):
        found.wrong("seal_unchained", seal.day, None, number=seal.number)
    if not rows and seal.rows:
        if seal.number > dropped:
            found.wrong("day_missing", seal.day, None, rows=seal.rows)
        return fit == "fits"
    chain = walked.walk(rows, seal.before, seal.number, seal.day)
    if fit == "fits" and (chain.at, chain.rows) != (seal.chain, seal.rows):
        name_what_differs(seal, lambda: rows, found)
    return fit == "fits"


def _marked(walked: Rows, mark: marks.Mark | None, rows: list[Row], before: Any) -> str | None:
    if mark is None or mark.fit(walked.stamp) != "fits" or walked.is_old(mark.mac) or (before is not None and mark.seal_mac != before.mac):
        walked.found.wrong("mark_wrong", None, None, file=marks.MARK, at=mark.at_utc if mark else "", key_name="")
        return ""
    chain = walked.walk([row for row in rows if row.id <= mark.last_id], mark.seal_mac, mark.seal + 1, None)
    walked.walk([row for row in rows if row.id > mark.last_id], "", mark.seal + 1, None)
    if (chain.at, chain.rows) != (mark.chain, mark.rows):
        missing = mark.rows - chain.rows
        facts = {"at": mark.at_utc, "marked": mark.rows, "missing": missing, "last_id": mark.last_id, "file": marks.MARK}
        walked.found.wrong("tail_cut" if missing > 0 else "tail_changed", None, None, **facts)
    return mark.at_utc


def _parsed(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    try:
        for number, line in enumerate(filter(str.strip, lines)):
            said = json.loads(line)
            if not isinstance(said, dict) or (number == 0) != (said.get("trail") == FORMAT):
                raise ValueError
            yield said
    except (ValueError, UnicodeDecodeError):
        raise Problem("trail.not_a_file") from None


def _row(row: Row, persons: bool) -> dict[str, Any]:
    said = {name: _said(getattr(row, name)) for name in COLUMNS}
    if persons or row.detail is None:
        return said
    subject = None if row.subject_kind == "person" else row.subject_id
    return said | {"person_id": None, "subject_id": subject, "salt": None, "facts": impersonal(row.facts)}


def _said(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def _back(said: Mapping[str, Any], read_as: Mapping[str, Any]) -> Any:
    try:
        return SimpleNamespace(**{name: read_as[name](value) if name in read_as else value for name, value in said.items()})
    except (ValueError, TypeError):
        raise Problem("trail.not_a_file") from None
