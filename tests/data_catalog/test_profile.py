"""The profile of a table: kinds by the whole file, counts exact, no resident number in any sample."""

from pathlib import Path

import polars as pl
import pytest

from connectors.files import read
from data_catalog.kinds import Habit
from data_catalog.profile import ColumnProfile, Profile, profile, sketch


def profiled(folder: Path, text: str) -> Profile:
    (folder / "a.csv").write_text(text, encoding="utf-8")
    read(folder / "a.csv", folder / "a.parquet")
    return profile(folder / "a.parquet")


def column(folder: Path, name: str, *values: str) -> ColumnProfile:
    return profiled(folder, f"{name},끝\n" + "".join(f'"{value}",x\n' for value in values)).columns[0]


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("신고일시", ("2024-01-31 09:27:00", "2024-01-31 10:00:00"), "moment"),
        ("접수일자", ("20240131", "20240201"), "date"),
        ("설치연월", ("200910", "201011"), "month"),
        ("기간", ("2024.1/4", "2024.2/4", "2024.1/4"), "category"),
        ("날", ("2024/1/4", "2024/2/4"), "date"),
        ("출동거리", ("1.5", "2.25"), "km"),
        ("체납금액", ("1,200", "30,000"), "won"),
        ("과태료", ("3만원", "1억 2천만원"), "won"),
        ("카메라대수", ("1", "2"), "integer"),
        ("평균", ("1.5", "2"), "number"),
        ("행정동코드", ("1111051500", "1111053000"), "code"),
        ("부서", ("00123", "00456"), "code"),
        ("관리번호", ("2024-0001A", "2024-0002B"), "id"),
        ("심정지여부", ("Y", "N"), "yesno"),
        ("시군구", ("강남구", "서초구", "강남구"), "category"),
        ("민원내용", tuple(f"가로등 {number}개가 며칠째 꺼져 있어 밤길이 매우 어둡습니다." for number in range(30)), "text"),
        ("빈칸", ("", "-"), "text"),
    ],
)
def test_the_kind_of_a_column_is_seen(tmp_path: Path, name: str, values: tuple[str, ...], kind: str) -> None:
    assert column(tmp_path, name, *values).kind == kind


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("신고시각", ("09:27", "14:30", "23:59")),
        ("신고시각", ("09:27:05", "14:30:00", "24:00:00")),
        ("신고시각", ("1530", "927", "2359", "5", "0")),
        ("신고시각", ("93005", "150200", "235959", "500")),
        ("신고시각", ("0930", "1530", "2400")),
        ("신고시각", ("930.0", "1530.0", "2400.0")),
        ("DCLR_TM", ("92700", "143000", "231000")),
        ("도착시각(HHMM)", ("927", "1430")),
        ("시간", ("9시 27분", "14시 30분")),
        ("접수시간", ("0930", "1530", "2100")),
        ("운영 시작", ("09:00", "10:30")),
        ("신고시각", (*(str(1000 + at) for at in range(30)), "9시쯤", "14:05")),
    ],
)
def test_times_of_day_are_seen(tmp_path: Path, name: str, values: tuple[str, ...]) -> None:
    assert column(tmp_path, name, *values).kind == "time"


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("신고건수", ("1530", "927", "2359"), "integer"),
        ("이용시간", ("1530", "927", "2359"), "integer"),
        ("시각장애인수", ("1530", "927", "2359"), "integer"),
        ("시각장애인", ("1530", "927", "2359"), "integer"),
        ("초과근무시간", ("100", "200", "1200"), "integer"),
        ("response_time", ("1030", "927", "1215"), "integer"),
        ("발생시각", ("0", "5", "23"), "integer"),
        ("신고시각", ("1530", "980", "2359"), "integer"),
        ("신고시각", ("1530", "2500", "2359"), "integer"),
        ("X_TM", ("198812", "201923", "203477"), "integer"),
        ("체납액", ("1530", "1200", "2359"), "won"),
        ("시간당 요금", ("1500", "1200", "2000"), "won"),
        ("소요시간(분)", ("1030", "927", "1215"), "minutes"),
        ("시간코드", ("0930", "1530"), "code"),
        ("소요시간", ("12:30", "08:15", "10:05"), "category"),
        ("점수", ("3:1", "2:0", "1:1"), "category"),
        ("화면비", ("16:09", "04:03"), "category"),
        ("연도", ("2001", "2015", "2024"), "integer"),
    ],
)
def test_numbers_that_could_be_times_stay_what_they_are(tmp_path: Path, name: str, values: tuple[str, ...], kind: str) -> None:
    assert column(tmp_path, name, *values).kind == kind


def test_the_range_of_times_is_said_as_times(tmp_path: Path) -> None:
    whole = column(tmp_path, "신고시각", "93005", "150200", "235959", "500")
    assert (whole.minimum, whole.maximum, whole.readable) == ("00:05:00", "23:59:59", 1.0)
    short = column(tmp_path, "신고시각", "927", "1530", "2400", "-")
    assert (short.minimum, short.maximum, short.habit.clock_digits) == ("09:27:00", "24:00:00", "hm")
    assert (short.filled, short.missing) == (3, 1)


