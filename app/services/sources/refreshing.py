"""Refreshes a source: fetches it, reads it as any file is read, and keeps it as the next version of its dataset.

Nothing is kept by halves: a version is added whole, or the one before stays what it was and the reason is told.
"""

from __future__ import annotations

import hashlib
import logging
import tempfile
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.person import load
from app.services import leaving
from app.services.catalogue import judging
from app.services.platform import Platform
from app.services.sources import bringing, claiming, source_news
from app.services.sources.bringing import Brought, Place
from app.services.sources.claiming import Taken
from app.services.sources.schedules import next_after
from app.services.sources.sources import HIDES
from app.services.uploads import receiving
from app.services.uploads.settling import without_cells
from app.texts import words
from connectors import files
from connectors.disk import is_full
from connectors.duck import quoted
from connectors.files import ReadOptions, TableRead
from connectors.problem import Problem
from connectors.secrets import Secret
from connectors.services.open_api import Count
from data_catalog import clearing, datasets, ledger, reading
from data_catalog.nameless import headed, masked, nameless
from data_catalog.personal import mask
from data_catalog.records import settings
from data_catalog.records.tables import Dataset, DatasetVersion, Source
from data_catalog.salts import salt_of

_AGAIN_MIN = (5, 30, 120)
# These may pass by themselves; anything else waits for a person, and is tried again at its regular time.
_PASSING = frozenset({
    "outgoing.unreachable", "outgoing.unresolved", "web.broken", "web.slow", "api.stumbled", "api.rows_missing", "storage.cut_off",
    "folder.changing", "database.slow",
})  # fmt: skip
# The source could be read, and what came is not what its dataset is: the version before stays.
_ASIDE = frozenset({"source.columns_missing", "source.personal_held", "source.no_rows"})
_TOMORROW = frozenset({"api.quota_over", "api.quota_kept"})
_LOG = logging.getLogger("modu.worker")


@dataclass(frozen=True)
class Made:
    """What one refresh gave. `state`: new, same."""

    state: str
    rows: int
    set_aside: int
    number: int
    added_columns: tuple[str, ...]
    dataset_id: str


def refresh(platform: Platform, source_id: str) -> str:
    """Does it once; says how it ended: new, same, aside, failed, or "held elsewhere"."""
    taken = claiming.take(platform, source_id)
    if taken is None:
        return "held elsewhere"
    count = Count()
    with claiming.kept(platform, taken):
        try:
            made = _made(platform, taken, count)
        except Problem as problem:
            return _failed(platform, taken, problem, count)
        except Exception as fault:
            if is_full(fault):
                return _failed(platform, taken, Problem("upload.disk_full", file=taken.row.title), count)
            number = uuid4().hex[:8]
            _LOG.exception("fault %s in source %s", number, source_id)
            return _failed(platform, taken, Problem("source.fault", number=number), count)
        ended = _succeeded(platform, taken, made, count)
    if ended == "new":
        judging.arrived(platform, made.dataset_id)
    return ended


def _made(platform: Platform, taken: Taken, count: Count) -> Made:
    row = taken.row
    with platform.records.reading() as session:
        person = load(session, row.person_id)
        file_bytes = settings.value(session, "upload_limit_mb") << 20
    if person is None:
        raise Problem("source.owner_gone")
    left = receiving.limits(person, platform).left_bytes
    if left < 1 << 20:
        raise Problem("upload.no_room", quota_mb=left >> 20)
    sealed = leaving.vault(platform).open(row.secret, row.id) if row.secret else Secret("")
    place = Place(row.organisation_id, row.kind, row.settings, sealed, _calls_left(platform, row))
    scratch = platform.home / "sources"
    scratch.mkdir(mode=0o700, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=scratch, prefix=f"{row.id}-") as folder:
        into = Path(folder)
        brought = bringing.bring(platform, place, into, min(file_bytes, left), count)
        found = _read(brought, into, row)
        table, columns = _cleared(platform, into, found, row)
        return _kept_as_version(platform, taken, place, brought, found, table, columns)


