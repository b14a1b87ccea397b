"""Takes a file in: a one-use token, bytes straight to disk with their hash, and a limit that is told beforehand."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import threading
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.identity import rights
from app.identity.person import Person
from app.services import teaching
from app.services.drafts import drafts
from app.services.platform import Platform
from connectors.disk import is_full
from connectors.problem import Problem
from data_catalog import ledger
from data_catalog.lake import remove
from data_catalog.nameless import file_named
from data_catalog.records import settings
from data_catalog.records.tables import Dataset, DatasetVersion, Draft, Upload, UploadToken, new_id

MB = 1024**2
_TOKEN_AGE = timedelta(hours=2)
SEAT_FILE_MB, SEAT_QUOTA_MB = 5, 60
"""What a seat of a workshop may send, and keep with its copies of the sample: whoever has a code needs no account."""
# Bytes under way by person: many files sent at once must not pass a limit that each alone keeps.
_COMING: Counter[str] = Counter()
_COUNTING = threading.Lock()
_INPUT = re.compile(r"[a-z][a-z0-9_]{0,59}")


@dataclass(frozen=True)
class Limits:
    """How large one file may be, and how much the person may still keep."""

    file_bytes: int
    left_bytes: int

    @property
    def bytes(self) -> int:
        """What the next file may weigh."""
        return min(self.file_bytes, self.left_bytes)


def limits(person: Person, platform: Platform) -> Limits:
    """What may be sent, to be told before sending."""
    with platform.records.reading() as session:
        return _limits(session, person)


def token(person: Person, platform: Platform, draft_id: str, input_name: str) -> str:
    """The right to send one file for one input of an own draft, once, within two hours. Problem upload.no_room."""
    rights.need(person, rights.PRACTISE)
    if not _INPUT.fullmatch(input_name):
        raise ValueError(input_name)
    given = secrets.token_urlsafe(32)
    with platform.records.session() as session:
        drafts.own(session, person, draft_id)
        allowed = _limits(session, person)
        if allowed.left_bytes < MB:
            raise Problem("upload.no_room", quota_mb=settings.value(session, "person_quota_mb"))
        session.add(
            UploadToken(
                token_hash=_hashed(given), draft_id=draft_id, person_id=person.id, input=input_name,
                limit_bytes=allowed.bytes, expires_at_utc=platform.now() + _TOKEN_AGE,
            )
        )  # fmt: skip
    return given


def begin(
    person: Person, platform: Platform, given: str, file_name: str, size_bytes: int | None = None
) -> Receiver:  # fmt: skip
    """Uses a token up and opens the receiver of its file. Problems: upload.token_used, upload.too_large."""
    rights.need(person, rights.PRACTISE)
    now = platform.now()
    with platform.records.session() as session:
        teaching.need_writable(session, person, now)
        used = session.execute(
            update(UploadToken)
            .where(
                UploadToken.token_hash == _hashed(given), UploadToken.person_id == person.id,
                UploadToken.used_at_utc.is_(None), UploadToken.expires_at_utc > now,
            ).values(used_at_utc=now)
        )  # fmt: skip
        if used.rowcount != 1:  # type: ignore[attr-defined]
            raise Problem("upload.token_used")
        right = session.get_one(UploadToken, _hashed(given))
        left_bytes = _limits(session, person).left_bytes
        limit_bytes = min(right.limit_bytes, _limits(session, person).bytes)
    name = shown_name(file_name)
    if size_bytes is not None and size_bytes > limit_bytes:
        raise Problem("upload.too_large", file=name, limit_mb=limit_bytes // MB)
    return Receiver(person, platform, right.draft_id, right.input, name, limit_bytes, left_bytes)


def store_stream(person: Person, platform: Platform, given: str, file_name: str, chunks: Iterable[bytes]) -> str:
    """Takes a whole stream in; gives the upload's id. Problems as `begin`, and upload.empty, upload.disk_full."""
    receiver = begin(person, platform, given, file_name)
    try:
        for chunk in chunks:
            receiver.write(chunk)
        return receiver.finish()
    except BaseException:
        receiver.abort()
        raise


