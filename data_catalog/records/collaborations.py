"""Collaboration checks: what two or more organisations that work together each think of how it goes, told blind and laid side by side."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data_catalog.records.base import Base, Json, Key, Moment, Utc, new_id, utc_now

COLLABORATION_STATES = ("open", "closed", "withdrawn")
COLLABORATION_DRIVERS = ("problem", "leadership")
"""What set the collaboration going: a problem there was, or leaders who wanted it."""
COLLABORATION_FACTORS = (
    "purpose", "leadership", "funding", "trust", "governance", "cultures", "technical", "skills", "benefits",
)  # fmt: skip
"""What partners rate (Zaghloul & Partridge 2022, Enabling policing to be better, Policing)."""


class CollaborationCheck(Base):
    """One check. `organisation_id`: for which organisation it was opened; `agreement_id` names an agreement it was opened from. `partners`:
    the fingerprint of who takes part, the same in every check of the same. `due`: the last day to answer."""

    __tablename__ = "collaboration_checks"
    __table_args__ = (Index("ix_collaboration_checks_due", "state", "due"),)
    id: Mapped[Key] = mapped_column(default=new_id)
    organisation_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"), index=True)
    opened_by: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"), index=True)
    agreement_id: Mapped[str | None] = mapped_column(String(32))
    partners: Mapped[str] = mapped_column(String(64), index=True)
    goal: Mapped[str] = mapped_column(Text)
    sponsor: Mapped[str] = mapped_column(Text)
    driver: Mapped[str] = mapped_column(String(12))
    risks: Mapped[str] = mapped_column(Text)
    due: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default="open")
    opened_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    closed_at_utc: Mapped[datetime | None] = mapped_column(Utc)


class CollaborationPartner(Base):
    """An organisation in a check, who is asked for it (null: its stewards) and what it answered last. `ratings`: 1 to 5 by factor, null for
    "do not know"; null where nobody answered."""

    __tablename__ = "collaboration_partners"
    check_id: Mapped[str] = mapped_column(String(32), ForeignKey("collaboration_checks.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"), primary_key=True, index=True)
    person_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("people.id"), index=True)
    answered_by: Mapped[str | None] = mapped_column(String(32), ForeignKey("people.id"), index=True)
    answered_at_utc: Mapped[datetime | None] = mapped_column(Utc)
    ratings: Mapped[dict[str, int | None] | None] = mapped_column(Json)
    benefit: Mapped[str] = mapped_column(Text, default="")
    goal: Mapped[str] = mapped_column(Text, default="")
    comment: Mapped[str] = mapped_column(Text, default="")
