"""Rules of dates and moments."""

from __future__ import annotations

from connectors.duck import quoted
from data_catalog.check_rules.table import TIMES, CheckFinding, Table, counted, keys_of
from data_catalog.schema import Check


def not_before(table: Table, check: Check) -> list[CheckFinding]:
    """A moment earlier than the one it follows; with a limit (minutes) also one that follows too late."""
    first, second = check.fields
    if not {first, second} <= table.fields:
        return []
    facts = {"earlier": dict(table.input.field(first).title), "later": dict(table.input.field(second).title)}
    found = [counted(table, "not_before", f"{quoted(second)} < {quoted(first)}", (first, second), facts, repair=True)]
    if check.limit is not None:
        late = f"date_diff('second', {quoted(first)}, {quoted(second)}) > {float(check.limit) * 60}"
        found.append(counted(table, "too_late", late, (first, second), facts | {"limit": check.limit}, repair=True))
    return [finding for finding in found if finding]


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
    return [CheckFinding("period_gaps", facts, 0, (), *keys_of("period_gaps", True))]


def odd_years(table: Table, check: Check) -> list[CheckFinding]:
    """Dates of another age: 1905 is how a spreadsheet shows the year 2013 read as a day number."""
    found = []
    for name in check.fields:
        field = table.input.field(name)
        if name in table.fields and field.kind in TIMES:
            odd = f"year({quoted(name)}) not between 1920 and 2100"
            found.append(counted(table, "odd_years", odd, (name,), {"title": dict(field.title)}, repair=True))
    return [finding for finding in found if finding]


def future(table: Table, check: Check) -> list[CheckFinding]:
    """Days that have not come yet. `limit`: how many days ahead may be, 1 if not said (clocks and time zones)."""
    found = []
    for name in table.having(check.fields, TIMES):
        ahead = 1 if check.limit is None else int(check.limit)
        later = f"{quoted(name)} > date '{table.today.isoformat()}' + {ahead}"
        facts = {"title": table.title(name), "today": table.today.isoformat()}
        found.append(counted(table, "future", later, (name,), facts, repair=True))
    return [finding for finding in found if finding]


def heaped_times(table: Table, check: Check) -> list[CheckFinding]:
    """Moments written to the hour or to five minutes: an estimate, not a clock. `limit`: the share from which it is told, 0.6."""
    found = []
    for name in table.having(check.fields, ("moment",)):
        column = quoted(name)
        known, clocked, round_five = table.ask(
            f"count({column}), count(*) filter (date_part('hour', {column}) + date_part('minute', {column}) > 0), "
            f"count(*) filter (date_part('minute', {column}) % 5 = 0 and date_part('second', {column}) = 0)"
        )
        # Dates alone are midnights: they are no clock at all.
        if known < 50 or clocked < 0.5 * known or round_five < (check.limit or 0.6) * known:
            continue
        shown = table.examples(f"date_part('minute', {column}) % 5 = 0", (name,))
        facts = {"title": table.title(name), "rows": round_five, "share": round_five / known}
        found.append(CheckFinding("heaped_times", facts, round_five, shown, *keys_of("heaped_times", False)))
    return found
