"""Parquet files as text without loss, and the plain CSV of what was read."""

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl

from connectors.files import write_clean
from tests.connectors.files.trying import cells, notes, reading


def test_every_type_of_a_parquet_file_becomes_its_text(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "수": [1, None],
            "실수": [0.1, 3.0],
            "십진": [Decimal("1.50"), Decimal("2.00")],
            "날": [date(2024, 1, 31), None],
            "때": [datetime(2024, 1, 31, 9, 27, 0, 250_000), datetime(2024, 1, 31)],
            "예": [True, False],
            "말": ["가", ""],
            "목록": [[1, 2], None],
        }
    )
    frame.write_parquet(tmp_path / "given.parquet")
    found, rows = reading(tmp_path, (tmp_path / "given.parquet").read_bytes(), "a.parquet")
    assert (found.format, found.columns) == ("parquet", tuple(frame.columns))
    assert cells(rows) == [
        ("1", "0.1", "1.50", "2024-01-31", "2024-01-31 09:27:00.250000", "true", "가", "[1, 2]"),
        (None, "3", "2.00", None, "2024-01-31 00:00:00", "false", None, None),
    ]
    assert notes(found)["nested_columns"] == {"columns": ["목록"]}


def test_the_clean_csv_has_each_cells_own_text_in_order(tmp_path: Path) -> None:
    text = '제목,,\n이름,이름,메모\n가,001,"줄\n바꿈, ""따옴표"""\n합계,1,\n나, 2 ,\n'
    found, _ = reading(tmp_path, text.encode("cp949"))
    rows = write_clean(tmp_path / "read.parquet", tmp_path / "clean.csv", found.headers)
    with (tmp_path / "clean.csv").open(encoding="utf-8", newline="") as file:
        written = list(csv.reader(file))
    assert rows == 2
    assert written == [["이름", "이름", "메모"], ["가", "001", '줄\n바꿈, "따옴표"'], ["나", " 2 ", ""]]


def test_without_headers_the_clean_csv_has_the_unique_names(tmp_path: Path) -> None:
    reading(tmp_path, "이름,이름\n가,1\n나,2\n")
    write_clean(tmp_path / "read.parquet", tmp_path / "clean.csv")
    assert (tmp_path / "clean.csv").read_text(encoding="utf-8").splitlines()[0] == "이름,이름 (2)"
