"""Columns are found for fields by name and value, together; doubt is said, and what was confirmed before comes first."""

from pathlib import Path

import pytest

from app.texts import text
from connectors.problem import Problem
from data_catalog import terms
from data_catalog.mapping import (
    LIKELY,
    NOT_SURE,
    SURE,
    Source,
    Suggestion,
    from_json,
    inputs_from_json,
    layout_change,
    layout_key,
    suggest,
    to_json,
)
from data_catalog.profile import sketch
from data_catalog.schema import Input
from models.kit import library
from tests.data_catalog.contracts import CAMERA, CENTER, DISPATCH, XY, field, table
from tests.data_catalog.headers import Columns, profile_of
from tests.data_catalog.preparing import as_read

DATES = ("20240301", "20240302", "20240315", "20240401", "20240410")
TIMES = ("92700", "100512", "235840", "1230", "144500")
MOMENTS = ("2024-03-01 09:27", "2024-03-02 10:05", "2024-03-15 23:58", "2024-04-01 00:12", "2024-04-10 14:45")
LON = ("127.384548", "127.391204", "127.402117", "127.377001", "127.360942")
LAT = ("36.350412", "36.351877", "36.349020", "36.361250", "36.344871")
NAMES = ("노은119안전센터", "둔산119안전센터", "용전119안전센터")


def suggested(input: Input, columns: Columns, remembered: dict[str, Source] | None = None) -> dict[str, Suggestion]:
    return {one.field: one for one in suggest(profile_of(columns), input, remembered)}


def test_standard_abbreviations_are_read_as_the_words_they_stand_for() -> None:
    columns = {"DCLR_YMD": DATES, "DCLR_TM": TIMES, "GRNDS_ARVL_YMD": DATES, "GRNDS_ARVL_TM": TIMES, "CNTR_NM": NAMES}
    found = suggested(DISPATCH, columns)
    assert found["call_at"].source == Source("date_time", ("DCLR_YMD", "DCLR_TM"))
    assert found["arrive_at"].source == Source("date_time", ("GRNDS_ARVL_YMD", "GRNDS_ARVL_TM"))
    assert [found[name].confidence for name in ("call_at", "arrive_at", "center")] == [SURE] * 3


def test_a_moment_takes_the_column_of_times_before_one_of_numbers_that_could_be_times(tmp_path: Path) -> None:
    days = [f"2024-01-{at + 1:02d}" for at in range(28)]
    lasting, clock = [str(1000 + at) for at in range(28)], [str(1100 + at * 7 % 50) for at in range(28)]
    found = suggest(sketch(as_read(tmp_path, {"신고일자": days, "신고시간": lasting, "신고시각": clock})), DISPATCH, None)
    call = next(one for one in found if one.field == "call_at")
    assert call.source == Source("date_time", ("신고일자", "신고시각"))


def test_days_alone_are_a_sure_source_only_of_a_moment_that_can_do_with_them() -> None:
    columns = {"접수일": tuple(f"{day[:4]}-{day[4:6]}-{day[6:]}" for day in DATES), "민원내용": NAMES}
    complaint = next(item for item in library.load("civil_complaints").inputs if item.name == "complaint")
    assert suggested(complaint, columns)["received_at"].confidence == SURE
    assert suggested(DISPATCH, {"신고일": columns["접수일"]})["call_at"].confidence == NOT_SURE
    with_times = suggested(complaint, columns | {"접수시각": TIMES})["received_at"]
    assert with_times.source == Source("date_time", ("접수일", "접수시각"))


def test_the_table_of_topic_names_comes_back_as_it_went_out() -> None:
    label = next(item for item in library.load("civil_complaints").inputs if item.name == "label")
    words = tuple(", ".join(("노선", "버스", "지하철", "환승", "이용", "신설", "연장", "승객", f"낱말{at}")) for at in range(9))
    found = suggested(label, {"낱말": words, "주제 이름": tuple(f"이름 {at}" for at in range(9))})
    assert (found["words"].confidence, found["name"].confidence) == (SURE, SURE)


