"""Workshops: what is taught when, the seats taken in them, what each seat answered, and the certificates that outlive both."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data_catalog.records.base import Base, Facts, Json, Key, Moment, Utc, new_id, utc_now

WORKSHOP_STATES = ("ready", "open", "paused", "finished", "purged")
SANDBOX_KIND = "workshop"
"""The kind of the organisation that seats without an account stand in: it is in no tree, and nobody's count reaches it."""


class Workshop(Base):
    """One workshop. `sandbox_id`: the organisation of its seats; `left_out`: the exercises it does not do, as "model/name"; `samples`:
    by model, the draft that each seat's is a copy of; `prepared`: by model, the draft the trainer hands out to catch up. `counts`: what
    is kept when the rest is purged."""

    __tablename__ = "workshops"
    __table_args__ = (Index("ix_workshops_due", "state", "ends_at_utc"),)
    id: Mapped[Key] = mapped_column(default=new_id)
    organisation_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"), index=True)
    trainer_id: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"), index=True)
    sandbox_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"))
    title: Mapped[str] = mapped_column(String(200))
    models: Mapped[list[str]] = mapped_column(Json)
    left_out: Mapped[list[str]] = mapped_column(Json, default=list)
    seats: Mapped[int]
    language: Mapped[str] = mapped_column(String(2))
    code: Mapped[str] = mapped_column(String(8), unique=True)
    starts_at_utc: Mapped[Moment]
    ends_at_utc: Mapped[Moment]
    state: Mapped[str] = mapped_column(String(10), default="ready")
    samples: Mapped[Facts] = mapped_column(default=dict)
    prepared: Mapped[Facts] = mapped_column(default=dict)
    counts: Mapped[Facts] = mapped_column(default=dict)
    purge_on: Mapped[date]
    made_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    finished_at_utc: Mapped[datetime | None] = mapped_column(Utc)


class Seat(Base):
    """One place in a workshop. `own`: somebody with an account takes part as themselves; else `person_id` is of the sandbox, null once
    it is purged. `word` brings its holder back. `claimed_by`: the account that took the work of a seat along.

    `drafts`: by model, the draft in use. `shown`: the state its holder let the trainer see. `feedback`: ratings and a sentence."""

    __tablename__ = "workshop_seats"
    __table_args__ = (
        UniqueConstraint("workshop_id", "number", name="uq_workshop_seats_number"),
        UniqueConstraint("workshop_id", "person_id", name="uq_workshop_seats_person"),
    )
    id: Mapped[Key] = mapped_column(default=new_id)
    workshop_id: Mapped[str] = mapped_column(String(32), ForeignKey("workshops.id"))
    number: Mapped[int]
    person_id: Mapped[str | None] = mapped_column(String(32), ForeignKey("people.id"), index=True)
    own: Mapped[bool] = mapped_column(default=False)
    word: Mapped[str] = mapped_column(String(8), default="")
    drafts: Mapped[Facts] = mapped_column(default=dict)
    taken_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    hand_at_utc: Mapped[datetime | None] = mapped_column(Utc)
    given_at_utc: Mapped[datetime | None] = mapped_column(Utc)
    shown: Mapped[dict[str, Any] | None] = mapped_column(Json)
    shown_at_utc: Mapped[datetime | None] = mapped_column(Utc)
    errors: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(60))
    last_error_at_utc: Mapped[datetime | None] = mapped_column(Utc)
    feedback: Mapped[dict[str, Any] | None] = mapped_column(Json)
    certificate: Mapped[str | None] = mapped_column(String(14))
    claimed_by: Mapped[str | None] = mapped_column(String(32), ForeignKey("people.id"), index=True)
    carried_at_utc: Mapped[datetime | None] = mapped_column(Utc)
    carried_run_at_utc: Mapped[datetime | None] = mapped_column(Utc)


class SeatExercise(Base):
    """What one seat did of one exercise: by part what was answered last and whether it is right, how often it was checked, how many
    hints were opened, when all of it was right."""

    __tablename__ = "workshop_exercises"
    seat_id: Mapped[str] = mapped_column(String(32), ForeignKey("workshop_seats.id"), primary_key=True)
    model: Mapped[str] = mapped_column(String(60), primary_key=True)
    exercise: Mapped[str] = mapped_column(String(60), primary_key=True)
    answers: Mapped[Facts] = mapped_column(default=dict)
    right: Mapped[Facts] = mapped_column(default=dict)
    tries: Mapped[int] = mapped_column(default=0)
    hints: Mapped[int] = mapped_column(default=0)
    tried_at_utc: Mapped[datetime | None] = mapped_column(Utc)
    done_at_utc: Mapped[datetime | None] = mapped_column(Utc)


class WorkshopCertificate(Base):
    """One certificate: no name, only the hash of number and name, by which whoever holds both can have it confirmed."""

    __tablename__ = "workshop_certificates"
    number: Mapped[str] = mapped_column(String(14), primary_key=True)
    workshop_id: Mapped[str] = mapped_column(String(32), ForeignKey("workshops.id"), index=True)
    name_hash: Mapped[str] = mapped_column(String(64))
    day: Mapped[date]
    made_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
