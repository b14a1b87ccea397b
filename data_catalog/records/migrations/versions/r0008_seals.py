"""The ledger's rows prove themselves, their days are sealed, and checks of the trail are kept; indexes for looking rows up."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from data_catalog.records import append_only

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0008"
down_revision = "0007"

_PROOF = {"salt": 32, "detail": 64, "mac": 80}
_LOOKED_UP = {
    "ix_ledger_day": ["day", "id", "organisation_id"],
    "ix_ledger_event": ["event", "day", "id", "organisation_id"],
    "ix_ledger_organisation": ["organisation_id", "event", "day", "id"],
    "ix_ledger_person": ["person_id", "event", "day", "id", "organisation_id"],
}


def upgrade() -> None:
    """Adds the columns (empty: what is there already was not proved), the two tables, the indexes and the triggers."""
    for name, length in _PROOF.items():
        op.add_column("ledger", sa.Column(name, sa.String(length), nullable=True))
    op.drop_index("ix_ledger_event", "ledger")
    op.drop_index("ix_ledger_person", "ledger")
    for index, columns in _LOOKED_UP.items():
        op.create_index(index, "ledger", columns)
    op.create_table(
        "ledger_seals",
        sa.Column("number", _ID, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("last_id", "rows", "total")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("ids", "prints")),
        sa.Column("chain", sa.String(64), nullable=False),
        sa.Column("before", sa.String(80), nullable=False),
        sa.Column("made_at_utc", sa.DateTime(), nullable=False),
        sa.Column("mac", sa.String(80), nullable=False),
    )
    op.create_table(
        "ledger_checks",
        sa.Column("id", _ID, primary_key=True, autoincrement=True),
        sa.Column("person_id", sa.String(32), nullable=True),
        sa.Column("asked_at_utc", sa.DateTime(), nullable=False),
        sa.Column("made_at_utc", sa.DateTime(), nullable=True),
        sa.Column("verdict", JSON, nullable=True),
    )
    append_only.lay(op.get_bind())
    append_only.lay_seals(op.get_bind())