def test_an_empty_date_column_still_pairs_with_its_times() -> None:
    columns = {"DCLR_YMD": DATES, "DCLR_TM": TIMES, "CBK_YMD": (), "CBK_TM": TIMES}
    found = suggested(DISPATCH, columns)["clear_at"]
    assert found.source == Source("date_time", ("CBK_YMD", "CBK_TM"))
    assert found.values is not None
    assert found.values.code == "values_part_empty"


def test_times_of_six_digits_pair_with_their_day_whichever_zeros_lead(tmp_path: Path) -> None:
    moments = [(f"2024.1.{n % 28 + 1}", f"{n % 24:02d}{n % 50:02d}00", f"{n % 24:02d}{n % 50 + 7:02d}00") for n in range(300)]
    days, called, arrived = ([str(cell) for cell in column] for column in zip(*moments, strict=True))
    columns = {"신고일자": days, "신고시각": called, "현장도착시각": arrived, "출동안전센터": [NAMES[n % 3] for n in range(300)]}
    found = {one.field: one for one in suggest(sketch(as_read(tmp_path, dict(columns))), DISPATCH)}
    assert (found["call_at"].source, found["call_at"].confidence) == (Source("date_time", ("신고일자", "신고시각")), SURE)
    assert found["arrive_at"].source == Source("date_time", ("신고일자", "현장도착시각"))


def test_a_column_of_record_numbers_under_the_name_of_a_category_is_not_taken_for_sure() -> None:
    numbers: Columns = {"설치목적구분": tuple(f"30200CTVPOC4779{number}" for number in range(39623, 39663))}
    words: Columns = {"설치목적구분": ("방범용", "어린이보호")}
    records, purposes = (
        {one.field: one for one in suggest(profile_of(columns, various), CAMERA)}
        for columns, various in ((numbers, frozenset({"설치목적구분"})), (words, frozenset()))
    )
    assert records["purpose"].confidence == NOT_SURE
    assert purposes["purpose"].confidence == SURE


def test_names_are_said_to_recur_only_where_they_do() -> None:
    posts: Columns = {"센터명": ["동문119안전센터", "서천119안전센터", "남산119안전센터"]}
    once, often = (
        {one.field: one for one in suggest(profile_of(posts, various), CENTER)} for various in (frozenset({"센터명"}), frozenset())
    )
    assert once["center"].values.code == "values_id"
    assert often["center"].values.code == "values_category"


def test_a_unit_in_a_header_is_reckoned_with_before_values_are_said_to_be_beyond_what_they_can_be() -> None:
    found = suggested(DISPATCH, {"현장과의거리(m)": ("3128", "624", "9000"), "신고자수": ("1", "2", "1")})["distance_km"]
    assert (found.source, found.confidence) == (Source("column", ("현장과의거리(m)",)), SURE)
    assert suggested(DISPATCH, {"현장과의거리": ("3128", "624", "9000")})["distance_km"].confidence == NOT_SURE


def test_the_plain_distance_is_taken_and_not_the_second_leg() -> None:
    found = suggested(DISPATCH, {"GRNDS2_DSTNC": ("1", "2", "7"), "GRNDS_DSTNC": ("3", "4", "5")})["distance_km"]
    assert (found.source, found.confidence) == (Source("column", ("GRNDS_DSTNC",)), SURE)


def test_one_column_of_moments_beats_a_pair_with_a_strange_time() -> None:
    found = suggested(DISPATCH, {"신고일시": MOMENTS, "등록일자": DATES, "등록시각": TIMES})["call_at"]
    assert found.source == Source("column", ("신고일시",))


def test_moments_of_one_day_share_the_date_column() -> None:
    columns = {"일자": DATES, "신고시각": TIMES, "현장도착시각": TIMES}
    found = suggested(DISPATCH, columns)
    assert found["call_at"].source == Source("date_time", ("일자", "신고시각"))
    assert found["arrive_at"].source == Source("date_time", ("일자", "현장도착시각"))