def _read(brought: Brought, into: Path, row: Source) -> TableRead:
    if brought.rows == 0:
        raise Problem("source.no_rows", aside=0)
    if brought.rows is not None:  # written row by row on this side of the connection: a process apart would guard against ourselves
        found = files.read(brought.path, into / "read.parquet", shown_name=brought.name)
    else:
        options = ReadOptions(**(row.settings.get("read") or {}))
        found, _ = headed(lambda said: files.read_apart(brought.path, into / "read.parquet", said, brought.name), options)
    if brought.rows is not None and found.rows_in != brought.rows:
        raise RuntimeError(f"{brought.rows} rows were sent, {found.rows_in} were read")
    brought.path.unlink()
    found = nameless(found, into / "read.parquet")
    if not found.rows_kept:
        raise Problem("source.no_rows", aside=found.rows_set_aside)
    return replace(found, format=row.kind) if brought.rows is not None else found


def _cleared(platform: Platform, into: Path, found: TableRead, row: Source) -> tuple[Path, list[str]]:
    """The table after what was decided of its personal values. Problem source.personal_held names columns nobody decided on."""
    said: dict[str, str] = row.settings.get("personal") or {}
    personal = clearing.personal_columns(into / "read.parquet", found.columns)
    held = {one.column: one for one in reversed(personal) if one.waits and said.get(one.column) not in HIDES}
    if held:
        kinds = [dict(words(f"personal.kind.{kind}")) for kind in dict.fromkeys(one.kind for one in held.values())]
        suggested = [one.suggested if one.suggested in HIDES else "mask" for one in held.values()]
        raise Problem("source.personal_held", columns=list(held), kinds=kinds, suggested=suggested)
    decided = [(one, said[one.column]) for one in personal if said.get(one.column) in HIDES]
    if not decided:
        return into / "read.parquet", list(found.columns)
    clearing.clear(into / "read.parquet", into / "clear.parquet", decided, _salt(platform, row, decided))
    return into / "clear.parquet", clearing.columns_of(into / "clear.parquet")


def _salt(platform: Platform, row: Source, decided: clearing.Decided) -> bytes | None:
    if not any(action == "hash" for _, action in decided):
        return None
    with platform.records.session() as session:
        return salt_of(session, row.organisation_id, person_id=row.person_id, at=platform.now())


def _kept_as_version(
    platform: Platform, taken: Taken, place: Place, brought: Brought, found: TableRead, table: Path, columns: list[str]
) -> Made:
    row, fingerprint = taken.row, _fingerprint(table, columns)
    with platform.records.session() as session:
        mine = session.get(Source, row.id, with_for_update=True)
        if mine is None or mine.claimed_by != taken.token:
            raise Problem("source.taken_over")
        before = _newest(session, mine.dataset_id)
        added = _compared(before, columns, mine) if before else ()
        told = (found.rows_kept, found.rows_set_aside)
        if before is not None and before.source_fingerprint == fingerprint:
            _keep_longer(session, platform, before.dataset_id)
            return Made("same", *told, before.number, (), before.dataset_id)
        whence = {
            "id": row.id, "kind": row.kind, "from": bringing.where_from(place), "query": mask(brought.query)[:2_000],
            "at_utc": platform.now().isoformat(),
        }  # fmt: skip
        account = {**masked(without_cells(found.to_json())), "source": whence}
        origin = datasets.Origin(
            person_id=row.person_id, organisation_id=row.organisation_id, file_name=row.title, fingerprint=fingerprint,
            retention_until=_until(session, platform), read=account,
        )  # fmt: skip
        version = datasets.add_version(session, platform.lake, table, columns, origin, dataset_id=mine.dataset_id)
        mine.dataset_id = version.dataset_id
        _keep_longer(session, platform, version.dataset_id)
        return Made("new", *told, version.number, added, version.dataset_id)


def _newest(session: Session, dataset_id: str | None) -> DatasetVersion | None:
    wanted = select(DatasetVersion).where(DatasetVersion.dataset_id == dataset_id).order_by(DatasetVersion.number.desc()).limit(1)
    return session.scalar(wanted) if dataset_id else None


def _compared(before: DatasetVersion, columns: list[str], row: Source) -> tuple[str, ...]:
    """The columns that are new. Problem source.columns_missing for those that are gone, unless a steward said that is right."""
    gone = [name for name in before.columns if name not in columns]
    added = tuple(name for name in columns if name not in before.columns)
    if gone and sorted(row.settings.get("accepted_without") or []) != sorted(gone):
        raise Problem("source.columns_missing", columns=gone, added=list(added) or ["–"], number=before.number)
    return added


