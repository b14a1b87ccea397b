"""Numbers with separators, units, signs and Korean ten-thousands; minutes and kilometres with theirs."""

from __future__ import annotations

from data_catalog.kinds.habit import Habit
from data_catalog.kinds.sql import let, name_of, plain

_UNIT = (
    r"(?:원|명|인|건|개소|개월|개|대|회|세대|세|살|가구|호|동|층|면|점|위|배|차|년|월|일|시간|분|초|톤|㎡|㎢|㎞|km|km2|m|m2|ha|kg|㎏|mg|%|％|%p"
    r"|won|KRW|미터|킬로미터|평|곳|번|명/㎢|원/㎡)"
)
_NUMBER = rf"^(\()?\s*([-+−△▲])?\s*(?:[₩￦$€£¥]|US\$|약)?\s*([-−])?\s*(\d[\d,]*(?:\.\d*)?|\.\d+)\s*{_UNIT}?\s*(\))?$"
_KOREAN = r"^(?:약\s*)?([-−△▲])?\s*(?:([\d,.]+)조)?\s*(?:([\d,.]+)억)?\s*(?:([\d,.]+)(천|백)?만)?\s*(?:([\d,.]+)(천|백)?)?\s*원?$"

_SPOKEN = r"^(?:([\d.]+)\s*(?:시간|h|hours?))?\s*(?:([\d.]+)\s*(?:분|m|min|minutes?))?\s*(?:([\d.]+)\s*(?:초|s|sec|seconds?))?$"
_CLOCK = r"^(\d{1,3}):(\d{2})(?::(\d{2}(?:[.]\d+)?))?$"
_P, _I, _C, _K, _W, _R = (name_of(letter) for letter in "pickwr")


def number_sql(text: str, habit: Habit) -> str:
    """SQL: DOUBLE, NULL when unreadable. A percentage is the number before its sign; △, ▲ and brackets are minus."""
    if habit.decimal_comma:
        text = f"replace(replace({text}, '.', ''), ',', '.')"
    minus = f"case when {_P}.open <> '' or {_P}.sign in ('-', '−', '△', '▲') or {_P}.sign2 <> '' then -1 else 1 end"
    taken = f"{_P}.n <> '' and ({_P}.open = '') = ({_P}.shut = '') and not regexp_matches({_P}.n, ',\\d{{1,2}}(?:[.]|$)|^,|,,')"
    made = f"case when {taken} then try_cast(replace({_P}.n, ',', '') as double) * {minus} end"
    names = "['open', 'sign', 'sign2', 'n', 'shut']"
    slow = let(_P, f"regexp_extract({plain(text)}, '{_NUMBER}', {names})", made)
    return f"coalesce({quick_number_sql(text)}, {slow})"


def quick_number_sql(text: str) -> str:
    """SQL: DOUBLE of digits, a sign, a full stop and commas at the thousands; NULL for the rest."""
    plain_number = f"try_cast({text} as double)"
    plain_number = f"case when isfinite({plain_number}) and not contains({text}, '_') then {plain_number} end"
    is_thousands = f"regexp_full_match({text}, '-?\\d{{1,3}}(,\\d{{3}})+(\\.\\d+)?')"
    without = f"case when {is_thousands} then try_cast(replace({text}, ',', '') as double) end"
    # A cast that fails costs more than one that succeeds: commas are looked for first.
    return f"case when contains({text}, ',') then {without} else {plain_number} end"


def integer_sql(text: str, habit: Habit) -> str:
    """SQL: BIGINT; a number with a fraction is unreadable."""
    value = number_sql(text, habit)
    return let(_I, value, f"case when {_I} = floor({_I}) and abs({_I}) < 9e18 then cast({_I} as bigint) end")


def won_sql(text: str, habit: Habit) -> str:
    """SQL: won as DOUBLE; 3만원, 1억 2천만원 and 1조 too."""
    return f"coalesce({number_sql(text, habit)}, {korean_amount_sql(text)})"


def minutes_sql(text: str, habit: Habit) -> str:
    """SQL: minutes as DOUBLE: a bare number is minutes; 7분 30초, 1시간 5분, 450초 and 0:07:30 too."""
    number = f"case when not regexp_matches({text}, '[초시]|sec|hour') then {number_sql(text, habit)} end"
    said = f"concat({_P}.h, {_P}.m, {_P}.s) <> ''"
    total = " + ".join(f"coalesce(try_cast({_P}.{part} as double), 0) * {factor}" for part, factor in (("h", 60), ("m", 1), ("s", 1 / 60)))
    spoken = let(_P, f"regexp_extract({plain(text)}, '{_SPOKEN}', ['h', 'm', 's'])", f"case when {said} then {total} end")
    with_seconds = f"when {_C}.s <> '' then cast({_C}.h as int) * 60 + cast({_C}.m as int) + cast({_C}.s as double) / 60"
    without = f"when {_C}.h <> '' then cast({_C}.h as int) + cast({_C}.m as int) / 60.0"
    clock = let(_C, f"regexp_extract({plain(text)}, '{_CLOCK}', ['h', 'm', 's'])", f"case {with_seconds} {without} end")
    return f"coalesce({number}, {spoken}, {clock})"


def km_sql(text: str, habit: Habit) -> str:
    """SQL: kilometres as DOUBLE: a bare number is kilometres; 800m is 0.8."""
    metres = f"regexp_matches({plain(text)}, '\\d\\s*(?:m|미터|M)$')"
    return let(_K, number_sql(text, habit), f"case when {metres} then {_K} / 1000 else {_K} end")


def rate_sql(text: str, habit: Habit) -> str:
    """SQL: a share of one as DOUBLE: 63.1 % is 0.631, and so is a bare 63.1 in a column of percentages."""
    percent = "true" if habit.percent else f"contains({plain(text)}, '%')"
    return let(_R, number_sql(text, habit), f"case when {percent} then {_R} / 100 else {_R} end")


def korean_amount_sql(text: str) -> str:
    """SQL: an amount in words of ten thousands as DOUBLE (3만, 1억 2천만, 1조), NULL when it is none."""

    def part(name: str, factor: str) -> str:
        return f"coalesce(try_cast(replace({_W}.{name}, ',', '') as double), 0) * {factor}"

    def small(name: str) -> str:
        return f"case {_W}.{name} when '천' then 1000 when '백' then 100 else 1 end"

    total = " + ".join((part("jo", "1e12"), part("eok", "1e8"), part("man", f"1e4 * {small('manx')}"), part("rest", small("restx"))))
    minus = f"case when {_W}.sign <> '' then -1 else 1 end"
    names = "['sign', 'jo', 'eok', 'man', 'manx', 'rest', 'restx']"
    return let(
        _W,
        f"regexp_extract(regexp_replace({plain(text)}, '\\s+', '', 'g'), '{_KOREAN}', {names})",
        f"case when concat({_W}.jo, {_W}.eok, {_W}.man, {_W}.rest) <> '' then {minus} * ({total}) end",
    )
