"""Who may see what: policies, and what conditions may ask of the reader's organisation."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from data_catalog.records.base import Base, Facts, Json, Key, Moment, Utc, new_id, utc_now


class PolicyRow(Base):
    """One policy. A change makes the next `revision` of the same row (the ledger tells each); ending it leaves the row.

    Without `dataset_id` it speaks of all datasets of the owner organisation's tree, of one `tier` if said. `said` holds rows,
    columns and others (`data_catalog.policy.Policy`). `agreement_id`: what was agreed that it stands for.
    """

    __tablename__ = "policies"
    id: Mapped[Key] = mapped_column(default=new_id)
    owner_organisation_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"), index=True)
    dataset_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("datasets.id"), index=True)
    tier: Mapped[str | None] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(200))
    effect: Mapped[str] = mapped_column(String(10))
    subject_organisation_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("organisations.id"), index=True)
    below: Mapped[bool] = mapped_column(default=True)
    role: Mapped[str | None] = mapped_column(String(20))
    purpose: Mapped[str | None] = mapped_column(String(40))
    starts: Mapped[date | None]
    ends: Mapped[date | None]
    said: Mapped[Facts]
    why: Mapped[str] = mapped_column(String(500), default="")
    agreement_id: Mapped[str | None] = mapped_column(String(32), index=True)
    revision: Mapped[int] = mapped_column(default=1)
    made_by: Mapped[str] = mapped_column(String(32))
    made_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    ended_at_utc: Mapped[datetime | None] = mapped_column(Utc)


class OrganisationAttribute(Base):
    """What conditions may ask of an organisation, such as the codes of its area. Those below have it too, unless they say their own."""

    __tablename__ = "organisation_attributes"
    organisation_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    values: Mapped[list[str]] = mapped_column(Json)