def test_no_column_serves_two_fields() -> None:
    input = table("two", field("center", "category", "센터", "센터명"), field("station", "category", "소방서", "소방서명", "센터명"))
    found = suggested(input, {"센터명": NAMES})
    assert [one.source is not None for one in found.values()].count(True) == 1


def test_a_column_of_the_fields_very_name_is_not_given_away_to_raise_the_sum() -> None:
    columns = {"서ㆍ센터명": NAMES, "유형구분명": ("소방서", "안전센터"), "X좌표": ("195785.50", "203265.81")}
    columns |= {"Y좌표": ("541613.17", "546962.39")}
    input = table(
        "posts", field("center", "category", "이름", "서센터명", "name"), field("station", "category", "소방서", "소방서명", "station"),
        field("place", "place", "위치", **XY),
    )  # fmt: skip
    found = suggested(input, columns)
    assert found["center"].source == Source("column", ("서ㆍ센터명",))
    assert found["place"].source == Source("xy", ("X좌표", "Y좌표"))


def test_a_name_whose_values_contradict_it_is_never_sure() -> None:
    found = suggested(DISPATCH, {"신고일시": ("서구", "유성구", "동구"), "환자연령": ("남", "여")})
    assert found["call_at"].confidence == NOT_SURE
    assert found["age"].confidence == NOT_SURE


def test_degrees_named_x_and_y_are_degrees_and_metres_named_latitude_are_metres() -> None:
    assert suggested(CENTER, {"센터명": NAMES, "X": LON, "Y": LAT})["location"].source == Source("lonlat", ("X", "Y"))
    metres = {"센터명": NAMES, "경도": ("234518.31", "235102.77"), "위도": ("316995.82", "317100.04")}
    assert suggested(CENTER, metres)["location"].source == Source("xy", ("경도", "위도"))


def test_middles_of_cells_in_whole_metres_of_six_digits_and_more_are_coordinates_and_small_whole_numbers_are_not_sure() -> None:
    cells = {"센터명": NAMES, "x": ("946250", "940550", "945250"), "y": ("1943750", "1942950", "1945250")}
    found = suggested(CENTER, cells)["location"]
    assert (found.source, found.confidence) == (Source("xy", ("x", "y")), SURE)
    small = {"센터명": NAMES, "x": ("46250", "40550", "45250"), "y": ("43750", "42950", "45250")}
    assert suggested(CENTER, small)["location"].confidence != SURE


def test_longitude_and_latitude_under_each_others_name_are_turned() -> None:
    found = suggested(CENTER, {"센터명": NAMES, "경도": LAT, "위도": LON})["location"].source
    assert found == Source("lonlat", ("위도", "경도"))


def test_the_licence_registers_coordinates_carry_their_system() -> None:
    columns = {"센터명": NAMES, "좌표정보(X)": ("234518.31", "235102.77"), "좌표정보(Y)": ("316995.82", "317100.04")}
    assert suggested(CENTER, columns)["location"].source == Source("xy", ("좌표정보(X)", "좌표정보(Y)"), crs="EPSG:5174")


def test_coordinates_are_taken_before_names_of_areas_which_stay_on_offer() -> None:
    columns = {"센터명": NAMES, "주소": ("대전광역시 서구 둔산로 100", "대전광역시 중구 중앙로 1"), "경도": LON, "위도": LAT}
    found = suggested(CENTER, columns)["location"]
    assert found.source == Source("lonlat", ("경도", "위도"))
    assert Source("area", ("주소",)) in found.alternatives


def test_a_point_of_another_country_without_a_header_is_no_distance() -> None:
    columns = {"column_1": ("40.0883549", "40.1786998", "40.1167522"), "column_2": ("-75.3821004", "-75.2486824", "-75.2604002")}
    asked = table("dispatch", field("distance_km", "km", "현장과의 거리"), field("place", "place", "신고 지점"))
    found = suggested(asked, columns)
    assert (found["place"].source, found["place"].confidence) == (Source("lonlat", ("column_2", "column_1")), SURE)
    assert found["distance_km"].source is None


