"""Every row is kept, mended and told, or set aside with its reason: rows in = kept + set aside."""

from pathlib import Path

import pytest

from connectors.files import TableRead
from connectors.problem import Problem
from tests.connectors.files.trying import cells, notes, reading

GOOD = "".join(f"{number},이름{number},2024-01-{number % 28 + 1:02d},{number * 10},\n" for number in range(1, 41))
HEAD = "번호,이름,날짜,금액,비고\n"


def test_a_row_that_lacks_blank_cells_at_its_end_is_filled_up(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, HEAD + GOOD + "41,끝,2024-02-01,5\n")
    assert rows[-1] == (42, "41", "끝", "2024-02-01", "5", None)
    assert notes(found)["mended_padded"] == {"rows": 1, "lines": [42]}


def test_blank_cells_too_many_at_the_end_are_dropped(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, HEAD + GOOD + "41,끝,2024-02-01,5,,,\n")
    assert rows[-1] == (42, "41", "끝", "2024-02-01", "5", None)
    assert notes(found)["mended_cut"]["rows"] == 1


def test_one_separator_too_many_is_taken_out_where_only_one_place_fits(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, HEAD + GOOD + "41,끝,,2024-02-01,5,\n")
    assert rows[-1][1:] == ("41", "끝", "2024-02-01", "5", None)
    assert notes(found)["mended_extra_separator"]["lines"] == [42]


def test_a_row_parted_by_another_sign_is_read_by_it(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, HEAD + GOOD + "41;끝;2024-02-01;5;\n")
    assert rows[-1][1:] == ("41", "끝", "2024-02-01", "5", None)
    assert notes(found)["mended_other_separator"]["rows"] == 1


def test_a_missing_separator_is_put_back_where_only_one_place_agrees_with_both_columns(tmp_path: Path) -> None:
    body = "".join(f"{n},BH-{n}190,{n}:{n},${n}.5,끝\n" for n in range(10, 40))
    broken = "41,BH-41190,41:41$41.5,끝\n42,BH-42190,42:42,$42.5끝\n43BH-43190,43:43,$43.5,끝\n"
    found, rows = reading(tmp_path, "번호,부호,시각,값,비고\n" + body + broken)
    assert cells(rows)[-3:] == [(f"{n}", f"BH-{n}190", f"{n}:{n}", f"${n}.5", "끝") for n in (41, 42, 43)]
    assert notes(found)["mended_missing_separator"] == {"rows": 3, "lines": [32, 33, 34]}


def test_a_first_row_of_another_separator_is_no_second_header(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, HEAD + "0;처음;2024-01-01;5;\n" + GOOD)
    assert found.header_rows == (1,)
    assert cells(rows)[0] == ("0", "처음", "2024-01-01", "5", None)


def test_a_missing_separator_that_two_places_explain_is_not_guessed(tmp_path: Path) -> None:
    body = "".join(f"{n},{n * 7},{n * 3}\n" for n in range(1, 60))
    found, _ = reading(tmp_path, "가,나,다\n" + body + "61,12345\n")
    assert found.set_aside[0].cells == ("61", "12345")


def test_a_further_table_of_another_width_is_set_aside_whole(tmp_path: Path) -> None:
    other = "이름,날짜\n" + "".join(f"지점{n},2024-01-{n:02d}\n" for n in range(1, 9))
    found, rows = reading(tmp_path, HEAD + GOOD + other)
    assert (len(rows), found.reasons) == (40, {"other_table": 9})
    assert found.set_aside[0].cells == ("이름", "날짜")


def test_of_tables_of_several_widths_the_first_is_read(tmp_path: Path) -> None:
    first = "RUN,가,나\n" + "".join(f"{n},.,A\n" for n in range(30))
    second = "RUN,다,라,마\n" + "".join(f"{n},1,2,3\n" for n in range(40))
    found, rows = reading(tmp_path, first + second)
    assert found.columns == ("RUN", "가", "나")
    assert (len(rows), found.reasons) == (30, {"other_table": 41})


