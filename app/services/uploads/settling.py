"""Keeps of a draft's files only the columns that were mapped, as dataset versions, and lets the files go."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.person import Person
from app.services.catalogue import access, judging
from app.services.drafts import drafts
from app.services.platform import Platform
from app.services.uploads import twins, upload_view
from connectors.problem import Problem
from data_catalog import datasets, reading
from data_catalog.lake import remove
from data_catalog.records.tables import Dataset, DatasetVersion, Upload
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
    fresh: list[DatasetVersion] = []
    watched: list[str] = []
    with platform.records.session() as session:
        ids = {name: source["upload"] for name, source in draft.inputs.items() if "upload" in source}
        own = upload_view.owned(session, person, list(ids.values()))
        sent = {name: own[upload_id] for name, upload_id in ids.items()}
        for asked in library.load(draft.model).inputs:
            row = sent.get(asked.name)
            if row and row.state == "read" and not row.keep_all and not mapped_columns(draft.mapping.get(asked.name, {})):
                raise Problem("mapping.empty", input=dict(asked.title))
        columns = {name: mapped_columns(draft.mapping.get(name, {})) for name in sent}
        new = [name for name, row in sent.items() if row.dataset_version_id is None]
        fresh = datasets.add_versions(session, platform.lake, [_coming(platform, sent[name], columns[name], draft.kind) for name in new])
        for name, version in zip(new, fresh, strict=True):
            sent[name].dataset_version_id, sent[name].state, sent[name].read = version.id, "settled", version.read
            # Nobody declares checks for the sample a class works with.
            if draft.kind != "training" and judging.carry_over(session, version, sent[name].person_id):
                watched.append(version.dataset_id)
        reader = reading.Reader(person.id, platform.now())
        asker = reading.asking(session, reader)
        kept = {name: row.dataset_version_id or "" for name, row in sent.items()}
        # All of them at once, and held: opening one looks it up there.
        held = _of_versions(session, list(kept.values()))
        for name, version_id in kept.items():
            missing = sorted(columns[name] - set(held[version_id][0].columns))
            if missing:
                raise Problem("upload.column_gone", file=sent[name].file_name, columns=missing)
            settled[name] = _settled(reading.open_version(session, platform.lake, reader, version_id, asker))
    if fresh:
        remove(platform.lake.upload_folder(draft_id, sent[name].id) for name in new)
        if draft.kind != "training":  # a sample is nobody's: the database lets go of it by and by
            platform.records.scrub()
    for dataset_id in watched:
        judging.arrived(platform, dataset_id)
    return settled


def mapped_columns(mapping: Mapping[str, Any]) -> set[str]:
    """The columns of the file a mapping reads."""
    return {column for source in mapping.values() if isinstance(source, dict) for column in source.get("columns", [])}


def _coming(platform: Platform, row: Upload, columns: set[str], kind: str) -> datasets.Coming:
    """What is kept of a file."""
    if row.state != "read" or row.read is None:
        raise Problem("upload.held" if row.state == "held" else "upload.not_read", file=row.file_name)
    kept = [name for name in row.read["columns"] if row.keep_all or name in columns]
    origin = datasets.Origin(
        person_id=row.person_id, organisation_id=row.organisation_id, file_name=row.file_name, fingerprint=row.sha256,
        retention_until=row.retention_until, read=without_cells(row.read), kind=kind,
    )  # fmt: skip
    drawn = twins.sketch_of(platform, row) if kind != "training" else None
    table = platform.lake.upload_folder(row.draft_id, row.id) / "read.parquet"
    # A class brings one sample as often as it has seats: its rows are written once, and like no work of anybody's.
    return datasets.Coming(table, kept, origin, likeness=drawn.to_json() if drawn else None, shares=kind == "training")


def without_cells(read: Mapping[str, Any]) -> dict[str, Any]:
    """The account of a reading without the cells of the rows set aside: they hold columns nobody asked to keep."""
    return {**read, "set_aside": [{**item, "cells": []} for item in read["set_aside"]]}


def _of_versions(session: Session, version_ids: Collection[str]) -> dict[str, tuple[DatasetVersion, Dataset]]:
    wanted = (
        select(DatasetVersion, Dataset).join(Dataset, Dataset.id == DatasetVersion.dataset_id).where(DatasetVersion.id.in_(version_ids))
    )
    return {version.id: (version, dataset) for version, dataset in session.execute(wanted)}


def _of_catalogue(person: Person, platform: Platform, source: Mapping[str, Any]) -> Settled:
    return _settled(access.opened(person, platform, source))


def _settled(opened: reading.Opened) -> Settled:
    return Settled(opened.version.id, opened.path, opened.fingerprint, opened.name, opened.rows, opened.read)
