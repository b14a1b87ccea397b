"""A file becomes typed rows; what cannot be used is left out with its reason, and every row is accounted for."""

import random
from datetime import datetime
from pathlib import Path

import numpy as np
import polars as pl
import pyproj
import pytest

from connectors.problem import Problem
from data_catalog.checks import check
from data_catalog.mapping import Source
from data_catalog.prepared import Prepared, Reason
from data_catalog.rejected import place_of
from data_catalog.schema import Check
from tests.data_catalog.contracts import XY, field, table
from tests.data_catalog.preparing import column, pair, prepared

CALLS = table(
    "calls",
    field("call_at", "moment", "신고", required=True),
    field("arrive_at", "moment", "도착"),
    field("clear_at", "moment", "귀소"),
    field("center", "category", "센터"),
    field("distance_km", "km", "거리"),
    field("count", "integer", "수"),
    field("place", "place", "위치", **XY),
    checks=(Check("not_before", ("call_at", "arrive_at")),),
)
CAMERAS = table("cameras", field("purpose", "category", "목적", required=True), field("place", "place", "위치", **XY))


def reason(done: Prepared, code: str) -> Reason:
    return next(one for one in done.reasons if one.code == code)


def test_date_and_time_columns_become_moments_whatever_their_habit(tmp_path: Path) -> None:
    columns = {"일자": ["20240301", "2024.3.2", "2024년 3월 3일", "2024-03-04"], "시각": ["92700", "092700", "000512", "240000"]}
    _, rows, _ = prepared(tmp_path, CALLS, columns, {"call_at": pair("일자", "시각")})
    assert rows["call_at"].to_list() == [
        datetime(2024, 3, 1, 9, 27),
        datetime(2024, 3, 2, 9, 27),
        datetime(2024, 3, 3, 0, 5, 12),
        datetime(2024, 3, 5),
    ]


def test_no_row_is_lost_and_each_one_set_aside_has_one_reason(tmp_path: Path) -> None:
    chance = random.Random(3)
    days = [chance.choice(["20240301", "2024-03-02", "2024.13.01", "-", None, "모름"]) for _ in range(300)]
    columns = {"일자": days, "센터": [chance.choice(["노은", "둔산", None]) for _ in range(300)]}
    done, rows, _ = prepared(tmp_path, CALLS, columns, {"call_at": column("일자"), "center": column("센터")})
    set_aside = [one for one in done.reasons if one.effect == "set_aside"]
    assert done.rows_in == 300
    assert done.rows_kept == rows.height
    assert done.rows_in == done.rows_kept + done.rows_set_aside
    assert sum(one.rows for one in set_aside) == done.rows_set_aside
    assert rows["_line"].is_sorted()


def test_a_required_value_that_cannot_be_read_sets_its_row_aside_and_shows_where(tmp_path: Path) -> None:
    columns = {"일시": ["2024-03-01 09:00", "2024-13-01 09:00", "내일", "-"], "수": ["1", "2", "3", "4"]}
    done, rows, _ = prepared(tmp_path, CALLS, columns, {"call_at": column("일시"), "count": column("수")})
    aside = reason(done, "row_unreadable")
    assert (aside.rows, aside.effect) == (2, "set_aside")
    assert [(one.line, one.value) for one in aside.examples] == [(3, "2024-13-01 09:00"), (4, "내일")]
    assert rows["_line"].to_list() == [2, 5]
    assert done.missing["call_at"] == 1


def test_an_optional_value_that_cannot_be_read_becomes_empty_and_is_counted_apart(tmp_path: Path) -> None:
    columns = {"일시": ["2024-03-01 09:00"] * 3, "수": ["1", "둘", "미상"], "센터": ["가", "나", "다"]}
    mapping = {"call_at": column("일시"), "count": column("수"), "center": column("센터")}
    done, rows, _ = prepared(tmp_path, CALLS, columns, mapping)
    assert rows["count"].to_list() == [1, None, None]
    assert (reason(done, "value_unreadable").rows, reason(done, "value_unreadable").effect) == (1, "blanked")
    assert done.missing["count"] == 2
    assert done.rows_set_aside == 0


