"""Disclosure control, in one place: right before a Result is made, so that every screen, file and picture of it is alike.

An output with `disclosure = "counts"` says which columns count persons (`counts`). In a fixed table small counts are hidden with all
that would give them away, and sentences that tell such a count are not said. Where people may ask under many filters (`Protection`),
every count of its tables and sentences is told with noise or rounded, so that taking one result from another tells no few.

A column that says which columns hold the two largest amounts in each of its cells (`largest`, `second`) is a sum that few givers may
dominate: where it is, the sum is hidden whichever way counts are kept, sentences that tell it are not said, and the two columns go.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from data_catalog.disclosure import HIDING, LEAST, Counting, Protection, Summing, disclose, hide_dominated, is_few, protect
from models.kit.contract import Output, TableSpec
from models.kit.result import Finding, StepUse, Table
from models.kit.wording import LANGUAGES, Words, fill

Facts = Sequence[tuple[str, Mapping[str, Any]]]

UNSAID, DOMINATED_UNSAID = "few_unsaid", "dominated_unsaid"
PROTECTING = "_protecting"
_NOTE = {
    "ko": "{least}보다 적은 수와 그 수를 알아낼 수 있는 값은 개인을 알아볼 수 있어 가렸습니다.",
    "en": "Counts below {least}, and values that would give them away, are hidden: they would tell of single persons.",
}
_CHANGED = {
    "ko": "개인을 보호하려고 인원 수를 실제와 많게는 {most}까지 다르게 보입니다. 그 수로 셈한 값은 어림입니다.",
    "en": "To protect persons, counts of them are told up to {most} more or less than they are; what is reckoned from them is approximate.",
}
_UNSAID = {
    "ko": "{least}명보다 적은 사람에 관한 결과 문장 {sentences}개는 개인을 알아볼 수 있어 싣지 않았습니다.",
    "en": "Sentences left out because they would tell of fewer than {least} persons: {sentences}.",
}
_DOMINATED = {
    "ko": "한두 곳이 대부분을 차지해 그곳의 금액을 알 수 있는 합계는 가렸습니다.",
    "en": "Sums of which one or two givers make up most are hidden: they would tell what these have.",
}
_DOMINATED_UNSAID = {
    "ko": "한두 곳의 금액을 알 수 있는 결과 문장 {sentences}개는 싣지 않았습니다.",
    "en": "Sentences left out because they would tell what one or two givers have: {sentences}.",
}
_TITLE = {"ko": "개인을 보호합니다", "en": "Protect persons"}
_EXPLAINS = {
    "suppress": {
        "ko": "인원 수는 가림 방식으로 보호되었습니다. 1~{few}명인 칸과, 그 수를 빼서 알아낼 수 있는 칸을 가립니다.",
        "en": "Counts of persons are protected by hiding: cells of 1 to {few}, and others that would give them away by subtraction.",
    },
    "cell_key": {
        "ko": "인원 수는 셀 키 방식으로 보호되었습니다. 많게는 {most}까지 더하거나 빼며, 같은 칸은 늘 같은 수입니다.",
        "en": "Counts of persons are protected by cell keys: up to {most} is added or taken away, the same for the same cell.",
    },
    "round": {
        "ko": "인원 수는 3의 배수로 무작위 반올림해 보호되었습니다. 같은 칸은 늘 같은 수가 됩니다.",
        "en": "Counts of persons are protected by random rounding to multiples of 3; the same cell is always rounded alike.",
    },
}


def disclosed_tables(
    outputs: Iterable[Output], tables: Iterable[Table], protection: Protection = HIDING, mark: str = ""
) -> tuple[Table, ...]:
    """The tables as they may be shown. `mark`: of the data, where counts are changed."""
    counted = {output.name for output in outputs if output.disclosure == "counts"}
    return tuple(_disclosed(table, protection, mark) if table.output in counted else table for table in tables)


def disclosed_findings(outputs: Iterable[Output], findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The sentences that may be said; one more says how many may not."""
    telling = {one.key: one.counts for output in outputs if output.disclosure == "counts" for one in output.findings}
    said: list[Finding] = []
    unsaid: list[Finding] = []
    for finding in findings:
        few = any(_tells_few(finding.facts.get(name)) for name in telling.get(finding.key, ()))
        (unsaid if few else said).append(finding)
    if unsaid:
        facts = {"sentences": len(unsaid), "least": LEAST}
        said.append(Finding(UNSAID, _filled(_UNSAID, facts), "limit", unsaid[0].output, facts))
    return tuple(said)


