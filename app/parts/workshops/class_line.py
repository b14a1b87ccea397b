"""The line of a class: on the page of one's seat and on every page on the way, it says when the trainer pauses, hands out or ends."""

from __future__ import annotations

import streamlit as st

from app import session
from app.parts import going
from app.parts.literal import tried
from app.parts.markup import plain, show, tag
from app.services.workshops import seats
from app.services.workshops.seats import OwnSeat
from app.session import say

_EVERY_SECONDS = 5


@session.part(every_s=_EVERY_SECONDS)
def status(workshop: str, *, along: bool = False) -> None:
    """Draws it, and the page anew when the class goes on, is paused or over, or what was shown is shown no more.

    `along`: on the way, where no answer is written."""
    own = seats.of(session.person(), session.platform(), workshop)
    now = (own.state, own.over, own.answerable, own.shown_at_utc is None)
    before = session.remembered("class.seen")
    session.remember("class.seen", now)
    if before is not None and before != now:
        st.rerun()
    paused = own.state == "paused" and not own.over
    with st.container(key="class_line_paused" if paused else "class_line", horizontal=True, vertical_alignment="center"):
        # What counts down is not read out at each turn.
        role = "timer" if own.state == "ready" else "status"
        show(tag("p", plain(_said(own, along=along)), class_="mo-over", role=role), width="content")
        if not own.over:
            _hand(own)


def along(workshop: str) -> None:
    """The same on another page, with the way back to the seat."""
    way = "class.back_answer" if session.address("run") else "class.back"
    going.link("class", say(way), icon=":material/event_seat:", workshop=workshop)
    status(workshop, along=True)


def _said(own: OwnSeat, *, along: bool) -> str:
    if own.over:
        told = say("class.over", day=str(own.purge_on))
        return f"{say('class.last_words')} {told}" if own.answerable else told
    if own.state == "paused":
        return say("class.paused")
    if own.state == "ready":
        return say("class.soon", left=_left(own))
    if own.given:
        return say("class.given_along" if along else "class.given")
    return say("class.on_the_way" if along else "class.going")


def _left(own: OwnSeat) -> str:
    """How long until it begins, as "01:50", with the hours where there are some."""
    seconds = max(0, int((own.starts_at_utc - session.platform().now()).total_seconds()))
    minutes, rest = divmod(seconds, 60)
    hours = f"{minutes // 60}:" if minutes >= 60 else ""
    return f"{hours}{minutes % 60:02d}:{rest:02d}"


def _hand(own: OwnSeat) -> None:
    label, icon = ("class.hand_down", ":material/front_hand:") if own.hand else ("class.hand_up", ":material/back_hand:")
    if st.button(say(label), key="class.hand", icon=icon):
        tried(lambda: seats.raise_hand(session.person(), session.platform(), own.workshop_id, up=not own.hand))
