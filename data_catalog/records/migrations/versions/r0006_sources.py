"""Sources: places data are fetched from again and again."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "sources",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("organisation_id", sa.String(32), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("person_id", sa.String(32), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("dataset_id", sa.String(32), sa.ForeignKey("datasets.id"), nullable=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("settings", JSON, nullable=False),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("schedule", JSON, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("last", JSON, nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_at_utc", sa.DateTime(), nullable=True),
        sa.Column("claimed_by", sa.String(64), nullable=True),
        sa.Column("claimed_until_utc", sa.DateTime(), nullable=True),
        sa.Column("made_at_utc", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_sources_organisation_id", "sources", ["organisation_id"])
    op.create_index("ix_sources_dataset_id", "sources", ["dataset_id"])
    op.create_index("ix_sources_due", "sources", ["state", "next_at_utc"])
