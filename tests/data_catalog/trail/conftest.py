"""A trail to write and to break, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.data_catalog.trail.days import Trail


@pytest.fixture
def trail(records_url: str, home: Path) -> Iterator[Trail]:
    opened = Trail(records_url, home)
    yield opened
    opened.records.close()