def test_times_are_settled_on_every_row(tmp_path: Path) -> None:
    count = 20_000
    times = [f"{number // 60 % 24}{number % 60:02d}" for number in range(count)]
    table = "번호,신고시각\n" + "".join(f"{number},{time}\n" for number, time in enumerate(times))
    found = profiled(tmp_path, table).columns[1]
    assert (found.kind, found.maximum) == ("time", "23:59:00")
    assert sketch(tmp_path / "a.parquet").columns[1].kind == "time"
    wrong = table + "".join(f"{count + number},{6000 + number}\n" for number in range(4_000))
    assert profiled(tmp_path, wrong).columns[1].kind == "integer"


def test_counts_are_exact_and_ranges_are_of_every_row(tmp_path: Path) -> None:
    found = column(tmp_path, "점수", *(["-", "미상", ""] + [str(number) for number in range(20)] + ["3.5"]))
    assert (found.filled, found.missing) == (21, 3)
    assert (found.minimum, found.maximum) == (0, 19)
    assert found.kind == "number"


def test_a_large_table_is_settled_on_every_row(tmp_path: Path) -> None:
    count = 20_000
    frame = pl.DataFrame(
        {
            "_line": range(2, count + 2),
            "수": [str(number) for number in range(count)],
            "때": [f"2024-01-01 {number % 24:02d}:00:00" for number in range(count)],
            "말": ["없는 수" if number > 100 else str(number) for number in range(count)],
            "시각": [str(number % 24 * 100 + number % 60) for number in range(count)],
            "유형": [["질병", "사고"][number % 2] for number in range(count)],
        }
    )
    frame.write_parquet(tmp_path / "a.parquet")
    found = profile(tmp_path / "a.parquet")
    columns = {item.name: item for item in found.columns}
    assert found.rows == count
    assert found.sampled_rows < count
    assert (columns["수"].kind, columns["수"].minimum, columns["수"].maximum) == ("integer", 0, count - 1)
    assert columns["수"].distinct == pytest.approx(count, rel=0.1)
    assert columns["때"].maximum == "2024-01-01 23:00:00"
    assert columns["말"].kind in ("category", "text")
    assert columns["시각"].habit == Habit(clock_digits="hm")
    assert columns["유형"].kind == "category"
    assert dict(columns["유형"].top) == {"질병": pytest.approx(0.5, abs=0.05), "사고": pytest.approx(0.5, abs=0.05)}


def test_some_rows_suggest_what_all_rows_do(tmp_path: Path) -> None:
    count = 20_000
    columns = {
        "사건번호": [f"A-{number:06d}" for number in range(count)],
        "신고일시": [f"2024-01-{number % 28 + 1:02d} {number % 24:02d}:00:00" for number in range(count)],
        "거리": [str(number % 40) for number in range(count - 1)] + ["900"],
        "유형": [["질병", "사고"][number % 2] for number in range(count)],
    }
    pl.DataFrame({"_line": range(2, count + 2), **columns}).write_parquet(tmp_path / "a.parquet")
    whole, some = profile(tmp_path / "a.parquet"), sketch(tmp_path / "a.parquet")
    assert some.rows == some.sampled_rows == whole.sampled_rows < count
    for one, other in zip(whole.columns, some.columns, strict=True):
        assert (one.name, one.kind, one.samples, one.top) == (other.name, other.kind, other.samples, other.top)
    assert {item.name: item.maximum for item in some.columns}["거리"] == 900


def test_days_before_months_are_ranged_by_the_habit(tmp_path: Path) -> None:
    found = column(tmp_path, "날짜", "01/02/2024", "25/12/2024")
    assert found.habit == Habit(date_order="dmy")
    assert (found.minimum, found.maximum) == ("2024-02-01", "2024-12-25")


def test_no_sample_or_frequent_value_shows_a_resident_number(tmp_path: Path) -> None:
    found = profiled(tmp_path, "이름,메모\n가,850101-2234567 문의\n나,8501012234567\n다,없음\n")
    shown = str(found.to_json())
    assert "234567" not in shown
    assert "85****-*******" in shown
    assert [(item.column, item.rows) for item in found.personal] == [("메모", 2)]


def test_the_profile_survives_its_json(tmp_path: Path) -> None:
    found = profiled(tmp_path, "날짜,수\n01/02/2024,1\n25/12/2024,\n")
    assert Profile.from_json(found.to_json()) == found


def test_a_table_without_rows_has_a_profile(tmp_path: Path) -> None:
    found = profiled(tmp_path, "이름,값\n")
    assert [(item.kind, item.filled, item.samples) for item in found.columns] == [("text", 0, ()), ("text", 0, ())]


def test_hostile_column_names_do_no_harm(tmp_path: Path) -> None:
    found = profiled(tmp_path, '"x""; drop table read; --",<b>y</b>\n1,2\n3,4\n')
    assert [item.name for item in found.columns] == ['x"; drop table read; --', "<b>y</b>"]
    assert [item.kind for item in found.columns] == ["integer", "integer"]
