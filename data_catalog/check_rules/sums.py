"""Rules of sums: what should be the parts of a whole, and is not."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from connectors.duck import quoted
from data_catalog.check_rules.table import CheckFinding, Table, keys_of
from data_catalog.schema import NUMBERS, Check

_TOTAL = re.compile(r"^(소계|합계|총계|계|누계|전체|합|total|sum)$|합계|소계|총계|누계|총\s*대수|총\s*수", re.I)
_LEAST_PARTS = 2


def parts_total(table: Table, check: Check) -> list[CheckFinding]:
    """A total that is not the sum of its parts. Fields: the total, then the parts."""
    names = table.having(check.fields, NUMBERS)
    if len(names) <= _LEAST_PARTS or names[0] != check.fields[0]:
        return []
    total, parts = quoted(names[0]), [quoted(name) for name in names[1:]]
    summed = " + ".join(f"coalesce({part}, 0)" for part in parts)
    off = f"({total} is not null and abs({total} - ({summed})) > 0.5 + 1e-6 * abs({total}))"
    sums = f"cast(sum({total}) as double), cast(sum({summed}) as double)"
    known, rows, of_totals, of_parts = table.ask(f"count({total}), count(*) filter ({off}), {sums}")
    if not rows or known < 2:
        return []
    shown = table.workspace.fetch(
        f"select _line, {total} as t, ({summed}) as s from {quoted(table.name)} where {off} order by _line limit 5"  # noqa: S608
    )
    facts = {
        "title": table.title(names[0]),
        "parts": [table.title(name) for name in names[1:]],
        "rows": rows,
        "share": rows / known,
        "total": of_totals,
        "sum": of_parts,
    }
    examples = tuple(table.example(line, f"{_number(t)} ≠ {_number(s)}") for line, t, s in shown.iter_rows())
    return [CheckFinding("parts_total", facts, rows, examples, *keys_of("parts_total", True), limiting=rows > 0.2 * known)]


def totals_among(table: Table, check: Check) -> list[CheckFinding]:
    """A column that is called a total beside numbers that may be its parts: compared as `parts_total` does.

    Parts stand next to their total: the numbers that follow it without a break, else those before it.
    """
    names = [field.name for field in table.input.fields if field.name in check.fields]
    found: list[CheckFinding] = []
    for at, name in enumerate(names):
        if name in table.having(check.fields, NUMBERS) and _is_total(table, name):
            sides = (_run(table, check, names[at + 1 :]), _run(table, check, names[:at][::-1]))
            tried = [one for parts in sides for one in parts_total(table, Check("parts_total", (name, *parts))) if _are_parts(one)]
            found += tried[:1]
    return found


def _run(table: Table, check: Check, names: Sequence[str]) -> list[str]:
    """The first of the names as long as they are numbers and no totals."""
    numbers = set(table.having(check.fields, NUMBERS))
    return list(itertools.takewhile(lambda name: name in numbers and not _is_total(table, name), names))


def _is_total(table: Table, name: str) -> bool:
    return bool(_TOTAL.search(table.title(name)["ko"].strip()))


def _are_parts(finding: CheckFinding) -> bool:
    """Whether the columns can be parts of the total at all: numbers of something else add up to something far from it."""
    low, high = sorted((abs(finding.facts["total"] or 0), abs(finding.facts["sum"] or 0)))
    return bool(low >= 0.6 * high)


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"
