"""Collaboration checks and what each partner answered."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Makes the two tables."""
    op.create_table(
        "collaboration_checks",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("organisation_id", sa.String(32), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("opened_by", sa.String(32), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("agreement_id", sa.String(32), nullable=True),
        sa.Column("partners", sa.String(64), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("sponsor", sa.Text(), nullable=False),
        sa.Column("driver", sa.String(12), nullable=False),
        sa.Column("risks", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("opened_at_utc", sa.DateTime(), nullable=False),
        sa.Column("closed_at_utc", sa.DateTime(), nullable=True),
    )
    for name in ("organisation_id", "opened_by", "partners"):
        op.create_index(f"ix_collaboration_checks_{name}", "collaboration_checks", [name])
    op.create_index("ix_collaboration_checks_due", "collaboration_checks", ["state", "due"])
    op.create_table(
        "collaboration_partners",
        sa.Column("check_id", sa.String(32), sa.ForeignKey("collaboration_checks.id"), primary_key=True),
        sa.Column("organisation_id", sa.String(32), sa.ForeignKey("organisations.id"), primary_key=True),
        sa.Column("person_id", sa.String(32), sa.ForeignKey("people.id"), nullable=True),
        sa.Column("answered_by", sa.String(32), sa.ForeignKey("people.id"), nullable=True),
        sa.Column("answered_at_utc", sa.DateTime(), nullable=True),
        sa.Column("ratings", JSON, nullable=True),
        sa.Column("benefit", sa.Text(), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
    )
    for name in ("organisation_id", "person_id", "answered_by"):
        op.create_index(f"ix_collaboration_partners_{name}", "collaboration_partners", [name])
