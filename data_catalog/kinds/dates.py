"""Dates, months and moments in every habit of Korean and English files."""

from __future__ import annotations

from data_catalog.kinds.clock import time_sql
from data_catalog.kinds.habit import Habit
from data_catalog.kinds.sql import let, name_of, plain

_WEEKDAY = r"(?:\s*\(?[월화수목금토일](?:요일)?\)?)?"
_YEAR_FIRST = rf"^(\d{{4}}|\d{{2}})\s*[-./년]\s*(\d{{1,2}})\s*[-./월]\s*(\d{{1,2}})\s*[일.]?{_WEEKDAY}$"
_YEAR_LAST = r"^(\d{1,2})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{4}|\d{2})$"
_MONTH = r"^(\d{4}|\d{2})\s*[-./년]\s*(\d{1,2})\s*[.월]?$"
# A date, then a time of day; the date ends in a digit, 일, a full stop or a weekday.
_SPLIT = (
    r"^((?:\d{8}|\d{1,4}\s*[-./년]\s*\d{1,2}\s*[-./월]\s*\d{1,4}\s*[일.]?)(?:\s*\(?[월화수목금토일](?:요일)?\)?)?)[\sT,_-]+"
    r"((?:오전|오후|새벽|낮|밤|[AaPp]\.?[Mm]\.?)?\s*\d.*)$"
)
_ENGLISH_DATES = (
    "%d-%b-%y", "%d-%b-%Y", "%d %b %y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y", "%a, %d %b %Y",
)  # fmt: skip
_ENGLISH_MOMENTS = (
    "%a %b %d %H:%M:%S %Y", "%d-%b-%y %H:%M:%S", "%d-%b-%Y %H:%M:%S", "%d %b %Y %H:%M:%S", "%d %b %Y %H:%M", "%B %d, %Y %H:%M",
    "%b %d, %Y %I:%M:%S %p", "%B %d, %Y %I:%M %p",
)  # fmt: skip
_ENGLISH_MONTHS = ("%d %b %y", "%d %b %Y", "%d %B %Y", "%d %B %y")

_X, _Q, _D, _A, _B = (name_of(letter) for letter in "xqdab")


def date_sql(text: str, habit: Habit) -> str:
    """SQL: DATE, NULL when unreadable. A time after the date is passed over; two-digit years are 1970 to 2069."""
    day = let(_D, f"regexp_extract({_X}, '{_SPLIT}', ['day', 'clock'])", f"case when {_D}.day <> '' then {_date(f'{_D}.day', habit)} end")
    moments = f"cast({_english(_ENGLISH_MOMENTS)} as date)"
    slow = let(_X, plain(text), f"coalesce({_date(_X, habit)}, {day}, {moments})")
    return f"coalesce({_iso(text, 'date')}, {_quick(text, 'date', habit)}, {slow})"


def month_sql(text: str, habit: Habit) -> str:
    """SQL: the first day of the month, from 2024-01, 202401, 2024년 1월, 24.1, Oct-14 or any date."""
    made = f"case when {_Q}.y <> '' then try(make_date({_year(f'{_Q}.y')}, cast({_Q}.m as int), 1)) end"
    spelled = let(_Q, f"regexp_extract({_X}, '{_MONTH}', ['y', 'm'])", made)
    packed = f"case when regexp_full_match({_X}, '(19|20)\\d{{4}}') then cast(try_strptime({_X}, '%Y%m') as date) end"
    english = f"cast({_english(_ENGLISH_MONTHS, text=f'concat(1, chr(32), replace({_X}, chr(45), chr(32)))')} as date)"
    month = let(_X, plain(text), f"coalesce({packed}, {spelled}, {english})")
    return f"coalesce({month}, cast(date_trunc('month', {date_sql(text, habit)}) as date))"


def moment_sql(text: str, habit: Habit) -> str:
    """SQL: TIMESTAMP as the clock showed it (an offset or Z is passed over), NULL when unreadable; a date alone is its midnight."""
    packed = (
        f"case when regexp_full_match({_X}, '\\d{{14}}') then try_strptime({_X}, '%Y%m%d%H%M%S') "
        f"when regexp_full_match({_X}, '\\d{{12}}') then try_strptime({_X}, '%Y%m%d%H%M') end"
    )
    excel = (
        f"case when regexp_full_match({_X}, '[2-5]\\d{{4}}[.]\\d+') "
        f"then timestamp '1899-12-30' + to_seconds(round(cast({_X} as double) * 86400)) end"
    )
    both = f"cast({_date(f'{_D}.day', habit)} as timestamp) + to_seconds({time_sql(f'{_D}.clock', habit)})"
    split = let(_D, f"regexp_extract({_X}, '{_SPLIT}', ['day', 'clock'])", f"case when {_D}.clock <> '' then {both} end")
    alone = f"cast({_date(_X, habit)} as timestamp)"
    slow = let(_X, plain(text), f"coalesce({packed}, {split}, {excel}, {_english(_ENGLISH_MOMENTS)}, {alone})")
    return f"coalesce({_iso(text, 'timestamp')}, {_quick(text, 'timestamp', habit)}, {slow})"


