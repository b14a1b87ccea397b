"""Homes and records for every test: SQLite and a real PostgreSQL."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from connectors.databases import sqlite_url
from data_catalog.records.store import Records, open_records
from tests import postgres
from tests.together import FIRST, Together, group
from tests.twins import spared


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Together:
    return Together(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    instead = spared(item.nodeid for item in items)
    for item in items:
        if item.nodeid in instead:
            item.add_marker(pytest.mark.slow)
    place = {name: at for at, name in enumerate(FIRST)}
    items.sort(key=lambda item: place.get(group(item.nodeid), len(FIRST)))


def pytest_collection_finish() -> None:
    """What was collected stays until the end: the search for garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    gc.unfreeze()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home folder of its own, empty."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def sqlite_records(home: Path) -> Iterator[Records]:
    """Records on SQLite, at their newest form, empty."""
    records = open_records(sqlite_url(home / "records.db"))
    yield records
    records.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """One PostgreSQL for the whole session. It is never skipped: without a server the tests fail and say what to install."""
    with postgres.server() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database of its own."""
    with empty_database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def newest_on_postgres(postgres_server: str) -> Iterator[str]:
    """The name of a database with empty records at their newest form, to be copied: bringing each test's own there costs more."""
    with empty_database(postgres_server) as url:
        open_records(url).close()
        yield url.rsplit("/", 1)[1]


@pytest.fixture(scope="session")
def newest_on_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same as a file."""
    file = tmp_path_factory.mktemp("newest") / "records.db"
    open_records(sqlite_url(file)).close()
    return file


@contextmanager
def empty_database(server: str, template: str = "template1") -> Iterator[str]:
    """The URL of a database of its own on a server, gone afterwards."""
    name = f"t{uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield server.rsplit("/", 1)[0] + f"/{name}"
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def postgres_records(postgres_url: str) -> Iterator[Records]:
    """Records on PostgreSQL, at their newest form, empty."""
    records = open_records(postgres_url)
    yield records
    records.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def records_url(request: pytest.FixtureRequest, home: Path) -> Iterator[str]:
    """The URL of empty records at their newest form, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("newest_on_sqlite"), home / "records.db")
        yield sqlite_url(home / "records.db")
        return
    with empty_database(request.getfixturevalue("postgres_server"), request.getfixturevalue("newest_on_postgres")) as url:
        yield url


@pytest.fixture
def records(records_url: str) -> Iterator[Records]:
    """Records at their newest form, empty, once on SQLite and once on PostgreSQL."""
    opened = open_records(records_url)
    yield opened
    opened.close()
