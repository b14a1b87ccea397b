"""Runs, workers, step timings, messages, settings and the ledger."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from data_catalog.records import append_only

revision = "0002"
down_revision = "0001"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Makes the tables, in the order they refer to each other."""
    for make in (
        _ledger,
        _settings,
        _step_timings,
        _workers,
        _messages,
        _runs,
        _run_inputs,
    ):
        make()
    append_only.lay(op.get_bind())


def _ref(table: str, name: str, of: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(32), sa.ForeignKey(f"{of}.id", name=f"fk_{table}_{name}"), nullable=nullable)


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("at_utc", sa.DateTime(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("person_id", sa.String(32), nullable=True),
        sa.Column("organisation_id", sa.String(32), nullable=True),
        sa.Column("subject_kind", sa.String(20), nullable=True),
        sa.Column("subject_id", sa.String(64), nullable=True),
        sa.Column("facts", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ledger"),
    )
    op.create_index("ix_ledger_event", "ledger", ["event", "day"])
    op.create_index("ix_ledger_person", "ledger", ["person_id", "at_utc"])
    op.create_index("ix_ledger_subject", "ledger", ["subject_kind", "subject_id"])


def _settings() -> None:
    op.create_table(
        "settings",
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("value", JSON, nullable=True),
        sa.Column("changed_at_utc", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.String(32), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_settings"),
    )


def _step_timings() -> None:
    op.create_table(
        "step_timings",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        sa.Column("model", sa.String(60), nullable=False),
        sa.Column("model_version", sa.String(20), nullable=False),
        sa.Column("step", sa.String(60), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("at_utc", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_step_timings"),
    )
    op.create_index("ix_step_timings_model", "step_timings", ["model", "model_version", "step"])


def _workers() -> None:
    op.create_table(
        "workers",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("application_version", sa.String(40), nullable=False),
        sa.Column("lease_until_utc", sa.DateTime(), nullable=False),
        sa.Column("started_at_utc", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workers"),
    )


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", SERIAL, autoincrement=True, nullable=False),
        _ref("messages", "person_id", "people"),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("link", sa.String(200), nullable=True),
        sa.Column("once", sa.String(100), nullable=True),
        sa.Column("made_at_utc", sa.DateTime(), nullable=False),
        sa.Column("read_at_utc", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint("person_id", "once", name="uq_messages_person_id"),
    )
    op.create_index("ix_messages_person", "messages", ["person_id", "read_at_utc"])


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("draft_id", sa.String(32), nullable=True),
        _ref("runs", "organisation_id", "organisations"),
        _ref("runs", "person_id", "people"),
        sa.Column("model", sa.String(60), nullable=False),
        sa.Column("model_version", sa.String(20), nullable=False),
        sa.Column("model_hash", sa.String(64), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("settings", JSON, nullable=False),
        sa.Column("mapping", JSON, nullable=False),
        sa.Column("inputs", JSON, nullable=False),
        sa.Column("progress", JSON, nullable=True),
        sa.Column("problem", JSON, nullable=True),
        sa.Column("headline", JSON, nullable=True),
        sa.Column("limited", sa.Boolean(), nullable=False),
        sa.Column("result_hash", sa.String(64), nullable=True),
        sa.Column("cache_key", sa.String(64), nullable=True),
        sa.Column("folder", sa.String(200), nullable=True),
        sa.Column("worker_id", sa.String(64), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("queued_at_utc", sa.DateTime(), nullable=False),
        sa.Column("started_at_utc", sa.DateTime(), nullable=True),
        sa.Column("finished_at_utc", sa.DateTime(), nullable=True),
        sa.Column("cancel_asked_at_utc", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )
    op.create_index("ix_runs_cache_key", "runs", ["cache_key"])
    op.create_index("ix_runs_draft_id", "runs", ["draft_id"])
    op.create_index("ix_runs_organisation_id", "runs", ["organisation_id"])
    op.create_index("ix_runs_person", "runs", ["person_id", "queued_at_utc"])
    op.create_index("ix_runs_state", "runs", ["state"])


def _run_inputs() -> None:
    op.create_table(
        "run_inputs",
        _ref("run_inputs", "run_id", "runs"),
        sa.Column("input", sa.String(60), nullable=False),
        _ref("run_inputs", "dataset_version_id", "dataset_versions"),
        sa.PrimaryKeyConstraint("run_id", "input", name="pk_run_inputs"),
    )
    op.create_index("ix_run_inputs_dataset_version_id", "run_inputs", ["dataset_version_id"])
