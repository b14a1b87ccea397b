"""What a person says of a file: each option changes what was found, each note names its option, undone characters are counted."""

from dataclasses import fields
from pathlib import Path

import pytest

from connectors.files import OPTIONS, ReadOptions, choices
from tests.connectors.files.trying import cells, notes, reading

TABLE = "보고,,,\n구,2022,2023,2024\n강남,1,,3\n합계,1,,3\n"


def test_every_option_named_by_a_note_is_one_of_reading() -> None:
    assert set(OPTIONS.values()) <= {item.name for item in fields(ReadOptions)}


@pytest.mark.parametrize("code", ["title_rows", "blank_columns", "aside_total", "wide_columns"])
def test_each_choice_offered_by_a_note_can_be_read_and_changes_the_table(tmp_path: Path, code: str) -> None:
    found, before = reading(tmp_path, TABLE)
    note = next(note for note in found.notes if note.code == code)
    offered = choices(note, found)
    assert offered
    for value in offered:
        changed, after = reading(tmp_path, TABLE, **{OPTIONS[code]: value})
        assert (changed.columns, after) != (found.columns, before)


def test_lines_above_the_table_may_be_passed_over(tmp_path: Path) -> None:
    content = "a,b\n1,2\n구,수\n강남,5\n서초,6\n"
    found, rows = reading(tmp_path, content, skip_rows=2)
    assert (found.columns, cells(rows)) == (("구", "수"), [("강남", "5"), ("서초", "6")])


def test_blank_columns_go_when_asked(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, "구,빈,수\n강남,,1\n서초,,2\n", blank_columns="drop")
    assert (found.columns, cells(rows)) == (("구", "수"), [("강남", "1"), ("서초", "2")])
    assert notes(found)["blank_columns_dropped"] == {"count": 1, "columns": ["빈"]}


def test_numbers_with_a_decimal_comma_are_found_and_may_be_left_alone(tmp_path: Path) -> None:
    content = "구;값;총액\n강남;1,5;1.234,50\n서초;2;12,25\n송파;0,5;7\n"
    found, rows = reading(tmp_path, content)
    assert cells(rows) == [("강남", "1.5", "1234.50"), ("서초", "2", "12.25"), ("송파", "0.5", "7")]
    assert notes(found)["decimal_comma"] == {"columns": ["값", "총액"]}
    assert cells(reading(tmp_path, content, decimal=".")[1])[0] == ("강남", "1,5", "1.234,50")


def test_thousands_are_not_taken_for_decimals(tmp_path: Path) -> None:
    _, rows = reading(tmp_path, "구;값\n강남;1,500\n서초;12,250\n")
    assert cells(rows)[0] == ("강남", "1,500")


def test_characters_that_could_not_be_read_are_counted_by_column(tmp_path: Path) -> None:
    content = "구,동,수\n강남,역삼,1\n".encode() + b"\xff\xff,\xec\x97,2\n" + "서초,반포,3\n".encode()
    found, rows = reading(tmp_path, content, encoding="utf-8")
    assert notes(found)["undecodable_columns"] == {"columns": ["구 (2)", "동 (1)"]}
    assert rows[1] == (3, "\ufffd\ufffd", "\ufffd", "2")


GROUPED = "시도,시군구,항목,값\n" + "".join(
    f"{place},{gu},총인구,{at}\n,,남자,{at}\n,,여자,{at}\n"
    for at, (place, gu) in enumerate((("서울", "종로구"), ("인천", "중구"), ("부산", "서구"), ("대구", "남구")))
)


def test_blanks_under_the_name_of_a_group_are_told_of_and_filled_when_asked(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, GROUPED)
    assert notes(found)["blanks_below"] == {"columns": ["시도", "시군구"]}
    assert rows[1][1:] == (None, None, "남자", "0")
    found, rows = reading(tmp_path, GROUPED, fill="down")
    assert notes(found)["filled_down"] == {"columns": ["시도", "시군구"], "cells": 16}
    assert rows[2][1:] == ("서울", "종로구", "여자", "0")
    assert (found.rows_in, found.rows_kept, len(rows)) == (12, 12, 12)


def test_values_that_are_missing_are_no_groups(tmp_path: Path) -> None:
    body = "".join(f"{'' if at % 3 else '메모'},{at},{at}\n" for at in range(12))
    found, _ = reading(tmp_path, "비고,번호,값\n" + body)
    assert "blanks_below" not in notes(found)
