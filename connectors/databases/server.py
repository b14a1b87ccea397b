"""A database server as a source names it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from connectors.secrets import Secret

TLS = ("verify", "require", "off")


@dataclass(frozen=True)
class Server:
    """Where, which database, as whom. `tls`: verify (its certificate too), require, off."""

    host: str
    port: int
    database: str
    user: str
    secret: Secret
    tls: str = "require"


@dataclass(frozen=True)
class TableLine:
    """One table one may read: its name with its schema, and its columns."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Bounds:
    """What one reading may take."""

    bytes: int
    seconds: float = 900.0


def table_lines(rows: Iterable[tuple[str, str, str]]) -> tuple[TableLine, ...]:
    """The tables of rows of schema, table and column, in their order."""
    found: dict[str, list[str]] = {}
    for schema, table, column in rows:
        found.setdefault(f"{schema}.{table}", []).append(column)
    return tuple(TableLine(name, tuple(columns)) for name, columns in found.items())


def clean(said: str, server: Server) -> str:
    """A server's own words for a steward: one short line without the secret."""
    line = " ".join(said.split())
    secret = server.secret.reveal()
    return (line.replace(secret, "***") if secret else line)[:200]