class Receiver:
    """One file on its way in: written as it comes, hashed, never more than allowed. Ends with `finish` or `abort`."""

    def __init__(
        self, person: Person, platform: Platform, draft_id: str, input_name: str, name: str, limit_bytes: int, left_bytes: int
    ) -> None:  # fmt: skip
        self.upload_id = new_id()
        self.size_bytes = 0
        self._person, self._platform, self._draft_id, self._input = person, platform, draft_id, input_name
        self._name, self._limit_bytes, self._left_bytes = name, limit_bytes, left_bytes
        self._counted_bytes = 0
        self._folder = platform.lake.upload_folder(draft_id, self.upload_id)
        self._folder.mkdir(mode=0o700, parents=True)
        self._path = self._folder / f"raw.{_extension(name)}"
        self._file = self._path.open("xb")
        self._hash = hashlib.sha256()

    def write(self, chunk: bytes) -> None:
        """Takes the next bytes. Problems: upload.too_large, upload.disk_full; then the file is gone."""
        self.size_bytes += len(chunk)
        if self.size_bytes > self._limit_bytes or self._count(len(chunk)) > self._left_bytes:
            self.abort()
            raise Problem("upload.too_large", file=self._name, limit_mb=self._limit_bytes // MB)
        try:
            self._file.write(chunk)
        except OSError as fault:
            self._give_up(fault)
        self._hash.update(chunk)

    def finish(self) -> str:
        """Keeps the file, takes the draft's input from it, and lets an earlier file of that input go. Gives the id."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as fault:
            self._give_up(fault)
        self._file.close()
        if self.size_bytes == 0:
            self.abort()
            raise Problem("upload.empty", file=self._name)
        today = self._platform.today()
        with self._platform.records.session() as session:
            draft = drafts.own(session, self._person, self._draft_id)
            gone = self._replace(session)
            session.flush()
            if self.size_bytes > _limits(session, self._person).left_bytes:
                self.abort()
                raise Problem("upload.too_large", file=self._name, limit_mb=self._left_bytes // MB)
            days = settings.value(session, "retention_days")
            session.add(self._row(draft, today + timedelta(days=days)))
            session.flush()
            drafts.point(session, draft.id, self._input, {"upload": self.upload_id}, self._platform.now())
            ledger.record(
                session, ledger.UPLOAD, person_id=self._person.id, organisation_id=draft.organisation_id,
                subject=("upload", self.upload_id), facts={"model": draft.model, "draft": draft.id, "bytes": self.size_bytes},
                at=self._platform.now(),
            )  # fmt: skip
        self._count(-self._counted_bytes)
        remove(gone)
        return self.upload_id

    def abort(self) -> None:
        """Lets the file go."""
        self._file.close()
        self._count(-self._counted_bytes)
        remove([self._folder])

    def _count(self, more_bytes: int) -> int:
        """Counts bytes in, or out again; gives how many of the person's are under way."""
        self._counted_bytes += more_bytes
        with _COUNTING:
            _COMING[self._person.id] += more_bytes
            return _COMING[self._person.id]

    def _row(self, draft: Draft, retention_until: date) -> Upload:
        return Upload(
            id=self.upload_id, draft_id=draft.id, person_id=self._person.id, organisation_id=draft.organisation_id,
            input=self._input, file_name=self._name, size_bytes=self.size_bytes, sha256=self._hash.hexdigest(),
            retention_until=retention_until, made_at_utc=self._platform.now(),
        )  # fmt: skip

    def _replace(self, session: Session) -> list[Path]:
        earlier = session.scalars(
            select(Upload).where(Upload.draft_id == self._draft_id, Upload.input == self._input, Upload.state != "settled")
        ).all()
        for row in earlier:
            session.delete(row)
        return [self._platform.lake.upload_folder(row.draft_id, row.id) for row in earlier]

    def _give_up(self, fault: OSError) -> None:
        self.abort()
        if is_full(fault):
            raise Problem("upload.disk_full", file=self._name) from fault
        raise fault


def shown_name(file_name: str) -> str:
    """The name of a file as it may be shown: no folders, no control or direction marks, Hangul in one form, nobody's number."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", file_name)[-1])
    clean = file_named("".join(char for char in name if unicodedata.category(char)[0] != "C").strip())
    stem, dot, ending = clean.rpartition(".")
    return (f"{stem[:200]}{dot}{ending[:20]}" if dot else clean[:200]) or "file"


def _extension(name: str) -> str:
    # Only a hint for people looking into the folder; what the file is, its bytes say.
    ending = name.rpartition(".")[2].lower()
    return ending if "." in name and re.fullmatch(r"[a-z0-9]{1,8}", ending) else "bin"


def _limits(session: Session, person: Person) -> Limits:
    waiting = select(func.coalesce(func.sum(Upload.size_bytes), 0)).where(Upload.person_id == person.id, Upload.state != "settled")
    kept = (
        select(func.coalesce(func.sum(DatasetVersion.size_bytes), 0))
        .join(Dataset, Dataset.id == DatasetVersion.dataset_id)
        .where(Dataset.person_id == person.id)
    )
    used = int(session.scalar(waiting) or 0) + int(session.scalar(kept) or 0)
    file_mb, quota_mb = (settings.value(session, key) for key in ("upload_limit_mb", "person_quota_mb"))
    if person.workshop_id is not None:
        file_mb, quota_mb = min(file_mb, SEAT_FILE_MB), min(quota_mb, SEAT_QUOTA_MB)
    return Limits(file_mb * MB, max(0, quota_mb * MB - used))


def _hashed(given: str) -> str:
    return hashlib.sha256(given.encode("utf-8", "replace")).hexdigest()
