"""Why somebody sees what they see of a dataset: how many rows and columns, and of each column the rule and its policy."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts.catalogue.policy_words import rows_said, rule_said
from app.parts.markup import items, plain, show, table, tag
from app.services.catalogue import explaining
from app.services.catalogue.datasets import DatasetLine
from app.services.catalogue.explaining import Because, ColumnWhy, Explained
from app.session import say
from app.texts import pick


def draw(line: DatasetLine) -> None:
    """Draws it for the person who looks."""
    st.header(say("policy.why.title"), anchor=False)
    told = explaining.explained(session.person(), session.platform(), line.id, line.purpose)
    if told.whole:
        show(tag("p", plain(say("policy.why.whole"))))
        return
    show(tag("p", plain(say("policy.why.lead", seen=told.seen, all=len(told.columns), rows=told.seen_rows))))
    reasons(told)


def as_another(told: Explained) -> None:
    """Draws what another person is told, and what only a steward may know: the rows there are, the policies that are closed."""
    if not told.whole and not told.seen:
        show(tag("p", plain(say("policy.why.nothing", organisation=pick(told.whom, session.language())))))
    else:
        facts = {"seen": told.seen, "all": len(told.columns), "rows": told.seen_rows, "all_rows": told.all_rows}
        show(tag("p", tag("b", plain(say("policy.why.lead_as", **facts)))))
    reasons(told)


def reasons(told: Explained) -> None:
    """Draws the filters in words, what is closed, and the table of columns."""
    lines = [say("policy.why.rows", title=_title(one.because), rows=rows_said(one.conditions)) for one in told.rows]
    lines += [say("policy.why.takes", title=_title(one.because), rows=rows_said(one.conditions)) for one in told.takes]
    lines += [say("policy.why.closed", title=_title(because), column=column) for because, column in told.closed]
    if lines:
        show(items(lines))
    if not told.whole:
        head = [say("policy.why.column"), say("policy.why.shown"), say("policy.why.policy")]
        show(table(head, [_row(column) for column in told.columns], caption=say("policy.why.caption")))


def _row(column: ColumnWhy) -> tuple[str, str, str]:
    rules = [one for one in column.rules if column.shown or one[0].rule == "drop"]
    if not rules:
        return column.name, say("policy.rule.drop"), say("policy.why.default")
    several = len(rules) > 1
    shown = [say("policy.why.some_rows", said=rule_said(rule)) if several else rule_said(rule) for rule, _ in rules]
    causes = dict.fromkeys(_cause(one) for rule, because in rules if rule.rule != "drop" or not column.shown for one in because)
    told = " · ".join(causes) if column.shown or any(one.effect == "deny" for _, because in rules for one in because) else ""
    return column.name, " · ".join(shown), told or say("policy.why.default")


def _title(because: Because) -> str:
    return pick(because.title, session.language())


def _cause(because: Because) -> str:
    key, facts = "policy.why.by", {"title": _title(because), "name": because.made_by}
    if because.over is not None:
        key, facts = "policy.why.by_all", {**facts, "organisation": pick(because.over, session.language())}
    return say(f"{key}_until", **facts, until=because.until.isoformat()) if because.until else say(key, **facts)
