"""What the rows of a table say of each column, by the kind it seems to be: how many are filled and read, their range, a spread of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from connectors.duck import quoted
from connectors.engine import Workspace
from data_catalog.kinds import Habit, habit_from, habit_sql, is_missing, missing_sql, quick_sql
from data_catalog.schema import MEASURES
from data_catalog.spread import chosen_sql

SPREAD = (*MEASURES, "date", "month", "moment")
RANGED = (*SPREAD, "time")
ENGINE_ERROR = 0.065
"""The engine's estimate of different values: two standard errors of its 1,024 registers."""

_PLAIN = Habit()


@dataclass(frozen=True)
class Facts:
    """Of one column: rows not NULL (`there`), with a value (`filled`), whose value reads as the kind (`read`, None of kinds that are not
    read), and the least and the greatest of those."""

    there: int
    filled: int
    longest: int
    """Bytes of the longest text."""
    distinct: int
    error: float = 0.0
    """The share within which `distinct` is right, with 95 % confidence; 0 when the values were counted."""
    read: int | None = None
    low: Any = None
    high: Any = None
    lie: Sequence[Any] = ()
    """Values read of some rows, or of all, that tell how they lie; each stands for as many as `times` says, or for one."""
    times: Sequence[int] | None = None
    habit: Habit = _PLAIN
    top: tuple[tuple[str, int], ...] | None = None
    """The most frequent values with their rows among the `top_of` rows looked at, where these were all or were chosen for it."""
    top_of: int = 0
    only_short_numbers: bool = False
    """Every text is one to nine digits: nobody's number is so short."""


def by_rows(workspace: Workspace, kinds: Mapping[str, str], wanted: Iterable[str], table: str = "read") -> dict[str, Facts]:
    """One pass of the engine over the table: what each wanted column's guessed kind needs to be settled, counted and ranged."""
    columns = list(wanted)
    if not columns:
        return {}
    chosen = chosen_sql(workspace.rows(table)) if table == "read" else None
    asked: list[str] = []
    for number, name in enumerate(columns):
        column, kind = quoted(name), kinds[name]
        asked.append(f"count(*) filter (not {missing_sql(column, kind)}) as filled_{number}")
        asked.append(f"count({column}) as there_{number}, max(strlen({column})) as longest_{number}")
        asked.append(f"approx_count_distinct({column}) as distinct_{number}")
        if kind in RANGED:
            asked.append(range_sql(quick_sql(kind, column), number, chosen if kind in SPREAD else None))
    found = workspace.fetch(f"select {', '.join(asked)} from {table}").row(0, named=True)  # noqa: S608
    facts = {
        name: Facts(
            there=found[f"there_{number}"],
            filled=found[f"filled_{number}"],
            longest=found[f"longest_{number}"] or 0,
            distinct=found[f"distinct_{number}"],
            error=ENGINE_ERROR,
            read=found.get(f"read_{number}"),
            low=found.get(f"low_{number}"),
            high=found.get(f"high_{number}"),
            lie=found.get(f"lie_{number}") or (),
        )
        for number, name in enumerate(columns)
    }
    return with_habits(workspace, kinds, facts, table, chosen)


def with_habits(
    workspace: Workspace, kinds: Mapping[str, str], facts: Mapping[str, Facts], table: str = "read", chosen: str | None = None
) -> dict[str, Facts]:  # fmt: skip
    """Only columns that did not read wholly, or that may be times of day, are asked for their habit; then they are ranged again."""
    asked: dict[str, str] = {}
    for name, found in facts.items():
        is_clock = kinds[name] == "time" or (kinds[name] in ("integer", "code") and may_be_clock(name))
        unread = found.read is not None and found.read < found.filled
        sql = habit_sql(quoted(name), "time" if is_clock else kinds[name]) if is_clock or unread else None
        if sql:
            asked[name] = sql
    if not asked:
        return dict(facts)
    told = dict(facts)
    habits = ", ".join(f"{sql} as h{number}" for number, sql in enumerate(asked.values()))
    seen = workspace.fetch(f"select {habits} from {table}")  # noqa: S608
    again = []
    for number, name in enumerate(asked):
        habit = habit_from(seen[f"h{number}"][0])
        told[name] = replace(told[name], habit=habit)
        if habit != Habit() and kinds[name] in ("date", "moment", "time"):
            spread_over = chosen if kinds[name] in SPREAD else None
            again.append((number, name, range_sql(quick_sql(kinds[name], quoted(name), habit), number, spread_over)))
    if again:
        ranges = ", ".join(sql for _, _, sql in again)
        ranged = workspace.fetch(f"select {ranges} from {table}").row(0, named=True)  # noqa: S608
        for number, name, _ in again:
            read, low, high = (ranged[f"{key}_{number}"] for key in ("read", "low", "high"))
            told[name] = replace(told[name], read=read, low=low, high=high, lie=ranged.get(f"lie_{number}") or (), times=None)
    return told


def range_sql(value: str, number: int, chosen: str | None = None) -> str:
    """SQL: how many values are read, the least and the greatest, and with `chosen` (a condition) a list of those that meet it."""
    asked = f"count({value}) as read_{number}, min({value}) as low_{number}, max({value}) as high_{number}"
    return f"{asked}, list({value}) filter ({chosen} and {value} is not null) as lie_{number}" if chosen else asked


def of_values(workspace: Workspace, kinds: Mapping[str, str], counts: Mapping[str, Counter[str]], table: str) -> dict[str, Facts]:
    """The same of a small table, whose values are all here; only dates and doubtful commas are left to the engine."""
    facts: dict[str, Facts] = {}
    for name, kind in kinds.items():
        values = {value: count for value, count in counts[name].items() if not is_missing(value, kind)}
        read = {value: number for value in values if (number := _number(value)) is not None} if kind in MEASURES else {}
        facts[name] = Facts(
            there=sum(counts[name].values()),
            filled=sum(values.values()),
            longest=max((len(value.encode()) for value in counts[name]), default=0),
            distinct=len(values),
            read=sum(values[value] for value in read) if kind in MEASURES else None,
            low=min(read.values(), default=None),
            high=max(read.values(), default=None),
            lie=list(read.values()),
            times=[values[value] for value in read],
        )
    doubtful = [
        name
        for name, kind in kinds.items()
        if kind in ("date", "month", "moment", "time")
        or (kind in MEASURES and any("," in value for value in counts[name]))
        or (kind in ("integer", "code") and may_be_clock(name))
    ]
    engine = by_rows(workspace, kinds, doubtful, table)
    return facts | {name: replace(found, distinct=facts[name].distinct, error=0.0) for name, found in engine.items()}


def may_be_clock(name: str) -> bool:
    """Whether a column's name may speak of a time of day."""
    return any(word in name.lower() for word in ("시각", "시간", "time", "tm"))


def _number(value: str) -> float | None:
    try:
        number = float(value.replace(",", "").strip())
    except ValueError:
        return None
    return number if isfinite(number) and "_" not in value else None
