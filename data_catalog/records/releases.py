"""Releases: results that left the platform, or wait for a reviewer's word that they may, and what was done with each."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data_catalog.records.base import Base, Json, Key, Moment, Serial, new_id, utc_now

RELEASE_STATES = ("asked", "approved", "returned", "withdrawn", "ended")
RELEASE_DATA = ("personal", "granted", "working", "checked", "official")
"""For results of which data an organisation wants its releases reviewed: those with personal values, those read by leave of a policy,
or those of a tier."""


class Release(Base):
    """One asking to take a result out, of the organisation whose data it was made of, and what became of it.

    `run_id` names a result that may be gone. `content`: the SHA-256 of the result as it lay then; `fingerprint`: of that and of what its
    report says beside it. `reasons`: of `RELEASE_DATA`; `under`: ids and revisions of the policies its data were read under.
    """

    __tablename__ = "releases"
    __table_args__ = (Index("ix_releases_body", "body_id", "state"), Index("ix_releases_asked_by", "asked_by", "state"))
    id: Mapped[Key] = mapped_column(default=new_id)
    run_id: Mapped[str] = mapped_column(String(32), index=True)
    model: Mapped[str] = mapped_column(String(60))
    body_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"))
    asked_by: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"))
    purpose: Mapped[str] = mapped_column(Text)
    recipient: Mapped[str] = mapped_column(Text)
    reasons: Mapped[list[str]] = mapped_column(Json)
    content: Mapped[str] = mapped_column(String(64))
    fingerprint: Mapped[str] = mapped_column(String(64))
    under: Mapped[list[list[Any]]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(10), default="asked")
    asked_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    changed_at_utc: Mapped[Moment] = mapped_column(default=utc_now)


class ReleaseEvent(Base):
    """One step of a release: `step` is the event of the ledger. Written once, never changed."""

    __tablename__ = "release_events"
    id: Mapped[Serial]
    release_id: Mapped[str] = mapped_column(String(32), ForeignKey("releases.id"), index=True)
    step: Mapped[str] = mapped_column(String(40))
    after: Mapped[str] = mapped_column(String(10))
    person_id: Mapped[str | None] = mapped_column(String(32))
    at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    comment: Mapped[str] = mapped_column(Text, default="")
