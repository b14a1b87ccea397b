"""Checks declared for datasets, and what was found in each version."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Makes the two tables."""
    op.create_table(
        "dataset_checks",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("dataset_id", sa.String(32), sa.ForeignKey("datasets.id"), nullable=False),
        sa.Column("person_id", sa.String(32), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("said", JSON, nullable=False),
        sa.Column("made_at_utc", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_dataset_checks_dataset_id", "dataset_checks", ["dataset_id"])
    op.create_table(
        "version_checks",
        sa.Column("version_id", sa.String(32), sa.ForeignKey("dataset_versions.id"), primary_key=True),
        sa.Column("figures", JSON, nullable=False),
        sa.Column("findings", JSON, nullable=True),
        sa.Column("checked_at_utc", sa.DateTime(), nullable=False),
    )
