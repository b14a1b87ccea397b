"""What people give each other inside: shares, who opened a link, and reviews of results."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data_catalog.records.base import Base, Key, Moment, Utc, new_id, utc_now

SHARED_KINDS = ("draft", "dataset", "run")
REVIEW_STATES = ("asked", "confirmed", "returned", "withdrawn")


class Share(Base):
    """One thing given to one person, one organisation with all below it, or whoever has a link, until a moment.

    Exactly one of `to_person_id`, `to_organisation_id` and `token_hash` is set; of a link only the hash of its token is kept.
    `organisation_id` is that of the thing. `ended_at_utc`: it was taken back before its time.
    """

    __tablename__ = "shares"
    __table_args__ = (Index("ix_shares_subject", "subject_kind", "subject_id"),)
    id: Mapped[Key] = mapped_column(default=new_id)
    subject_kind: Mapped[str] = mapped_column(String(10))
    subject_id: Mapped[str] = mapped_column(String(32))
    organisation_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"))
    given_by: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"), index=True)
    to_person_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("people.id"), index=True)
    to_organisation_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("organisations.id"), index=True)
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    may_edit: Mapped[bool] = mapped_column(default=False)
    made_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    ends_at_utc: Mapped[Moment]
    ended_at_utc: Mapped[datetime | None] = mapped_column(Utc)
    ended_by: Mapped[str | None] = mapped_column(String(32))


class ShareOpening(Base):
    """One person who opened a link: from then on it is among what is shared with them, as long as it holds."""

    __tablename__ = "share_openings"
    share_id: Mapped[str] = mapped_column(String(32), ForeignKey("shares.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"), primary_key=True, index=True)
    opened_at_utc: Mapped[Moment] = mapped_column(default=utc_now)


class Review(Base):
    """The `number`-th review of one finished run, asked of a colleague; a new run has none. `comment`: of a reviewer who returned it."""

    __tablename__ = "reviews"
    __table_args__ = (Index("ix_reviews_reviewer", "reviewer_id", "state"), UniqueConstraint("run_id", "number"))
    id: Mapped[Key] = mapped_column(default=new_id)
    run_id: Mapped[str] = mapped_column(String(32), ForeignKey("runs.id"))
    number: Mapped[int]
    asked_by: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"))
    reviewer_id: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"))
    state: Mapped[str] = mapped_column(String(10), default="asked")
    comment: Mapped[str | None] = mapped_column(Text)
    asked_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    answered_at_utc: Mapped[datetime | None] = mapped_column(Utc)
