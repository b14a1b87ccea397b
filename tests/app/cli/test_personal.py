"""`modu run` stops at personal values until it is said what becomes of them; `modu profile` shows them masked."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from app.cli.personal import as_decided, command_salt, wanted
from connectors.problem import Problem
from tests.app.cli.conftest import Command

ROWS = "\n".join(
    f"2024-01-{day:02d} 09:00,2024-01-{day:02d} 09:07,늘봄119안전센터,홍길동,010-1234-{day:04d},02-120-0000" for day in range(1, 29)
)
FILE = f"신고일시,현장도착일시,출동안전센터,신고자,휴대전화,관리기관전화번호\n{ROWS}\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "출동.csv"
    made.write_text(FILE, "utf-8")
    return made


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_run_is_refused_until_each_is_decided_and_says_what_was_found(command: Command, file: Path, tmp_path: Path, lang: str) -> None:
    words = ("run", "golden_hour", "--input", f"dispatch={file}", "--out", tmp_path / "out", "--lang", lang)
    code, told, said = command(*words, "--personal", "신고자=drop")
    assert (code, told["problem"]["code"]) == (2, "cli.personal_found")
    assert [(one["column"], one["kind"], one["rows"]) for one in told["problem"]["facts"]["found"]] == [("휴대전화", "phone", 28)]
    assert "휴대전화" in said
    assert "010-****-0001" in said
    assert "010-1234" not in str(told) + said
    code, told, _ = command(*words, "--personal", "drop")
    assert code == 0
    assert told["inputs"][0]["rows_kept"] == 28


def test_an_unknown_action_is_said_with_those_there_are(command: Command, file: Path, tmp_path: Path) -> None:
    code, told, _ = command("run", "golden_hour", "--input", f"dispatch={file}", "--out", tmp_path / "out", "--personal", "burn")
    assert (code, told["problem"]["code"], told["problem"]["facts"]["known"]) == (2, "cli.personal_wrong", ["drop", "mask", "hash"])


def test_each_column_may_have_its_own_action(home: Path, file: Path, tmp_path: Path) -> None:
    read = as_decided(file, tmp_path, "dispatch", wanted(["hash", "신고자=mask"]), home)
    rows = pl.read_parquet(read.parquet)
    assert set(rows["신고자"]) == {"홍*동"}
    assert rows["휴대전화"].n_unique() == 28
    assert rows["휴대전화"].str.contains("^#[0-9a-f]{24}$").all()
    assert set(rows["관리기관전화번호"]) == {"02-120-0000"}, "an institution's stays unless it is named"
    assert (home / "secrets" / "personal.salt").stat().st_mode & 0o777 == 0o600
    assert command_salt(home) == command_salt(home)


def test_an_input_of_free_texts_hides_what_stands_among_words_and_waits_for_the_rest(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "민원.csv"
    rows = "\n".join(f"2024-01-{day:02d},가로등이 꺼졌으니 010-1234-{day:04d}로 알려 주세요,010-9999-{day:04d}" for day in range(1, 29))
    file.write_text(f"접수일,민원내용,휴대전화\n{rows}\n", "utf-8")
    with pytest.raises(Problem) as told:
        as_decided(file, tmp_path, "complaint", wanted([]), home, hides=True)
    assert [one["column"] for one in told.value.facts["found"]] == ["휴대전화"]
    read = as_decided(file, tmp_path, "complaint", wanted(["휴대전화=drop"]), home, hides=True)
    texts = pl.read_parquet(read.parquet)["민원내용"]
    assert texts.str.contains("010-****-", literal=True).all()
    with pytest.raises(Problem):
        as_decided(file, tmp_path, "dispatch", wanted(["휴대전화=drop"]), home)


def test_a_profile_shows_no_value_of_a_person(command: Command, file: Path) -> None:
    code, told, _ = command("profile", file)
    assert code == 0
    assert {(one["column"], one["kind"], one["waits"]) for one in told["personal"]} == {
        ("신고자", "person_name", True), ("휴대전화", "phone", True), ("관리기관전화번호", "phone", False),
    }  # fmt: skip
    assert "홍길동" not in str(told)
    assert "1234-0001" not in str(told)


def test_nothing_waits_where_nothing_is_found(tmp_path: Path) -> None:
    plain = tmp_path / "a.csv"
    plain.write_text("센터,건수\n노학,1\n조양,2\n", "utf-8")
    assert as_decided(plain, tmp_path, "a", wanted([]), tmp_path).table.columns == ("센터", "건수")
    with pytest.raises(Problem, match="personal_wrong"):
        wanted(["a=burn"])


def test_a_profile_of_a_file_without_a_header_names_no_column_after_a_person(command: Command, tmp_path: Path) -> None:
    headless = tmp_path / "a.csv"
    headless.write_text("가,850101-1234567\n나,850102-2234567\n다,860103-2234567\n", "utf-8")
    code, told, _ = command("profile", headless)
    assert (code, told["rows_kept"]) == (0, 3)
    assert "234567" not in str(told)
