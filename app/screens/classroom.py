"""The class: one's seat in a workshop with its analyses and exercises; afterwards, the way to the same with own data."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import going
from app.parts.markup import badge, items, plain, show, tag
from app.parts.moments import when
from app.parts.names import model_title
from app.parts.workshops import carrying_on, seat_page
from app.services.workshops import carried, seats
from app.session import say
from connectors.problem import Problem


def draw() -> None:
    """Draws the page: the seat its address names, else the person's own; of an account with several, their list."""
    person = session.person()
    workshop = session.address("workshop") or person.workshop_id or ""
    if workshop:
        try:
            own = seats.of(person, session.platform(), workshop)
        except Problem:
            own = None
        if own is not None:
            session.remember("class.workshop", workshop)
            seat_page.draw(own)
            return
        if carrying_on.draw_claimed(workshop):
            return
        raise Problem("not_found.workshop")
    _list()


def _list() -> None:
    person, platform = session.person(), session.platform()
    st.title(say("nav.class"), anchor=False)
    show(tag("p", plain(say("class.lead"))), tag("p", tag("a", plain(say("class.join")), href="/join", target="_self", class_="mo-button")))
    found = carried.mine(person, platform)
    if not found:
        show(tag("p", plain(say("class.none")), role="status"))
    for row, seat in found:
        facts = [when(row.starts_at_utc), ", ".join(model_title(model) for model in row.models)]
        done = badge(say("class.carried"), "good") if seat.carried_at_utc else ""
        with st.container(border=True, key=f"card_class_{seat.id}"):
            show(tag("h3", plain(row.title), " ", done), items(facts, "mo-facts"))
            going.link("class", say("class.open"), icon=":material/arrow_forward:", workshop=row.id)


draw()
