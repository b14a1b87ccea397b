"""A prepared table is checked: what stands in the way, what is weak, what was mended, and what the file was understood to be."""

from pathlib import Path

import pytest

from app.texts import keys, text
from data_catalog.checks import RULES, CheckFinding, CheckReport, check
from data_catalog.mapping import Source
from data_catalog.schema import Check, Input
from tests.data_catalog.contracts import XY, field, table
from tests.data_catalog.preparing import column, prepared

Columns = dict[str, list[str | None]]
WITHOUT = {"ko": "걸린 시간을 알 수 없습니다.", "en": "Times cannot be told."}


def calls(**more: object) -> Input:
    return table(
        "calls",
        field("call_at", "moment", "신고", required=True),
        field("arrive_at", "moment", "도착", required=True, without=WITHOUT),
        field("center", "category", "센터"),
        field("age", "integer", "나이", minimum=0, maximum=120),
        field("place", "place", "위치", **XY),
        **{"checks": (Check("not_before", ("call_at", "arrive_at"), 120.0),), **more},
    )


def checked(folder: Path, input: Input, columns: Columns, mapping: dict[str, Source]) -> CheckReport:
    done, _, workspace = prepared(folder, input, columns, mapping)
    return check(workspace, done, input)


def finding(report: CheckReport, code: str) -> CheckFinding:
    return next(one for one in report.findings if one.code == code)


def good(rows: int = 40) -> Columns:
    return {
        "신고": [f"2024-03-{1 + i % 28:02d} 09:{i:02d}:00" for i in range(rows)],
        "도착": [f"2024-03-{1 + i % 28:02d} 09:{i + 7:02d}:00" for i in range(rows)],
        "센터": ["노은" if i % 2 else "둔산" for i in range(rows)],
    }


MAPPING = {"call_at": column("신고"), "arrive_at": column("도착"), "center": column("센터")}


def test_a_good_file_can_go_on_and_is_told_back_in_one_sentence(tmp_path: Path) -> None:
    report = checked(tmp_path, calls(), good(), MAPPING)
    assert (report.state, report.findings) == ("continue", ())
    assert report.understood["rows"] == 40
    assert report.understood["period"] == {"code": "one_month", "facts": {"first": "2024-03", "last": "2024-03"}}
    assert report.understood["things"] == [{"code": "thing", "facts": {"title": {"ko": "센터", "en": "center"}, "count": 2}}]


def test_an_arrival_before_its_call_is_found_with_its_line_and_a_late_one_too(tmp_path: Path) -> None:
    columns = good()
    columns["도착"][3] = "2024-03-04 08:00:00"
    columns["도착"][5] = "2024-03-06 15:00:00"
    report = checked(tmp_path, calls(), columns, MAPPING)
    early, late = finding(report, "not_before"), finding(report, "too_late")
    assert (early.rows, early.examples[0].line, early.examples[0].value) == (1, 5, "2024-03-04 09:03:00 → 2024-03-04 08:00:00")
    assert (late.rows, late.examples[0].line) == (1, 7)
    assert report.state == "continue"


def test_what_preparing_mended_is_among_the_findings_as_done(tmp_path: Path) -> None:
    columns = good()
    columns["신고"][0], columns["도착"][0] = "2024-03-01 23:58:00", "2024-03-01 00:04:00"
    report = checked(tmp_path, calls(), columns, MAPPING)
    assert finding(report, "midnight").applied
    assert not any(one.code == "not_before" for one in report.findings)


def test_a_required_field_without_a_column_stops_unless_the_input_says_what_is_lost(tmp_path: Path) -> None:
    without_arrival = {name: source for name, source in MAPPING.items() if name != "arrive_at"}
    report = checked(tmp_path, calls(), good(), without_arrival)
    assert (report.state, finding(report, "required_absent").facts["without"]) == ("limited", WITHOUT)
    without_call = {name: source for name, source in MAPPING.items() if name != "call_at"}
    report = checked(tmp_path, calls(), good(), without_call)
    assert report.state == "cannot"
    assert report.findings[0].blocking


def test_a_required_column_without_a_value_is_as_good_as_none(tmp_path: Path) -> None:
    columns = good()
    columns["신고"] = [None] * 40
    report = checked(tmp_path, calls(), columns, MAPPING)
    assert (report.state, finding(report, "required_empty").facts["columns"]) == ("cannot", "신고")


def test_names_without_points_are_told_apart_from_nothing(tmp_path: Path) -> None:
    columns = good() | {"동": ["둔산동"] * 40}
    report = checked(tmp_path, calls(), columns, MAPPING | {"place": Source("area", ("동",))})
    assert finding(report, "names_only").repair is not None
    assert report.state == "continue"


def test_values_out_of_range_are_counted_and_mostly_out_of_range_is_another_column(tmp_path: Path) -> None:
    some = good() | {"나이": ["200" if i == 7 else "40" for i in range(40)]}
    report = checked(tmp_path, calls(), some, MAPPING | {"age": column("나이")})
    assert (finding(report, "range").rows, finding(report, "range").examples[0].line) == (1, 9)
    years = good() | {"나이": ["1984"] * 40}
    report = checked(tmp_path, calls(), years, MAPPING | {"age": column("나이")})
    assert (report.state, finding(report, "range_mostly").rows) == ("limited", 40)


