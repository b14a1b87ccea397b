"""Sources: places data are fetched from again and again, each feeding one dataset."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data_catalog.records.base import Base, Facts, Json, Key, Moment, Utc, new_id, utc_now

SOURCE_KINDS = ("postgresql", "mysql", "sqlite", "s3", "sftp", "folder", "api")
SOURCE_STATES = ("draft", "ready", "paused")


class Source(Base):
    """One place data come from. `secret` is sealed (`connectors.secrets`) for this row; `last` says how the last refresh went.

    A worker that fetches it says so in `claimed_by` until `claimed_until_utc`; `failures` counts refreshes that failed in a row.
    """

    __tablename__ = "sources"
    __table_args__ = (Index("ix_sources_due", "state", "next_at_utc"),)
    id: Mapped[Key] = mapped_column(default=new_id)
    organisation_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"), index=True)
    person_id: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"))
    dataset_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("datasets.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))
    settings: Mapped[Facts] = mapped_column(default=dict)
    secret: Mapped[str | None] = mapped_column(Text)
    schedule: Mapped[Facts] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    last: Mapped[dict[str, Any] | None] = mapped_column(Json)
    failures: Mapped[int] = mapped_column(default=0)
    next_at_utc: Mapped[datetime | None] = mapped_column(Utc)
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    claimed_until_utc: Mapped[datetime | None] = mapped_column(Utc)
    made_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
