"""Every rule finds what it is for, names where, and stays silent on the same table without it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.texts import keys, text
from data_catalog.check_rules import RULES, CheckFinding
from data_catalog.checks import check
from data_catalog.mapping import Source
from data_catalog.schema import Check, Field, Input
from tests.data_catalog.contracts import XY, field, table
from tests.data_catalog.preparing import column, prepared
from tests.data_catalog.test_checks import Columns

ROWS = 60
CHOICES = Field("kind", "category", {"ko": "종류", "en": "kind"}, {"ko": "종류", "en": "kind"}, choices=("방범", "교통"))
T = table(
    "t", field("at", "moment", "일시"), field("area", "category", "동"), CHOICES, field("n", "integer", "수"), field("w", "won", "금액"),
    field("total", "integer", "소계"), field("a", "integer", "2014년"), field("b", "integer", "2015년"),
    field("code", "code", "시군구코드"),
    field("no", "id", "번호"), field("body", "text", "내용"), field("place", "place", "위치", **XY),
)  # fmt: skip


def good() -> Columns:
    rows = range(ROWS)
    return {
        "일시": [f"2024-{1 + n % 6:02d}-{1 + n % 28:02d} {n % 24:02d}:{(7 * n) % 60:02d}:{n % 59:02d}" for n in rows],
        "동": ["온천동" if n % 3 else "봉명동" for n in rows],
        "종류": ["방범" if n % 2 else "교통" for n in rows],
        "수": [str(3 + (n * 7) % 41) for n in rows],
        "금액": [str(91_003 + 317 * (n % 37)) for n in rows],
        "소계": [str(30 + 2 * n) for n in rows],
        "2014년": [str(10 + n) for n in rows],
        "2015년": [str(20 + n) for n in rows],
        "시군구코드": ["30200" if n % 2 else "30170" for n in rows],
        "번호": [f"{1000 + n}" for n in rows],
        "내용": [f"도로가 {n}번째로 파였습니다." for n in rows],
        "경도": [f"{127.30 + (n % 10) * 0.01037:.5f}" for n in rows],
        "위도": [f"{36.33 + (n // 10) * 0.01041:.5f}" for n in rows],
        "주소": ["대전광역시 유성구 온천동" for _ in rows],
    }


def findings(folder: Path, spoil: Callable[[Columns], None], *checks: Check, input: Input = T) -> dict[str, CheckFinding]:
    columns = good()
    spoil(columns)
    mapping = {one.name: column(one.title["ko"]) for one in input.fields if one.kind != "place"}
    from data_catalog.mapping import Source

    mapping["place"] = Source("lonlat", ("경도", "위도", "주소"))
    asked = Input(**{**input.__dict__, "checks": checks})
    done, _, workspace = prepared(folder, asked, columns, mapping)
    report = check(workspace, done, asked, general=True, today=date(2024, 12, 31))
    return {one.code: one for one in report.findings}


def put(header: str, value: str, *rows: int) -> Callable[[Columns], None]:
    def spoil(columns: Columns) -> None:
        for row in rows:
            columns[header][row] = value

    return spoil


def every(header: str, value: Callable[[int], str]) -> Callable[[Columns], None]:
    def spoil(columns: Columns) -> None:
        columns[header] = [value(row) for row in range(ROWS)]

    return spoil


def copied(columns: Columns) -> None:
    for header in columns:
        if header != "번호":
            columns[header][5] = columns[header][4]


def emptied(columns: Columns) -> None:
    columns["수"] = [None if area == "봉명동" else n for area, n in zip(columns["동"], columns["수"], strict=True)]


CASES: dict[str, tuple[Callable[[Columns], None], tuple[Check, ...], int]] = {
    "future": (put("일시", "2031-01-05 10:00", 3), (), 1),
    "odd_years": (put("일시", "1905-07-04 10:00", 3), (), 1),
    "period_gaps": (put("일시", "2024-11-05 10:00", 3), (Check("period_gaps", ("at",)),), 0),
    "heaped_times": (every("일시", lambda n: f"2024-{1 + n % 6:02d}-{1 + n % 28:02d} {n % 24:02d}:{n % 12 * 5:02d}"), (), ROWS),
    "allowed": (put("동", "방법", 7), (Check("allowed", ("area",), values=("온천동", "봉명동")),), 1),
    "pattern": (put("번호", "12-7", 7), (Check("pattern", ("no",), pattern="[0-9]{4}"),), 1),
    "range": (put("수", "-4", 7), (Check("range", ("n",)),), 1),
    "outliers": (put("수", "99999", 7), (), 1),
    "mostly_default": (every("수", lambda n: "0" if n else "3"), (), ROWS - 1),
    "constant": (every("수", lambda n: "5"), (), ROWS),
    "heaped": (every("수", lambda n: str(5 * (1 + n % 30))), (), ROWS),
    "missing_by_group": (emptied, (), 20),
    "spelling": (put("동", "온천 동", 1, 2), (), 40),
    "too_short": (put("내용", "음", 7), (), 1),
    "damaged_text": (put("동", "占쏙옙천동", 1), (), 1),
    "unique": (put("번호", "1000", 9), (), 2),
    "near_repeated": (copied, (), 2),
    "expected_rows": (put("수", "4", 0), (Check("expected_rows", ("n",), 1000),), ROWS),
    "code_list": (put("시군구코드", "99110", 4), (), 1),
    "code_lengths": (put("시군구코드", "3020", 4), (), 1),
    "outside_area": (put("위도", "35.10000", 4), (), 1),
    "coarse_points": (every("경도", lambda n: f"{127.3 + n % 9 / 100:.2f}"), (), 0),
    "within": (put("위도", "51.50000", 4), (), 1),
    "parts_total": (put("소계", "999", 2), (Check("parts_total", ("total", "a", "b")),), 1),
    "share_missing": (put("수", "-", 4), (Check("share_missing", ("n",)),), 1),
    "same_place_share": (every("경도", lambda n: "127.30000" if n < 40 else f"{127.4 + n / 1000:.5f}"), (), 0),
}
FOUND_AS = {"within": "outside", "share_missing": "missing_optional", "same_place_share": "piled"}


@pytest.mark.parametrize("rule", CASES)
def test_a_rule_finds_what_it_is_for_and_is_silent_without_it(tmp_path: Path, rule: str) -> None:
    spoil, checks, rows = CASES[rule]
    code = FOUND_AS.get(rule, rule)
    input = T
    if rule == "range":
        fields = tuple(Field(**{**one.__dict__, "minimum": 0.0}) if one.name == "n" else one for one in T.fields)
        input = Input(**{**T.__dict__, "fields": fields})
    if rule == "same_place_share":
        before, spoil = spoil, lambda columns: (before(columns), every("위도", lambda n: "36.33000")(columns))[0]
    if rule == "coarse_points":
        before, spoil = spoil, lambda columns: (before(columns), every("위도", lambda n: f"{36.3 + n % 7 / 100:.2f}")(columns))[0]
    found = findings(tmp_path / "spoilt", spoil, *checks, input=input)
    assert code in found, sorted(found)
    if rows:
        assert found[code].rows == rows
    quiet = [check for check in checks if check.rule != "expected_rows"]
    assert code not in findings(tmp_path / "good", lambda columns: None, *quiet, input=input)


@pytest.fixture
def tmp_path(tmp_path: Path) -> Path:
    for name in ("spoilt", "good"):
        (tmp_path / name).mkdir()
    return tmp_path


def test_every_finding_is_worded_with_its_effect_and_repair_in_both_languages() -> None:
    codes = [FOUND_AS.get(rule, rule) for rule in CASES]
    missing = [key for code in codes for key in (f"finding.{code}", f"finding.{code}.effect", f"finding.{code}.why") if key not in keys()]
    assert missing == []


@pytest.mark.parametrize(
    ("said", "damaged"),
    [
        ("자는 시간???", False),
        ("뭐죠??? 꼭 답해 주세요", False),
        ("<p>얘기해도 ????</p><p>답이 없네요</p>", False),
        ("??? 신고", True),
        ("????? ???", True),
    ],
)
def test_question_marks_are_lost_letters_only_where_a_word_began(tmp_path: Path, said: str, damaged: bool) -> None:
    assert ("damaged_text" in findings(tmp_path / "spoilt", put("내용", said, 1))) is damaged


def test_there_are_about_25_kinds_of_checks() -> None:
    assert len(RULES) >= 25


def test_the_reason_given_for_a_threshold_goes_with_the_finding(tmp_path: Path) -> None:
    why = {"ko": "번호는 네 자리입니다.", "en": "Numbers have four digits."}
    found = findings(tmp_path / "good", put("번호", "12-7", 7), Check("pattern", ("no",), pattern="[0-9]{4}", why=why))
    assert found["pattern"].why == why


def test_a_total_that_is_not_the_sum_of_the_columns_beside_it_is_found(tmp_path: Path) -> None:
    found = findings(tmp_path / "good", every("소계", lambda n: str(24 + 2 * n)))["parts_total"]
    assert found.rows == ROWS
    assert found.limiting
    assert found.examples[0].value == "24 ≠ 30"
    said: dict[str, Any] = {**found.facts}
    assert "2014년" in text("finding.parts_total", "ko", **said)


def test_names_that_another_table_lacks_are_found(tmp_path: Path) -> None:
    other = table("areas", field("name", "category", "이름"))
    (tmp_path / "other").mkdir()
    done, _, _ = prepared(tmp_path / "other", other, {"이름": ["온천동", "신성동"]}, {"name": column("이름")})
    asked = Input(**{**T.__dict__, "checks": (Check("refers_to", ("area",), other="areas.name"),)})
    mine, _, workspace = prepared(tmp_path, asked, good(), {"area": column("동")})
    report = check(workspace, mine, asked, others={"areas": done.path})
    assert next(one for one in report.findings if one.code == "refers_to").rows == 20
    assert not any(one.code == "refers_to" for one in check(workspace, mine, asked).findings)


def test_names_written_a_little_otherwise_are_found_with_the_ones_like_them(tmp_path: Path) -> None:
    other = table("areas", field("name", "category", "이름"))
    (tmp_path / "other").mkdir()
    done, _, _ = prepared(
        tmp_path / "other", other, {"이름": ["온천119안전센터", "신성 119안전센터", "도안119안전센터"]}, {"name": column("이름")}
    )
    rule = Check("refers_to", ("area",), other="areas.name", pattern="119|안전센터|센터")
    asked = Input(**{**T.__dict__, "checks": (rule,)})
    rows = good() | {"동": ["온천센터", "신성", "도안동센터", "장대"] * (ROWS // 4)}
    mine, _, workspace = prepared(tmp_path, asked, rows, {"area": column("동")})
    found = next(one for one in check(workspace, mine, asked, others={"areas": done.path}).findings if one.code.startswith("refers"))
    assert (found.code, found.rows, found.limiting) == ("refers_near", ROWS // 2, True)
    assert found.facts["near"] == "도안동센터 → 도안119안전센터"
    assert {one.value for one in found.examples} <= {"도안동센터", "장대"}
    assert "도안119안전센터" in text("finding.refers_near", "en", **{**found.facts})


def test_names_with_one_known_name_nearly_the_same_are_offered_as_a_repair_and_the_doubtful_are_not(tmp_path: Path) -> None:
    known = ["도안119안전센터", "온천119안전센터", "장대1동", "신성동부", "신성동북"]
    (tmp_path / "other").mkdir()
    done, _, _ = prepared(tmp_path / "other", table("areas", field("name", "category", "이름")), {"이름": known}, {"name": column("이름")})
    rule = Check("refers_to", ("area",), other="areas.name", pattern="119|안전센터|센터")
    asked = Input(**{**T.__dict__, "checks": (rule,)})
    rows = good() | {"동": ["도안동센터", "장대2동", "신성동", "온천"] * (ROWS // 4)}
    mine, _, workspace = prepared(tmp_path, asked, rows, {"area": column("동")})
    (group,) = check(workspace, mine, asked, others={"areas": done.path}).groups
    assert (group.code, group.state, group.field, group.column, group.cells) == ("other_name", "offered", "area", "동", ROWS // 4)
    assert group.choices["other_name"]["names"] == {"도안동센터": "도안119안전센터"}, "digits differ, or two are as like"
    assert (group.examples[0].line, group.examples[0].before) == (2, "도안동센터")


def test_a_name_read_as_the_other_inputs_is_found_there_and_told_as_a_repair_taken(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = table("areas", field("name", "category", "이름"))
    done, _, _ = prepared(tmp_path / "other", other, {"이름": ["도안119안전센터", "온천센터"]}, {"name": column("이름")})
    asked = Input(**{**T.__dict__, "checks": (Check("refers_to", ("area",), other="areas.name"),)})
    source = Source("column", ("동",), repairs=("other_name",), names=(("도안동센터", "도안119안전센터"),))
    assert Source.from_json(source.to_json()) == source
    rows = good() | {"동": [" 도안동센터", "온천센터"] * (ROWS // 2)}
    mine, frame, workspace = prepared(tmp_path, asked, rows, {"area": source})
    assert set(frame["area"]) == {"도안119안전센터", "온천센터"}
    (group,) = mine.groups
    assert (group.state, group.cells, group.examples[0].after) == ("taken", ROWS // 2, "도안119안전센터")
    assert not check(workspace, mine, asked, others={"areas": done.path}).groups


def test_a_number_much_like_another_is_another_thing_and_never_offered(tmp_path: Path) -> None:
    other = table("people", field("key", "id", "번호"))
    (tmp_path / "other").mkdir()
    done, _, _ = prepared(tmp_path / "other", other, {"번호": ["AB-1001", "AB-1002"]}, {"key": column("번호")})
    asked = table("payments", field("key", "id", "번호"))
    asked = Input(**{**asked.__dict__, "checks": (Check("refers_to", ("key",), other="people.key"),)})
    mine, _, workspace = prepared(tmp_path, asked, {"번호": ["AB-1001", "AC-1001", "AB-1002"]}, {"key": column("번호")})
    found = next(one for one in check(workspace, mine, asked, others={"people": done.path}).findings if one.code.startswith("refers"))
    assert (found.code, found.rows, found.facts["near"], found.group) == ("refers_to", 1, None, None)
