"""Says whether a prepared table can be analysed, what stands in the way, and what the file was understood to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from connectors.duck import quoted
from connectors.engine import Workspace
from data_catalog import check_rules
from data_catalog.check_rules import CheckFinding, Table
from data_catalog.prepared import Prepared, Reason
from data_catalog.repairs import Group
from data_catalog.repeats import differ
from data_catalog.schema import KINDS, MEASURES, Check, Input

__all__ = ["RULES", "CheckFinding", "CheckReport", "check"]

RULES = frozenset(check_rules.RULES)

# From this share of rows set aside on, a result stands on a remainder.
_TOO_MANY_ASIDE = 0.2
_MOST_THINGS = 3
_COUNTED_KINDS = ("category", "id", "code")


@dataclass(frozen=True)
class CheckReport:
    """`state`: continue, limited (some answers missing or weak), cannot (a finding blocks). Blocking findings come first.

    `understood` are facts for one sentence the person can recognise or deny: `input` (its title), `rows`, `period` and `things`, the
    last two as `{"code", "facts"}` worded by `understood.<code>`.
    """

    state: str
    findings: tuple[CheckFinding, ...]
    understood: Mapping[str, Any]

    @property
    def groups(self) -> tuple[Group, ...]:
        """The repairs of cells that findings offer."""
        return tuple(finding.group for finding in self.findings if finding.group)


def check(
    workspace: Workspace,
    prepared: Prepared,
    input: Input,
    *,
    others: Mapping[str, Path] | None = None,
    general: bool = False,
    today: date | None = None,
) -> CheckReport:
    """Applies the rules the input declares and those that always hold; adds what preparing set aside, left out and mended.

    `others` are the canonical tables of other inputs, where there are any. `general` asks more: of a table nobody has asked for yet.
    """
    name = f"{input.name}_checked_{uuid4().hex}"
    workspace.view(name, prepared.path)
    table = Table(workspace, name, input, prepared.rows_kept, prepared.fields, others or {}, today or date.today(), columns=prepared.mapped)
    findings = [*_absent(prepared, input), *_too_few(prepared, input)]
    if prepared.rows_kept:
        for rule in (*input.checks, *_always(input), *(_general(input) if general else ())):
            found = check_rules.RULES[rule.rule](table, rule)
            findings += [replace(one, why=rule.why) if rule.why else one for one in found]
    findings += _prepared(prepared)
    findings.sort(key=lambda finding: (not finding.blocking, not finding.limiting, finding.applied))
    state = "continue"
    if any(finding.blocking for finding in findings):
        state = "cannot"
    elif any(finding.limiting for finding in findings):
        state = "limited"
    return CheckReport(state, tuple(findings), _understood(table, prepared))


def _absent(prepared: Prepared, input: Input) -> list[CheckFinding]:
    """Required fields without a column or any value, and places without points.

    Where the input says what is lost without a field, the rest can go on.
    """
    found = []
    for field in input.required_fields:
        if field.name not in prepared.fields:
            code = "required_absent"
            if field.name in prepared.mapped:
                code = "names_only" if field.kind == "place" and field.name in prepared.named else "required_empty"
            facts = {
                "title": dict(field.title),
                "columns": ", ".join(prepared.mapped.get(field.name, ())),
                "without": dict(field.without) if field.without else None,
            }
            can_go_on = field.without is not None
            effect = "finding.required_absent.effect" if can_go_on else "finding.required_absent.stops"
            repair = f"finding.{code}.repair"
            rows = prepared.rows_kept
            found.append(CheckFinding(code, facts, rows, (), effect, repair, blocking=not can_go_on, limiting=can_go_on))
    for name in sorted(prepared.named - prepared.fields - {field.name for field in input.required_fields}):
        facts = {"title": dict(input.field(name).title), "columns": ", ".join(prepared.mapped[name])}
        keys = ("finding.names_only.effect", "finding.names_only.repair")
        found.append(CheckFinding("names_only", facts, prepared.rows_kept, (), *keys))
    return found


def _too_few(prepared: Prepared, input: Input) -> list[CheckFinding]:
    least = max(1, input.minimum_rows)
    if prepared.rows_kept < least:
        facts = {"rows": prepared.rows_kept, "least": least, "rows_in": prepared.rows_in}
        keys = ("finding.too_few.effect", "finding.too_few.repair")
        return [CheckFinding("too_few", facts, prepared.rows_kept, (), *keys, blocking=True)]
    if prepared.rows_set_aside > _TOO_MANY_ASIDE * prepared.rows_in:
        share = prepared.rows_set_aside / prepared.rows_in
        weighed = {"rows": prepared.rows_set_aside, "all": prepared.rows_in, "share": share}
        keys = ("finding.many_aside.effect", "finding.many_aside.repair")
        return [CheckFinding("many_aside", weighed, prepared.rows_set_aside, (), *keys, limiting=True)]
    return []


def _always(input: Input) -> list[Check]:
    """The rules every input is held to, its own declarations of the same aside."""
    names = {kind: tuple(field.name for field in input.fields if field.kind == kind) for kind in ("place", "moment", "date")}
    required = tuple(field.name for field in input.required_fields)
    numbers = tuple(field.name for field in input.fields if field.minimum is not None or field.maximum is not None)
    times = tuple(field.name for field in input.fields if field.kind in ("moment", "date", "month"))
    same = tuple(field.name for field in input.required_fields if field.kind in ("category", "won", "number", "km", "minutes"))
    optional_places = tuple(name for name in names["place"] if name not in required)
    wanted = [
        Check("unique", input.unique), Check("range", numbers), Check("share_missing", required),
        Check("share_missing", optional_places), Check("within", names["place"]), Check("same_place_share", names["place"]),
        Check("odd_years", times), Check("constant", same),
    ]  # fmt: skip
    texts = tuple(field.name for field in input.fields if field.kind in ("category", "text", "code", "area_code"))
    codes = tuple(field.name for field in input.fields if field.kind in ("code", "area_code", "category"))
    every = tuple(field.name for field in input.fields)
    wanted += [
        Check("future", times), Check("outside_area", names["place"]), Check("damaged_text", texts), Check("code_list", codes),
        Check("totals_among", every), Check("allowed", tuple(field.name for field in input.fields if field.choices)),
    ]  # fmt: skip
    if main := _main_time(input):
        wanted.append(Check("period_gaps", (main,)))
    declared = {(check.rule, check.fields) for check in input.checks}
    return [rule for rule in wanted if rule.fields and (rule.rule, rule.fields) not in declared]


def _general(input: Input) -> list[Check]:
    """What is asked of any table besides: slips and habits that whoever knows the data can judge."""
    names = {kind: tuple(field.name for field in input.fields if field.kind == kind) for kind in KINDS}
    numbers = tuple(field.name for field in input.fields if field.kind in MEASURES)
    columns = tuple(field.name for field in input.fields if field.kind not in ("place", "text"))
    same = tuple(field.name for field in input.fields if field.kind not in ("id", "text", "place"))
    asked = [
        Check("outliers", numbers), Check("heaped", numbers), Check("heaped_times", names["moment"]), Check("near_repeated", same),
        Check("mostly_default", columns), Check("constant", columns), Check("spelling", names["category"]),
        Check("code_lengths", (*names["code"], *names["area_code"], *names["id"])),
        Check("too_short", names["text"]), Check("coarse_points", names["place"]),
        *(Check("unique", (name,)) for name in names["id"]),
        *(Check("missing_by_group", (group, *columns)) for group in names["category"][:1]),
    ]  # fmt: skip
    times = [field.name for field in input.fields if field.kind in ("moment", "date", "month")]
    asked += [Check("period_gaps", (times[0],))] if times and _main_time(input) is None else []
    return [one for one in asked if one.fields]


def _main_time(input: Input) -> str | None:
    times = [field for field in input.fields if field.kind in ("moment", "date", "month")]
    return next((field.name for field in times if field.required), None)


def _prepared(prepared: Prepared) -> list[CheckFinding]:
    """What preparing did to rows, as findings: already done, or left out."""
    found = []
    for reason in prepared.reasons:
        facts = {**reason.facts, "rows": reason.rows, "all": prepared.rows_in}
        done = reason.effect == "repaired"
        repair = None if done or reason.effect == "noted" else f"finding.{reason.code}.repair"
        effect = None if done or reason.effect == "noted" else f"finding.{reason.code}.effect"
        limiting = reason.code == "crs" and reason.facts.get("confidence") == "not_sure" and not reason.facts.get("said")
        code = ("crs_not_sure" if reason.facts.get("rivals") else "crs_turned") if limiting else _crs_code(reason)
        if limiting:
            effect, repair = "finding.crs_not_sure.effect", "finding.crs_not_sure.repair"
        if reason.code == "crs" and reason.facts.get("better"):
            code, limiting = "crs_wrong", True
            effect, repair = "finding.crs_not_sure.effect", "finding.crs_wrong.repair"
        if reason.code == "date_order":
            # Nobody can tell from the values: the person is asked, and until then answers by the day are weak.
            limiting, effect, repair = True, "finding.date_order.effect", "finding.date_order.repair"
        found.append(CheckFinding(code, facts, reason.rows, reason.examples, effect, repair, applied=done, limiting=limiting))
    return found


def _crs_code(reason: Reason) -> str:
    if reason.code == "crs":
        return "crs_agrees" if reason.facts.get("agree") is not None else "crs"
    return reason.code


def _understood(table: Table, prepared: Prepared) -> dict[str, Any]:
    """Rows, the months they span, and how many different things the main fields name."""
    facts: dict[str, Any] = {"input": dict(table.input.title), "rows": prepared.rows_kept, "period": None, "things": []}
    main = _main_time(table.input)
    if main in prepared.fields and main is not None:
        first, last = table.workspace.fetch(
            f"select min({quoted(main)}) as first, max({quoted(main)}) as last from {quoted(table.name)}"  # noqa: S608
        ).row(0)
        facts["period"] = _period(first, last)
    for field in (*table.input.required_fields, *(one for one in table.input.fields if not one.required)):
        if field.kind in _COUNTED_KINDS and field.name in prepared.fields and len(facts["things"]) < _MOST_THINGS:
            # Of numbers that differ in every row there are as many as rows have one: that is found far sooner than each is told apart.
            all_differ = field.kind == "id" and differ(table.workspace, table.name, [field.name])
            (count,) = table.ask(f"count({'' if all_differ else 'distinct '}{quoted(field.name)})")
            facts["things"].append({"code": "thing", "facts": {"title": dict(field.title), "count": int(count)}})
    return facts


def _period(first: Any, last: Any) -> dict[str, Any]:
    facts = {"first": f"{first.year}-{first.month:02d}", "last": f"{last.year}-{last.month:02d}"}
    return {"code": "one_month" if facts["first"] == facts["last"] else "months", "facts": facts}
