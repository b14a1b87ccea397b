"""Brings what a source holds onto this machine as one file, or tries whether it could."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.services import leaving
from app.services.platform import Platform
from app.services.sources import source_kinds
from connectors.databases import mysql, postgres, sqlite
from connectors.databases.query import Query
from connectors.databases.server import Bounds, Server, TableLine
from connectors.outgoing import Gate
from connectors.problem import Problem
from connectors.secrets import Secret
from connectors.services import open_api
from connectors.services.open_api import Count, Interface
from connectors.storage import folder, s3, sftp
from connectors.storage.pick import Entry, newest
from connectors.storage.s3 import Bucket
from connectors.storage.ssh import Host

_LISTED = 200


@dataclass(frozen=True)
class Place:
    """A source of an organisation as it is to be read now. `calls`: how often its interface may still be asked today."""

    organisation_id: str
    kind: str
    settings: Mapping[str, Any]
    secret: Secret
    calls: int | None = None


@dataclass(frozen=True)
class Brought:
    """What came: the file, its name, what was asked for it; `rows`: how many were sent, where that is known."""

    path: Path
    name: str
    query: str
    rows: int | None = None


@dataclass(frozen=True)
class Trial:
    """What a trial found: a word for the texts (`source.trial.<found>`) with its facts, and tables to choose from."""

    found: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    tables: tuple[TableLine, ...] = ()


def bring(platform: Platform, place: Place, into: Path, limit_bytes: int, count: Count) -> Brought:
    """Fetches it into a folder; takes as long as it takes. Problems of the connectors."""
    gate, asked = leaving.gate(platform), place.settings
    if place.kind in _DATABASES:
        statement, rows = _DATABASES[place.kind].read(gate, server(place), query(asked), into / "raw.parquet", Bounds(limit_bytes))
        return Brought(into / "raw.parquet", "rows.parquet", statement, rows)
    if place.kind == "sqlite":
        path = _file(folder.below(leaving.incoming(platform, place.organisation_id), asked["path"]))
        statement, rows = sqlite.read(path, query(asked), into / "raw.parquet", Bounds(limit_bytes))
        return Brought(into / "raw.parquet", "rows.parquet", statement, rows)
    if place.kind == "api":
        said, rows = open_api.read(gate, interface(place), into / "raw.parquet", limit_bytes, count)
        return Brought(into / "raw.parquet", "rows.parquet", said, rows)
    entry, take = _files(platform, gate, place)
    out = into / f"raw.{Path(entry.name).suffix.lower().lstrip('.')[:8] or 'bin'}"
    take(out, limit_bytes)
    return Brought(out, entry.name, entry.name)


def trial(platform: Platform, place: Place, count: Count) -> Trial:
    """Goes there and looks, without fetching everything. Problems of the connectors."""
    gate, asked = leaving.gate(platform), place.settings
    if place.kind in _DATABASES or place.kind == "sqlite":
        return _trial_of_tables(platform, gate, place)
    if place.kind == "api":
        page = open_api.first(gate, interface(place), count)
        columns = list(dict.fromkeys(name for row in page.rows for name in row))
        return Trial("rows", {"rows": page.total if page.total is not None else len(page.rows), "columns": columns[:12]})
    entry, _ = _files(platform, gate, place)
    return Trial("file", {"name": entry.name, "size_kb": max(1, entry.size_bytes >> 10), "pattern": asked["pattern"]})


def query(asked: Mapping[str, Any]) -> Query:
    """The query a steward set."""
    where = source_kinds.conditions(asked["where"])
    return Query.from_json({"table": asked["table"], "columns": asked["columns"], "where": where, "sql": "\n".join(asked["sql"])})


def server(place: Place) -> Server:
    """The database server a steward named."""
    asked = place.settings
    return Server(asked["host"], asked["port"], asked["database"], asked["user"], place.secret, asked["tls"])


def interface(place: Place) -> Interface:
    """The open-data interface a steward named."""
    asked = place.settings
    return Interface(
        url=asked["url"], key=place.secret, parameters=source_kinds.pairs(asked["parameters"]), key_name=asked["key_name"],
        page_name=asked["page_name"], size_name=asked["size_name"], page_rows=asked["page_rows"], calls=place.calls,
    )  # fmt: skip


def where_from(place: Place) -> str:
    """Whose data these are, for the record: the host, or the folder."""
    asked = place.settings
    if place.kind == "api":
        return open_api.shown(interface(place)).split("/")[2]
    if place.kind == "s3":
        return f"{asked['endpoint'].split('//')[-1]}/{asked['bucket']}"
    return f"{asked['host']}:{asked['port']}" if "host" in asked else str(asked["path"])


def _trial_of_tables(platform: Platform, gate: Gate, place: Place) -> Trial:
    asked = place.settings
    chosen = bool(asked["sql"] or asked["table"])
    if place.kind == "sqlite":
        path = _file(folder.below(leaving.incoming(platform, place.organisation_id), asked["path"]))
        tables = sqlite.tables(path)
        if asked["table"] and not asked["sql"] and asked["table"] not in {line.name for line in tables}:
            raise Problem("source.table_missing", table=asked["table"], tables=[line.name for line in tables][:8])
        columns = sqlite.columns(path, query(asked)) if chosen else ()
    else:
        tables = _DATABASES[place.kind].tables(gate, server(place))
        columns = _DATABASES[place.kind].columns(gate, server(place), query(asked)) if chosen else ()
    if not chosen:
        return Trial("tables", {"count": len(tables)}, tables[:_LISTED])
    return Trial("table", {"table": asked["table"] or "SELECT", "columns": list(columns[:12])}, tables[:_LISTED])


def _files(platform: Platform, gate: Gate, place: Place) -> tuple[Entry, Callable[[Path, int], None]]:
    """The file to take, and how."""
    asked = place.settings
    if place.kind == "s3":
        bucket = Bucket(asked["endpoint"], asked["bucket"], asked["key_id"], place.secret, asked["region"])
        entry = newest(s3.listed(gate, bucket, asked["prefix"]), asked["pattern"])
        return entry, lambda out, limit: s3.take(gate, bucket, asked["prefix"] + entry.name, out, limit)
    if place.kind == "sftp":
        host = Host(asked["host"], asked["port"], asked["user"], place.secret, asked["host_key"])
        entry = newest(sftp.entries(gate, host, asked["folder"]), asked["pattern"])
        return entry, lambda out, limit: sftp.take(gate, host, f"{asked['folder'].rstrip('/')}/{entry.name}", out, limit)
    top = folder.below(leaving.incoming(platform, place.organisation_id), asked["path"])
    if not top.is_dir():
        raise Problem("source.not_a_folder", path=asked["path"])
    entry = newest(folder.entries(top), asked["pattern"])
    return entry, lambda out, limit: folder.take(top / entry.name, out, limit)


def _file(path: Path) -> Path:
    if not path.is_file():
        raise Problem("source.not_a_file", path=path.name)
    return path


_DATABASES: Mapping[str, Any] = {"postgresql": postgres, "mysql": mysql}
