"""Workshops leave single exercises out; those that are made already do all."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Adds the column."""
    op.add_column("workshops", sa.Column("left_out", JSON, nullable=False, server_default="[]"))
