"""What a press on the board did, told in one sentence near it by the page drawn next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

import streamlit as st

from app import session
from app.parts import told
from app.parts.literal import literal, tried
from app.parts.markup import plain, show, tag
from app.parts.names import model_title
from app.session import say

_T = TypeVar("_T")
_ALL, _OF_SEAT, _ACTS = "board", "board.done_seat", "board.acts"
_SHOWN = timedelta(seconds=30)


def draw() -> None:
    """Says what was done for everybody, once."""
    told.draw(_ALL)


def draw_of(seat: str) -> None:
    """Says what was done for a seat, or in another place of its own; its part is drawn again by itself, so for half a minute."""
    whose, said, at = session.remembered(_OF_SEAT, ("", "", None))
    with st.container():  # its place is kept as that of `draw` is
        if whose == seat and session.platform().now() - at < _SHOWN:
            told.line(said)


def keep(said: str, place: str = "") -> None:
    """Has it said by the page drawn next, near the buttons for everybody or in a place of its own."""
    session.remember(_ACTS, acts() + 1)
    if place:
        session.remember(_OF_SEAT, (place, said, session.platform().now()))
    else:
        told.keep(_ALL, said)


def acts() -> int:
    """How much was done so far: what opened for one of them is closed by the next drawing."""
    return int(session.remembered(_ACTS, 0))


def kept() -> bool:
    """Whether something is to be said."""
    return told.waits(_ALL)


def do(act: Callable[[], _T], says: Callable[[_T], str], seat: str = "") -> None:
    """Does it, for everybody or a seat, keeps what is told of what it gave, and draws the page anew; a Problem is said instead."""

    tried(lambda: keep(says(act()), seat))


def sure(name: str, label: str, lead: str, act: Callable[[], _T], says: Callable[[_T], str], seat: str = "") -> None:
    """A button for what takes something from everybody or a seat: what it does is said first, and then it is asked for again. Whatever was
    done since shuts it."""
    with st.popover(literal(label), key=f"board.ask.{name}.{seat}.{acts()}"):
        show(tag("p", plain(lead)))
        if st.button(say("board.sure"), key=f"board.sure.{name}", type="primary"):
            with st.spinner(say("board.working")):
                do(act, says, seat)


def handed_out(model: str) -> Callable[[int], str]:
    """What is told of a prepared state of a model that so many seats were given."""
    return lambda count: say("board.did.catch_up", model=model_title(model), count=count)