def quick_day_sql(text: str, kind: str, habit: Habit) -> str:
    """SQL: DATE or TIMESTAMP by the habits met most; NULL for the rest."""
    return f"coalesce({_iso(text, kind)}, {_quick(text, kind, habit)})"


def quick_month_sql(text: str) -> str:
    """SQL: DATE, the month's first day, of 202401, 2024-01 and whole dates; NULL for the rest."""
    packed = f"case when strlen({text}) = 6 then cast(try_strptime({text}, '%Y%m') as date) end"
    dashed = f"case when strlen({text}) = 7 then try_cast(concat(replace({text}, '.', '-'), '-01') as date) end"
    return f"coalesce({packed}, {dashed}, {quick_day_sql(text, 'date', Habit())})"


def _quick(text: str, kind: str, habit: Habit) -> str:
    """The habits met most after the first: 20240131, 2024.1.31, and day or month first where the column says which."""
    eight = f"case when strlen({text}) = 8 and {text} between '18' and '22' then cast(try_strptime({text}, '%Y%m%d') as {kind}) end"
    dashed = f"replace(replace({text}, '. ', '-'), '.', '-')"
    dotted = f"case when contains({text}, '.') then {_iso(dashed, kind)} end"
    if habit.date_order == "ymd":
        return f"{eight}, {dotted}"
    start = "%d/%m/%Y" if habit.date_order == "dmy" else "%m/%d/%Y"
    formats = [f"{start}{clock}" for clock in ("", " %H:%M:%S", " %I:%M:%S %p", " %H:%M", " %I:%M %p")]
    return f"{eight}, cast(try_strptime({text}, {formats}) as {kind})"


def _iso(text: str, kind: str) -> str:
    """The fast way: year, month and day in four, one or two, and one or two digits, which the engine reads by itself.

    Its words (epoch, infinity) and years in two digits are kept out: they begin with a letter, or give years before 1000.
    So is what it would pass over: PM after the time.
    """
    value = f"try_cast({text} as {kind})"
    certain = f"{text} < ':' and not contains({text}, 'M') and not contains({text}, 'm')"
    return f"case when {value} >= {kind} '1000-01-01' and {certain} then {value} end"


def _date(x: str, habit: Habit) -> str:
    """A date without a time, from a text already made plain."""
    parts = [_iso_alone(x), _packed(x, habit), _year_first(x, habit), _year_last(x, habit)]
    if habit.excel_days:
        days = f"cast(floor(cast({x} as double)) as int)"
        parts.append(f"case when regexp_full_match({x}, '\\d{{5}}(?:[.]\\d+)?') then date '1899-12-30' + {days} end")
    return f"coalesce({', '.join(parts)}, cast({_english(_ENGLISH_DATES, text=x)} as date))"


def _iso_alone(x: str) -> str:
    return f"case when strlen({x}) <= 10 then {_iso(x, 'date')} end"


def _english(formats: tuple[str, ...], text: str = _X) -> str:
    """Month names. A text without a digit is not tried: the engine's words would pass."""
    is_tried = f"regexp_matches({text}, '\\d') and regexp_matches({text}, '[A-Za-z]{{3}}')"
    return f"case when {is_tried} then try_strptime({text}, {list(formats)}) end"


def _packed(x: str, habit: Habit) -> str:
    eight = f"when regexp_full_match({x}, '(1[89]|20|21)\\d{{6}}(?:[.]0)?') then cast(try_strptime({x}[1:8], '%Y%m%d') as date)"
    six = f"when regexp_full_match({x}, '\\d{{6}}') then {_short(x)}" if habit.short_dates else ""
    return f"case {eight} {six} end"


def _short(x: str) -> str:
    return f"try(make_date({_year(f'{x}[1:2]')}, cast({x}[3:4] as int), cast({x}[5:6] as int)))"


def _year_first(x: str, habit: Habit) -> str:
    taken = f"{_A}.y <> ''" if habit.date_order == "ymd" else f"length({_A}.y) = 4"
    made = f"case when {taken} then try(make_date({_year(f'{_A}.y')}, cast({_A}.m as int), cast({_A}.d as int))) end"
    return let(_A, f"regexp_extract({x}, '{_YEAR_FIRST}', ['y', 'm', 'd'])", made)


def _year_last(x: str, habit: Habit) -> str:
    """Day and month first. Without a habit only what can be read one way is read: a number over 12 is a day."""
    one, two, year = f"cast({_B}.one as int)", f"cast({_B}.two as int)", _year(f"{_B}.y")
    by_day, by_month = (f"try(make_date({year}, {month}, {day}))" for month, day in ((two, one), (one, two)))
    if habit.date_order == "ymd":
        made = f"case when length({_B}.y) <> 4 then null when {one} > 12 then {by_day} when {two} > 12 then {by_month} end"
    else:
        made = f"case when {_B}.y <> '' then {by_day if habit.date_order == 'dmy' else by_month} end"
    return let(_B, f"regexp_extract({x}, '{_YEAR_LAST}', ['one', 'two', 'y'])", made)


def _year(part: str) -> str:
    number = f"cast({part} as int)"
    return f"case when length({part}) = 4 then {number} when {number} < 70 then {number} + 2000 else {number} + 1900 end"
