"""A field may come of several columns, of half a text, of another unit, or by a table of values: in the rows and as JSON."""

from pathlib import Path
from typing import Any

import pytest

from connectors.problem import Problem
from data_catalog.mapping import Source, from_json, to_json
from data_catalog.schema import Field
from data_catalog.units import offered_units, unit_said
from tests.data_catalog.contracts import field, table
from tests.data_catalog.preparing import column, prepared

KINDS = ("상용", "일용")


def _values(folder: Path, asked: Field, columns: dict[str, list[str | None]], source: Source) -> list[Any]:
    _, rows, _ = prepared(folder, table("one", asked), columns, {asked.name: source})
    found: list[Any] = rows[asked.name].to_list()
    return found


def test_parts_of_an_address_or_name_are_joined_blanks_and_gaps_left_out(tmp_path: Path) -> None:
    columns: dict[str, list[str | None]] = {
        "시도": ["서울특별시", "경기도 ", "세종특별자치시"], "시군구": ["종로구", " 수원시", None], "동": ["사직동", "-", "도담동"],
    }  # fmt: skip
    joined = Source("joined", ("시도", "시군구", "동"))
    said = _values(tmp_path, field("area", "category", "지역"), columns, joined)
    assert said == ["서울특별시 종로구 사직동", "경기도 수원시", "세종특별자치시 도담동"]


@pytest.mark.parametrize(
    ("part", "taken"),
    [("code", ["1111051500", "1111053000", "세종"]), ("name", ["서울 종로구 청운효자동", "1111053000", "세종"])],
)
def test_of_a_name_with_its_code_in_brackets_either_is_taken(tmp_path: Path, part: str, taken: list[str]) -> None:
    columns: dict[str, list[str | None]] = {"행정구역": ["서울 종로구 청운효자동(1111051500)", "1111053000", "세종"]}
    assert _values(tmp_path, field("area", "category", "지역"), columns, Source("column", ("행정구역",), part=part)) == taken


@pytest.mark.parametrize(
    ("kind", "unit", "header", "chosen", "cells", "values"),
    [
        ("km", "km", "거리", "m", ["800", "1,200"], [0.8, 1.2]),
        ("minutes", "min", "AttendanceTimeSeconds", None, ["90", "319"], [1.5, 319 / 60]),
        ("won", "원", "체납액(천원)", None, ["51", "1.5"], [51_000, 1_500]),
        ("won", "원", "체납액", "백만원", ["2", "-"], [2_000_000, None]),
        ("won", "원", "체납액(천원)", "만원", ["3", "4"], [30_000, 40_000]),
        ("number", "㎡", "면적", "평", ["121", "0"], [400.0, 0.0]),
        ("number", "m", "길이(km)", None, ["1.2", "3"], [1200.0, 3000.0]),
        ("integer", "명", "인구(천명)", None, ["1.2", "30"], [1200, 30_000]),
    ],
)
def test_a_number_is_in_the_fields_unit_whatever_the_header_or_the_person_says_it_is_in(
    tmp_path: Path, kind: str, unit: str, header: str, chosen: str | None, cells: list[str | None], values: list[float | None]
) -> None:
    asked = field("size", kind, "크기", unit=unit)
    assert _values(tmp_path, asked, {header: cells}, Source("column", (header,), unit=chosen)) == pytest.approx(values)


def test_texts_stand_for_what_the_table_says_and_the_others_for_themselves(tmp_path: Path) -> None:
    by_table = Source("column", ("구분",), values=(("10", "상용"), ("20", "일용"), ("99", None)))
    columns: dict[str, list[str | None]] = {"구분": ["10", " 20", "99", "기타", None]}
    assert _values(tmp_path, field("kind", "category", "고용"), columns, by_table) == ["상용", "일용", None, "기타", None]
    done: dict[str, list[str | None]] = {"완료": ["설치완료", "미정", "Y"]}
    yes = Source("column", ("완료",), values=(("설치완료", "Y"), ("미정", "N")))
    assert _values(tmp_path, field("done", "yesno", "완료"), done, yes) == [True, False, True]


def test_of_a_closed_list_what_is_not_on_it_waits_for_a_decision(tmp_path: Path) -> None:
    asked = table("one", field("kind", "category", "고용", choices=KINDS))
    columns: dict[str, list[str | None]] = {"구분": ["상용", "일용직", None, "일용"]}
    done, rows, _ = prepared(tmp_path, asked, columns, {"kind": column("구분")})
    assert rows["kind"].to_list() == ["상용", None, None, "일용"]
    told = next(one for one in done.reasons if one.code == "value_undecided")
    assert (told.rows, [one.value for one in told.examples]) == (1, ["일용직"])
    by_table = Source("column", ("구분",), values=(("일용직", "일용"),))
    again, rows, _ = prepared(tmp_path, asked, columns, {"kind": by_table})
    assert rows["kind"].to_list() == ["상용", "일용", None, "일용"]
    assert not [one for one in again.reasons if one.code == "value_undecided"]


@pytest.mark.parametrize(
    ("kind", "source", "code"),
    [
        ("won", Source("joined", ("a", "b")), "source_unfit"),
        ("date", Source("column", ("a",), part="code"), "source_unfit"),
        ("won", Source("column", ("a",), values=(("1", "2"),)), "source_unfit"),
        ("won", Source("column", ("a",), unit="근"), "unit_unknown"),
        ("category", Source("column", ("a",), unit="만원"), "unit_unknown"),
    ],
)
def test_a_way_the_kind_cannot_be_read_in_is_refused(tmp_path: Path, kind: str, source: Source, code: str) -> None:
    with pytest.raises(Problem, match=rf"mapping\.{code}"):
        _values(tmp_path, field("one", kind, "하나"), {"a": ["1"], "b": ["2"]}, source)


def test_hostile_tables_of_values_are_only_texts(tmp_path: Path) -> None:
    nasty = "'); drop table x; --"
    by_table = Source("column", ("구분",), values=((nasty, nasty + "!"),))
    assert _values(tmp_path, field("kind", "category", "고용"), {"구분": [nasty, "가"]}, by_table) == [nasty + "!", "가"]


def test_every_way_survives_as_json_and_nonsense_is_a_problem() -> None:
    mapping = {
        "a": Source("joined", ("시도", "시군구")),
        "b": Source("column", ("거리",), unit="m"),
        "c": Source("column", ("행정구역",), part="code"),
        "d": Source("column", ("구분",), values=(("10", "상용"), ("99", None))),
    }
    assert from_json(to_json(mapping)) == mapping
    base: dict[str, Any] = {"how": "column", "columns": ["구분"]}
    for wrong in ({**base, "part": "half"}, {**base, "values": ["10"]}, {**base, "values": {"10": 3}}, {"how": "joined", "columns": ["a"]}):
        with pytest.raises(Problem, match=r"mapping\.unreadable"):
            from_json({"a": wrong})


def test_one_name_a_unit_is_offered_and_headers_are_read_for_theirs() -> None:
    money, metres = field("a", "won", "금액", unit="원"), field("b", "number", "길이", unit="m")
    assert offered_units(money)[:3] == ("천원", "만원", "십만원")
    assert offered_units(field("c", "category", "구분")) == ()
    assert (unit_said(money, "체납액 (단위: 백만원)"), unit_said(money, "체납액(원)")) == ("백만원", None)
    assert (unit_said(metres, "length_km"), unit_said(metres, "길이")) == ("km", None)
