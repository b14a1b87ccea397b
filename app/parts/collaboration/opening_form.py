"""The form that opens a collaboration check: for which organisations, with what goal, whom it asks, until when."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from app import session
from app.parts import days, going
from app.parts.literal import literal, refused
from app.parts.markup import plain, show, tag
from app.services.collaboration import opening
from app.services.collaboration.opening import MOST, Wanted
from app.services.collaboration.steps import TEXT_MAX
from app.services.sharing import listing
from app.session import say
from app.texts import pick
from connectors.problem import Problem
from data_catalog.records.tables import COLLABORATION_DRIVERS

_USUAL_DAYS = 14


def draw(agreement: str = "") -> None:
    """Draws it; with an agreement its organisations are chosen already."""
    person, platform, lang = session.person(), session.platform(), session.language()
    names = listing.organisations(person, platform)
    sides = [own for own in opening.sides(person, platform, agreement) if own in names] if agreement else []
    today = platform.today()
    show(tag("p", plain(say("collaboration.form.lead")), class_="mo-small"))
    partners = st.multiselect(
        say("collaboration.form.partners"), list(names), sides, key=f"collaboration.partners.{agreement}", max_selections=MOST,
        format_func=lambda own: literal(pick(names[own], lang)), placeholder=say("collaboration.form.partners_none"), select_all=False,
    )  # fmt: skip
    with st.form("collaboration.form", enter_to_submit=False, border=False):
        goal = st.text_area(say("collaboration.fact.goal"), key="collaboration.goal", max_chars=TEXT_MAX, height=80,
                            help=say("collaboration.form.goal_help"))  # fmt: skip
        left, right = st.columns(2)
        sponsor = left.text_input(say("collaboration.fact.sponsor"), key="collaboration.sponsor", max_chars=TEXT_MAX,
                                  help=say("collaboration.form.sponsor_help"))  # fmt: skip
        driver = right.selectbox(say("collaboration.fact.driver"), COLLABORATION_DRIVERS, key="collaboration.driver", filter_mode=None,
                                 format_func=lambda one: say(f"collaboration.driver.{one}"))  # fmt: skip
        risks = st.text_area(say("collaboration.fact.risks"), key="collaboration.risks", max_chars=TEXT_MAX, height=80)
        due = days.field(say("collaboration.fact.due"), today + timedelta(days=_USUAL_DAYS), key="collaboration.due")
        invited = {
            own: st.text_input(say("collaboration.form.invited", name=literal(pick(names[own], lang))), key=f"collaboration.invited.{own}",
                               max_chars=100, help=say("collaboration.form.invited_help"))
            for own in partners
        }  # fmt: skip
        if not st.form_submit_button(say("collaboration.form.send"), type="primary", key="collaboration.send"):
            return
    asked = {own: said for own, said in invited.items() if said}
    try:
        made = opening.begin(
            person,
            platform,
            Wanted(tuple(partners), goal or "", driver, days.needed(due), sponsor or "", risks or "", asked, agreement or None),
        )
    except Problem as problem:
        refused(problem)
        return
    going.go("collaboration", check=made)
