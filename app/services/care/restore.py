"""Puts a backup into an empty home, or in place of what is there; on SQLite or PostgreSQL, whichever it came from."""

from __future__ import annotations

import json
import time
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Date, DateTime, Engine, MetaData, Table, func, inspect, select, text, update
from sqlalchemy.types import JSON

from app.services.care import backup
from app.services.care.backup import Manifest
from app.services.platform import Platform
from connectors.databases import records_engine, sqlite_url
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.destruction import UNFINISHED
from data_catalog.lake import Lake
from data_catalog.records.store import Records, revision, upgrade
from data_catalog.records.tables import Base, LedgerRow, Run, Worker, utc_now
from data_catalog.trail import keeping, marks, seals
from data_catalog.trail.stamp import stamp_of

_BATCH = 1_000
ENDED = {"code": "run.ended_by_restore", "facts": {}}


@dataclass(frozen=True)
class RestoreReport:
    """What was restored. `runs_ended`: runs the backup caught unfinished; `set_aside`: where the earlier content went."""

    tables: int
    rows: int
    files: int
    bytes: int
    runs_ended: int
    set_aside: Path | None
    seconds: float


def restore(path: Path, home: Path, url: str | None = None, force: bool = False) -> RestoreReport:
    """Checks the whole backup, then restores it. Everybody signs in anew.

    With `force` what is in the home is set aside in a folder beside the lake, and tables of a PostgreSQL are replaced.
    Problems: backup.unreadable, backup.damaged, restore.not_empty, restore.running, records.….
    """
    began = time.monotonic()
    manifest = backup.verify(path)
    home = home.resolve()
    _check_place(home, url, force)
    aside = _set_aside(home)
    Lake(home).make()
    files, size_bytes = _unpack(path, manifest, home)
    engine = records_engine(url or sqlite_url(home / "records.db"))
    try:
        _empty(engine)
        _load(engine, path, manifest)
        upgrade(engine)
        ended = _finish(Platform(home, Records(engine, stamp_of(home))), manifest)
    finally:
        engine.dispose()
    if url is None:
        (home / "records.db").chmod(0o600)
    rows = sum(manifest.tables.values())
    return RestoreReport(len(manifest.tables), rows, files, size_bytes, ended, aside, round(time.monotonic() - began, 2))


def _check_place(home: Path, url: str | None, force: bool) -> None:
    used = any((home / name).exists() and any((home / name).rglob("*.*")) for name in ("lake", "staging"))
    address = url or (sqlite_url(home / "records.db") if (home / "records.db").exists() else None)
    if address is not None:
        engine = records_engine(address)
        try:
            if revision(engine) is not None:
                used = True
                _check_idle(engine)
        finally:
            engine.dispose()
    if used and not force:
        raise Problem("restore.not_empty")


def _check_idle(engine: Engine) -> None:
    with Records(engine).reading() as session:
        if session.scalar(select(Worker.id).where(Worker.lease_until_utc > utc_now()).limit(1)):
            raise Problem("restore.running")


def _set_aside(home: Path) -> Path | None:
    names = ("records.db", "records.db-wal", "records.db-shm", "lake", "staging")
    there = [home / name for name in names if (home / name).exists()]
    if not there:
        return None
    aside = home / f"before-restore-{utc_now():%Y%m%dT%H%M%S.%fZ}"
    aside.mkdir(mode=0o700)
    for path in there:
        path.rename(aside / path.name)
    return aside


def _unpack(path: Path, manifest: Manifest, home: Path) -> tuple[int, int]:
    files = [part for part in manifest.parts if not part.path.startswith("records/")]
    with zipfile.ZipFile(path) as archive:
        for part in files:
            target = home / part.path  # the path's form was checked by `verify`
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with archive.open(part.path) as source, target.open("xb") as out:
                while chunk := source.read(1024 * 1024):
                    out.write(chunk)
            if target.suffix == ".parquet" and part.path.startswith("lake/datasets/"):
                target.chmod(0o400)
    return len(files), sum(part.size_bytes for part in files)


