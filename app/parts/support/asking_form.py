"""The form that asks: what is offered before, the question, and all that goes with it, each to be left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app import answers, session
from app.parts import going, helping, told
from app.parts.literal import literal, refused
from app.parts.markup import plain, show, tag
from app.parts.support import articles_shown, attached
from app.services.drafts import drafts
from app.services.preparing import columns
from app.services.support import articles, asking, attaching
from app.services.support.asking import QUESTION_MAX
from app.services.support.attaching import UNASKED, Where
from app.session import say
from app.sitemap import SCREENS
from connectors.problem import Problem
from data_catalog.profile import Profile
from models.kit import library


def draw() -> None:
    """Draws it."""
    where, profiles = _where(), _profiles()
    person, platform = session.person(), session.platform()
    there = attaching.found(person, platform, where, profiles)
    _offered(there)
    with st.form("ask.form", enter_to_submit=False):
        question = st.text_area(say("ask.question"), key="ask.question", max_chars=QUESTION_MAX, height=140, help=say("ask.question_help"))
        parts = _parts(there)
        if not st.form_submit_button(say("ask.send"), type="primary", key="ask.send", icon=":material/send:"):
            return
    try:
        made = asking.ask(person, platform, asking.Wanted(question or "", where, parts, profiles))
    except Problem as problem:
        refused(problem)
        return
    told.keep(f"asked.{made}", say("ask.sent"))
    going.go("help", ticket=made, **whence())


def back() -> None:
    """Draws the way back to where somebody was when they asked; nothing where the address does not say."""
    where, problem = whence(), session.address("problem")
    page = where.pop("page", "help" if problem else "")
    if page:
        going.way(
            page, say("ask.back", page=say(f"nav.{page}")), where | ({"problem": problem} if page == "help" and problem else {}),
            icon=":material/arrow_back:",
        )  # fmt: skip


def whence() -> dict[str, str]:
    """The page of the portal the address says somebody comes from, with its ids; empty without one."""
    ids = {name: said for name in ("page", *helping.CONTEXT) if (said := session.address(name))}
    return ids if ids.get("page") in {one.name for one in SCREENS} - {"ask", "help"} else {}


def _offered(there: Mapping[str, Any]) -> None:
    problem = next(iter(there.get("problems", ())), "")
    model = there.get("model", {}).get("id", "")
    found = articles.offered(session.platform(), problem=problem, step=there.get("step", ""), model=model)
    if found:
        st.header(say("ask.offered", count=len(found)), anchor=False)
        articles_shown.offered(found)


def _parts(there: Mapping[str, Any]) -> frozenset[str]:
    """What goes along, each part with what it says; names of columns only where they are wished."""
    show(tag("p", tag("b", plain(say("ask.attached")))), tag("p", plain(say("ask.attached_lead")), class_="mo-small"))
    return frozenset(
        part
        for part, said in attached.lines(there).items()
        if st.checkbox(say("ask.part", name=say(f"ask.part.{part}"), said=literal(said)), value=part not in UNASKED, key=f"ask.with.{part}")
    )


def _where() -> Where:
    names = {one.name for one in SCREENS}
    page, ids = session.address("page"), {name: session.address(name) for name in helping.CONTEXT}
    problem = session.address("problem")  # met on another tab, where it led to its page
    problems = helping.met() if not problem or problem in helping.met() else (problem, *helping.met())
    return Where(page if page in names else "help", ids["draft"], ids["run"], ids["model"], ids["step"], problems)


def _profiles() -> dict[str, Profile]:
    """What the columns of the draft's tables are like, of those that can be read."""
    found: dict[str, Profile] = {}
    try:
        draft = drafts.load(session.person(), session.platform(), session.address("draft"))
        model = library.load(draft.model)
    except Problem:
        return found
    for one in model.inputs:
        if columns.has_table(draft, one.name):
            try:
                found[one.name] = answers.profile(draft, one.name)
            except Problem:
                continue
    return found