def test_the_same_number_twice_is_found(tmp_path: Path) -> None:
    input = table("centers", field("name", "category", "이름", required=True), unique=("name",))
    columns: Columns = {"이름": ["노은", "둔산", "노은", None], "값": ["1", "2", "3", "4"]}
    report = checked(tmp_path, input, columns, {"name": column("이름")})
    assert (finding(report, "unique").rows, [one.line for one in finding(report, "unique").examples]) == (2, [2, 4])


def test_points_abroad_among_points_at_home_are_found_and_a_file_from_abroad_is_only_noted(tmp_path: Path) -> None:
    lon = ["127.38"] * 39 + ["139.70"]
    columns = good() | {"경도": list(lon), "위도": [f"36.{300 + i}" for i in range(40)]}
    mapping = MAPPING | {"place": Source("lonlat", ("경도", "위도"))}
    assert finding(checked(tmp_path, calls(), columns, mapping), "outside").rows == 1
    abroad = good() | {"경도": [f"-0.{100 + i}" for i in range(40)], "위도": [f"51.{500 + i}" for i in range(40)]}
    report = checked(tmp_path, calls(), abroad, mapping)
    assert finding(report, "abroad").facts["known"] == 40
    assert not any(one.code == "outside" for one in report.findings)


def test_points_piled_on_one_place_are_found(tmp_path: Path) -> None:
    lon = [f"127.{300 + i}" if i < 25 else "127.385" for i in range(40)]
    columns = good() | {"경도": lon, "위도": ["36.350"] * 40}
    report = checked(tmp_path, calls(), columns, MAPPING | {"place": Source("lonlat", ("경도", "위도"))})
    assert (finding(report, "piled").rows, finding(report, "piled").facts["lon"]) == (15, "127.38500")


def test_months_without_a_row_and_years_of_another_age_are_found(tmp_path: Path) -> None:
    columns = good()
    columns["신고"][0], columns["도착"][0] = "2023-12-30 09:00", "2023-12-30 09:05"
    columns["도착"][1] = "1905-07-14 09:00"
    report = checked(tmp_path, calls(checks=()), columns, MAPPING)
    assert finding(report, "period_gaps").facts["months"] == ["2024-01", "2024-02"]
    assert finding(report, "odd_years").rows == 1


def test_missing_values_of_a_required_field_are_counted_and_many_of_them_weaken_the_answers(tmp_path: Path) -> None:
    columns = good()
    columns["도착"][0] = None
    assert checked(tmp_path, calls(), columns, MAPPING).state == "continue"
    columns["도착"][:20] = [None] * 20
    report = checked(tmp_path, calls(), columns, MAPPING)
    assert (report.state, finding(report, "missing").rows) == ("limited", 20)


def test_too_few_rows_stop_and_many_set_aside_weaken(tmp_path: Path) -> None:
    report = checked(tmp_path, calls(minimum_rows=100), good(), MAPPING)
    assert (report.state, finding(report, "too_few").facts["least"]) == ("cannot", 100)
    columns = good()
    columns["신고"][:15] = ["모름요"] * 15
    report = checked(tmp_path, calls(), columns, MAPPING)
    assert (report.state, finding(report, "many_aside").rows) == ("limited", 15)
    assert checked(tmp_path, calls(), {"신고": ["오늘"], "도착": ["내일"], "센터": ["가"]}, MAPPING).state == "cannot"


def test_one_row_is_enough_to_go_on(tmp_path: Path) -> None:
    assert checked(tmp_path, calls(), good(1), MAPPING).state == "continue"


def test_a_column_with_one_value_tells_nothing_apart(tmp_path: Path) -> None:
    input = table("things", field("kind", "category", "종류", required=True))
    report = checked(tmp_path, input, {"종류": ["가"] * 20}, {"kind": column("종류")})
    assert finding(report, "constant").facts["value"] == "가"


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_finding_its_effect_and_its_repair_are_worded(tmp_path: Path, lang: str) -> None:
    columns = good() | {"나이": ["1984"] * 40, "경도": ["127.385"] * 39 + ["0"], "위도": ["36.350"] * 39 + ["0"]}
    columns["도착"][3], columns["도착"][4], columns["도착"][6] = "2024-03-04 08:00:00", "모름요", "1905-07-14 09:00"
    mapping = MAPPING | {"age": column("나이"), "place": Source("lonlat", ("경도", "위도"))}
    report = checked(tmp_path, calls(), columns, mapping)
    assert len(report.findings) >= 5
    for one in report.findings:
        assert text(f"finding.{one.code}", lang, **one.facts)
        for key in (one.effect, one.repair):
            assert key is None or text(key, lang, **one.facts)


def test_every_rule_can_be_named_by_a_package_and_is_worded() -> None:
    assert {"not_before", "range", "unique", "within", "share_missing", "same_place_share", "period_gaps", "constant"} <= RULES
    codes = ("not_before", "too_late", "range", "unique", "outside", "missing", "piled", "period_gaps", "constant", "midnight")
    assert {f"finding.{code}" for code in codes} <= keys()
