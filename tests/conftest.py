"""Homes and records for every test: SQLite and a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from connectors.databases import sqlite_url
from data_catalog.records.store import Records, open_records
from tests import postgres
from tests.together import FIRST, Together, group


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Together:
    return Together(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {name: at for at, name in enumerate(FIRST)}
    items.sort(key=lambda item: place.get(group(item.nodeid), len(FIRST)))


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
    name = f"t{uuid4().hex}"
    engine = create_engine(postgres_server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield postgres_server.rsplit("/", 1)[0] + f"/{name}"
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
def records_url(request: pytest.FixtureRequest, home: Path) -> str:
    """The URL of empty records, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return sqlite_url(home / "records.db")
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture
def records(records_url: str) -> Iterator[Records]:
    """Records at their newest form, empty, once on SQLite and once on PostgreSQL."""
    opened = open_records(records_url)
    yield opened
    opened.close()
