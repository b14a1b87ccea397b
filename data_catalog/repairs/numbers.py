"""Repairs of numbers, amounts of money, minutes and kilometres."""

from __future__ import annotations

from data_catalog.kinds.habit import Habit
from data_catalog.kinds.numbers import korean_amount_sql
from data_catalog.repairs.rule import NONE, OFFER, READ, Rule, matches, part
from data_catalog.schema import NUMBERS

_DIGITS = r"\d[\d,]*(?:\.\d+)?"
_COUNTED = r"(?:원|명|인|건|개|대|회|세|가구)?"
_ROUGH = rf"^(?:약|대략|~|≒)?\s*({_DIGITS})\s*{_COUNTED}\s*(?:여|정도|내외|가량|이상|이하|\+)?\s*{_COUNTED}$"
_BRACKET = rf"^({_DIGITS})\s*\([^)]*\)$"
_SPACED = r"^-?\d{1,3}( \d{3})+$"
_LETTERS = r"^-?[\dOoIl][\dOoIl,]*(?:\.[\dOoIl]+)?$"
_DOTS = r"^-?\d{1,3}(\.\d{3}){2,}$"
_UNIT_WORDS = r"\d\s*[조억만천백]"


def rules(kind: str, habit: Habit) -> tuple[Rule, ...]:
    """The rules of a column of that habit, the first that concerns a text being the one."""
    comma = (Rule("number.decimal_comma", NUMBERS, READ, matches(r"\d,\d")),) if habit.decimal_comma else ()
    amount = READ if kind == "won" else OFFER
    units = Rule("number.ten_thousands", NUMBERS, amount, matches(_UNIT_WORDS), f"cast({korean_amount_sql('$t')} as varchar)")
    return (*comma, units, *_READ, *_OFFERED)


_READ = (
    Rule("number.wide", NUMBERS, READ, matches("[０-９，．－＋]", "$x")),
    Rule("number.percent", NUMBERS, READ, matches(r"\d\s*[%％]p?$")),
    Rule("number.minus", NUMBERS, READ, matches(r"^\(.*\)$|^[△▲−]")),
    Rule("number.won", NUMBERS, READ, matches(r"\d\s*원$|^[₩￦]")),
    Rule("number.unit", NUMBERS, READ, matches(r"\d\s*[가-힣㎡㎢㎞㎏A-Za-z]+$")),
    Rule("number.thousands", NUMBERS, READ, matches(r"\d,\d{3}")),
)
_OFFERED = (
    Rule("number.brackets", NUMBERS, OFFER, matches(_BRACKET), part(_BRACKET, 1)),
    Rule("number.spaces", NUMBERS, OFFER, matches(_SPACED), "replace($t, ' ', '')"),
    Rule("number.letters", NUMBERS, OFFER, f"{matches(_LETTERS)} and {matches('[0-9]')}", "translate($t, 'OoIl', '0011')"),
    Rule("number.dots", NUMBERS, OFFER, matches(_DOTS), "replace($t, '.', '')"),
    Rule("number.rough", NUMBERS, OFFER, matches(_ROUGH), part(_ROUGH, 1)),
    Rule("number.two_values", NUMBERS, NONE, matches(rf"{_DIGITS}\s*[~∼/–-]\s*{_DIGITS}")),
)
