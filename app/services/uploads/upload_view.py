"""One sent file as the person sees it, and finding it again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.person import Person
from app.services.drafts import drafts
from app.services.platform import Platform
from connectors.files import TableRead
from connectors.problem import Problem
from data_catalog import reading
from data_catalog.personal import Finding
from data_catalog.records.tables import Upload


@dataclass(frozen=True)
class UploadView:
    """One sent file. `state`: stored (not read, or `problem` says why not), read, held (personal values), settled."""

    id: str
    draft_id: str
    input: str
    file_name: str
    size_bytes: int
    sha256: str
    state: str
    read: TableRead | None
    options: Mapping[str, Any]
    hold: Mapping[str, Any] | None
    problem: Mapping[str, Any] | None
    retention_until: date
    keep_all: bool
    dataset_version_id: str | None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The personal values found when it was read."""
        return tuple(Finding(**item) for item in (self.hold or {}).get("findings", ()))

    @property
    def decisions(self) -> tuple[str, ...]:
        """What was done with each finding; empty until it is decided."""
        return tuple((self.hold or {}).get("decisions", ()))

    @property
    def can_undo(self) -> bool:
        """Whether a decision can still be taken back."""
        return bool(self.decisions) and self.state == "read" and not (self.hold or {}).get("final")


def load(person: Person, platform: Platform, upload_id: str) -> UploadView:
    """One of the person's own files. Problem not_found.upload."""
    with platform.records.reading() as session:
        return view(own(session, person, upload_id))


def load_all(person: Person, platform: Platform, upload_ids: Collection[str]) -> dict[str, UploadView]:
    """Several of the person's own files by their ids, at once. Problem not_found.upload."""
    if not upload_ids:
        return {}
    with platform.records.reading() as session:
        return {row_id: view(row) for row_id, row in owned(session, person, upload_ids).items()}


def of_draft(person: Person, platform: Platform, draft_id: str) -> dict[str, UploadView]:
    """The file in use for each input of a draft."""
    draft = drafts.load(person, platform, draft_id)
    wanted = {source["upload"] for source in draft.inputs.values() if isinstance(source, dict) and "upload" in source}
    with platform.records.reading() as session:
        rows = session.scalars(select(Upload).where(Upload.id.in_(wanted), Upload.draft_id == draft_id)).all()
        return {row.input: view(row) for row in rows}


def table(person: Person, platform: Platform, upload_id: str) -> Path:
    """The file as read, or what was kept of it: Parquet. Problems: not_found.upload, upload.not_read, upload.held."""
    with platform.records.reading() as session:
        row = own(session, person, upload_id)
        if row.state == "held":
            raise Problem("upload.held", file=row.file_name)
        if row.state == "stored":
            raise Problem("upload.not_read", file=row.file_name)
        return path_of(session, platform, row)


def table_as_read(person: Person, platform: Platform, upload_id: str) -> Path:
    """The same also while the file waits: for whoever masks what it waits for. Problems: not_found.upload, upload.not_read."""
    with platform.records.reading() as session:
        row = own(session, person, upload_id)
        if row.state == "stored":
            raise Problem("upload.not_read", file=row.file_name)
        return path_of(session, platform, row)


def path_of(session: Session, platform: Platform, row: Upload) -> Path:
    """Where the rows of a file that was read lie now."""
    if row.dataset_version_id is None:
        return platform.lake.upload_folder(row.draft_id, row.id) / "read.parquet"
    return reading.open_version(session, platform.lake, reading.Reader(row.person_id, platform.now()), row.dataset_version_id).path


def is_copy(platform: Platform, upload_id: str, draft_id: str) -> bool:
    """Whether a file came with a copy of another draft: that draft has the same bytes for the same input."""
    with platform.records.reading() as session:
        row = session.get_one(Upload, upload_id)
        there = (Upload.draft_id == draft_id, Upload.input == row.input, Upload.sha256 == row.sha256)
        return session.scalar(select(Upload.id).where(*there).limit(1)) is not None


def own(session: Session, person: Person, upload_id: str) -> Upload:
    """The row of one of the person's own files. Another's and none look alike: Problem not_found.upload."""
    row = session.get(Upload, upload_id)
    if row is None or row.person_id != person.id:
        raise Problem("not_found.upload")
    return row


def owned(session: Session, person: Person, upload_ids: Collection[str]) -> dict[str, Upload]:
    """As `own`, for several by their ids. Problem not_found.upload."""
    rows = session.scalars(select(Upload).where(Upload.id.in_(upload_ids), Upload.person_id == person.id)).all()
    if len(rows) < len(set(upload_ids)):
        raise Problem("not_found.upload")
    return {row.id: row for row in rows}


def view(row: Upload) -> UploadView:
    """What the person sees of a row."""
    return UploadView(
        id=row.id, draft_id=row.draft_id, input=row.input, file_name=row.file_name, size_bytes=row.size_bytes,
        sha256=row.sha256, state=row.state, options=row.options,
        read=TableRead.from_json(row.read) if row.read else None,
        hold=row.hold, problem=row.problem, retention_until=row.retention_until, keep_all=row.keep_all,
        dataset_version_id=row.dataset_version_id,
    )  # fmt: skip
