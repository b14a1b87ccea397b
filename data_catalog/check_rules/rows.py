"""Rules of rows as a whole, their names and codes, and of several tables together."""

from __future__ import annotations

import re
from dataclasses import replace
from uuid import uuid4

from connectors.duck import quoted
from data_catalog.check_rules.table import CheckFinding, Table, counted, keys_of
from data_catalog.kinds.sql import listed
from data_catalog.repairs import othernames
from data_catalog.schema import Check

# The first two digits of area codes: provinces as they are, and as they were until 2023 and 2024.
_PROVINCES = ("11", "26", "27", "28", "29", "30", "31", "36", "41", "42", "43", "44", "45", "46", "47", "48", "50", "51", "52")
_WEAK = 0.2
_MOST_LOST, _MOST_KNOWN, _ALIKE = 50, 5_000, 0.88
# A name as like to another is no answer; what one press changes must be read at a glance.
_AHEAD, _OFFERED, _TOLD = 0.04, 12, 3
_AREA_NAME = re.compile(r"시군구|행정동|법정동|시도")


def unique(table: Table, check: Check) -> list[CheckFinding]:
    """Rows whose name or number another row has too."""
    if not check.fields or not set(check.fields) <= table.fields:
        return []
    names = ", ".join(quoted(name) for name in check.fields)
    known = " and ".join(f"{quoted(name)} is not null" for name in check.fields)
    twice = f"({names}) in (select ({names}) from {quoted(table.name)} where {known} group by {names} having count(*) > 1)"  # noqa: S608
    titles = [dict(table.input.field(name).title) for name in check.fields]
    finding = counted(table, "unique", twice, check.fields, {"titles": titles}, repair=True)
    return [finding] if finding else []


def near_repeated(table: Table, check: Check) -> list[CheckFinding]:
    """Rows that are alike in all but their number: one event entered twice. Fields: what makes two rows the same event."""
    names = table.having(check.fields)
    if len(names) < 3 or not any(table.field(name).kind == "moment" for name in names):
        return []
    columns = [quoted(f"{name}_lon" if table.field(name).kind == "place" else name) for name in names]
    known = " and ".join(f"{column} is not null" for column in columns)
    same = ", ".join(columns)
    twice = f"{known} and ({same}) in (select ({same}) from {quoted(table.name)} where {known} group by {same} having count(*) > 1)"  # noqa: S608
    facts = {"titles": [table.title(name) for name in names][:6]}
    shown = [name for name in names if table.field(name).kind != "place"][:3]
    finding = counted(table, "near_repeated", twice, shown, facts, repair=True)
    return [finding] if finding and finding.rows <= 0.5 * table.rows else []


def refers_to(table: Table, check: Check) -> list[CheckFinding]:
    """Names that another input does not have. `other`: `INPUT.FIELD` they must be found in; blanks, brackets and upper case do not
    count, nor does what `pattern` says. `limit`: the share from which answers become weak, a fifth if not said. Names of the other input
    written nearly so are offered as a repair.
    """
    other, _, field = (check.other or "").partition(".")
    name = check.fields[0]
    if name not in table.fields or other not in table.others:
        return []
    view = f"{table.name}_{other}"
    if not table.workspace.has(view):
        table.workspace.view(view, table.others[other])
    known = f"select {_loose(quoted(field), check.pattern)} as k, min({quoted(field)}) as v from {quoted(view)} group by 1"  # noqa: S608
    held = f"select k from ({known}) where k is not null"  # noqa: S608
    # Each name is made loose once, however many rows have it.
    filled = f"{quoted(table.name)} where {quoted(name)} is not null"
    names = f"select {quoted(name)} as v, count(*) as n, min(_line) as line from {filled} group by 1"  # noqa: S608
    absent = f"{view}_{uuid4().hex}"
    loose = f"select v, n, line, {_loose('v', check.pattern)} as k from ({names})"  # noqa: S608
    table.workspace.create(absent, f"select v, n, line, k from ({loose}) where k not in ({held})")  # noqa: S608
    if not table.workspace.rows(absent):
        return []
    near = _near(table, absent, known) if table.field(name).kind in othernames.KINDS else []
    told = ", ".join(f"{lost[:40]} → {like[:40]}" for lost, like, *_ in near[:_TOLD])
    facts = {"title": table.title(name), "near": told or None}
    finding = counted(table, "refers_to", f"{quoted(name)} in (select v from {quoted(absent)})", (name,), facts, repair=True)  # noqa: S608
    assert finding is not None
    weak = finding.rows > (check.limit if check.limit is not None else _WEAK) * table.rows
    sure = [(lost, like, rows, line) for lost, like, rows, line, ahead in near if ahead >= _AHEAD][:_OFFERED]
    column = ", ".join(table.columns.get(name, ()))
    group = othernames.group(table.field(name), column, "offered", sure) if sure else None
    return [replace(finding, code="refers_near" if near else "refers_to", limiting=weak, group=group)]