def undominated_facts(
    outputs: Iterable[Output], raw: Iterable[Table], made: Iterable[Table], facts: Facts
) -> tuple[Facts, tuple[Finding, ...]]:  # fmt: skip
    """The facts without those of sentences that tell a sum which is hidden, or an amount of one giver, and a sentence that says how many.

    `raw` and `made`: the same tables before and after; `facts`: as the steps told them, before any was changed.
    """
    closed: dict[str, frozenset[float]] = {}
    for before, after in zip(raw, made, strict=True):
        closed[before.output] = closed.get(before.output, frozenset()) | _dominant(before, after)
    output_of = {spec.key: output.name for output in outputs for spec in output.findings}
    tells = [any(_is_one_of(fact, closed.get(output_of.get(key, ""), frozenset())) for fact in told.values()) for key, told in facts]
    if not any(tells):
        return facts, ()
    unsaid = [key for (key, _), few in zip(facts, tells, strict=True) if few]
    note = {"sentences": len(unsaid)}
    said = [one for one, few in zip(facts, tells, strict=True) if not few]
    return said, (Finding(DOMINATED_UNSAID, _filled(_DOMINATED_UNSAID, note), "limit", output_of[unsaid[0]], note),)


def what_was_done(outputs: Iterable[Output], tables: Iterable[Table], protection: Protection) -> tuple[StepUse, ...]:
    """The last step of the method: how persons were protected. None where nothing counts them."""
    counted = {output.name for output in outputs if output.disclosure == "counts"}
    rows = [table.rows.height for table in tables if table.output in counted and counting_of(table.spec)]
    if not rows:
        return ()
    explains = _filled(_EXPLAINS[protection.mode], {"few": LEAST - 1, "most": protection.most})
    return (StepUse(PROTECTING, _TITLE, explains, sum(rows), 0.0),)


def counting_of(spec: TableSpec) -> Counting | None:
    """How a table counts persons; None when it counts none. Numbers that are not `public` follow its counts."""
    counts = tuple(column.name for column in spec.columns if column.counts)
    if not counts:
        return None
    follows = tuple(
        column.name for column in spec.columns if column.kind in ("integer", "number", "share") and not column.counts and not column.public
    )
    return Counting(counts, follows, spec.totals)


def summing_of(spec: TableSpec) -> tuple[Summing, ...]:
    """The sums of a table that few givers may dominate."""
    return tuple(Summing(one.name, one.largest, one.second, spec.totals) for one in spec.columns if one.largest and one.second)


def named_of(spec: TableSpec) -> tuple[str, ...]:
    """The columns that say what a row is of: its texts and moments."""
    return tuple(column.name for column in spec.columns if column.kind in ("text", "date", "moment"))


def _disclosed(table: Table, protection: Protection, mark: str) -> Table:
    counting, sums = counting_of(table.spec), summing_of(table.spec)
    if counting is None:
        return table
    notes = []
    if protection.changes:
        found = protect(table.rows, counting, named_of(table.spec), protection, mark)
        notes.append(_filled(_CHANGED, {"most": protection.most}))
    else:
        found = disclose(table.rows, counting)
        notes += [_filled(_NOTE, {"least": LEAST})] if found.hidden else []
    columns = table.spec.columns
    if sums:
        before, own = found.hidden, {name for one in sums for name in (one.sum, one.largest, one.second)}
        found = hide_dominated(table.rows, found, sums, [name for name in counting.follows if name not in own])
        notes += [_DOMINATED] if any(len(found.hidden.get(one.sum, ())) > len(before.get(one.sum, ())) for one in sums) else []
        kept = (column for column in columns if column.name in found.rows.columns)
        columns = tuple(dataclasses.replace(column, largest=None, second=None) for column in kept)
    if not notes and columns == table.spec.columns:
        return table
    told = [*([table.spec.note] if table.spec.note else []), *notes]
    note = {lang: " ".join(one[lang] for one in told) for lang in LANGUAGES} if told else None
    return dataclasses.replace(
        table, rows=found.rows, hidden=found.hidden, spec=dataclasses.replace(table.spec, note=note, columns=columns)
    )


def _dominant(before: Table, after: Table) -> frozenset[float]:
    """The numbers a sentence may not tell: hidden sums, and what the largest givers have."""
    found: set[float] = set()
    for one in summing_of(before.spec):
        hidden = list(after.hidden.get(one.sum, ()))
        for column in (before.rows[one.sum].gather(hidden), before.rows[one.largest], before.rows[one.second]):
            found |= {round(float(value), 6) for value in column.drop_nulls().to_list() if value}
    return frozenset(found)


def _is_one_of(fact: object, numbers: frozenset[float]) -> bool:
    return isinstance(fact, (int, float)) and not isinstance(fact, bool) and round(float(fact), 6) in numbers


def _tells_few(fact: object) -> bool:
    return isinstance(fact, (int, float)) and not isinstance(fact, bool) and is_few(fact)


def _filled(words: Words, facts: dict[str, int]) -> Words:
    return {lang: fill(words[lang], facts) for lang in LANGUAGES}