def test_an_arrival_past_midnight_under_the_day_of_the_call_gets_its_day(tmp_path: Path) -> None:
    columns = {
        "일자": ["20240301"] * 4, "신고": ["235800", "100000", "100000", "235900"],
        "도착일": ["20240301", "20240301", "20240301", "20240302"], "도착": ["000640", "100800", "095500", "000500"],
    }  # fmt: skip
    done, rows, _ = prepared(tmp_path, CALLS, columns, {"call_at": pair("일자", "신고"), "arrive_at": pair("도착일", "도착")})
    assert rows["arrive_at"].to_list() == [
        datetime(2024, 3, 2, 0, 6, 40),
        datetime(2024, 3, 1, 10, 8),
        datetime(2024, 3, 1, 9, 55),
        datetime(2024, 3, 2, 0, 5),
    ]
    mended = reason(done, "midnight")
    assert (mended.rows, mended.effect, mended.examples[0].line) == (1, "repaired", 2)


def test_a_time_without_a_date_takes_the_day_of_the_moment_before_or_the_next(tmp_path: Path) -> None:
    columns = {
        "일자": ["20240301", "20240301", "20240301"], "신고": ["0900", "2330", "1000"], "도착": ["0910", "2340", "1010"],
        "귀소일": [None, "-", "20240301"], "귀소": ["0955", "0040", "1100"],
    }  # fmt: skip
    mapping = {"call_at": pair("일자", "신고"), "arrive_at": pair("일자", "도착"), "clear_at": pair("귀소일", "귀소")}
    done, rows, _ = prepared(tmp_path, CALLS, columns, mapping)
    assert rows["clear_at"].to_list() == [datetime(2024, 3, 1, 9, 55), datetime(2024, 3, 2, 0, 40), datetime(2024, 3, 1, 11)]
    assert reason(done, "date_taken").rows == 2


def test_a_row_that_repeats_another_wholly_is_set_aside_but_not_in_a_list_of_things(tmp_path: Path) -> None:
    columns = {"일시": ["2024-03-01 09:00", "2024-03-01 09:00", "2024-03-01 09:00"], "센터": ["가", "가", "나"]}
    done, rows, _ = prepared(tmp_path, CALLS, columns, {"call_at": column("일시"), "center": column("센터")})
    assert (reason(done, "row_repeated").rows, done.rows_set_aside, rows["_line"].to_list()) == (1, 1, [2, 4])
    cameras = {"목적": ["방범", "방범"], "경도": ["127.38", "127.38"], "위도": ["36.35", "36.35"]}
    mapping = {"purpose": column("목적"), "place": Source("lonlat", ("경도", "위도"))}
    assert prepared(tmp_path, CAMERAS, cameras, mapping)[0].rows_kept == 2


def test_a_rare_value_deep_in_a_large_file_is_read_as_in_a_small_one(tmp_path: Path) -> None:
    count = 60_000
    at = [f"2024-{n // 40_320 + 1:02d}-{n // 1440 % 28 + 1:02d} {n // 60 % 24:02d}:{n % 60:02d}" for n in range(count)]
    columns: dict[str, list[str | None]] = {"일시": list(at), "도착": list(at), "수": [str(number % 90) for number in range(count)]}
    columns["일시"][12_000] = "2024.03.05 00:00"
    columns["도착"][17_000] = "모름"
    columns["수"][40_000] = "1,200"
    columns["일시"][50_000] = "언젠가"
    mapping = {"call_at": column("일시"), "arrive_at": column("도착"), "count": column("수")}
    done, rows, _ = prepared(tmp_path, CALLS, columns, mapping)
    assert (done.rows_in, done.rows_kept, done.rows_set_aside) == (count, count - 1, 1)
    assert [one.value for one in reason(done, "row_unreadable").examples] == ["언젠가"]
    assert [one.value for one in reason(done, "value_unreadable").examples] == ["모름"]
    assert rows.filter(pl.col("_line") == 12_002)["call_at"].to_list() == [datetime(2024, 3, 5)]
    assert rows.filter(pl.col("_line") == 40_002)["count"].to_list() == [1200]
    assert (done.missing["arrive_at"], done.missing["call_at"]) == (1, 0)
    assert rows["_line"].is_sorted()


