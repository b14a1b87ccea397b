"""Bookings have a time of day, a place, a note and a reason for a change, and may be for a whole organisation."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Adds the columns; a booking needs nobody by name any more."""
    with op.batch_alter_table("help_bookings") as table:
        table.alter_column("person_id", existing_type=sa.String(32), nullable=True)
        table.add_column(sa.Column("wished_at", sa.Time(), nullable=True))
        table.add_column(sa.Column("agreed_at", sa.Time(), nullable=True))
        for name in ("place", "note", "reason"):
            table.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
