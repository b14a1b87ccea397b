"""Datasets as immutable Parquet versions, and their destruction (파기), which leaves only the ledger's record."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.destruction import let_go
from data_catalog.lake import Lake, remove
from data_catalog.records.store import Records
from data_catalog.records.tables import Dataset, DatasetVersion, Draft, Run, UseCase, new_id
from data_catalog.repeats import LINE, REPEATS, with_repeats

_LOOKED_AT = 3


@dataclass(frozen=True)
class Origin:
    """Where a version comes from: whose it is, and the file it was read from, with SHA-256 of its bytes as sent. `kind`: of the analysis
    it was brought for, as of a run."""

    person_id: str
    organisation_id: str
    file_name: str
    fingerprint: str
    retention_until: date
    read: dict[str, Any] | None = None
    kind: str = "real"


@dataclass(frozen=True)
class Coming:
    """A version to be added: the rows of `table` in their order and only the columns named (and `_line`, `_repeats`).

    Without `dataset_id` a new dataset begins. `shares`: where the organisation has a version of a file with the same bytes, read in
    the same way, with the same columns, its file is taken where the disk lets it have a second name.
    """

    table: Path
    columns: Sequence[str]
    origin: Origin
    dataset_id: str | None = None
    likeness: dict[str, Any] | None = None
    shares: bool = False


def add_version(
    session: Session, lake: Lake, table: Path, columns: Sequence[str], origin: Origin, *, dataset_id: str | None = None
) -> DatasetVersion:  # fmt: skip
    """One new version (`Coming`). Problem not_found.dataset."""
    return add_versions(session, lake, [Coming(table, columns, origin, dataset_id)])[0]


def add_versions(session: Session, lake: Lake, coming: Sequence[Coming]) -> list[DatasetVersion]:
    """New versions, in the order they come. A file is whole before it has its name; no version is written again.

    Problem not_found.dataset.
    """
    datasets = [session.get(Dataset, one.dataset_id) if one.dataset_id else _new_dataset(one.origin) for one in coming]
    session.add_all(dataset for dataset in datasets if dataset is not None)
    session.flush()
    alike = _alike(session, [one for one in coming if one.shares])
    versions = []
    for dataset, one in zip(datasets, coming, strict=True):
        if dataset is None:
            raise Problem("not_found.dataset")
        version_id = new_id()
        path = lake.version_file(dataset.id, version_id)
        rows, fingerprint = _linked(lake, one, alike, path) or _write(one.table, one.columns, path)
        latest = select(func.max(DatasetVersion.number)).where(DatasetVersion.dataset_id == dataset.id)
        number = (session.scalar(latest) or 0) + 1 if one.dataset_id else 1
        version = DatasetVersion(
            id=version_id, dataset_id=dataset.id, number=number, fingerprint=fingerprint,
            source_fingerprint=one.origin.fingerprint, file_name=one.origin.file_name, rows=rows, size_bytes=path.stat().st_size,
            columns=list(one.columns), read=one.origin.read, likeness=one.likeness,
        )  # fmt: skip
        _write_card(version, path.with_suffix(".json"))
        versions.append(version)
        ledger.record(
            session, ledger.DATASET_ADDED, person_id=one.origin.person_id, organisation_id=one.origin.organisation_id,
            subject=("dataset", dataset.id),
            facts={"version": number, "rows": rows, "columns": len(one.columns), "kind": one.origin.kind},
        )  # fmt: skip
    session.add_all(versions)
    session.flush()
    return versions


def destroy(records: Records, lake: Lake, dataset_id: str, *, person_id: str | None, why: str) -> None:
    """Destroys a dataset and all made from it: versions, files being prepared, results. `why`: request or date.

    The drafts stay with their settings and column choices, without the file. First the records let go, then the files
    are removed; what a crash leaves between the two is found by `orphans`. Problems: not_found.dataset, dataset.in_use.
    """
    with records.session() as session:
        dataset = session.get(Dataset, dataset_id)
        if dataset is None:
            raise Problem("not_found.dataset")
        organisation_id = dataset.organisation_id
        gone = let_go(session, lake, dataset)
        ledger.record(
            session, ledger.DATASET_DESTROYED, person_id=person_id, organisation_id=organisation_id,
            subject=("dataset", dataset_id),
            facts={"why": why, "versions": gone.versions, "runs": len(gone.runs), "uploads": gone.uploads},
        )  # fmt: skip
    remove(gone.folders)
    lake.note_gone()
    records.scrub()


def orphans(records: Records, lake: Lake) -> tuple[Path, ...]:
    """Folders of the lake the records know nothing of: what a crash left between the records and the files."""
    with records.reading() as session:
        datasets = set(session.scalars(select(Dataset.id)))
        runs = set(session.scalars(select(Run.id)))
        drafts = set(session.scalars(select(Draft.id)))
        cases = set(session.scalars(select(UseCase.id)))
    pairs = ((lake.datasets, datasets), (lake.runs, runs), (lake.cases, cases), (lake.staging, drafts))
    return tuple(path for place, known in pairs if place.exists() for path in sorted(place.iterdir()) if path.name not in known)


def _new_dataset(origin: Origin) -> Dataset:
    return Dataset(
        id=new_id(), organisation_id=origin.organisation_id, person_id=origin.person_id, title=origin.file_name,
        retention_until=origin.retention_until,
    )  # fmt: skip


def _alike(session: Session, coming: Sequence[Coming]) -> Sequence[DatasetVersion]:
    """The newest versions of the organisations' own that were made of files with the same bytes."""
    if not coming:
        return ()
    alike = select(DatasetVersion).join(Dataset, Dataset.id == DatasetVersion.dataset_id)
    files, places = {one.origin.fingerprint for one in coming}, {one.origin.organisation_id for one in coming}
    where = (Dataset.organisation_id.in_(places), DatasetVersion.source_fingerprint.in_(files))
    return session.scalars(alike.where(*where).order_by(DatasetVersion.made_at_utc.desc()).limit(_LOOKED_AT * len(coming))).all()


def _linked(lake: Lake, one: Coming, alike: Sequence[DatasetVersion], path: Path) -> tuple[int, str] | None:
    """The file of a version under another's name as well: none is ever written in place. None where there is none, or no such disk."""
    said = (one.origin.fingerprint, list(one.columns), one.origin.read)
    found = next((other for other in alike if (other.source_fingerprint, other.columns, other.read) == said), None) if one.shares else None
    if found is None:
        return None
    path.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        os.link(lake.version_file(found.dataset_id, found.id), path)
    except OSError:
        return None
    return found.rows, found.fingerprint


def _write(table: Path, columns: Sequence[str], path: Path) -> tuple[int, str]:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    unfinished = path.with_suffix(".part")
    rows = with_repeats(table)
    wanted = {LINE, REPEATS, *columns}
    kept = [name for name in rows.collect_schema().names() if name in wanted]
    rows.select(kept).sink_parquet(unfinished, compression="zstd", maintain_order=True)
    with unfinished.open("rb+") as file:
        fingerprint = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    os.chmod(unfinished, 0o400)
    unfinished.rename(path)
    return int(pl.scan_parquet(path).select(pl.len()).collect().item()), fingerprint


def _write_card(version: DatasetVersion, path: Path) -> None:
    card = {
        "id": version.id, "dataset": version.dataset_id, "number": version.number, "rows": version.rows,
        "columns": version.columns, "fingerprint": version.fingerprint,
        "source_fingerprint": version.source_fingerprint,
    }  # fmt: skip
    path.write_text(json.dumps(card, ensure_ascii=False, indent=1), encoding="utf-8")
