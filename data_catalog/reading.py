"""The only way to rows of catalogue data: who asks, what the policies let them see, and files of exactly that."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from connectors.duck import open_workspace
from connectors.engine import Workspace
from connectors.problem import Problem
from data_catalog import salts
from data_catalog.lake import Lake
from data_catalog.policy import PURPOSES, Asker, Decided, Guard, Policy, Table, asker_of, compiled, decide
from data_catalog.policy.asker import attributes
from data_catalog.policy.guarding import count_each, count_seen, table_of, write_seen
from data_catalog.policy.kept import path_up, speaking_of
from data_catalog.profile import Profile, profile
from data_catalog.records import settings
from data_catalog.records.tables import Dataset, DatasetVersion, Organisation, utc_now
from data_catalog.repeats import LINE, REPEATS

__all__ = ["Opened", "Reader", "Seen", "asking", "attributes", "counted", "counted_each", "holds_personal",
           "need_seen", "open_tables", "open_version", "profile_of", "purposes", "seen", "table_at", "table_under", "today_of", "under",
           "whole_version"]  # fmt: skip

_OF_FIRMS = "business_number"


@dataclass(frozen=True)
class Reader:
    """Who reads, when (now, unless told), and the purpose they state."""

    person_id: str
    at: datetime | None = None
    purpose: str | None = None


@dataclass(frozen=True)
class Seen:
    """What a reader may see of a version. `whole`: all of it, being its owner; else `guard` is what the policies make.

    `guard` is None when nothing may be seen. `decided` says which policies speak of the reader, and which are closed.
    """

    dataset: Dataset
    version: DatasetVersion
    whole: bool
    table: Table
    decided: Decided
    asker: Asker
    guard: Guard | None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are seen, in order."""
        return tuple(self.version.columns) if self.whole else self.guard.columns if self.guard else ()

    @property
    def state(self) -> str:
        """A short mark of the policies it was seen under; "owner" for the owner, "closed" when nothing is seen."""
        return "owner" if self.whole else self.guard.state if self.guard else "closed"

    @property
    def policies(self) -> tuple[Policy, ...]:
        """The policies that hold, allowing and denying."""
        return tuple(one.policy for one in (*self.decided.lets, *self.decided.takes, *self.decided.caps))


@dataclass(frozen=True)
class Opened:
    """One dataset version as a reader may see it: the path of its rows, what they are called, and under which policies.

    `fingerprint` is that of the file it was read from for its owner, of that and the policies for others; `read` the account of the
    reading, for others without what it tells of rows and columns they do not see.
    """

    version: DatasetVersion
    path: Path
    whole: bool = True
    columns: tuple[str, ...] = ()
    rows: int = 0
    name: str = ""
    fingerprint: str = ""
    read: Mapping[str, Any] | None = None
    state: str = "owner"
    policies: tuple[tuple[str, int], ...] = field(default=())
    """Ids and revisions of the policies that hold."""


def asking(session: Session, reader: Reader) -> Asker:
    """The reader as policies see them: to be asked once for many datasets."""
    return asker_of(session, reader.person_id, today_of(session, reader.at or utc_now()), reader.purpose)


def seen(session: Session, lake: Lake, reader: Reader, version_id: str, asker: Asker | None = None) -> Seen:
    """What the reader may see of a version. Somebody no policy ever spoke of is told there is none: Problem not_found.dataset.

    `asker`: the same reader by `asking`, where many are asked for.
    """
    version = session.get(DatasetVersion, version_id)
    dataset = session.get(Dataset, version.dataset_id) if version else None
    if version is None or dataset is None:
        raise Problem("not_found.dataset")
    asker = asker or asking(session, reader)
    if dataset.person_id == reader.person_id:
        table = Table(dict.fromkeys(version.columns, ""))
        return Seen(dataset, version, True, table, Decided((), (), (), ()), asker, None)
    policies = speaking_of(session, dataset)
    if not (_known(asker, policies) or _known(asker, speaking_of(session, dataset, ended=True))):
        raise Problem("not_found.dataset")
    return under(lake, dataset, version, asker, policies)