def _fingerprint(table: Path, columns: list[str]) -> str:
    """The same for the same rows under the same columns, in whatever order a server sends them."""
    workspace = reading.open_tables(table.parent / "work", {"came": table})
    try:
        listed = ", ".join(quoted(name) for name in columns)
        asked = f"select count(*) as n, sum(hash({listed})::hugeint)::varchar as s, bit_xor(hash({listed}, 'x'))::varchar as x from came"  # noqa: S608
        seen = workspace.fetch(asked).row(0)
    finally:
        workspace.close()
    return hashlib.sha256(repr((columns, seen)).encode()).hexdigest()


def _until(session: Session, platform: Platform) -> date:
    today = platform.now().astimezone(settings.local_zone(session)).date()
    return today + timedelta(days=settings.value(session, "retention_days"))


def _keep_longer(session: Session, platform: Platform, dataset_id: str) -> None:
    """Data that are refreshed are in use: their day moves on, never back."""
    dataset = session.get_one(Dataset, dataset_id)
    dataset.retention_until = max(dataset.retention_until, _until(session, platform))


def _calls_left(platform: Platform, row: Source) -> int | None:
    if row.kind != "api":
        return None
    used = (row.last or {}).get("calls") or {}
    return max(0, int(row.settings["calls"]) - int(used.get(platform.today().isoformat(), 0)))


def _calls_now(platform: Platform, row: Source, count: Count) -> dict[str, int]:
    today = platform.today().isoformat()
    return {today: int(((row.last or {}).get("calls") or {}).get(today, 0)) + count.calls}


def _succeeded(platform: Platform, taken: Taken, made: Made, count: Count) -> str:
    now = platform.now()
    last = {
        "state": made.state, "at": now.isoformat(), "rows": made.rows, "set_aside": made.set_aside, "number": made.number,
        "added": list(made.added_columns), "calls": _calls_now(platform, taken.row, count),
    }  # fmt: skip
    with platform.records.session() as session:
        row = claiming.let_go(session, taken)
        if row is None:
            return "held elsewhere"
        recovered = row.failures > 0
        zone = settings.local_zone(session)
        row.last, row.failures, row.next_at_utc = last, 0, next_after(row.schedule, now, zone)
        facts = {"state": made.state, "rows": made.rows, "version": made.number}
        _note(session, platform, row, ledger.SOURCE_REFRESHED, facts)
        source_news.succeeded(session, row, made.added_columns, recovered, now)
    return made.state


def _failed(platform: Platform, taken: Taken, problem: Problem, count: Count) -> str:
    now = platform.now()
    problem = Problem(problem.code, **masked(problem.facts))  # a server's own words may quote a cell
    state = "aside" if problem.code in _ASIDE else "failed"
    with platform.records.session() as session:
        row = claiming.let_go(session, taken)
        if row is None:
            return "held elsewhere"
        kept = {name: value for name, value in (row.last or {}).items() if name in ("rows", "number")}
        row.last = {**kept, "state": state, "at": now.isoformat(), "problem": problem.to_json(), "calls": _calls_now(platform, row, count)}
        row.failures += 1
        row.next_at_utc = _again(session, row, problem, now)
        _note(session, platform, row, ledger.SOURCE_FAILED, {"problem": problem.code})
        told = source_news.failed(session, row, problem, now)
    if told:
        source_news.send(platform, told)
    return state


def _again(session: Session, row: Source, problem: Problem, now: datetime) -> datetime | None:
    """Soon for what passes by itself, tomorrow for a quota, else at its regular time, which also is the latest."""
    zone = settings.local_zone(session)
    regular = next_after(row.schedule, now, zone)
    if problem.code in _TOMORROW:
        return next_after({"every": "day", "at": "00:10"}, now, zone)
    if problem.code not in _PASSING or row.failures > len(_AGAIN_MIN):
        return regular
    soon = now + timedelta(minutes=_AGAIN_MIN[row.failures - 1])
    return min(soon, regular) if regular else soon


def _note(session: Session, platform: Platform, row: Source, event: str, facts: dict[str, Any]) -> None:
    ledger.record(
        session, event, person_id=row.person_id, organisation_id=row.organisation_id, subject=("source", row.id), facts=facts,
        at=platform.now(),
    )  # fmt: skip
