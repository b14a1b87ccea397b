"""Policies of a whole organisation: what holds for all its data, or for a tier of them, and whom a change touches."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from app import session
from app.parts import going
from app.parts.catalogue import wide_form
from app.parts.catalogue.policy_words import made_said, policy_said
from app.parts.folds import fold
from app.parts.literal import tried
from app.parts.markup import badge, plain, show, table, tag
from app.parts.moments import when
from app.parts.organisations.change_form import choice
from app.services.catalogue import wide_policies
from app.services.catalogue.wide_policies import WideLine
from app.session import say
from app.texts import pick
from models.kit.wording import Words


def draw() -> None:
    """Draws the page."""
    person, platform = session.person(), session.platform()
    going.link("data", say("card.back"), icon=":material/arrow_back:")
    st.title(say("nav.policies"), anchor=False)
    show(tag("p", plain(say("wide.lead"))), tag("p", plain(say("policy.lead")), class_="mo-small"))
    places = wide_policies.places(person, platform)
    own = person.organisation_id if person.organisation_id in places else next(iter(places))
    at = session.address("organisation")
    body = choice(places, say("wide.organisation"), "wide.organisation", at if at in places else own)
    if body is None:
        return
    names = wide_policies.subjects(person, platform)
    lines = wide_policies.listed(person, platform, body)
    st.header(pick(places[body], session.language()), anchor=False)
    if not lines:
        show(tag("p", plain(say("wide.none")), role="status"))
    for one in lines:
        _line(body, one, names)
    with st.expander(say("wide.add"), key=f"wide.add.{body}"):
        wide_form.draw(body, names)
    _past(body)


def _line(body: str, one: WideLine, names: Mapping[str, Words]) -> None:
    policy = one.policy
    above = () if one.here else (say("wide.above", organisation=pick(one.owner, session.language())),)
    small = tag("span", plain(made_said(policy, one.made_by, policy.why, *above)), class_="mo-small mo-soft")
    kind = badge(say(f"policy.effect.{policy.effect}"), "good" if policy.effect == "allow" else "warn")
    with st.container(border=True, key=f"card_wide_{policy.id}"):
        head = tag("h3", plain(policy.title), " ", kind)
        said = tag("p", plain(wide_form.tier_said(policy.tier)), tag("br"), plain(policy_said(policy, names)), tag("br"), small)
        show(head, said)
        if one.here:
            with st.expander(say("policy.change"), key=f"wide.change.{policy.id}"):
                wide_form.draw(body, names, policy)
            _end(body, one)


def _end(body: str, one: WideLine) -> None:
    """Asked for first, with whom it touches; ended on the second press."""
    person, platform, policy = session.person(), session.platform(), one.policy
    asked = f"wide.ending.{policy.id}"
    if not session.remembered(asked):
        st.button(say("policy.end"), key=f"wide.end.{policy.id}", on_click=session.remember, args=(asked, True))
        return
    wide_form.effect_shown(wide_policies.tried(person, platform, body, policy, ending=True), ending=True)
    if st.button(say("wide.end_now"), key=f"wide.end_now.{policy.id}", type="primary"):
        session.forget(asked)
        tried(lambda: wide_policies.end(person, platform, body, policy.id))


def _past(body: str) -> None:
    found = wide_policies.past(session.person(), session.platform(), body)
    if not found:
        return
    with fold(say("wide.past"), key=f"wide.past.{body}") as is_open:
        if is_open:
            head = [say(f"wide.past.{name}") for name in ("name", "of", "by", "from", "until")]
            show(table(head, [_ended(one) for one in found], caption=say("wide.past")))


def _ended(one: WideLine) -> tuple[str, ...]:
    days = (when(at) if at else "–" for at in (one.policy.made_at_utc, one.policy.ended_at_utc))
    return (one.policy.title, wide_form.tier_said(one.policy.tier), one.made_by, *days)


draw()
