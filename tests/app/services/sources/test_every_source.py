"""Each kind of source end to end, from a real server to a version in the lake: PostgreSQL, MariaDB, SQLite, S3, SFTP."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import psycopg
import pytest

from app.identity.person import Person
from app.services import settings
from app.services.sources import refreshing, sources
from app.services.sources.sources import Wanted
from connectors.databases import sqlite_url
from data_catalog.records.tables import DatasetVersion
from tests import servers
from tests.app.services.conftest import City, bytes_anywhere, make_city

TABLE = "create table calls (no integer, centre varchar(100)); insert into calls values (1, '노학'), (2, '조양'), (3, null);"
CSV = "no,centre\n1,노학\n2,조양\n3,\n".encode("cp949")


@dataclass
class Served:
    """One real source: what a steward types, the host to list, a secret, and how its data grow."""

    kind: str
    settings: dict[str, Any]
    grow: Callable[[], object]
    port: int | None = None
    secret: str | None = None
    close: Callable[[], object] = field(default=lambda: None)


@pytest.fixture
def city(home: Path) -> Iterator[City]:
    made = make_city(home, sqlite_url(home / "records.db"))
    yield made
    made.platform.records.close()


@pytest.fixture
def served(request: pytest.FixtureRequest, city: City, tmp_path: Path) -> Iterator[Served]:
    with tempfile.TemporaryDirectory(prefix="modu-served-", ignore_cleanup_errors=True) as folder:
        maker: Callable[..., Iterator[Served]] = globals()[f"_{request.param}"]
        yield from maker(request, city, Path(folder))


def _postgresql(request: pytest.FixtureRequest, _city: City, _folder: Path) -> Iterator[Served]:
    url: str = request.getfixturevalue("postgres_url").replace("postgresql+psycopg", "postgresql")

    def run(sql: str) -> None:
        with psycopg.connect(url, autocommit=True) as link:
            link.execute(sql)  # type: ignore[call-overload]

    run(TABLE)
    port, name = int(url.rsplit(":", 1)[1].split("/")[0]), url.rsplit("/", 1)[1]
    asked = {"host": "127.0.0.1", "port": port, "database": name, "user": "modu", "tls": "off", "table": "public.calls"}
    yield Served("postgresql", asked, lambda: run("insert into calls values (4, '설악')"), port, "비밀-postgres")


def _mariadb(_request: pytest.FixtureRequest, _city: City, folder: Path) -> Iterator[Served]:
    with servers.mariadb(folder) as server:
        server.run(f"use city; {TABLE}")
        asked = {"host": "127.0.0.1", "port": server.port, "database": "city", "user": "reader", "tls": "off", "table": "calls"}
        yield Served("mysql", asked, lambda: server.run("insert into city.calls values (4, '설악')"), server.port, server.password)


def _sqlite(_request: pytest.FixtureRequest, city: City, _folder: Path) -> Iterator[Served]:
    place = city.platform.home / "incoming" / city.fire
    place.mkdir(parents=True)

    def run(sql: str) -> None:
        with sqlite3.connect(place / "city.db") as link:
            link.executescript(sql)

    run(TABLE)
    yield Served("sqlite", {"path": "city.db", "sql": "select * from calls"}, lambda: run("insert into calls values (4, '설악')"))


def _s3(_request: pytest.FixtureRequest, _city: City, folder: Path) -> Iterator[Served]:
    with servers.object_storage(folder) as storage:
        storage.put("city", "출동/calls_202401.csv", CSV)
        asked = {
            "endpoint": storage.endpoint,
            "bucket": "city",
            "key_id": servers.KEY_ID,
            "prefix": "출동/",
            "pattern": "calls_{yyyy}{mm}.csv",
        }
        grow = lambda: storage.put("city", "출동/calls_202402.csv", CSV + "4,설악\n".encode("cp949"))  # noqa: E731
        yield Served("s3", asked, grow, storage.port, servers.KEY)


def _sftp(_request: pytest.FixtureRequest, _city: City, folder: Path) -> Iterator[Served]:
    with servers.sftp(folder) as server:
        (server.folder / "calls_202401.csv").write_bytes(CSV)
        asked = {
            "host": "127.0.0.1", "port": server.port, "user": server.user, "host_key": server.host_key, "folder": str(server.folder),
            "pattern": "calls_{yyyy}{mm}.csv",
        }  # fmt: skip
        grow = lambda: (server.folder / "calls_202402.csv").write_bytes(CSV + "4,설악\n".encode("cp949"))  # noqa: E731
        yield Served("sftp", asked, grow, server.port, server.private_key)


@pytest.mark.parametrize("served", ["postgresql", "mariadb", "sqlite", "s3", "sftp"], indirect=True)
def test_rows_come_from_a_real_server_into_versions_and_nothing_new_makes_none(city: City, served: Served) -> None:
    steward: Person = city.person("steward")
    if served.port:
        settings.change(city.person("admin", city.root), city.platform, "outgoing_hosts", f"127.0.0.1:{served.port}")
    source_id = sources.save(steward, city.platform, Wanted("출동", served.kind, served.settings, served.secret))
    sources.attempt(steward, city.platform, source_id)
    assert refreshing.refresh(city.platform, source_id) == "new"
    sources.refresh_now(steward, city.platform, source_id)
    assert refreshing.refresh(city.platform, source_id) == "same"
    served.grow()
    sources.refresh_now(steward, city.platform, source_id)
    assert refreshing.refresh(city.platform, source_id) == "new"
    with city.platform.records.reading() as session:
        first, second = session.query(DatasetVersion).order_by(DatasetVersion.number).all()
    for version, expected in (
        (first, [("1", "노학"), ("2", "조양"), ("3", None)]),
        (second, [*[("1", "노학"), ("2", "조양"), ("3", None)], ("4", "설악")]),
    ):
        rows = pl.read_parquet(city.platform.lake.version_file(version.dataset_id, version.id)).select("no", "centre")
        assert sorted(rows.rows()) == expected
        assert version.read["rows_in"] == version.read["rows_kept"] + version.read["rows_set_aside"] == len(expected)
        assert version.read["source"]["kind"] == served.kind
    if served.secret:
        needle = served.secret.strip().splitlines()[-2] if "BEGIN" in served.secret else served.secret
        assert bytes_anywhere(city.platform.home, needle) == []