def test_without_headers_only_the_one_pair_of_coordinates_is_sure() -> None:
    columns = {"column_1": LAT, "column_2": LON, "column_3": ("EMS", "Fire", "EMS"), "column_4": MOMENTS}
    found = suggested(DISPATCH, columns)
    assert (found["place"].source, found["place"].confidence) == (Source("lonlat", ("column_2", "column_1")), SURE)
    assert (found["call_at"].source, found["call_at"].confidence) == (Source("column", ("column_4",)), NOT_SURE)
    assert found["call_at"].reason.code == "values_only"
    assert found["center"].reason.code == "no_header"
    assert not [one for one in found.values() if one.confidence == SURE and one.field != "place"]


def test_without_headers_coordinates_that_can_be_read_both_ways_are_not_sure() -> None:
    columns = {"열 1": ("51.47581", "51.63334"), "열 2": ("-0.14889", "-0.06848")}
    assert suggested(CENTER, columns)["location"].confidence != SURE


def test_what_was_confirmed_before_comes_first_even_against_the_name() -> None:
    columns = {"신고일시": MOMENTS, "접수일시": MOMENTS, "센터": NAMES}
    found = suggested(DISPATCH, columns, {"call_at": Source("column", ("접수일시",)), "center": Source("column", ("없는 열",))})
    assert (found["call_at"].source, found["call_at"].reason.code) == (Source("column", ("접수일시",)), "remembered")
    assert found["center"].source == Source("column", ("센터",))
    emptied = suggested(DISPATCH, {"신고일시": MOMENTS, "접수일시": ()}, {"call_at": Source("column", ("접수일시",))})
    assert (emptied["call_at"].confidence, emptied["call_at"].reason.code) == (LIKELY, "remembered_empty")


def test_samples_and_three_others_are_offered_at_most() -> None:
    columns = {"DCLR_YMD": DATES, "DCLR_TM": TIMES, "DSPT_YMD": DATES, "DSPT_TM": TIMES, "CBK_YMD": DATES, "CBK_TM": TIMES}
    found = suggested(DISPATCH, columns)["call_at"]
    assert found.samples == ("20240301 92700", "20240302 100512", "20240315 235840")
    assert len(found.alternatives) == 3
    assert found.source not in found.alternatives


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_reason_is_worded(lang: str) -> None:
    files: list[tuple[Input, Columns]] = [
        (DISPATCH, {"DCLR_YMD": DATES, "DCLR_TM": TIMES, "CBK_YMD": (), "CBK_TM": TIMES, "CNTR_NM": NAMES, "소방서": ()}),
        (DISPATCH, {"나이": ("남", "여")}),
        (CENTER, {"column_1": LAT, "column_2": LON}),
        (CAMERA, {"번호": DATES, "목적": NAMES, "카메라대수": ("1", "2"), "설치년월": ("202403",), "주소": ("대전 서구",)}),
        (CENTER, {"센터명": NAMES, "X좌표": ("234518.31",), "Y좌표": ("316995.82",)}),
    ]
    codes = set()
    for input, columns in files:
        for one in suggested(input, columns).values():
            for reason in (one.reason, one.values):
                if reason:
                    codes.add(reason.code)
                    assert text(f"mapping.reason.{reason.code}", lang, **reason.facts)
    assert {"pair", "known_name", "none", "no_header", "values_only", "grid", "values_part_empty"} <= codes


def test_a_mapping_survives_as_json_and_nonsense_is_a_problem() -> None:
    mapping = {"call_at": Source("date_time", ("일자", "시각")), "place": Source("xy", ("X", "Y"), crs="EPSG:5186")}
    mapping |= {"center": Source("constant", (), "노은")}
    assert from_json(to_json(mapping)) == mapping
    assert inputs_from_json({"dispatch": to_json(mapping)}) == {"dispatch": mapping}
    one_column, number = {"how": "date_time", "columns": ["one"]}, {"how": "column", "columns": [3]}
    for wrong in ([], {"a": 1}, {"a": {"how": "magic"}}, {"a": one_column}, {"a": number}):
        with pytest.raises(Problem, match=r"mapping\.unreadable"):
            from_json(wrong)


