"""The invented city: the same every time, untidy as real files are, and with nothing real in it."""

import csv
import io
import zipfile

from models.golden_hour.city import DONG, GROWTH, PEAK, POSTS
from models.golden_hour.sample import sample, truth
from models.kit.result import Result


def test_the_files_are_the_same_bytes_every_time() -> None:
    assert sample(3, "small") == sample(3, "small")
    assert sample(3, "small")["dispatch"] != sample(4, "small")["dispatch"]


def test_the_calls_are_cp949_with_split_and_integer_times_blank_rows_and_a_total() -> None:
    name, data = sample(1, "small")["dispatch"]
    rows = list(csv.DictReader(io.StringIO(data.decode("cp949"))))
    assert name.endswith(".csv")
    assert {len(row["신고시각"]) for row in rows if row["신고시각"]} >= {3, 4, 5, 6}, "leading zeros are lost as in real exports"
    assert any(row["현장도착시각"] == "-" for row in rows)
    assert any(set(row.values()) == {""} for row in rows)
    assert rows[-1]["구급보고서번호"] == "합계"
    same_day = [r for r in rows if r["신고년월일"] == r["현장도착년월일"] and r["현장도착시각"].isdigit()]
    assert any(int(r["현장도착시각"]) < int(r["신고시각"]) - 230000 for r in same_day), "arrivals past midnight with the day of the call"


def test_the_posts_are_a_spreadsheet_with_title_rows() -> None:
    _, data = sample(1, "small")["center"]
    sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml").decode()
    assert sheet.index("현황") < sheet.index("119안전센터명")
    assert 'mergeCell ref="A1:G1"' in sheet


def test_no_post_stands_in_the_growing_north_nor_in_the_dong_of_the_morning_peak() -> None:
    assert len(POSTS) == 12
    assert sum(post[4] for post in POSTS) == 14
    assert set(GROWTH) == set(DONG[5])
    assert not any(post[0].startswith(PEAK.removesuffix("동")) for post in POSTS)


def test_a_year_has_forty_thousand_calls() -> None:
    told = truth(1, "normal")
    assert told["usable"] + told["missing"] + told["over_limit"] + told["negative"] == 40_000


def test_rows_of_the_file_are_rows_kept_and_rows_set_aside(sample_result: Result) -> None:
    for use in sample_result.inputs:
        assert use.rows_in == use.rows_kept + use.rows_set_aside, use.name
    calls = next(use for use in sample_result.inputs if use.name == "dispatch")
    assert calls.rows_kept == truth(1, "small")["rows"]


def test_the_north_is_found_outside_the_reach_and_the_morning_is_the_worst_time(sample_result: Result) -> None:
    areas = sample_result.table("areas").rows
    assert set(areas.head(3)["area"]) <= set(GROWTH)
    outside = sample_result.table("vulnerable").rows.group_by("area").len().sort("len", descending=True)
    assert outside["area"][0] in GROWTH
    bands = sample_result.table("reach_bands").rows
    assert bands.sort("inside_share")["band"][0] == "08–11"
