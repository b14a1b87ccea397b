"""How well the values of a column fit what a field holds, judged from its profile and a few samples."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from data_catalog import terms
from data_catalog.places import korea
from data_catalog.schema import NUMBERS, Field
from data_catalog.units import unit_said, units_of


class Column(Protocol):
    """What is used of a column's profile."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def filled(self) -> int: ...
    @property
    def distinct(self) -> int: ...
    @property
    def samples(self) -> Sequence[str]: ...
    @property
    def top(self) -> Sequence[tuple[str, float]]: ...
    @property
    def minimum(self) -> Any: ...
    @property
    def maximum(self) -> Any: ...


_DATE = re.compile(
    r"(19|20)\d\d\s*[-./년]?\s*(0?[1-9]|1[0-2])\s*[-./월]?\s*(0?[1-9]|[12]\d|3[01])\s*[일.]?"
    r"|\d\d\s*[-./년]\s*(0?[1-9]|1[0-2])\s*[-./월]\s*(0?[1-9]|[12]\d|3[01])\s*[일.]?"
    r"|(0?[1-9]|[12]\d|3[01])[-/. ](0?[1-9]|1[0-2]|[A-Z][a-z]{2})[-/. ](19|20)?\d\d"
    r"|(0?[1-9]|1[0-2])/(0?[1-9]|[12]\d|3[01])/(19|20)?\d\d",
)
_CLOCK = re.compile(r"(오전|오후)?\s*([01]?\d|2[0-4])\s*[:시]\s*[0-5]?\d\s*분?\s*([:]?\s*[0-5]?\d(\.\d+)?\s*초?)?\s*([AaPp][Mm])?")
_MONTH = re.compile(r"(?:(?:19|20)\d\d\s*[-./년]?|\d\d\s*년)\s*(?:0?[1-9]|1[0-2])\s*월?")
_RECORD_NUMBER = re.compile(r"(?=.*\d)[0-9A-Za-z\-_.]{8,}", re.ASCII)
_AREA_NAME = re.compile(r"[가-힣\d]{1,}(시|도|구|군|동|리|읍|면|가)(\s*\(\d+\)|\s|$)")
_NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+(?:[eE][-+]?\d+)?")
# What a column without values is worth.
NO_VALUES = 0.5
# What days are worth for a moment that can do without the time of day: a column with the time, or a pair with one, comes first.
_DAY_ONLY = 0.8
_YESNO = frozenset(
    (
        *("y", "n", "yes", "no", "t", "f", "true", "false", "0", "1", "o", "x"),
        *("여", "부", "예", "아니오", "아니요", "유", "무", "해당", "미해당", "있음", "없음"),
    )
)


def fit(field: Field, column: Column) -> float:
    """0 (the values contradict the field) to 1 (they are what it holds); 0.5 when the column is empty."""
    if not column.filled or not column.samples:
        return NO_VALUES
    judged = _KINDS[field.kind](column)
    if field.day_enough:
        judged = max(judged, _DAY_ONLY * looks_date(column))
    if judged > 0.4 and field.kind in NUMBERS and not _in_limits(field, column):
        judged *= 0.5
    if field.choices:
        judged = max(judged, 0.95) if _share(column, lambda text: text in field.choices) > 0.5 else judged * 0.8
    return judged


def looks_date(column: Column) -> float:
    """The share of samples that are dates without a time of day."""
    return _share(column, lambda text: bool(_DATE.fullmatch(_date_part(text))) and _plausible(text))


def looks_moment(column: Column) -> float:
    """The share of samples that hold a date and a time."""
    return _share(column, _is_moment)


def looks_time(column: Column) -> float:
    """The share of samples that are a time of day: 9:27, 092700, 92700, 0927."""
    whole = _share(column, lambda text: bool(_CLOCK.fullmatch(text)) or _is_clock_number(text))
    if column.kind == "time":
        return whole
    colons = _share(column, lambda text: bool(_CLOCK.fullmatch(text)))
    if colons > 0.5:
        return whole
    # Small whole numbers pass for times too (counts, distances): a column of times reaches past 01:00:00 or 10:00.
    # Where all have their leading zeros the column is one of codes, which have no greatest: what was looked at tells.
    shown = [number for text in (*column.samples, *(value for value, _ in column.top)) if (number := _number(text)) is not None]
    top = _number(column.maximum) if column.maximum is not None else max(shown, default=None)
    return (0.95 if top is not None and 959 < top <= 240000 else 0.3) * whole


def looks_longitude(column: Column) -> float:
    """1 for degrees within Korea, 0.9 for degrees elsewhere with decimals, 0 otherwise."""
    return _degrees(column, korea.BOX[0], korea.BOX[2], -180, 180)