def test_a_row_whose_cells_would_shift_is_set_aside_whole(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, HEAD + GOOD + "41,2024-02-01,5\n" + "42,끝,2024-02-01,5,x,y,z\n")
    assert len(rows) == 40
    assert [(row.line, row.reason, row.cells) for row in found.set_aside] == [
        (42, "too_few_cells", ("41", "2024-02-01", "5")),
        (43, "too_many_cells", ("42", "끝", "2024-02-01", "5", "x", "y", "z")),
    ]
    assert (found.rows_in, found.rows_kept, found.rows_set_aside) == (42, 40, 2)


def test_a_stray_quote_does_not_swallow_the_rows_after_it(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, HEAD + '0,"열린 따옴표,2024-01-01,1,\n' + GOOD)
    assert rows[0] == (2, "0", '"열린 따옴표', "2024-01-01", "1", None)
    assert found.rows_kept == 41


def test_a_separator_missing_before_a_quote_is_put_back(tmp_path: Path) -> None:
    body = "".join(f'{number},"a, b",{number}\n' for number in range(30))
    found, rows = reading(tmp_path, "id,text,n\n" + body + '30"c, d",30\n')
    assert cells(rows)[-1] == ("30", "c, d", "30")
    assert notes(found)["mended_quotes"]["rows"] == 1


def test_blank_rows_are_counted_and_set_aside_with_their_lines(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, "a,b\n1,2\n\n,\n , \n3,4\n\n")
    assert [row[0] for row in rows] == [2, 6]
    assert found.reasons == {"blank": 4}
    assert [row.line for row in found.set_aside] == [3, 4, 5, 7]
    assert found.rows_in == 6


@pytest.mark.parametrize("word", ["합계", "소 계", "총계", "계", "Total", "(합계)"])
def test_a_total_row_is_set_apart_by_its_first_word(tmp_path: Path, word: str) -> None:
    found, rows = reading(tmp_path, f"시군구,대수\n강남,3\n서초,4\n{word},7\n")
    assert len(rows) == 2
    assert found.reasons == {"total": 1}
    assert found.set_aside[0].cells == (word, "7")


def test_totals_stay_when_a_person_says_so(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, "시군구,대수\n강남,3\n합계,3\n", totals="keep")
    assert (len(rows), found.reasons) == (2, {})


def test_a_total_under_a_column_of_one_value_is_found(tmp_path: Path) -> None:
    found, _ = reading(tmp_path, "기간,시군구,대수\n2024,합계,7\n2024,강남,3\n2024,서초,4\n")
    assert found.reasons == {"total": 1}


AREAS = [("서울", "1,359", "534"), ("부산", "621", "106"), ("대구", "450", "189"), ("인천", "548", "419"), ("광주", "270", "165")]


def _areas(first: str) -> str:
    body = "".join(f'{at},{name},"{people}",{nurses},2.{at}\n' for at, (name, people, nurses) in enumerate(AREAS, 2))
    return "No,분류,인원,간호사,비율\n" + first + body


@pytest.mark.parametrize("name", ["전체", "전국", "대한민국"])
def test_a_first_row_that_adds_up_all_others_is_a_total_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    found, rows = reading(tmp_path, _areas(f'1,{name},"3,248","1,413",2.8\n'))
    assert found.reasons == {"total": 1}
    assert [row[2] for row in rows] == [area for area, *_ in AREAS]


def test_a_first_row_that_adds_nothing_up_stays_data(tmp_path: Path) -> None:
    found, _ = reading(tmp_path, _areas('1,전체,"3,249","1,414",2.8\n'))
    assert not found.reasons


def test_small_numbers_that_happen_to_add_up_are_no_total(tmp_path: Path) -> None:
    found, _ = reading(tmp_path, "지점,가,나\nA,3,2\nB,1,1\nC,1,0\nD,1,1\nE,0,0\n")
    assert not found.reasons


def test_a_word_for_total_that_is_not_the_first_stays_data(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, "시군구,구분,대수\n강남,소계,3\n서초,합계,4\n송파,일반,4\n")
    assert (len(rows), found.reasons) == (3, {})


def test_half_the_rows_are_not_totals_but_a_category(tmp_path: Path) -> None:
    body = "".join(f"계,{number}\n남,{number}\n" for number in range(30))
    found, rows = reading(tmp_path, "성별,수\n" + body)
    assert (len(rows), found.reasons) == (60, {})