def test_columns_not_mapped_are_absent_and_fields_that_hold_nothing_are_not_named(tmp_path: Path) -> None:
    columns = {"일시": ["2024-03-01 09:00"], "센터": [None], "남": ["x"]}
    done, rows, _ = prepared(tmp_path, CALLS, columns, {"call_at": column("일시"), "center": column("센터")})
    assert rows.columns == ["_line", "call_at", "center", "_events"]
    assert done.fields == {"call_at"}


def test_a_constant_fills_every_row(tmp_path: Path) -> None:
    columns = {"일시": ["2024-03-01 09:00", "2024-03-02 09:00"]}
    mapping = {"call_at": column("일시"), "center": Source("constant", (), "둔산'센터"), "count": Source("constant", (), "3")}
    _, rows, _ = prepared(tmp_path, CALLS, columns, mapping)
    assert rows["center"].to_list() == ["둔산'센터"] * 2
    assert rows["count"].to_list() == [3, 3]


def test_a_unit_in_the_header_is_turned_into_ours_and_said(tmp_path: Path) -> None:
    columns = {"일시": ["2024-03-01 09:00"], "거리(m)": ["1,250"]}
    done, rows, _ = prepared(tmp_path, CALLS, columns, {"call_at": column("일시"), "distance_km": column("거리(m)")})
    assert rows["distance_km"].to_list() == [1.25]
    assert reason(done, "unit").effect == "noted"


def test_rows_with_longitude_and_latitude_exchanged_are_put_right_and_zeros_are_not_known(tmp_path: Path) -> None:
    columns = {
        "일시": [f"2024-03-01 09:0{i}" for i in range(5)],
        "경도": ["127.38", "127.39", "36.35", "0", "999"], "위도": ["36.35", "36.36", "127.38", "0", "36.3"],
    }  # fmt: skip
    done, rows, _ = prepared(tmp_path, CALLS, columns, {"call_at": column("일시"), "place": Source("lonlat", ("경도", "위도"))})
    assert rows["place_lon"].to_list() == [127.38, 127.39, 127.38, None, None]
    assert rows["place_lat"].to_list() == [36.35, 36.36, 36.35, None, None]
    assert [(one.code, one.rows) for one in done.reasons] == [("turned", 1), ("value_zero", 1), ("value_impossible", 1)]
    assert done.missing["place"] == 2


def test_coordinates_whose_headers_are_exchanged_are_read_the_other_way_round(tmp_path: Path) -> None:
    columns = {"일시": ["2024-03-01 09:00", "2024-03-01 09:01"], "경도": ["36.35", "36.36"], "위도": ["127.38", "127.39"]}
    done, rows, _ = prepared(tmp_path, CALLS, columns, {"call_at": column("일시"), "place": Source("lonlat", ("경도", "위도"))})
    assert rows["place_lon"].to_list() == [127.38, 127.39]
    assert reason(done, "axes_turned").effect == "noted"


def metres(crs: str) -> dict[str, list[str | None]]:
    lon, lat = np.linspace(126.90, 127.05, 20), np.linspace(37.48, 37.60, 20)
    x, y = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(lon, lat)
    minutes = [f"2024-03-01 09:{i:02d}" for i in range(20)]
    return {"일시": minutes, "X": [f"{value:.2f}" for value in x], "Y": [f"{value:.2f}" for value in y]}


