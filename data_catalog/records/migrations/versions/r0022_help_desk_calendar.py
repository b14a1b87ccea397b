"""Bookings have a time of day, a place, a note and a reason for a change, and may be for a whole organisation; of numbers hidden in what
was said before no digit stays."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

_HIDDEN = re.compile(r"[0-9*]+(?:[-.·)][0-9*]+)*", re.ASCII)


def upgrade() -> None:
    """Adds the columns; a booking needs nobody by name any more."""
    with op.batch_alter_table("help_bookings") as table:
        table.alter_column("person_id", existing_type=sa.String(32), nullable=True)
        table.add_column(sa.Column("wished_at", sa.Time(), nullable=True))
        table.add_column(sa.Column("agreed_at", sa.Time(), nullable=True))
        for name in ("place", "note", "reason", "moved_from", "off_by"):
            table.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
    _blank("help_entries", "said", sa.BigInteger())
    _blank("help_bookings", "topic", sa.String(32))


def _blank(table: str, column: str, key: sa.types.TypeEngine[int] | sa.types.TypeEngine[str]) -> None:
    said = sa.table(table, sa.column("id", key), sa.column(column, sa.Text()))
    rows = op.get_bind().execute(sa.select(said.c.id, said.c[column]).where(said.c[column].contains("***"))).all()
    for own, text in rows:
        blank = _HIDDEN.sub(lambda found: re.sub("[0-9]", "*", found[0]) if "***" in found[0] else found[0], text)
        op.execute(sa.update(said).where(said.c.id == own).values({column: blank}))
