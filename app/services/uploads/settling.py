"""Keeps of a draft's files only the columns that were mapped, as dataset versions, and lets the files go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.identity.person import Person
from app.services.catalogue import access, judging
from app.services.drafts import drafts
from app.services.platform import Platform
from app.services.uploads import twins, upload_view
from connectors.problem import Problem
from data_catalog import datasets, reading
from data_catalog.lake import remove
from data_catalog.records.tables import DatasetVersion, Upload
from models.kit import library


@dataclass(frozen=True)
class Settled:
    """One input ready for a run. `fingerprint`: SHA-256 of the file as it was sent."""

    dataset_version_id: str
    parquet: Path
    fingerprint: str
    file_name: str
    rows: int
    read: Mapping[str, Any] | None
    """The account of the reading, without the cells of rows set aside."""


def settle(person: Person, platform: Platform, draft_id: str) -> dict[str, Settled]:
    """Each input's rows as the run will read them; samples are not among them. Doing it twice changes nothing.

    The columns not mapped are gone afterwards, unless the person asked to keep them.
    Problems: not_found.…, upload.not_read, upload.held, mapping.empty (nothing of a file would be left), upload.column_gone (mapped
    now, but not kept then).
    """
    draft = drafts.load(person, platform, draft_id)
    # Before the records are held for writing: what others than the owner see of a dataset may have to be made first.
    settled = {name: _of_catalogue(person, platform, source) for name, source in draft.inputs.items() if "dataset_version" in source}
    gone: list[Path] = []
    watched: list[str] = []
    with platform.records.session() as session:
        sent = {name: upload_view.own(session, person, source["upload"]) for name, source in draft.inputs.items() if "upload" in source}
        for asked in library.load(draft.model).inputs:
            row = sent.get(asked.name)
            if row and row.state == "read" and not row.keep_all and not mapped_columns(draft.mapping.get(asked.name, {})):
                raise Problem("mapping.empty", input=dict(asked.title))
        for name, row in sent.items():
            columns = mapped_columns(draft.mapping.get(name, {}))
            if row.dataset_version_id is None:
                gone.append(_keep(session, platform, row, columns, draft.kind))
                version = session.get_one(DatasetVersion, row.dataset_version_id)
                if judging.carry_over(session, version, row.person_id):
                    watched.append(version.dataset_id)
            settled[name] = _checked(session, platform, row, columns)
    if gone:
        remove(gone)
        if draft.kind != "training":  # a sample is nobody's: the database lets go of it by and by
            platform.records.scrub()
    for dataset_id in watched:
        judging.arrived(platform, dataset_id)
    return settled


def mapped_columns(mapping: Mapping[str, Any]) -> set[str]:
    """The columns of the file a mapping reads."""
    return {column for source in mapping.values() if isinstance(source, dict) for column in source.get("columns", [])}


def _keep(session: Session, platform: Platform, row: Upload, columns: set[str], kind: str) -> Path:
    if row.state != "read" or row.read is None:
        raise Problem("upload.held" if row.state == "held" else "upload.not_read", file=row.file_name)
    folder = platform.lake.upload_folder(row.draft_id, row.id)
    kept = [name for name in row.read["columns"] if row.keep_all or name in columns]
    account = without_cells(row.read)
    origin = datasets.Origin(
        person_id=row.person_id, organisation_id=row.organisation_id, file_name=row.file_name, fingerprint=row.sha256,
        retention_until=row.retention_until, read=account, kind=kind,
    )  # fmt: skip
    # A class brings one sample as often as it has seats: its rows are written once, and like no work of anybody's.
    alike = datasets.same_rows(session, kept, origin) if kind == "training" else None
    drawn = twins.sketch_of(platform, row) if kind != "training" else None
    version = datasets.add_version(
        session, platform.lake, folder / "read.parquet", kept, origin, likeness=drawn.to_json() if drawn else None, alike=alike
    )
    row.dataset_version_id, row.state, row.read = version.id, "settled", account
    return folder


def without_cells(read: Mapping[str, Any]) -> dict[str, Any]:
    """The account of a reading without the cells of the rows set aside: they hold columns nobody asked to keep."""
    return {**read, "set_aside": [{**item, "cells": []} for item in read["set_aside"]]}


def _checked(session: Session, platform: Platform, row: Upload, columns: set[str]) -> Settled:
    version = session.get_one(DatasetVersion, row.dataset_version_id)
    missing = sorted(columns - set(version.columns))
    if missing:
        raise Problem("upload.column_gone", file=row.file_name, columns=missing)
    opened = reading.open_version(session, platform.lake, reading.Reader(row.person_id, platform.now()), version.id)
    return _settled(opened)


def _of_catalogue(person: Person, platform: Platform, source: Mapping[str, Any]) -> Settled:
    return _settled(access.opened(person, platform, source))


def _settled(opened: reading.Opened) -> Settled:
    return Settled(opened.version.id, opened.path, opened.fingerprint, opened.name, opened.rows, opened.read)