def _empty(engine: Engine) -> None:
    """Takes away the tables of an earlier platform, and of its queue of runs."""
    with engine.begin() as connection:
        there = MetaData()
        there.reflect(connection, only=lambda name, _: name in {*Base.metadata.tables, "alembic_version"})
        there.drop_all(connection)
        if engine.dialect.name == "postgresql" and "dbos" in inspect(connection).get_schema_names():
            connection.execute(text("DROP SCHEMA dbos CASCADE"))


def _load(engine: Engine, path: Path, manifest: Manifest) -> None:
    """Makes the tables in the form the backup was made in, and fills them."""
    upgrade(engine, manifest.revision)
    with engine.begin() as connection, zipfile.ZipFile(path) as archive:
        tables = MetaData()
        tables.reflect(connection, only=list(manifest.tables))
        for table in tables.sorted_tables:
            with archive.open(f"records/{table.name}.jsonl") as lines:
                for rows in _batches(_ordered(table, (_row(table, line) for line in lines))):
                    connection.execute(table.insert(), rows)
            if engine.dialect.name == "postgresql":
                _go_on_counting(connection, table)


def _row(table: Table, line: bytes) -> dict[str, Any]:
    said = json.loads(line)
    return {column.name: _value(column.type, said[column.name]) for column in table.columns if column.name in said}


def _value(kind: Any, said: Any) -> Any:
    if isinstance(kind, JSON):
        kind.none_as_null = True
        return said
    if said is not None and isinstance(kind, DateTime):
        return datetime.fromisoformat(said).astimezone(UTC).replace(tzinfo=None)
    if said is not None and isinstance(kind, Date):
        return date.fromisoformat(said)
    return said


def _ordered(table: Table, rows: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """A table that refers to itself is filled from the top: parents before children."""
    own = next((key.parent.name for key in table.foreign_keys if key.column.table is table), None)
    if own is None:
        yield from rows
        return
    waiting = list(rows)
    known: set[Any] = {None}
    while waiting:
        ready = [row for row in waiting if row[own] in known]
        if not ready:
            raise Problem("backup.damaged", file="", count=len(waiting), parts=[f"records/{table.name}.jsonl"])
        yield from ready
        known.update(row["id"] for row in ready)
        waiting = [row for row in waiting if row["id"] not in known]


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _go_on_counting(connection: Connection, table: Table) -> None:
    for column in table.primary_key.columns:
        sequence = connection.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), {"table": table.name, "column": column.name})
        highest = connection.scalar(select(column).order_by(column.desc()).limit(1)) if sequence else None
        if highest is not None:
            connection.execute(text("SELECT setval(:sequence, :highest)"), {"sequence": sequence, "highest": highest})


def _finish(platform: Platform, manifest: Manifest) -> int:
    """Runs caught in the middle are reported as ended: their queue is not part of a backup. The trail begins a new epoch:
    it says up to which row it was kept, and what the home's mark knew of the trail that was given up."""
    mark = marks.read(platform.home)
    with platform.records.session() as session:
        kept_last_id = session.scalar(select(func.max(LedgerRow.id))) or 0
        epoch = max(seals.epoch_of(session), mark.epoch if mark else 0) + 1
        runs = session.scalars(select(Run).where(Run.state.in_(UNFINISHED))).all()
        for run in runs:
            ledger.record(
                session, ledger.RUN_FAILED, person_id=run.person_id, organisation_id=run.organisation_id,
                subject=("run", run.id), facts={"model": run.model, "kind": run.kind, "problem": ENDED["code"]},
            )  # fmt: skip
        ids = [run.id for run in runs]
        session.execute(update(Run).where(Run.id.in_(ids)).values(state="failed", problem=ENDED, finished_at_utc=utc_now()))
        left = {"marked_at": mark.at_utc, "marked_last_id": mark.last_id, "marked_total": mark.total} if mark else {}
        facts = {"made_at_utc": manifest.made_at_utc, "runs_ended": len(ids), "epoch": epoch, "kept_last_id": kept_last_id, **left}
        ledger.record(session, ledger.RESTORED, facts=facts)
    keeping.mark_anew(platform.records, platform.home, platform.now())
    return len(ids)
