"""`modu profile` and `modu map`: what they say of a file, and of what is no file of a table."""

from __future__ import annotations

import csv
import json
import os
import zipfile
from pathlib import Path

import pytest

from app.cli.files import readable
from connectors.problem import Problem
from data_catalog.check_rules.kinds import KINDS
from data_catalog.personal.disguise import undisguised
from tests.app.cli.conftest import Command

TABLE = "이름,이름,,비고\n가,1,x,-\n나,2,,800101-1234567\n합계,3,,-\n"
CALLS = "신고일자,신고시각,현장도착일시,119안전센터명\n20240101,100500,2024-01-01 10:12,노학\n20240102,230000,2024-01-02 23:09,조양\n"


def test_the_clean_table_keeps_the_files_own_header_and_every_cells_own_text(tmp_path: Path, command: Command) -> None:
    file, clean = tmp_path / "표.csv", tmp_path / "새 폴더" / "clean.csv"
    file.write_bytes(TABLE.encode("cp949"))
    code, told, _ = command("profile", file, "--out", clean)
    assert code == 0
    rows = list(csv.reader(clean.read_text("utf-8").splitlines()))
    assert rows == [["이름", "이름", "", "비고"], ["가", "1", "x", "-"], ["나", "2", "", "800101-1234567"]]
    assert (told["encoding"], told["header_rows"]) == ("cp949", [1])
    assert (told["rows_in"], told["rows_kept"], told["rows_set_aside"], told["reasons"]) == (3, 2, 1, {"total": 1})
    assert told["set_aside"] == [{"line": 4, "reason": "total", "cells": ["합계", "3", "", "-"]}]
    assert [column["name"] for column in told["columns"]] == ["이름", "이름 (2)", "column_3", "비고"]
    assert all(column["kind"] for column in told["columns"])
    (found,) = told["personal"]
    assert (found["column"], found["kind"], found["rows"], found["share"], found["within_text"]) == (
        "비고",
        "resident_number",
        1,
        0.5,
        False,
    )
    assert (found["confidence"], found["example_masked"], found["suggested"]) == ("sure", "80****-*******", "drop")


def test_a_table_without_a_header_gets_names_to_be_read_by(tmp_path: Path, command: Command) -> None:
    file, clean = tmp_path / "a.csv", tmp_path / "clean.csv"
    file.write_text("1,2024-01-01,3\n2,2024-01-02,5\n3,2024-01-03,7\n4,2024-01-04,9\n", "utf-8")
    code, told, _ = command("profile", file, "--out", clean)
    assert (code, told["header_rows"], told["rows_in"]) == (0, [], 4)
    assert clean.read_text("utf-8").splitlines()[:2] == ["column_1,column_2,column_3", "1,2024-01-01,3"]


def test_what_is_said_of_a_file_holds_over_what_is_found(tmp_path: Path, command: Command) -> None:
    file, clean = tmp_path / "a.csv", tmp_path / "clean.csv"
    file.write_text("메모;;;\n구;2023;2024;2025\n강남;1,5;2,25;3\n합계;1,5;2,25;3\n", "utf-8")
    words = ("--separator", ";", "--header", "2", "--totals", "keep", "--decimal", ",", "--melt")
    code, told, _ = command("profile", file, "--out", clean, *words)
    assert (code, told["header_rows"], told["rows_kept"]) == (0, [2], 6)
    assert clean.read_text("utf-8").splitlines()[:3] == ["구,기간,값", "강남,2023,1.5", "강남,2024,2.25"]
    options = {note["code"]: note["option"] for note in told["notes"]}
    assert (options["melted"], options["decimal_comma"], options["title_rows"]) == ("melt", "decimal", "header_rows")
    code, told, _ = command("profile", file, "--header", "둘")
    assert (code, told["problem"]["code"]) == (2, "cli.lines_wrong")


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_what_is_no_table_ends_with_2_and_a_sentence_that_names_it(tmp_path: Path, command: Command, lang: str) -> None:
    (tmp_path / "empty.csv").touch()
    (tmp_path / "folder.csv").mkdir()
    with zipfile.ZipFile(tmp_path / "zipped.xlsx", "w") as packed:
        packed.writestr("안.md", "아무것도")
    expected = {
        "empty.csv": "file.empty", "folder.csv": "cli.file_is_folder", "zipped.xlsx": "file.zip_without_table",
        "nowhere.csv": "cli.file_absent", "x" * 300 + ".csv": "cli.file_absent",
    }  # fmt: skip
    for name, problem in expected.items():
        code, told, wrong = command("profile", tmp_path / name, "--lang", lang)
        assert (code, told["problem"]["code"], wrong) == (2, problem, told["problem"]["message"])
        assert name[:100] in wrong


