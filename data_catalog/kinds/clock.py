"""A time of day as seconds after midnight: 9:27, 092700, 92700, 오후 3시 5분, 24:00."""

from __future__ import annotations

from data_catalog.kinds.habit import Habit
from data_catalog.kinds.sql import let, name_of, plain

_SPOKEN = (
    r"^(오전|오후|새벽|낮|밤|[AaPp]\.?[Mm]\.?)?\s*(\d{1,2})\s*(?::|시)\s*(?:(\d{1,2})\s*(?::|분)?)?\s*(?:(\d{1,2}(?:\.\d+)?)\s*초?)?"
    r"\s*(오전|오후|[AaPp]\.?[Mm]\.?)?\s*(?:[Zz]|[-+]\d{2}:?\d{2})?$"
)

_P, _N = name_of("p"), name_of("n")


def time_sql(text: str, habit: Habit) -> str:
    """SQL: seconds (DOUBLE, 0 to 86,400), NULL when unreadable. 24:00 is 86,400: midnight at the day's end."""
    return (
        f"coalesce(case when right({text}, 1) between '0' and '9' then cast(epoch(try_cast({text} as time)) as double) end, "
        f"case when try_cast({text} as integer) is null then {_spoken(text, habit)} "
        f"else {_from_digits(f'try_cast({text} as integer)', text, habit)} end)"
    )


def _from_digits(number: str, text: str, habit: Habit) -> str:
    if habit.clock_digits == "hm":
        valid = f"{number} % 100 < 60 and {number} between 0 and 2400"
        return f"case when strlen({text}) <= 4 and {valid} then cast({number} // 100 * 3600 + {number} % 100 * 60 as double) end"
    valid = f"{number} % 100 < 60 and {number} // 100 % 100 < 60 and {number} between 0 and 240000"
    seconds = f"{number} // 10000 * 3600 + {number} // 100 % 100 * 60 + {number} % 100"
    return f"case when (strlen({text}) <= 6 or suffix({text}, '.0')) and {valid} then cast({seconds} as double) end"


def _spoken(text: str, habit: Habit) -> str:
    names = "['before', 'h', 'm', 's', 'after']"
    half = f"lower(replace(concat({_P}.before, {_P}.after), '.', ''))"
    hour = (
        f"case when {half} in ('오후', 'pm', '낮', '밤') and cast({_P}.h as int) between 1 and 11 then cast({_P}.h as int) + 12 "
        f"when {half} in ('오전', 'am', '새벽') and {_P}.h = '12' then 0 else cast({_P}.h as int) end"
    )
    minute, second = f"coalesce(try_cast({_P}.m as int), 0)", f"coalesce(try_cast({_P}.s as double), 0)"
    total = f"({hour}) * 3600.0 + {minute} * 60 + {second}"
    parts = f"case when {_P}.h <> '' and {minute} < 60 and {second} < 60 and {total} <= 86400 then {total} end"
    spoken = let(_P, f"regexp_extract({_N}, '{_SPOKEN}', {names})", parts)
    digits = _from_digits(f"try_cast(try_cast({_N} as double) as integer)", f"regexp_replace({_N}, '[.]0+$', '')", habit)
    return let(_N, plain(text), f"coalesce({spoken}, {digits})")
