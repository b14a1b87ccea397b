"""Repairs of dates, months, moments and times of day."""

from __future__ import annotations

from data_catalog.kinds.habit import Habit
from data_catalog.repairs.rule import ASK, DAYS, NONE, OFFER, READ, Rule, day_of, matches, part

_PARTS = r"^(\d{1,2})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{4}|\d{2})(\D.*)?$"
_LOOSE = r"^[^\d~∼]{0,8}(\d{4})[^\d~∼]{1,3}(\d{1,2})[^\d~∼]{1,3}(\d{1,2})[^\d~∼:]*$"
_LOOSE_TIME = r"^[^\d~∼]{0,8}(\d{4})[^\d~∼]{1,3}(\d{1,2})[^\d~∼]{1,3}(\d{1,2})\D+(\d{1,2}:\d{2}(?::\d{2})?)\D*$"
_HALF = r"오전|오후|새벽|낮|밤|[AaPp]\.?[Mm]"
_SPAN = r"^(\d{4})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{1,2})\s*\.?\s*[~∼–]\s*\d"
_MONTH = r"^(\d{4}|\d{2})\s*[-./년]\s*(\d{1,2})\s*[.월]?$"
_MONTH_PACKED = r"^((?:19|20)\d{2})(0[1-9]|1[0-2])$"
_SIX = r"^(\d{2})(\d{2})(\d{2})$"
_SERIAL = r"^[2-5]\d{4}(?:\.\d+)?$"
_OVER = r"^(\d{4})[-./](\d{1,2})[-./](\d{1,2})[ T]+(2[4-9]|3\d|4[0-7]):([0-5]\d)(?::[0-5]\d)?$"
_THREE_NUMBERS = r"^\D{0,2}\d{1,4}\D{1,3}\d{1,2}\D{1,3}\d{1,4}(\D|$)|^\d{8}(\D|$)"

_serial_day = "cast(date '1899-12-30' + cast(floor(try_cast($t as double)) as int) as varchar)"
_serial_moment = "cast(timestamp '1899-12-30' + to_seconds(round(try_cast($t as double) * 86400)) as varchar)"

DAY_FIRST = Rule(
    "date.day_first", DAYS, OFFER, matches(_PARTS),
    f"{day_of(part(_PARTS, 3), part(_PARTS, 2), part(_PARTS, 1))} || {part(_PARTS, 4)}",
)  # fmt: skip
MONTH_FIRST = Rule(
    "date.month_first", DAYS, OFFER, matches(_PARTS),
    f"{day_of(part(_PARTS, 3), part(_PARTS, 1), part(_PARTS, 2))} || {part(_PARTS, 4)}",
)  # fmt: skip
ANSWERS = (DAY_FIRST.code, MONTH_FIRST.code)
"""What a person says of day and month: it holds for every date of the column, also where only the other reading was thought of."""


def rules(kind: str, habit: Habit) -> tuple[Rule, ...]:
    """The rules of a column of that habit, the first that concerns a text being the one."""
    if kind == "time":
        return _times(habit)
    return (*_order(habit), *_READ, *_by_habit(kind, habit), *(rule for rule in _OFFERED if kind in rule.kinds), _NO_SUCH_DAY)


def _times(habit: Habit) -> tuple[Rule, ...]:
    digits = "time.digits_hm" if habit.clock_digits == "hm" else "time.digits_hms"
    return (
        Rule("time.day_end", ("time",), READ, matches(r"^24:?00(:?00)?$")),
        Rule(digits, ("time",), READ, matches(r"^\d{1,6}(\.0+)?$")),
        Rule("time.half", ("time",), READ, matches(_HALF)),
        Rule("time.spoken", ("time",), READ, matches(r"\d\s*시")),
        Rule("time.no_such_time", ("time",), NONE, matches(r"^\d{1,2}:\d{1,2}(:\d{1,2})?$|^\d{3,6}$")),
    )


