"""A DuckDB workspace: in memory, bounded, and locked down before the first statement of a package runs."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import polars as pl
import pyarrow as pa

from connectors.engine import Interrupted, Workspace
from connectors.problem import Problem

# A table that may hold so much lies in a file: in memory it would take 8 to 16 bytes a value, as a file it is read a part at a time.
_MANY_ROWS, _MANY_VALUES = 300_000, 8_000_000

# What is kept for long is packed; what goes with the run is written as quickly as it can be, in small groups that take little memory.
_FOR_LONG = "compression snappy, parquet_version v2, write_bloom_filter false"
_FOR_THE_RUN = "compression uncompressed, write_bloom_filter false, dictionary_size_limit 1000, row_group_size 20480"

_LONG_SQL = 4_000

_T = TypeVar("_T")
# See `_table`: the copy is chosen.
warnings.filterwarnings("ignore", "Arrow output on a DB-API result")


def open_workspace(
    folder: Path, *, memory_mb: int = 1024, threads: int = 2, reads: Sequence[Path] = (), disk_mb: int = 20_000
) -> Workspace:
    """A workspace that spills into `folder`, which is its own, and may open only the files (or folders) of `reads` beside it.

    The order of the locks matters: what may be read, then no other access, then no change of settings. Whoever may
    read a place may also `copy` into it, so only single selects are let through and the lake is never among `reads`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": f"{memory_mb}MB",
            "threads": str(threads),
            "temp_directory": str(folder.resolve()),
            "max_temp_directory_size": f"{disk_mb}MB",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )
    # A name that is no table must never be looked up among Python's variables.
    connection.execute("set python_enable_replacements = false")
    # Memory a statement no longer needs goes back to the system, and is not counted against the steps after it.
    connection.execute("set allocator_background_threads = true")
    connection.execute("set allocator_flush_threshold = '16MB'")
    # A bar drawn on the standard output would spoil what a program reads there.
    connection.execute("set enable_progress_bar = false")
    for setting, chosen in (("allowed_paths", Path.is_file), ("allowed_directories", Path.is_dir)):
        places = ", ".join(_text(str(path.resolve())) for path in (folder, *reads) if chosen(path))
        connection.execute(f"set {setting} = [{places}]")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return _DuckWorkspace(connection, memory_mb, folder.resolve())


def quoted(identifier: str) -> str:
    """The identifier as SQL text, whatever characters it holds.

    >>> quoted('a"; drop table b')
    '"a""; drop table b"'
    """
    return '"' + identifier.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


class _DuckWorkspace:
    def __init__(self, connection: duckdb.DuckDBPyConnection, memory_mb: int, folder: Path) -> None:
        self._connection = connection
        self._memory_mb = memory_mb
        self._folder = folder

    def view(self, name: str, parquet: Path, columns: Mapping[str, str] | None = None) -> None:
        source = f"read_parquet({_text(str(parquet.resolve()))})"
        shown = "*"
        if columns is not None:
            there = set(self._do(lambda: self._connection.sql(f"from {source} limit 0").columns))
            shown = ", ".join(
                quoted(column) if column in there else f"cast(null as {kind}) as {quoted(column)}" for column, kind in columns.items()
            )
        self._do(lambda: self._connection.execute(f"create view {quoted(name)} as from {source} select {shown}"))

    def create(self, name: str, sql: str, params: Mapping[str, Any] | None = None, *, most_rows: int = 0) -> None:
        self._one_select(sql)
        if most_rows >= _MANY_ROWS and most_rows * self._columns(sql, params) >= _MANY_VALUES:
            file = self._folder / f"{name}.parquet"
            self._copy(sql, file, params, _FOR_THE_RUN)
            return self.view(name, file)
        statement = f"create table {quoted(name)} as\n{sql}"
        self._do(lambda: self._connection.execute(statement, dict(params or {})).fetchall())

    def through(self, name: str, sql: str) -> None:
        self._one_select(sql)
        self._do(lambda: self._connection.execute(f"create view {quoted(name)} as\n{sql}"))

    def put(self, name: str, frame: pl.DataFrame) -> None:
        self._do(lambda: self._connection.register(name, frame))

    def fetch(self, sql: str, params: Mapping[str, Any] | None = None) -> pl.DataFrame:
        self._one_select(sql)
        table = self._do(lambda: self._table(sql, dict(params) if params else None))
        frame = pl.from_arrow(table)
        return frame if isinstance(frame, pl.DataFrame) else frame.to_frame()

    def save(self, sql: str, parquet: Path, params: Mapping[str, Any] | None = None) -> int:
        self._one_select(sql)
        return self._copy(sql, parquet, params, _FOR_LONG)

    def rows(self, name: str) -> int:
        found = self._do(lambda: self._connection.execute(f"from {quoted(name)} select count(*)").fetchall())
        return int(found[0][0])

    def has(self, name: str) -> bool:
        asked = "select count(*) from information_schema.tables where table_name = $name"
        return bool(self._do(lambda: self._connection.execute(asked, {"name": name}).fetchall())[0][0])

    def cancel(self) -> None:
        self._connection.interrupt()

    def close(self) -> None:
        self._connection.close()

    def _copy(self, sql: str, parquet: Path, params: Mapping[str, Any] | None, how: str) -> int:
        statement = f"copy (\n{sql}\n) to {_text(str(parquet.resolve()))} (format parquet, {how})"
        return int(self._do(lambda: self._connection.execute(statement, dict(params or {})).fetchall())[0][0])

    def _table(self, sql: str, params: dict[str, Any] | None) -> pa.Table:
        # A relation looks for parameters letter by letter, in Python, unless all are ASCII: 1 ms a thousand letters. Long questions
        # have short answers, which the other way copies once more.
        if len(sql) < _LONG_SQL or sql.isascii():
            return self._connection.sql(sql, params=params).to_arrow_table()
        return self._connection.execute(sql, params).to_arrow_table()

    def _columns(self, sql: str, params: Mapping[str, Any] | None) -> int:
        return len(self._do(lambda: self._connection.execute(f"describe {sql}", dict(params or {})).fetchall()))

    def _one_select(self, sql: str) -> None:
        # DuckDB's own parser has the last word: a text that another parser reads differently is refused here.
        try:
            statements = self._connection.extract_statements(sql)
        except duckdb.Error as fault:
            raise ValueError(f"not a select: {fault}") from fault
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise ValueError("not one select statement")

    def _do(self, work: Callable[[], _T]) -> _T:
        try:
            return work()
        except duckdb.InterruptException as stopped:
            raise Interrupted from stopped
        except duckdb.OutOfMemoryException as full:
            raise Problem("engine.memory", limit_mb=self._memory_mb) from full
