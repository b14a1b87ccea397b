"""Every rule there is, and those that apply to a column."""

from __future__ import annotations

from data_catalog.kinds import Habit
from data_catalog.repairs import blanks, codes, dates, numbers, tenfold
from data_catalog.repairs.rule import DAYS, NAMES, Rule
from data_catalog.schema import NUMBERS


def rules_for(kind: str, column: str, habit: Habit) -> tuple[Rule, ...]:
    """The rules of a column read as a kind, the first that concerns a text being the one."""
    if kind in NAMES:
        return codes.rules(column)
    of_kind = numbers.rules(kind, habit) if kind in NUMBERS else dates.rules(kind, habit) if kind in (*DAYS, "time") else ()
    return (*(rule for rule in blanks.RULES if kind in rule.kinds), *of_kind)


def choices(kind: str, column: str, habit: Habit) -> dict[str, tuple[Rule, ...]]:
    """By code what a person may choose for a column: the rules that are offered or asked."""
    every = [*rules_for(kind, column, habit), *((dates.DAY_FIRST, dates.MONTH_FIRST) if kind in DAYS else ())]
    found: dict[str, tuple[Rule, ...]] = {}
    for rule in every:
        if rule.becomes is not None:
            found[rule.code] = (*found.get(rule.code, ()), rule)
    return found


def codes_of(kind: str, column: str) -> frozenset[str]:
    """The codes that can be chosen or declined for a column."""
    uncertain = Habit(is_order_certain=False, decimal_comma=True)
    clock = Habit(clock_digits="hm")
    every = (*rules_for(kind, column, Habit()), *rules_for(kind, column, uncertain), *rules_for(kind, column, clock))
    known = {rule.code for rule in every} | set(choices(kind, column, uncertain))
    return frozenset(known | ({tenfold.CODE} if kind in tenfold.KINDS else set()))
