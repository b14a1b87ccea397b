"""Requests (신청): data asked of other organisations, results to be let out, what waits for my decision, and what is in force."""

from __future__ import annotations

import streamlit as st

from app import session
from app.identity import rights
from app.parts import going
from app.parts.agreements import asking_form, one_agreement
from app.parts.markup import plain, show, tag
from app.parts.releasing import asking_form as taking_out
from app.parts.releasing import one_release
from app.services.agreements import register
from app.session import say
from app.sitemap import screen

_SHOWN = 10
"""So many agreements in force are shown, the first to end first; all stand in the register."""


def draw() -> None:
    """Draws the page: the lists, or what its address names."""
    if agreement := session.address("agreement"):
        one_agreement.draw(agreement)
    elif dataset := session.address("ask"):
        asking_form.draw(dataset)
    elif release := session.address("release"):
        one_release.draw(release)
    elif run := session.address("take"):
        taking_out.draw(run)
    else:
        _lists()


def _lists() -> None:
    person, platform = session.person(), session.platform()
    st.title(say("nav.requests"), anchor=False)
    show(tag("p", plain(say("agreement.lead"))))
    if rights.may(person, "manage_datasets"):
        waiting, held = register.to_decide(person, platform), register.in_force(person, platform, _SHOWN)
        st.header(say("agreement.to_decide", count=len(waiting)), anchor=False)
        if not waiting:
            show(tag("p", plain(say("agreement.to_decide_none")), class_="mo-soft"))
        for line in waiting:
            one_agreement.card(line)
        if held:
            st.header(say("agreement.in_force", count=register.in_force_count(person, platform)), anchor=False)
        for line in held:
            one_agreement.card(line)
        going.link("agreements", say("agreements.see_all"), icon=screen("agreements").icon)
    one_release.lists()
    st.header(say("agreement.mine"), anchor=False)
    mine = register.mine(person, platform)
    if not mine:
        show(tag("p", plain(say("agreement.mine_none")), class_="mo-soft"))
    for line in mine:
        one_agreement.card(line)
    asking_form.listed()


draw()
