"""One file that holds everything: records, lake and settings, made while the platform runs, with a checksum of every part.

The same form from SQLite and from PostgreSQL: a backup of one restores into the other. Left out: signed-in browsers, tokens,
workers, the folder `secrets` and `providers.toml`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, select

from app.services import leaving
from app.services.platform import Platform
from connectors.databases import READS_ONLY
from connectors.problem import Problem
from data_catalog import ledger, reading
from data_catalog.destruction import UNFINISHED
from data_catalog.records.store import head
from data_catalog.records.tables import Base, DatasetVersion, Run, Upload, UseCaseFile

FORMAT = 1
MANIFEST = "manifest.json"
LEFT_OUT = frozenset(
    {"claims", "sessions", "sign_in_guards", "sign_on_attempts", "sign_ons", "upload_tokens", "used_logout_tokens", "workers"}
)
_PART = re.compile(
    r"records/[a-z_]+\.jsonl|(?:lake/(?:cases|datasets|runs)|staging)/[0-9a-f]{32}/(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*/)*[A-Za-z0-9_-][A-Za-z0-9_.-]*"
)
_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Part:
    """One file within a backup."""

    path: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `tables`: rows by table; `gone`: files the records name that were not there."""

    format: int
    product: str
    made_at_utc: str
    revision: str
    kind: str
    tables: dict[str, int]
    gone: tuple[str, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class BackupReport:
    """What was backed up."""

    path: Path
    tables: int
    rows: int
    files: int
    bytes: int
    gone: tuple[str, ...]
    seconds: float
    key_left_out: bool
    """There are secrets of sources: their key is not in the backup, and has to be kept apart."""


def make(platform: Platform, out: Path) -> BackupReport:
    """Writes the backup to `out`, whole or not at all, readable by the owner alone. Problem backup.exists."""
    began = time.monotonic()
    if out.exists():
        raise Problem("backup.exists", file=out.name)
    unfinished = out.with_name(out.name + ".part")
    descriptor = os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w", allowZip64=True) as archive:
            manifest = _fill(platform, archive)
        unfinished.rename(out)
    finally:
        unfinished.unlink(missing_ok=True)
    rows = sum(manifest.tables.values())
    with platform.records.session() as session:
        facts = {"rows": rows, "files": len(manifest.parts)}
        ledger.record(session, ledger.BACKUP_MADE, facts=facts, at=platform.now())
    files = sum(not part.path.startswith("records/") for part in manifest.parts)
    seconds = round(time.monotonic() - began, 2)
    key_left_out = leaving.vault(platform).exists()
    return BackupReport(out, len(manifest.tables), rows, files, out.stat().st_size, manifest.gone, seconds, key_left_out)


def verify(path: Path) -> Manifest:
    """Reads the whole backup and compares every part with its checksum. Problems: backup.unreadable, backup.damaged(parts)."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(archive)
            names = set(archive.namelist()) - {MANIFEST}
            told = {part.path for part in manifest.parts}
            damaged = sorted(names ^ told) + [part.path for part in manifest.parts if not _intact(archive, part)]
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError):
        raise Problem("backup.unreadable", file=path.name) from None
    strange = [name for name in sorted(told) if not _PART.fullmatch(name)]
    if damaged or strange:
        raise Problem("backup.damaged", file=path.name, count=len({*damaged, *strange}), parts=[*strange, *damaged][:5])
    return manifest


def _fill(platform: Platform, archive: zipfile.ZipFile) -> Manifest:
    parts: list[Part] = []
    tables: dict[str, int] = {}
    # The records first, in one view of one moment; then the files they name. What is destroyed in between is told.
    options: dict[str, Any] = dict(READS_ONLY)
    if platform.records.kind == "postgresql":
        options["isolation_level"] = "REPEATABLE READ"
    with platform.records.engine.connect().execution_options(**options) as connection, connection.begin():
        for table in Base.metadata.sorted_tables:
            if table.name not in LEFT_OUT:
                lines = _lines(connection, table)
                part, tables[table.name] = _write_lines(archive, f"records/{table.name}.jsonl", lines)
                parts.append(part)
        named = list(_named_files(connection, platform))
    gone = []
    for path in named:
        name = path.relative_to(platform.home).as_posix()
        try:
            parts.append(_write_file(archive, name, path))
        except FileNotFoundError:
            gone.append(name)
    manifest = Manifest(
        FORMAT, _product(), platform.now().isoformat(), head(), platform.records.kind, tables, tuple(gone), tuple(parts)
    )  # fmt: skip
    archive.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1), zipfile.ZIP_DEFLATED)
    return manifest


def _lines(connection: Connection, table: Any) -> Iterator[bytes]:
    rows = connection.execution_options(yield_per=2_000).execute(select(table).order_by(*table.primary_key.columns))
    for row in rows.mappings():
        yield json.dumps({key: _plain(value) for key, value in row.items()}, ensure_ascii=False).encode() + b"\n"


def _named_files(connection: Connection, platform: Platform) -> Iterator[Path]:
    """The files of datasets, of runs that ended, of use cases, and of uploads not yet analysed."""
    lake = platform.lake
    for dataset_id, version_id in connection.execute(select(DatasetVersion.dataset_id, DatasetVersion.id)):
        path = reading.whole_version(lake, dataset_id, version_id)
        yield from (path, path.with_suffix(".json"))
    folders = [lake.run_folder(run) for run in connection.scalars(select(Run.id).where(Run.state.not_in(UNFINISHED)))]
    folders += [lake.case_folder(one) for one in connection.scalars(select(UseCaseFile.case_id).distinct())]
    waiting = connection.execute(select(Upload.draft_id, Upload.id).where(Upload.state != "settled"))
    folders += [lake.upload_folder(draft_id, upload_id) for draft_id, upload_id in waiting]
    for folder in folders:
        yield from sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _write_lines(archive: zipfile.ZipFile, name: str, lines: Iterator[bytes]) -> tuple[Part, int]:
    digest, size, rows = hashlib.sha256(), 0, 0
    info = zipfile.ZipInfo(name, time.gmtime()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    with archive.open(info, "w", force_zip64=True) as part:
        for line in lines:
            part.write(line)
            digest.update(line)
            size, rows = size + len(line), rows + 1
    return Part(name, size, digest.hexdigest()), rows


def _write_file(archive: zipfile.ZipFile, name: str, path: Path) -> Part:
    digest, size = hashlib.sha256(), 0
    info = zipfile.ZipInfo(name, time.gmtime()[:6])
    # Parquet is compressed already.
    info.compress_type = zipfile.ZIP_STORED if path.suffix == ".parquet" else zipfile.ZIP_DEFLATED
    with path.open("rb") as file, archive.open(info, "w", force_zip64=True) as part:
        for chunk in _chunks(file):
            part.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return Part(name, size, digest.hexdigest())


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    said = json.loads(archive.read(MANIFEST))
    if said["format"] != FORMAT:
        raise ValueError("another format")
    said["parts"] = tuple(Part(**part) for part in said["parts"])
    said["gone"] = tuple(said["gone"])
    return Manifest(**said)


def _intact(archive: zipfile.ZipFile, part: Part) -> bool:
    digest, size = hashlib.sha256(), 0
    try:
        with archive.open(part.path) as file:
            for chunk in _chunks(file):
                digest.update(chunk)
                size += len(chunk)
    except (zipfile.BadZipFile, KeyError, OSError, EOFError):
        return False
    return size == part.size_bytes and digest.hexdigest() == part.sha256


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


def _product() -> str:
    try:
        return version("modu")
    except PackageNotFoundError:  # run from its folder, not installed
        return "0"


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value
