"""The models: all questions, or one of them with what it needs, how it works and what it cannot tell."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import going, starting
from app.parts.cases import came_of_it
from app.parts.markup import items, paragraph, plain, show, tag
from app.parts.model import fits, insides, needs
from app.parts.model.about import example
from app.services.search.models import search
from app.session import say
from app.texts import pick
from models.kit import library
from models.kit.contract import Model


def draw() -> None:
    """Draws the page."""
    name = session.address("model")
    if name:
        _one(library.load(name))
    else:
        _all()


def _all() -> None:
    lang = session.language()
    st.title(say("nav.models"), anchor=False)
    query = st.text_input(say("home.search"), key="models.search", placeholder=say("home.search_example"), max_chars=200) or ""
    found = search(library.models(), query)
    if not found:
        show(tag("p", plain(say("home.not_found", query=query)), role="status"))
    for model in found or library.models():
        with st.container(border=True, key=f"card_models_card_{model.id}"):
            show(
                tag("h2", plain(pick(model.question, lang))),
                paragraph(pick(model.summary, lang)),
                items(
                    [
                        say(f"subject.{model.subject}"),
                        say("home.minutes", minutes=model.minutes),
                        say("model.version", version=model.version),
                    ],
                    "mo-facts",
                ),
            )
            going.link("models", say("home.more"), model=model.id)


def _one(model: Model) -> None:
    lang = session.language()
    going.link("models", say("model.all"), icon=":material/arrow_back:")
    about, side = st.columns([2, 1], gap="large")
    with about:
        show(tag("p", plain(pick(model.title, lang)), class_="mo-soft"), tag("h1", plain(pick(model.question, lang)), class_="mo-question"))
        show(paragraph(pick(model.summary, lang)))
        example(model)
    with side:
        _start(model)
    came_of_it.card(model)
    fits.card(model)
    needs.checklist(model)
    insides.flow(model)
    insides.manual(model)
    insides.source(model)
    insides.versions(model)


def _start(model: Model) -> None:
    lang = session.language()
    with st.container(border=True, key="card_models_start"):
        show(tag("h2", plain(say("model.limits"))), items(pick(said, lang) for said in model.limits[:3]))
        show(tag("p", tag("b", plain(say("home.needs"))), " ", plain(pick(model.needs_said, lang))))
        show(items([say("home.minutes", minutes=model.minutes)], "mo-facts"))
        if st.button(say("model.start"), type="primary", key="models.start", width="stretch"):
            starting.own(model.id)
        if st.button(say("home.sample"), key="models.sample", width="stretch"):
            starting.sample(model.id)


draw()
