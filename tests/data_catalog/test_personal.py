"""Resident registration numbers: found by date and seventh digit, in columns and inside texts, and masked."""

from pathlib import Path

import duckdb
import polars as pl
import pytest

from connectors.duck import open_workspace
from data_catalog.personal import find_in_values, find_personal, has_number_sql, mask, mask_sql

FOUND = {
    "850101-1234567": "850101-1******",
    "8501011234567": "8501011******",
    "850101 - 2234567": "850101 - 2******",
    "251231-3234567": "251231-3******",
    "900101-7234567": "900101-7******",
    "민원인(850101-2234567)입니다": "민원인(850101-2******)입니다",
    "주민번호8501012234567임": "주민번호8501012******임",
    "850101-1234567 900202-2345678": "850101-1****** 900202-2******",
}
NOT_FOUND = (
    "851301-1234567",  # no thirteenth month
    "850230-1234567",  # no 30 February
    "850101-9234567",
    "850101-0234567",
    "2024010112345678",
    "010-1234-5678",
    "-73.9501011234567",
    "https://a.kr/photos/8501011234567.jpg",
    "order_8501011234567",
    "",
)


def asked(sql: str, text: str) -> object:
    found = duckdb.execute(f"select {sql} from (select $text::varchar as t)", {"text": text}).fetchone()
    return found[0] if found else None


@pytest.mark.parametrize(("text", "masked"), FOUND.items())
def test_a_number_is_found_and_masked_in_sql_and_in_samples(text: str, masked: str) -> None:
    assert asked(has_number_sql("t"), text) is True
    assert asked(mask_sql("t"), text) == masked
    assert mask(text) == masked
    assert find_in_values("c", {text: 1}) is not None


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_cannot_be_such_a_number_is_left_alone(text: str) -> None:
    assert asked(has_number_sql("t"), text) is False
    assert find_in_values("c", {text: 1}) is None


def test_a_missing_text_holds_no_number() -> None:
    assert duckdb.execute(f"select {has_number_sql('t')}, {mask_sql('t')} from (select null::varchar as t)").fetchone() == (False, None)


def test_the_whole_table_is_searched_and_counted(tmp_path: Path) -> None:
    rows = 5_000
    frame = pl.DataFrame(
        {
            "메모": ["보통 글입니다, 특별한 것은 없습니다"] * (rows - 1) + ["끝줄 850101-1234567 있음"],
            "번호": [f"{850101 + number % 28}1{number:06d}" for number in range(rows)],
            "시각": [str(1_704_067_200_000 + number * 86_400_000) for number in range(rows)],
            "값": ["1"] * rows,
        }
    )
    frame.write_parquet(tmp_path / "a.parquet")
    workspace = open_workspace(tmp_path / "work", reads=[tmp_path / "a.parquet"])
    workspace.view("a", tmp_path / "a.parquet")
    found = find_personal(workspace, "a", frame.columns)
    workspace.close()
    assert [(item.column, item.rows, item.is_whole_cell) for item in found] == [("메모", 1, False), ("번호", rows, True)]
