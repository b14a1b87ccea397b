"""Files of evidence: what they are is read from their bytes, their words are looked through for personal values, and few they stay."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app import mimes
from app.identity.person import Person
from app.services.cases import registering, steps
from app.services.platform import Platform
from app.services.uploads.receiving import shown_name
from app.texts import words
from connectors.disk import is_full
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.personal.disguise import undisguised
from data_catalog.personal.kinds import INSIDE
from data_catalog.records.tables import UseCase, UseCaseFile, new_id

MOST_FILES = 5
LIMIT_BYTES = 5_000_000
ACCEPTS = ".pdf,.hwpx,.docx,.xlsx,.png,.jpg,.jpeg,.csv,.txt"
KINDS = MappingProxyType({
    "pdf": mimes.PDF, "hwpx": mimes.HWPX, "xlsx": mimes.XLSX,
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "png": "image/png", "jpg": "image/jpeg",
    "text": "text/plain; charset=utf-8",
})  # fmt: skip
"""The kinds that are taken, each with how it is sent out again."""
_UNPACKED = 50_000_000
_LETTERS = 2_000_000
_TAG = re.compile(r"<[^>]*>")
_PARAGRAPH = re.compile(r"</\w+:p>")
_WORDS = re.compile(r"(?:xl/(?:sharedStrings|worksheets/)|word/|Contents/).*\.xml")


@dataclass(frozen=True)
class Attached:
    """One file. `looked`: its words could be read, and name nobody; else who sent it said so."""

    id: str
    name: str
    kind: str
    size_bytes: int
    sha256: str
    looked: bool
    public: bool


def add(person: Person, platform: Platform, case_id: str, file_name: str, data: bytes, *, nobody_in_it: bool) -> str:
    """Keeps a file of evidence; gives its id. `nobody_in_it`: its sender says that it names nobody, where that cannot be read.

    Problems: not_found.case, cases.over, cases.files_many, cases.file_large, upload.empty, upload.disk_full, cases.file_kind,
    cases.file_personal (`kinds`), cases.file_unseen.
    """
    name = shown_name(file_name)
    if not data:
        raise Problem("upload.empty", file=name)
    if len(data) > LIMIT_BYTES:
        raise Problem("cases.file_large", file=name, limit_mb=LIMIT_BYTES // 1_000_000)
    kind = kind_of(data, name)
    try:
        said = words_in(data, kind)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError) as fault:  # locked, or cut off
        raise Problem("cases.file_kind", file=name, known=list(KINDS)) from fault
    if said is not None and (found := personal_in(said)):
        raise Problem("cases.file_personal", file=name, kinds=[words(f"personal.kind.{one}") for one in found])
    if said is None and not nobody_in_it:
        raise Problem("cases.file_unseen", file=name)
    file_id = new_id()
    path: Path | None = None
    try:
        with platform.records.session() as session:
            row = steps.own(session, person, case_id)
            if row.state == "withdrawn":
                raise Problem("cases.over")
            if (session.scalar(select(func.count()).where(UseCaseFile.case_id == case_id)) or 0) >= MOST_FILES:
                raise Problem("cases.files_many", most=MOST_FILES)
            path = _path(platform, row.id, file_id)
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.write_bytes(data)
            session.add(
                UseCaseFile(
                    id=file_id, case_id=case_id, name=name, kind=kind, size_bytes=len(data), sha256=hashlib.sha256(data).hexdigest(),
                    looked=said is not None, public=False, added_by=person.id, added_at_utc=platform.now(),
                )
            )  # fmt: skip
            _changed(session, platform, row, person, "file_added", name)
    except BaseException as fault:
        if path is not None:
            path.unlink(missing_ok=True)
        if is_full(fault):
            raise Problem("upload.disk_full", file=name) from fault
        raise
    return file_id


def remove(person: Person, platform: Platform, case_id: str, file_id: str) -> None:
    """Lets a file go; that it was there stays in the history. Problems: not_found.case, cases.over, not_found.file."""
    with platform.records.session() as session:
        row = steps.own(session, person, case_id)
        kept = _file(session, row, file_id)
        session.delete(kept)
        _changed(session, platform, row, person, "file_removed", kept.name)
    _path(platform, case_id, file_id).unlink(missing_ok=True)


def mark(person: Person, platform: Platform, case_id: str, file_id: str, *, public: bool) -> None:
    """Says whether those who find the case may take the file too. Problems as `remove`."""
    with platform.records.session() as session:
        row = steps.own(session, person, case_id)
        kept = _file(session, row, file_id)
        if kept.public != public:
            kept.public = public
            _changed(session, platform, row, person, "file_public" if public else "file_closed", kept.name)


def taken(person: Person, platform: Platform, case_id: str, file_id: str) -> bytes:
    """The bytes of a file, for who sees the whole case; of one that is public, for everybody who finds it. Problems: not_found.case,
    not_found.file."""
    with platform.records.reading() as session:
        row = session.get(UseCase, case_id)
        whole = row is not None and steps.sees(session, person, row)
        if row is None or not (whole or steps.is_shown(session, row)):
            raise Problem("not_found.case")
        kept = session.get(UseCaseFile, file_id)
        if kept is None or kept.case_id != case_id or not (whole or kept.public):
            raise Problem("not_found.file", file=file_id[:8])
        path = _path(platform, case_id, file_id)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Problem("not_found.file", file=kept.name) from None


def attached(session: Session, case_id: str) -> tuple[Attached, ...]:
    """The files of a case, the first added first."""
    return _told(session, UseCaseFile.case_id == case_id).get(case_id, ())


def public_files(session: Session, case_ids: Sequence[str]) -> Mapping[str, tuple[Attached, ...]]:
    """The files everybody may take, by case."""
    return _told(session, UseCaseFile.case_id.in_(case_ids), UseCaseFile.public.is_(True))


def kind_of(data: bytes, name: str) -> str:
    """What a file is by its bytes, whatever its name says, of `KINDS`. Problem cases.file_kind."""
    for start, kind in ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg")):
        if data.startswith(start):
            return kind
    if data.startswith(b"PK"):
        return _packed_kind(data, name)
    marked = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:9].lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<svg"))
    if b"\0" not in data and not marked and _text_of(data) is not None:
        return "text"
    raise Problem("cases.file_kind", file=name, known=list(KINDS))


def words_in(data: bytes, kind: str) -> str | None:
    """The words of a file; None of one in which none can be read (a picture, a PDF)."""
    if kind == "text":
        return _text_of(data)
    if kind not in ("hwpx", "xlsx", "docx"):
        return None
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [one for one in archive.namelist() if _WORDS.fullmatch(one)]
        said = (archive.read(one).decode("utf-8", "replace") for one in parts)
        # A word may be cut into pieces within a paragraph, and cells are words of their own.
        bare = (_TAG.sub("\n", one) if kind == "xlsx" else _TAG.sub("", _PARAGRAPH.sub("\n", one)) for one in said)
        return "\n".join(bare)[:_LETTERS]


def personal_in(said: str) -> tuple[str, ...]:
    """The kinds of personal values in a text; a firm's registration number is nobody's."""
    texts = {said, undisguised(said)}
    return tuple(one.kind for one in INSIDE if one.kind != "business_number" and any(one.masked(text) != text for text in texts))


def _packed_kind(data: bytes, name: str) -> str:
    with suppress(zipfile.BadZipFile, OSError, KeyError, RuntimeError), zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        names = {one.filename for one in members}
        if sum(one.file_size for one in members) > _UNPACKED:
            raise Problem("cases.file_large", file=name, limit_mb=_UNPACKED // 1_000_000)
        macros = any(one.lower().endswith(("vbaproject.bin", ".exe", ".js")) for one in names)
        if "mimetype" in names and archive.read("mimetype")[:40].startswith(b"application/hwp"):
            return "hwpx"
        for kind, folder in (("xlsx", "xl/workbook.xml"), ("docx", "word/document.xml")):
            if folder in names and not macros:
                return kind
    raise Problem("cases.file_kind", file=name, known=list(KINDS))


def _text_of(data: bytes) -> str | None:
    for encoding in ("utf-8-sig", "cp949"):
        with suppress(UnicodeDecodeError):
            return data.decode(encoding)[:_LETTERS]
    return None


def _told(session: Session, *conditions: ColumnElement[bool]) -> dict[str, tuple[Attached, ...]]:
    found: dict[str, tuple[Attached, ...]] = {}
    for one in session.scalars(select(UseCaseFile).where(*conditions).order_by(UseCaseFile.added_at_utc, UseCaseFile.id)):
        told = Attached(one.id, one.name, one.kind, one.size_bytes, one.sha256, one.looked, one.public)
        found[one.case_id] = (*found.get(one.case_id, ()), told)
    return found


def _file(session: Session, row: UseCase, file_id: str) -> UseCaseFile:
    kept = session.get(UseCaseFile, file_id)
    if row.state == "withdrawn":
        raise Problem("cases.over")
    if kept is None or kept.case_id != row.id:
        raise Problem("not_found.file", file=file_id[:8])
    return kept


def _changed(session: Session, platform: Platform, row: UseCase, person: Person, what: str, name: str) -> None:
    registering.touch(row, platform.now())
    steps.note(session, platform, row, ledger.USE_CASE_CHANGED, person.id, said={what: [None, name]}, parts=[what])


def _path(platform: Platform, case_id: str, file_id: str) -> Path:
    return platform.lake.case_folder(case_id) / f"{file_id}.bin"
