"""The ledger's rows say model, kind and cache key in columns of their own, so that counts need not open the facts."""

import sqlalchemy as sa
from alembic import op

from data_catalog.records import append_only

revision = "0003"
down_revision = "0002"

_COLUMNS = {"model": 60, "kind": 10, "cache_key": 64}


def upgrade() -> None:
    """Adds the columns, fills them from the facts, and indexes what is counted. The triggers are lifted meanwhile."""
    connection = op.get_bind()
    append_only.lift(connection)
    for name, length in _COLUMNS.items():
        op.add_column("ledger", sa.Column(name, sa.String(length), nullable=True))
    reads = "json_extract(facts, '$.{0}')" if connection.dialect.name == "sqlite" else "facts ->> '{0}'"
    filled = ", ".join(f"{name} = substr({reads.format(name)}, 1, {length})" for name, length in _COLUMNS.items())
    connection.execute(sa.text(f"UPDATE ledger SET {filled}"))  # noqa: S608  names of this file alone
    op.create_index("ix_ledger_counted", "ledger", ["event", "kind", "model", "organisation_id", "day", "cache_key", "person_id"])
    append_only.lay(connection)