def test_projected_coordinates_come_out_in_degrees_and_the_system_found_is_said(tmp_path: Path) -> None:
    done, rows, _ = prepared(tmp_path, CALLS, metres("EPSG:5179"), {"call_at": column("일시"), "place": Source("xy", ("X", "Y"))})
    assert rows["place_lon"][0] == pytest.approx(126.90, abs=1e-6)
    assert rows["place_lat"][19] == pytest.approx(37.60, abs=1e-6)
    assert (reason(done, "crs").facts["crs"], reason(done, "crs").facts["confidence"]) == ("EPSG:5179", "sure")


def test_metres_mapped_as_degrees_by_mistake_are_still_read_as_metres(tmp_path: Path) -> None:
    mapping = {"call_at": column("일시"), "place": Source("lonlat", ("X", "Y"))}
    done, rows, _ = prepared(tmp_path, CALLS, metres("EPSG:5186"), mapping)
    assert rows["place_lon"][0] == pytest.approx(126.90, abs=1e-6)
    assert reason(done, "crs").facts["crs"] == "EPSG:5186"


def test_the_system_a_person_names_is_used_between_twins(tmp_path: Path) -> None:
    mapping = {"call_at": column("일시"), "place": Source("xy", ("X", "Y"), crs="EPSG:5174")}
    _, rows, _ = prepared(tmp_path, CALLS, metres("EPSG:5174"), mapping)
    assert rows["place_lon"][0] == pytest.approx(126.90, abs=1e-6)


def test_points_that_all_lie_at_sea_are_said_to_lie_on_no_land(tmp_path: Path) -> None:
    x, y = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:5174", always_xy=True).transform([124.98] * 20, [36.09] * 20)
    columns = {"일시": ["2024-03-01 09:00"] * 20, "X": [f"{value:.2f}" for value in x], "Y": [f"{value:.2f}" for value in y]}
    mapping = {"call_at": column("일시"), "place": Source("xy", ("X", "Y"), crs="EPSG:5174")}
    done, rows, _ = prepared(tmp_path, CALLS, columns, mapping)
    assert rows["place_lat"][0] == pytest.approx(36.09, abs=1e-6)
    assert (reason(done, "crs").facts["crs"], reason(done, "crs").facts["inside"]) == ("EPSG:5174", 0.0)


def test_metres_of_no_korean_system_are_a_problem_that_names_the_columns(tmp_path: Path) -> None:
    columns = {"일시": ["2024-03-01 09:00"] * 2, "Easting": ["528652.0", "530485.0"], "Northing": ["176830.0", "179007.0"]}
    with pytest.raises(Problem) as caught:
        prepared(tmp_path, CALLS, columns, {"call_at": column("일시"), "place": Source("xy", ("Easting", "Northing"))})
    assert (caught.value.code, caught.value.facts["columns"]) == ("places.crs_unknown", "Easting, Northing")


def test_names_give_no_points_until_a_person_sets_them_and_then_they_are_not_exact(tmp_path: Path) -> None:
    columns = {"일시": ["2024-03-01 09:00", "2024-03-01 09:01", "2024-03-01 09:02"], "동": ["둔산동", "노은동", None]}
    named = Source("area", ("동",))
    done, rows, _ = prepared(tmp_path, CALLS, columns, {"call_at": column("일시"), "place": named})
    assert (rows["place_name"].to_list(), rows["place_lon"].null_count()) == (["둔산동", "노은동", None], 3)
    assert "place" not in done.fields
    assert done.named == {"place"}
    pinned = Source("area", ("동",), '{"둔산동": [127.38, 36.35]}')
    done, rows, _ = prepared(tmp_path, CALLS, columns, {"call_at": column("일시"), "place": pinned})
    assert rows["place_lon"].to_list() == [127.38, None, None]
    assert rows["place_exact"].to_list() == [False, False, False]
    assert "place" in done.fields


