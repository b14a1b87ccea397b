"""Opens the engine of the platform's records: SQLite in WAL mode, or a PostgreSQL server."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError

from connectors.problem import Problem

PRAGMAS = ("busy_timeout=20000", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON")
READS_ONLY = {"sqlite_begin": "BEGIN"}
"""Execution options of a connection that only reads: on SQLite it takes no write lock and sees one moment."""
NO_TRANSACTION = {"sqlite_begin": "", "isolation_level": "AUTOCOMMIT"}
"""Execution options of a connection for upkeep, which no transaction may surround."""

# SQLite: full, read-only, the disk failing. PostgreSQL: disk full, read-only transaction, the disk failing.
_NO_ROOM = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN")
_NO_ROOM_STATES = frozenset({"53100", "25006", "58030"})
_JSON = partial(json.dumps, ensure_ascii=False)


def records_engine(url: str) -> Engine:
    """The engine behind a URL: `sqlite:///FILE`, `postgresql://…` or `postgresql+psycopg://…`.

    SQLite transactions begin as writers (BEGIN IMMEDIATE) unless the connection has `READS_ONLY`: a reader that turns
    writer in mid-transaction would fail at once instead of waiting. Problems: records.address_unreadable.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite(address)
    # Parameters are names and answers of people: they stay out of every traceback.
    # Times are kept as plain UTC timestamps; the session's zone must never shift them.
    return create_engine(
        address, pool_pre_ping=True, pool_size=10, max_overflow=20, json_serializer=_JSON, hide_parameters=True,
        connect_args={"options": "-c timezone=UTC"},
    )  # fmt: skip


def sqlite_url(path: Path) -> str:
    """The URL of an SQLite file, whatever characters its path holds."""
    return str(URL.create("sqlite", database=str(path)))


def cannot_write(fault: DBAPIError) -> bool:
    """Whether the database had no room or no leave to write, on either kind: nothing the program did wrong."""
    cause = fault.orig
    name, state = getattr(cause, "sqlite_errorname", "") or "", getattr(cause, "sqlstate", "") or ""
    return name.startswith(_NO_ROOM) or state in _NO_ROOM_STATES


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        # The text may hold a password: it is not shown, nor kept as a cause.
        raise Problem("records.address_unreadable") from None
    if address.drivername in ("postgresql", "postgres"):
        address = address.set(drivername="postgresql+psycopg")
    if address.drivername not in ("sqlite", "postgresql+psycopg"):
        raise Problem("records.address_unreadable")
    return address


def _sqlite(address: URL) -> Engine:
    engine = create_engine(address, pool_size=20, max_overflow=20, json_serializer=_JSON, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        statement = connection.get_execution_options().get("sqlite_begin", "BEGIN IMMEDIATE")
        if statement:
            connection.exec_driver_sql(statement)

    return engine
