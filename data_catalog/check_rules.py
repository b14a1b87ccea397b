"""The rules a prepared table is checked by: each counts the rows it concerns and shows some."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as default
from typing import Any

from connectors.duck import quoted
from connectors.engine import Workspace
from data_catalog.places import korea
from data_catalog.prepared import Example
from data_catalog.schema import Check, Input

_EXAMPLES = 5
_SOME_ROWS = 50_000
_NUMBERS = ("integer", "number", "won", "minutes", "km", "rate")
_TIMES = ("moment", "date", "month")


@dataclass(frozen=True)
class CheckFinding:
    """Something the person should know. Worded by `finding.<code>`; `effect` and `repair` are keys of their sentences or None.

    `applied`: the repair was already made. `blocking`: no run can begin. `limiting`: answers will be missing or weak.
    """

    code: str
    facts: Mapping[str, Any]
    rows: int
    examples: tuple[Example, ...] = ()
    effect: str | None = None
    repair: str | None = None
    applied: bool = False
    blocking: bool = False
    limiting: bool = False


@dataclass(frozen=True)
class Table:
    """What a rule looks at: a table of the workspace with the canonical columns of `input`, the fields that hold something."""

    workspace: Workspace
    name: str
    input: Input
    rows: int
    fields: frozenset[str] = default(default_factory=frozenset)

    def count(self, condition: str) -> int:
        """How many rows meet a condition over canonical columns."""
        return int(self.workspace.fetch(f"select count(*) as n from {quoted(self.name)} where {condition}")["n"][0])  # noqa: S608

    def examples(self, condition: str, shown: Sequence[str]) -> tuple[Example, ...]:
        """The first rows that meet a condition, with their line in the file and the columns shown."""
        texts = ", ".join(f"cast({quoted(name)} as varchar)" for name in shown)
        rows = self.workspace.fetch(
            f"select _line, concat_ws(' → ', {texts}) as shown from {quoted(self.name)} where {condition} "  # noqa: S608
            f"order by _line limit {_EXAMPLES}"
        )
        return tuple(Example(int(line), str(text)[:80]) for line, text in rows.iter_rows())


def not_before(table: Table, check: Check) -> list[CheckFinding]:
    """A moment earlier than the one it follows; with a limit (minutes) also one that follows too late."""
    first, second = check.fields
    if not {first, second} <= table.fields:
        return []
    facts = {"earlier": dict(table.input.field(first).title), "later": dict(table.input.field(second).title)}
    found = [_counted(table, "not_before", f"{quoted(second)} < {quoted(first)}", (first, second), facts, repair=True)]
    if check.limit is not None:
        late = f"date_diff('second', {quoted(first)}, {quoted(second)}) > {float(check.limit) * 60}"
        found.append(_counted(table, "too_late", late, (first, second), facts | {"limit": check.limit}, repair=True))
    return [finding for finding in found if finding]


def in_range(table: Table, check: Check) -> list[CheckFinding]:
    """Numbers below the least or above the greatest a field can have."""
    found = []
    for name in check.fields:
        field = table.input.field(name)
        if name not in table.fields or field.kind not in _NUMBERS or (field.minimum is None and field.maximum is None):
            continue
        low, high = field.minimum, field.maximum
        sides = [f"{quoted(name)} < {low!r}" if low is not None else "", f"{quoted(name)} > {high!r}" if high is not None else ""]
        facts = {"title": dict(field.title), "minimum": low, "maximum": high}
        outside = " or ".join(side for side in sides if side)
        finding = _counted(table, "range", f"({outside})", (name,), facts, repair=True)
        if finding and finding.rows > 0.5 * table.rows:
            finding = _with(finding, code="range_mostly", limiting=True)
        found.append(finding)
    return [finding for finding in found if finding]


def unique(table: Table, check: Check) -> list[CheckFinding]:
    """Rows whose name or number another row has too."""
    if not check.fields or not set(check.fields) <= table.fields:
        return []
    names = ", ".join(quoted(name) for name in check.fields)
    known = " and ".join(f"{quoted(name)} is not null" for name in check.fields)
    twice = f"({names}) in (select ({names}) from {quoted(table.name)} where {known} group by {names} having count(*) > 1)"  # noqa: S608
    titles = [dict(table.input.field(name).title) for name in check.fields]
    finding = _counted(table, "unique", twice, check.fields, {"titles": titles}, repair=True)
    return [finding] if finding else []


def within(table: Table, check: Check) -> list[CheckFinding]:
    """Points away from the country most of the others are in."""
    found = []
    for name in check.fields:
        if name not in table.fields:
            continue
        west, south, east, north = korea.BOX
        lon, lat = quoted(f"{name}_lon"), quoted(f"{name}_lat")
        inside = f"({lon} between {west} and {east} and {lat} between {south} and {north})"
        known, at_home = table.count(f"{lon} is not null"), table.count(inside)
        facts = {"title": dict(table.input.field(name).title), "known": known}
        if at_home >= 0.5 * known:
            away = _counted(table, "outside", f"{lon} is not null and not {inside}", (f"{name}_lon", f"{name}_lat"), facts, repair=True)
            found += [away] if away else []
        else:
            found.append(CheckFinding("abroad", facts, known - at_home))
    return found


def share_missing(table: Table, check: Check) -> list[CheckFinding]:
    """Rows without a value of a field that matters. `limit` is the share from which answers become weak, a fifth if not said."""
    found = []
    for name in check.fields:
        if name not in table.fields:
            continue
        field = table.input.field(name)
        column = f"{name}_lon" if field.kind == "place" else name
        facts = {"title": dict(field.title), "without": dict(field.without) if field.without else None}
        code = "missing" if field.required else "missing_optional"
        finding = _counted(table, code, f"{quoted(column)} is null", (), facts, repair=field.required)
        if finding:
            weak = finding.rows > (check.limit if check.limit is not None else 0.2) * table.rows
            found.append(_with(finding, limiting=field.required and weak))
    return found


def same_place_share(table: Table, check: Check) -> list[CheckFinding]:
    """Points piled on one coordinate: mostly the office's own address, or the middle of the city, where nothing better was known."""
    found = []
    for name in check.fields:
        if name not in table.fields or table.rows < 30:
            continue
        lon, lat = quoted(f"{name}_lon"), quoted(f"{name}_lat")
        top = _usual_point(table, lon, lat)
        share = top[2] / table.rows
        if share > (check.limit if check.limit is not None else 0.2):
            there = f"{lon} = {top[0]!r} and {lat} = {top[1]!r}"
            # As text: a coordinate is not written with separators of thousands.
            point = {"lon": f"{top[0]:.5f}", "lat": f"{top[1]:.5f}"}
            facts = {"title": dict(table.input.field(name).title), "rows": top[2], "share": share, **point}
            shown = table.examples(there, (f"{name}_lon", f"{name}_lat"))
            found.append(CheckFinding("piled", facts, top[2], shown, *_keys("piled", True), limiting=share > 0.5))
    return found