def test_hostile_column_names_and_values_are_only_texts(tmp_path: Path) -> None:
    evil = 'a"; drop table x; --<script>'
    columns = {evil: ["2024-03-01 09:00"], "센터'--": ["'); drop table calls; --"]}
    _, rows, _ = prepared(tmp_path, CALLS, columns, {"call_at": column(evil), "center": column("센터'--")})
    assert rows["center"].to_list() == ["'); drop table calls; --"]


def test_a_column_or_field_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"mapping\.column_missing"):
        prepared(tmp_path, CALLS, {"일시": ["2024-03-01 09:00"]}, {"call_at": column("없는 열")})
    with pytest.raises(Problem, match=r"mapping\.field_unknown"):
        prepared(tmp_path, CALLS, {"일시": ["2024-03-01 09:00"]}, {"nothing": column("일시")})
    with pytest.raises(Problem, match=r"prepare\.no_rows"):
        prepared(tmp_path, CALLS, {"일시": []}, {"call_at": column("일시")})


def test_what_was_done_survives_as_json(tmp_path: Path) -> None:
    columns = {"일시": ["2024-03-01 09:00", "무"], "센터": ["가", "나"]}
    done, _, _ = prepared(tmp_path, CALLS, columns, {"call_at": column("일시"), "center": column("센터")})
    assert Prepared.from_json(done.to_json(), done.path) == done


def test_dates_that_can_be_read_both_ways_are_said_to_be(tmp_path: Path) -> None:
    columns: dict[str, list[str | None]] = {"일시": ["03/04/2024 09:00", "05/06/2024 10:00"]}
    done, _, _ = prepared(tmp_path, CALLS, columns, {"call_at": column("일시")})
    assert reason(done, "date_order").effect == "noted"
    certain: dict[str, list[str | None]] = {"일시": ["25/04/2024 09:00", "05/06/2024 10:00"]}
    done, rows, _ = prepared(tmp_path, CALLS, certain, {"call_at": column("일시")})
    assert rows["call_at"].to_list() == [datetime(2024, 4, 25, 9), datetime(2024, 6, 5, 10)]
    assert not done.reasons


def test_the_types_are_the_canonical_ones(tmp_path: Path) -> None:
    input = table(
        "all",
        *(field(kind, kind, kind) for kind in ("id", "code", "category", "text", "integer", "number", "won", "minutes", "km")),
        *(field(kind, kind, kind) for kind in ("date", "month", "moment", "yesno")),
    )
    texts = {
        "id": "007", "code": "0301", "category": "가", "text": " 나 ", "integer": "1,204", "number": "1.5", "won": "3만원",
        "minutes": "7분 30초", "km": "800m", "date": "2024.3.1", "month": "202403", "moment": "2024-03-01 24:00", "yesno": "Y",
    }  # fmt: skip
    _, rows, _ = prepared(tmp_path, input, {name: [text] for name, text in texts.items()}, {name: column(name) for name in texts})
    assert rows.schema == {
        "_line": pl.Int64, "id": pl.String, "code": pl.String, "category": pl.String, "text": pl.String, "integer": pl.Int64,
        "number": pl.Float64, "won": pl.Float64, "minutes": pl.Float64, "km": pl.Float64, "date": pl.Date, "month": pl.Date,
        "moment": pl.Datetime("us"), "yesno": pl.Boolean, "_events": pl.Int64,
    }  # fmt: skip
    said = rows.row(0, named=True)
    assert (said["id"], said["code"], said["text"], said["integer"], said["won"]) == ("007", "0301", "나", 1204, 30000)
    assert (said["minutes"], said["km"], said["moment"], said["yesno"]) == (7.5, 0.8, datetime(2024, 3, 2), True)


