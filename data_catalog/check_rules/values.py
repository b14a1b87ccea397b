"""Rules of values: numbers, categories, texts and what is missing."""

from __future__ import annotations

from connectors.duck import quoted
from data_catalog.check_rules.table import CheckFinding, Table, as_limiting, counted, keys_of
from data_catalog.kinds.sql import listed, literal
from data_catalog.schema import NUMBERS, Check

_TEXTS = ("category", "text", "code", "id")
# Latin letters that Hangul in UTF-8 becomes when it is taken for Latin, the sign for what could not be read, twice-wrong Hangul, and
# question marks where a word began (after a word, “뭐죠???”, or where a line of a page ends, “없나요 ???</p>”, they are a person's own).
_LOST = r"^[?\s]*[?]{3}[?\s]*$|(^|[\s(])[?]{3}[?\s]*[^?\s!.,~)<]"
_DAMAGED = f"\ufffd|占쏙옙|[ìíëê][\u0080-\u00bf\u2018-\u201e]|[À-ÿ]{{3}}|{_LOST}"

# How a range without an end is written.
_OPEN = "…"


def in_range(table: Table, check: Check) -> list[CheckFinding]:
    """Numbers below the least or above the greatest a field can have."""
    found = []
    for name in check.fields:
        field = table.input.field(name)
        if name not in table.fields or field.kind not in NUMBERS or (field.minimum is None and field.maximum is None):
            continue
        low, high = field.minimum, field.maximum
        sides = [f"{quoted(name)} < {low!r}" if low is not None else "", f"{quoted(name)} > {high!r}" if high is not None else ""]
        facts = {"title": dict(field.title), "minimum": _OPEN if low is None else low, "maximum": _OPEN if high is None else high}
        outside = " or ".join(side for side in sides if side)
        finding = counted(table, "range", f"({outside})", (name,), facts, repair=True)
        if finding and finding.rows > 0.5 * table.rows:
            finding = as_limiting(finding, code="range_mostly", limiting=True)
        found.append(finding)
    return [finding for finding in found if finding]


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
        finding = counted(table, code, f"{quoted(column)} is null", (), facts, repair=field.required)
        if finding:
            weak = finding.rows > (check.limit if check.limit is not None else 0.2) * table.rows
            found.append(as_limiting(finding, limiting=field.required and weak))
    return found


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
            found.append(CheckFinding("constant", facts, table.rows, (), *keys_of("constant", False)))
    return found


def allowed(table: Table, check: Check) -> list[CheckFinding]:
    """Values that are not among those there can be: `values`, else the choices of the field."""
    found = []
    for name in table.having(check.fields, _TEXTS):
        values = check.values or table.field(name).choices
        if values:
            column = quoted(name)
            other = f"{column} is not null and {column} not in ({listed(values)})"
            facts = {"title": table.title(name), "values": list(values[:8])}
            found.append(counted(table, "allowed", other, (name,), facts, repair=True))
    return [finding for finding in found if finding]


def pattern(table: Table, check: Check) -> list[CheckFinding]:
    """Texts written another way than `pattern`, a regular expression for the whole text."""
    found = []
    for name in table.having(check.fields, _TEXTS):
        if check.pattern:
            column = quoted(name)
            other = f"{column} is not null and not regexp_full_match({column}, {literal(check.pattern)})"
            found.append(counted(table, "pattern", other, (name,), {"title": table.title(name)}, repair=True))
    return [finding for finding in found if finding]


def outliers(table: Table, check: Check) -> list[CheckFinding]:
    """Numbers far from the others: more than `limit` (20) median deviations from the median."""
    found = []
    for name in table.having(check.fields, NUMBERS):
        column = quoted(name)
        known, middle = table.ask(f"count({column}), median({column})")
        if known < 30:
            continue
        spread = 1.4826 * float(table.ask(f"median(abs({column} - {middle!r}))")[0])
        if spread > 0:
            far = f"abs({column} - {middle!r}) > {(20 if check.limit is None else check.limit) * spread!r}"
            finding = counted(table, "outliers", far, (name,), {"title": table.title(name), "middle": middle}, repair=True)
            # Many far values are how the thing is spread, not slips.
            found += [finding] if finding and finding.rows <= 0.02 * known else []
    return found


def mostly_default(table: Table, check: Check) -> list[CheckFinding]:
    """One value in nearly every row (0, 9999): what a form fills in by itself. `limit`: the share from which it is told, 0.9."""
    found = []
    for name in table.having(check.fields, (*NUMBERS, "date", "moment", "month", "category")):
        rows = table.workspace.fetch(
            f"select {quoted(name)} as v, count(*) as n from {quoted(table.name)} where {quoted(name)} is not null "  # noqa: S608
            "group by 1 order by n desc, v limit 2"
        )
        if rows.height < 2 or table.rows < 30 or rows["n"][0] <= (0.9 if check.limit is None else check.limit) * table.rows:
            continue
        value, count = rows.row(0)
        facts = {"title": table.title(name), "value": str(value)[:60], "rows": count, "share": count / table.rows}
        found.append(CheckFinding("mostly_default", facts, count, (), *keys_of("mostly_default", True)))
    return found


