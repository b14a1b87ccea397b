"""The form of a use case: what was decided first, the rest folded; for a new one of a result, and to change one."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app import session
from app.parts import days, going
from app.parts.literal import literal, refused
from app.parts.markup import plain, show, tag
from app.parts.names import model_title
from app.services import goals
from app.services.cases import registering
from app.services.cases.registering import Wanted
from app.services.cases.steps import LINE_MAX, TEXT_MAX
from app.session import say
from connectors.problem import Problem
from data_catalog.records.tables import CASE_DECISIONS, COLLABORATION_DRIVERS

_EMPTY = Wanted("", "", "")
_MOST_WON = 10**15


def register(run_id: str) -> None:
    """Draws the page that registers a use of a result."""
    run = session.run(run_id)
    going.link("result", say("cases.to_result"), icon=":material/arrow_back:", run=run_id)
    st.title(say("cases.register"), anchor=False)
    if run.kind != "real":
        refused(Problem("cases.practice"))
        return
    show(tag("p", plain(say("cases.register_lead", model=model_title(run.model)))))
    wanted = fields(_EMPTY, run_id, say("cases.register_send"))
    if wanted is None:
        return
    try:
        made = registering.register(session.person(), session.platform(), run_id, wanted)
    except Problem as problem:
        refused(problem)
        return
    going.go("cases", case=made)


def fields(before: Wanted, at: str, send: str) -> Wanted | None:
    """Draws the form with what was said before; gives what is said now when it is sent."""
    with st.form(f"cases.form.{at}", enter_to_submit=False, border=False):
        title = _line("title", before.title, at, needed=True)
        decision = st.radio(
            required(say("cases.field.decision")), CASE_DECISIONS, _place(CASE_DECISIONS, before.decision), key=f"cases.decision.{at}",
            format_func=lambda one: say(f"cases.decision.{one}"),
        )  # fmt: skip
        sentence = _text("sentence", before.sentence, at, needed=True)
        left, right = st.columns(2)
        with left:
            decided_by = _line("decided_by", before.decided_by, at)
        decided_on = days.field(
            say("cases.required_decided", field=say("cases.field.decided_on")), before.decided_on, key=f"cases.decided_on.{at}", place=right
        )  # fmt: skip
        with st.expander(say("cases.more"), key=f"cases.more.{at}"):
            said = _more(before, at)
        if not st.form_submit_button(send, type="primary", key=f"cases.send.{at}"):
            return None
    return Wanted(title, decision or "", sentence, decided_by, decided_on, **said)


def _more(before: Wanted, at: str) -> dict[str, Any]:
    changes, lessons = _text("changes", before.changes, at), _text("lessons", before.lessons, at)
    left, right = st.columns(2)
    driver = left.selectbox(
        say("cases.field.driver"), COLLABORATION_DRIVERS, _place(COLLABORATION_DRIVERS, before.driver), key=f"cases.driver.{at}",
        format_func=lambda one: say(f"collaboration.driver.{one}"), placeholder=say("columns.none_yet"), filter_mode=None,
    )  # fmt: skip
    budget = right.number_input(
        say("cases.field.budget_won"), 0, _MOST_WON, before.budget_won, 1_000_000, key=f"cases.budget.{at}",
        placeholder=say("cases.field.budget_none"),
    )  # fmt: skip
    contact = _line("contact", before.contact, at)
    documents = st.text_area(
        say("cases.field.documents"), "\n".join(before.documents), key=f"cases.documents.{at}", height=80, max_chars=TEXT_MAX,
        help=say("cases.field.documents_help"),
    )  # fmt: skip
    known = goals.targets()
    sdg = st.selectbox(
        say("cases.field.sdg"), known, _place(known, before.sdg), key=f"cases.sdg.{at}", placeholder=say("columns.none_yet"),
        format_func=lambda one: literal(goals.said(one, session.language())), help=say("cases.field.sdg_help"),
    )  # fmt: skip
    show(tag("p", plain(say("cases.indicator_lead")), class_="mo-small"))
    indicator = _line("indicator", before.indicator, at)
    columns = st.columns(3)
    value = columns[0].number_input(say("cases.field.before"), value=before.before, key=f"cases.before.{at}", format="%g")
    with columns[1]:
        unit = _line("unit", before.unit, at, longest=30)
    with columns[2]:
        period = _line("before_period", before.before_period, at, longest=60)
    return {
        "driver": driver, "changes": changes, "lessons": lessons, "budget_won": None if budget is None else int(budget), "contact": contact,
        "documents": tuple(one.strip() for one in (documents or "").splitlines() if one.strip()), "sdg": sdg, "indicator": indicator,
        "unit": unit, "before": None if value is None else float(value), "before_period": period,
    }  # fmt: skip


def _line(name: str, before: str, at: str, longest: int = LINE_MAX, *, needed: bool = False) -> str:
    return (
        st.text_input(
            _label(name, needed=needed), before, key=f"cases.{name}.{at}", max_chars=longest, help=say(f"cases.field.{name}_help")
        )
        or ""
    )


def _text(name: str, before: str, at: str, *, needed: bool = False) -> str:
    return (
        st.text_area(
            _label(name, needed=needed), before, key=f"cases.{name}.{at}", max_chars=TEXT_MAX, height=80,
            help=say(f"cases.field.{name}_help"),
        )
        or ""
    )  # fmt: skip


def _label(name: str, *, needed: bool) -> str:
    said = say(f"cases.field.{name}")
    return required(said) if needed else said


def required(label: str) -> str:
    """The name of a field that has to be filled."""
    return say("cases.required", field=label)


def _place(known: tuple[str, ...], said: str | None) -> int | None:
    return known.index(said) if said in known else None
