"""Texts and the values they stand for, kind by kind, as a table."""

import duckdb
import pytest

from connectors.duck import quoted
from data_catalog import kinds
from data_catalog.kinds import Habit


def value(kind: str, text: str, habit: Habit | None = None) -> str:
    """The value of one text, as text."""
    sql = f"select {kinds.parse_sql(kind, 't', habit)} from (select $text::varchar as t)"
    found = duckdb.execute(sql, {"text": text}).fetchone()
    return str(found[0]) if found else ""


READ = {
    "date": {
        "2024-01-31": "2024-01-31",
        "20240131": "2024-01-31",
        "2024.1.31": "2024-01-31",
        "2024. 1. 31.": "2024-01-31",
        "2024/1/31": "2024-01-31",
        "24년 1월 3일": "2024-01-03",
        "2024년 1월 31일": "2024-01-31",
        "2024년1월31일(수)": "2024-01-31",
        "24.1.3": "2024-01-03",
        "98-12-31": "1998-12-31",
        "2024-01-31 09:27": "2024-01-31",
        "2024. 1. 31. 오후 3:05": "2024-01-31",
        "31/01/2024": "2024-01-31",
        "01/31/2024": "2024-01-31",
        "09-Mar-11": "2011-03-09",
        "July 16, 2025": "2025-07-16",
        "２０２４-01-03": "2024-01-03",
        "'2024-01-03": "2024-01-03",
        "01/02/2024": "None",
        "2024-13-01": "None",
        "20241301": "None",
        "2024-02-30": "None",
        "epoch": "None",
        "infinity": "None",
        "내일": "None",
    },
    "month": {
        "2024-01": "2024-01-01",
        "202401": "2024-01-01",
        "2024.1": "2024-01-01",
        "2024년 1월": "2024-01-01",
        "24년 1월": "2024-01-01",
        "2024-01-31": "2024-01-01",
        "20240131": "2024-01-01",
        "Oct-14": "2014-10-01",
        "202413": "None",
        "2024": "None",
    },
    "time": {
        "09:27:00": "34020.0",
        "9:27": "34020.0",
        "92700": "34020.0",
        "092700": "34020.0",
        "92700.0": "34020.0",
        "927": "567.0",
        "0": "0.0",
        "24:00": "86400.0",
        "240000": "86400.0",
        "오전 9:05": "32700.0",
        "오후 3시 5분": "54300.0",
        "오후 12:10": "43800.0",
        "12:30 AM": "1800.0",
        "03:04:41 PM": "54281.0",
        "3:04 오후": "54240.0",
        "9시 5분 3초": "32703.0",
        "1899": "None",
        "126000": "None",
        "250000": "None",
        "25:00": "None",
    },
    "moment": {
        "2024-01-31 09:27:00": "2024-01-31 09:27:00",
        "2024-01-31T09:27:00Z": "2024-01-31 09:27:00",
        "2024-01-31T09:27:00.250+09:00": "2024-01-31 09:27:00.250000",
        "2024.1.31 9:27": "2024-01-31 09:27:00",
        "2024. 1. 31. 오전 9:05": "2024-01-31 09:05:00",
        "2024년 1월 31일 9시 5분": "2024-01-31 09:05:00",
        "20240131092700": "2024-01-31 09:27:00",
        "202401310927": "2024-01-31 09:27:00",
        "20240131 092700": "2024-01-31 09:27:00",
        "2024-01-31 24:00": "2024-02-01 00:00:00",
        "2024.1.31 24:00": "2024-02-01 00:00:00",
        "2024-01-31 03:04 PM": "2024-01-31 15:04:00",
        "2024-01-31 오후 03:04:05": "2024-01-31 15:04:05",
        "01/14/2015 03:04:41 PM": "2015-01-14 15:04:41",
        "25/01/2015 10:20": "2015-01-25 10:20:00",
        "Fri Mar 25 22:48:16 2022": "2022-03-25 22:48:16",
        "45322.39375": "2024-01-31 09:27:00",
        "2024-01-31": "2024-01-31 00:00:00",
        "13/14/2015 03:04": "None",
        "2024-01-31 99:00": "None",
        "모름": "None",
    },
    "number": {
        "1,234": "1234.0",
        "-1,234.5": "-1234.5",
        "(1,234)": "-1234.0",
        "△12": "-12.0",
        "31.4%": "31.4",
        "１２３": "123.0",
        "12명": "12.0",
        "1.5km": "1.5",
        "3㎡": "3.0",
        "₩1,000": "1000.0",
        " 7 ": "7.0",
        ".5": "0.5",
        "1e3": "1000.0",
        "1,23": "None",
        "12 34": "None",
        "1_000": "None",
        "nan": "None",
        "inf": "None",
        "일곱": "None",
    },
    "integer": {"12": "12", "12.0": "12", "1,234명": "1234", "12.5": "None", "99999999999999999999": "None"},
    "won": {
        "1,234원": "1234.0",
        "3만원": "30000.0",
        "3만5천원": "35000.0",
        "1억 2천만원": "120000000.0",
        "1억2,500만": "125000000.0",
        "1.5억": "150000000.0",
        "5천원": "5000.0",
        "2백만원": "2000000.0",
        "1조 2억": "1000200000000.0",
        "-3만원": "-30000.0",
        "12": "12.0",
        "원": "None",
    },
    "minutes": {
        "7": "7.0",
        "7.5": "7.5",
        "7분 30초": "7.5",
        "450초": "7.5",
        "0:07:30": "7.5",
        "7:30": "7.5",
        "1시간 5분": "65.0",
        "빨리": "None",
    },
    "km": {"1.2": "1.2", "1.2km": "1.2", "3 km": "3.0", "800m": "0.8", "1,200m": "1.2"},
    "yesno": {
        "Y": "True",
        "n": "False",
        "예": "True",
        "아니오": "False",
        "O": "True",
        "X": "False",
        "1": "True",
        "0": "False",
        "true": "True",
        "유": "True",
        "무": "False",
        "○": "True",
        "글쎄": "None",
    },
    "code": {"0012": "0012", " 11110 ": "11110", "-": "None"},
    "category": {"없음": "없음", "-": "None", " 강남 ": "강남"},
}


