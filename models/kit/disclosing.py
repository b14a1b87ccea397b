"""Disclosure control, in one place: right before a Result is made, so that every screen, file and picture of it is alike.

An output with `disclosure = "counts"` says which columns count persons (`counts`); in its tables small counts are hidden
with all that would give them away, and sentences that tell such a count are not said.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from data_catalog.disclosure import LEAST, Counting, disclose, is_few
from models.kit.contract import Output, TableSpec
from models.kit.result import Finding, Table
from models.kit.wording import LANGUAGES, Words, fill

UNSAID = "few_unsaid"
_NOTE = {
    "ko": "{least}보다 적은 수와 그 수를 알아낼 수 있는 값은 개인을 알아볼 수 있어 가렸습니다.",
    "en": "Counts below {least}, and values that would give them away, are hidden: they would tell of single persons.",
}
_UNSAID = {
    "ko": "{least}명보다 적은 사람에 관한 결과 문장 {sentences}개는 개인을 알아볼 수 있어 싣지 않았습니다.",
    "en": "Sentences left out because they would tell of fewer than {least} persons: {sentences}.",
}


def disclosed_tables(outputs: Iterable[Output], tables: Iterable[Table]) -> tuple[Table, ...]:
    """The tables as they may be shown."""
    counted = {output.name for output in outputs if output.disclosure == "counts"}
    return tuple(_disclosed(table) if table.output in counted else table for table in tables)


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


def counting_of(spec: TableSpec) -> Counting | None:
    """How a table counts persons; None when it counts none. Numbers that are not `public` follow its counts."""
    counts = tuple(column.name for column in spec.columns if column.counts)
    if not counts:
        return None
    follows = tuple(
        column.name for column in spec.columns if column.kind in ("integer", "number", "share") and not column.counts and not column.public
    )
    return Counting(counts, follows, spec.totals)


def _disclosed(table: Table) -> Table:
    counting = counting_of(table.spec)
    if counting is None:
        return table
    found = disclose(table.rows, counting)
    if not found.hidden:
        return table
    note = _filled(_NOTE, {"least": LEAST})
    if table.spec.note:
        note = {lang: f"{table.spec.note[lang]} {note[lang]}" for lang in LANGUAGES}
    return dataclasses.replace(table, rows=found.rows, hidden=found.hidden, spec=dataclasses.replace(table.spec, note=note))


def _tells_few(fact: object) -> bool:
    return isinstance(fact, (int, float)) and not isinstance(fact, bool) and is_few(fact)


def _filled(words: Words, facts: dict[str, int]) -> Words:
    return {lang: fill(words[lang], facts) for lang in LANGUAGES}
