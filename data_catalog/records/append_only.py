"""Makes the database itself refuse to change or remove a row of the ledger, a seal or a step of an agreement, release or use case, or to
put one in another's place.

SQLite fires no trigger of removal for the row that INSERT OR REPLACE puts another in place of, unless the connection asked
for it, and whoever comes with a tool of their own did not: so a row with an id that is there is refused before it is put in.
An id below one is refused too: a trigger sees -1 for "the next id", and a row of that id would shut the ledger for good.
What no trigger stops is said in `data_catalog.trail`: whoever owns the database can take the triggers away.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_SAID = {
    "ledger": "the ledger is append-only",
    "ledger_seals": "the seals are append-only",
    "agreement_events": "the steps of agreements are append-only",
    "release_events": "the steps of releases are append-only",
    "use_case_events": "the steps of use cases are append-only",
}
_KEYS = {"ledger": "id", "ledger_seals": "number", "agreement_events": "id", "release_events": "id", "use_case_events": "id"}


def lift(connection: Connection) -> None:
    """Takes the ledger's triggers away, for a migration or for retention; `lay` follows in the same transaction."""
    for name in _names(connection, "ledger"):
        connection.execute(text(f"DROP TRIGGER IF EXISTS {name}" + ("" if connection.dialect.name == "sqlite" else " ON ledger")))


def lay(connection: Connection) -> None:
    """Lays the ledger's triggers; laying them twice does no harm."""
    _lay(connection, "ledger")


def lay_seals(connection: Connection) -> None:
    """Lays those of the seals, which nothing lifts."""
    _lay(connection, "ledger_seals")


def lay_events(connection: Connection, table: str = "agreement_events") -> None:
    """Lays those of the steps of agreements, of releases, or of use cases, which nothing lifts."""
    _lay(connection, table)


def there(connection: Connection) -> bool:
    """Whether every trigger of these tables is laid, and in force on PostgreSQL."""
    wanted = {name for table in _SAID for name in _names(connection, table)}
    asked = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')"
    )
    return wanted <= set(connection.execute(text(asked)).scalars())


def _names(connection: Connection, table: str) -> tuple[str, ...]:
    ends = ("update", "delete", "replace", "early") if connection.dialect.name == "sqlite" else ("change", "truncate")
    return tuple(f"{table}_no_{end}" for end in ends)


def _lay(connection: Connection, table: str) -> None:
    for statement in _sqlite(table) if connection.dialect.name == "sqlite" else _postgresql(table):
        connection.execute(text(statement))


def _sqlite(table: str) -> tuple[str, ...]:
    said, key = _SAID[table], _KEYS[table]
    refuses = f"BEGIN SELECT RAISE(ABORT, '{said}'); END"
    is_there = f"EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"  # noqa: S608  names of this file alone
    return (
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table} {refuses}",
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table} {refuses}",
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_replace BEFORE INSERT ON {table} WHEN {is_there} {refuses}",
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_early AFTER INSERT ON {table} WHEN NEW.{key} < 1 {refuses}",
    )


def _postgresql(table: str) -> tuple[str, ...]:
    refuses = f"{table}_refuses"
    return (
        f"CREATE OR REPLACE FUNCTION {refuses}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{_SAID[table]}'; END $$",
        f"CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {refuses}()",
        f"CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {refuses}()",
    )
