"""Reads from an SQLite file in a process of its own, which is bounded and sees nothing but a copy of it."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from connectors import held
from connectors.databases.query import Query, named, select
from connectors.databases.rows import BATCH, RowFile, unique
from connectors.databases.server import Bounds, TableLine
from connectors.problem import Problem

_MEMORY_MB = 2_000
_READS = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE})
_REFUSED_FUNCTIONS = frozenset({"load_extension", "writefile", "readfile", "edit", "fts3_tokenizer"})


def tables(path: Path) -> tuple[TableLine, ...]:
    """The tables and views of the file. Problem database.file_broken."""
    with _apart(path) as place:
        said = held.call("connectors.databases.sqlite:inside_tables", path.name, place, bounds=held.Bounds(_MEMORY_MB, 30))
    return tuple(TableLine(name, tuple(columns)) for name, columns in said)


def columns(path: Path, query: Query) -> tuple[str, ...]:
    """The columns a query gives, without its rows. Problems: query.…, database.file_broken."""
    with _apart(path) as place:
        order = {"name": path.name, "sql": f"select * from ({select(query, 'sqlite')}) limit 0"}  # noqa: S608  built or parsed
        said = held.call("connectors.databases.sqlite:inside_columns", order, place, bounds=held.Bounds(_MEMORY_MB, 30))
    return tuple(said)


def read(path: Path, query: Query, out: Path, bounds: Bounds) -> tuple[str, int]:
    """Writes the rows to `out`; gives the statement run and their number. Problems: query.…, database.file_broken."""
    asked = select(query, "sqlite")
    with _apart(path) as place:
        order = {"name": path.name, "sql": asked, "bytes": bounds.bytes}
        rows = held.call("connectors.databases.sqlite:inside", order, place, bounds=held.Bounds(_MEMORY_MB, bounds.seconds))
        shutil.move(place / "rows.parquet", out)
    return asked, int(rows)


def inside_tables(name: str) -> list[tuple[str, list[str]]]:
    """The tables, in the process apart."""
    with _open(name) as link:
        found = link.execute("select name from sqlite_schema where type in ('table', 'view') and name not like 'sqlite\\_%' escape '\\'")
        names = [row[0] for row in found.fetchall()]
        return [(one, [row[1] for row in link.execute(f"pragma table_info({named(one, 'sqlite')})")]) for one in names]


def inside_columns(order: dict[str, Any]) -> list[str]:
    """The columns of a query, in the process apart."""
    with _open(order["name"]) as link:
        link.set_authorizer(_only_reads)
        return list(unique([column[0] for column in link.execute(order["sql"]).description or ()]))


def inside(order: dict[str, Any]) -> int:
    """The reading itself, in the process apart: the rows lie in the folder it stands in."""
    with _open(order["name"]) as link:
        link.set_authorizer(_only_reads)
        cursor = link.execute(order["sql"])
        columns = unique([column[0] for column in cursor.description or ()])
        with RowFile(Path("rows.parquet"), columns, order["bytes"]) as file:
            while rows := cursor.fetchmany(BATCH):
                file.add([[_text(value) for value in row] for row in rows])
    return file.rows


@contextmanager
def _apart(path: Path) -> Iterator[Path]:
    """A folder with a copy of the file and of what is not yet folded into it."""
    with tempfile.TemporaryDirectory(prefix="modu-sqlite-") as folder:
        for ending in ("", "-wal"):
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(f"{path}{ending}", Path(folder) / f"{path.name}{ending}")
        yield Path(folder)


@contextmanager
def _open(name: str) -> Iterator[sqlite3.Connection]:
    link = None
    try:
        link = sqlite3.connect(name)
        link.text_factory = lambda said: said.decode("utf-8", "replace")
        link.execute("pragma trusted_schema = off")
        link.execute("pragma query_only = on")
        yield link
    except sqlite3.DatabaseError as error:
        raise Problem("database.file_broken", file=name, said=" ".join(str(error).split())[:160]) from None
    finally:
        if link is not None:
            link.close()


def _only_reads(action: int, first: str | None, second: str | None, _database: str | None, _trigger: str | None) -> int:
    refused = action not in _READS or (action == sqlite3.SQLITE_FUNCTION and (second or first) in _REFUSED_FUNCTIONS)
    return sqlite3.SQLITE_DENY if refused else sqlite3.SQLITE_OK


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.hex()
    said = repr(value)
    return said.removesuffix(".0") if isinstance(value, float) else said