def looks_latitude(column: Column) -> float:
    """As `looks_longitude`, for latitudes people live at."""
    return _degrees(column, korea.BOX[1], korea.BOX[3], -56, 72)


def mixes_longitudes(column: Column) -> bool:
    """Whether some values are longitudes within Korea and all others may be projected coordinates."""
    return _mixes(column, korea.BOX[0], korea.BOX[2])


def mixes_latitudes(column: Column) -> bool:
    """As `mixes_longitudes`, for latitudes."""
    return _mixes(column, korea.BOX[1], korea.BOX[3])


def _mixes(column: Column, low: float, high: float) -> bool:
    numbers = [number for text in column.samples if (number := _number(text))]
    degrees = [low <= number <= high for number in numbers]
    known = all(one or _is_metres(number) for one, number in zip(degrees, numbers, strict=True))
    return known and any(degrees) and not all(degrees) and any(number % 1 for number in numbers) and is_number(column) >= 0.8


def looks_metres(column: Column) -> float:
    """1 when the values can be projected coordinates: numbers of five to eight digits, most with decimals or all of six and more."""
    numbers = [number for text in column.samples if (number := _number(text)) is not None]
    if len(numbers) < len(column.samples) or not numbers:
        return 0.0
    big = sum(map(_is_metres, numbers)) / len(numbers)
    told = any(number % 1 for number in numbers) or all(abs(number) >= 100_000 for number in numbers)
    return big * (1.0 if told else 0.6)


def _is_metres(number: float) -> bool:
    return 10_000 <= abs(number) < 20_000_000


def is_number(column: Column) -> float:
    """The share of samples that are numbers, units and separators allowed."""
    return _share(column, lambda text: _number(text) is not None)


def _moment(column: Column) -> float:
    return max(looks_moment(column), 0.4 * looks_date(column), 0.2 * looks_time(column))


def _date(column: Column) -> float:
    return max(looks_date(column), 0.75 * looks_moment(column), 0.25 * _months(column))


def _month(column: Column) -> float:
    return max(_months(column), 0.6 * looks_date(column), 0.4 * looks_moment(column))


def _months(column: Column) -> float:
    return _share(column, lambda text: bool(_MONTH.fullmatch(text)))


def _numeric(column: Column) -> float:
    share = is_number(column)
    dates = looks_date(column)
    degrees = max(looks_longitude(column), looks_latitude(column)) if share else 0.0
    return share * (0.3 if column.kind == "time" else 0.4 if dates > 0.9 else 0.6 if degrees == 1.0 else 1.0)


def _integer(column: Column) -> float:
    whole = _share(column, lambda text: (number := _number(text)) is not None and number % 1 == 0)
    return _numeric(column) * (0.4 + 0.6 * whole)


def _id(column: Column) -> float:
    # 20240301000001 may be a moment, and the number of a tender: then the header tells.
    if looks_moment(column) > 0.5 and "number" not in terms.roles(column.name):
        return 0.1
    long = sum(len(text) for text in column.samples) / len(column.samples) > 40
    many = column.distinct > 0.9 * column.filled
    top = _number(column.maximum)
    if not many and top is not None and top <= 30:
        return 0.35
    if _share(column, lambda text: bool(re.search(r"[^\W\d_]\W+[^\W\d_]", text)) and not re.search(r"\d", text)) > 0.5:
        return 0.6  # words and no digit: names, which two may share
    return 0.3 if long else 1.0 if many else 0.75


def _code(column: Column) -> float:
    return max(0.3, _share(column, lambda text: bool(re.fullmatch(r"[0-9A-Za-z\-_.]{1,24}", text))))


def _area_code(column: Column) -> float:
    """Codes of two to ten digits of one length, or names of areas with or without their code in brackets."""
    codes = _share(column, lambda text: bool(re.fullmatch(r"\d{2,3}|\d{5}|\d{7,8}|\d{10}", text.removesuffix(".0"))))
    names = _share(column, lambda text: bool(_AREA_NAME.search(text)))
    return max(codes, names, 0.3 if is_number(column) < 0.5 else 0.15)


def _rate(column: Column) -> float:
    """Numbers from 0 to 1, or to 100."""
    low, high = _number(column.minimum), _number(column.maximum)
    inside = low is None or high is None or (low >= 0 and high <= 100.0)
    return _numeric(column) * (1.0 if inside else 0.3)


