"""Reads from a MySQL or MariaDB server: rows come one by one over the wire, every value in the server's own writing."""

from __future__ import annotations

import contextlib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from connectors.databases.query import Query, select
from connectors.databases.rows import BATCH, RowFile, unique
from connectors.databases.server import Bounds, Server, TableLine, clean, table_lines
from connectors.disk import is_full
from connectors.outgoing import Gate
from connectors.problem import Problem

_TABLES = (
    "select table_schema, table_name, column_name from information_schema.columns where table_schema not in "
    "('information_schema', 'mysql', 'performance_schema', 'sys') order by table_schema, table_name, ordinal_position limit 20000"
)
_ACCOUNT, _NOT_GRANTED, _NOT_THERE, _SLOW = (1044, 1045, 1698), (1142, 1143, 1370), (1049,), (1969, 3024)


def tables(gate: Gate, server: Server) -> tuple[TableLine, ...]:
    """The tables and views this account may read. Problems: database.…, outgoing.…."""
    with _open(gate, server, 30.0) as cursor:
        cursor.execute(_TABLES)
        return table_lines(cursor.fetchall())


def columns(gate: Gate, server: Server, query: Query) -> tuple[str, ...]:
    """The columns a query gives, without its rows. Problems: query.…, database.…, outgoing.…."""
    asked = select(query, "mysql")
    with _open(gate, server, 30.0) as cursor:
        cursor.execute(f"select * from ({asked}) as asked limit 0")  # noqa: S608  built or parsed before
        return unique([column[0] for column in cursor.description or ()])


def read(gate: Gate, server: Server, query: Query, out: Path, bounds: Bounds) -> tuple[str, int]:
    """Writes the rows to `out`; gives the statement sent and their number. Problems: query.…, database.…, outgoing.…."""
    asked = select(query, "mysql")
    with _open(gate, server, bounds.seconds) as cursor:
        cursor.execute(asked)
        found = unique([column[0] for column in cursor.description or ()])
        with RowFile(out, found, bounds.bytes) as file:
            while rows := cursor.fetchmany(BATCH):
                file.add([[_text(value) for value in row] for row in rows])
    return asked, file.rows


@contextmanager
def _open(gate: Gate, server: Server, seconds: float) -> Iterator[Any]:
    import pymysql
    from pymysql.converters import conversions
    from pymysql.cursors import SSCursor

    # Values stay as the server writes them: nothing is made a number or a date on the way.
    written = {kind: how for kind, how in conversions.items() if not isinstance(kind, int)}
    link = pymysql.connections.Connection(
        host=server.host, port=server.port, user=server.user, password=server.secret.reveal().encode(), database=server.database or None,
        charset="utf8mb4", read_timeout=int(seconds), write_timeout=30, local_infile=False, cursorclass=SSCursor,
        conv=written, defer_connect=True, **_tls(server),
    )  # fmt: skip
    try:
        link.connect(sock=gate.connect(server.host, server.port, timeout_s=seconds))
        try:
            _settle_in(link, seconds)
            with link.cursor() as cursor:
                yield cursor
        finally:
            # Not `close`: it would wait for the rows that nobody reads any more.
            link._force_close()
    except pymysql.err.Error as error:
        raise _problem(error, server) from None
    except OSError as fault:
        if is_full(fault):
            raise
        raise Problem("outgoing.unreachable", host=f"{server.host}:{server.port}") from None


def _tls(server: Server) -> dict[str, Any]:
    if server.tls == "off":
        return {"ssl_disabled": True}
    context = ssl.create_default_context()
    if server.tls != "verify":
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return {"ssl": context}


def _settle_in(link: Any, seconds: float) -> None:
    import pymysql

    for said in ("set session transaction read only", "set session time_zone = '+09:00'", "set session sql_mode = ''"):
        link.query(said)
    # MariaDB knows the first, MySQL the second.
    for said in (f"set session max_statement_time = {int(seconds)}", f"set session max_execution_time = {int(seconds * 1000)}"):
        with contextlib.suppress(pymysql.err.Error):
            link.query(said)


def _text(value: Any) -> str | None:
    return value.hex() if isinstance(value, bytes) else value


def _problem(error: Exception, server: Server) -> Problem:
    host = f"{server.host}:{server.port}"
    code = error.args[0] if error.args and isinstance(error.args[0], int) else 0
    said = clean(str(error.args[1]) if len(error.args) > 1 else "", server)
    if code in _ACCOUNT:
        return Problem("database.account_refused", host=host, user=server.user)
    if code in _NOT_GRANTED:
        return Problem("database.not_granted", host=host, user=server.user, said=said)
    if code in _NOT_THERE:
        return Problem("database.not_there", host=host, database=server.database)
    if code in _SLOW:
        return Problem("database.slow", host=host)
    if "certificate" in said.lower():
        return Problem("outgoing.tls", host=host)
    if code == 2026 or "ssl" in said.lower():
        return Problem("database.no_tls", host=host)
    if code in (2003, 2006, 2013):
        return Problem("outgoing.unreachable", host=host)
    return Problem("database.refused", host=host, said=said)
