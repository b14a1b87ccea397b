"""The ledger in columns, for counting: a copy of what is counted of its rows in one file of the home, completed from the records when read.

Rows come in at the end and are never changed (the database refuses), so a copy up to an id stays right. What takes rows or their persons
away, retention and a restore, leaves a row of its own in the ledger: its id is part of the copy's name, and a copy of before is made anew.
Without a copy everything is read from the records: slower, and the same. It holds no id of a person, a run or an organisation, only 64 bits
of a hash of each, enough to tell them apart (of a million, two are alike with a chance of one in forty million).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import polars as pl
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data_catalog import ledger
from data_catalog.records.store import Records
from data_catalog.records.tables import LedgerRow
from data_catalog.trail import seals

FOLDER = "counting"
SCHEMA: Mapping[str, Any] = MappingProxyType(
    {
        "id": pl.Int64, "day": pl.Date, "at": pl.Datetime("us"), "event": pl.Categorical, "organisation": pl.UInt64, "person": pl.UInt64,
        "model": pl.Categorical, "kind": pl.Categorical, "subject": pl.UInt64, "key": pl.UInt64, "draft": pl.UInt64, "amount": pl.Float64,
    }
)  # fmt: skip
"""The columns. `key`: what makes runs one analysis, the `cache_key`, else the run; `draft`: the draft a step belongs to; `amount`: the
fact of AMOUNTS."""
AMOUNTS: Mapping[str, str] = MappingProxyType({"use_case_outcome": "decided", "exercise_checked": "right", "help_answered": "minutes"})
"""Of which events which fact is counted: yes and no as 1 and 0."""
LEAST_ROWS = 2_000
"""So many rows are to have come in since before a copy is made anew."""

_AWAY = (ledger.TRAIL_DROPPED, ledger.TRAIL_DETAIL_DROPPED, ledger.RESTORED)
_COLUMNS = (
    LedgerRow.id, LedgerRow.day, LedgerRow.at_utc, LedgerRow.event, LedgerRow.organisation_id, LedgerRow.person_id, LedgerRow.model,
    LedgerRow.kind, LedgerRow.subject_kind, LedgerRow.subject_id, LedgerRow.cache_key, LedgerRow.facts,
)  # fmt: skip
_AT_ONCE = 20_000


@dataclass(frozen=True)
class _Copy:
    path: Path
    last_id: int


def code(said: str | None) -> int | None:
    """64 bits that stand for an id."""
    return None if said is None else int.from_bytes(blake2b(said.encode(), digest_size=8).digest())


def read(records: Records, home: Path) -> pl.LazyFrame:
    """Every row of the ledger as SCHEMA has it, from the copy and what came in since; nothing is read before it is collected."""
    with records.reading() as session:
        copy = _newest(session, home)
        tail = _frame(session, copy.last_id if copy else 0, None)
    return pl.concat([pl.scan_parquet(copy.path), tail.lazy()]) if copy else tail.lazy()


def keep(records: Records, home: Path, least: int = LEAST_ROWS) -> int:
    """Brings the copy up to the last row when `least` or more came in since; gives how many it took in. Any number of processes may."""
    with records.session() as session:
        # No row is on its way below this id: a row that is written late has a later one.
        seals.hold_writers(session)
        top = session.scalar(select(func.max(LedgerRow.id))) or 0
    with records.reading() as session:
        copy = _newest(session, home)
        before = copy.last_id if copy else 0
        if top - before < least:
            return 0
        came = _frame(session, before, top)
        path = _place(session, home, top)
    whole = pl.concat([pl.read_parquet(copy.path), came]) if copy else came
    home_of = home / FOLDER
    home_of.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = home_of / f"{uuid4().hex}.part"
    whole.write_parquet(unfinished, compression="zstd", compression_level=3, row_group_size=131_072)
    os.chmod(unfinished, 0o600)
    unfinished.rename(path)
    _clear(home_of, {path, *([copy.path] if copy else [])})
    return came.height


def frame_of(rows: Iterator[Any]) -> pl.DataFrame:
    """Rows with the columns of the ledger as SCHEMA has them."""
    known: dict[str | None, int | None] = {}

    def held(said: str | None) -> int | None:
        if said not in known:
            known[said] = code(said)
        return known[said]

    told = [
        (
            row.id, row.day, row.at_utc.replace(tzinfo=None), row.event, held(row.organisation_id), held(row.person_id), row.model,
            row.kind, code(row.subject_id), code(row.cache_key or row.subject_id), _draft(row), _amount(row),
        )
        for row in rows
    ]  # fmt: skip
    return pl.DataFrame(told, schema=dict(SCHEMA), orient="row")


def _draft(row: Any) -> int | None:
    return code(row.subject_id if row.subject_kind == "draft" else (row.facts or {}).get("draft"))


def _amount(row: Any) -> float | None:
    said = (row.facts or {}).get(AMOUNTS[row.event]) if row.event in AMOUNTS else None
    return float(said) if isinstance(said, (int, float)) else None


def _frame(session: Session, after: int, top: int | None) -> pl.DataFrame:
    parts, at = [], after
    while True:
        wanted = select(*_COLUMNS).where(LedgerRow.id > at, *([LedgerRow.id <= top] if top is not None else []))
        rows = session.execute(wanted.order_by(LedgerRow.id).limit(_AT_ONCE)).all()
        parts.append(frame_of(iter(rows)))
        if len(rows) < _AT_ONCE:
            return pl.concat(parts)
        at = rows[-1].id


def _newest(session: Session, home: Path) -> _Copy | None:
    """The copy that reaches furthest of those that are of this ledger, as it is."""
    found = []
    for path in (home / FOLDER).glob("*.parquet"):
        away, _, rest = path.stem.partition("-")
        at, _, proof = rest.partition("-")
        if away.isdigit() and at.isdigit():
            found.append((int(at), int(away), proof, path))
    if not found:
        return None
    away_now = _away(session)
    for last_id, of, proof, path in sorted(found, reverse=True):
        if of == away_now and proof == _proof(session, last_id):
            return _Copy(path, last_id)
    return None


def _place(session: Session, home: Path, last_id: int) -> Path:
    return home / FOLDER / f"{_away(session)}-{last_id}-{_proof(session, last_id)}.parquet"


def _away(session: Session) -> int:
    return session.scalar(select(func.max(LedgerRow.id)).where(LedgerRow.event.in_(_AWAY))) or 0


def _proof(session: Session, last_id: int) -> str:
    """Tells the row a copy ends with from one that another ledger has in its place."""
    asked = select(LedgerRow.day, LedgerRow.event, LedgerRow.subject_id, LedgerRow.mac).where(LedgerRow.id == last_id)
    return blake2b(repr(tuple(session.execute(asked).one_or_none() or ())).encode(), digest_size=8).hexdigest()


def _clear(folder: Path, kept: set[Path]) -> None:
    """What nobody reads any more; the copy of before stays for who is reading it, and what another process is writing."""
    for path in folder.glob("*.parquet"):
        if path not in kept:
            path.unlink(missing_ok=True)
