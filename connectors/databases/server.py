"""A database server as a source names it."""

from __future__ import annotations

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


def clean(said: str, server: Server) -> str:
    """A server's own words for a steward: one short line without the secret."""
    line = " ".join(said.split())
    secret = server.secret.reveal()
    return (line.replace(secret, "***") if secret else line)[:200]
