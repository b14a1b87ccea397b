"""The line of a class: on the page of one's seat and on every page on the way, it says when the trainer pauses, hands out or ends."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from app import session
from app.parts import going
from app.parts.literal import tried
from app.parts.markup import plain, show, tag
from app.services.workshops import seats
from app.services.workshops.seats import OwnSeat
from app.session import say

_EVERY_SECONDS = 5
_NEW = timedelta(minutes=20)
"""So long a copy handed out is told of."""


@session.part(every_s=_EVERY_SECONDS)
def status(workshop: str, *, along: bool = False) -> None:
    """Draws it, and the page anew when the class goes on, is paused or over, or a new copy was handed out. `along`: on the way, where no
    answer is written."""
    own = seats.of(session.person(), session.platform(), workshop)
    now = (own.state, own.over, own.answerable, str(own.given_at_utc))
    before = session.remembered("class.seen")
    session.remember("class.seen", now)
    if before is not None and before[:3] != now[:3]:
        st.rerun()
    paused = own.state == "paused" and not own.over
    with st.container(key="class_line_paused" if paused else "class_line", horizontal=True, vertical_alignment="center"):
        # What counts down is not read out at each turn.
        role = "timer" if own.state == "ready" else "status"
        show(tag("p", plain(_said(own, along=along)), class_="mo-over", role=role), width="content")
        if not own.over:
            _hand(own)


def opened() -> None:
    """The copy handed out last is opened: nothing is said of it any more."""
    session.forget("class.seen")
    session.remember("class.opened_at", session.platform().now())


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
    if _is_given(own):
        return say("class.given")
    return say("class.on_the_way" if along else "class.going")


def _is_given(own: OwnSeat) -> bool:
    """Whether a new copy was handed out not long ago, which the tab has not opened since."""
    given = own.given_at_utc
    if given is None or session.platform().now() - given > _NEW:
        return False
    opened_at = session.remembered("class.opened_at")
    return opened_at is None or opened_at < given


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
