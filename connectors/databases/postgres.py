"""Reads from a PostgreSQL server over ADBC: rows come as columns, in batches, every value in the server's own writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa

from connectors.databases.query import Query, named, select
from connectors.databases.rows import RowFile, unique
from connectors.databases.server import Bounds, Server, TableLine, clean, table_lines
from connectors.outgoing import CONNECT_S, Gate
from connectors.problem import Problem

_SSL = {"verify": "verify-full", "require": "require", "off": "disable"}
_TABLES = (
    "select table_schema::text, table_name::text, column_name::text from information_schema.columns "
    "where table_schema not in ('pg_catalog', 'information_schema') order by table_schema, table_name, ordinal_position limit 20000"
)


def tables(gate: Gate, server: Server) -> tuple[TableLine, ...]:
    """The tables and views this account may read. Problems: database.…, outgoing.…."""
    with _open(gate, server, 30.0) as cursor:
        cursor.execute(_TABLES)
        return table_lines(cursor.fetchall())


def columns(gate: Gate, server: Server, query: Query) -> tuple[str, ...]:
    """The columns a query gives, without its rows. Problems: query.…, database.…, outgoing.…."""
    asked = select(query, "postgres")
    with _open(gate, server, 30.0) as cursor:
        return _columns(cursor, asked)


def read(gate: Gate, server: Server, query: Query, out: Path, bounds: Bounds) -> tuple[str, int]:
    """Writes the rows to `out`; gives the statement sent and their number. Problems: query.…, database.…, outgoing.…."""
    asked = select(query, "postgres")
    with _open(gate, server, bounds.seconds) as cursor:
        found = _columns(cursor, asked)
        as_text = ", ".join(f"{named(name, 'postgres')}::text" for name in found)
        cursor.execute(f"select {as_text} from ({asked}) as asked")  # noqa: S608
        with RowFile(out, found, bounds.bytes) as file:
            for batch in cursor.fetch_record_batch():
                file.add_columns([column.cast(pa.string()) for column in batch.columns])
    return asked, file.rows


def _columns(cursor: Any, asked: str) -> tuple[str, ...]:
    cursor.execute(f"select * from ({asked}) as asked limit 0")  # noqa: S608  built or parsed before
    return unique(cursor.fetch_arrow_table().schema.names)


@contextmanager
def _open(gate: Gate, server: Server, seconds: float) -> Iterator[Any]:
    from adbc_driver_manager import Error
    from adbc_driver_postgresql import dbapi

    address = gate.address(server.host, server.port)
    try:
        with dbapi.connect(_address(server, address.ip, address.host, seconds), autocommit=True) as link, link.cursor() as cursor:
            yield cursor
    except Error as error:
        # Not the error itself: what it says may hold the whole address.
        raise _problem(str(error), server) from None


def _address(server: Server, ip: str, host: str, seconds: float) -> str:
    """`hostaddr` is what is connected to: the name is not looked up again, and is what the certificate must say."""
    options = (
        f"-c default_transaction_read_only=on -c standard_conforming_strings=on -c statement_timeout={int(seconds * 1000)} "
        "-c timezone=Asia/Seoul -c datestyle=ISO -c intervalstyle=iso_8601 -c extra_float_digits=1 -c bytea_output=hex"
    )
    said = {
        "host": host, "hostaddr": ip, "port": str(server.port), "dbname": server.database, "user": server.user,
        "password": server.secret.reveal(), "sslmode": _SSL[server.tls], "connect_timeout": str(int(CONNECT_S)),
        "passfile": "/dev/null", "sslcert": "", "sslkey": "", "gssencmode": "disable", "application_name": "modu",
        "client_encoding": "UTF8", "options": options,
    }  # fmt: skip
    if server.tls == "verify":
        said["sslrootcert"] = "system"
    return " ".join(f"{name}='{_escaped(value)}'" for name, value in said.items())


def _escaped(said: str) -> str:
    return said.replace("\0", "").replace("\\", "\\\\").replace("'", "\\'")


def _problem(said: str, server: Server) -> Problem:
    host = f"{server.host}:{server.port}"
    low = said.lower()
    if "password authentication failed" in low or "no password supplied" in low or "28p01" in low or "28000" in low:
        return Problem("database.account_refused", host=host, user=server.user)
    if "does not support ssl" in low:
        return Problem("database.no_tls", host=host)
    if "certificate" in low:
        return Problem("outgoing.tls", host=host)
    if "statement timeout" in low:
        return Problem("database.slow", host=host)
    if "permission denied" in low:
        return Problem("database.not_granted", host=host, user=server.user, said=clean(_line(said), server))
    if any(part in low for part in ("could not connect", "connection to server", "failed to connect", "timeout expired")):
        if "fatal" in low and "database" in low and "does not exist" in low:
            return Problem("database.not_there", host=host, database=server.database)
        return Problem("outgoing.unreachable", host=host)
    return Problem("database.refused", host=host, said=clean(_line(said), server))


def _line(said: str) -> str:
    """What the server itself said: the first line after its word for an error."""
    _, found, after = said.partition("ERROR:")
    return (after if found else said).strip().splitlines()[0] if said.strip() else ""
