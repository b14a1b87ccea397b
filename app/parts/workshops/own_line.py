"""On the first page of whoever may hold workshops: theirs going on, the next, and the last with what came of it."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import going
from app.parts.markup import badge, items, plain, show, tag
from app.parts.moments import clock, when
from app.services.workshops import making, own_classes
from app.services.workshops.own_classes import Led
from app.session import say

_CARDS_A_ROW = 3


def draw() -> None:
    """Draws them; nothing for whoever holds none."""
    if not making.may_make(session.person()):
        return
    found = own_classes.of(session.person(), session.platform())
    cards = [(one, "running") for one in found.running]
    cards += [(one, name) for one, name in ((found.coming, "coming"), (found.last, "last")) if one is not None]
    st.header(say("home.workshops"), anchor=False)
    for at in range(0, len(cards), _CARDS_A_ROW):
        row = cards[at : at + _CARDS_A_ROW]
        for column, (one, name) in zip(st.columns(max(2, len(row)), gap="medium"), row, strict=False):
            with column, st.container(border=True, key=f"card_home_class_{one.id}", height="stretch"):
                _card(one, name)
    going.link("workshops", say("home.workshops_all") if cards else say("workshop.make"), icon=":material/school:")


def _card(one: Led, name: str) -> None:
    kind = {"running": "good" if one.state == "open" else "warn", "coming": "info", "last": "calm"}[name]
    word = say(f"workshop.state.{one.state}") if name == "running" else say(f"home.workshop.{name}")
    show(tag("p", badge(word, kind)), tag("h3", plain(one.title)), items(_facts(one, name), "mo-facts"))
    if one.kept:
        label = say("home.workshop.board") if name == "running" else say("workshop.open")
        going.link("workshops", label, icon=":material/arrow_forward:", workshop=one.id)


def _facts(one: Led, name: str) -> list[str]:
    taken = say("workshop.taken", taken=one.taken, seats=one.seats)
    if name == "running":
        return [
            say("class.until", time=clock(one.ends_at_utc)),
            taken,
            *([say("home.workshop.hands", count=one.hands)] if one.hands else []),
        ]
    if name == "coming":
        return [when(one.starts_at_utc), taken]
    return [when(one.starts_at_utc), taken, say("workshop.certificates", count=one.certificates), say("home.workshop.ran", count=one.ran)]
