"""Claims: what one process at a time does."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Makes the table."""
    op.create_table(
        "claims",
        sa.Column("name", sa.String(60), primary_key=True),
        sa.Column("claimed_by", sa.String(32), nullable=False),
        sa.Column("until_utc", sa.DateTime(), nullable=False),
    )
