"""Here records are brought to their newest form by the tests: they begin with nothing at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectors.databases import sqlite_url


@pytest.fixture(params=["sqlite", "postgresql"])
def records_url(request: pytest.FixtureRequest, home: Path) -> str:
    """The URL of a database without any table, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return sqlite_url(home / "records.db")
    url: str = request.getfixturevalue("postgres_url")
    return url
