"""One campaign: its state in words, how far each organisation has come, ending it and going on to the next phase."""

from __future__ import annotations

import streamlit as st

from app import session
from app.identity import rights
from app.parts import going
from app.parts.literal import tried
from app.parts.markup import badge, pairs, plain, show, table, tag
from app.services.campaigns import campaigns, looking
from app.services.campaigns.looking import Line
from app.services.usage import telling
from app.session import say
from app.texts import pick
from data_catalog.records.tables import CAMPAIGN_PHASES
from models.kit.wording import number

_KINDS = {"planned": "calm", "under_way": "info", "reached": "good", "ended": "calm"}
_TALL = 15


def draw(campaign_id: str) -> None:
    """Draws it."""
    lang = session.language()
    found = looking.one(session.person(), session.platform(), campaign_id)
    going.link("campaigns", say("campaign.back"), icon=":material/arrow_back:")
    st.title(say("campaign.title", model=telling.model_title(found.model, lang), phase=say(f"campaign.phase.{found.phase}")), anchor=False)
    show(tag("p", state_badge(found.state), " ", plain(_said(found)), class_="mo-lead", role="status"))
    facts = {
        say("campaign.fact.days"): say("campaign.days", first=found.first.isoformat(), last=found.last.isoformat()),
        say("campaign.fact.wanted"): say("campaign.wanted_said", wanted=found.wanted),
    }
    show(pairs(facts))
    heads = [say(f"campaign.column.{one}") for one in ("organisation", "finished", "wanted", "state")]
    rows = [
        (pick(one.organisation, lang), number(one.finished), number(found.wanted), _come(one.finished, one.reached))
        for one in found.progress
    ]
    show(table(heads, rows, caption=say("campaign.progress"), numeric=frozenset({1, 2}), tall=len(rows) > _TALL))
    if found.others:
        show(tag("p", plain(say("campaign.others", count=found.others)), class_="mo-small"))
    show(tag("p", plain(say("campaign.counted")), class_="mo-small mo-soft"))
    _go_on(found)


def state_badge(state: str) -> str:
    """A campaign's state in a word."""
    return badge(say(f"campaign.state.{state}"), _KINDS[state])


def _said(found: Line) -> str:
    return say("campaign.reached", reached=found.reached, all=len(found.progress), wanted=found.wanted)


def _come(finished: int, reached: bool) -> str:
    return say("campaign.come.reached" if reached else "campaign.come.begun" if finished else "campaign.come.none")


def _go_on(found: Line) -> None:
    with st.container(horizontal=True):
        if rights.may(session.person(), "run_campaigns") and found.phase != CAMPAIGN_PHASES[-1]:
            going.link("campaigns", say("campaign.next_phase"), icon=":material/arrow_forward:", follows=found.id)
        if found.manages:
            with st.popover(say("campaign.end")):
                show(tag("p", plain(say("campaign.end_lead"))))
                if st.button(say("campaign.end_sure"), key=f"campaign.end.{found.id}", type="primary"):
                    tried(lambda: campaigns.end(session.person(), session.platform(), found.id))
