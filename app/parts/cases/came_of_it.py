"""What came of it: the use cases of a model others let everybody see, on the model's page."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import going
from app.parts.markup import badge, plain, show, tag
from app.services.cases import library
from app.session import say
from app.texts import pick
from models.kit.contract import Model

_SHOWN = 3


def card(model: Model) -> None:
    """Draws how many there are and the newest; nothing where there is none."""
    found = library.entries(session.platform(), model=model.id)
    if not found:
        return
    lang = session.language()
    with st.container(border=True, key="card_models_cases"):
        places = len({one.place.organisation_id for one in found})
        show(tag("h2", plain(say("cases.came_of_it"))), tag("p", plain(say("cases.came_count", count=len(found), places=places))))
        for one in found[:_SHOWN]:
            mark = " " + badge(say("cases.state.outstanding"), "good") if one.outstanding else ""
            going.link("cases", one.title, icon=":material/task_alt:", case=one.id)
            told = pick(one.change, lang) if one.change else one.sentence
            show(tag("p", plain(pick(one.organisation, lang)), " · ", plain(told), mark, class_="mo-small mo-soft"))
        if len(found) > _SHOWN:
            going.link("cases", say("cases.came_all", count=len(found)), icon=":material/arrow_forward:", tab="library", model=model.id)
