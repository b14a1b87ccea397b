"""Real database servers, one of each for the session."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import servers


@pytest.fixture(scope="session")
def maria() -> Iterator[servers.MariaDb]:
    # Below /tmp: a socket's path has a limit, and the server's account must be able to reach it.
    with tempfile.TemporaryDirectory(prefix="modu-maria-", ignore_cleanup_errors=True) as folder, servers.mariadb(Path(folder)) as made:
        yield made