def test_a_file_nobody_lets_us_read_is_said_to_be_so(tmp_path: Path) -> None:
    file = tmp_path / "closed.csv"
    file.write_text("a,b\n1,2\n", "utf-8")
    file.chmod(0)
    me = os.geteuid()
    if me == 0:
        os.seteuid(65534)
    try:
        with pytest.raises(Problem, match=r"cli\.file_closed"):
            readable(file)
    finally:
        os.seteuid(me)


@pytest.mark.parametrize("words", [("profile", "{file}", "--out", "{taken}/a.csv"), ("run", "golden_hour", "--sample", "--out", "{taken}")])
def test_a_place_for_results_that_cannot_be_is_said_before_the_work(tmp_path: Path, command: Command, words: tuple[str, ...]) -> None:
    taken, file = tmp_path / "taken", tmp_path / "a.csv"
    taken.write_text("a file", "utf-8")
    file.write_text(CALLS, "utf-8")
    code, told, _ = command(*(word.format(file=file, taken=taken) for word in words))
    assert (code, told["problem"]["code"]) == (2, "cli.folder_closed")


def test_a_pair_of_columns_is_named_as_one_and_listed_apart(tmp_path: Path, command: Command) -> None:
    file = tmp_path / "출동.csv"
    file.write_text(CALLS, "utf-8")
    said = {}
    for lang in ("ko", "en"):
        code, told, _ = command("map", file, "golden_hour", "dispatch", "--lang", lang)
        said[lang] = {one["field"]: one for one in told["fields"]}
        assert code == 0
    call, center = said["ko"]["call_at"], said["ko"]["center"]
    assert (call["column"], call["columns"], call["confidence"]) == ("신고일자 + 신고시각", ["신고일자", "신고시각"], "sure")
    assert (call["reason_code"], call["reason"]) == ("pair", "‘신고일자’의 날짜와 ‘신고시각’의 시각을 합칩니다.")
    assert said["en"]["call_at"]["reason"] == "The date of “신고일자” and the time of “신고시각” are joined."
    assert (center["column"], center["columns"]) == ("119안전센터명", ["119안전센터명"])
    assert all({"column", "columns"} <= other.keys() for one in said["ko"].values() for other in one["alternatives"])
    assert (said["ko"]["place"]["column"], said["ko"]["place"]["columns"], said["ko"]["place"]["reason_code"]) == (None, [], "none")


def test_every_reason_for_a_column_has_its_sentence() -> None:
    import re

    from app.texts import keys

    folder = Path(__file__).resolve().parents[3] / "data_catalog" / "mapping"
    codes = {code for file in folder.glob("*.py") for code in re.findall(r'Reason\(\s*"(\w+)"', file.read_text("utf-8"))}
    assert len(codes) > 5
    assert {code for code in codes if f"mapping.reason.{code}" not in keys()} == set()


