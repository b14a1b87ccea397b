"""The rows a guard lets through as a file of their own, made once: whoever works on it has no base rows within reach.

A view would be read by the same engine as the question on top of it, and the engine may put the question first: an error it
makes of a hidden row tells of that row, and the view's text tells the policy. A file of exactly what may be seen cannot.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

import polars as pl

from connectors.duck import open_workspace
from connectors.engine import Workspace
from data_catalog.policy.combine import Table
from data_catalog.policy.compile import BASE, Guard
from data_catalog.policy.conditions import DAY, NUMBER, OTHER, TEXT
from data_catalog.policy.rules import salted
from data_catalog.repeats import of_the_file

_MEMORY_MB = 1024


def table_of(parquet: Path) -> Table:
    """The columns of the file, without those of the house."""
    schema = pl.read_parquet_schema(parquet)
    return Table({name: _kept_as(schema[name]) for name in of_the_file(schema)})


def write_seen(base: Path, guard: Guard, salt: bytes | None, out: Path) -> None:
    """Writes what the guard shows of a file, in its order. The file is whole before it has its name."""
    out.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = out.with_name(f"{uuid4().hex}.part")
    try:
        with tempfile.TemporaryDirectory(dir=out.parent, prefix="guard-") as folder:
            workspace = _over(base, Path(folder))
            try:
                workspace.save(guard.sql, Path(folder) / "seen.parquet", _params(guard, salt))
            finally:
                workspace.close()
            os.replace(Path(folder) / "seen.parquet", part)
        os.chmod(part, 0o400)
        os.replace(part, out)
    finally:
        part.unlink(missing_ok=True)


def count_seen(base: Path, guard: Guard) -> int:
    """How many rows of a version a guard with a filter lets through; counted once a process, a version never changes."""
    return _counted(base, (guard.where,))[0]


def count_each(base: Path, guards: Sequence[Guard]) -> list[int]:
    """The same of many guards with filters, in one pass over the rows."""
    return list(_counted(base, tuple(one.where for one in guards))) if guards else []


@lru_cache(maxsize=10_000)
def _counted(base: Path, wheres: tuple[str, ...]) -> tuple[int, ...]:
    with tempfile.TemporaryDirectory(dir=base.parent, prefix="guard-") as folder:
        workspace = _over(base, Path(folder))
        try:
            asked = ", ".join(f"count(*) filter (where {where}) as n{at}" for at, where in enumerate(wheres))
            return tuple(map(int, workspace.fetch(f"select {asked} from {BASE}").row(0)))  # noqa: S608
        finally:
            workspace.close()


def _over(base: Path, folder: Path) -> Workspace:
    """Nobody's SQL but the guard's runs here."""
    workspace = open_workspace(folder, memory_mb=_MEMORY_MB, reads=[base])
    workspace.view(BASE, base)
    return workspace


def _params(guard: Guard, salt: bytes | None) -> dict[str, bytes] | None:
    if not guard.needs_salt:
        return None
    if salt is None:
        raise ValueError("a hash needs a salt")
    return salted(salt)


def _kept_as(dtype: pl.DataType) -> str:
    if dtype == pl.String:
        return TEXT
    if dtype.is_numeric():
        return NUMBER
    return DAY if dtype in (pl.Date, pl.Datetime) else OTHER
