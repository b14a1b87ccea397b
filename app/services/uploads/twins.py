"""Whether somebody of the same organisation brought the same rows before: told at upload, before work is done twice."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.identity.person import Person
from app.services.platform import Platform
from app.services.uploads.upload_view import UploadView
from data_catalog.likeness import Sketch, likest, sketch
from data_catalog.records.tables import Dataset, DatasetVersion, PersonRow, Upload

LEAST = 0.9
"""The share of rows from which on two files are said to hold the same."""

_LOOKED_AT = 500


@dataclass(frozen=True)
class Twin:
    """A dataset that holds `share` of the file's rows. `own`: the person brought it; else `who` of the same organisation did."""

    dataset_id: str
    title: str
    own: bool
    who: str
    on: date
    share: float


def of_upload(person: Person, platform: Platform, view: UploadView) -> tuple[Twin, ...]:
    """The likest datasets of the person's organisation, at most three. Nothing of their content is told."""
    if person.workshop_id is not None:
        return ()  # every seat has the same sample
    mine = sketch_of(platform, view)
    if mine is None:
        return ()
    with platform.records.reading() as session:
        rows = session.execute(
            select(DatasetVersion, Dataset, PersonRow.name)
            .join(Dataset, Dataset.id == DatasetVersion.dataset_id)
            .join(PersonRow, PersonRow.id == Dataset.person_id)
            .where(
                Dataset.organisation_id == person.organisation_id, DatasetVersion.likeness.is_not(None),
                DatasetVersion.id != (view.dataset_version_id or ""),
            )
            .order_by(DatasetVersion.made_at_utc.desc())
            .limit(_LOOKED_AT)
        ).all()  # fmt: skip
    sketches = [(version.id, Sketch.from_json(version.likeness)) for version, _, _ in rows if version.likeness]
    shares = dict(likest(mine, sketches, LEAST))
    found = [(shares[version.id], version, dataset, name) for version, dataset, name in rows if version.id in shares]
    seen: dict[str, Twin] = {}
    for share, version, dataset, name in sorted(found, key=lambda item: -item[0]):
        twin = Twin(dataset.id, dataset.title, dataset.person_id == person.id, name, version.made_at_utc.date(), share)
        seen.setdefault(dataset.id, twin)
    return tuple(seen.values())[:3]


def sketch_of(platform: Platform, view: UploadView | Upload) -> Sketch | None:
    """The sketch of a file that was read, made once and kept beside it; None when the file is gone or not read."""
    folder = platform.lake.upload_folder(view.draft_id, view.id)
    parquet = folder / "read.parquet"
    if view.state != "read" or not parquet.is_file():
        return None
    kept = folder / "likeness.json"
    if kept.is_file() and kept.stat().st_mtime_ns >= parquet.stat().st_mtime_ns:
        return Sketch.from_json(json.loads(kept.read_text(encoding="utf-8")))
    organisation = view.organisation_id if isinstance(view, Upload) else _organisation(platform, view)
    made = sketch(parquet, organisation)
    kept.write_text(json.dumps(made.to_json()), encoding="utf-8")
    return made


def _organisation(platform: Platform, view: UploadView) -> str:
    with platform.records.reading() as session:
        return session.get_one(Upload, view.id).organisation_id