def purposes(asker: Asker, policies: Iterable[Policy]) -> tuple[str, ...]:
    """The purposes for which these policies let them see a dataset, whichever they state."""
    allowing = [one.subject for one in policies if one.effect == "allow" and one.subject.purpose]
    stated = [(one, replace(asker, purpose=one)) for one in PURPOSES]
    return tuple(one for one, asks in stated if any(subject.purpose == one and asks.let_in_by(subject) for subject in allowing))


def under(
    lake: Lake, dataset: Dataset, version: DatasetVersion, asker: Asker, policies: tuple[Policy, ...], table: Table | None = None
) -> Seen:  # fmt: skip
    """What somebody who is not the owner would see of a version under these policies. `table`: that of `table_under`, for many askers."""
    table = table or table_under(lake, version, policies)
    decided = decide(policies, asker, table)
    return Seen(dataset, version, False, table, decided, asker, compiled(decided, asker, table, keep=(LINE, REPEATS), line=LINE))


def table_under(lake: Lake, version: DatasetVersion, policies: Iterable[Policy]) -> Table:
    """The columns of a version, with their kinds where a policy speaks of kinds."""
    path = lake.version_file(version.dataset_id, version.id)
    table = table_of(path)
    return Table(table.types, _kinds(version, path)) if any(rule.kind for one in policies for rule in one.columns) else table


def holds_personal(lake: Lake, version: DatasetVersion) -> bool:
    """Whether values of persons, other than of firms, were found in a version. Seconds for millions of rows, once a process."""
    found = _profile(version, lake.version_file(version.dataset_id, version.id))
    return any(one.kind != _OF_FIRMS for one in found.personal)


def open_version(session: Session, lake: Lake, reader: Reader, version_id: str, asker: Asker | None = None) -> Opened:
    """The version as the reader may see it. What others than its owner see is made once a set of policies: seconds for
    millions of rows. `asker` as of `seen`. Problems: not_found.dataset, policy.nothing_allowed (it says whom to ask)."""
    found = seen(session, lake, reader, version_id, asker)
    version = found.version
    if found.whole:
        path = lake.version_file(version.dataset_id, version.id)
        return Opened(
            version, path, True, tuple(version.columns), version.rows, version.file_name, version.source_fingerprint, version.read
        )  # fmt: skip
    try:
        return _opened(session, lake, found)
    except FileNotFoundError:  # the policies changed while it was opened, and what was made under them went: as they are now
        with Session(session.get_bind(), autoflush=False, expire_on_commit=False) as now:
            return _opened(now, lake, seen(now, lake, reader, version_id))


def profile_of(opened: Opened) -> Profile:
    """The profile of what is seen by others than the owner, made once and kept beside it. Seconds for millions of rows."""
    kept = opened.path.with_suffix(".json")
    if opened.whole:
        raise ValueError("the owner's profile is kept in the records")
    if not kept.is_file():
        part = kept.with_name(f"{uuid4().hex}.part")
        part.write_text(json.dumps(profile(opened.path).to_json(), ensure_ascii=False, default=str), encoding="utf-8")
        part.replace(kept)
    return Profile.from_json(json.loads(kept.read_text(encoding="utf-8")))


def need_seen(session: Session, lake: Lake, reader: Reader, version_id: str) -> Seen:
    """As `seen`; nothing to be seen is a Problem: policy.nothing_allowed."""
    found = seen(session, lake, reader, version_id)
    if not found.whole and found.guard is None:
        raise _nothing(session, found)
    return found


def table_at(lake: Lake, dataset_id: str, version_id: str) -> Table:
    """The names of a version's columns and how they are kept, for who sets policies: no row."""
    return table_of(lake.version_file(dataset_id, version_id))


def counted(lake: Lake, found: Seen) -> tuple[int, int]:
    """How many rows are seen, and how many there are."""
    every = found.version.rows
    if found.whole:
        return every, every
    if found.guard is None:
        return 0, every
    return (count_seen(lake.version_file(found.dataset.id, found.version.id), found.guard) if found.guard.where else every), every


def counted_each(lake: Lake, found: Sequence[Seen]) -> list[int]:
    """How many rows each of these sights of one version shows, none of them its owner's: one pass over the rows for all."""
    filtered = {one.guard.where: one.guard for one in found if one.guard is not None and one.guard.where}
    if not filtered:
        return [one.version.rows if one.guard is not None else 0 for one in found]
    of = found[0]
    counts = count_each(lake.version_file(of.dataset.id, of.version.id), list(filtered.values()))
    by_filter = dict(zip(filtered, counts, strict=True)) | {"": of.version.rows}
    return [by_filter[one.guard.where] if one.guard is not None else 0 for one in found]


