"""Use cases: what was decided with a result, its evidence, what came of it, its reviews, and who changed what."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data_catalog.records.base import Base, Json, Key, Moment, Serial, Utc, new_id, utc_now

CASE_DECISIONS = ("decided", "planned", "looked")
"""What a result was used for: a decision was made, will be made, or it was looked at only."""
CASE_STATES = ("registered", "review", "accepted", "outstanding", "returned", "withdrawn")
CASE_PHASES = ("pilot", "months_6", "months_12")
"""The phases a case is reviewed in."""
CASE_CRITERIA = ("effort", "innovation", "effectiveness")
"""What reviewers score from 1 to 5."""
CASE_OUTCOMES = ("measured", "not_yet", "nothing")
"""What a follow-up found: something happened, not yet, or nothing will."""


class UseCase(Base):
    """One use of one result. `run_id` names a run that may be gone; `model_version` and `result_hash` are those it had.

    `decided`: whether a decision was made, by the last that is known. `before` and `after`: the indicator in `unit`, in the periods named.
    `shows`: what its owner let others see beside the rest. `revision`: one more at every change, so that nobody overwrites what they did
    not see. `published_at_utc`: since when others find it, null: they do not.
    """

    __tablename__ = "use_cases"
    __table_args__ = (
        Index("ix_use_cases_organisation", "organisation_id", "state"),
        Index("ix_use_cases_model", "model", "published_at_utc"),
    )
    id: Mapped[Key] = mapped_column(default=new_id)
    organisation_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"))
    person_id: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"), index=True)
    run_id: Mapped[str] = mapped_column(String(32), index=True)
    model: Mapped[str] = mapped_column(String(60))
    model_version: Mapped[str] = mapped_column(String(20))
    result_hash: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    decision: Mapped[str] = mapped_column(String(10))
    decided: Mapped[bool]
    sentence: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[str] = mapped_column(String(200), default="")
    decided_on: Mapped[date | None]
    driver: Mapped[str | None] = mapped_column(String(12))
    changes: Mapped[str] = mapped_column(Text, default="")
    lessons: Mapped[str] = mapped_column(Text, default="")
    budget_won: Mapped[int | None] = mapped_column(BigInteger)
    contact: Mapped[str] = mapped_column(String(200), default="")
    documents: Mapped[list[str]] = mapped_column(Json, default=list)
    sdg: Mapped[str | None] = mapped_column(String(6), index=True)
    indicator: Mapped[str] = mapped_column(String(200), default="")
    unit: Mapped[str] = mapped_column(String(30), default="")
    before: Mapped[float | None]
    before_period: Mapped[str] = mapped_column(String(60), default="")
    after: Mapped[float | None]
    after_period: Mapped[str] = mapped_column(String(60), default="")
    shows: Mapped[list[str]] = mapped_column(Json, default=list)
    state: Mapped[str] = mapped_column(String(12), default="registered")
    revision: Mapped[int] = mapped_column(default=1)
    created_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    changed_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    published_at_utc: Mapped[datetime | None] = mapped_column(Utc, index=True)


class UseCaseEvent(Base):
    """One step of a case: `step` is the event of the ledger, `said` what was changed from what to what. Written once, never changed."""

    __tablename__ = "use_case_events"
    id: Mapped[Serial]
    case_id: Mapped[str] = mapped_column(String(32), ForeignKey("use_cases.id"), index=True)
    step: Mapped[str] = mapped_column(String(40))
    after: Mapped[str] = mapped_column(String(12))
    person_id: Mapped[str | None] = mapped_column(String(32))
    at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    comment: Mapped[str] = mapped_column(Text, default="")
    said: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


class UseCaseFile(Base):
    """One file of evidence. `looked`: its words could be read, and name nobody. `public`: those who find the case may take it too."""

    __tablename__ = "use_case_files"
    id: Mapped[Key] = mapped_column(default=new_id)
    case_id: Mapped[str] = mapped_column(String(32), ForeignKey("use_cases.id"), index=True)
    name: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(10))
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    looked: Mapped[bool]
    public: Mapped[bool] = mapped_column(default=False)
    added_by: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"))
    added_at_utc: Mapped[Moment] = mapped_column(default=utc_now)


class UseCaseOutcome(Base):
    """What was said so many days after a case was registered, 30 or 180; the last of a day counts."""

    __tablename__ = "use_case_outcomes"
    id: Mapped[Serial]
    case_id: Mapped[str] = mapped_column(String(32), ForeignKey("use_cases.id"), index=True)
    day: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    decided: Mapped[bool]
    value: Mapped[float | None]
    period: Mapped[str] = mapped_column(String(60), default="")
    happened: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"))
    at_utc: Mapped[Moment] = mapped_column(default=utc_now)


class UseCaseRound(Base):
    """One review of a case in a phase. `outcome`: accepted, outstanding or returned, null while it is under way."""

    __tablename__ = "use_case_rounds"
    __table_args__ = (UniqueConstraint("case_id", "number"),)
    id: Mapped[Key] = mapped_column(default=new_id)
    case_id: Mapped[str] = mapped_column(String(32), ForeignKey("use_cases.id"))
    number: Mapped[int]
    phase: Mapped[str] = mapped_column(String(12))
    opened_by: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"))
    opened_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    scored_at_utc: Mapped[datetime | None] = mapped_column(Utc)
    outcome: Mapped[str | None] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[str | None] = mapped_column(String(32), ForeignKey("people.id"))
    decided_at_utc: Mapped[datetime | None] = mapped_column(Utc)


class UseCaseReview(Base):
    """One of the two reviewers of a round and their scores, null until they gave them."""

    __tablename__ = "use_case_reviews"
    round_id: Mapped[str] = mapped_column(String(32), ForeignKey("use_case_rounds.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reviewer_id: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"), index=True)
    scores: Mapped[dict[str, int] | None] = mapped_column(Json)
    comment: Mapped[str] = mapped_column(Text, default="")
    scored_at_utc: Mapped[datetime | None] = mapped_column(Utc)