def test_a_file_is_mapped_to_what_a_planned_model_asks_for(tmp_path: Path, command: Command) -> None:
    file = tmp_path / "체납.csv"
    file.write_text(
        "과세년도,세목명,체납액구간,체납건수,체납금액\n2022,자동차세,10만원 미만,120,3400000\n2022,재산세,50만원 미만,80,9100000\n", "utf-8"
    )
    code, told, _ = command("map", file, "tax_arrears", "aggregate")
    assert code == 0
    found = {one["field"]: one["column"] for one in told["fields"]}
    assert found == {
        "year": "과세년도", "tax": "세목명", "amount_band": "체납액구간", "count": "체납건수", "amount": "체납금액",
        "cumulative_count": None, "cumulative_amount": None,
    }  # fmt: skip


def test_the_published_dictionary_is_taken_from_its_file(tmp_path: Path, command: Command) -> None:
    file = tmp_path / "공통표준단어.csv"
    file.write_bytes("공통표준단어명,공통표준단어영문약어명\n체납,NPMNT\n과세,TXTN\n".encode("cp949"))
    code, told, _ = command("terms", "load", file, "--home", tmp_path / "home")
    assert (code, told["loaded"]) == (0, [{"file": file.name, "words": 2, "all": 2}])
    other = tmp_path / "다른.csv"
    other.write_text("자치구,인구\n종로구,1\n중구,2\n", "utf-8")
    code, told, _ = command("terms", "load", other, "--home", tmp_path / "home")
    assert (code, told["problem"]["code"]) == (2, "terms.not_a_dictionary")


def test_a_profile_says_how_much_of_a_column_reads_as_its_kind_and_which_system_coordinates_are_in(
    tmp_path: Path, command: Command
) -> None:
    rows = [f"곳{n},{953_000 + 37 * n},{1_952_000 + 53 * n},{n if n % 25 else '없어요'}" for n in range(1, 101)]
    file = tmp_path / "곳.csv"
    file.write_text("이름,X좌표,Y좌표,수\n" + "\n".join(rows) + "\n", encoding="utf-8")
    _, told, _ = command("profile", file)
    assert {one["name"]: (one["kind"], one["share"]) for one in told["columns"]}["수"] == ("number", 0.96)
    assert (told["coordinates"]["crs"], told["coordinates"]["inside"]) == ("EPSG:5179", 1.0)


def test_every_finding_names_its_help_page(tmp_path: Path, command: Command) -> None:
    codes = {code for each in KINDS.values() for code in each}
    file = tmp_path / "a.csv"
    file.write_text("번호,일자,수\n" + "".join(f"{n % 30},20{24 + n // 38}-01-{1 + n % 28:02d},7\n" for n in range(40)), "utf-8")
    code, told, _ = command("profile", file)
    assert code == 0
    assert told["findings"]
    assert all(one["help"].removeprefix("/checks?check=") in codes for one in told["findings"])


def test_what_is_told_of_a_file_names_nobody(tmp_path: Path, command: Command) -> None:
    phone = "０１０－１２３４－５６７８"
    file = tmp_path / "표.csv"
    file.write_text(
        f"현황 (담당 {phone})\n\n구,담당 {phone},값\n" + "".join(f"{at}구,가,{at}\n" for at in range(8)) + "합계,010–1234–5678,1\n", "utf-8"
    )
    for words in (("profile", file), ("map", file, "golden_hour", "dispatch")):
        code, told, wrong = command(*words)
        assert code == 0
        assert "1234" not in undisguised(json.dumps(told, ensure_ascii=False) + wrong)
        assert "010-****-5678" in json.dumps(told, ensure_ascii=False)


def test_a_problem_with_a_sheet_or_member_names_nobody(tmp_path: Path, command: Command) -> None:
    file = tmp_path / "표.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("010–1234–5678.csv", "가,나\n1,2\n")
    code, told, wrong = command("profile", file, "--member", "없음.csv")
    assert code == 2
    assert "1234" not in undisguised(json.dumps(told, ensure_ascii=False) + wrong)
