"""What agreements are known by outside: numbers, one a year from one on, given to those that are there in the order they were asked for;
the articles of law they rest on; and the proof that what was taken out of the platform is destroyed."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Makes the columns and the last number of each year, and numbers what is there."""
    op.add_column("agreements", sa.Column("legal_bases", JSON, nullable=False, server_default="[]"))
    op.add_column("agreements", sa.Column("number", sa.String(12), nullable=True))
    op.add_column("agreements", sa.Column("deletion_due", sa.Date(), nullable=True))
    op.add_column("agreements", sa.Column("deletion_confirmed_at_utc", sa.DateTime(), nullable=True))
    op.add_column("agreement_events", sa.Column("proof", JSON, nullable=True))
    for name in ("follows", "deletion_due"):
        op.create_index(f"ix_agreements_{name}", "agreements", [name])
    op.create_table(
        "agreement_numbers",
        sa.Column("year", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("last", sa.Integer(), nullable=False),
    )
    _number(op.get_bind())
    op.create_index("ix_agreements_number", "agreements", ["number"], unique=True)
    op.create_index("ix_agreements_changed", "agreements", ["state", "changed_at_utc"])


def _number(connection: sa.Connection) -> None:
    kept = sa.table("agreements", sa.column("id"), sa.column("number"), sa.column("asked_at_utc", sa.DateTime()))
    last: dict[int, int] = {}
    for own, asked in connection.execute(sa.select(kept.c.id, kept.c.asked_at_utc).order_by(kept.c.asked_at_utc, kept.c.id)).all():
        year = asked.year if isinstance(asked, datetime) else int(str(asked)[:4])
        last[year] = last.get(year, 0) + 1
        connection.execute(sa.update(kept).where(kept.c.id == own).values(number=f"{year}-{last[year]:04d}"))
    numbers = sa.table("agreement_numbers", sa.column("year"), sa.column("last"))
    for year, count in last.items():
        connection.execute(sa.insert(numbers).values(year=year, last=count))
