"""Workshops with their seats, exercises and certificates; since when a draft is at its step; whose account is only a seat."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Makes the four tables and adds the two columns."""
    op.add_column("people", sa.Column("workshop_id", sa.String(32), nullable=True))
    op.add_column("drafts", sa.Column("step_since_utc", sa.DateTime(), nullable=True))
    op.create_table(
        "workshops",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("organisation_id", sa.String(32), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("trainer_id", sa.String(32), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("sandbox_id", sa.String(32), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("models", JSON, nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("code", sa.String(8), nullable=False, unique=True),
        sa.Column("starts_at_utc", sa.DateTime(), nullable=False),
        sa.Column("ends_at_utc", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("samples", JSON, nullable=False),
        sa.Column("prepared", JSON, nullable=False),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("purge_on", sa.Date(), nullable=False),
        sa.Column("made_at_utc", sa.DateTime(), nullable=False),
        sa.Column("finished_at_utc", sa.DateTime(), nullable=True),
    )
    for name in ("organisation_id", "trainer_id"):
        op.create_index(f"ix_workshops_{name}", "workshops", [name])
    op.create_index("ix_workshops_due", "workshops", ["state", "ends_at_utc"])
    op.create_table(
        "workshop_seats",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("workshop_id", sa.String(32), sa.ForeignKey("workshops.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(32), sa.ForeignKey("people.id"), nullable=True),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("word", sa.String(8), nullable=False),
        sa.Column("drafts", JSON, nullable=False),
        sa.Column("taken_at_utc", sa.DateTime(), nullable=False),
        sa.Column("hand_at_utc", sa.DateTime(), nullable=True),
        sa.Column("given_at_utc", sa.DateTime(), nullable=True),
        sa.Column("shown", JSON, nullable=True),
        sa.Column("shown_at_utc", sa.DateTime(), nullable=True),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(60), nullable=True),
        sa.Column("last_error_at_utc", sa.DateTime(), nullable=True),
        sa.Column("feedback", JSON, nullable=True),
        sa.Column("certificate", sa.String(14), nullable=True),
        sa.Column("claimed_by", sa.String(32), sa.ForeignKey("people.id"), nullable=True),
        sa.Column("carried_at_utc", sa.DateTime(), nullable=True),
        sa.Column("carried_run_at_utc", sa.DateTime(), nullable=True),
        sa.UniqueConstraint("workshop_id", "number", name="uq_workshop_seats_number"),
        sa.UniqueConstraint("workshop_id", "person_id", name="uq_workshop_seats_person"),
    )
    for name in ("person_id", "claimed_by"):
        op.create_index(f"ix_workshop_seats_{name}", "workshop_seats", [name])
    op.create_table(
        "workshop_exercises",
        sa.Column("seat_id", sa.String(32), sa.ForeignKey("workshop_seats.id"), primary_key=True),
        sa.Column("model", sa.String(60), primary_key=True),
        sa.Column("exercise", sa.String(60), primary_key=True),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("right", JSON, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("hints", sa.Integer(), nullable=False),
        sa.Column("tried_at_utc", sa.DateTime(), nullable=True),
        sa.Column("done_at_utc", sa.DateTime(), nullable=True),
    )
    op.create_table(
        "workshop_certificates",
        sa.Column("number", sa.String(14), primary_key=True),
        sa.Column("workshop_id", sa.String(32), sa.ForeignKey("workshops.id"), nullable=False),
        sa.Column("name_hash", sa.String(64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at_utc", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_workshop_certificates_workshop_id", "workshop_certificates", ["workshop_id"])