def _order(habit: Habit) -> tuple[Rule, ...]:
    if not habit.is_order_certain:
        return (Rule("date.order", DAYS, ASK, matches(_PARTS), choices=(DAY_FIRST.code, MONTH_FIRST.code)),)
    known = {"dmy": DAY_FIRST.code, "mdy": MONTH_FIRST.code}.get(habit.date_order)
    return (Rule(known, DAYS, READ, matches(_PARTS)),) if known else ()


def _by_habit(kind: str, habit: Habit) -> tuple[Rule, ...]:
    """What most of the column says is read by itself; a few among others are only offered."""
    serial = _serial_moment if kind == "moment" else _serial_day
    whole = READ if habit.excel_days else OFFER
    found = [Rule("date.serial", DAYS, READ if kind == "moment" else whole, matches(r"^[2-5]\d{4}\.\d+$"), serial)]
    found.append(Rule("date.serial", DAYS, whole, matches(_SERIAL), serial))
    if kind != "month":
        made = day_of(part(_SIX, 1), part(_SIX, 2), part(_SIX, 3))
        found.append(Rule("date.six_digits", DAYS, READ if habit.short_dates else OFFER, matches(_SIX), made))
    return tuple(found)


_READ = (
    Rule("time.day_end", ("moment",), READ, matches(r"[ T]24:?00(:?00)?$")),
    Rule("date.hangul", DAYS, READ, matches(r"\d\s*년\s*\d{1,2}\s*월")),
    Rule("time.half", ("moment",), READ, matches(r"오전|오후|새벽|[ \d][AaPp]\.?[Mm]\.?$")),
    Rule("date.dotted", DAYS, READ, matches(r"^\d{4}\s*\.\s*\d{1,2}")),
    Rule("date.slashed", DAYS, READ, matches(r"^\d{4}\s*/\s*\d{1,2}")),
    Rule("date.short_year", DAYS, READ, matches(r"^\d{2}\s*[-./]\s*\d{1,2}(\s*[-./]\s*\d{1,2})?(\D|$)")),
    Rule("date.day_first", DAYS, READ, matches(r"^(1[3-9]|[23]\d)\s*[-./]\s*\d{1,2}\s*[-./]\s*\d{4}")),
    Rule("date.month_first", DAYS, READ, matches(r"^\d{1,2}\s*[-./]\s*(1[3-9]|[23]\d)\s*[-./]\s*\d{4}")),
    Rule("date.english", DAYS, READ, matches(r"[A-Za-z]{3}")),
)
_OFFERED = (
    Rule(
        "time.over_24", ("moment",), OFFER, matches(_OVER),
        f"cast(cast({day_of(part(_OVER, 1), part(_OVER, 2), part(_OVER, 3))} as date) + 1 as varchar) || ' ' || "
        f"lpad(cast(try_cast({part(_OVER, 4)} as int) - 24 as varchar), 2, '0') || ':' || {part(_OVER, 5)}",
    ),
    Rule("date.span", DAYS, OFFER, matches(_SPAN), day_of(part(_SPAN, 1), part(_SPAN, 2), part(_SPAN, 3))),
    Rule("date.first_of_month", ("date", "moment"), OFFER, matches(_MONTH), day_of(part(_MONTH, 1), part(_MONTH, 2), "'1'")),
    Rule(
        "date.first_of_month", ("date", "moment"), OFFER, matches(_MONTH_PACKED),
        day_of(part(_MONTH_PACKED, 1), part(_MONTH_PACKED, 2), "'1'"),
    ),
    Rule(
        "date.marks", ("moment",), OFFER, f"{matches(_LOOSE_TIME)} and not {matches(_HALF)}",
        f"{day_of(part(_LOOSE_TIME, 1), part(_LOOSE_TIME, 2), part(_LOOSE_TIME, 3))} || ' ' || {part(_LOOSE_TIME, 4)}",
    ),
    Rule("date.marks", DAYS, OFFER, matches(_LOOSE), day_of(part(_LOOSE, 1), part(_LOOSE, 2), part(_LOOSE, 3))),
)  # fmt: skip
_NO_SUCH_DAY = Rule("date.no_such_day", DAYS, NONE, matches(_THREE_NUMBERS))
