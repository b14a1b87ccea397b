"""Where the table lies: titles, headers of several lines, units, no header at all, names made unique."""

from pathlib import Path

import pytest

from tests.connectors.files.trying import cells, notes, reading

BODY = "강남구,120,0.5\n서초구,80,0.25\n송파구,95,0.75\n마포구,60,0.1\n"


def test_title_lines_above_the_header_are_no_rows(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, "2024년 설치 현황,,\n,,(단위: 대)\n시군구,대수,비율\n" + BODY)
    assert found.header_rows == (3,)
    assert (found.rows_in, len(rows)) == (4, 4)
    assert notes(found)["title_rows"] == {"rows": 2, "text": "2024년 설치 현황 / (단위: 대)"}


def test_a_title_without_separators_is_known_by_its_width(tmp_path: Path) -> None:
    found, _ = reading(tmp_path, "2024년 설치 현황\n시군구,대수,비율\n" + BODY)
    assert found.header_rows == (2,)


def test_a_header_of_two_lines_is_joined_and_a_group_name_holds_to_its_end(tmp_path: Path) -> None:
    found, rows = reading(
        tmp_path, "시군구,발생,,검거,\n,건수,비율,건수,비율\n강남구,1,0.5,2,0.1\n서초구,3,0.2,4,0.3\n송파구,5,0.6,7,0.8\n"
    )
    assert found.columns == ("시군구", "발생 건수", "발생 비율", "검거 건수", "검거 비율")
    assert found.header_rows == (1, 2)
    assert rows[0] == (3, "강남구", "1", "0.5", "2", "0.1")


def test_a_header_of_three_lines_names_what_is_merged_downwards_once(tmp_path: Path) -> None:
    head = "자치구,계,계,노인,노인\n자치구,계,계,남,여\n자치구,2023,2024,2023,2024\n"
    found, _ = reading(tmp_path, head + "종로구,10,20,30,40\n중구,11,21,31,41\n용산구,12,22,32,42\n")
    assert found.columns == ("자치구", "계 2023", "계 2024", "노인 남 2023", "노인 여 2024")


def test_years_as_column_names_are_a_header(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, "구분,2021,2022,2023\n강남구,10,20,30\n서초구,5,7,9\n")
    assert found.columns == ("구분", "2021", "2022", "2023")
    assert len(rows) == 2


def test_a_row_of_units_is_told_and_left_out(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, "시군구,인구,면적\n,(명),(㎢)\n강남구,500000,39.5\n서초구,400000,47.0\n")
    assert notes(found)["unit_row"] == {"line": 2, "units": ["(명)", "(㎢)"]}
    assert rows[0] == (3, "강남구", "500000", "39.5")
    assert found.columns == ("시군구", "인구", "면적")


def test_a_file_without_a_header_gets_neutral_names_and_loses_no_row(tmp_path: Path) -> None:
    lines = [f"40.{number},-75.{number},EMS: FALL,2016-01-{number:02d} 12:01:00,NEW TOWN" for number in range(10, 30)]
    found, rows = reading(tmp_path, "\n".join(lines))
    assert found.header_rows == ()
    assert found.columns == ("column_1", "column_2", "column_3", "column_4", "column_5")
    assert (found.rows_in, rows[0][0]) == (20, 1)
    assert notes(found)["no_header"] == {"columns": 5}


def test_repeated_and_blank_names_are_made_unique_and_the_files_own_kept(tmp_path: Path) -> None:
    found, _ = reading(tmp_path, "이름,이름,,_line\nA,B,1,9\nC,D,2,8\n")
    assert found.columns == ("이름", "이름 (2)", "column_3", "_line (2)")
    assert found.headers == ("이름", "이름", "", "_line")
    assert notes(found)["headers_repeated"] == {"columns": ["이름"]}


def test_a_header_that_lacks_the_name_of_the_first_column_is_moved_right(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, "건수,비율\n강남,1,0.5\n서초,2,0.6\n송파,3,0.7\n")
    assert found.columns == ("column_1", "건수", "비율")
    assert len(rows) == 3


def test_header_rows_named_by_a_person_are_taken(tmp_path: Path) -> None:
    content = "제목,x\n이름,값\n가,1\n나,2\n"
    found, rows = reading(tmp_path, content, header_rows=(2,))
    assert (found.columns, found.rows_in) == (("이름", "값"), 2)
    found, rows = reading(tmp_path, content, header_rows=())
    assert cells(rows)[0] == ("제목", "x")


def test_columns_without_a_value_are_kept_and_told(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, "이름,빈칸,값\n가,,1\n나,,2\n")
    assert cells(rows)[0] == ("가", None, "1")
    assert notes(found)["blank_columns"] == {"columns": ["빈칸"], "count": 1}


def test_a_header_one_name_short_belongs_to_a_table_with_row_names(tmp_path: Path) -> None:
    found, _ = reading(tmp_path, '"x";"x"\n"Org";"1";"0"\n"Load";"0";"1"\n')
    assert (found.headers, found.rows_kept) == (("", "x", "x"), 2)