def _category(column: Column) -> float:
    """Names that recur; in a list of things each name stands once. Measurements are no names, nor are numbers of records."""
    if looks_moment(column) > 0.5 or looks_date(column) > 0.5:
        return 0.15
    if is_number(column) > 0.9:
        broken = _share(column, lambda text: (_number(text) or 0.0) % 1 != 0)
        return 0.15 if broken > 0.3 else 0.7
    if column.distinct <= max(30, 0.5 * column.filled):
        return 1.0
    if _share(column, lambda text: bool(_RECORD_NUMBER.fullmatch(text))) > 0.9:
        return 0.4
    return 0.9 if sum(len(text) for text in column.samples) / len(column.samples) <= 30 else 0.5


def _text(column: Column) -> float:
    if is_number(column) > 0.9 or looks_moment(column) > 0.5 or looks_date(column) > 0.5:
        return 0.2
    length = sum(len(text) for text in column.samples) / len(column.samples)
    return 1.0 if length >= 8 else 0.75


def _yesno(column: Column) -> float:
    return _share(column, lambda text: text.casefold() in _YESNO) if column.distinct <= 4 else 0.2


def _place(column: Column) -> float:
    """A single column that names a place: an address or area in words."""
    if is_number(column) > 0.5 or looks_moment(column) > 0.5:
        return 0.15
    return 1.0 if _share(column, lambda text: bool(re.search(r"[가-힣]{1,}(시|도|구|군|동|리|읍|면|로|길|가)\b|\d", text))) > 0.5 else 0.7


_KINDS: dict[str, Callable[[Column], float]] = {
    "id": _id, "code": _code, "category": _category, "text": _text, "integer": _integer, "number": _numeric, "won": _numeric,
    "minutes": _numeric, "km": _numeric, "rate": _rate, "area_code": _area_code,
    "date": _date, "month": _month, "moment": _moment, "yesno": _yesno, "place": _place,
    "time": looks_time,
}  # fmt: skip


def _share(column: Column, test: Callable[[str], bool]) -> float:
    texts = [text.strip() for text in column.samples if text and text.strip()]
    return sum(test(text) for text in texts) / len(texts) if texts else 0.0


def _is_moment(text: str) -> bool:
    if re.fullmatch(r"(19|20)\d{10}(\d\d)?", text):
        return _is_clock_number(text[8:]) and _plausible(text[:8])
    found = re.fullmatch(r"(.+?)(?:\s+|T)(\S.*?)(?:Z|[+-]\d\d:?\d\d)?", text)
    return bool(found and _DATE.fullmatch(_date_part(found.group(1))) and _CLOCK.fullmatch(found.group(2).strip()))


def _date_part(text: str) -> str:
    return re.sub(r"\s*\([월화수목금토일]\)\s*$|(?:\s+|T)00:00(:00)?(\.0+)?$", "", text)


def _plausible(text: str) -> bool:
    year = re.match(r"(\d{4})", text)
    return not year or 1900 <= int(year.group(1)) <= 2100


def _is_clock_number(text: str) -> bool:
    """092700, 92700, 0927, 927: hours, minutes and perhaps seconds without marks."""
    found = re.fullmatch(r"(\d{1,6})(?:\.0)?", text)
    if not found:
        return False
    digits = found.group(1)
    padded = digits.zfill(6) if len(digits) > 4 else digits.zfill(4) + "00"
    return int(padded[:2]) <= 24 and int(padded[2:4]) < 60 and int(padded[4:]) < 60


def _degrees(column: Column, low: float, high: float, least: float, most: float) -> float:
    numbers = [number for text in column.samples if (number := _number(text))]
    if not numbers or is_number(column) < 0.8 or not any(number % 1 for number in numbers):
        return 0.0
    if all(low <= number <= high for number in numbers):
        return 1.0
    return 0.9 if all(least <= number <= most for number in numbers) and _decimals(column) >= 3 else 0.0


def _decimals(column: Column) -> int:
    return max((len(text.strip().partition(".")[2]) for text in column.samples), default=0)


def _in_limits(field: Field, column: Column) -> bool:
    low, high = _number(column.minimum), _number(column.maximum)
    if low is None or high is None or (field.minimum is None and field.maximum is None):
        return True
    factor = units_of(field).get(unit_said(field, column.name) or "", 1.0)
    low, high = low * factor, high * factor
    middle = (low + high) / 2
    return (field.minimum is None or middle >= field.minimum) and (field.maximum is None or low <= field.maximum)


def _number(value: Any) -> float | None:
    if isinstance(value, (int, float)):
        return float(value)
    text = str(value or "").strip().lstrip("$£€¥₩￦").rstrip("원명건개대%분m㎡").rstrip("k만억천").strip()
    return float(text.replace(",", "")) if _NUMBER.fullmatch(text) and re.search(r"\d", text) else None
