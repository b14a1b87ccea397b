"""A case as everybody finds it: in a list, and whole."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import session
from app.parts import going
from app.parts.literal import literal
from app.parts.markup import badge, items, pairs, plain, show, tag
from app.parts.names import model_title
from app.services import goals
from app.services.cases import evidence, library
from app.services.cases.evidence import KINDS, Attached
from app.services.cases.library import Entry, Near
from app.session import say
from app.texts import pick


def card(one: Entry, near: Near | None = None) -> None:
    """Draws one in a list; `near`: how near its place is to one's own."""
    facts = [where(one), model_title(one.model)]
    facts += [one.decided_on.isoformat()] if one.decided_on else []
    facts += [near_said(near)] if near else []
    mark = " " + badge(say("cases.state.outstanding"), "good") if one.outstanding else ""
    change = pick(one.change, session.language()) if one.change else ""
    with st.container(border=True, key=f"card_entry_{one.id}"):
        show(
            tag("h2", plain(one.title), mark), tag("p", plain(one.sentence), class_="mo-brief"),
            tag("p", tag("b", plain(change))) if change else "", items(facts, "mo-facts"),
        )  # fmt: skip
        going.link("cases", say("cases.open"), icon=":material/arrow_forward:", case=one.id)


def whole(case_id: str) -> None:
    """Draws a case of the library. Problem not_found.case."""
    one = library.one(session.platform(), case_id)
    st.title(literal(one.title), anchor=False)
    marks = [badge(say("cases.published_on", day=one.published_on.isoformat()), "info")]
    marks += [badge(say("cases.state.outstanding"), "good")] if one.outstanding else []
    show(tag("p", " ".join(marks)), pairs(facts(one)))
    files(one.id, one.files)
    going.link("models", say("cases.to_model", model=model_title(one.model)), icon=":material/category:", model=one.model)


def facts(one: Entry) -> dict[str, str]:
    """What is told of a case, by what it is called; the same names in the same order for every case."""
    lang = session.language()
    said = {
        "organisation": where(one),
        "use": say(f"cases.decision.{one.decision}"),
        "sentence": one.sentence,
        "decided_by": one.decided_by,
        "decided_on": one.decided_on.isoformat() if one.decided_on else "",
        "driver": say(f"collaboration.driver.{one.driver}") if one.driver else "",
        "changes": one.changes,
        "change": pick(one.change, lang) if one.change else "",
        "happened": " ".join(one.happened),
        "lessons": one.lessons,
        "budget_won": say("cases.won", won=one.budget_won) if one.budget_won is not None else "",
        "documents": ", ".join(one.documents),
        "sdg": goals.said(one.sdg, lang) if one.sdg else "",
        "model": say("cases.model_version", model=model_title(one.model), version=one.model_version),
        "contact": one.contact,
    }
    return {say(f"cases.field.{name}"): value for name, value in said.items() if value}


def where(one: Entry) -> str:
    """The organisation, with the city or the like it stands in."""
    own, place = pick(one.organisation, session.language()), pick(one.place.name, session.language())
    return own if own == place or place in own else say("cases.where", organisation=own, place=place)


def near_said(near: Near) -> str:
    """How near a place is to one's own."""
    return say("cases.near.levels", levels=near.levels) if near.times is None else say("cases.near.times", times=near.times)


def files(case_id: str, found: tuple[Attached, ...]) -> None:
    """Draws the files of a case, each to be taken."""
    if not found:
        return
    st.header(say("cases.files"), anchor=False)
    for one in found:
        take(case_id, one)


def take(case_id: str, one: Attached) -> None:
    """Draws the button that takes a file."""
    st.download_button(
        literal(one.name), partial(evidence.taken, session.person(), session.platform(), case_id, one.id), one.name, KINDS[one.kind],
        key=f"cases.take.{one.id}", on_click="ignore", icon=":material/download:",
    )  # fmt: skip
