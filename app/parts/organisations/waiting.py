"""Changes that wait for their day: what each will do, looked at again or withdrawn."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts.literal import refused
from app.parts.markup import plain, show, tag
from app.parts.organisations import effect_list
from app.services.organising import planning
from app.services.organising.planning import Plan
from app.session import say
from app.texts import pick
from connectors.problem import Problem

_DONE = "organisations.plan.done"


def draw() -> bool:
    """Draws them and says whether there are any; nothing where none waits."""
    if key := session.remembered(_DONE):
        session.forget(_DONE)
        st.success(say(key))
    plans = planning.waiting(session.person(), session.platform())
    if not plans:
        return False
    st.header(say("organisations.plan.title"), anchor=False)
    for plan in plans:
        with st.container(border=True, key=f"card_plan_{plan.id}"):
            _plan(plan)
    return True


def entered() -> None:
    """Has the next drawing say that a change was entered."""
    session.remember(_DONE, "organisations.plan.entered")


def _plan(plan: Plan) -> None:
    lang = session.language()
    facts = {"name": pick(plan.name, lang), "day": plan.day.isoformat()}
    facts |= {"to": pick(plan.to, lang)} if plan.to else {}
    facts |= {"renamed": pick(plan.renamed, lang)} if plan.renamed else {}
    by = say("organisations.plan.by", name=plan.entered_by, on=plan.entered_on.isoformat())
    said = say(f"organisations.plan.said.{plan.change.kind}", **facts)
    show(tag("p", tag("b", plain(said)), tag("br"), tag("span", plain(by), class_="mo-small mo-soft")))
    with st.container(horizontal=True):
        looked = st.button(say("organisations.plan.preview"), key=f"organisations.plan.preview.{plan.id}")
        st.button(say("organisations.plan.withdraw"), key=f"organisations.plan.withdraw.{plan.id}", on_click=_withdraw, args=(plan.id,))
    if looked:
        try:
            told = planning.preview(session.person(), session.platform(), plan.id)
        except Problem as problem:
            refused(problem)
            return
        effect_list.draw(told)


def _withdraw(plan_id: str) -> None:
    try:
        planning.withdraw(session.person(), session.platform(), plan_id)
    except Problem as problem:
        refused(problem)
        return
    session.remember(_DONE, "organisations.plan.withdrawn")
