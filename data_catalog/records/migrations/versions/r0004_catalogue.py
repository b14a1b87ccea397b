"""Datasets say what they are about; versions keep a sketch of their file's rows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Adds the two columns."""
    op.add_column("datasets", sa.Column("about", JSON, nullable=False, server_default="{}"))
    op.add_column("dataset_versions", sa.Column("likeness", JSON, nullable=True))
