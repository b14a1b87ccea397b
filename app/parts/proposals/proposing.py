"""Proposals: making one, with what is there already for it, and those one may see."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import going
from app.parts.cases.case_form import required
from app.parts.literal import refused
from app.parts.markup import badge, items, plain, show, tag
from app.services.cases.steps import LINE_MAX, TEXT_MAX
from app.services.proposals import looking, making
from app.services.proposals.looking import Line
from app.services.proposals.making import Wanted
from app.session import say
from app.texts import pick
from connectors.problem import Problem
from data_catalog.records.tables import COLLABORATION_DRIVERS

_KINDS = {"accepted": "good", "refused": "bad", "review": "info"}
_SCREENS = {"model": "models", "case": "cases", "proposal": "cases"}


def draw() -> None:
    """Draws it."""
    found = looking.listed(session.person(), session.platform())
    with st.expander(say("proposals.make"), key="proposals.making"):
        _form()
    if not found:
        show(tag("p", plain(say("proposals.none")), role="status"))
    for line in found:
        _card(line)


def state_badge(state: str) -> str:
    """The state of a proposal as a mark."""
    return badge(say(f"proposals.state.{state}"), _KINDS.get(state, "calm"))


def alike(said: str, but: str = "") -> None:
    """Draws what is there already for what is proposed; nothing where there is nothing."""
    found = making.alike(session.person(), session.platform(), said, but) if said.strip() else ()
    if not found:
        return
    show(tag("p", plain(say("proposals.alike")), role="status"))
    for one in found:
        label = say("proposals.alike_line", kind=say(f"proposals.alike.{one.kind}"), name=pick(one.name, session.language()))
        going.link(_SCREENS[one.kind], label, icon=":material/arrow_forward:", width="content", **{one.kind: one.id})


def _form() -> None:
    show(tag("p", plain(say("proposals.lead")), class_="mo-small"))
    label = required(say("proposals.field.title"))
    title = st.text_input(label, key="proposals.title", max_chars=LINE_MAX, help=say("proposals.title_help")) or ""
    alike(title)
    with st.form("proposals.form", enter_to_submit=False, border=False):
        problem = _text("problem", required(say("proposals.field.problem")))
        driver = st.selectbox(
            required(say("proposals.field.driver")), COLLABORATION_DRIVERS, None, key="proposals.driver", filter_mode=None,
            format_func=lambda one: say(f"collaboration.driver.{one}"), placeholder=say("columns.none_yet"),
        )  # fmt: skip
        holder, data, effect = (_text(name) for name in ("holder", "data", "effect"))
        if not st.form_submit_button(say("proposals.send"), type="primary", key="proposals.send"):
            return
    try:
        made = making.propose(session.person(), session.platform(), Wanted(title, problem, driver or "", holder, data, effect))
    except Problem as problem_met:
        refused(problem_met)
        return
    going.go("cases", proposal=made)


def _text(name: str, label: str = "") -> str:
    return (
        st.text_area(
            label or say(f"proposals.field.{name}"),
            key=f"proposals.{name}",
            max_chars=TEXT_MAX,
            height=80,
            help=say(f"proposals.{name}_help"),
        )
        or ""
    )


def _card(line: Line) -> None:
    waits = " " + badge(say(f"proposals.waits.{line.waits}"), "warn") if line.waits else ""
    facts = [pick(line.organisation, session.language()), say("proposals.made_on", day=line.made_on.isoformat())]
    with st.container(border=True, key=f"card_proposal_{line.id}"):
        show(tag("h2", plain(line.title), " ", state_badge(line.state), waits), items(facts, "mo-facts"))
        going.link("cases", say("cases.open"), icon=":material/arrow_forward:", proposal=line.id)
