"""What a handful of values says of a column: the share that reads as a number, a date, a moment, a time, yes or no."""

from __future__ import annotations

import re
from collections.abc import Mapping

from data_catalog.kinds.guess import Evidence
from data_catalog.kinds.marks import MISSING, SUPPRESSED
from data_catalog.kinds.parse import NO, YES

_HALF = r"(?:오전|오후|새벽|낮|밤|[AaPp]\.?[Mm]\.?)?"
_CLOCK = rf"{_HALF}\s*\d{{1,2}}\s*[:시]\s*(?:\d{{1,2}}\s*[:분]?)?\s*(?:\d{{1,2}}(?:\.\d+)?\s*초?)?\s*{_HALF}(?:Z|[-+]\d{{2}}:?\d{{2}})?"
_DAY = (
    # 2024.1/4 is a quarter, 2024/1/4 a day.
    r"(?!\d{4}[. ]?[1-4]/4)"
    r"(?:(?:\d{4}|\d{2})\s*[-./년]\s*(?:0?[1-9]|1[0-2])\s*[-./월]\s*(?:0?[1-9]|[12]\d|3[01])\s*[일.]?"
    r"(?:\s*\(?[월화수목금토일](?:요일)?\)?)?"
    r"|(?:0?[1-9]|[12]\d|3[01])\s*[-./]\s*(?:0?[1-9]|[12]\d|3[01])\s*[-./]\s*(?:\d{4}|\d{2})"
    r"|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"|\d{1,2}[- ][A-Za-z]{3,9}[- ]\d{2,4}|[A-Za-z]{3,9}\.? \d{1,2},? \d{4})"
)
_PATTERNS = {
    "number": re.compile(
        r"[(△▲]?\s*[-+−]?\s*(?:[₩￦$€£¥]|약)?\s*-?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:[eE][-+]?\d+)?\s?"
        r"(?:%|원|명|인|건|개|대|회|세|세대|가구|호|㎡|㎢|km|m|ha|kg|분|초|시간|일|개소|개월)?\)?"
    ),
    "integer": re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?\s?(?:명|인|건|개|대|회|세|세대|가구|호|개소)?"),
    "leading_zero": re.compile(r"0\d+"),
    "date": re.compile(_DAY),
    "month": re.compile(r"(?:19|20)\d{2}\s*[-./년]?\s*(?:0[1-9]|1[0-2]|[1-9](?=월|$))\s*[월.]?|\d{2}년\s*\d{1,2}월|[A-Z][a-z]{2}-\d{2}"),
    "moment": re.compile(rf"{_DAY}[\sT,]*{_CLOCK}|(?:19|20)\d{{10}}(?:\d\d)?|[A-Z][a-z]{{2}} [A-Z][a-z]{{2}} +\d+ \d+:\d+:\d+ \d{{4}}"),
    "time": re.compile(_CLOCK),
    "clock": re.compile(
        rf"{_HALF}\s*(?:[01]?\d|2[0-3])\s*(?::[0-5]\d(?::[0-5]\d(?:\.\d+)?)?|시(?:\s*[0-5]?\d\s*분)?(?:\s*[0-5]?\d\s*초)?)\s*{_HALF}"
        r"|24:00(?::00)?|24시(?:\s*0?0분)?"
    ),
    "won_marks": re.compile(
        r"[₩￦]?\s*-?[\d,.]+\s*(?:원|천원|만원|백만원|억원|만|억)"
        r"|(?:[\d,.]+\s*조\s*)?(?:[\d,.]+\s*억\s*)?(?:[\d,.]+\s*[천백]?만\s*)?(?:[\d,.]+\s*[천백]?)?원"
    ),
}
_DIGITS = re.compile(r"\d{1,6}(?:\.0)?", re.A)
_LAST_MINUTE, _LAST_SECOND = 2400, 240000
# With seconds: a column that never gets past one in the morning is none of times.
_FIRST_HOUR = 10000
_NEARLY_ALL = 0.995
_YESNO = frozenset((*YES, *NO))
_NONE = frozenset((*MISSING, *SUPPRESSED))
_IN_WORDS = frozenset(("없음", "x", "X"))


def evidence(counts: Mapping[str, int], distinct: int | None = None) -> Evidence:
    """The evidence of a column's values and how often each was met. `distinct` when more is known than the values show."""
    yes_no = {value for value in counts if value.strip().lower() in _YESNO}
    only_yes_no = len(yes_no) >= 2 and len(yes_no) == len([value for value in counts if value.strip() not in _NONE - _IN_WORDS])
    values = {value.strip(): count for value, count in counts.items() if only_yes_no or value.strip() not in _NONE}
    filled = sum(values.values())
    share = {name: _share(values, pattern, filled) for name, pattern in _PATTERNS.items()}
    share["yesno"] = sum(count for value, count in values.items() if value.lower() in _YESNO) / filled if filled else 0.0
    share["clock_digits"], top = _clock_digits(values, filled)
    lengths = [(len(value), count) for value, count in values.items()]
    return Evidence(
        filled=filled,
        distinct=max(distinct or 0, len(values)),
        share=share,
        longest=max((length for length, _ in lengths), default=0),
        average_length=sum(length * count for length, count in lengths) / filled if filled else 0.0,
        top=top,
    )


def _share(values: Mapping[str, int], pattern: re.Pattern[str], filled: int) -> float:
    if not filled:
        return 0.0
    return sum(count for value, count in values.items() if len(value) < 60 and pattern.fullmatch(value)) / filled


def _clock_digits(values: Mapping[str, int], filled: int) -> tuple[float, float | None]:
    """The share of whole numbers that are hours and minutes, with seconds where any is too great for those two; and the greatest."""
    numbers = {int(value.removesuffix(".0")): count for value, count in values.items() if _DIGITS.fullmatch(value)}
    top = max(numbers, default=None)
    if top is None or _LAST_MINUTE < top < _FIRST_HOUR:
        return 0.0, top
    of_six = top > _LAST_MINUTE
    fine = sum(count for number, count in numbers.items() if _is_clock(number if of_six else number * 100))
    # A number that is no time speaks against the whole column, a word such as 미상 or 9시쯤 does not.
    return fine / filled if fine >= _NEARLY_ALL * sum(numbers.values()) else 0.0, top


def _is_clock(number: int) -> bool:
    return number <= _LAST_SECOND and number // 100 % 100 < 60 and number % 100 < 60
