"""Releases of results with their steps, which the database keeps as they were written, and which of them organisations want reviewed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from data_catalog.records import append_only

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Makes the two tables and the column."""
    op.create_table(
        "releases",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("run_id", sa.String(32), nullable=False),
        sa.Column("model", sa.String(60), nullable=False),
        sa.Column("body_id", sa.String(32), sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("asked_by", sa.String(32), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("reasons", JSON, nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("under", JSON, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("asked_at_utc", sa.DateTime(), nullable=False),
        sa.Column("changed_at_utc", sa.DateTime(), nullable=False),
    )
    op.create_index("ix_releases_run_id", "releases", ["run_id"])
    op.create_index("ix_releases_body", "releases", ["body_id", "state"])
    op.create_index("ix_releases_asked_by", "releases", ["asked_by", "state"])
    op.create_table(
        "release_events",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("release_id", sa.String(32), sa.ForeignKey("releases.id"), nullable=False),
        sa.Column("step", sa.String(40), nullable=False),
        sa.Column("after", sa.String(10), nullable=False),
        sa.Column("person_id", sa.String(32), nullable=True),
        sa.Column("at_utc", sa.DateTime(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
    )
    op.create_index("ix_release_events_release_id", "release_events", ["release_id"])
    append_only.lay_events(op.get_bind(), "release_events")
    op.add_column("organisations", sa.Column("reviews_releases", JSON, nullable=True))