@pytest.mark.parametrize(
    ("header", "cells", "shares"),
    [
        ("이용률", ["0.5", "0.25", "1"], [0.5, 0.25, 1.0]),
        ("이용률", ["0.5", "63.1", "-"], [0.005, 0.631, None]),
        ("이용률", ["0.5", "25%", "1"], [0.005, 0.25, 0.01]),
        ("이용률(%)", ["0.5", "0.25", "1"], [0.005, 0.0025, 0.01]),
    ],
)
def test_the_whole_column_or_its_header_tells_shares_from_percentages(
    tmp_path: Path, header: str, cells: list[str | None], shares: list[float | None]
) -> None:
    needs = table("needs", field("rate", "rate", "이용률", minimum=0, maximum=1))
    _, rows, _ = prepared(tmp_path, needs, {header: cells}, {"rate": column(header)})
    assert rows["rate"].to_list() == pytest.approx(shares)


def test_columns_whose_names_say_the_other_axis_are_told(tmp_path: Path) -> None:
    columns: dict[str, list[str | None]] = {"목적": ["방범"] * 3, "위도": ["127.1", "127.2", "127.3"], "경도": ["36.1", "36.2", "36.3"]}
    mapping = {"purpose": column("목적"), "place": Source("lonlat", ("위도", "경도"))}
    done, rows, _ = prepared(tmp_path, CAMERAS, columns, mapping)
    assert rows["place_lon"].to_list() == [127.1, 127.2, 127.3]
    assert reason(done, "axes_turned").facts["columns"] == "위도, 경도"


def test_a_system_that_puts_the_rows_elsewhere_than_they_say_is_doubted_with_a_better_one(tmp_path: Path) -> None:
    turn = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:5174", always_xy=True)
    points = [turn.transform(127.72 + n / 1000, 37.87 + n / 1000) for n in range(20)]
    columns: dict[str, list[str | None]] = {
        "목적": [str(n) for n in range(20)], "X": [f"{x:.2f}" for x, _ in points], "Y": [f"{y:.2f}" for _, y in points],
        "주소": ["강원특별자치도 춘천시 중앙로"] * 20,
    }  # fmt: skip
    mapping = {"purpose": column("목적"), "place": Source("xy", ("X", "Y"), crs="EPSG:5186")}
    done, _, workspace = prepared(tmp_path, CAMERAS, columns, mapping)
    assert reason(done, "crs").facts["better"] not in (None, "EPSG:5186")
    report = check(workspace, done, CAMERAS)
    assert (report.state, report.findings[0].code) == ("limited", "crs_wrong")


def mixed_up(in_metres: set[int], system: str = "EPSG:5179") -> dict[str, list[str | None]]:
    """Forty places of Seoul in degrees, some of them in metres."""
    turn = pyproj.Transformer.from_crs("EPSG:4326", system, always_xy=True)
    degrees = [(126.97 + n / 1000, 37.55 + n / 2000) for n in range(40)]
    points = [turn.transform(*point) if n in in_metres else point for n, point in enumerate(degrees)]
    return {"목적": [str(n) for n in range(40)], "X": [f"{x:.6f}" for x, _ in points], "Y": [f"{y:.6f}" for _, y in points]}


@pytest.mark.parametrize("how", ["lonlat", "xy"])
@pytest.mark.parametrize("in_metres", [{3, 4, 30}, set(range(20)), set(range(37))], ids=["few", "half", "most"])
def test_degrees_and_metres_in_the_same_columns_are_each_read_as_what_they_are_and_the_rows_named(
    tmp_path: Path, how: str, in_metres: set[int]
) -> None:
    mapping = {"purpose": column("목적"), "place": Source(how, ("X", "Y"))}
    done, rows, _ = prepared(tmp_path, CAMERAS, mixed_up(in_metres), mapping)
    assert rows["place_lon"].to_list() == pytest.approx([126.97 + n / 1000 for n in range(40)], abs=1e-5)
    assert rows["place_lat"].to_list() == pytest.approx([37.55 + n / 2000 for n in range(40)], abs=1e-5)
    told = {code: reason(done, code) for code in ("mixed_degrees", "mixed_metres")}
    assert (told["mixed_degrees"].rows, told["mixed_metres"].rows) == (40 - len(in_metres), len(in_metres))
    assert [example.line for example in told["mixed_metres"].examples][:3] == [n + 2 for n in sorted(in_metres)[:3]]
    assert reason(done, "crs").facts["crs"] == "EPSG:5179"