def _usual_point(table: Table, lon: str, lat: str) -> tuple[float, float, int]:
    """The point met most often among some of the rows, with how many of all rows have it: a point of many rows is met among some."""
    some = f"hash(_line) % {max(1, table.rows // _SOME_ROWS)} = 0"
    points = f"select {lon} as lon, {lat} as lat, count(*) as n from {quoted(table.name)} where {lon} is not null"  # noqa: S608
    best = "group by all order by n desc, lon, lat limit 1"
    found = table.workspace.fetch(f"{points} and {some} {best}")
    if found.is_empty():
        found = table.workspace.fetch(f"{points} {best}")
    x, y = found.row(0)[:2]
    return x, y, table.count(f"{lon} = {x!r} and {lat} = {y!r}")


def period_gaps(table: Table, check: Check) -> list[CheckFinding]:
    """Whole months without a row between the first and the last."""
    name = check.fields[0]
    if name not in table.fields:
        return []
    months = table.workspace.fetch(
        f"select distinct date_trunc('month', {quoted(name)}) as month from {quoted(table.name)} "  # noqa: S608
        f"where {quoted(name)} is not null and year({quoted(name)}) between 1990 and 2100 order by month"
    )["month"].to_list()
    seen = [(month.year * 12 + month.month - 1) for month in months]
    if len(seen) < 2 or seen[-1] - seen[0] > 600:
        return []
    absent = [f"{number // 12}-{number % 12 + 1:02d}" for number in range(seen[0], seen[-1]) if number not in set(seen)]
    if not absent:
        return []
    facts = {"title": dict(table.input.field(name).title), "months": absent[:6], "count": len(absent)}
    return [CheckFinding("period_gaps", facts, 0, (), *_keys("period_gaps", True))]


def odd_years(table: Table, check: Check) -> list[CheckFinding]:
    """Dates of another age: 1905 is how a spreadsheet shows the year 2013 read as a day number."""
    found = []
    for name in check.fields:
        field = table.input.field(name)
        if name in table.fields and field.kind in _TIMES:
            odd = f"year({quoted(name)}) not between 1920 and 2100"
            found.append(_counted(table, "odd_years", odd, (name,), {"title": dict(field.title)}, repair=True))
    return [finding for finding in found if finding]


def constant(table: Table, check: Check) -> list[CheckFinding]:
    """A field with one value in every row tells nothing apart."""
    found = []
    for name in check.fields:
        if name not in table.fields or table.rows < 10:
            continue
        low, high = table.workspace.fetch(
            f"select min({quoted(name)}) as low, max({quoted(name)}) as high from {quoted(table.name)}"  # noqa: S608
        ).row(0)
        if low == high:
            facts = {"title": dict(table.input.field(name).title), "value": str(low)[:60]}
            found.append(CheckFinding("constant", facts, table.rows, (), *_keys("constant", False)))
    return found


RULES: Mapping[str, Callable[[Table, Check], list[CheckFinding]]] = {
    "not_before": not_before,
    "range": in_range,
    "unique": unique,
    "within": within,
    "share_missing": share_missing,
    "same_place_share": same_place_share,
    "period_gaps": period_gaps,
    "odd_years": odd_years,
    "constant": constant,
}
"""What a package may name in `[[input.check]]`."""


def _counted(
    table: Table, code: str, condition: str, shown: Sequence[str], facts: Mapping[str, Any], *, repair: bool
) -> CheckFinding | None:
    rows = table.count(condition)
    if not rows:
        return None
    told = {**facts, "rows": rows, "all": table.rows, "share": rows / table.rows}
    return CheckFinding(code, told, rows, table.examples(condition, shown) if shown else (), *_keys(code, repair))


def _keys(code: str, repair: bool) -> tuple[str, str | None]:
    return f"finding.{code}.effect", f"finding.{code}.repair" if repair else None


def _with(finding: CheckFinding, *, code: str | None = None, limiting: bool) -> CheckFinding:
    told = code or finding.code
    effect, repair = _keys(told, finding.repair is not None)
    return CheckFinding(told, finding.facts, finding.rows, finding.examples, effect, repair, limiting=limiting)
