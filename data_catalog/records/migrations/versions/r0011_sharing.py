"""Shares, openings of links, reviews; who made a run that was handed over; whether an organisation wants reviews told."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Makes the tables and the two columns."""
    op.create_table(
        "shares",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("subject_kind", sa.String(10), nullable=False),
        sa.Column("subject_id", sa.String(32), nullable=False),
        sa.Column("organisation_id", sa.String(32), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("given_by", sa.String(32), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("to_person_id", sa.String(32), sa.ForeignKey("people.id"), nullable=True),
        sa.Column("to_organisation_id", sa.String(32), sa.ForeignKey("organisations.id"), nullable=True),
        sa.Column("token_hash", sa.String(64), nullable=True, unique=True),
        sa.Column("may_edit", sa.Boolean(), nullable=False),
        sa.Column("made_at_utc", sa.DateTime(), nullable=False),
        sa.Column("ends_at_utc", sa.DateTime(), nullable=False),
        sa.Column("ended_at_utc", sa.DateTime(), nullable=True),
        sa.Column("ended_by", sa.String(32), nullable=True),
    )
    op.create_index("ix_shares_subject", "shares", ["subject_kind", "subject_id"])
    for name in ("given_by", "to_person_id", "to_organisation_id"):
        op.create_index(f"ix_shares_{name}", "shares", [name])
    op.create_table(
        "share_openings",
        sa.Column("share_id", sa.String(32), sa.ForeignKey("shares.id"), primary_key=True),
        sa.Column("person_id", sa.String(32), sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("opened_at_utc", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_share_openings_person_id", "share_openings", ["person_id"])
    op.create_table(
        "reviews",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("run_id", sa.String(32), sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.String(32), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("reviewer_id", sa.String(32), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("asked_at_utc", sa.DateTime(), nullable=False),
        sa.Column("answered_at_utc", sa.DateTime(), nullable=True),
        sa.UniqueConstraint("run_id", "number"),
    )
    op.create_index("ix_reviews_reviewer", "reviews", ["reviewer_id", "state"])
    op.add_column("runs", sa.Column("made_by", sa.String(32), nullable=True))
    op.add_column("organisations", sa.Column("tells_review", sa.Boolean(), nullable=True))
