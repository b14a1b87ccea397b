"""The form in which a partner answers: nine factors, and what it sees in working together in its own words."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts.literal import literal, tried
from app.parts.markup import plain, show, tag
from app.services.collaboration import answering
from app.services.collaboration.answering import RATINGS, Answer
from app.services.collaboration.looking import Check, Partner
from app.services.collaboration.steps import TEXT_MAX
from app.session import say
from app.texts import pick
from data_catalog.records.tables import COLLABORATION_FACTORS

_UNKNOWN = 0
_CHOICES = (*RATINGS, _UNKNOWN)


def draw(check: Check, partner: Partner) -> None:
    """Draws it, with what was answered before."""
    at, before = f"{check.id}.{partner.organisation_id}", partner.said
    st.header(say("collaboration.answer", name=literal(pick(partner.name, session.language()))), anchor=False)
    show(tag("p", plain(say("collaboration.answer_lead"))), tag("p", plain(say("collaboration.scale")), class_="mo-small"))
    with st.form(f"collaboration.answering.{at}", enter_to_submit=False):
        rated = {}
        for factor in COLLABORATION_FACTORS:
            known = _CHOICES.index(before.ratings.get(factor) or _UNKNOWN) if before else None
            rated[factor] = st.radio(
                say("collaboration.ask", factor=say(f"collaboration.factor.{factor}"), asks=say(f"collaboration.ask.{factor}")), _CHOICES,
                known, key=f"collaboration.rating.{factor}.{at}", horizontal=True, format_func=_said,
            )  # fmt: skip
        words = {
            name: st.text_area(
                say(f"collaboration.{name}"), getattr(before, name) if before else "", key=f"collaboration.{name}.{at}",
                max_chars=TEXT_MAX, height=80, help=say(f"collaboration.{name}_help"),
            ) or ""
            for name in ("benefit", "goal", "comment")
        }  # fmt: skip
        label = say("collaboration.answer_again" if before else "collaboration.answer_send")
        if not st.form_submit_button(label, type="primary", key=f"collaboration.answer.{at}"):
            return
    ratings = {factor: None if one == _UNKNOWN else one for factor, one in rated.items() if one is not None}
    said = Answer(ratings, **words)
    tried(lambda: answering.answer(session.person(), session.platform(), check.id, partner.organisation_id, said))


def _said(rating: int) -> str:
    return say("collaboration.unknown") if rating == _UNKNOWN else str(rating)
