"""Bad input by the real command: a sentence that says what, where and how to mend it, or a result that says what was mended."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import main
from tests.app.cli.conftest import Command

HEAD = "신고일시,현장도착일시,119안전센터명,사건번호\n"
GOOD = [f"2024-01-{day:02d} 10:00,2024-01-{day:02d} 10:0{5 + day % 4},{'노학' if day % 2 else '조양'},A{day}" for day in range(1, 21)]
COLUMNS = {"call_at": "신고일시", "arrive_at": "현장도착일시", "center": "119안전센터명", "incident_id": "사건번호"}
LANGS = pytest.mark.parametrize("lang", ["ko", "en"])


def text_of(*rows: str, head: str = HEAD) -> str:
    return head + "".join(f"{row}\n" for row in rows)


def brought(folder: Path, content: str | bytes, name: str = "출동.csv") -> Path:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def mapped(folder: Path, content: Any = None) -> Path:
    file = folder / "맞춤.json"
    said = {"dispatch": {field: {"how": "column", "columns": [column]} for field, column in COLUMNS.items()}}
    file.write_text(content if isinstance(content, str) else json.dumps(content or said), "utf-8")
    return file


def ran(command: Command, folder: Path, file: Path, *more: str | Path, lang: str = "ko") -> dict[str, Any]:
    """The one input of a run that ends well, every row of it accounted for and every reason worded."""
    code, told, wrong = command("run", "golden_hour", "--input", f"dispatch={file}", "--out", folder / "out", "--lang", lang, *more)
    assert (code, wrong) == (0, "")
    for item in told["inputs"]:
        assert item["rows_in"] == item["rows_kept"] + item["rows_set_aside"]
        assert item["rows_set_aside"] == sum(one["rows"] for one in item["reasons"] if one["effect"] == "set_aside")
    use: dict[str, Any] = told["inputs"][0]
    return use


def refused(command: Command, folder: Path, *words: str | Path, lang: str) -> tuple[str, str]:
    """The code and the sentence of a run that is refused."""
    code, told, wrong = command("run", "golden_hour", *words, "--out", folder / "out", "--lang", lang)
    assert (code, wrong) == (2, told["problem"]["message"])
    assert not (folder / "out" / "result.json").exists()
    return told["problem"]["code"], wrong


def happened(use: dict[str, Any], effect: str) -> dict[str, int]:
    return {one["code"]: one["rows"] for one in use["reasons"] if one["effect"] == effect}


@LANGS
@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("빈.csv", "", "file.empty"),
        ("머리글만.csv", HEAD, "input.no_rows"),
        ("머리글없음.csv", text_of(*GOOD, head=""), "mapping.no_header"),
        ("열없음.csv", text_of(*(row.split(",")[0] + ",x" for row in GOOD), head="신고일시,메모\n"), "mapping.not_sure"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_by_name(
    tmp_path: Path, command: Command, lang: str, name: str, content: str, code: str
) -> None:
    said, message = refused(command, tmp_path, "--input", f"dispatch={brought(tmp_path, content, name)}", lang=lang)
    assert said == code
    assert name in message
    if said.startswith("mapping."):
        assert {"ko": "현장 도착 일시", "en": "Arrival at the scene"}[lang] in message
        assert ("column_1" if said == "mapping.no_header" else "메모") in message, "the columns there are"


LAYER = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "properties": {"메모": str(at)}, "geometry": {"type": "Point", "coordinates": [128.5, 38.1 + at / 100]}}
        for at in range(3)
    ],
}


@LANGS
def test_a_layer_whose_columns_do_not_map_is_not_told_that_it_has_no_header(tmp_path: Path, command: Command, lang: str) -> None:
    said, message = refused(command, tmp_path, "--input", f"dispatch={brought(tmp_path, json.dumps(LAYER), '점.geojson')}", lang=lang)
    assert said == "mapping.not_sure"
    assert "메모" in message


def test_a_table_read_without_its_header_by_wish_is_told_so(tmp_path: Path, command: Command) -> None:
    rows = "".join(f"{day},{day * 2}\n" for day in range(1, 9))
    said, message = refused(command, tmp_path, "--input", f"dispatch={brought(tmp_path, rows)}", lang="ko")
    assert said == "mapping.no_header"
    assert "column_1" in message


CALLS = text_of(
    *(f"{row.split(',')[0]},128.{570 + at},38.{190 + at},노학" for at, row in enumerate(GOOD)), head="신고일시,경도,위도,출동센터\n"
)
POSTS = "안전센터명,경도,위도\n노학,128.571,38.195\n조양,128.580,38.200\n"


@LANGS
def test_a_field_that_may_be_lacking_limits_the_answer_and_says_what_is_missing_from_it(
    tmp_path: Path, command: Command, lang: str
) -> None:
    calls, posts = brought(tmp_path, CALLS), brought(tmp_path, POSTS, "센터.csv")
    words = ("--input", f"dispatch={calls}", "--input", f"center={posts}", "--out", tmp_path / "out")
    code, told, _ = command("run", "golden_hour", *words, "--lang", lang)
    assert code == 0
    assert told["limited"]
    lacking = [one["facts"]["title"]["ko"] for one in told["inputs"][0]["reasons"] if one["code"] == "prepare.required_lacking"]
    assert lacking == ["현장 도착 일시"]
    assert {answer["state"] for answer in told["answers"]} == {"given", "refused"}


def test_a_person_reads_what_is_missing_from_a_limited_answer(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODU_HOME", str(home))
    calls, posts = brought(tmp_path, CALLS), brought(tmp_path, POSTS, "센터.csv")
    assert main(["run", "golden_hour", "--input", f"dispatch={calls}", "--input", f"center={posts}", "--out", str(tmp_path / "out")]) == 0
    assert "‘현장 도착 일시’ 항목에 쓸 열이 없습니다. 몇 분 만에 도착했는지 알 수 없습니다." in capsys.readouterr().out


def test_a_lacking_field_that_a_column_may_give_is_asked_for(tmp_path: Path, command: Command) -> None:
    rows = [f"{row.split(',')[0]},{row.split(',')[1]},x" for row in GOOD]
    file = brought(tmp_path, text_of(*rows, head="신고일시,일시2,메모\n"))
    code, _ = refused(command, tmp_path, "--input", f"dispatch={file}", lang="ko")
    assert code == "mapping.not_sure"


def test_what_was_set_aside_or_repaired_is_said_to_the_person_and_not_to_programs_alone(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODU_HOME", str(home))
    file = brought(tmp_path, text_of(*GOOD, "어제,2024-01-31 10:05,노학,B1", GOOD[0]))
    assert main(["run", "golden_hour", "--input", f"dispatch={file}", "--out", str(tmp_path / "out")]) == 0
    told = capsys.readouterr().out
    assert "22줄 중 20줄" in told
    assert "읽지 못함 (1줄) [열: 신고일시 · 파일의 줄: 22]" in told
    assert "(1줄) [파일의 줄: 23]" in told, "the row that came twice"


def test_a_zip_named_as_a_workbook_is_read_and_said_to_be_one(tmp_path: Path, command: Command) -> None:
    file = tmp_path / "출동.xlsx"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("a.csv", text_of(*GOOD))
    code, told, _ = command("profile", file)
    assert code == 0
    assert {note["code"]: note["facts"] for note in told["notes"]}["member_read"] == {"member": "a.csv"}
    assert "other_format" in {note["code"] for note in told["notes"]}


@LANGS
def test_a_zip_of_pictures_named_as_a_workbook_is_refused(tmp_path: Path, command: Command, lang: str) -> None:
    with zipfile.ZipFile(tmp_path / "출동.xlsx", "w") as packed:
        packed.writestr("a.png", b"\x89PNG\r\n")
    _, message = refused(command, tmp_path, "--input", f"dispatch={tmp_path / '출동.xlsx'}", lang=lang)
    assert "a.png" in message


@LANGS
def test_a_column_of_dates_that_are_none_is_named_with_the_file_and_the_repair(tmp_path: Path, command: Command, lang: str) -> None:
    file = brought(tmp_path, text_of(*(f"어제,내일,노학,A{n}" for n in range(9))))
    code, message = refused(command, tmp_path, "--input", f"dispatch={file}", "--mapping", mapped(tmp_path), lang=lang)
    assert code == "check.cannot"
    assert {"출동.csv", "신고일시"} <= {word for word in ("출동.csv", "신고일시") if word in message}
    assert {"ko": "다른 열을 골라", "en": "choose another column"}[lang] in message


@pytest.mark.parametrize("encoding", ["cp949", "utf-16", "utf-8-sig"])
def test_every_encoding_gives_the_same_rows(tmp_path: Path, command: Command, encoding: str) -> None:
    assert ran(command, tmp_path, brought(tmp_path, text_of(*GOOD).encode(encoding)))["rows_kept"] == 20


def test_characters_that_cannot_be_read_are_said_in_the_result(tmp_path: Path, command: Command) -> None:
    file = brought(tmp_path, text_of(*GOOD).encode() + "2024-01-31 10:00,2024-01-31 10:05,가나다,B1\n".encode("cp949"))
    use = ran(command, tmp_path, file)
    assert use["rows_kept"] == 21
    assert "note.undecodable" in happened(use, "repaired")


def test_a_date_that_is_none_and_a_row_that_comes_twice_are_set_aside_with_their_lines(tmp_path: Path, command: Command) -> None:
    use = ran(command, tmp_path, brought(tmp_path, text_of(*GOOD, "어제,2024-01-31 10:05,노학,B1", GOOD[0])))
    assert (use["rows_in"], happened(use, "set_aside")) == (22, {"prepare.row_repeated": 1, "prepare.row_unreadable": 1})
    assert {one["code"]: one["examples"][0]["line"] for one in use["reasons"]} == {
        "prepare.row_repeated": 23, "prepare.row_unreadable": 22,
    }  # fmt: skip


def test_24_hours_and_past_midnight_are_read_and_said(tmp_path: Path, command: Command) -> None:
    rows = [f"202401{day},2358{day},202401{day},0005{day},노학" for day in range(10, 20)]
    file = brought(tmp_path, text_of(*rows, "20240120,235000,20240120,240000,노학", head="일자,시각,도착일,도착시,센터\n"))
    pairs = {"call_at": ("일자", "시각"), "arrive_at": ("도착일", "도착시")}
    mapping = mapped(tmp_path, {"dispatch": {field: {"how": "date_time", "columns": pair} for field, pair in pairs.items()}})
    use = ran(command, tmp_path, file, "--mapping", mapping)
    told = happened(use, "repaired")
    assert (use["rows_kept"], told["prepare.midnight"], told["repaired.time.day_end"]) == (11, 10, 1)


def test_one_row_is_enough_to_end_well(tmp_path: Path, command: Command) -> None:
    assert ran(command, tmp_path, brought(tmp_path, text_of(GOOD[0])))["rows_kept"] == 1


def test_an_arrival_before_its_call_is_counted_in_the_result(tmp_path: Path, command: Command) -> None:
    file = brought(tmp_path, text_of(*GOOD, "2024-01-31 10:50,2024-01-31 10:00,노학,B1"))
    ran(command, tmp_path, file)
    result = json.loads((tmp_path / "out" / "result.json").read_text("utf-8"))
    cleaned = next(finding for finding in result["findings"] if finding["key"] == "cleaned")
    assert "도착이 신고보다 이름 1건" in cleaned["text"]["ko"]


@pytest.mark.parametrize(
    ("how", "head", "row", "code"),
    [
        ("lonlat", "센터명,경도,위도", "센터{n},37.5{n},127.0{n}", "turned"),
        ("xy", "센터명,X좌표,Y좌표", "센터{n},{x}.5,{y}.2", "crs"),
        ("lonlat", "센터명,경도,위도", "센터{n},{x}.5,{y}.2", "crs"),
    ],
)
def test_coordinates_swapped_or_in_metres_are_put_right_and_said(
    tmp_path: Path, command: Command, how: str, head: str, row: str, code: str
) -> None:
    rows = [row.format(n=n, x=195785 + n * 500, y=541613 + n * 400) for n in range(10)]
    centers = brought(tmp_path, text_of(*rows, head=f"{head}\n"), "센터.csv")
    name, x, y = head.split(",")
    places = {"center": {"how": "column", "columns": [name]}, "place": {"how": how, "columns": [x, y]}}
    mapping = mapped(tmp_path, {"center": places})
    calls = brought(tmp_path, text_of(*GOOD))
    words = ("run", "golden_hour", "--input", f"dispatch={calls}", "--input", f"center={centers}", "--mapping", mapping)
    ended, told, _ = command(*words, "--out", tmp_path / "out")
    assert ended == 0
    use = next(item for item in told["inputs"] if item["name"] == "center")
    assert use["rows_kept"] == 10
    assert any(code in one["code"] for one in use["reasons"])


def test_names_of_columns_with_sql_and_html_are_only_names(tmp_path: Path, command: Command) -> None:
    sql, html = '"); drop table x; --', "<img src=x onerror=alert(1)>"
    file = brought(tmp_path, text_of(*GOOD, head=f'신고일시,현장도착일시,"{sql.replace(chr(34), chr(34) * 2)}",{html}\n'))
    named = {**COLUMNS, "center": sql, "incident_id": html}
    mapping = mapped(tmp_path, {"dispatch": {field: {"how": "column", "columns": [column]} for field, column in named.items()}})
    use = ran(command, tmp_path, file, "--mapping", mapping, "--report", "html")
    assert (use["rows_kept"], use["mapping"]["center"]["columns"]) == (20, [sql])
    assert html not in (tmp_path / "out" / "report.html").read_text("utf-8")


@LANGS
@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("{", "cli.json_wrong"),
        ("[" * 100_000, "cli.json_wrong"),
        ("[]", "mapping.unreadable"),
        ('{"dispatch": NaN}', "mapping.unreadable"),
        ('{"dispatch": {"call_at": {"how": [], "columns": ["신고일시"]}}}', "mapping.unreadable"),
        ('{"dispatch": {"call_at": {"how": "exec", "columns": ["신고일시"]}}}', "mapping.unreadable"),
        ('{"dispatch": {"call_at": {"how": "column", "columns": [1]}}}', "mapping.unreadable"),
        ('{"dispatch": {"call_at": {"how": "column", "columns": ["없는 열"]}}}', "mapping.column_missing"),
        ('{"dispatch": {"nothing": {"how": "column", "columns": ["신고일시"]}}}', "mapping.field_unknown"),
        ('{"dispatch": {}}', "mapping.empty"),
        ('{"nowhere": {}}', "input.unknown"),
        ('{"dispatch": {"call_at": {"how": "constant", "value": "x\'; drop"}}}', "check.cannot"),
    ],
)
def test_a_hostile_mapping_is_refused_with_its_part(tmp_path: Path, command: Command, lang: str, content: str, code: str) -> None:
    words = ("--input", f"dispatch={brought(tmp_path, text_of(*GOOD))}", "--mapping", mapped(tmp_path, content))
    said, message = refused(command, tmp_path, *words, lang=lang)
    assert said == code
    assert "unworded" not in message


@LANGS
@pytest.mark.parametrize(
    ("words", "code", "named"),
    [
        (["--set", "nothing=1"], "setting.no_such", "nothing"),
        (["--set", "target_min=9999"], "setting.out_of_range", "9999"),
        (["--set", "target_min=nan"], "setting.not_number", "nan"),
        (["--input", "nowhere={file}"], "input.unknown", "nowhere"),
        (["--input", "dispatch={file}"], "cli.input_twice", "dispatch"),
    ],
)
def test_words_that_mean_nothing_are_named(tmp_path: Path, command: Command, lang: str, words: list[str], code: str, named: str) -> None:
    file = brought(tmp_path, text_of(*GOOD))
    said, message = refused(command, tmp_path, "--input", f"dispatch={file}", *(word.format(file=file) for word in words), lang=lang)
    assert said == code
    assert named in message


def test_posts_that_the_list_of_posts_lacks_are_told_with_the_ones_like_them(command: Command, tmp_path: Path) -> None:
    posts = brought(tmp_path, "센터명,경도,위도\n노학119안전센터,128.56,38.19\n조양동119안전센터,128.58,38.20\n", "센터.csv")
    file = brought(tmp_path, text_of(*GOOD))
    code, told, wrong = command(
        "run", "golden_hour", "--input", f"dispatch={file}", "--input", f"center={posts}", "--out", tmp_path / "out"
    )
    assert (code, wrong) == (0, "")
    use = next(one for one in told["inputs"] if one["name"] == "dispatch")
    found = next(one for one in use["reasons"] if one["code"] == "check.refers_near")
    assert (found["effect"], found["rows"], found["facts"]["near"]) == ("noted", 10, "조양 → 조양동119안전센터")
    assert told["limited"]
