"""Proposals of analyses that should be made, and what a committee of experts said of each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data_catalog.records.base import Base, Key, Moment, Utc, new_id, utc_now

PROPOSAL_STATES = ("open", "review", "accepted", "refused", "withdrawn")
PROPOSAL_VOTES = ("yes", "no", "abstain")


class Proposal(Base):
    """One proposal. `holder`: who has the problem; `quorum`: how many of the committee must have voted before it is decided."""

    __tablename__ = "proposals"
    __table_args__ = (Index("ix_proposals_organisation", "organisation_id", "state"),)
    id: Mapped[Key] = mapped_column(default=new_id)
    organisation_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"))
    person_id: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    problem: Mapped[str] = mapped_column(Text)
    holder: Mapped[str] = mapped_column(Text, default="")
    data: Mapped[str] = mapped_column(Text, default="")
    effect: Mapped[str] = mapped_column(Text, default="")
    driver: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(10), default="open")
    quorum: Mapped[int | None]
    named_by: Mapped[str | None] = mapped_column(String(32), ForeignKey("people.id"))
    named_at_utc: Mapped[datetime | None] = mapped_column(Utc)
    decided_by: Mapped[str | None] = mapped_column(String(32), ForeignKey("people.id"))
    decided_at_utc: Mapped[datetime | None] = mapped_column(Utc)
    comment: Mapped[str] = mapped_column(Text, default="")
    made_at_utc: Mapped[Moment] = mapped_column(default=utc_now)


class ProposalVote(Base):
    """One member of the committee of a proposal and their vote, null until they gave it."""

    __tablename__ = "proposal_votes"
    proposal_id: Mapped[str] = mapped_column(String(32), ForeignKey("proposals.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"), primary_key=True, index=True)
    vote: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text, default="")
    voted_at_utc: Mapped[datetime | None] = mapped_column(Utc)
