"""Rows from an SQLite file, read in a process of its own from a copy."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import polars as pl
import pytest

from connectors.databases import sqlite
from connectors.databases.query import Condition, Query
from connectors.databases.server import Bounds
from connectors.problem import Problem

BOUNDS = Bounds(16 << 20, 60)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "민원.db"
    with sqlite3.connect(path) as link:
        link.execute("pragma journal_mode = wal")
        link.execute('create table "민원" ("번호" integer, "내용" text, "비율" real, "그림" blob)')
        link.executemany('insert into "민원" values (?, ?, ?, ?)', [(1, "가로등", 0.5, b"\x01"), (2, None, 2.0, None), (3, "", 1e-9, b"")])
    return path


def test_rows_come_as_the_file_holds_them(file: Path, tmp_path: Path) -> None:
    statement, rows = sqlite.read(file, Query(table="민원", where=(Condition("번호", "<", "3"),)), tmp_path / "out", BOUNDS)
    assert (statement, rows) == ('select * from "민원" where "번호" < \'3\'', 2)
    assert pl.read_parquet(tmp_path / "out").rows() == [("1", "가로등", "0.5", "01"), ("2", None, "2", None)]
    assert sqlite.columns(file, Query(sql="select count(*) as n from 민원")) == ("n",)
    assert [line.columns for line in sqlite.tables(file)] == [("번호", "내용", "비율", "그림")]


@pytest.mark.parametrize(
    "sql", ["attach 'x' as y", "delete from 민원", "select writefile('x', 'y')", "pragma journal_mode", "select load_extension('x')"]
)
def test_nothing_but_reading_is_done(file: Path, tmp_path: Path, sql: str) -> None:
    with pytest.raises(Problem) as raised:
        sqlite.read(file, Query(sql=sql), tmp_path / "out", BOUNDS)
    assert raised.value.code in ("query.not_a_select", "database.file_broken")


def test_a_file_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    with pytest.raises(Problem) as raised:
        sqlite.read(tmp_path / "a.db", Query(table="t"), tmp_path / "out", BOUNDS)
    assert raised.value.code == "database.file_broken"
