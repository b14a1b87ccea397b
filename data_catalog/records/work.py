"""Runs, workers, messages, settings and the ledger."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data_catalog.records.base import Base, BigId, Facts, Json, Key, Moment, Serial, Utc, new_id, utc_now

RUN_STATES = ("queued", "running", "finished", "failed", "cancelled")
RUN_KINDS = ("real", "sample", "training")


class Run(Base):
    """One run of a model. `inputs`, `settings`, `mapping` are what it was asked with; `folder` is below the home.

    `made_by`: who made it, where it was handed over to another since; null: whose it is.
    `cache_key` is equal for equal model version, data, mapping and settings; `headline` its first finding, ko and en.
    """

    __tablename__ = "runs"
    __table_args__ = (Index("ix_runs_person", "person_id", "queued_at_utc"), Index("ix_runs_state", "state"))
    id: Mapped[Key] = mapped_column(default=new_id)
    draft_id: Mapped[str | None] = mapped_column(String(32), index=True)
    organisation_id: Mapped[str] = mapped_column(String(32), ForeignKey("organisations.id"), index=True)
    person_id: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"))
    model: Mapped[str] = mapped_column(String(60))
    model_version: Mapped[str] = mapped_column(String(20))
    model_hash: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10), default="queued")
    kind: Mapped[str] = mapped_column(String(10), default="real")
    settings: Mapped[Facts] = mapped_column(default=dict)
    mapping: Mapped[Facts] = mapped_column(default=dict)
    inputs: Mapped[Facts] = mapped_column(default=dict)
    progress: Mapped[dict[str, Any] | None] = mapped_column(Json)
    problem: Mapped[dict[str, Any] | None] = mapped_column(Json)
    headline: Mapped[dict[str, Any] | None] = mapped_column(Json)
    limited: Mapped[bool] = mapped_column(default=False)
    result_hash: Mapped[str | None] = mapped_column(String(64))
    cache_key: Mapped[str | None] = mapped_column(String(64), index=True)
    folder: Mapped[str | None] = mapped_column(String(200))
    worker_id: Mapped[str | None] = mapped_column(String(64))
    attempts: Mapped[int] = mapped_column(default=0)
    queued_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    started_at_utc: Mapped[datetime | None] = mapped_column(Utc)
    finished_at_utc: Mapped[datetime | None] = mapped_column(Utc)
    cancel_asked_at_utc: Mapped[datetime | None] = mapped_column(Utc)
    made_by: Mapped[str | None] = mapped_column(String(32))


class RunInput(Base):
    """One dataset version one run read: what destruction follows to the results."""

    __tablename__ = "run_inputs"
    run_id: Mapped[str] = mapped_column(String(32), ForeignKey("runs.id"), primary_key=True)
    input: Mapped[str] = mapped_column(String(60), primary_key=True)
    dataset_version_id: Mapped[str] = mapped_column(String(32), ForeignKey("dataset_versions.id"), index=True)


class Worker(Base):
    """One worker process that said it is alive until `lease_until_utc`."""

    __tablename__ = "workers"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    application_version: Mapped[str] = mapped_column(String(40), default="")
    lease_until_utc: Mapped[Moment]
    started_at_utc: Mapped[Moment] = mapped_column(default=utc_now)


class Claim(Base):
    """What one process at a time does, by name: whose it is and until when, unless kept for longer."""

    __tablename__ = "claims"
    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    claimed_by: Mapped[str] = mapped_column(String(32))
    until_utc: Mapped[Moment]


class StepTiming(Base):
    """How long one step took once: what honest estimates are made of."""

    __tablename__ = "step_timings"
    __table_args__ = (Index("ix_step_timings_model", "model", "model_version", "step"),)
    id: Mapped[Serial]
    model: Mapped[str] = mapped_column(String(60))
    model_version: Mapped[str] = mapped_column(String(20))
    step: Mapped[str] = mapped_column(String(60))
    rows: Mapped[int] = mapped_column(BigInteger)
    seconds: Mapped[float]
    at_utc: Mapped[Moment] = mapped_column(default=utc_now)


class Message(Base):
    """One message to one person: a key of the texts and its facts. `once` keeps the same news from coming twice."""

    __tablename__ = "messages"
    __table_args__ = (Index("ix_messages_person", "person_id", "read_at_utc"), UniqueConstraint("person_id", "once"))
    id: Mapped[Serial]
    person_id: Mapped[str] = mapped_column(String(32), ForeignKey("people.id"))
    key: Mapped[str] = mapped_column(String(60))
    facts: Mapped[Facts] = mapped_column(default=dict)
    link: Mapped[str | None] = mapped_column(String(200))
    once: Mapped[str | None] = mapped_column(String(100))
    made_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    read_at_utc: Mapped[datetime | None] = mapped_column(Utc)


class SettingRow(Base):
    """One setting of the platform that differs from its default."""

    __tablename__ = "settings"
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[Any | None] = mapped_column(Json)
    changed_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    changed_by: Mapped[str | None] = mapped_column(String(32))


class LedgerRow(Base):
    """One thing done, never changed nor removed (the database refuses). Ids and counts only, no names, no foreign keys:
    it outlives what it speaks of. `day` is the local day of the platform's time zone; `model`, `kind` (of a run) and
    `cache_key` are facts that are counted. `salt`, `detail` and `mac` prove the row (`data_catalog.trail`); rows of before
    there were seals have none."""

    __tablename__ = "ledger"
    __table_args__ = (
        # Searches of the audit trail find their rows' ids in an index alone.
        Index("ix_ledger_day", "day", "id", "organisation_id"),
        Index("ix_ledger_event", "event", "day", "id", "organisation_id"),
        Index("ix_ledger_organisation", "organisation_id", "event", "day", "id"),
        Index("ix_ledger_counted", "event", "kind", "model", "organisation_id", "day", "cache_key", "person_id"),
        Index("ix_ledger_subject", "subject_kind", "subject_id"),
        Index("ix_ledger_person", "person_id", "event", "day", "id", "organisation_id"),
    )
    id: Mapped[Serial]
    at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    day: Mapped[date]
    event: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[str | None] = mapped_column(String(32))
    organisation_id: Mapped[str | None] = mapped_column(String(32))
    subject_kind: Mapped[str | None] = mapped_column(String(20))
    subject_id: Mapped[str | None] = mapped_column(String(64))
    model: Mapped[str | None] = mapped_column(String(60))
    kind: Mapped[str | None] = mapped_column(String(10))
    cache_key: Mapped[str | None] = mapped_column(String(64))
    facts: Mapped[Facts] = mapped_column(default=dict)
    salt: Mapped[str | None] = mapped_column(String(32))
    detail: Mapped[str | None] = mapped_column(String(64))
    mac: Mapped[str | None] = mapped_column(String(80))


class LedgerSeal(Base):
    """The seal of one closed segment of the ledger, never changed nor removed: what `data_catalog.trail` says of it."""

    __tablename__ = "ledger_seals"
    number: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    day: Mapped[date]
    last_id: Mapped[int] = mapped_column(BigInteger)
    rows: Mapped[int] = mapped_column(BigInteger)
    total: Mapped[int] = mapped_column(BigInteger)
    ids: Mapped[str] = mapped_column(Text)
    prints: Mapped[str] = mapped_column(Text)
    chain: Mapped[str] = mapped_column(String(64))
    before: Mapped[str] = mapped_column(String(80))
    made_at_utc: Mapped[Moment]
    mac: Mapped[str] = mapped_column(String(80))


class LedgerCheck(Base):
    """One check of the whole trail: asked for by a person or by the day, made by a worker. `verdict` is null until it is made."""

    __tablename__ = "ledger_checks"
    id: Mapped[Serial]
    person_id: Mapped[str | None] = mapped_column(String(32))
    asked_at_utc: Mapped[Moment] = mapped_column(default=utc_now)
    made_at_utc: Mapped[datetime | None] = mapped_column(Utc)
    verdict: Mapped[dict[str, Any] | None] = mapped_column(Json)
