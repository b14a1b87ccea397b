"""Makes the database itself refuse to change or remove a row of the ledger."""

from __future__ import annotations

from sqlalchemy import Connection, text

_SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS ledger_no_update BEFORE UPDATE ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    "CREATE TRIGGER IF NOT EXISTS ledger_no_delete BEFORE DELETE ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
)
_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$",
    "CREATE OR REPLACE TRIGGER ledger_no_change BEFORE UPDATE OR DELETE ON ledger FOR EACH ROW EXECUTE FUNCTION ledger_refuses()",
    "CREATE OR REPLACE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON ledger FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuses()",
)


def lift(connection: Connection) -> None:
    """Takes the triggers away, for a migration that fills a new column; `lay` follows in the same transaction."""
    names = ("ledger_no_update", "ledger_no_delete") if connection.dialect.name == "sqlite" else ("ledger_no_change", "ledger_no_truncate")
    for name in names:
        connection.execute(text(f"DROP TRIGGER {name}" + ("" if connection.dialect.name == "sqlite" else " ON ledger")))


def lay(connection: Connection) -> None:
    """Lays the triggers; laying them twice does no harm."""
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.execute(text(statement))
