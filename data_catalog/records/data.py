"""Drafts, the files sent for them, and the datasets kept from these."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data_catalog.records.base import Base, Facts, Json, Key, Moment, Utc, new_id, utc_now

UPLOAD_STATES = ("stored", "read", "held", "settled")


class Draft(Base):
    """One analysis being prepared. `version` grows with every saved field; `step_since_utc`: since when it is at its step, null of drafts
    of before that was noted."""

    __tablename__ = "drafts"
    id: Mapped[Key] = mapped_column(default=new_id)
    person_id: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"))
    model: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(10), default="real")
    name: Mapped[str | None] = mapped_column(String(200))
    step: Mapped[str] = mapped_column(String(20), default="data")
    step_since_utc: Mapped[datetime | None] = mapped_column(Utc)
    version: Mapped[int] = mapped_column(default=0)
    run_id: Mapped[str | None] = mapped_column(String(32))
    copied_from: Mapped[str | None] = mapped_column(String(32))
    made_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    saved_at_utc: Mapped[Moment] = mapped_column(default=utc_now)


class DraftField(Base):
    """One saved answer of a draft, such as `mapping.dispatch.received` or `settings.limit_min`.

    `version` is the draft's version when it was saved; `unseen` the value replaced by a tab that had not seen it.
    """

    __tablename__ = "draft_fields"
    draft_id: Mapped[str] = mapped_column(String(32), ForeignKey("drafts.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    value: Mapped[Any | None] = mapped_column(Json)
    version: Mapped[int]
    unseen: Mapped[Any | None] = mapped_column(Json)
    saved_at_utc: Mapped[Moment] = mapped_column(default=utc_now)


class UploadToken(Base):
    """The right to send one file for one input of one draft, once."""

    __tablename__ = "upload_tokens"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    draft_id: Mapped[str] = mapped_column(String(32), ForeignKey("drafts.id"), index=True)
    person_id: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"))
    input: Mapped[str] = mapped_column(String(60))
    limit_bytes: Mapped[int] = mapped_column(BigInteger)
    expires_at_utc: Mapped[Moment]
    used_at_utc: Mapped[datetime | None] = mapped_column(Utc)


class Upload(Base):
    """One file sent for one input of a draft, in `staging/<draft_id>/<id>/`, until its mapped columns are settled.

    `read` is the TableRead as JSON, `options` the reading options asked for, `hold` why it waits (resident numbers).
    """

    __tablename__ = "uploads"
    id: Mapped[Key] = mapped_column(default=new_id)
    draft_id: Mapped[str] = mapped_column(String(32), ForeignKey("drafts.id"), index=True)
    person_id: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"))
    input: Mapped[str] = mapped_column(String(60))
    file_name: Mapped[str] = mapped_column(String(255))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10), default="stored")
    keep_all: Mapped[bool] = mapped_column(default=False)
    retention_until: Mapped[date]
    options: Mapped[Facts] = mapped_column(default=dict)
    read: Mapped[dict[str, Any] | None] = mapped_column(Json)
    hold: Mapped[dict[str, Any] | None] = mapped_column(Json)
    problem: Mapped[dict[str, Any] | None] = mapped_column(Json)
    dataset_version_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("dataset_versions.id"), index=True)
    made_at_utc: Mapped[Moment] = mapped_column(default=utc_now)


class Dataset(Base):
    """One table an organisation keeps, in immutable versions, until its retention date.

    `about` is what its owner says of it: description, grain, keywords, area, period, cycle, tier (`data_catalog.card`).
    """

    __tablename__ = "datasets"
    id: Mapped[Key] = mapped_column(default=new_id)
    organisation_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"), index=True)
    person_id: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"), index=True)
    title: Mapped[str] = mapped_column(String(255))
    retention_until: Mapped[date] = mapped_column(index=True)
    made_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    about: Mapped[Facts] = mapped_column(default=dict)


class DatasetVersion(Base):
    """One immutable Parquet file, `lake/datasets/<dataset_id>/<id>.parquet`.

    `fingerprint` is SHA-256 of the Parquet's bytes, `source_fingerprint` of the file it was read from; `likeness` the sketch of that
    file's rows (`data_catalog.likeness`).
    """

    __tablename__ = "dataset_versions"
    __table_args__ = (UniqueConstraint("dataset_id", "number"),)
    id: Mapped[Key] = mapped_column(default=new_id)
    dataset_id: Mapped[str] = mapped_column(String(32), ForeignKey("datasets.id"))
    number: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(64))
    source_fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    file_name: Mapped[str] = mapped_column(String(255))
    rows: Mapped[int] = mapped_column(BigInteger)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    columns: Mapped[list[str]] = mapped_column(Json)
    profile: Mapped[dict[str, Any] | None] = mapped_column(Json)
    read: Mapped[dict[str, Any] | None] = mapped_column(Json)
    likeness: Mapped[dict[str, Any] | None] = mapped_column(Json)
    made_at_utc: Mapped[Moment] = mapped_column(default=utc_now)


class RememberedMapping(Base):
    """How one organisation mapped one layout of columns to one input. `layout_key` is a hash of the columns' names."""

    __tablename__ = "remembered_mappings"
    __table_args__ = (UniqueConstraint("organisation_id", "model", "input", "layout_key"),)
    id: Mapped[Key] = mapped_column(default=new_id)
    organisation_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"))
    model: Mapped[str] = mapped_column(String(60))
    input: Mapped[str] = mapped_column(String(60))
    layout_key: Mapped[str] = mapped_column(String(64))
    columns: Mapped[list[str]] = mapped_column(Json)
    mapping: Mapped[Facts]
    times_used: Mapped[int] = mapped_column(default=1)
    used_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
