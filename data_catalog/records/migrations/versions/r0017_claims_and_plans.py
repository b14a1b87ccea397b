"""Claims: what one process at a time does. Planned changes: re-organisations that wait for their day."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Makes the two tables."""
    op.create_table(
        "claims",
        sa.Column("name", sa.String(60), primary_key=True),
        sa.Column("claimed_by", sa.String(32), nullable=False),
        sa.Column("until_utc", sa.DateTime(), nullable=False),
    )
    op.create_table(
        "planned_changes",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("organisation_id", sa.String(32), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("said", JSON, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("entered_by", sa.String(32), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("entered_at_utc", sa.DateTime(), nullable=False),
        sa.Column("ended_at_utc", sa.DateTime(), nullable=True),
        sa.Column("problem", JSON, nullable=True),
    )
    for name in ("organisation_id", "entered_by"):
        op.create_index(f"ix_planned_changes_{name}", "planned_changes", [name])
    op.create_index("ix_planned_changes_due", "planned_changes", ["state", "day"])
