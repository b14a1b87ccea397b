"""What only the whole column can tell of its values: day before month or after, 927 as hours and minutes or with seconds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from connectors.duck import quoted


@dataclass(frozen=True)
class Habit:
    """How a column writes its values. The default reads what is certain without having seen the others."""

    date_order: str = "ymd"
    """Of dates whose year does not come first in four digits: `ymd`, `dmy`, `mdy`."""
    is_order_certain: bool = True
    """False when every date of the column can be read both ways."""
    clock_digits: str = "hms"
    """`hm` when bare digits are hours and minutes (927 is 09:27)."""
    excel_days: bool = False
    """Whole numbers are a workbook's days since 1899-12-30."""
    short_dates: bool = False
    """Six digits are year, month and day (240131)."""
    decimal_comma: bool = False
    """3,5 is three and a half."""
    percent: bool = False
    """Shares are written as percentages: 63.1 is 0.631."""


class Rows(Protocol):
    """What is used of a workspace."""

    def fetch(self, sql: str) -> Any: ...


def find_habit(workspace: Rows, table: str, column: str, kind: str) -> Habit:
    """The habit of one column of a table, by all its rows. Kinds that are written in one way only are not looked at."""
    sql = habit_sql(quoted(column), kind)
    if sql is None:
        return Habit()
    return habit_from(workspace.fetch(f"select {sql} as h from {quoted(table)}")["h"][0])  # noqa: S608


def habit_sql(column_sql: str, kind: str) -> str | None:
    """An aggregate over the column that gives the evidence `habit_from` weighs; None for kinds without habits.

    Texts that can be read in one way only are passed over before anything costly is done with them.
    """
    if kind in ("integer", "number", "won", "km"):
        parts = _comma_parts(column_sql)
    elif kind == "rate":
        parts = _comma_parts(column_sql) | _percent_parts(column_sql)
    elif kind == "time":
        parts = _clock_parts(column_sql)
    elif kind in ("date", "month", "moment"):
        parts = _digit_parts(column_sql) | _order_parts(column_sql)
    else:
        return None
    return "struct_pack(" + ", ".join(f"{name} := {sql}" for name, sql in parts.items()) + ")"


def _comma_parts(text: str) -> dict[str, str]:
    decimal = "[-+]?\\d{1,3}(?:[.]\\d{3})*,(?:\\d{1,2}|\\d{4,})"
    thousands = "[-+]?\\d{1,3}(?:,\\d{3})+(?:[.]\\d+)?"
    return {
        name: f"count(*) filter (case when contains({text}, ',') then regexp_full_match({text}, '{pattern}') end)"
        for name, pattern in (("comma", decimal), ("comma_thousands", thousands))
    }


def _percent_parts(text: str) -> dict[str, str]:
    """Beyond one a share can only be a percentage; a sign in one cell speaks for the cells without."""
    number = f"try_cast(replace({text}, ',', '') as double)"
    return {
        "percent_signs": f"count(*) filter (contains({text}, '%') or contains({text}, '％'))",
        "over_one": f"count(*) filter (abs({number}) > 1.0001)",
    }


def _clock_parts(text: str) -> dict[str, str]:
    whole = f"try_cast({text} as integer)"
    return {
        "digits": f"count({whole})",
        "clock_hm": f"count(*) filter ({whole} % 100 < 60 and {whole} <= 2400)",
        "top": f"max({whole})",
    }


def _digit_parts(text: str) -> dict[str, str]:
    whole = f"try_cast({text} as integer)"
    six = f"strlen({text}) = 6 and {whole} is not null"
    month, day = f"{whole} // 100 % 100 between 1 and 12", f"{whole} % 100 between 1 and 31"
    return {
        "digits": f"count({whole})",
        "digits5": f"count(*) filter (strlen({text}) = 5 and {whole} between 20000 and 60000)",
        "digits6": f"count(*) filter ({six})",
        "months6": f"count(*) filter ({six} and {whole} // 100 between 1900 and 2100 and {whole} % 100 between 1 and 12)",
        "days6": f"count(*) filter ({six} and {month} and {day})",
    }


def _order_parts(text: str) -> dict[str, str]:
    pattern = "^\\D{0,2}(\\d{1,2})\\s*[-./]\\s*(\\d{1,2})\\s*[-./]\\s*(\\d{4}|\\d{2})(?:\\D|$)"
    year_first = f"try_cast({text} as date) >= date '1000-01-01' or regexp_matches({text}, '^\\d{{3}}')"
    settled = f"{text} is null or strlen({text}) < 6 or {year_first}"
    first, second, third = (
        f"try_cast(case when {settled} then null else regexp_extract({text}, '{pattern}', {n}) end as int)" for n in (1, 2, 3)
    )
    return {
        "first_top": f"max({first})",
        "third_top": f"max({third})",
        "first_over": f"count(*) filter ({first} > 12)",
        "second_over": f"count(*) filter ({second} > 12)",
        "first_spread": f"approx_count_distinct({first})",
        "third_spread": f"approx_count_distinct({third})",
    }


def habit_from(evidence: Mapping[str, Any]) -> Habit:
    """The habit that the evidence speaks for."""
    seen = Counter({name: int(value or 0) for name, value in evidence.items()})
    order, certain = _order(seen)
    days5 = seen["digits5"] > 0 and seen["digits5"] >= 0.9 * seen["digits"]
    return Habit(
        date_order=order,
        is_order_certain=certain,
        clock_digits="hm" if 0 < seen["top"] <= 2400 and seen["clock_hm"] == seen["digits"] else "hms",
        excel_days=days5,
        short_dates=seen["digits6"] > 0 and seen["days6"] >= 0.9 * seen["digits6"] and seen["months6"] < 0.9 * seen["digits6"],
        percent=seen["percent_signs"] + seen["over_one"] > 0,
        decimal_comma=seen["comma"] > 0 and seen["comma_thousands"] <= 0.1 * seen["comma"],
    )


def _order(seen: Mapping[str, int]) -> tuple[str, bool]:
    if not seen["first_top"]:
        return "ymd", True
    if seen["third_top"] <= 31 and (seen["first_top"] > 31 or seen["first_spread"] < seen["third_spread"]) and not seen["second_over"]:
        return "ymd", seen["first_top"] > 31 or seen["third_top"] > 12
    if seen["first_over"] or seen["second_over"]:
        return ("dmy" if seen["first_over"] >= seen["second_over"] else "mdy"), True
    return "mdy", False
