"""What an engine gives a run: a workspace of named tables, and SQL over them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import polars as pl


class Interrupted(Exception):
    """The statement under way was stopped by `Workspace.cancel`."""


class Workspace(Protocol):
    """The tables of one run. It sees only the Parquet files it was opened with.

    SQL is DuckDB's dialect, one select, settings as `$name`. Raises `Problem("engine.memory")` when the memory given is
    not enough, `Interrupted` when cancelled, ValueError when a statement is not one select.
    """

    def view(self, name: str, parquet: Path, columns: Mapping[str, str] | None = None) -> None:
        """A table over a Parquet file. `columns` (name → SQL type) chooses and orders; one it lacks is all NULL."""

    def create(self, name: str, sql: str, params: Mapping[str, Any] | None = None, *, most_rows: int = 0) -> None:
        """A table with the rows of a select, computed now. `most_rows`: how many it may have, where that is known."""

    def through(self, name: str, sql: str) -> None:
        """A table whose rows are worked out anew by every statement that reads it, and stand nowhere. Without settings."""

    def put(self, name: str, frame: pl.DataFrame) -> None:
        """A table with the rows of a frame."""

    def fetch(self, sql: str, params: Mapping[str, Any] | None = None) -> pl.DataFrame:
        """The rows of a select."""

    def save(self, sql: str, parquet: Path, params: Mapping[str, Any] | None = None) -> int:
        """Writes the rows of a select as a Parquet file, in their order, and says how many they are."""

    def rows(self, name: str) -> int:
        """How many rows a table has."""

    def has(self, name: str) -> bool:
        """Whether there is a table of that name."""

    def cancel(self) -> None:
        """Stops the statement under way; may be called from another thread."""

    def close(self) -> None:
        """Gives memory and temporary files back."""
