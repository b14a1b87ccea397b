"""Data that can be asked for, and the form that asks."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from app import session
from app.parts import going
from app.parts.agreements import legal_articles
from app.parts.days import field
from app.parts.literal import literal, refused
from app.parts.markup import items, pairs, plain, show, tag
from app.services.agreements import asking
from app.services.agreements.asking import Offer, Wanted
from app.services.agreements.steps import LONGEST_DAYS, TEXT_MAX, Terms
from app.session import say
from app.texts import pick
from connectors.problem import Problem
from data_catalog import legal_bases
from data_catalog.policy import PURPOSES, ColumnRule

_USUAL_DAYS = 365


def listed() -> None:
    """What other organisations let be asked for, with a search."""
    st.header(say("agreement.offered"), anchor=False)
    search = st.text_input(say("agreement.search"), key="agreement.search", max_chars=100, help=say("agreement.search_help")) or ""
    found = asking.offered(session.person(), session.platform(), search)
    if not found:
        show(tag("p", plain(say("agreement.offered_none")), class_="mo-soft", role="status"))
    for one in found:
        with st.container(border=True, key=f"card_offer_{one.id}"):
            facts = [pick(one.organisation, session.language()), say("agreement.columns_count", count=len(one.columns))]
            show(tag("h3", plain(one.title)), items(facts, "mo-facts"), tag("p", plain(one.description)) if one.description else "")
            going.link("requests", say("agreement.ask_go"), icon=":material/handshake:", ask=one.id)


def about(found: Offer) -> None:
    """What is said of a dataset to whoever may ask for it."""
    if found.description:
        show(tag("p", plain(found.description)))
    facts = {say("card.owner"): pick(found.organisation, session.language()), say("card.columns"): ", ".join(found.columns)}
    show(pairs(facts))


def draw(dataset: str) -> None:
    """The form for one dataset; a request that was sent leads to its page."""
    going.link("requests", say("agreement.back"), icon=":material/arrow_back:")
    found = asking.one(session.person(), session.platform(), dataset)
    st.title(literal(found.title), anchor=False)
    about(found)
    legal_articles.draw(tuple(legal_bases.articles()), say("agreement.legal.library"), "agreement.legal.library")
    today = session.today()
    with st.form(f"agreement.form.{dataset}", enter_to_submit=False):
        show(tag("h2", plain(say("agreement.form.title"))), tag("p", plain(say("agreement.form.lead")), class_="mo-small"))
        names = st.multiselect(
            say("agreement.form.columns"), list(found.columns), key=f"agreement.columns.{dataset}", format_func=literal,
            placeholder=say("agreement.form.columns_none"), filter_mode=None,
        )  # fmt: skip
        purpose = st.selectbox(
            say("agreement.form.purpose"), list(PURPOSES), 0, key=f"agreement.purpose.{dataset}", filter_mode=None,
            format_func=lambda one: say(f"purpose.{one}"),
        )  # fmt: skip
        bases = st.multiselect(
            say("agreement.form.bases"), list(legal_bases.articles()), key=f"agreement.bases.{dataset}", format_func=_article,
            placeholder=say("agreement.form.bases_none"), help=say("agreement.form.bases_help"),
        )  # fmt: skip
        basis = st.text_input(say("agreement.form.legal"), key=f"agreement.legal.{dataset}", max_chars=TEXT_MAX,
                              help=say("agreement.form.legal_help"))  # fmt: skip
        left, right = st.columns(2)
        starts = field(say("agreement.form.starts"), today, key=f"agreement.starts.{dataset}", place=left)
        ends = field(say("agreement.form.ends"), today + timedelta(days=_USUAL_DAYS), key=f"agreement.ends.{dataset}", place=right)
        days = st.number_input(say("agreement.form.retention"), 0, LONGEST_DAYS, 0, key=f"agreement.retention.{dataset}")
        security = st.text_area(say("agreement.form.security"), key=f"agreement.security.{dataset}", max_chars=TEXT_MAX,
                                help=say("agreement.form.security_help"))  # fmt: skip
        below = st.checkbox(say("agreement.form.below"), key=f"agreement.below.{dataset}")
        if not st.form_submit_button(say("agreement.form.ask"), type="primary", key=f"agreement.ask.{dataset}"):
            return
    if starts is None or ends is None:
        refused(Problem("day.missing"))
        return
    terms = Terms(tuple(ColumnRule("allow", name) for name in names), (), starts, ends, int(days), security or "")
    try:
        made = asking.ask(session.person(), session.platform(), Wanted(dataset, purpose, basis or "", terms, bool(below), tuple(bases)))
    except Problem as problem:
        refused(problem)
        return
    going.go("requests", agreement=made)


def _article(own: str) -> str:
    """An article in a choice: its place in the law, and what it is about."""
    one, lang = legal_bases.articles()[own], session.language()
    return say("agreement.legal.choice", article=one.cited(lang), title=one.title[lang])
