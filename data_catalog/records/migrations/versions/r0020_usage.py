"""Targets of a year, and campaigns with the organisations they go to."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Makes the three tables."""
    op.create_table(
        "usage_targets",
        sa.Column("organisation_id", sa.String(32), sa.ForeignKey("organisations.id"), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("name", sa.String(20), primary_key=True),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("set_by", sa.String(32), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("set_at_utc", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_usage_targets_set_by", "usage_targets", ["set_by"])
    op.create_table(
        "campaigns",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("organisation_id", sa.String(32), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("made_by", sa.String(32), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("model", sa.String(60), nullable=False),
        sa.Column("phase", sa.String(10), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("follows", sa.String(32), nullable=True),
        sa.Column("made_at_utc", sa.DateTime(), nullable=False),
        sa.Column("told_at_utc", sa.DateTime(), nullable=True),
        sa.Column("ended_at_utc", sa.DateTime(), nullable=True),
    )
    for name in ("organisation_id", "made_by"):
        op.create_index(f"ix_campaigns_{name}", "campaigns", [name])
    op.create_index("ix_campaigns_first", "campaigns", ["told_at_utc", "first"])
    op.create_table(
        "campaign_organisations",
        sa.Column("campaign_id", sa.String(32), sa.ForeignKey("campaigns.id"), primary_key=True),
        sa.Column("organisation_id", sa.String(32), sa.ForeignKey("organisations.id"), primary_key=True),
    )
    op.create_index("ix_campaign_organisations_organisation_id", "campaign_organisations", ["organisation_id"])