def _near(table: Table, absent: str, known: str) -> list[tuple[str, str, int, int, float]]:
    """The absent names most rows have, each with the known one most like it (Jaro & Winkler 1990), its rows, the first line, and how
    far ahead of the next that one is: where one is nearly the same and has the same digits.
    """
    lost = f"select v, k, n, line from {quoted(absent)} order by n desc, v limit {_MOST_LOST}"  # noqa: S608
    digits = "regexp_replace(lost.k, '[^0-9]', '', 'g') = regexp_replace(known.k, '[^0-9]', '', 'g')"
    letters = "regexp_matches(lost.k, '[^0-9]')"
    scored = (
        f"select lost.*, known.v as likest, jaro_winkler_similarity(lost.k, known.k) as alike from lost, known where {digits} and {letters}"  # noqa: S608
    )
    return table.workspace.fetch(
        f"with lost as ({lost}), known as (select * from ({known}) where k is not null order by k limit {_MOST_KNOWN}), "  # noqa: S608
        f"scored as ({scored}) select v, arg_max(likest, alike), n, line, max(alike) - coalesce(max(alike, 2)[2], 0) "
        f"from scored group by v, n, line having max(alike) >= {_ALIKE} order by n desc, v"
    ).rows()


def _loose(text: str, pattern: str | None) -> str:
    """SQL: the text by what of it tells things apart."""
    plain = f"lower(regexp_replace(cast({text} as varchar), '[\\s()·.-]+', '', 'g'))"
    if not pattern:
        return plain
    part = pattern.replace("'", "''")
    return f"coalesce(nullif(regexp_replace({plain}, '{part}', '', 'g'), ''), {plain})"


def expected_rows(table: Table, check: Check) -> list[CheckFinding]:
    """Far fewer or more rows than `limit`, which whoever declared the check expects."""
    expected = check.limit or 0
    if not expected or 0.5 * expected <= table.rows <= 2 * expected:
        return []
    facts = {"rows": table.rows, "expected": expected}
    return [CheckFinding("expected_rows", facts, table.rows, (), *keys_of("expected_rows", True))]


def code_list(table: Table, check: Check) -> list[CheckFinding]:
    """Codes that are on no list: `values`, or the provinces where the column holds codes of areas."""
    found = []
    for name in table.having(check.fields, ("code", "area_code", "category", "id")):
        column = quoted(name)
        if check.values:
            absent = f"{column} is not null and {column} not in ({listed(check.values)})"
        elif _AREA_NAME.search(table.title(name)["ko"]):
            whole = f"regexp_full_match({column}, '[0-9]{{5}}([0-9]{{3}}|[0-9]{{5}})?')"
            absent = f"{whole} and substr({column}, 1, 2) not in ({listed(_PROVINCES)})"
        else:
            continue
        found.append(counted(table, "code_list", absent, (name,), {"title": table.title(name)}, repair=True))
    return [finding for finding in found if finding]


def code_lengths(table: Table, check: Check) -> list[CheckFinding]:
    """Codes shorter than nearly all others: zeros at the beginning were lost, or digits at the end."""
    found = []
    for name in table.having(check.fields, ("code", "area_code", "id")):
        column = quoted(name)
        digits = f"regexp_full_match({column}, '[0-9]+')"
        rows = table.workspace.fetch(
            f"select length({column}) as l, count(*) as n from {quoted(table.name)} where {digits} group by 1 order by n desc, l"  # noqa: S608
        )
        if rows.height < 2 or rows["n"][0] < 0.6 * table.rows or rows["l"][0] < 4:
            continue
        usual = int(rows["l"][0])
        shorter = f"{digits} and length({column}) between {usual - 2} and {usual - 1}"
        facts = {"title": table.title(name), "length": usual}
        found.append(counted(table, "code_lengths", shorter, (name,), facts, repair=True))
    return [finding for finding in found if finding]
