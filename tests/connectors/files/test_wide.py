"""Columns that are months, ages or pairs of categories are told of, and turned into rows when a person wishes."""

from pathlib import Path

import pytest

from tests.connectors.files.trying import cells, notes, reading


def test_month_sex_and_age_in_a_name_become_columns_of_their_own(tmp_path: Path) -> None:
    head = "행정구역," + ",".join(f"2025년05월_{sex}_{age}" for sex in ("계", "남", "여") for age in ("65~69세", "100세 이상"))
    content = f"{head}\n서울,30,3,10,1,20,2\n부산,60,6,20,2,40,4\n"
    found, rows = reading(tmp_path, content)
    assert notes(found)["wide_columns"]["columns"] == 4
    assert len(rows) == 2
    found, rows = reading(tmp_path, content, melt="long")
    assert found.columns == ("행정구역", "2025년05월_계_65~69세", "2025년05월_계_100세 이상", "기간", "성별", "연령", "값")
    assert rows[0] == (2, "서울", "30", "3", "2025년05월", "남", "65~69세", "10")
    assert rows[3][4:] == ("2025년05월", "여", "100세이상", "2")
    assert (found.rows_in, found.rows_kept, len(rows)) == (8, 8, 8)


@pytest.mark.parametrize(
    ("names", "parts"),
    [
        (["2019", "2020", "2021"], ("기간",)),
        (["2013년도 이전", "2014년", "2015년"], ("기간",)),
        (["1월", "2월", "3월", "12월"], ("기간",)),
        (["2024.01", "2024.02", "2024.03"], ("기간",)),
        (["2024년 1분기", "2024년 2분기", "2024년 3분기"], ("기간",)),
        (["20세미만", "20~24세", "25 - 29세", "80세 이상"], ("연령",)),
        (["2016 20 - 24세", "2016 25 - 29세", "2016 30 - 34세"], ("기간", "연령")),
        (["살인 발생", "살인 검거", "강도 발생", "강도 검거", "절도 발생", "절도 검거"], ("구분", "구분 2")),
    ],
)
def test_each_habit_of_writing_values_as_columns_is_found(tmp_path: Path, names: list[str], parts: tuple[str, ...]) -> None:
    content = ",".join(["구", *names]) + "\n" + "".join(",".join([f"구{row}", *[str(row * 7)] * len(names)]) + "\n" for row in range(5))
    found, rows = reading(tmp_path, content, melt="long")
    assert found.columns == ("구", *parts, "값")
    assert len(rows) == 5 * len(names)


def test_a_table_of_fields_is_left_alone(tmp_path: Path) -> None:
    content = "구,인구수,면적,2020년 인구\n강남,10,2.5,11\n서초,20,3.5,22\n"
    found, rows = reading(tmp_path, content, melt="long")
    assert (found.columns, len(rows)) == (("구", "인구수", "면적", "2020년 인구"), 2)


def test_a_missing_value_is_a_row_too(tmp_path: Path) -> None:
    _, rows = reading(tmp_path, "구,2019,2020,2021\n강남,1,,3\n서초,4,5,6\n", melt="long")
    assert cells(rows)[:3] == [("강남", "2019", "1"), ("강남", "2020", None), ("강남", "2021", "3")]
