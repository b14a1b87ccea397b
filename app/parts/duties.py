"""On the first page of whoever supports or supervises: what waits for an answer, and the way to what was used."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app import session
from app.identity import rights
from app.parts import going
from app.parts.markup import plain, show, tag
from app.services.support import looking
from app.session import say


def draw() -> None:
    """Draws a card for each of these duties; nothing for whoever has none."""
    person = session.person()
    known = {"support": _support, "see_usage": _usage}
    mine = [drawn for right, drawn in known.items() if rights.may(person, right)]
    if not mine:
        return
    st.header(say("home.duties"), anchor=False)
    for column, drawn in zip(st.columns(len(mine), gap="medium"), mine, strict=True):
        with column:
            _card(drawn)


def _card(drawn: Callable[[], None]) -> None:
    with st.container(border=True, key=f"card_home_duty{drawn.__name__}", height="stretch"):
        drawn()


def _support() -> None:
    waiting = looking.waiting(session.person(), session.platform())
    said = say("home.support_waiting", count=waiting) if waiting else say("home.support_none")
    show(tag("h3", plain(say("nav.support"))), tag("p", plain(said)))
    going.link("support", say("home.support_open"), icon=":material/support_agent:")


def _usage() -> None:
    show(tag("h3", plain(say("nav.usage"))), tag("p", plain(say("home.usage_said"))))
    going.link("usage", say("home.usage_open"), icon=":material/monitoring:")
