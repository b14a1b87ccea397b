"""Policies, and what they may ask of the reader's organisation."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Makes the two tables."""
    op.create_table(
        "policies",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("owner_organisation_id", sa.String(32), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("dataset_id", sa.String(32), sa.ForeignKey("datasets.id"), nullable=True),
        sa.Column("tier", sa.String(20), nullable=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("effect", sa.String(10), nullable=False),
        sa.Column("subject_organisation_id", sa.String(32), sa.ForeignKey("organisations.id"), nullable=True),
        sa.Column("below", sa.Boolean(), nullable=False),
        sa.Column("role", sa.String(20), nullable=True),
        sa.Column("purpose", sa.String(40), nullable=True),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("said", JSON, nullable=False),
        sa.Column("why", sa.String(500), nullable=False),
        sa.Column("agreement_id", sa.String(32), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(32), nullable=False),
        sa.Column("made_at_utc", sa.DateTime(), nullable=False),
        sa.Column("ended_at_utc", sa.DateTime(), nullable=True),
    )
    for name in ("owner_organisation_id", "dataset_id", "subject_organisation_id", "agreement_id"):
        op.create_index(f"ix_policies_{name}", "policies", [name])
    op.create_table(
        "organisation_attributes",
        sa.Column("organisation_id", sa.String(32), sa.ForeignKey("organisations.id"), primary_key=True),
        sa.Column("name", sa.String(20), primary_key=True),
        sa.Column("values", JSON, nullable=False),
    )
