"""Agreements on the use of data, and their steps, which the database keeps as they were written."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from data_catalog.records import append_only

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Makes the two tables."""
    op.create_table(
        "agreements",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("dataset_id", sa.String(32), nullable=False),
        sa.Column("owner_organisation_id", sa.String(32), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("receiver_organisation_id", sa.String(32), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("below", sa.Boolean(), nullable=False),
        sa.Column("asked_by", sa.String(32), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("columns", JSON, nullable=False),
        sa.Column("rows", JSON, nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("retention_days", sa.Integer(), nullable=False),
        sa.Column("security", sa.Text(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("follows", sa.String(32), nullable=True),
        sa.Column("asked_at_utc", sa.DateTime(), nullable=False),
        sa.Column("changed_at_utc", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_agreements_owner", "agreements", ["owner_organisation_id", "state"])
    op.create_index("ix_agreements_asked_by", "agreements", ["asked_by", "state"])
    for name in ("dataset_id", "receiver_organisation_id"):
        op.create_index(f"ix_agreements_{name}", "agreements", [name])
    op.create_table(
        "agreement_events",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("agreement_id", sa.String(32), sa.ForeignKey("agreements.id"), nullable=False),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("before", sa.String(10), nullable=True),
        sa.Column("after", sa.String(10), nullable=False),
        sa.Column("person_id", sa.String(32), nullable=True),
        sa.Column("at_utc", sa.DateTime(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("terms", JSON, nullable=False),
    )
    op.create_index("ix_agreement_events_agreement_id", "agreement_events", ["agreement_id"])
    append_only.lay_events(op.get_bind())