def test_a_few_metres_of_a_system_nobody_can_tell_put_the_file_in_no_doubt(tmp_path: Path) -> None:
    mapping = {"purpose": column("목적"), "place": Source("lonlat", ("X", "Y"))}
    done, rows, _ = prepared(tmp_path, CAMERAS, mixed_up({3}, "EPSG:5174"), mapping)
    assert rows["place_lon"].null_count() == 1
    assert [(one.code, one.rows) for one in done.reasons] == [("value_impossible", 1)]


def test_a_file_of_metres_alone_is_told_nothing_of_degrees(tmp_path: Path) -> None:
    mapping = {"purpose": column("목적"), "place": Source("xy", ("X", "Y"))}
    done, rows, _ = prepared(tmp_path, CAMERAS, mixed_up(set(range(40))), mapping)
    assert rows["place_lon"].null_count() == 0
    assert not {one.code for one in done.reasons} & {"mixed_degrees", "mixed_metres"}


@pytest.mark.parametrize("many", [61, 63, 200])
def test_of_a_table_of_many_columns_every_cell_that_cannot_be_read_is_told(tmp_path: Path, many: int) -> None:
    """More kinds of things can happen to its rows than one number has bits."""
    # Every seventh and the last: bits of each number, its first and last among them.
    wrong = sorted({*range(0, many, 7), many - 1})
    wide = table("wide", *(field(f"n{at}", "integer", f"수{at}", required=at == many - 1) for at in range(many)))
    columns = {f"수{at}": ["모름" if at in wrong and row == at else "1" for row in range(many + 1)] for at in range(many)}
    done, rows, _ = prepared(tmp_path, wide, columns, {f"n{at}": column(f"수{at}") for at in range(many)})
    assert (done.rows_in, done.rows_kept) == (many + 1, many)
    told = {one.facts["field"]: (one.effect, one.rows, one.examples[0].line) for one in done.reasons if "unreadable" in one.code}
    first = rows["_line"].min()
    assert told == {f"n{at}": ("blanked" if at < many - 1 else "set_aside", 1, first + at) for at in wrong}
    assert [rows[f"n{at}"].null_count() for at in range(many - 1)] == [int(at in wrong) for at in range(many - 1)]
    apart = pl.read_parquet(place_of(done.path)).select("line", "field", "column", "value", "effect")
    effects = {at: "blanked" if at < many - 1 else "set_aside" for at in wrong}
    assert apart.rows() == [(first + at, f"n{at}", f"수{at}", "모름", effect) for at, effect in effects.items()]


@pytest.mark.parametrize(("kind", "first"), [("number", 1.5), ("category", "1.5")])
def test_hundreds_of_columns_are_prepared_in_the_memory_that_few_take(tmp_path: Path, kind: str, first: float | str) -> None:
    wide = table("wide", *(field(f"n{at}", kind, f"수{at}") for at in range(300)))
    columns = {f"수{at}": ["1.5", "2000", "3"] for at in range(300)}
    done, rows, _ = prepared(tmp_path, wide, columns, {f"n{at}": column(f"수{at}") for at in range(300)})
    assert done.rows_kept == 3
    assert rows.row(0, named=True)["n0"] == rows.row(0, named=True)["n299"] == first
    assert [rows[f"n{at}"].n_unique() for at in (0, 150, 299)] == [3, 3, 3]
