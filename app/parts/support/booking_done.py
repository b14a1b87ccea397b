"""What was done with a booking, told once by the page drawn next: beside its card where it still stands open, else above the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import session
from app.parts import told
from app.parts.literal import refused
from app.services.support import steps
from app.services.support.bookings import Booking
from app.session import say
from connectors.problem import Problem
from data_catalog.records.tables import BOOKING_OPEN

_DONE, _TIMES = "booking.done", "booking.times"


def do(what: str, own: str, act: Callable[[], object], said: Sequence[str] = (), answer: DeltaGenerator | None = None) -> None:
    """Does it and draws the page anew, which tells it; a Problem is said instead, in `answer` or where the page stands. `own`: the booking,
    empty where one is made; `said`: what was written, of which the page tells that something in it is hidden."""
    try:
        made = act()
    except Problem as problem:
        with answer or st.container():
            refused(problem)
        return
    session.remember(_DONE, (what, own or made, any(steps.hides(one) for one in said)))
    session.remember(f"{_TIMES}.{own or what}", times(own or what) + 1)
    st.rerun()


def times(own: str) -> int:
    """How often something was done with a booking, or one was `sent` or `entered`: what is drawn for the next
    time is another one, empty and shut."""
    return int(session.remembered(f"{_TIMES}.{own}", 0) or 0)


def card(one: Booking) -> None:
    """Tells what was done with this one, where it was."""
    done = session.remembered(_DONE)
    with st.container():  # its place is kept, said or not: while the page is drawn anew, nothing below stands twice
        if done and done[1] == one.id and _stays(done[0], one):
            _tell(done, one)


def above(found: Sequence[Booking]) -> None:
    """Tells what was done with one that was made, or whose card no longer stands among the open ones."""
    done = session.remembered(_DONE)
    one = next((one for one in found if done and one.id == done[1]), None)
    with st.container():
        if done and not (one and _stays(done[0], one)):
            _tell(done, one)


def _stays(what: str, one: Booking) -> bool:
    return what not in ("sent", "entered") and one.state in BOOKING_OPEN


def _tell(done: tuple[str, str, bool], one: Booking | None) -> None:
    session.forget(_DONE)
    what, _, hidden = done
    parts = [say(f"booking.done.{what}")]
    parts += [say("booking.done.clash")] if one and one.clashes else []
    parts += [say("support.hidden")] if hidden else []
    told.line(" ".join(parts))