@pytest.mark.parametrize(("kind", "text", "want"), [(kind, *pair) for kind, pairs in READ.items() for pair in pairs.items()])
def test_a_text_is_read_as_its_value(kind: str, text: str, want: str) -> None:
    assert value(kind, text) == want


@pytest.mark.parametrize(
    ("kind", "text", "habit", "want"),
    [
        ("date", "01/02/2024", Habit(date_order="dmy"), "2024-02-01"),
        ("date", "01/02/2024", Habit(date_order="mdy"), "2024-01-02"),
        ("date", "03.02.24", Habit(date_order="dmy"), "2024-02-03"),
        ("moment", "01/02/2024 3:04 PM", Habit(date_order="mdy"), "2024-01-02 15:04:00"),
        ("date", "2024-01-02", Habit(date_order="mdy"), "2024-01-02"),
        ("time", "927", Habit(clock_digits="hm"), "34020.0"),
        ("time", "2400", Habit(clock_digits="hm"), "86400.0"),
        ("time", "975", Habit(clock_digits="hm"), "None"),
        ("date", "45322", Habit(excel_days=True), "2024-01-31"),
        ("date", "240131", Habit(short_dates=True), "2024-01-31"),
        ("number", "1.234,5", Habit(decimal_comma=True), "1234.5"),
    ],
)
def test_a_habit_of_the_column_decides_what_a_text_alone_cannot(kind: str, text: str, habit: Habit, want: str) -> None:
    assert value(kind, text, habit) == want


def habit_of(kind: str, *texts: str) -> Habit:
    connection = duckdb.connect()
    connection.execute('create table t (" 칸" varchar)')
    connection.executemany("insert into t values (?)", [[text] for text in texts])
    sql = kinds.habit_sql(quoted(" 칸"), kind)
    found = connection.execute(f"select {sql} from t").fetchone()
    assert found is not None
    return kinds.habit_from(found[0])


