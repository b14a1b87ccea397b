"""Agreements: data of one organisation used by another, for one purpose, on stated terms, until a day; and what was done with each."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from data_catalog.records.base import Base, Facts, Json, Key, Moment, Serial, Utc, new_id, utc_now

AGREEMENT_STATES = ("asked", "offered", "mediation", "active", "refused", "ended", "revoked", "withdrawn")
AGREEMENT_OPEN = ("asked", "offered", "mediation")
"""Those in which somebody is waited for."""


class Agreement(Base):
    """One request for a dataset and what became of it. `columns` and `rows` are those of a policy; with the period they are the terms that
    lie on the table now (each step's are kept with it). `follows`: the agreement it prolongs.

    `number`: what it is called outside, "2026-0001": the year it was asked for in and its place in that year. `dataset_id` names a dataset
    that may be gone. `legal_bases`: ids of articles of the library (`data_catalog.legal_bases`), `legal_basis` what was written beside
    them. `deletion_due`: by when who used it must have confirmed that nothing is left outside the platform. `revision`: one more at every
    step, so that nobody decides on what they did not see.
    """

    __tablename__ = "agreements"
    __table_args__ = (
        Index("ix_agreements_owner", "owner_organisation_id", "state"),
        Index("ix_agreements_asked_by", "asked_by", "state"),
        Index("ix_agreements_changed", "state", "changed_at_utc"),
    )
    id: Mapped[Key] = mapped_column(default=new_id)
    number: Mapped[str | None] = mapped_column(String(12), index=True, unique=True)
    dataset_id: Mapped[str] = mapped_column(String(32), index=True)
    owner_organisation_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"))
    receiver_organisation_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"), index=True)
    below: Mapped[bool] = mapped_column(default=False)
    asked_by: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"))
    purpose: Mapped[str] = mapped_column(String(40))
    legal_bases: Mapped[list[str]] = mapped_column(Json, default=list)
    legal_basis: Mapped[str] = mapped_column(Text)
    columns: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    rows: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    starts: Mapped[date]
    ends: Mapped[date]
    retention_days: Mapped[int]
    security: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default="asked")
    revision: Mapped[int] = mapped_column(default=1)
    follows: Mapped[str | None] = mapped_column(String(32), index=True)
    deletion_due: Mapped[date | None] = mapped_column(index=True)
    deletion_confirmed_at_utc: Mapped[datetime | None] = mapped_column(Utc)
    asked_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    changed_at_utc: Mapped[Moment] = mapped_column(default=utc_now)


class AgreementNumber(Base):
    """The last number given in a year."""

    __tablename__ = "agreement_numbers"
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class AgreementEvent(Base):
    """One step of an agreement: `step` is the event of the ledger, `terms` those on the table after it, `proof` what was confirmed to be
    destroyed. Written once, never changed."""

    __tablename__ = "agreement_events"
    id: Mapped[Serial]
    agreement_id: Mapped[str] = mapped_column(String(32), ForeignKey("agreements.id"), index=True)
    step: Mapped[str] = mapped_column(String(40))
    before: Mapped[str | None] = mapped_column(String(10))
    after: Mapped[str] = mapped_column(String(10))
    person_id: Mapped[str | None] = mapped_column(String(32))
    at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    comment: Mapped[str] = mapped_column(Text, default="")
    terms: Mapped[Facts]
    proof: Mapped[dict[str, Any] | None] = mapped_column(Json)
