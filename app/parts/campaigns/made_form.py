"""The form that makes a campaign: which model, which phase, where, when, and how many analyses each organisation is to finish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from app import session
from app.parts import going
from app.parts.days import field
from app.parts.literal import literal, refused
from app.parts.markup import plain, show, tag
from app.services.campaigns import campaigns
from app.services.campaigns.campaigns import MOST_ORGANISATIONS, MOST_WANTED, Wanted
from app.services.campaigns.looking import Line
from app.services.people import organisations
from app.services.usage import telling
from app.session import say
from app.texts import pick
from connectors.problem import Problem
from data_catalog.records.tables import CAMPAIGN_PHASES
from models.kit import library
from models.kit.wording import Words

_USUAL_DAYS, _NAMED = 90, 5
_ASKED = "campaign.asked"
"""Where what was sent waits for its confirmation."""


def draw(follows: str, known: Sequence[Line]) -> None:
    """Draws it; as the next phase of a campaign, with its model and organisations chosen already."""
    person, platform, lang = session.person(), session.platform(), session.language()
    before = next((one for one in known if one.id == follows), None)
    models = [one.id for one in library.models()]
    names = {
        one.id: "\u2003" * one.depth + pick(one.name, lang)
        for one in organisations.tree(person, platform, "run_campaigns", lang) if not one.ended
    }  # fmt: skip
    today = platform.today()
    show(tag("p", plain(say("campaign.form.lead")), class_="mo-small"))
    with st.form("campaign.form", enter_to_submit=False, border=False):
        left, right = st.columns(2)
        model = left.selectbox(
            say("campaign.form.model"), models, models.index(before.model) if before and before.model in models else 0,
            key="campaign.model", format_func=lambda one: literal(telling.model_title(one, lang)), filter_mode=None,
        )  # fmt: skip
        at = min(CAMPAIGN_PHASES.index(before.phase) + 1, len(CAMPAIGN_PHASES) - 1) if before else 0
        phase = right.selectbox(
            say("campaign.form.phase"), CAMPAIGN_PHASES, at, key="campaign.phase", format_func=lambda one: say(f"campaign.phase.{one}"),
            filter_mode=None,
        )  # fmt: skip
        wider = [one.organisation_id for one in before.progress if one.organisation_id in names] if before else []
        chosen = st.multiselect(
            say("campaign.form.organisations"), list(names), wider, key="campaign.organisations", max_selections=MOST_ORGANISATIONS,
            format_func=lambda own: literal(names[own]), placeholder=say("campaign.form.organisations_none"), select_all=False,
            help=say("campaign.form.organisations_help"),
        )  # fmt: skip
        one, two, three = st.columns(3)
        first = field(say("campaign.form.first"), today, key="campaign.first", place=one)
        last = field(say("campaign.form.last"), today + timedelta(days=_USUAL_DAYS), key="campaign.last", place=two)
        wanted = three.number_input(
            say("campaign.form.wanted"), 1, MOST_WANTED, 1, key="campaign.wanted", help=say("campaign.form.wanted_help")
        )  # fmt: skip
        sent = st.form_submit_button(say("campaign.form.send"), type="primary", key="campaign.send")
    if sent:
        session.forget(_ASKED)
        if first is None or last is None:
            refused(Problem("day.missing"))
        elif model:
            days = (first, last, int(wanted), before.id if before else None)
            session.remember(_ASKED, Wanted(model, phase or CAMPAIGN_PHASES[0], tuple(chosen), *days))
    if asked := session.remembered(_ASKED):
        _confirm(asked)


def _confirm(wanted: Wanted) -> None:
    """Says whom it goes to and when, and makes it once that is confirmed; else what is wrong with it."""
    person, platform = session.person(), session.platform()
    try:
        to = campaigns.audience(person, platform, wanted)
        with st.container(border=True, key="campaign_confirm"):
            title = say(
                "campaign.title", model=telling.model_title(wanted.model, session.language()), phase=say(f"campaign.phase.{wanted.phase}")
            )
            told = {"organisations": len(to.organisations), "people": to.people, "day": to.day.isoformat()}
            show(
                tag("h3", plain(title)),
                tag("p", plain(say("campaign.confirm.to", names=_named(to.organisations)))),
                tag("p", plain(say(f"campaign.confirm.{'now' if to.now else 'later'}", **told)), role="status"),
            )
            with st.container(horizontal=True):
                sure = st.button(say("campaign.confirm.sure"), type="primary", key="campaign.sure")
                back = st.button(say("campaign.confirm.back"), key="campaign.back")
        if back:
            session.forget(_ASKED)
            st.rerun()
        if not sure:
            return
        session.forget(_ASKED)
        made = campaigns.make(person, platform, wanted)
    except Problem as problem:
        session.forget(_ASKED)
        refused(problem)
        return
    going.go("campaigns", campaign=made)


def _named(organisations: Sequence[Words]) -> str:
    names = ", ".join(pick(one, session.language()) for one in organisations[:_NAMED])
    rest = len(organisations) - _NAMED
    return say("campaign.confirm.and_more", names=names, n=rest) if rest > 0 else names
