"""What an administrator wants reached in a year, and the campaigns that bring a model to more organisations step by step."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from data_catalog.records.base import Base, Key, Moment, Utc, new_id, utc_now

CAMPAIGN_PHASES = ("pilot", "region", "nation")
"""From the narrowest."""
USAGE_TARGETS = ("real", "cases", "agreed", "certificates")
"""The counts a target may be set for."""


class UsageTarget(Base):
    """How many of a count an organisation, with all below it, is to reach in a calendar year."""

    __tablename__ = "usage_targets"
    organisation_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    wanted: Mapped[int]
    set_by: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"), index=True)
    set_at_utc: Mapped[Moment] = mapped_column(default=utc_now)


class Campaign(Base):
    """One phase of bringing a model to organisations: each is to finish `wanted` real analyses with it from its first to its last day.

    `follows`: the phase before it. `told_at_utc`: when those who look after the organisations were told that it began.
    `ended_at_utc`: when it was ended before its last day.
    """

    __tablename__ = "campaigns"
    __table_args__ = (Index("ix_campaigns_first", "told_at_utc", "first"),)
    id: Mapped[Key] = mapped_column(default=new_id)
    organisation_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"), index=True)
    made_by: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"), index=True)
    model: Mapped[str] = mapped_column(String(60))
    phase: Mapped[str] = mapped_column(String(10))
    first: Mapped[date]
    last: Mapped[date]
    wanted: Mapped[int]
    follows: Mapped[str | None] = mapped_column(String(32))
    made_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    told_at_utc: Mapped[datetime | None] = mapped_column(Utc)
    ended_at_utc: Mapped[datetime | None] = mapped_column(Utc)


class CampaignOrganisation(Base):
    """An organisation a campaign goes to, with all below it."""

    __tablename__ = "campaign_organisations"
    campaign_id: Mapped[str] = mapped_column(String(32), ForeignKey("campaigns.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"), primary_key=True, index=True)