def heaped(table: Table, check: Check) -> list[CheckFinding]:
    """Numbers that mostly end in 0 or 5: rounded or estimated. `limit`: the share from which it is told, 0.8."""
    found = []
    for name in table.having(check.fields, ("integer", "minutes", "km", "number")):
        column = quoted(name)
        known, kinds, top, round_five = table.ask(
            f"count({column}), approx_count_distinct({column}), max(abs({column})), count(*) filter ({column} % 5 = 0 and {column} <> 0)"
        )
        if known >= 50 and kinds >= 10 and top < 10_000 and round_five > (0.8 if check.limit is None else check.limit) * known:
            facts = {"title": table.title(name), "rows": round_five, "share": round_five / known}
            shown = table.examples(f"{column} % 5 = 0 and {column} <> 0", (name,))
            found.append(CheckFinding("heaped", facts, round_five, shown, *keys_of("heaped", False)))
    return found


def missing_by_group(table: Table, check: Check) -> list[CheckFinding]:
    """A group in which a value is nearly always missing though it is there in the others. Fields: the group, then what may be missing."""
    found = []
    group, *names = check.fields
    for name in table.having(names) if group in table.fields else []:
        column = quoted(f"{name}_lon" if table.field(name).kind == "place" else name)
        total = table.count(f"{column} is null") / max(1, table.rows)
        rows = table.workspace.fetch(
            f"select {quoted(group)} as g, count(*) as n, count(*) filter ({column} is null) as gone from {quoted(table.name)} "  # noqa: S608
            f"where {quoted(group)} is not null group by 1 having gone >= 0.8 * n and n >= 10 order by gone desc, g limit 6"
        )
        if rows.is_empty() or total > 0.5:
            continue
        gone = int(rows["gone"].sum())
        facts = {"title": table.title(name), "group": table.title(group), "groups": rows["g"].to_list()[:5], "rows": gone}
        found.append(CheckFinding("missing_by_group", facts, gone, (), *keys_of("missing_by_group", True)))
    return found


def spelling(table: Table, check: Check) -> list[CheckFinding]:
    """Names that differ only in blanks, brackets or upper and lower case: one thing counted as several."""
    found = []
    for name in table.having(check.fields, ("category",)):
        column = quoted(name)
        rows = table.workspace.fetch(
            f"with names as (select {column} as v, count(*) as n from {quoted(table.name)} where {column} is not null group by 1), "  # noqa: S608
            "plain as (select *, lower(regexp_replace(v, '[\\s()·.-]+', '', 'g')) as p from names), "
            "several as (select p from plain where p <> '' group by p having count(*) > 1) "
            "select v, n from plain where p in (from several) order by p, n desc limit 200"
        )
        if rows.height:
            values = [str(value) for value in rows["v"].to_list()]
            many = int(rows["n"].sum())
            facts = {"title": table.title(name), "values": values[:6], "rows": many}
            shown = table.examples(f"{column} in ({listed(values)})", (name,))
            found.append(CheckFinding("spelling", facts, many, shown, *keys_of("spelling", True)))
    return found


def too_short(table: Table, check: Check) -> list[CheckFinding]:
    """Texts with nothing to read in them: shorter than `limit` (3) letters."""
    found = []
    for name in table.having(check.fields, ("text",)):
        short = f"length({quoted(name)}) < {int(check.limit or 3)}"
        finding = counted(table, "too_short", short, (name,), {"title": table.title(name)}, repair=True)
        found += [as_limiting(finding, limiting=finding.rows > 0.5 * table.rows)] if finding else []
    return found


def damaged_text(table: Table, check: Check) -> list[CheckFinding]:
    """Letters that are no language's: a text that was once read in the wrong encoding."""
    found = []
    for name in table.having(check.fields, _TEXTS):
        column = quoted(name)
        # Counted, so that the engine judges each different text once: of a mere distinct it would judge the rows.
        each = f"select {column} as v, count(*) as n from {quoted(table.name)} group by 1"  # noqa: S608
        broken_sql = f"select v from ({each}) where n > 0 and regexp_matches(v, {literal(_DAMAGED)}) limit 500"  # noqa: S608
        texts = table.workspace.fetch(broken_sql)["v"].to_list()
        if texts:
            broken = f"{column} in ({listed(texts)})"
            facts = {"title": table.title(name)}
            found.append(counted(table, "damaged_text", broken, (name,), facts, repair=True, around=_DAMAGED))
    return [finding for finding in found if finding]
