"""Workshops (교육): making one, those there were with what came of them, and the board of one."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import going
from app.parts.markup import badge, items, plain, show, tag
from app.parts.moments import when
from app.parts.names import model_title
from app.parts.workshops import board_view, making_form, outcome
from app.services.workshops import board
from app.services.workshops.board import Line
from app.session import say

_KINDS = {"ready": "info", "open": "good", "paused": "warn", "finished": "calm", "purged": "calm"}
_ENDED = ("finished", "purged")


def draw() -> None:
    """Draws the page: the list, or the workshop its address names."""
    if workshop := session.address("workshop"):
        board_view.draw(workshop)
        return
    st.title(say("nav.workshops"), anchor=False)
    show(tag("p", plain(say("workshop.lead"))))
    found = board.listed(session.person(), session.platform())
    with st.expander(say("workshop.make"), key="workshop.making", expanded=not found):
        making_form.draw()
    st.header(say("workshop.list", count=len(found)), anchor=False)
    if not found:
        show(tag("p", plain(say("workshop.none")), role="status"))
    for line in found:
        _card(line)
    if any(line.state in _ENDED for line in found):
        show(tag("p", plain(say("workshop.definition")), class_="mo-small mo-soft"))


def _card(line: Line) -> None:
    facts = [when(line.starts_at_utc), ", ".join(model_title(model) for model in line.models)]
    facts.append(outcome.taken(line))
    if line.state in _ENDED:
        facts += outcome.facts(line)
    with st.container(border=True, key=f"card_workshop_{line.id}"):
        show(tag("h3", plain(line.title), " ", badge(say(f"workshop.state.{line.state}"), _KINDS[line.state])), items(facts, "mo-facts"))
        outcome.ratings(line)
        if line.state != "purged":
            going.link("workshops", say("workshop.open"), icon=":material/arrow_forward:", workshop=line.id)


draw()
