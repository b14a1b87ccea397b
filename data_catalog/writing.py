"""How each column of a file writes its values: in one plain way throughout, which is cheap to read, or by a habit of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from connectors.duck import quoted
from connectors.engine import Workspace
from data_catalog import kinds
from data_catalog.kinds import Habit
from data_catalog.schema import MEASURES

_LOOKED_AT = 5_000
_PARSED = (*MEASURES, "rate", "date", "month", "moment", "time")


@dataclass(frozen=True)
class Writing:
    """`plain`: SQL that reads every filled cell of the column, or None; `habit`: what the whole column told of the others."""

    plain: str | None = None
    habit: Habit | None = None
    is_likely: bool = False
    """`plain` read every cell of the rows looked at; the others are still to prove it."""

    @property
    def is_order_certain(self) -> bool:
        """Whether day and month cannot be mistaken for each other."""
        return self.habit is None or self.habit.is_order_certain


Writings = Mapping[tuple[str, str], Writing]
"""By column and the kind it is parsed as."""


def writings(workspace: Workspace, table: str, asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Writing]:
    """How the columns of a table are written, by all their rows: one cheap pass over all, one more for each that is not plain."""
    plain = _plain(workspace, quoted(table), asked)
    return {key: Writing(plain=way) if way else Writing(habit=_habit(workspace, table, *key)) for key, way in plain.items()}


def likely(workspace: Workspace, table: str, rows: int, asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Writing]:
    """The same by some of the rows where those are plain, marked as likely; the other columns by all rows."""
    keys = list(dict.fromkeys(asked))
    if rows < 8 * _LOOKED_AT:
        return writings(workspace, table, keys)
    first, last = workspace.fetch(f"select min(_line) as a, max(_line) as b from {quoted(table)}").row(0)  # noqa: S608
    # Rows near each other: most of the file need not be opened.
    stretches = [f"_line between {start} and {start + _LOOKED_AT}" for start in (first, (first + last) // 2, last - _LOOKED_AT)]
    some = f"(select * from {quoted(table)} where {' or '.join(stretches)})"  # noqa: S608
    found = {key: Writing(plain=way, is_likely=True) for key, way in _plain(workspace, some, keys).items() if way}
    return found | writings(workspace, table, [key for key in keys if key not in found])


def certain_way(kind: str, column: str) -> str | None:
    """SQL of the value where a text is written plainly, NULL elsewhere; None for kinds that are not parsed. No digits without marks."""
    if kind not in _PARSED:
        return None
    ways = _plain_ways(kind, column)
    if kind in ("time", "moment"):
        return f"(case when not {is_day_end(kind, column)} then coalesce({', '.join(ways[:1] if kind == 'time' else ways)}) end)"
    return f"coalesce({', '.join(ways)})" if kind in ("date", "month") else ways[0]


def is_day_end(kind: str, column: str) -> str:
    """SQL: whether a time or moment says 24:00, which the engine takes for the next day's beginning without a word."""
    return f"starts_with({column}, '24')" if kind == "time" else f"(contains({column}, ' 24:') or contains({column}, 'T24:'))"


def _plain(workspace: Workspace, rows: str, asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str | None]:
    """For each column the plain way that reads all its filled cells, None where there is none. `rows` is SQL after "from"."""
    keys = [key for key in dict.fromkeys(asked) if key[1] in _PARSED]
    if not keys:
        return {}
    ways = {key: _plain_ways(key[1], quoted(key[0])) for key in keys}
    counts = [
        sql
        for place, (key, tried) in enumerate(ways.items())
        for sql in (
            f"count({quoted(key[0])}) as filled_{place}",
            *(f"count({way}) as way_{place}_{number}" for number, way in enumerate(tried)),
        )
    ]
    seen = workspace.fetch(f"select {', '.join(counts)} from {rows}").row(0, named=True)  # noqa: S608
    found = {}
    for place, (key, tried) in enumerate(ways.items()):
        whole = [way for number, way in enumerate(tried) if seen[f"way_{place}_{number}"] == seen[f"filled_{place}"]]
        found[key] = whole[0] if whole else None
    return found


def _habit(workspace: Workspace, table: str, column: str, kind: str) -> Habit:
    """The habit, by the rows that could be read in more than one way."""
    evidence = kinds.habit_sql(quoted(column), kind)
    if evidence is None:
        return Habit()
    sure = _plain_ways(kind, quoted(column))[0]
    rows = f"{quoted(table)} where {quoted(column)} is not null and {sure} is null"
    return kinds.habit_from(workspace.fetch(f"select {evidence} as seen from {rows}")["seen"][0])  # noqa: S608


def _plain_ways(kind: str, column: str) -> tuple[str, ...]:
    """Cheap readings, each right for a column that it reads wholly. The first is right whatever the habit of the column."""
    if kind == "rate":
        # 0.5 is a half, or a half of a percent: only the whole column tells.
        return ("cast(null as double)",)
    if kind in MEASURES:
        number = f"try_cast({column} as double)"
        whole = f" and {number} = floor({number}) and abs({number}) < 9e18" if kind == "integer" else ""
        return (f"(case when isfinite({number}){whole} and not contains({column}, '_') then {number} end)",)
    if kind == "time":
        return _plain_times(column)
    dashed, packed = _days(column, "timestamp" if kind == "moment" else "date")
    if kind == "month":
        return tuple(f"cast(date_trunc('month', {way}) as date)" for way in (dashed, packed))
    return dashed, packed


def _days(column: str, kind: str) -> tuple[str, str]:
    """2024-03-01 with or without a time, and 20240301. The engine's own words (epoch, infinity) are no dates."""
    dashed = f"try_cast({column} as {kind})"
    beginning = f"{column} >= '1' and {column} < '3' and contains({column}, '-')"
    packed = f"cast(try_strptime({column}, '%Y%m%d') as {kind})"
    return (
        f"(case when {beginning} then {dashed} end)",
        f"(case when strlen({column}) = 8 and {column} >= '18' and {column} < '22' then {packed} end)",
    )


def _plain_times(column: str) -> tuple[str, str, str]:
    """Seconds after midnight from 09:27:00, from 92700 where no value could be hours and minutes alone, and from 927."""
    number = f"try_cast({column} as integer)"
    clock = f"cast(epoch(try_cast({column} as time)) as double)"
    seconds = f"{number} // 10000 * 3600 + {number} // 100 % 100 * 60 + {number} % 100"
    six = f"strlen({column}) <= 6 and {number} between 0 and 240000 and {number} // 100 % 100 < 60 and {number} % 100 < 60"
    four = f"strlen({column}) <= 4 and {number} between 0 and 2400 and {number} % 100 < 60"
    return (
        f"(case when contains({column}, ':') then {clock} end)",
        f"(case when {four} then cast({number} // 100 * 3600 + {number} % 100 * 60 as double) end)",
        f"(case when {six} then cast({seconds} as double) end)",
    )
