"""SQL from a cell's text to the canonical value of a kind."""

from __future__ import annotations

from data_catalog.kinds.areas import area_code_sql
from data_catalog.kinds.clock import time_sql
from data_catalog.kinds.dates import date_sql, moment_sql, month_sql, quick_day_sql, quick_month_sql
from data_catalog.kinds.habit import Habit
from data_catalog.kinds.marks import missing_sql
from data_catalog.kinds.numbers import integer_sql, km_sql, minutes_sql, number_sql, quick_number_sql, rate_sql, won_sql
from data_catalog.kinds.sql import BLANKS, listed, literal

SQL_TYPES = {
    "id": "VARCHAR",
    "code": "VARCHAR",
    "area_code": "VARCHAR",
    "category": "VARCHAR",
    "text": "VARCHAR",
    "place": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "won": "DOUBLE",
    "minutes": "DOUBLE",
    "km": "DOUBLE",
    "rate": "DOUBLE",
    "date": "DATE",
    "month": "DATE",
    "moment": "TIMESTAMP",
    "time": "DOUBLE",
    "yesno": "BOOLEAN",
}
YES = (
    "y", "yes", "예", "네", "o", "true", "t", "1", "1.0", "유", "있음", "여", "해당", "참", "○", "ㅇ", "✓", "√",
    "사용", "설치", "적용", "보유", "한다", "함",
)  # fmt: skip
NO = (
    "n", "no", "아니오", "아니요", "아니", "x", "false", "f", "0", "0.0", "무", "없음", "부", "미해당", "해당없음", "거짓", "×", "✗",
    "미사용", "미설치", "미적용", "미보유", "안함",
)  # fmt: skip

_READERS = {
    "integer": integer_sql,
    "number": number_sql,
    "won": won_sql,
    "minutes": minutes_sql,
    "km": km_sql,
    "rate": rate_sql,
    "date": date_sql,
    "month": month_sql,
    "moment": moment_sql,
    "time": time_sql,
}


def parse_sql(kind: str, column_sql: str, habit: Habit | None = None) -> str:
    """SQL of type `SQL_TYPES[kind]`: the value of a VARCHAR column, NULL when missing or unreadable.

    `habit` is what the whole column told (`find_habit`); without it only what is certain by itself is read. A time is
    seconds after midnight, 24:00 at the day's end. A place is read by `data_catalog.places`; here it is text.
    """
    if kind in _READERS:
        return f"({_READERS[kind](column_sql, habit or Habit())})"
    if kind == "yesno":
        word = f"lower(trim({column_sql}, {literal(BLANKS)}))"
        return f"(case when {word} in ({listed(YES)}) then true when {word} in ({listed(NO)}) then false end)"
    if kind == "area_code":
        return f"(case when not {missing_sql(column_sql, kind)} then {area_code_sql(column_sql)} end)"
    text = f"trim({column_sql}, {literal(BLANKS)})"
    return f"(case when not {missing_sql(column_sql, kind)} then {text} end)"


def quick_sql(kind: str, column_sql: str, habit: Habit | None = None) -> str:
    """SQL of the value by the most usual habits only: cheap to plan and to run over a whole file, NULL where more would be needed."""
    if kind == "month":
        return quick_month_sql(column_sql)
    if kind == "time":
        return time_sql(column_sql, habit or Habit())
    if kind in ("date", "moment"):
        return quick_day_sql(column_sql, "date" if kind == "date" else "timestamp", habit or Habit())
    return quick_number_sql(column_sql)


def unreadable_sql(kind: str, column_sql: str, habit: Habit | None = None) -> str:
    """Whether a text is there and no value comes of it, never NULL."""
    return f"({parse_sql(kind, column_sql, habit)} is null and not {missing_sql(column_sql, kind)})"