def open_tables(folder: Path, tables: Mapping[str, Path], *, memory_mb: int = 1024, threads: int = 2) -> Workspace:
    """A workspace that sees these Parquet files and nothing else, one view each."""
    workspace = open_workspace(folder, memory_mb=memory_mb, threads=threads, reads=list(tables.values()))
    for name, path in tables.items():
        workspace.view(name, path, None)
    return workspace


def whole_version(lake: Lake, dataset_id: str, version_id: str) -> Path:
    """All rows of a version, for the house's own work on them (checks that are kept, destroying, backing up): never for a person."""
    return lake.version_file(dataset_id, version_id)


def _opened(session: Session, lake: Lake, found: Seen) -> Opened:
    guard, version = found.guard, found.version
    if guard is None:
        raise _nothing(session, found)
    salt = salts.kept_salt(session, path_up(session, found.dataset.organisation_id)) if guard.needs_salt else None
    named = hashlib.sha256(b"\0".join((version.id.encode(), guard.sql.encode(), salt or b""))).hexdigest()[:32]
    path = lake.seen_folder(found.dataset.id) / f"{named}.parquet"
    if not path.is_file():
        write_seen(lake.version_file(found.dataset.id, version.id), guard, salt, path)
    rows = _rows(path)
    fingerprint = hashlib.sha256(f"{version.source_fingerprint}{named}".encode()).hexdigest()
    return Opened(
        version, path, False, guard.columns, rows, found.dataset.title, fingerprint, _account(version.read, guard, rows, fingerprint),
        guard.state, tuple((one.id, one.revision) for one in found.policies),
    )  # fmt: skip


def _rows(path: Path) -> int:
    return int(pl.scan_parquet(path).select(pl.len()).collect().item())


def _account(read: Mapping[str, Any] | None, guard: Guard, rows: int, fingerprint: str) -> dict[str, Any] | None:
    """The account of a reading with nothing of what is not seen: not the rows set aside, not the notes, not the file's size."""
    if read is None:
        return None
    headers = dict(zip(read["columns"], read["headers"], strict=False))
    return {
        **read, "columns": list(guard.columns), "headers": [headers.get(name, name) for name in guard.columns],
        "rows_in": rows, "rows_kept": rows, "rows_set_aside": 0, "set_aside": [], "reasons": {}, "notes": [],
        "fingerprint": fingerprint, "size_bytes": 0, "member": None, "sheet": None, "sheets": [],
    }  # fmt: skip


def _kinds(version: DatasetVersion, path: Path) -> dict[str, frozenset[str]]:
    found = _profile(version, path)
    personal: dict[str, set[str]] = {}
    for one in found.personal:
        personal.setdefault(one.column, set()).add(one.kind)
    return {column.name: frozenset({column.kind, *personal.get(column.name, ())}) for column in found.columns}


def _profile(version: DatasetVersion, path: Path) -> Profile:
    return Profile.from_json(version.profile) if version.profile else _profiled(path)


@lru_cache(maxsize=200)
def _profiled(path: Path) -> Profile:
    """A version never changes."""
    return profile(path)


def _knows(asker: Asker, policy: Policy) -> bool:
    """Whether a policy lets them know of the dataset: one that ever let somebody of their organisation in."""
    organisation = policy.subject.organisation_id
    if policy.effect != "allow" or asker.disabled:
        return False
    return any(organisation is None or place.under(organisation, policy.subject.below) for place in asker.places)


def _known(asker: Asker, policies: Iterable[Policy]) -> bool:
    return any(_knows(asker, one) for one in policies)


def _nothing(session: Session, found: Seen) -> Problem:
    body = session.scalar(select(Organisation).where(Organisation.id == found.dataset.organisation_id))
    names = body.name if body else {}
    return Problem("policy.nothing_allowed", organisation=names)


def today_of(session: Session, at: datetime) -> date:
    """The day it is where the platform is."""
    return at.astimezone(settings.local_zone(session)).date()
