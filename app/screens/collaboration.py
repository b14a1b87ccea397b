"""Collaboration checks (협업 점검): those that wait for me, one of them, and opening a new one."""

from __future__ import annotations

import streamlit as st

from app import session
from app.identity import rights
from app.parts import going
from app.parts.collaboration import one_check, opening_form
from app.parts.markup import badge, items, plain, show, tag
from app.services.collaboration import looking
from app.services.collaboration.looking import Line
from app.session import say
from app.texts import pick


def draw() -> None:
    """Draws the page: the list, or the check its address names."""
    if check := session.address("check"):
        one_check.draw(check)
        return
    person, platform = session.person(), session.platform()
    st.title(say("nav.collaboration"), anchor=False)
    show(tag("p", plain(say("collaboration.lead"))))
    agreement = session.address("agreement")
    if rights.may(person, "manage_datasets"):
        with st.expander(say("collaboration.open"), key="collaboration.opening", expanded=bool(agreement)):
            opening_form.draw(agreement)
    found = looking.listed(person, platform)
    st.header(say("collaboration.list", count=len(found)), anchor=False)
    if not found:
        show(tag("p", plain(say("collaboration.none")), role="status"))
    for line in found:
        _card(line)


def _card(line: Line) -> None:
    names = ", ".join(pick(one, session.language()) for one in line.partners)
    facts = [names, say("collaboration.answered", answered=line.answered, all=len(line.partners))]
    facts.append(say("collaboration.until" if line.state == "open" else "collaboration.was_due", due=line.due.isoformat()))
    waits = " " + badge(say("collaboration.waits"), "warn") if line.waits else ""
    with st.container(border=True, key=f"card_collaboration_{line.id}"):
        show(tag("h3", plain(line.goal), " ", one_check.state_badge(line.state), waits), items(facts, "mo-facts"))
        going.link("collaboration", say("agreement.open"), icon=":material/arrow_forward:", check=line.id)


draw()