def test_a_layout_is_known_again_whatever_the_order_and_a_changed_one_says_what_changed() -> None:
    before, now = ["신고일자", "신고시각", "출동센터", "비고"], ["출동센터 ", "신고시각", "신고일자", "비고"]
    assert layout_key(before) == layout_key(now)
    changed = layout_change(before, ["신고년월일", "신고시각", "출동센터", "구급차"])
    assert changed.renamed == (("신고일자", "신고년월일"),)
    assert (changed.gone, changed.added, changed.is_same) == (("비고",), ("구급차",), False)
    assert layout_change(before, now).is_same


def test_headers_are_cut_into_the_words_they_are_made_of() -> None:
    read = {header: [term.concept for term in terms.terms(header)] for header in ("신고년월일", "DCLR_YMD", "DateOfCall", "좌표정보(X)")}
    assert read["신고년월일"] == read["DCLR_YMD"] == ["report", "date"]
    assert set(read["DateOfCall"]) >= {"report", "date"}
    assert "x" in read["좌표정보(X)"]
    assert terms.clean(" 사업장가입상태코드 1 등록 2 탈퇴") == "사업장가입상태코드"
    assert terms.likeness("신고시각", "신고일자") < 0.5 < terms.likeness("GRNDS2_DSTNC", "현장과의거리") < 0.9


HOSTILE = ["", " ", "<b>신고</b>", "a" * 10_000, "가" * 10_000, '"; drop table x; --', "💥", "\ufeff신고일시", "(", "1 2 3"]


@pytest.mark.parametrize("header", HOSTILE)
def test_hostile_headers_are_only_names(header: str) -> None:
    found = suggested(DISPATCH, {header: MOMENTS, "센터명": NAMES})
    assert found["center"].source == Source("column", ("센터명",))


@pytest.mark.parametrize("in_metres", [(0,), (0, 1, 2, 3)])
def test_degrees_and_metres_in_the_same_two_columns_are_surely_the_place(in_metres: tuple[int, ...]) -> None:
    metres = (("989640.81", "1817006.57"), ("990211.02", "1817160.11"), ("991190.40", "1816844.00"), ("988900.12", "1818199.31"))
    lon = tuple(metres[at][0] if at in in_metres else one for at, one in enumerate(LON))
    lat = tuple(metres[at][1] if at in in_metres else one for at, one in enumerate(LAT))
    found = suggested(CAMERA, {"설치목적구분": ("생활방범",) * 5, "경도": lon, "위도": lat})["location"]
    assert (found.source, found.confidence) == (Source("lonlat", ("경도", "위도")), SURE)


def test_degrees_beside_numbers_that_are_neither_are_asked_about() -> None:
    found = suggested(CAMERA, {"설치목적구분": ("생활방범",) * 5, "경도": ("3000.5", *LON[1:]), "위도": ("12.5", *LAT[1:])})
    assert found["location"].confidence != SURE


def test_a_field_one_can_do_without_is_left_open_rather_than_guessed_from_a_name_a_little_like_it() -> None:
    complaint = next(one for one in library.load("civil_complaints").inputs if one.name == "complaint")
    titles = ("Street Light Outages", "Pothole Repair", "Empty Litter Basket", "Graffiti", "Street Light Knock Downs")
    photos = tuple(f"https://city.example/photos/{at}" for at in range(5))
    found = suggested(complaint, {"OPEN_DT": MOMENTS, "CASE_TITLE": titles, "Source": titles, "SubmittedPhoto": photos})
    assert found["title"].confidence == SURE
    assert found["body"].source is None


def test_the_queue_a_case_waits_in_is_not_the_way_it_came_in() -> None:
    complaint = next(one for one in library.load("civil_complaints").inputs if one.name == "complaint")
    queues = ("Works District 1C: Downtown", "Works Street Light Outages", "Works District 06: South", "Info Generic", "Works Code")
    found = suggested(complaint, {"OPEN_DT": MOMENTS, "CASE_TITLE": queues, "QUEUE": queues})
    assert found["channel"].source is None
