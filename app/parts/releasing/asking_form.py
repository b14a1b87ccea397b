"""Asking for a result to be let out: what for, and who is to have it."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import going
from app.parts.literal import refused
from app.parts.markup import pairs, plain, show, tag
from app.parts.names import model_title
from app.parts.releasing import notice
from app.services.runs import my_runs
from app.services.sharing import release_steps
from app.services.sharing.release_steps import TEXT_MAX, Wanted
from app.session import say
from app.texts import pick
from connectors.problem import Problem


def draw(run_id: str) -> None:
    """Draws the form; what was asked leads to its page."""
    person, platform = session.person(), session.platform()
    going.link("result", say("release.back_to_result"), icon=":material/arrow_back:", run=run_id)
    run, found = my_runs.load(person, platform, run_id), session.standing(run_id)
    st.title(say("release.ask_title"), anchor=False)
    bodies = ", ".join(pick(body, session.language()) for body in found.bodies)
    facts = {say("release.fact.result"): model_title(run.model), say("release.fact.body"): bodies,
             say("release.fact.why"): ", ".join(notice.reasons_said(found.reasons))}  # fmt: skip
    show(pairs({name: said for name, said in facts.items() if said}))
    if found.state == "free":
        show(tag("p", plain(say("release.told.free")), role="status"))
        return
    show(tag("p", plain(say("release.ask_lead"))))
    with st.form(f"release.form.{run_id}"):
        purpose = st.text_area(say("release.form.purpose"), key=f"release.purpose.{run_id}", max_chars=TEXT_MAX, height=80,
                               help=say("release.form.purpose_help"))  # fmt: skip
        recipient = st.text_input(say("release.form.recipient"), key=f"release.recipient.{run_id}", max_chars=TEXT_MAX,
                                  help=say("release.form.recipient_help"))  # fmt: skip
        if not st.form_submit_button(say("release.ask"), type="primary", key=f"release.ask.{run_id}"):
            return
    try:
        made = release_steps.ask(person, platform, Wanted(run_id, purpose or "", recipient or ""))
    except Problem as problem:
        refused(problem)
        return
    going.go("requests", release=made[0])