@pytest.mark.parametrize(
    ("kind", "texts", "want"),
    [
        ("date", ("01/02/2024", "25/12/2024"), Habit(date_order="dmy")),
        ("date", ("01/02/2024", "12/25/2024"), Habit(date_order="mdy")),
        ("date", ("01/02/2024", "03/04/2024"), Habit(date_order="mdy", is_order_certain=False)),
        ("moment", ("01/14/2015 03:04:41 PM", "01/02/2015 10:00:00 AM"), Habit(date_order="mdy")),
        ("date", ("24.1.3", "24.1.31", "24.2.28"), Habit()),
        ("date", ("2024-01-31", "2024.2.1"), Habit()),
        ("date", ("45322", "45323", ""), Habit(excel_days=True)),
        ("date", ("240131", "240228"), Habit(short_dates=True)),
        ("month", ("202401", "202402"), Habit()),
        ("time", ("927", "1430", "2359"), Habit(clock_digits="hm")),
        ("time", ("927", "92700", "143000"), Habit()),
        ("number", ("3,5", "12,25", "7"), Habit(decimal_comma=True)),
        ("number", ("3,500", "12", "1,000,000"), Habit()),
    ],
)
def test_the_habit_is_found_from_the_whole_column(kind: str, texts: tuple[str, ...], want: Habit) -> None:
    assert habit_of(kind, *texts) == want


@pytest.mark.parametrize("mark", ["", " ", "-", "N/A", "미상", "*", "X", "\u00a0", "\u3000", " - "])
def test_a_mark_for_no_value_is_missing_and_not_unreadable(mark: str) -> None:
    missing, unreadable = kinds.missing_sql("t"), kinds.unreadable_sql("number", "t")
    found = duckdb.execute(f"select {missing}, {unreadable} from (select $text::varchar as t)", {"text": mark}).fetchone()
    assert found == (True, False)
    assert kinds.is_missing(mark)


def test_a_text_that_gives_no_value_is_unreadable_and_not_missing() -> None:
    missing, unreadable = kinds.missing_sql("t"), kinds.unreadable_sql("number", "t")
    assert duckdb.execute(f"select {missing}, {unreadable} from (select '일곱' as t)").fetchone() == (False, True)


def test_withheld_values_are_told_from_unknown_ones() -> None:
    found = duckdb.execute(f"select t, {kinds.suppressed_sql('t')} from (values ('*'), ('X'), ('-'), ('5')) v(t)").fetchall()
    assert dict(found) == {"*": True, "X": True, "-": False, "5": False}


def test_no_column_of_a_file_can_be_taken_for_a_name_of_ours() -> None:
    columns = ["p", "x", "n", " x", " p", 'a"b', "d"]
    made = ", ".join(f"'2024.1.3 오후 3:05' as {quoted(name)}" for name in columns)
    for name in columns:
        found = duckdb.execute(f"select {kinds.parse_sql('moment', quoted(name))} from (select {made})").fetchone()
        assert str(found[0] if found else None) == "2024-01-03 15:05:00"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("서울특별시 종로구 청운효자동(1111051500)", "1111051500"),
        ("세종특별자치시  (3611000000) ", "3611000000"),
        ("0411051500", "0411051500"),
        ("1111051500.0", "1111051500"),
        ("11110", "11110"),
        ("청운효자동", "청운효자동"),
        ("종로1.2.3.4가동", "종로1.2.3.4가동"),
        ("1.11105E+09", "None"),
        ("-", "None"),
    ],
)
def test_an_area_is_known_by_its_code_also_in_brackets_behind_its_name(text: str, code: str) -> None:
    assert value("area_code", text) == code


def test_a_share_is_of_one_whether_written_as_a_share_or_in_percent() -> None:
    assert value("rate", "63.1%") == value("rate", "0.631") == "0.631"
    assert value("rate", "63.1", Habit(percent=True)) == "0.631"
    assert value("rate", "높음") == "None"
