"""A log keeps where a fault happened, never what its message quotes."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import duckdb
import pytest

from connectors.faults import keep_logs_bare, traced, unquoted


@pytest.fixture
def bare() -> Iterator[None]:
    before = logging.getLogRecordFactory()
    keep_logs_bare()
    yield
    logging.setLogRecordFactory(before)


def failed() -> Exception:
    try:
        try:
            duckdb.sql("select cast('홍길동 010-1234-5678' as integer)").fetchall()
        except duckdb.Error as fault:
            raise RuntimeError("row 20250101 of hong@example.org") from fault
    except RuntimeError as fault:
        return fault
    raise AssertionError


def test_a_fault_is_traced_without_the_cell_it_fell_over() -> None:
    told = traced(failed())
    assert "RuntimeError" in told
    assert "ConversionException" in told
    assert "in failed" in told
    for cell in ("홍길동", "1234", "20250101", "hong@"):
        assert cell not in told


@pytest.mark.parametrize(
    ("message", "left"),
    [
        ("Could not convert string 'Kim' to INT32", "Could not convert string … to INT32"),
        ('no column "비고" in 3 tables', "no column … in 3 tables"),
        ("이름이 없습니다", "… …"),
        ("", ""),
    ],
)
def test_a_message_keeps_what_quotes_nobody(message: str, left: str) -> None:
    assert unquoted(message) == left


@pytest.mark.usefixtures("bare")
def test_whoever_logs_a_fault_writes_no_cell(caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("some.library")
    try:
        raise ValueError("bad cell '홍길동'")
    except ValueError:
        log.exception("a fault")
    assert "ValueError" in caplog.text
    assert "test_faults.py" in caplog.text
    assert "홍길동" not in caplog.text
