"""The facts of a long table by one pass over its rows: few values are counted, what is written oddly the engine judges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from connectors.engine import Workspace
from data_catalog.facts import RANGED, SPREAD, Facts, by_rows, with_habits
from data_catalog.kinds import missing_sql, quick_sql
from data_catalog.scanning import ERROR, Read, Values, distinct, scan
from data_catalog.scanning.kernels import LEAST, LONGEST, MISSING, MOST, OTHERS, READ, THERE
from data_catalog.spread import chosen_sql

_TOP = 10


@dataclass(frozen=True)
class _Judged:
    """What the engine says of values and the rows that hold them."""

    there: int
    filled: int
    distinct: int
    longest: int
    read: int | None = None
    low: Any = None
    high: Any = None
    lie: tuple[Any, ...] = ()
    times: tuple[int, ...] = ()


def by_scan(workspace: Workspace, parquet: Path, kinds: Mapping[str, str]) -> tuple[dict[str, Facts], dict[str, str]]:
    """The facts of the columns of `parquet`, which the workspace has as `read`, each by its guessed kind; and by column the table of
    its values `v` with the rows `n` of each, of columns with few."""
    found = scan(parquet, kinds)
    facts: dict[str, Facts] = {}
    tables: dict[str, str] = {}
    for number, (name, column) in enumerate(found.columns.items()):
        if isinstance(column, Values):
            tables[name] = f"values_{number}"
            facts[name] = _of_values(workspace, kinds[name], column.frame(), tables[name])
        elif isinstance(column, Read):
            facts[name] = _of_read(workspace, kinds[name], column, number)
    facts = with_habits(workspace, kinds, facts, "read", chosen_sql(workspace.rows("read")))
    return facts | by_rows(workspace, kinds, found.left), tables


def _of_values(workspace: Workspace, kind: str, frame: pl.DataFrame, table: str) -> Facts:
    judged = _judged(workspace, kind, frame, table, lies=kind in SPREAD)
    return Facts(
        there=judged.there,
        filled=judged.filled,
        longest=judged.longest,
        distinct=judged.distinct,
        read=judged.read,
        low=judged.low,
        high=judged.high,
        lie=judged.lie,
        times=judged.times,
        top=_top(frame),
        top_of=judged.there,
    )


def _of_read(workspace: Workspace, kind: str, column: Read, number: int) -> Facts:
    odd = column.odd_values()
    judged = _judged(workspace, kind, odd, f"odd_{number}")
    told = column.told.tolist()
    chosen = column.chosen_values().drop_nulls().alias("v").to_frame().group_by("v").agg(pl.len().cast(pl.Int64).alias("n"))
    chosen = chosen.sort("n", "v", descending=[True, False])
    low, high = _ends(column)
    facts = Facts(
        there=told[THERE],
        filled=told[THERE] - told[MISSING] - judged.there + judged.filled,
        longest=told[LONGEST],
        distinct=distinct(column.registers),
        error=ERROR,
        top=_top(chosen),
        top_of=int(chosen["n"].sum()),
        only_short_numbers=bool(told[THERE]) and column.way == "texts" and not told[OTHERS],
    )
    if kind not in RANGED:
        return facts
    ends = [end for end in (low, high, judged.low, judged.high) if end is not None]
    lie = _judged(workspace, kind, chosen, f"chosen_{number}", lies=True) if kind in SPREAD else judged
    return replace(
        facts, read=told[READ] + (judged.read or 0), low=min(ends, default=None), high=max(ends, default=None), lie=lie.lie, times=lie.times
    )


def _ends(column: Read) -> tuple[Any, Any]:
    """The least and the greatest value read, of the type that the engine gives."""
    if not column.told[READ]:
        return None, None
    if column.way == "numbers":
        return float(column.span[0]), float(column.span[1])
    return _day(int(column.told[LEAST]), column.way), _day(int(column.told[MOST]), column.way)


def _day(packed: int, way: str) -> date:
    days, seconds = divmod(packed, 86_400)
    months, day = divmod(days, 31)
    year, month = divmod(months, 12)
    if way == "dates":
        return date(year, month + 1, day + 1)
    return datetime(year, month + 1, day + 1) + timedelta(seconds=seconds)


def _top(frame: pl.DataFrame) -> tuple[tuple[str, int], ...]:
    return tuple(frame.head(_TOP).iter_rows())


def _judged(workspace: Workspace, kind: str, frame: pl.DataFrame, table: str, *, lies: bool = False) -> _Judged:
    """The engine's answers about values `v` with the rows `n` of each; `lies`: with each value read."""
    workspace.put(table, frame)
    if not frame.height:
        return _Judged(0, 0, 0, 0, 0 if kind in RANGED else None)
    filled = f"not {missing_sql('v', kind)}"
    asked = [
        "sum(n)::bigint as there",
        f"coalesce(sum(n) filter ({filled}), 0)::bigint as filled",
        f"count(*) filter ({filled}) as distinct",
        "max(strlen(v)) as longest",
    ]
    if kind in RANGED:
        asked += ["coalesce(sum(n) filter (value is not null), 0)::bigint as read", "min(value) as low", "max(value) as high"]
    if lies:
        asked.append("list(struct_pack(value := value, n := n)) filter (value is not null) as lie")
    value = quick_sql(kind, "v") if kind in RANGED else "null"
    row = workspace.fetch(f"select {', '.join(asked)} from (select v, n, {value} as value from {table})").row(0, named=True)  # noqa: S608
    lie = row.pop("lie", None) or ()
    return _Judged(**row, lie=tuple(one["value"] for one in lie), times=tuple(one["n"] for one in lie))
