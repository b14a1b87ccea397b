"""The files of a draft: sent, read, read again another way, held when they hold personal values, kept or removed."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app.identity.person import Person
from app.services.drafts import drafts
from app.services.platform import Platform
from app.services.uploads import corrections
from app.services.uploads.deciding import Decision, actions, decide, release, settle_decisions, suggested, undo
from app.services.uploads.named_parts import as_the_file_has
from app.services.uploads.receiving import Limits, Receiver, begin, limits, store_stream, token
from app.services.uploads.settling import Settled, mapped_columns, settle, without_cells
from app.services.uploads.upload_view import UploadView, is_copy, load, load_all, of_draft, own, path_of, table, view
from connectors import files
from connectors.files import ReadOptions
from connectors.problem import Problem
from data_catalog import clearing, ledger
from data_catalog.lake import remove as remove_folders
from data_catalog.nameless import headed, masked, nameless
from data_catalog.records import settings
from data_catalog.records.tables import Upload

__all__ = [
    "Decision",
    "Limits",
    "Receiver",
    "Settled",
    "UploadView",
    "actions",
    "begin",
    "decide",
    "is_copy",
    "limits",
    "load",
    "load_all",
    "mapped_columns",
    "of_draft",
    "path_of",
    "read",
    "release",
    "remove",
    "set_keeping",
    "settle",
    "settle_decisions",
    "store_stream",
    "suggested",
    "table",
    "token",
    "undo",
]

# A reading takes memory and a core: a third one waits.
_AT_ONCE = threading.BoundedSemaphore(2)
_OPTIONS = frozenset(ReadOptions.__dataclass_fields__) - {"limit_mb", "workbook_limit_mb", "unpacked_limit_mb"}


def read(person: Person, platform: Platform, upload_id: str, options: Mapping[str, Any] | None = None) -> UploadView:
    """Reads the file, with other options than found when given. Slow: for a thread.

    Rows that came back corrected take their places again. A Problem of the file is kept on the upload and raised. Personal values
    hold the upload: nothing can be done with it until they are decided on. Problems: file.…, upload.option_unknown, upload.settled.
    """
    wanted = options_of(options or {})
    row = load(person, platform, upload_id)
    raw = raw_of(platform, row)
    folder = raw.parent
    part = folder / "read.part"
    try:
        with _AT_ONCE:
            asked = as_the_file_has(raw, wanted, row.file_name)
            found, held = headed(lambda said: files.read_apart(raw, part, said, row.file_name), asked)
            if held is not asked:
                wanted["header_rows"] = held.header_rows
            found = nameless(corrections.merge(folder, part, found), part)
        personal = clearing.personal_columns(part, found.columns)
    except Problem as problem:
        bare = Problem(problem.code, **masked(problem.facts))
        _keep(person, platform, upload_id, options=masked(wanted), problem=bare.to_json())
        raise bare from None
    part.rename(folder / "read.parquet")
    (folder / "held.parquet").unlink(missing_ok=True)
    hold = {"findings": [asdict(item) for item in personal]} if personal else None
    waits = any(item.waits for item in personal)
    account = found.to_json()
    return _keep(
        person, platform, upload_id, options=masked(wanted), problem=None, hold=hold, state="held" if waits else "read",
        read=without_cells(account) if waits else account,
    )  # fmt: skip


def set_keeping(
    person: Person,
    platform: Platform,
    upload_id: str,
    *,
    retention_until: date | None = None,
    keep_all: bool | None = None,
) -> UploadView:
    """How long the data are kept, and whether all columns are. Problem upload.retention_not_allowed."""
    changed: dict[str, Any] = {} if keep_all is None else {"keep_all": keep_all}
    if retention_until is not None:
        today = platform.today()
        with platform.records.reading() as session:
            last = today + timedelta(days=settings.value(session, "retention_limit_days"))
        if not today <= retention_until <= last:
            raise Problem("upload.retention_not_allowed", first=today.isoformat(), last=last.isoformat())
        changed["retention_until"] = retention_until
    return _keep(person, platform, upload_id, **changed)


def remove(person: Person, platform: Platform, upload_id: str) -> None:
    """Takes a file out of its draft and removes it; what was kept of it as a dataset stays until destroyed."""
    with platform.records.session() as session:
        row = own(session, person, upload_id)
        drafts.point(session, row.draft_id, row.input, None, platform.now())
        ledger.record(
            session, ledger.UPLOAD_REMOVED, person_id=person.id, organisation_id=row.organisation_id,
            subject=("upload", row.id), at=platform.now(),
        )  # fmt: skip
        session.delete(row)
    remove_folders([platform.lake.upload_folder(row.draft_id, upload_id)])
    platform.lake.note_gone()
    platform.records.scrub()


def options_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """Options of reading as they come from a screen. Problem upload.option_unknown."""
    if not said.keys() <= _OPTIONS:
        raise Problem("upload.option_unknown", known=sorted(_OPTIONS))
    wanted = dict(said)
    if isinstance(wanted.get("header_rows"), list):
        wanted["header_rows"] = tuple(wanted["header_rows"])
    return wanted


def raw_of(platform: Platform, row: UploadView) -> Path:
    """The file as it was sent. Problem upload.settled when it is gone."""
    raw = next(platform.lake.upload_folder(row.draft_id, row.id).glob("raw.*"), None)
    if raw is None:
        raise Problem("upload.settled", file=row.file_name)
    return raw


def _keep(person: Person, platform: Platform, upload_id: str, **changed: Any) -> UploadView:
    with platform.records.session() as session:
        row: Upload = own(session, person, upload_id)
        for name, value in changed.items():
            setattr(row, name, value)
        if changed.get("state") == "held":
            columns = {item["column"] for item in changed["hold"]["findings"]}
            ledger.record(
                session, ledger.UPLOAD_HELD, person_id=person.id, organisation_id=row.organisation_id,
                subject=("upload", row.id), facts={"columns": len(columns)}, at=platform.now(),
            )  # fmt: skip
        session.flush()
        return view(row)
