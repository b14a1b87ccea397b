"""The engine durable workflows keep their state with: the records' database, by connections of their own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event

_BUSY_MS = 30_000


def durable_engine(records: Engine) -> Engine:
    """An engine on the database of the records.

    On SQLite a workflow library begins its transactions by the driver, the records by themselves: one engine cannot
    do both. On PostgreSQL its tables lie in a schema of their own.
    """
    if records.dialect.name != "sqlite":
        return create_engine(records.url, pool_pre_ping=True, pool_size=5, max_overflow=10)
    engine = create_engine(records.url, pool_size=5, max_overflow=10)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = "IMMEDIATE"
        connection.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")

    return engine