def test_the_header_met_again_is_set_aside_with_the_title_above_it(tmp_path: Path) -> None:
    body = "강남,3\n서초,4\n송파,5\n은평,6\n"
    found, rows = reading(tmp_path, "시군구,대수\n" + body + "\n2023년,\n시군구,대수\n" + body)
    assert len(rows) == 8
    assert found.reasons == {"blank": 1, "title": 1, "repeated_header": 1}


def test_notes_under_the_table_are_set_aside(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, "시군구,대수,비율\n강남,3,0.1\n서초,4,0.2\n※ 자료: 서울시,,\n* 2024년 말 기준\n")
    assert len(rows) == 2
    assert found.reasons == {"note": 2}


def test_lines_are_counted_through_a_file_of_many_blocks(tmp_path: Path) -> None:
    count = 700_000
    body = "".join(f"{number},서울특별시 강남구,2024-01-01\n" for number in range(count))
    broken = body.replace("\n400000,", '\n"400000\n",').replace("\n500000,서울", '\n500000,서"울')
    found, rows = reading(tmp_path, "id,gu,day\n" + broken)
    assert found.rows_kept == count
    assert rows[399_999][:2] == (400_001, "399999")
    assert rows[400_000][:2] == (400_002, "400000\n")
    assert rows[400_001][:2] == (400_004, "400001")
    assert rows[500_000] == (500_003, "500000", '서"울특별시 강남구', "2024-01-01")
    assert rows[-1][0] == count + 2


def test_an_empty_file_is_a_problem_that_names_it(tmp_path: Path) -> None:
    for content in (b"", b"\n\n \n", b"\xef\xbb\xbf"):
        with pytest.raises(Problem, match=r"file\.empty") as caught:
            reading(tmp_path, content, "빈 파일.csv")
        assert caught.value.facts == {"file": "빈 파일.csv"}


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, "이름,값\n")
    assert (found.columns, found.rows_in, rows) == (("이름", "값"), 0, [])


def test_one_row_is_read(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, "이름,값\n가,1")
    assert cells(rows) == [("가", "1")]
    assert found.rows_in == 1


def test_the_account_survives_its_json(tmp_path: Path) -> None:
    found, _ = reading(tmp_path, "제목\n이름,값\n가,1\n합계,1\n,\n")
    assert TableRead.from_json(found.to_json()) == found


def test_an_account_that_does_not_add_up_is_refused(tmp_path: Path) -> None:
    found, _ = reading(tmp_path, "이름,값\n가,1\n")
    with pytest.raises(AssertionError, match="rows lost"):
        TableRead(**{**found.__dict__, "rows_in": 2})


def test_totals_of_every_year_and_every_county_are_set_aside(tmp_path: Path) -> None:
    years = "".join(
        f"{year},합계,{6 * year}\n" + "".join(f"{year},{gu},{year * at}\n" for at, gu in enumerate("가나다", 1))
        for year in (2021, 2022, 2023)
    )
    found, rows = reading(tmp_path, "기간,자치구,인구\n" + years)
    assert (found.rows_in, len(rows), found.reasons) == (12, 9, {"total": 3})
    districts = [f"구{at}" for at in range(1, 9)]
    table = "".join(
        f"{place},소계,{sum(range(1, 9)) * times}\n" + "".join(f"{place},{gu},{at * times}\n" for at, gu in enumerate(districts, 1))
        for place, times in (("서울", 7), ("부산", 3), ("대구", 2))
    )
    found, rows = reading(tmp_path, "시도,시군구,인구\n전국,,432\n" + table)
    assert found.reasons == {"total": 4}
    assert len(rows) == 24 == found.rows_in - 4


def test_a_table_of_totals_alone_keeps_them(tmp_path: Path) -> None:
    rows_of = "".join(f"{place},소계,{at * 11}\n" for at, place in enumerate(("서울", "부산", "대구", "인천", "광주"), 1))
    found, rows = reading(tmp_path, "시도,시군구,인구\n" + rows_of)
    assert (len(rows), found.reasons) == (5, {})
