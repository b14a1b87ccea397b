"""What will you do with it? Below a result's report: its use cases, and the way to register one."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import going
from app.parts.cases.lists import state_badge
from app.parts.markup import plain, show, tag
from app.services.cases import looking
from app.services.runs.my_runs import OneRun
from app.session import say


def draw(run: OneRun) -> None:
    """Draws it for one's own result of real data; for others nothing."""
    if run.kind != "real" or not run.own:
        return
    found = looking.of_run(session.person(), session.platform(), run.id)
    st.header(say("cases.what_for"), anchor=False)
    show(tag("p", plain(say("cases.what_for_lead"))))
    for line in found:
        with st.container(horizontal=True, vertical_alignment="center", key=f"report_case_{line.id}"):
            going.link("cases", line.title, icon=":material/task_alt:", case=line.id)
            show(tag("span", state_badge(line.state)), width="content")
    going.link("cases", say("cases.register"), icon=":material/add_task:", run=run.id)
