"""Resident registration numbers: found by date and seventh digit, in columns and inside texts, and masked."""

from pathlib import Path

import duckdb
import polars as pl
import pytest

from connectors.duck import open_workspace
from data_catalog.clearing import clear, personal_columns
from data_catalog.personal import find_personal, mask
from data_catalog.personal.counting import has_sql
from data_catalog.personal.resident import FOREIGNER, RESIDENT
from tests.data_catalog.personal.looking import found_in

KINDS = {"resident_number", "foreigner_number"}
FOUND = {
    "850101-1234567": "85****-*******",
    "8501011234567": "85***********",
    "850101 - 2234567": "85**** - *******",
    "251231-3234567": "25****-*******",
    "900101-7234567": "90****-*******",
    "민원인(850101-2234567)입니다": "민원인(85****-*******)입니다",
    "주민번호8501012234567임": "주민번호85***********임",
    "850101-1234567 900202-2345678": "85****-******* 90****-*******",
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


HAS = f"({has_sql(RESIDENT, 't')} or {has_sql(FOREIGNER, 't')})"


def resident_in(column: str, values: dict[str, int]) -> int:
    """Rows of such numbers in a column whose values occur so often."""
    cells = [value for value, count in values.items() for _ in range(count)]
    return sum(item.rows for item in found_in({column: cells}) if item.kind in KINDS)


@pytest.mark.parametrize(("text", "masked"), FOUND.items())
def test_a_number_is_found_and_masked_in_sql_and_in_samples(text: str, masked: str) -> None:
    assert asked(HAS, text) is True
    assert mask(text) == masked
    assert resident_in("c", {text: 1}) == 1


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_cannot_be_such_a_number_is_left_alone(text: str) -> None:
    assert asked(HAS, text) is False
    assert resident_in("c", {text: 1}) == 0


def test_a_missing_text_holds_no_number() -> None:
    assert asked_null() == (False,)


def asked_null() -> tuple[object, ...] | None:
    return duckdb.execute(f"select {HAS} from (select null::varchar as t)").fetchone()


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
    assert [(item.column, item.rows, item.within_text) for item in found] == [("메모", 1, True), ("번호", rows, False)]


# Thirteen-digit numbers of things: one in 35 or so could be a resident's by its digits.
IDS = {str(1_000_000_000_000 + number * 7_368_787_123 % 9_000_000_000_000): 1 for number in range(400)}
BARE = {f"{850101 + number % 28}1{number:06d}": 1 for number in range(120)}


def test_a_wide_table_is_searched_a_few_patterns_at_a_time(tmp_path: Path) -> None:
    wide = {f"열{number}": ["850101-1234567" if number == 299 else "1"] for number in range(300)}
    pl.DataFrame(wide).write_parquet(tmp_path / "wide.parquet")
    workspace = open_workspace(tmp_path / "work", memory_mb=300, reads=[tmp_path / "wide.parquet"])
    workspace.view("held", tmp_path / "wide.parquet")
    asked: list[str] = []

    class Counting:
        def fetch(self, sql: str) -> pl.DataFrame:
            asked.append(sql)
            return workspace.fetch(sql)

    found = find_personal(Counting(), "held", list(wide))
    workspace.close()
    assert [item.column for item in found] == ["열299"]
    # The engine keeps each compiled until its answer, a megabyte apiece, and counts none of it.
    assert max(sql.count("regexp_") for sql in asked) < 300


def test_numbers_of_things_are_not_held_for_the_few_that_could_be_a_residents() -> None:
    by_chance = sum("*" in mask(value) for value in IDS)
    assert 0 < by_chance < 60
    assert resident_in("등록번호", IDS) == 0
    assert resident_in("등록번호", {f"{value}.0": 1 for value in IDS}) == 0, "the same, written as decimals"


@pytest.mark.parametrize(
    ("column", "more"),
    [
        ("등록번호", BARE),  # people and firms in one column: fewer than half are people
        ("등록번호", {"850101-1234567": 1}),  # one with a hyphen says what the column is
        ("주민등록번호", {}),
        ("Resident No.", {}),
    ],
)
def test_a_share_a_hyphen_or_the_header_says_that_they_are_residents(column: str, more: dict[str, int]) -> None:
    counts = {**IDS, **more}
    assert resident_in(column, counts) == sum(RESIDENT.masked(value) != value or FOREIGNER.masked(value) != value for value in counts)


def test_a_table_is_judged_as_its_values_are(tmp_path: Path) -> None:
    values = [*IDS, *BARE]
    frame = pl.DataFrame({"ids": [*IDS, *list(IDS)[: len(BARE)]], "both": values, "resident": [*IDS, *list(IDS)[: len(BARE)]]})
    frame.write_parquet(tmp_path / "a.parquet")
    workspace = open_workspace(tmp_path / "work", reads=[tmp_path / "a.parquet"])
    workspace.view("a", tmp_path / "a.parquet")
    found = find_personal(workspace, "a", frame.columns)
    workspace.close()
    assert list(dict.fromkeys(item.column for item in found)) == ["both", "resident"]


def test_every_number_that_holds_a_file_can_be_masked(tmp_path: Path) -> None:
    frame = pl.DataFrame({"c": [*FOUND, "850101-1234567가", "850101-1234567,8501011234567,850101-1234567"]})
    frame.write_parquet(tmp_path / "read.parquet")
    found = personal_columns(tmp_path / "read.parquet", ["c"])
    clear(tmp_path / "read.parquet", tmp_path / "clear.parquet", [(item, "mask") for item in found])
    assert pl.read_parquet(tmp_path / "clear.parquet")["c"].to_list()[: len(FOUND)] == list(FOUND.values())
