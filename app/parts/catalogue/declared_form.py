"""The form of a check: a kind, its columns, its figures, its reason; tried on the version there is before it can be saved."""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from app import answers, session
from app.parts.check_lines import finding_html
from app.parts.literal import refused, tried
from app.parts.markup import plain, show, tag
from app.services.catalogue import declaring
from app.services.catalogue.datasets import DatasetLine
from app.session import say
from connectors.problem import Problem
from data_catalog.declared import FORMS, Form

_SHARES = ("share_missing", "sudden_change")
_DEFAULTS = {"share_missing": 0.0}
_PAIRS = {"not_before": ("earlier", "later")}


def draw(line: DatasetLine) -> None:
    """Draws the form; what was tried is remembered until something in it changes."""
    dataset_id = line.id
    show(tag("p", plain(say("declared.add_lead")), class_="mo-small"))
    names = {rule: say(f"declared.kind.{rule}") for rule in FORMS}
    rule = st.selectbox(
        say("declared.rule"), list(names), key=f"declared.rule.{dataset_id}", format_func=names.__getitem__, filter_mode=None
    )
    try:
        known = declaring.columns(session.person(), session.platform(), dataset_id)
    except Problem as problem:
        refused(problem)
        return
    form = FORMS[rule]
    fit = [name for name, kind in known.items() if not form.kinds or kind in form.kinds]
    if len(fit) < form.least:
        show(tag("p", plain(say("declared.columns_none"))))
        return
    asked: dict[str, Any] = {"rule": rule, "columns": _columns(rule, form, fit, dataset_id), **_figures(rule, form, dataset_id)}
    asked["why"] = st.text_input(say("declared.why"), key=f"declared.why.{dataset_id}", max_chars=300, help=say("declared.why_help"))
    _try_and_save(line, asked)


def _columns(rule: str, form: Form, fit: list[str], dataset_id: str) -> list[str]:
    key = f"declared.columns.{rule}.{dataset_id}"
    if form.most == 0:
        return []
    if rule in _PAIRS:
        return [name for part in _PAIRS[rule] if (name := _one(say(f"declared.{part}"), fit, f"{key}.{part}"))]
    if rule == "parts_total":
        total = _one(say("declared.total"), fit, f"{key}.total")
        parts = st.multiselect(
            say("declared.parts"), [name for name in fit if name != total], key=key, placeholder=say("columns.none_yet"), filter_mode=None
        )
        return [total, *parts] if total else []
    if form.most == 1:
        name = _one(say("declared.columns"), fit, key)
        return [name] if name else []
    return st.multiselect(
        say("declared.columns"), fit, key=key, placeholder=say("columns.none_yet"), max_selections=form.most, filter_mode=None
    )


def _one(label: str, fit: list[str], key: str) -> str | None:
    return st.selectbox(label, fit, index=None, key=key, placeholder=say("columns.none_yet"), filter_mode=None)


def _figures(rule: str, form: Form, dataset_id: str) -> dict[str, Any]:
    key = f"declared.{{}}.{rule}.{dataset_id}"
    told: dict[str, Any] = {}
    for part in ("minimum", "maximum"):
        if part in form.asks:
            told[part] = st.number_input(say(f"declared.{part}"), value=None, key=key.format(part), placeholder="–", format="%g")
    if "values" in form.asks:
        told["values"] = (st.text_area(say("declared.values"), key=key.format("values"), max_chars=20_000) or "").splitlines()
    if "shape" in form.asks:
        told["shape"] = st.text_input(
            say("declared.shape"), key=key.format("shape"), max_chars=100, placeholder="9999-9999", help=say("declared.shape_help")
        )
    if form.limit:
        limit = st.number_input(
            say(f"declared.limit.{rule}"), min_value=0.0, value=_DEFAULTS.get(rule), key=key.format("limit"), placeholder="–", format="%g",
            max_value=100.0 if rule in _SHARES else None,
        )  # fmt: skip
        told["limit"] = limit / 100 if limit is not None and rule in _SHARES else limit
    return told


def _try_and_save(line: DatasetLine, asked: dict[str, Any]) -> None:
    remembered, mark = f"declared.tried.{line.id}", json.dumps(asked, ensure_ascii=False)
    buttons, below = st.container(horizontal=True), st.container()
    if buttons.button(say("declared.try"), key=f"declared.try.{line.id}", icon=":material/play_arrow:"):
        session.remember(remembered, mark)
    with below:
        is_tried = session.remembered(remembered) == mark and _tried(line, mark)
    if buttons.button(
        say("declared.save"), key=f"declared.save.{line.id}", type="primary", disabled=not is_tried, help=say("declared.try_first")
    ):
        session.forget(remembered)
        with below:
            tried(lambda: declaring.save(session.person(), session.platform(), line.id, asked))


def _tried(line: DatasetLine, mark: str) -> bool:
    """Shows what the check would find; False where it cannot be made."""
    try:
        with st.spinner(say("declared.working")):
            found = answers.tried_check(line, mark)
    except Problem as problem:
        refused(problem)
        return False
    if not found.findings:
        st.success(say("declared.tried_none", rows=found.rows))
        return True
    show(tag("p", tag("b", plain(say("declared.tried_found", rows=found.rows)))))
    shares = (say("declared.tried_share", rows=one.rows, share=one.rows / found.rows) for one in found.findings if one.rows)
    show(
        tag("ul", *(finding_html(one) for one in found.findings), class_="mo-check-list"),
        *(tag("p", plain(said), class_="mo-small") for said in shares),
    )
    if not found.examples_shown:
        show(tag("p", plain(say("declared.no_examples")), class_="mo-small mo-soft"))
    return True
