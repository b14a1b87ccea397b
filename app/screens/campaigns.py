"""Campaigns (확산 캠페인): bringing a model to more organisations in phases, and how far each has come."""

from __future__ import annotations

import streamlit as st

from app import session
from app.identity import rights
from app.parts import going
from app.parts.campaigns import made_form, one_campaign
from app.parts.markup import items, plain, show, tag
from app.services.campaigns import looking
from app.services.campaigns.looking import Line
from app.services.usage import telling
from app.session import say


def draw() -> None:
    """Draws the list, or the campaign its address names."""
    if campaign := session.address("campaign"):
        one_campaign.draw(campaign)
        return
    person, platform = session.person(), session.platform()
    going.link("usage", say("campaign.back_to_usage"), icon=":material/arrow_back:")
    st.title(say("nav.campaigns"), anchor=False)
    show(tag("p", plain(say("campaign.lead"))))
    found = looking.listed(person, platform)
    if rights.may(person, "run_campaigns"):
        with st.expander(say("campaign.make"), key="campaign.making", expanded=bool(session.address("follows"))):
            made_form.draw(session.address("follows"), found)
    st.header(say("campaign.list", count=len(found)), anchor=False)
    if not found:
        show(tag("p", plain(say("campaign.none")), role="status"))
    for line in found:
        _card(line)


def _card(line: Line) -> None:
    title = say("campaign.title", model=telling.model_title(line.model, session.language()), phase=say(f"campaign.phase.{line.phase}"))
    facts = [
        say("campaign.days", first=line.first.isoformat(), last=line.last.isoformat()),
        say("campaign.reached", reached=line.reached, all=len(line.progress), wanted=line.wanted),
    ]
    with st.container(border=True, key=f"card_campaign_{line.id}"):
        show(tag("h3", plain(title), " ", one_campaign.state_badge(line.state)), items(facts, "mo-facts"))
        going.link("campaigns", say("campaign.open"), icon=":material/arrow_forward:", campaign=line.id)


draw()
