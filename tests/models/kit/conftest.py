"""A tiny package made by `new`, to be changed by each test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from models.kit import library, new

Change = Callable[[str, str, str], None]
VISITS = """
visit,desk,waited
1,A,3
2,A,10
3,B,4
4,B,11
5,B,
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package `waiting` that keeps the contract, and is trusted: its code is the test's own."""
    library.trust(tmp_path)
    return new.create("waiting", tmp_path)


@pytest.fixture
def change(package: Path) -> Change:
    """Changes a text in one file of the package; the old text must be there."""

    def do(file: str, old: str, by: str) -> None:
        path = package / file
        said = path.read_text("utf-8")
        assert old in said
        path.write_text(said.replace(old, by), "utf-8")

    return do
