"""The form of a policy: to whom, which rows, how each column is shown; its effect is looked at before it can be saved."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from app import session
from app.parts import days
from app.parts.literal import literal, refused, tried
from app.parts.markup import plain, show, tag
from app.services.catalogue import explaining, policies
from app.services.catalogue.datasets import DatasetLine
from app.session import say
from app.texts import pick
from connectors.problem import Problem
from data_catalog.policy import EFFECTS, OPERATORS, PURPOSES, ColumnRule, Condition, Policy, Subject
from data_catalog.policy.model import ATTRIBUTES, WAYS
from data_catalog.records.tables import ROLES
from models.kit.wording import Words

_MOST_CONDITIONS = 5
_PLAIN = ("drop", "allow", "mask", "hash", "round")
_UNSIZED = ("drop", "allow", "hash", "month", "year")


def draw(line: DatasetLine, names: Mapping[str, Words], policy: Policy | None = None) -> None:
    """Draws the form, empty or with what a policy says."""
    key = policy.id if policy else f"new.{line.id}"
    old = policy or Policy("", "", "allow", "")
    title = st.text_input(say("policy.form.name"), old.title, key=f"policy.name.{key}", max_chars=200)
    effect = st.selectbox(say("policy.form.effect"), EFFECTS, EFFECTS.index(old.effect), key=f"policy.effect.{key}",
                          format_func=lambda one: say(f"policy.effect.{one}"), filter_mode=None)  # fmt: skip
    subject = subject_of(old.subject, names, key)
    columns = policies.columns(session.person(), session.platform(), line.id)
    rows = _conditions(old.rows, columns, key)
    rules = _rules(old, columns, effect, key)
    why = st.text_input(say("policy.form.why"), old.why, key=f"policy.why.{key}", max_chars=500)
    made = Policy(old.id, title or "", effect, "", subject, rows=rows, columns=rules, others="drop", why=why or "")
    person, platform = session.person(), session.platform()
    try_and_save("policy", key, made, lambda: _tell(line, made), lambda: policies.save(person, platform, line.id, made))


def subject_of(old: Subject, names: Mapping[str, Words], key: str) -> Subject:
    """Draws whom a policy speaks of, and gives it."""
    body = _choice("organisation", list(names), old.organisation_id, key, lambda one: pick(names[one], session.language()),
                   say("policy.who.everybody"))  # fmt: skip
    below = st.checkbox(say("policy.form.below"), old.below, key=f"policy.below.{key}")
    role = _choice("role", list(ROLES), old.role, key, lambda one: say(f"role.{one}"), say("policy.form.any"))
    purpose = _choice("purpose", list(PURPOSES), old.purpose, key, lambda one: say(f"purpose.{one}"), say("policy.form.any"))
    left, right = st.columns(2)
    starts = days.field(say("policy.form.starts"), old.starts, key=f"policy.starts.{key}", place=left)
    ends = days.field(say("policy.form.ends"), old.ends, key=f"policy.ends.{key}", place=right)
    return Subject(body, bool(below), role, purpose, starts, ends)


def _conditions(old: tuple[Condition, ...], columns: tuple[str, ...], key: str) -> tuple[Condition, ...]:
    many = int(st.number_input(say("policy.form.conditions"), 0, _MOST_CONDITIONS, len(old), key=f"policy.many.{key}"))
    found = []
    for at in range(many):
        was = old[at] if at < len(old) else Condition("", "is")
        mark = f"{key}.{at}"
        first, second = st.columns(2)
        with first:
            column = _choice("column", list(columns), was.column or None, mark, str, say("columns.none_yet"))
        with second:
            operator = st.selectbox(say("policy.form.operator"), OPERATORS, OPERATORS.index(was.operator), key=f"policy.operator.{mark}",
                                    format_func=lambda one: say(f"policy.operator.{one}"), filter_mode=None)  # fmt: skip
        ordered = operator in ("at_least", "at_most")
        own = None
        if not ordered:
            own = _choice("own", list(ATTRIBUTES), was.own, mark, lambda one: say(f"policy.attribute.{one}"), say("columns.none_yet"))
        text = "" if own else st.text_area(say("policy.form.values"), "\n".join(was.values), key=f"policy.values.{mark}", height=80)
        values = tuple(one.strip() for one in (text or "").splitlines() if one.strip())
        if column:
            found.append(Condition(column, operator, values, _reads(values) if ordered else "text", own))
    return tuple(found)


def _rules(old: Policy, columns: tuple[str, ...], effect: str, key: str) -> tuple[ColumnRule, ...]:
    """A rule for each column; of a denying policy only those that say less than all."""
    show(tag("h3", plain(say("policy.form.columns"))))
    known = {one.column: one for one in old.columns}
    usual = "drop" if effect == "allow" else "allow"
    found = []
    for name in columns:
        was = known.get(name, ColumnRule(old.others if old.others == "allow" and effect == "allow" else usual, name))
        rule = rule_of(literal(name), was, f"{key}.{effect}.{name}")
        if rule.rule != usual:
            found.append(rule)
    return tuple(found)


def rule_of(label: str, was: ColumnRule, key: str) -> ColumnRule:
    """Draws how a column, or a kind of columns, is shown, and gives it."""
    choices = (*_PLAIN, *WAYS)
    first, second = st.columns([3, 1], vertical_alignment="bottom")
    with first:
        chosen = st.selectbox(label, choices, choices.index(was.way or was.rule), key=f"policy.rule.{key}",
                              format_func=lambda one: say(f"policy.choice.{one}"), filter_mode=None)  # fmt: skip
    size = 0.0
    if chosen not in _UNSIZED:
        with second:
            size = float(st.number_input(say("policy.form.size"), 0.0, value=float(was.size), key=f"policy.size.{key}", format="%g"))
    way = chosen if chosen in WAYS else ""
    return ColumnRule("generalise" if way else chosen, was.column, was.kind, way, size)


def try_and_save(room: str, key: str, made: Policy, tell: Callable[[], None], save: Callable[[], object]) -> None:
    """Draws what a policy would change, by `tell`, and saves it once that was looked at. `room`: "policy" or "wide", the widgets' names."""
    remembered, mark = f"{room}.tried.{key}", repr(made)
    buttons, below = st.container(horizontal=True), st.container()
    if buttons.button(say(f"{room}.try"), key=f"{room}.try.{key}", icon=":material/visibility:"):
        session.remember(remembered, mark)
    with below:
        is_tried = session.remembered(remembered) == mark and _can_be(tell)
    if buttons.button(say("policy.save"), key=f"{room}.save.{key}", type="primary", disabled=not is_tried, help=say("policy.try_first")):
        session.forget(remembered)
        with below:
            tried(save)


def _can_be(tell: Callable[[], None]) -> bool:
    """Shows what a policy would change; False, and why, where it cannot be."""
    try:
        tell()
    except Problem as problem:
        refused(problem)
        return False
    return True


def _tell(line: DatasetLine, made: Policy) -> None:
    """Shows what those it speaks of see before and after."""
    before, after = explaining.tried(session.person(), session.platform(), line.id, made)
    facts = {"all_rows": after.all_rows, "before": before.seen_rows, "after": after.seen_rows, "all": len(after.columns),
             "columns_before": before.seen, "columns_after": after.seen}  # fmt: skip
    show(tag("p", plain(say("policy.tried", **facts)), role="status"))


def _choice(name: str, known: list[str], old: str | None, key: str, said, none: str) -> str | None:  # type: ignore[no-untyped-def]
    at = known.index(old) if old in known else None
    return st.selectbox(
        say(f"policy.form.{name}"), known, at, key=f"policy.{name}.{key}", format_func=said, placeholder=none, filter_mode=None
    )  # fmt: skip


def _reads(values: tuple[str, ...]) -> str:
    """A day is written 2024-12-01; anything else that is compared by size is a number."""
    return "day" if values and len(values[0]) == 10 and values[0][4:5] == "-" else "number"