def test_a_title_between_blank_rows_and_a_table_is_set_aside(tmp_path: Path) -> None:
    body = "홍길동,1월,출장\n김영희,2월,회의\n"
    found, rows = reading(tmp_path, "회의 목록,,\n장관,날짜,목적\n" + body + ",,\n해외 출장,,\n장관,기간,목적\n" + body)
    assert found.header_rows == (2,)
    assert found.reasons == {"blank": 1, "title": 1}
    assert len(rows) == 5


def test_months_written_in_korean_over_numbers_are_a_header(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, "센터,2024년 1월,2024년 2월,2024년 3월\n온천,42,51,39\n노은,61,58,66\n")
    assert (found.header_rows, len(rows)) == ((1,), 2)
    assert "wide_columns" in notes(found)
    data, _ = reading(tmp_path, "2024년 1월,2024년 2월,2024년 3월\n2024년 4월,2024년 5월,2024년 6월\n2024년 7월,2024년 8월,2024년 9월\n")
    assert data.rows_in == 3, "months over months are data"


def test_degrees_are_a_unit(tmp_path: Path) -> None:
    found, _ = reading(tmp_path, "이름,위도,경도,거리\n,(도),(도),(km)\n가,36.1,127.1,3\n나,36.2,127.2,4\n")
    assert notes(found)["unit_row"]["line"] == 2


def test_a_sparse_row_over_names_that_are_there_twice_is_part_of_the_header(tmp_path: Path) -> None:
    found, _ = reading(tmp_path, "등록 인구,,,,\n,2023년,,2024년,\n구분,남,여,남,여\n강남구,1,2,3,4\n서초구,5,6,7,8\n송파구,9,8,7,6\n")
    assert found.columns == ("구분", "2023년 남", "2023년 여", "2024년 남", "2024년 여")
    assert notes(found)["title_rows"] == {"rows": 1, "text": "등록 인구"}


def test_two_notes_over_a_header_of_different_names_stay_a_title(tmp_path: Path) -> None:
    found, _ = reading(tmp_path, ",총무과,,2024년,\n구분,남,여,계,비고\n강남구,1,2,3,4\n서초구,5,6,7,8\n송파구,9,8,7,6\n")
    assert found.columns == ("구분", "남", "여", "계", "비고")


def test_a_header_wider_than_its_rows_keeps_its_names(tmp_path: Path) -> None:
    head = "시군구,대수,비율,비고,담당\n"
    found, rows = reading(tmp_path, head + BODY + "중구,7,0.1,임시\n")
    assert found.columns == ("시군구", "대수", "비율", "비고", "담당")
    assert (found.rows_in, len(rows)) == (5, 5)
    assert cells(rows)[0] == ("강남구", "120", "0.5", None, None)


def test_a_sentence_with_commas_over_the_header_is_a_title(tmp_path: Path) -> None:
    found, _ = reading(tmp_path, "설치 현황, 가로등, 보안등, 비상벨 포함\n시군구,대수,비율\n" + BODY)
    assert found.columns == ("시군구", "대수", "비율")


def test_lines_of_a_name_and_its_value_over_a_longer_table_are_titles(tmp_path: Path) -> None:
    card = "".join(f"항목{index},값{index}\n" for index in range(12))
    table = "시각,온도,습도,비고\n" + "".join(f"{hour:02d}:00,{hour + 10}.5,{40 + hour},좋음\n" for hour in range(20))
    found, rows = reading(tmp_path, card + "\n" + table)
    assert found.columns == ("시각", "온도", "습도", "비고")
    assert len(rows) == 20


def test_one_month_over_several_measures_heads_them_as_the_statistics_office_writes_it(tmp_path: Path) -> None:
    names = "행정구역별(1),행정구역별(2),"
    head = names + "2020.01,2020.01,2020.01\n" + names + "고령인구비율<br>(A÷B×100) (%),65세이상인구<br>(A) (명),전체인구<br>(B) (명)\n"
    found, rows = reading(
        tmp_path, head + "전국,,15.6,8075536,51847509\n서울특별시,소계,15.3,1488747,9733509\n부산광역시,소계,18.3,623910,3411819\n"
    )
    assert found.header_rows == (1, 2)
    assert found.columns[1:4] == ("행정구역별(2)", "2020.01 고령인구비율 (A÷B×100) (%)", "2020.01 65세이상인구 (A) (명)")
    assert len(rows) == 3


@pytest.mark.parametrize(
    "head",
    [
        "지역,2020.01",
        "지역,2020.01,2020.02",
        "지역,2023.1/4,2023.2/4,2023.3/4 p)",
        "지역,2023년 상반기,2023년 하반기",
        "지역,2023 Q1,2023 Q2",
    ],
)
def test_months_quarters_and_halves_of_a_year_are_names_of_columns(tmp_path: Path, head: str) -> None:
    width = head.count(",")
    body = "".join(f"{place},{at * 7 + 3}" + ",12" * (width - 1) + "\n" for at, place in enumerate(("강남", "서초", "송파", "마포")))
    found, rows = reading(tmp_path, head + "\n" + body)
    assert found.columns == tuple(head.split(","))
    assert len(rows) == 4


def test_months_down_a_column_are_values(tmp_path: Path) -> None:
    found, rows = reading(tmp_path, "강남,2020.01,10\n서초,2020.02,20\n송파,2020.03,30\n마포,2020.04,15\n")
    assert found.header_rows == ()
    assert len(rows) == 4
